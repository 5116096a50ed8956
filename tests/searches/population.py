"""An invented population in nine scripts, and the way to list it fast.

None of these organizations exists. Those of one script stand in one file, beside the searches that are tried on them;
every search runs over all of them together.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from registry.actions import listing
from registry.models import (
    Activity,
    ActivityPlace,
    GapPlace,
    Identifier,
    Name,
    OfferPlace,
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

# Of each kind of item its table, that of its places, and the column there that points back.
ITEMS: dict[str, tuple[Any, Any, str]] = {
    "activities": (Activity, ActivityPlace, "activity"),
    "gaps": (SupportGap, GapPlace, "gap"),
    "offers": (SupportOffer, OfferPlace, "offer"),
}


def load(population: Mapping[str, Entry]) -> dict[str, str]:
    """List these entries and give back the public id of each key. Unless they say when, the first was listed last."""
    made = make(population)
    listing.refresh([organization.pk for organization in made.values()])
    return {key: organization.public_id_id for key, organization in made.items()}


def make(population: Mapping[str, Entry]) -> dict[str, Organization]:
    """The rows of these entries with a statement for each table, still without a listing."""
    now = timezone.now()
    addresses = PublicId.objects.bulk_create(PublicId() for _ in population)
    made = {
        key: _organization(one, address, listed_at=now - timedelta(hours=number))
        for number, ((key, one), address) in enumerate(zip(population.items(), addresses, strict=True))
    }
    Organization.objects.bulk_create(made.values())
    rows: dict[Any, list[Any]] = {}
    for key, one in population.items():
        for row in _parts(one, made[key].pk):
            rows.setdefault(type(row), []).append(row)
    for model, of_model in rows.items():
        model._default_manager.bulk_create(of_model)
    return made


def _organization(one: Entry, address: PublicId, **given: Any) -> Organization:
    fresh = {**COMPLETE, "confirmed_on": timezone.now().date()} if one.fresh else {}
    columns: dict[str, Any] = {"type": "ngo", "state": "listed", **given, **fresh, **one.columns}
    return Organization(
        public_id=address,
        live_version=1,
        base_country_id=one.base or None,
        no_seat=not one.base,
        description=one.description,
        description_language=one.names[0][1] if one.description else "",
        base_place=one.place,
        base_place_public=one.place_public,
        **columns,
    )


def _parts(one: Entry, organization_id: uuid.UUID) -> Iterator[Any]:
    belongs = {"organization_id": organization_id}
    for text, language, kind in one.names:
        yield Name(text=text, language=language, kind=kind, folded=fold(text), **belongs)
    yield from (OrganizationPlace(**_place(code), **belongs) for code in one.works_in)
    yield from (Identifier(scheme=scheme, value=value, **belongs) for scheme, value in one.identifiers)
    for key, (model, place_model, owner) in ITEMS.items():
        for columns in getattr(one, key):
            places = columns.get("places", ())
            row = model(language=one.names[0][1], **{k: v for k, v in columns.items() if k != "places"}, **belongs)
            yield row
            yield from (place_model(**_place(code), **{f"{owner}_id": row.pk}) for code in places)


def _place(code: str) -> dict[str, str]:
    return {"country_id" if code in country_codes() else "region_id": code}
