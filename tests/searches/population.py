"""An invented population in nine scripts, and the way to list it fast.

None of these organizations exists. Those of one script stand in one file, beside the searches that are tried on them;
every search runs over all of them together.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.actions import listing
from registry.models import (
    Activity,
    Identifier,
    Name,
    Organization,
    OrganizationPlace,
    PublicId,
    SupportGap,
    SupportOffer,
)
from registry.places import country_codes
from registry.text import fold
from tests.searches import arabic, cyrillic, devanagari, greek, han, hangul, kana, latin, thai
from tests.searches.entries import COMPLETE, Entry, Search

SCRIPTS = {
    "Latin": latin,
    "Cyrillic": cyrillic,
    "Arabic": arabic,
    "Han": han,
    "kana": kana,
    "Devanagari": devanagari,
    "Thai": thai,
    "Greek": greek,
    "Hangul": hangul,
}
POPULATION: dict[str, Entry] = {key: one for script in SCRIPTS.values() for key, one in script.POPULATION.items()}
SEARCHES: dict[str, list[Search]] = {name: script.SEARCHES for name, script in SCRIPTS.items()}

_ITEMS: dict[str, Any] = {"activities": Activity, "gaps": SupportGap, "offers": SupportOffer}


def load(population: Mapping[str, Entry], now: datetime | None = None) -> dict[str, str]:
    """List these entries and give back the public id of each key. The first one was listed last."""
    now = now or datetime.now(UTC)
    addresses = PublicId.objects.bulk_create(PublicId() for _ in population)
    made = {
        key: _organization(one, address, now - timedelta(hours=number), now)
        for number, ((key, one), address) in enumerate(zip(population.items(), addresses, strict=True))
    }
    Organization.objects.bulk_create(made.values())
    rows: dict[Any, list[Any]] = {}
    for key, one in population.items():
        for row in _parts(one, made[key].pk):
            rows.setdefault(type(row), []).append(row)
    for model, of_model in rows.items():
        model._default_manager.bulk_create(of_model)
    listing.refresh([organization.pk for organization in made.values()])
    return {key: organization.public_id_id for key, organization in made.items()}


def _organization(one: Entry, address: PublicId, listed_at: datetime, now: datetime) -> Organization:
    columns: dict[str, Any] = {"type": "ngo", "state": "listed", **one.columns}
    if one.fresh:
        columns = {**COMPLETE, "confirmed_on": now.date(), **columns}
    return Organization(
        public_id=address,
        listed_at=listed_at,
        live_version=1,
        base_country_id=one.base or None,
        no_seat=not one.base,
        description=one.description,
        description_language=one.names[0][1] if one.description else "",
        base_place=one.place,
        base_place_public=one.place_public,
        **columns,
    )


def _parts(one: Entry, organization_id: uuid.UUID) -> list[Any]:
    belongs: dict[str, Any] = {"organization_id": organization_id}
    parts: list[Any] = [
        Name(text=text, language=language, kind=kind, folded=fold(text), **belongs)
        for text, language, kind in one.names
    ]
    for code in one.works_in:
        column = "country_id" if code in country_codes() else "region_id"
        parts.append(OrganizationPlace(**{column: code}, **belongs))
    parts += [Identifier(scheme=scheme, value=value, **belongs) for scheme, value in one.identifiers]
    for key, model in _ITEMS.items():
        parts += [model(language=one.names[0][1], **columns, **belongs) for columns in getattr(one, key)]
    return parts
