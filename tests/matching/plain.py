"""Matching once more, as plainly as it can be said: one pair at a time, without bits. Knows nothing of the memories."""

from collections.abc import Collection, Sequence
from random import Random
from typing import Any

from registry.places import country, region_and_above
from registry.queries.comparing import WEIGHTS, Part
from registry.vocabulary import Element, Realm, Scale, SupportKind
from tests.matching.pairs import Side

WORDS = ("mangrove", "lagoon", "nursery", "wardens", "oyster", "hatchery", "drones", "jaguar")
ARABIC = ("قرم", "مشتل", "حراس", "بحيرة")
NEAR = ("KE", "TZ", "FJ", "PE", "SN", "FR")
WORLDWIDE = ("FJ", "FR", "JP", "KE", "PE")  # one of each continent
AROUND = ("014", "202", "002", "009", "019", "150", "011")


def side(random: Random, number: int) -> Side:
    """Any gap or offer; no two have the same title."""
    words = random.sample(WORDS, random.randint(1, 4)) if random.random() < 0.8 else random.sample(ARABIC, 2)
    return Side(
        f"{' '.join(words)} {number}",
        kinds=_some(random, SupportKind.values[:5], 1) if random.random() < 0.8 else _most(random, SupportKind.values),
        elements=_some(random, Element.values[:4]) if random.random() < 0.8 else _most(random, Element.values),
        countries=WORLDWIDE if random.random() < 0.1 else _some(random, NEAR) if random.random() < 0.7 else (),
        regions=_some(random, AROUND) if random.random() < 0.3 else (),
        everywhere=random.random() < 0.15,
        realms=_some(random, Realm.values),
        scales=_some(random, Scale.values[:3]),
        languages=_some(random, ("en", "sw", "fr")),
        visible_to=random.choice(("everyone", "everyone", "everyone", "partners", "secretariat")),
        state=random.choice(("open", "open", "open", "open", "")),
        days=random.randint(0, 900),
    )


def _some(random: Random, values: Sequence[Any], least: int = 0) -> tuple[str, ...]:
    return tuple(random.sample(sorted(values), random.randint(least, min(3, len(values)))))


def _most(random: Random, values: Sequence[Any]) -> tuple[str, ...]:
    """About two thirds of all, or more."""
    return tuple(random.sample(sorted(values), random.randint(len(values) // 2, len(values))))


def points(gap: Side, offer: Side) -> float | None:
    """The points of a pair; none where it is no match, whoever sees it."""
    place = _place(gap, offer)
    if gap.state != "open" or offer.state != "open" or not set(gap.kinds) & set(offer.kinds) or not place:
        return None
    shares = {
        Part.KIND: _covered(gap.kinds, offer.kinds, SupportKind),
        Part.ELEMENT: _covered(gap.elements, offer.elements, Element),
        Part.PLACE: place,
        Part.SCALE: _common(gap.scales, offer.scales),
        Part.REALM: _covered(gap.realms, offer.realms, Realm),
        Part.LANGUAGE: _common(gap.languages, offer.languages),
        Part.WORDS: _words(gap, offer),
    }
    return sum(WEIGHTS[part] * (0.5 if share is None else share) for part, share in shares.items())


def _covered(wanted: Collection[str], given: Collection[str], of: Collection[Any]) -> float | None:
    if not wanted or not given:
        return None
    is_broad = len(given) > len(of) * 2 / 3 >= len(wanted)
    return len(set(wanted) & set(given)) / len(wanted) / (2 if is_broad else 1)


def _common(ours: Collection[str], theirs: Collection[str]) -> float | None:
    return float(bool(set(ours) & set(theirs))) if ours and theirs else None


def _words(gap: Side, offer: Side) -> float | None:
    ours, theirs = ({word for word in one.title.split() if len(word) >= 4 and word.isalpha()} for one in (gap, offer))
    if gap.title[0].isascii() != offer.title[0].isascii():
        return None
    return min(len(ours & theirs) / 3, 1.0)


def _place(gap: Side, offer: Side) -> float:
    if gap.everywhere and offer.everywhere:
        return 1.0
    if _named(gap) & _named(offer):
        return 0.75 if any({"002", "009", "019", "142", "150"} <= _inside(one) for one in (gap, offer)) else 1.0
    if _inside(gap) & _named(offer) or _inside(offer) & _named(gap):
        return 0.75
    anywhere = (gap.everywhere and _named(offer)) or (offer.everywhere and _named(gap))
    return 0.25 if anywhere else 0.0


def _named(one: Side) -> set[str]:
    return {*one.countries, *one.regions}


def _inside(one: Side) -> set[str]:
    """All places that contain one of its places."""
    around = {code for place in one.countries for code in country(place).regions}
    return around | {code for place in one.regions for code in region_and_above(place)}
