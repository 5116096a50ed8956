"""Board, download and API count gaps and offers as a plain Python count does, for each circle of readers."""

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from registry import places
from registry.actions import listing
from registry.models import GapPlace, OfferPlace, Organization, SupportGap, SupportOffer
from registry.queries.facets import EVERYWHERE
from registry.vocabulary import Element, OrganizationType, Realm, SupportKind, Visibility
from tests import factories
from tests.factories import person
from tests.listings import partner
from tests.web.joining import signed_in
from tests.web.results import facet, page

pytestmark = pytest.mark.django_db

TABLES = {"gaps": (SupportGap, GapPlace, "gap"), "offers": (SupportOffer, OfferPlace, "offer")}
BOARDS = {"gaps": "/support/", "offers": "/support/offers/"}
STATES = {"gaps": ("open", "answered", "met", "closed", "expired"), "offers": ("open", "paused", "closed", "expired")}
SHOWN = {"gaps": ("open", "answered", "met"), "offers": ("open", "paused")}
COUNTRIES = ("KE", "TZ", "FJ", "TV")
SEES = {
    "visitor": (Visibility.EVERYONE,),
    "partner": (Visibility.EVERYONE, Visibility.PARTNERS),
    "staff": tuple(Visibility),
}


@dataclass(frozen=True)
class Plain:
    """A gap or an offer as the test made it. `is_there`: not removed, of an organization that is listed."""

    elements: list[str]
    kinds: list[str]
    realms: list[str]
    places: set[str]
    state: str
    seen_by: str
    type: str
    days: int
    is_there: bool


def some(chance: random.Random, values: Any, most: int) -> list[Any]:
    return chance.sample(list(values), chance.randint(0, most))


def make(kind: str, chance: random.Random) -> list[Plain]:
    """Random gaps or offers of some organizations, of which one has withdrawn."""
    model, places_of, column = TABLES[kind]
    made, owners = [], []
    for number in range(7):
        key = partner(f"Bay {number}", type=chance.choice(OrganizationType.values))
        owner = Organization.objects.get(public_id=key)
        owner.state = "withdrawn" if number == 6 else "listed"
        owner.save(update_fields=["state"])
        owners.append(owner.pk)
        for _number in range(chance.randint(0, 9)):
            one = Plain(
                elements=some(chance, Element.values, 4),
                kinds=some(chance, SupportKind.values, 3),
                realms=some(chance, Realm.values, 2),
                places=set(some(chance, COUNTRIES, 2)) or {EVERYWHERE},
                state=chance.choice(STATES[kind]),
                seen_by=chance.choice(Visibility.values),
                type=owner.type,
                days=chance.choice((0, 5, 90, 91, 180, 181, 200, 365, 366, 700)),
                is_there=owner.state == "listed" and chance.random() > 0.1,
            )
            made.append(one)
            item = model.objects.create(
                organization=owner,
                title="Boats",
                elements=one.elements,
                kinds=one.kinds,
                realms=one.realms,
                everywhere=EVERYWHERE in one.places,
                state=one.state,
                visible_to=one.seen_by,
                state_since=timezone.now() - timedelta(days=one.days),
                removed_at=None if one.is_there else timezone.now(),
            )
            for code in one.places - {EVERYWHERE}:
                places_of.objects.create(**{column: item}, country_id=code)
    listing.refresh(owners)
    return made


def values_of(one: Plain) -> set[tuple[str, str]]:
    """What each facet would file it under."""
    within = {region for code in one.places - {EVERYWHERE} for region in places.country(code).regions}
    support = {"finance" if kind == SupportKind.FINANCE else "other" for kind in one.kinds}
    ages = {str(age) for age in (90, 180, 365) if one.state == "open" and one.days > age}
    several = {
        "element": one.elements,
        "kind": one.kinds,
        "realm": one.realms,
        "works_in": one.places | within,
        "support": support,
        "age": ages,
        "state": [one.state],
        "type": [one.type],
        "seen_by": [one.seen_by],
    }
    return {(name, value) for name, values in several.items() for value in values}


def counted(found: list[Plain]) -> dict[str, Counter[str]]:
    """How many there are of each value of each facet."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        for name, value in values_of(one):
            counts.setdefault(name, Counter())[value] += 1
    return counts


FACETS = ("element", "kind", "realm", "works_in", "support", "age", "state", "type", "seen_by")


@pytest.mark.parametrize("seed", [3, 30])
@pytest.mark.parametrize("kind", TABLES)
def test_everything_counts_as_a_plain_count_does(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    factories.partner(person("amina"))  # who states nothing
    made = make(kind, chance)
    readers = {"visitor": Client(), "partner": signed_in("amina"), "staff": signed_in("rosa")}
    totals = []
    for reader, client in readers.items():
        seen = [one for one in made if one.is_there and one.state in SHOWN[kind] and one.seen_by in SEES[reader]]
        totals.append(len(seen))
        expected = counted(seen)

        # Whole: the facets of board and API.
        told = client.get(f"/api/v1/{kind}").json()
        html = page(client, f"{BOARDS[kind]}?more=works_in")
        assert told["count"] == len(seen), reader
        for name in FACETS:
            assert told["facets"][name] == expected.get(name, {}), (reader, name)
            on_page = {value: number for value, (number, _ticked) in facet(html, name).items()}
            offered = expected.get(name, {}) if (reader, name) != ("visitor", "seen_by") else {}
            assert on_page == offered, (reader, name)

        # The matrix of elements and kinds: by the API cell by cell, by the download from its rows.
        rows = json.loads(client.get(f"{BOARDS[kind]}download/json").getvalue())["results"]  # type: ignore[attr-defined]
        cells = Counter((element, one) for row in rows for element in row["elements"] for one in row["kinds"])
        plain = Counter((element, one) for row in seen for element in row.elements for one in row.kinds)
        assert (len(rows), cells) == (len(seen), plain), reader
        for element in Element.values:
            facets = client.get(f"/api/v1/{kind}?element={element}").json()["facets"]["kind"]
            assert facets == {one: number for (of, one), number in plain.items() if of == element}, (reader, element)
        for element in chance.sample(Element.values, 2):
            of_page = facet(page(client, f"{BOARDS[kind]}?element={element}"), "kind")
            found = {value: number for value, (number, _ticked) in of_page.items() if number}
            assert found == {one: number for (of, one), number in plain.items() if of == element}, (reader, element)
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]


def test_more_than_so_many_days_means_the_same_to_the_filter_and_to_the_badge() -> None:
    """To the minute: a gap opened at midnight, so many days ago, waits for exactly so many days."""
    partner("Bay", gaps=[{"title": "Boats"}])
    gap = SupportGap.objects.get()
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for before, waits in ((timedelta(), False), (timedelta(minutes=1), True)):
        SupportGap.objects.filter(pk=gap.pk).update(state_since=midnight - timedelta(days=90) - before)
        listing.refresh([gap.organization_id])
        html = page(Client(), "/support/")
        assert ("90" in facet(html, "age")) is waits
        assert ("Unmet for more than 90 days" in html) is waits
