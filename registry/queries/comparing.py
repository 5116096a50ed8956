"""How well a gap and an offer fit, part by part, and what stands between them at all: words for people, no queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, TypeAlias

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry import places
from registry.queries.facets import regions_of
from registry.queries.likenesses import in_order
from registry.vocabulary import Element, Realm, SupportKind

Record: TypeAlias = Mapping[str, Any]


class Part(TextChoices):
    KIND = "kind", _("Kind of support")
    ELEMENT = "element", _("Element of Target 3")
    PLACE = "place", _("Place")
    SCALE = "scale", _("Scale of work")
    REALM = "realm", _("Realm")
    LANGUAGE = "language", _("Language")
    WORDS = "words", _("Words used")


# What each part counts for, of 100 points. Where it cannot be told whether a part fits, it counts half.
WEIGHTS: Mapping[str, int] = {
    Part.KIND: 30,
    Part.ELEMENT: 17,
    Part.PLACE: 24,
    Part.SCALE: 5,
    Part.REALM: 10,
    Part.LANGUAGE: 7,
    Part.WORDS: 7,
}
UNTOLD = 0.5
# Of what a place that both name counts for: one side's place within the other's; one side is everywhere.
WITHIN, ANYWHERE = 0.75, 0.25
# The five of M49. A side that names places on all of them means no place in particular, and whoever does goes before
# it: what both name counts then as a place within another.
CONTINENTS = ("002", "009", "019", "142", "150")
# Of how many values a side can name some. An offer of more than two thirds of them means none in particular: for a gap
# that does not name as many itself it counts as half of what it would, so that it does not stand above those who mean
# what is asked.
NAMEABLE: Mapping[str, int] = {
    Part.KIND: len(SupportKind.values),
    Part.ELEMENT: len(Element.values),
    Part.REALM: len(Realm.values),
}
BROAD = 0.5


class Verdict(TextChoices):
    FITS = "fits", pgettext_lazy("a part of a match", "Fits")
    PARTLY = "partly", pgettext_lazy("a part of a match", "Fits in part")
    UNTOLD = "untold", pgettext_lazy("a part of a match", "Cannot be told")
    NOT = "not", pgettext_lazy("a part of a match", "Does not fit")


class Obstacle(TextChoices):
    """What keeps a pair from being a match, however well the rest fits."""

    KIND = "kind", _("Nothing that the gap asks for is of a kind that is offered.")
    PLACE = "place", _("They have no place in common.")
    GAP_STATE = "gap_state", _("The gap is not open.")
    OFFER_STATE = "offer_state", _("The offer is paused.")
    SAME = "same", _("Both are of the same organization.")
    FAMILY = "family", _("Their organizations are of one family: parts of one, or one took over from the other.")
    REFUSED = "refused", _("The two sides were introduced before, and one of them said no.")


@dataclass(frozen=True)
class Compared:
    """One part of a pair: how much of it fits (0 to 1; none where it cannot be told), and what each side names.

    `both` is named by both sides. Of places, `within` are pairs of which the first lies in the second.
    """

    part: str
    share: float | None
    both: Sequence[str]
    gap_alone: Sequence[str]
    offer_alone: Sequence[str]
    within: Sequence[tuple[str, str]] = ()

    @property
    def weight(self) -> int:
        return WEIGHTS[self.part]

    @property
    def points(self) -> float:
        return self.weight * (UNTOLD if self.share is None else self.share)

    @property
    def is_broad(self) -> bool:
        """Whether it counts half because the offer names almost everything that there is."""
        if self.share is None or self.part not in NAMEABLE:
            return False
        wanted, given = (len(self.both) + len(alone) for alone in (self.gap_alone, self.offer_alone))
        return bool(names_most(self.part, given) and not names_most(self.part, wanted))

    @property
    def verdict(self) -> Verdict:
        if self.share is None:
            return Verdict.UNTOLD
        if self.share == 1:
            return Verdict.FITS
        return Verdict.PARTLY if self.share else Verdict.NOT


@dataclass(frozen=True)
class Match:
    """A pair of which one side was asked for: the record of the other, the points of 100, and every part."""

    record: dict[str, Any]
    score: int
    parts: tuple[Compared, ...]


def parts_of(gap: Record, offer: Record, shares: Mapping[str, float], words: Iterable[str]) -> tuple[Compared, ...]:
    """Every part of a pair. `shares` are by part, "not a number" where it cannot be told."""
    named = {
        Part.KIND: (gap["kinds"], offer["kinds"]),
        Part.ELEMENT: (gap["elements"], offer["elements"]),
        Part.PLACE: ([*gap["countries"], *gap["regions"]], [*offer["countries"], *offer["regions"]]),
        Part.SCALE: (gap["scales"], offer["scales"]),
        Part.REALM: (gap["realms"], offer["realms"]),
        Part.LANGUAGE: (_languages(gap), _languages(offer)),
    }
    found = [
        Compared(
            part,
            _told(shares[part]),
            [value for value in ours if value in theirs],
            [value for value in ours if value not in theirs],
            [value for value in theirs if value not in ours],
            _within(ours, theirs) if part == Part.PLACE else (),
        )
        for part, (ours, theirs) in named.items()
    ]
    return (*found, Compared(Part.WORDS, _told(shares[Part.WORDS]), in_order(set(words), gap), (), ()))


def names_most(part: str, number: Any) -> Any:
    """Whether so many are more than two thirds of what can be named; of an array, whether each of its numbers is."""
    return 3 * number > 2 * NAMEABLE[part]


def is_worldwide(record: Record) -> bool:
    """Whether a gap or an offer names places on every continent."""
    return regions_of(record["countries"], record["regions"]).issuperset(CONTINENTS)


def _told(share: float) -> float | None:
    return None if isnan(share) else float(share)


def _languages(record: Record) -> list[str]:
    return list(dict.fromkeys(tag.split("-")[0] for tag in record["languages"]))


def _within(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [(one, other) for one in ours for other in theirs]
    return [
        (inner, outer)
        for pair in pairs
        for inner, outer in (pair, pair[::-1])
        if inner != outer and outer in _around(inner)
    ]


def _around(code: str) -> tuple[str, ...]:
    return places.region_and_above(code) if code.isdigit() else places.country(code).regions
