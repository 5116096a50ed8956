"""A random small partnership, and what a plain look at each thing in it counts."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from registry import places
from registry.actions import listing
from registry.models import (
    Activity,
    ActivityPlace,
    GapPlace,
    OfferPlace,
    Organization,
    SupportGap,
    SupportOffer,
)
from registry.queries.facets import EVERYWHERE
from registry.vocabulary import Element, OrganizationType, Realm, Scale, SupportKind, Visibility
from tests.listings import partner

TABLES: dict[str, Any] = {
    "gaps": (SupportGap, GapPlace, "gap"),
    "offers": (SupportOffer, OfferPlace, "offer"),
    "activities": (Activity, ActivityPlace, "activity"),
}
COUNTRIES = ("KE", "TZ", "FJ", "TV", "AQ")
REGIONS = ("002", "009")
STATES = {
    "gaps": ("open", "open", "answered", "met", "closed"),
    "offers": ("open", "open", "paused", "expired"),
    "activities": ("",),
}
SHOWN = {"gaps": ("open", "answered", "met"), "offers": ("open", "paused"), "activities": ("",)}
SEES: Mapping[str, Sequence[str]] = {
    Visibility.EVERYONE: (Visibility.EVERYONE,),
    Visibility.PARTNERS: (Visibility.EVERYONE, Visibility.PARTNERS),
    Visibility.SECRETARIAT: tuple(Visibility),
}


@dataclass(frozen=True)
class Plain:
    """A thing as the test made it. `is_there`: not removed, of an organization that is listed."""

    kind: str
    type: str
    seat: str
    places: frozenset[str]
    realms: Sequence[str]
    scales: Sequence[str]
    elements: Sequence[str] = ()
    kinds: Sequence[str] = ()
    state: str = ""
    seen_by: str = Visibility.EVERYONE
    since: str = ""  # the month in which it was listed or stated
    changed: str = ""  # the month in which it came into its state
    is_there: bool = True

    @property
    def works_in(self) -> set[str]:
        """The places under which it is filed: with the regions that contain those that it names."""
        countries = {code for code in self.places if len(code) == 2}
        named = self.places - countries - {EVERYWHERE}
        above = {region for code in countries for region in places.country(code).regions}
        above |= {region for code in named for region in places.region_and_above(code)}
        return set(self.places) | above

    def fits(self, chosen: Mapping[str, Sequence[str]]) -> bool:
        own: dict[str, Iterable[str]] = {
            "works_in": self.works_in,
            "realm": self.realms,
            "scale": self.scales,
            "type": [self.type],
            "country": [self.seat],
        }
        return all(set(own[name]) & set(values) for name, values in chosen.items())

    @property
    def stands(self) -> bool:
        return self.state in ("", "open")


@dataclass(frozen=True)
class World:
    things: Sequence[Plain]

    def seen(self, kind: str, circle: str, chosen: Mapping[str, Sequence[str]]) -> list[Plain]:
        """What a circle of readers may see of a kind, in whatever state."""
        return [
            one
            for one in self.things
            if one.kind == kind and one.is_there and one.seen_by in SEES[circle] and one.fits(chosen)
            if kind == "organizations" or one.state in SHOWN[kind]
        ]

    def standing(self, kind: str, circle: str, chosen: Mapping[str, Sequence[str]]) -> list[Plain]:
        return [one for one in self.seen(kind, circle, chosen) if one.stands]


def cells(things: Iterable[Plain]) -> Counter[tuple[str, str]]:
    return Counter((element, kind) for one in things for element in one.elements for kind in one.kinds)


def some(chance: random.Random, values: Iterable[str], most: int, least: int = 0) -> list[str]:
    return chance.sample(list(values), chance.randint(least, most))


def moment(chance: random.Random) -> datetime:
    """At the beginning, in the middle or at the end of one of some months."""
    year, month = chance.choice(((2025, 11), (2025, 12), (2026, 1), (2026, 2), (2026, 3)))
    over = {11: 30, 12: 31, 1: 31, 2: 28, 3: 31}[month]
    return chance.choice((datetime(year, month, 1, tzinfo=UTC), datetime(year, month, over, 23, 59, tzinfo=UTC)))


def where(chance: random.Random) -> frozenset[str]:
    return frozenset([*some(chance, COUNTRIES, 2), *some(chance, REGIONS, 1)]) or frozenset({EVERYWHERE})


def make(seed: int, organizations: int = 8) -> World:
    """Organizations, of which the last has withdrawn, with their things."""
    chance = random.Random(seed)
    things: list[Plain] = []
    owners = []
    for number in range(organizations):
        at = moment(chance)
        own = Plain(
            kind="organizations",
            type=chance.choice(OrganizationType.values),
            seat=chance.choice(COUNTRIES),
            places=where(chance),
            realms=some(chance, Realm.values, 2),
            scales=some(chance, Scale.values, 2),
            since=f"{at:%Y-%m}",
            is_there=number + 1 < organizations,
        )
        key = partner(
            f"Bay {number}",
            type=own.type,
            base_country_id=own.seat,
            listed_at=at,
            realms=own.realms,
            scales=own.scales,
            everywhere=EVERYWHERE in own.places,
            countries=tuple(code for code in own.places if len(code) == 2),
            regions=tuple(code for code in own.places if code.isdigit()),
        )
        owner = Organization.objects.get(public_id=key)
        owners.append(owner.pk)
        if not own.is_there:
            owner.state = "withdrawn"
            owner.save(update_fields=["state"])
        items = [_item(kind, owner, own, chance) for kind in TABLES for _number in range(chance.randint(0, 7))]
        things += [_working_where_it_acts(own, items), *items]
    listing.refresh(owners)
    return World(things)


def _working_where_it_acts(own: Plain, items: Iterable[Plain]) -> Plain:
    """A partner works where it says so and where its activities are."""
    acts_in = (one.places for one in items if one.kind == "activities" and one.is_there)
    return replace(own, places=own.places.union(*acts_in))


def _item(kind: str, owner: Organization, own: Plain, chance: random.Random) -> Plain:
    model, places_of, column = TABLES[kind]
    stated, changed = sorted((moment(chance), moment(chance)))
    one = Plain(
        kind=kind,
        type=own.type,
        seat=own.seat,
        places=where(chance),
        realms=some(chance, Realm.values, 2),
        scales=own.scales if kind == "offers" else some(chance, Scale.values, 2),
        elements=some(chance, Element.values, 4),
        kinds=some(chance, SupportKind.values, 3),
        state=chance.choice(STATES[kind]),
        seen_by=Visibility.EVERYONE if kind == "activities" else chance.choice(Visibility.values),
        since=f"{stated:%Y-%m}",
        changed=f"{changed:%Y-%m}",
        is_there=own.is_there and chance.random() > 0.1,
    )
    columns: dict[str, Any] = {"elements": one.elements, "kinds": one.kinds, "realms": one.realms}
    if kind != "offers":
        columns["scales"] = one.scales
    if kind != "activities":
        columns |= {"state": one.state, "stated_at": stated, "state_since": changed}
    made = model.objects.create(
        organization=owner,
        title="Boats",
        everywhere=EVERYWHERE in one.places,
        visible_to=one.seen_by,
        removed_at=None if one.is_there else datetime(2026, 4, 1, tzinfo=UTC),
        **columns,
    )
    for code in one.places - {EVERYWHERE}:
        places_of.objects.create(**{column: made, "region_id" if code.isdigit() else "country_id": code})
    return one
