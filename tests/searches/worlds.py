"""Small random populations and questions: few values, so that much coincides, and traps for each rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from registry.ids import uuid7
from registry.vocabulary import ActivityStatus, Element, OrganizationType, Realm, Scale, SupportKind
from tests.searches.entries import Entry
from tests.searches.model import Part, Question, World

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

WORDS = st.sampled_from(
    ["reef", "Reefs", "réef", "лёд", "лед", "мой", "البيئة", "بيئة", "海洋", "海洋保护区", "of", "sea"]
)
LINES = st.tuples(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from([" ", "-", ", "])).map(
    lambda drawn: drawn[1].join(drawn[0])
)
PLACES = st.lists(st.sampled_from(["KE", "FR", "PG", "CN", "002", "014", "150"]), max_size=2, unique=True).map(tuple)
BASES = ["KE", "KE", "FR", "PG", ""]
TYPES = OrganizationType.values[:3]
VISIBLE = st.sampled_from(["everyone", "everyone", "everyone", "secretariat"])
MONTHS = st.sampled_from([date(1965, 3, 1), date(2012, 1, 1), date(2025, 12, 1), date(2026, 1, 1), date(2031, 5, 1)])
INSTANTS = st.sampled_from([NOW - timedelta(hours=hours) for hours in (0, 1, 1, 40, 8_000, 9_000, 20_000)])
CONFIRMED = st.sampled_from([None, *(TODAY - timedelta(days=days) for days in (0, 1, 364, 365, 366, 3000))])


def some(values: Any, most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(values)[:3]), max_size=most, unique=True)


def items(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    shared = {
        "title": LINES,
        "text": st.just("") | LINES,
        "kinds": some(SupportKind.values),
        "elements": some(Element.values),
        "places": PLACES,
        "everywhere": st.booleans(),
        "realms": some(Realm.values),
        "visible_to": VISIBLE,
        "removed_at": st.sampled_from([None, None, None, NOW]),
    }
    return st.lists(st.fixed_dictionaries({**shared, **columns}), max_size=2).map(tuple)


@st.composite
def _activities(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    drawn = draw(
        items(
            scales=some(Scale.values),
            status=st.sampled_from(["", *ActivityStatus.values[:2]]),
            start=st.none() | MONTHS,
            end=st.none() | MONTHS,
        )
    )
    for item in drawn:
        if item["start"] and item["end"]:
            item["start"], item["end"] = sorted([item["start"], item["end"]])
    return drawn


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    kinds = ["official", *draw(st.lists(st.sampled_from(["acronym", "former", "alias"]), max_size=2))]
    return Entry(
        names=tuple((draw(LINES), "en", kind) for kind in kinds),
        base=draw(st.sampled_from(BASES)),
        works_in=draw(PLACES),
        description=draw(st.just("") | LINES),
        activities=draw(_activities()),
        gaps=draw(items(state=st.sampled_from(["open", "answered", "met", "closed"]))),
        offers=draw(items(state=st.sampled_from(["open", "paused"]))),
        identifiers=draw(st.sampled_from([(), (("other", "reef 77"),)])),
        place=draw(st.sampled_from(["", "Seatown"])),
        place_public=draw(st.booleans()),
        columns={
            "type": draw(st.sampled_from(TYPES)),
            "state": draw(st.sampled_from(["listed", "listed", "listed", "withdrawn"])),
            "listed_at": draw(INSTANTS),
            "confirmed_on": draw(CONFIRMED),
            "website": draw(st.sampled_from(["", "https://a.example.org"])),
            "everywhere": draw(st.booleans()),
            "scales": draw(some(Scale.values)),
            "realms": draw(some(Realm.values)),
            "languages": draw(some(["en", "fr", "zh-Hant"])),
        },
    )


_POPULATIONS = st.integers(0, 9).flatmap(
    lambda most: st.lists(_entries(), min_size=most - 1 if most > 1 else 0, max_size=most)
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    entries = {f"o{number}": one for number, one in enumerate(draw(_POPULATIONS))}
    if len(entries) < 2:
        return World(entries, [], TODAY)
    pairs = st.lists(st.sampled_from(sorted(entries)), min_size=2, max_size=2, unique=True).map(tuple)
    return World(entries, draw(st.lists(pairs, max_size=3, unique=True)), TODAY)


def with_ids(world: World) -> World:
    """The world with an id for each activity, in their order."""
    entries = {
        key: replace(one, activities=tuple({**item, "id": uuid7()} for item in one.activities))
        for key, one in world.entries.items()
    }
    return replace(world, entries=entries)


def before(world: World) -> World:
    """The world as it was when everything in it was there for everyone."""
    entries = {
        key: replace(
            one,
            columns={**one.columns, "state": "listed"},
            **{part: tuple(map(_visible, getattr(one, part))) for part in ("activities", "gaps", "offers")},
        )
        for key, one in world.entries.items()
    }
    return replace(world, entries=entries)


def _visible(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "visible_to": "everyone", "removed_at": None}


# -- Questions --------------------------------------------------------------------------------------------------------

BEGINNINGS = ["ree", "re", "s", "ле", "بي", "ken", "afriq", "papua-n", "肯尼", "КЕН", "seatown", "nothing"]
ASKED_WORDS = st.sampled_from(
    ["reef", "REEF", "réefs", "лед", "мои", "بيئة", "البيئة", "海洋", "保护", "海洋保护区", "of", "77", *BEGINNINGS]
)
_WORD = st.builds(Part, ASKED_WORDS)
_LEFT_OUT = st.builds(Part, ASKED_WORDS, left_out=st.just(True))
_QUOTED = st.builds(
    Part,
    ASKED_WORDS | st.lists(ASKED_WORDS, min_size=2, max_size=2).map(" ".join),
    quoted=st.just(True),
    left_out=st.booleans(),
)
TYPED = st.one_of(
    st.just(()),
    st.tuples(_WORD),
    st.tuples(_WORD, _WORD),
    st.tuples(_WORD | _QUOTED, _LEFT_OUT),
    st.tuples(_LEFT_OUT, _WORD),
    st.tuples(_QUOTED),
)

ORGANIZATION_VALUES = {
    "type": TYPES,
    "country": ["KE", "FR", "CN"],
    "region": ["002", "202", "150", "054"],
    "works_in": ["KE", "PG", "002", "009", "014", "everywhere"],
    "element": Element.values[:4],
    "lacks": SupportKind.values[:4],
    "offers": SupportKind.values[:3],
    "realm": Realm.values,
    "scale": Scale.values[:3],
    "language": ["en", "zh", "sw"],
    "network": ["o0", "o1", "o2"],  # keys, read as addresses
    "open_gaps": ["yes"],
    "open_offers": ["yes"],
    "confirmed": ["year"],
    "joined": ["2024", "2025", "2026"],
}
ACTIVITY_VALUES = {
    "element": Element.values[:4],
    "kind": SupportKind.values[:3],
    "works_in": ["KE", "PG", "002", "009", "014", "everywhere"],
    "realm": Realm.values,
    "scale": Scale.values[:3],
    "status": ActivityStatus.values[:3],
    "type": TYPES,
    "country": ["KE", "FR"],
    "when": ["1965", "1970", "2012", "2025", "2026", "2030"],
}
SORTS = {
    "organizations": ["match", "name", "newest", "confirmed", "activities", "gaps", "offers"],
    "activities": ["match", "name", "newest", "start"],
}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(["organizations", "activities"]))
    values = ORGANIZATION_VALUES if kind == "organizations" else ACTIVITY_VALUES
    number = draw(st.sampled_from([0, 0, 1, 2]))
    facets = draw(st.lists(st.sampled_from(sorted(values)), min_size=number, max_size=number, unique=True))
    return Question(
        kind,
        typed=draw(TYPED),
        chosen={
            facet: tuple(draw(st.lists(st.sampled_from(values[facet]), min_size=1, max_size=2, unique=True)))
            for facet in facets
        },
        sort=draw(st.sampled_from(["", *SORTS[kind]])),
        language=draw(st.sampled_from(["en", "ar", "es", "fr", "ru", "zh-hans"])),
    )
