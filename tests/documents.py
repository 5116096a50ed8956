"""Hypothesis strategies for documents: anything that the database takes, in many scripts, well ordered or not."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from registry.entry.document import TOMBSTONE, Document, blank, empty, to_json
from registry.entry.fields import COLLECTIONS, SECTIONS, Collection, Field, Kind, Section
from registry.vocabulary import (
    ActivityStatus,
    Element,
    ForWhom,
    IdentifierScheme,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    SupportKind,
    Visibility,
)

LINES = st.text(st.sampled_from("aé ßжو環境ไทย'\"<&%"), min_size=1, max_size=30).map(str.strip).filter(bool)
TAGS = st.sampled_from(["en", "fr", "ar", "zh", "ru", "es", "sw", "und"])
CODES: dict[str, Any] = {
    "kinds": SupportKind,
    "elements": Element,
    "realms": Realm,
    "scales": Scale,
    "for_whom": ForWhom,
    "type": OrganizationType,
    "status": ActivityStatus,
}
COUNTRIES = st.sampled_from(["KE", "TZ", "CI", "FR", "CN", "RU", "EG", "AQ"])
REGIONS = st.sampled_from(["002", "150", "202", "014"])
MONTHS = st.dates(date(1950, 1, 1), date(2100, 12, 1)).map(lambda day: day.replace(day=1))
MOST_FILLED = 5
# A few fixed ids, so that two drawn documents often speak of the same items, and tests are called the same everywhere.
ITEM_IDS = [f"01a2161c-4f00-7c3e-9d7a-5b0c3f6a1e0{number}" for number in range(4)]


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Values of one field as they stand in a document; nothing that needs a row of its own elsewhere."""
    if field.kind is Kind.FLAG:
        return st.booleans()
    if field.name in CODES and field.kind is Kind.CODES:
        return st.lists(st.sampled_from(CODES[field.name].values), max_size=4).map(lambda v: to_json(field, v))
    if field.name in ("countries", "regions"):
        places = COUNTRIES if field.name == "countries" else REGIONS
        return st.lists(places, max_size=3).map(lambda v: to_json(field, v))
    if field.name == "languages":
        return st.lists(TAGS, max_size=3).map(lambda v: to_json(field, v))
    if field.name == "site_ids":
        return st.lists(st.integers(1, 9999), max_size=3).map(lambda v: to_json(field, v))
    if field.name in ("type", "status"):
        return st.sampled_from(["", *CODES[field.name].values])
    if field.name == "visible_to":
        return st.sampled_from([Visibility.EVERYONE.value, Visibility.SECRETARIAT.value])
    if field.kind is Kind.NUMBER:
        return st.none() | st.integers(1000, 2026)
    if field.kind is Kind.MONTH:
        return st.none() | MONTHS.map(lambda v: to_json(field, v))
    if field.kind is Kind.DATE:
        return st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(date.isoformat)
    if field.name.endswith("language"):
        return st.just("") | TAGS
    if field.name in ("website", "link"):
        return st.sampled_from(["", "https://example.org", "http://example.org/ü?x=1"])
    if field.kind is Kind.TEXT and field.name not in ("title", "text"):
        return st.just("") | LINES
    return st.just(field.empty)


@st.composite
def answers_of(draw: st.DrawFn, part: Section | Collection) -> dict[str, Any]:
    """A section or item in which a few fields are filled: most of two drawn documents is alike, as in life."""
    fields = draw(st.lists(st.sampled_from(list(part)), max_size=MOST_FILLED, unique_by=lambda field: field.name))
    return {**blank(part), **{field.name: draw(values_of(field)) for field in fields}}


def items_of(collection: Collection) -> st.SearchStrategy[dict[str, Any]]:
    needed = {"title": LINES} if collection.optional else {}
    if collection.key == "names":
        needed = {"text": LINES, "kind": st.sampled_from(NameKind.values), "language": TAGS}
    if collection.key == "identifiers":
        schemes = [IdentifierScheme.WDPA.value, IdentifierScheme.OTHER.value]
        needed = {"scheme": st.sampled_from(schemes), "value": LINES}
    filled = st.tuples(answers_of(collection), st.fixed_dictionaries(needed))
    return filled.map(lambda pair: _legal({**pair[0], **pair[1]}))


def _legal(item: dict[str, Any]) -> dict[str, Any]:
    """Bring what was drawn within the constraints of the tables."""
    if item.get("start") and item.get("end") and item["end"] < item["start"]:
        item["end"] = item["start"]
    return item


def _with_seat(section: dict[str, Any], country: str) -> dict[str, Any]:
    return {**section, "base_country": "" if section["no_seat"] else country}


def _one_official_a_language(names: dict[str, Any]) -> dict[str, Any]:
    seen: set[str] = set()
    for name in names.values():
        if name.get("kind") == "official" and name["language"] in seen:
            name["kind"] = "alias"
        if name.get("kind") == "official":
            seen.add(name["language"])
    return names


@st.composite
def documents(draw: st.DrawFn, *, tombstones: bool = True) -> Document:
    """A whole document. Contacts are left out: theirs are rows (tests of drafts have them)."""
    document = empty()
    for key, section in SECTIONS.items():
        document[key] = draw(answers_of(section))
    document["organization"] |= {
        "type": draw(st.sampled_from(OrganizationType.values)),
        "mandate_kind": "",
        "sector": "",
    }
    document["where"] = _with_seat(document["where"], draw(COUNTRIES))
    for key, collection in COLLECTIONS.items():
        if key == "contacts":
            continue
        item = items_of(collection)
        if tombstones:
            item |= st.just(dict(TOMBSTONE))
        document[key] = draw(st.dictionaries(st.sampled_from(ITEM_IDS), item, max_size=4))
    document["names"] = _one_official_a_language(document["names"])
    return document


def an_item(key: str, **values: Any) -> dict[str, Any]:
    """An item with these values and the others blank."""
    return {**blank(COLLECTIONS[key]), **values}
