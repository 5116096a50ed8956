"""Why a gap and an offer fit, or do not: every part of a match in the words of the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partnership import addresses, ages
from partnership.cards import partner_address
from partnership.templatetags.entries import listed
from registry.entry.readable import readable
from registry.places import place_name
from registry.queries.comparing import Compared, Match, Obstacle, Part, Record, Verdict, is_worldwide
from registry.text import language_name

MOST_WITHIN = 3  # sentences about places that lie in others
# Which field of an entry names the values of a part.
FIELDS = {Part.KIND: "kinds", Part.ELEMENT: "elements", Part.SCALE: "scales", Part.REALM: "realms"}


@dataclass(frozen=True)
class Line:
    """One part: how it fits, what it counts for, and why. `words` are words of the texts themselves."""

    label: str | Promise
    verdict: str | Promise
    points: str
    reasons: Sequence[str]
    words: str = ""


@dataclass(frozen=True)
class Found:
    """A match in a list: the record, its page and owner, the page that says why, and the parts by how they fit."""

    record: Record
    href: str
    partner: str
    why: str
    score: int
    standing: str
    fits: Sequence[tuple[str | Promise, str]]


# -- Matches ----------------------------------------------------------------------------------------------------------


def address_of(kind: str, record: Record) -> str:
    """The page of a gap or an offer (`kind`: gaps, offers)."""
    return addresses.item(kind.removesuffix("s"), record["id"], record["title"])


def in_list(kind: str, asked: Record, matches: Sequence[Match]) -> list[Found]:
    """Matches of a gap or an offer as a list shows them. `kind` is what was found, gaps or offers."""
    directory = reverse("directory")
    return [_found(kind, asked, match, directory) for match in matches]


def _found(kind: str, asked: Record, match: Match, directory: str) -> Found:
    gap, offer = (asked, match.record) if kind == "offers" else (match.record, asked)
    return Found(
        record=match.record,
        href=address_of(kind, match.record),
        partner=partner_address(directory, match.record["organization"]),
        why=reverse("why", args=[gap["id"], offer["id"]]),
        score=match.score,
        standing=standing(match.record),
        fits=_by_verdict(match.parts),
    )


def standing(record: Record) -> str:
    """How a gap or an offer stands, and since when."""
    return ages.standing(record["state"], date.fromisoformat(record["since"]))


def _by_verdict(parts: Sequence[Compared]) -> list[tuple[str | Promise, str]]:
    """The parts that fit, that fit in part, and so on; each group in one line."""
    grouped = [(verdict, [str(Part(one.part).label) for one in parts if one.verdict == verdict]) for verdict in Verdict]
    return [(verdict.label, listed(labels)) for verdict, labels in grouped if labels]


def lines(gap: Record, offer: Record, parts: Sequence[Compared]) -> list[Line]:
    """Every part of a pair with its reasons."""
    return [
        Line(
            Part(one.part).label,
            one.verdict.label,
            _points(one),
            _reasons(gap, offer, one),
            listed(one.both) if one.part == Part.WORDS and one.both else "",
        )
        for one in parts
    ]


def _points(one: Compared) -> str:
    points = round(one.points, 1)  # so that all of them make what the pair has
    return ngettext("%(points)s of %(most)s point", "%(points)s of %(most)s points", one.weight) % {
        "points": number_format(points if points % 1 else int(points)),
        "most": one.weight,
    }


def said(obstacles: Sequence[Obstacle]) -> list[str | Promise]:
    return [obstacle.label for obstacle in obstacles]


def score(points: int) -> str:
    return ngettext("%(points)s point of 100", "%(points)s points of 100", points) % {"points": points}


# -- Reasons ----------------------------------------------------------------------------------------------------------


def _reasons(gap: Record, offer: Record, one: Compared) -> list[str]:
    if one.part == Part.WORDS:
        return _of_words(one)
    if one.part == Part.PLACE:
        return _of_places(gap, offer, one)
    sentences = []
    if one.both:
        sentences.append(_("Both name: %(values)s.") % {"values": _values(one.part, one.both)})
    if one.share is None:
        return [_unsaid(one)]
    if one.is_broad:
        sentences.append(_("But the offer names almost everything there is, which says less than a few things."))
    if one.verdict != Verdict.FITS:
        sentences += _alone(one, lambda codes: _values(one.part, codes))
    return sentences


def _unsaid(one: Compared) -> str:
    if not one.gap_alone and not one.offer_alone:
        return _("Neither side says.")
    return _("The offer does not say.") if one.gap_alone else _("The gap does not say.")


def _alone(one: Compared, named: Callable[[Sequence[str]], str]) -> list[str]:
    """What each side names for itself; of an offer only where nothing is named by both."""
    sentences = []
    if one.gap_alone:
        sentences.append(_("Only the gap names: %(values)s.") % {"values": named(one.gap_alone)})
    if one.offer_alone and not one.both:
        sentences.append(_("Only the offer names: %(values)s.") % {"values": named(one.offer_alone)})
    return sentences


def _values(part: str, codes: Sequence[str]) -> str:
    if part == Part.LANGUAGE:
        return listed([language_name(code, get_language() or "en") for code in codes])
    return listed(readable("gaps" if part != Part.SCALE else "where", FIELDS[Part(part)], list(codes)))


def _of_places(gap: Record, offer: Record, one: Compared) -> list[str]:
    sentences = []
    if one.both:
        sentences.append(_("Both name: %(values)s.") % {"values": _places(one.both)})
        if is_worldwide(gap) or is_worldwide(offer):
            sentences.append(_("But one names places on every continent, which says less than one place."))
    for inner, outer in one.within[:MOST_WITHIN]:
        sentences.append(_("%(inner)s is in %(outer)s.") % {"inner": _places([inner]), "outer": _places([outer])})
    if gap["everywhere"] and offer["everywhere"]:
        sentences.append(_("Both are for everywhere."))
    elif gap["everywhere"]:
        sentences.append(_("The gap is everywhere."))
    elif offer["everywhere"]:
        sentences.append(_("The offer is for everywhere."))
    return sentences or _alone(one, _places) or [_("One side names no place.")]


def _places(codes: Sequence[str]) -> str:
    language = get_language() or "en"
    return listed([place_name(code, language) for code in codes])


def _of_words(one: Compared) -> list[str]:
    if one.share is None:
        return [_("They are written in different scripts, so their words cannot be compared.")]
    return [] if one.both else [_("They have no telling word in common.")]


def of_pair(gap: Record, offer: Record, match: Match) -> Mapping[str, Any]:
    """What the page of a pair shows of it."""
    return {
        "gap": gap,
        "offer": offer,
        "gap_href": address_of("gaps", gap),
        "offer_href": address_of("offers", offer),
        "gap_standing": standing(gap),
        "offer_standing": standing(offer),
        "score": score(match.score),
        "lines": lines(gap, offer, match.parts),
    }
