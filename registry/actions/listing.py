"""The listing: the derived rows that the directory searches, written in the transaction of the edit."""

import datetime
import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any, TypeAlias

import icu
import numpy as np
from django.db import connection, transaction

from registry.actions import duplicates
from registry.actions.versions import note_changes, raise_version
from registry.models import (
    SORT_COLUMNS,
    ActivityListing,
    GapListing,
    Listed,
    ListedItem,
    Listing,
    NameKey,
    NetworkMembership,
    OfferListing,
    SearchWord,
    Unlisted,
)
from registry.models.listing import LONGEST_SORT_KEY
from registry.places import all_names
from registry.queries import listed
from registry.queries.facets import (
    ACTIVITY_FACETS,
    EVERYWHERE,
    FINANCIAL,
    GAP_FACETS,
    NAMED,
    NOT_OPEN,
    OFFER_FACETS,
    ORGANIZATION_FACETS,
    OTHER,
    SCRIPT,
    YES,
    Codes,
    day_number,
    minute_number,
    owner_number,
    regions_of,
)
from registry.queries.organizations import in_order
from registry.states import GapState, OfferState
from registry.text import beginnings, is_unparted, script_of, search_tokens, without_article, words_for_address
from registry.vocabulary import SupportKind

APART = 10  # places between two texts, so that no phrase is found across them
LAST_PLACE = 16_383  # the last that a vector of PostgreSQL can tell
MOST_PLACES = 255  # of one word
LONGEST_KEY = 200  # characters of a name's key
MOST_KEYS = 24  # beginnings of one name that typing may match
COUNTED_AT_ONCE = 1000
CORRECTED_FROM = 3  # letters of a word that may be what a mistyped one meant

ORGANIZATION_CODES = Codes(ORGANIZATION_FACETS)
ACTIVITY_CODES = Codes(ACTIVITY_FACETS)
GAP_CODES = Codes(GAP_FACETS)
OFFER_CODES = Codes(OFFER_FACETS)

_SIGNS_BEFORE = re.compile(r"^[\W_]+")

# The tables of items, with the column that names the item.
ITEMS: Mapping[type[ListedItem], str] = {
    ActivityListing: "activity_id",
    GapListing: "gap_id",
    OfferListing: "offer_id",
}
# Where gaps that are not open stand among those that are, of which the one that was opened first is the first.
UNMET: Mapping[str, int] = {GapState.ANSWERED: -(2**30), GapState.MET: -(2**30) - 1, OfferState.PAUSED: -(2**30)}


def refresh(organization_ids: Sequence[uuid.UUID], *, anew: bool = False) -> None:
    """Make the listing of these organizations what their entries say; those not listed lose theirs.

    Costs a fixed number of queries for any number of organizations. Gaps and offers that not everyone may see are in
    tables of theirs alone, marked; nothing else tells of them. The members
    of a network that comes or goes are refreshed with it. Items of which nothing changed stay as they are, unless they
    are to be written `anew`; words are counted by `recount_words` then.
    """
    with transaction.atomic():
        version = raise_version()  # first, so that what is read next is what will hold
        note_changes(organization_ids)
        here = _slots(organization_ids)
        before = _words_in(here.values())
        derived = _remake(organization_ids, here, version, anew=anew)
        _count_words(before, Counter(word for one in derived for word in one.words))
        if came_or_went := {one.listing.organization_id for one in derived} ^ here.keys():
            members = NetworkMembership.objects.accepted().filter(network__in=came_or_went)
            if belonging := set(members.values_list("member", flat=True)) - set(organization_ids):
                refresh(sorted(belonging))


def remake(organization_ids: Sequence[uuid.UUID], version: int) -> None:
    """Write the rows of `refresh` in a transaction of its own, while the caller's raised `version` and holds it.

    So several processes may share a rebuild. Words are left for `recount_words`.
    """
    with transaction.atomic():
        _remake(organization_ids, _slots(organization_ids), version, anew=True)


def _remake(
    organization_ids: Sequence[uuid.UUID], here: dict[uuid.UUID, int], version: int, *, anew: bool
) -> list["_Derived"]:
    entries = listed.entries(organization_ids)
    derived = [_derived(organization) for organization in entries]
    kept = {one.listing.organization_id for one in derived}
    _remove(Listing, [slot for key, slot in here.items() if key not in kept], version)
    _write(derived, here, version)
    items = _items_of(organization_ids)
    for model in ITEMS:
        _write_items(model, derived, items[model], version, anew=anew)
    duplicates.keep_likeness(organization_ids, entries, anew=anew)
    return derived


# -- Reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """The public parts of one organization, as `listed.entries` reads them; the names in the order of their weight."""

    organization: Any
    names: list[Any]

    @classmethod
    def of(cls, organization: Any) -> "_Entry":
        return cls(organization, in_order(organization.names))

    @property
    def items(self) -> list[tuple[str, Any]]:
        kinds = (("activity", "activities"), ("gap", "gaps"), ("offer", "offers"))
        return [(kind, item) for kind, part in kinds for item in getattr(self.organization, part)]


@dataclass(frozen=True)
class _Derived:
    """The rows of one listed organization, still without slots and version."""

    listing: Listing
    items: list[ListedItem]
    keys: list[tuple[str, bool]]
    words: set[str] = field(default_factory=set)


def _derived(organization: Any) -> _Derived:
    entry = _Entry.of(organization)
    names, headings, texts = _Vector(), _Vector(), _Vector()
    for name in entry.names:
        _add(name.text, names, headings, texts)
    for kind, item in entry.items:
        _add(item.title, headings, texts)
        for text in (item.text, *_further(kind, item)):
            _add(text, texts)
    for text in _said_elsewhere(entry):
        _add(text, texts)
    for code in _places_named(entry):
        texts.add_place(code)
    record = _record(entry)
    listing = Listing(
        organization_id=uuid.UUID(organization.pk),
        public_id=organization.public_id,
        terms=ORGANIZATION_CODES.packed(_terms(entry, record)),
        numbers=_packed(
            _score(record),
            minute_number(_instant(organization.listed_at)),
            day_number(_day(organization.confirmed_on)),
            *(record[f"{part}_count"] for part in ("activity", "gap", "offer")),
            owner_number(organization.public_id),
        ),
        name_vector=str(names),
        heading_vector=str(headings),
        text_vector=str(texts),
        **_sort_keys(record["name"]),
        record=record,
        texts=_texts(entry),
    )
    items = [
        *(_activity(entry, activity, record) for activity in organization.activities),
        *(_gap(entry, gap, record) for gap in organization.all_gaps),
        *(_offer(entry, offer, record) for offer in organization.all_offers),
    ]
    return _Derived(listing, items, _keys(entry.names), texts.words)


# -- What an organization's row holds ---------------------------------------------------------------------------------


def _record(entry: _Entry) -> dict[str, Any]:
    """What a result, a download and the API tell of an organization: codes, and its own words."""
    organization, main = entry.organization, entry.names[0]
    return {
        "id": organization.public_id,
        "name": main.text,
        "name_language": main.language,
        "words": words_for_address(main.text),
        "names": [{"text": name.text, "language": name.language, "kind": name.kind} for name in entry.names],
        "type": organization.type,
        "description": organization.description,
        "description_language": organization.description_language,
        "website": organization.website,
        "founded": organization.founded,
        "sector": organization.sector,
        "logo": str(organization.logo_id or ""),
        "identifiers": [{"scheme": one.scheme, "value": one.value} for one in organization.identifiers],
        "base_country": organization.base_country_id or "",
        "base_place": organization.base_place if organization.base_place_public else "",
        "countries": organization.countries,
        "regions": organization.regions,
        "everywhere": organization.everywhere,
        "places": _places_named(entry),
        "scales": organization.scales,
        "realms": organization.realms,
        "languages": organization.languages,
        "elements": _union(item.elements for item in organization.activities),
        "kinds": _union(item.kinds for item in organization.activities),
        "lacks": _union(item.kinds for item in organization.gaps),
        "offers": _union(item.kinds for item in organization.offers),
        "activity_count": len(organization.activities),
        "gap_count": len(organization.gaps),
        "offer_count": len(organization.offers),
        "networks": organization.networks,
        "listed_on": organization.listed_at[:10],
        "confirmed_on": organization.confirmed_on or "",
    }


def _terms(entry: _Entry, record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The facet values of an organization."""
    base = [record["base_country"]] if record["base_country"] else []
    yield "type", record["type"]
    yield from (("country", code) for code in base)
    yield from (("region", code) for code in regions_of(base, []))
    yield from _where(_worked_in([entry.organization, *entry.organization.activities]))
    several = {
        "element": "elements",
        "lacks": "lacks",
        "offers": "offers",
        "realm": "realms",
        "scale": "scales",
        "network": "networks",
    }
    for facet, key in several.items():
        yield from ((facet, value) for value in record[key])
    yield from (("language", tag.split("-")[0]) for tag in record["languages"])
    if record["gap_count"]:
        yield "open_gaps", YES
    if record["offer_count"]:
        yield "open_offers", YES


def _worked_in(parts: Sequence[Any]) -> dict[str, Any]:
    """The places of several parts together. A partner works where it says so, and where its activities are: who looks
    for those who work in a country looks for both, and one figure of a country must not deny the other.
    """
    return {
        "countries": _union(part.countries for part in parts),
        "regions": _union(part.regions for part in parts),
        "everywhere": any(part.everywhere for part in parts),
    }


def _where(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The values of "works in": countries, the regions that contain them, regions that were named, everywhere."""
    yield from (("works_in", code) for code in record["countries"])
    yield from (("works_in", code) for code in regions_of(record["countries"], record["regions"]))
    if record["everywhere"]:
        yield "works_in", EVERYWHERE


def _score(record: dict[str, Any]) -> int:
    """How much an entry tells, of 1,000: what decides between partners that the words fit alike."""
    told = {
        "description": 300,
        "activity_count": 250,
        "gap_count": 125,
        "offer_count": 125,
        "website": 50,
        "logo": 50,
        "languages": 50,
        "identifiers": 50,
    }
    return sum(points for key, points in told.items() if record[key])


def _said_elsewhere(entry: _Entry) -> Iterator[str]:
    """What an organization may be found by beside its names and its items."""
    organization = entry.organization
    yield organization.description
    yield from (identifier.value for identifier in organization.identifiers)
    if organization.base_place_public:
        yield organization.base_place


def _places_named(entry: _Entry) -> list[str]:
    """The codes of the countries and regions that an entry names."""
    parts = [entry.organization, *(item for _kind, item in entry.items)]
    codes = {code for part in parts for code in (*part.countries, *part.regions)}
    return sorted({entry.organization.base_country_id, *codes} - {None})


def _texts(entry: _Entry) -> list[list[str]]:
    organization = entry.organization
    own = [["description", organization.description_language, organization.description]]
    items = [
        [kind, item.language, text]
        for kind, item in entry.items
        for text in (item.title, item.text, *_further(kind, item))
    ]
    return [one for one in own + items if one[2]]


def _further(kind: str, item: Any) -> tuple[str, ...]:
    """What an item says in words of its own beside its title and its text."""
    return (item.conditions, item.capacity) if kind == "offer" else ()


def _keys(names: Iterable[Any]) -> list[tuple[str, bool]]:
    """What typing may begin of the names; whether a name begins so."""
    found: dict[str, bool] = {}
    for name in names:
        for beginning, is_whole in islice(beginnings(name.text), MOST_KEYS):
            key = beginning[:LONGEST_KEY]
            found[key] = found.get(key, False) or is_whole
    return sorted(found.items())


# -- What an item's row holds -----------------------------------------------------------------------------------------


def _columns(entry: _Entry, kind: str, item: Any, record: dict[str, Any]) -> dict[str, Any]:
    """The columns that all items have alike; they are found by their own words, places and names."""
    further = _further(kind, item)
    headings, own, texts = _Vector(), _Vector(), _Vector()
    _add(item.title, headings, own, texts)
    for text in (item.text, *further):
        _add(text, own, texts)
    for name in entry.names:
        _add(name.text, texts)
    for code in sorted({*record["countries"], *record["regions"]}):
        texts.add_place(code)
    return {
        "organization_id": uuid.UUID(entry.organization.pk),
        f"{kind}_id": uuid.UUID(item.pk),
        "name_vector": str(headings if kind == "activity" else own),  # gaps and offers are compared by it
        "heading_vector": str(headings),
        "text_vector": str(texts),
        **_sort_keys(item.title),
        "record": record,
        "texts": [[kind, item.language, text] for text in (item.text, *further) if text],
    }


def _terms_of_item(item: Any, record: dict[str, Any], of: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The facet values that all items have alike."""
    yield from (("element", value) for value in item.elements)
    yield from (("kind", value) for value in item.kinds)
    yield from (("realm", value) for value in item.realms)
    yield from (("scale", value) for value in record["scales"])
    yield from _where(record)
    yield "type", of["type"]
    if of["base_country"]:
        yield "country", of["base_country"]


def _record_of_item(item: Any, of: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item.pk,
        "organization": {key: of[key] for key in ("id", "name", "name_language", "words", "type", "base_country")},
        "title": item.title,
        "language": item.language,
        "text": item.text,
        "kinds": item.kinds,
        "elements": item.elements,
        "countries": item.countries,
        "regions": item.regions,
        "everywhere": item.everywhere,
        "realms": item.realms,
    }


def _activity(entry: _Entry, activity: Any, of: dict[str, Any]) -> ActivityListing:
    record = _record_of_item(activity, of) | {
        "scales": activity.scales,
        "status": activity.status,
        "start": (activity.start or "")[:7],
        "end": (activity.end or "")[:7],
        "link": activity.link,
    }
    status = [("status", activity.status)] if activity.status else []
    return ActivityListing(
        terms=ACTIVITY_CODES.packed([*_terms_of_item(activity, record, of), *status]),
        numbers=_packed(
            _score(of),
            minute_number(_instant(entry.organization.listed_at)),
            day_number(_day(entry.organization.confirmed_on)),
            day_number(_day(activity.start)),
            day_number(_day(activity.end)),
            owner_number(of["id"]),
        ),
        **_columns(entry, "activity", activity, record),
    )


def _gap(entry: _Entry, gap: Any, of: dict[str, Any]) -> GapListing:
    record = _record_of_support(gap, of) | {
        "scales": gap.scales,
        "languages": of["languages"],
        "for_whom": gap.for_whom,
        "wanted_by": gap.wanted_by or "",
        "amount": None if gap.amount is None else str(gap.amount),
        "currency": gap.currency,
    }
    return GapListing(
        terms=GAP_CODES.packed(_terms_of_support(gap, record, of)),
        numbers=_numbers_of_support(entry, gap, of),
        **_columns(entry, "gap", gap, record),
    )


def _offer(entry: _Entry, offer: Any, of: dict[str, Any]) -> OfferListing:
    record = _record_of_support(offer, of) | {
        "scales": of["scales"],  # an offer has none of its own
        "languages": offer.languages or of["languages"],
        "conditions": offer.conditions,
        "capacity": offer.capacity,
        "until": offer.until or "",
    }
    return OfferListing(
        terms=OFFER_CODES.packed(_terms_of_support(offer, record, of)),
        numbers=_numbers_of_support(entry, offer, of),
        **_columns(entry, "offer", offer, record),
    )


def _record_of_support(item: Any, of: dict[str, Any]) -> dict[str, Any]:
    return _record_of_item(item, of) | {
        "state": item.state,
        "since": item.since[:10],
        "stated_on": item.stated_at[:10],
        "confirmed_on": item.confirmed_on or "",
        "seen_by": item.visible_to,
    }


def _terms_of_support(item: Any, record: dict[str, Any], of: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The facet values of a gap or an offer."""
    yield from _terms_of_item(item, record, of)
    yield "state", item.state
    yield "seen_by", item.visible_to
    yield from (("language", tag.split("-")[0]) for tag in record["languages"])
    yield from (("support", FINANCIAL if kind == SupportKind.FINANCE else OTHER) for kind in item.kinds)
    yield from ((NAMED.name, code) for code in record["regions"])
    yield SCRIPT.name, script_of(f"{item.title} {item.text}")


def _numbers_of_support(entry: _Entry, item: Any, of: dict[str, Any]) -> bytes:
    since = minute_number(_instant(item.since))
    is_open = item.state == GapState.OPEN  # offers call it the same
    return _packed(
        _score(of),
        day_number(_day(entry.organization.confirmed_on)),
        minute_number(_instant(item.stated_at)),
        minute_number(_instant(item.state_since)),
        since if is_open else NOT_OPEN,
        UNMET.get(item.state, -since),
        owner_number(of["id"]),
    )


# -- Forms of storing -------------------------------------------------------------------------------------------------


_Known: TypeAlias = dict[uuid.UUID, tuple[int, bytes]]  # items with the slots and digests that they have
_Form: TypeAlias = tuple[str, int]  # a word, or an Arabic one without its article, and its place in its text


def _forms(text: str) -> list[_Form]:
    """What a text is found by: its words in order, those of Arabic also without their article."""
    return [
        (form, token.place)
        for token in search_tokens(text)
        for form in dict.fromkeys((token.text, without_article(token.text)))
    ]


@cache
def _forms_of_place(code: str) -> list[list[_Form]]:
    return [_forms(name) for name in all_names(code)]


def _add(text: str, *vectors: "_Vector") -> None:
    forms = _forms(text)
    for vector in vectors:
        vector.add(forms)


class _Vector:
    """A vector of PostgreSQL in the making: each word with its places."""

    def __init__(self) -> None:
        self._places: dict[str, list[int]] = {}
        self._end = 1

    def add(self, forms: Sequence[_Form]) -> None:
        """Add a text, apart from those before it."""
        for word, place in forms:
            places = self._places.setdefault(word, [])
            if len(places) < MOST_PLACES:
                places.append(min(self._end + place, LAST_PLACE))
        self._end += (forms[-1][1] if forms else 0) + APART

    def add_place(self, code: str) -> None:
        """Add all names of a country or region."""
        for forms in _forms_of_place(code):
            self.add(forms)

    @property
    def words(self) -> set[str]:
        return _correctable(self._places)

    def __str__(self) -> str:
        return " ".join(f"'{word}':{','.join(map(str, places))}" for word, places in self._places.items())


def _correctable(words: Iterable[str]) -> set[str]:
    """The words that a mistyped one may have meant."""
    forms = (without_article(word) for word in words if not is_unparted(word))
    return {form for form in forms if len(form) >= CORRECTED_FROM and not any(map(str.isdigit, form))}


def _packed(*numbers: int) -> bytes:
    return np.array(numbers, "<i4").tobytes()


def _instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _union(lists: Iterable[Iterable[str]]) -> list[str]:
    return sorted({value for values in lists for value in values})


def _sort_keys(text: str) -> dict[str, bytes]:
    """By the first letter or digit: a quotation mark or the like before it would put a name before all others."""
    sorted_by = _SIGNS_BEFORE.sub("", text) or text
    return {column: collator.getSortKey(sorted_by)[:LONGEST_SORT_KEY] for column, collator in _collators().items()}


@cache
def _collators() -> dict[str, Any]:
    """How names are put in order in each language of the site, as CLDR says it."""
    return {
        column: icu.Collator.createInstance(icu.Locale("zh" if code == "zh-hans" else code))
        for code, column in SORT_COLUMNS.items()
    }


# -- Writing ----------------------------------------------------------------------------------------------------------


def _slots(organization_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The slots of those that are in the listing now."""
    return dict(Listing.objects.filter(organization__in=organization_ids).values_list("organization", "slot"))


def _write(derived: Sequence[_Derived], here: dict[uuid.UUID, int], version: int) -> None:
    for one in derived:
        one.listing.version = version
        one.listing.slot = here.get(one.listing.organization_id)
    _upsert(Listing, [one.listing for one in derived])
    _write_keys(derived)


def _write_keys(derived: Sequence[_Derived]) -> None:
    """Names rarely change, so what is there is asked for first."""
    known: dict[int, set[tuple[str, bool]]] = {one.listing.slot: set() for one in derived}
    for slot, key, whole in NameKey.objects.filter(listing__in=known).values_list("listing", "key", "whole"):
        known[slot].add((key, whole))
    changed = [one for one in derived if known[one.listing.slot] != set(one.keys)]
    if changed:
        NameKey.objects.filter(listing__in=[one.listing.slot for one in changed]).delete()
        NameKey.objects.bulk_create(
            [NameKey(listing=one.listing, key=key, whole=whole) for one in changed for key, whole in one.keys]
        )


def _items_of(organization_ids: Sequence[uuid.UUID]) -> dict[type[ListedItem], _Known]:
    """What is in the listing of these organizations now, of all kinds of items in one query."""
    selects = [
        f"SELECT {number}, {item}, slot, digest FROM {model._meta.db_table} WHERE organization_id = ANY(%(of)s)"  # noqa: S608
        for number, (model, item) in enumerate(ITEMS.items())
    ]
    models = list(ITEMS)
    found: dict[type[ListedItem], _Known] = {model: {} for model in models}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), {"of": list(organization_ids)})
        for number, item, slot, digest in cursor.fetchall():
            found[models[number]][item] = slot, bytes(digest)
    return found


def _write_items(
    model: type[ListedItem], derived: Sequence[_Derived], here: _Known, version: int, *, anew: bool
) -> None:
    """Write the rows of one kind that changed, and take away those that are in the listing, `here`, alone."""
    changed = []
    for row in (row for one in derived for row in one.items if isinstance(row, model)):
        row.version, row.digest = version, _digest(row)
        slot, before = here.pop(getattr(row, ITEMS[model]), (None, b""))
        row.slot = slot
        if anew or before != row.digest:
            changed.append(row)
    _remove(model, [slot for slot, _digest in here.values()], version)
    _upsert(model, changed)


def _digest(row: ListedItem) -> bytes:
    """What tells whether anything of a row changed."""
    told = [row.terms, row.numbers, row.heading_vector, row.text_vector, row.record, row.texts, row.sort_en]
    return hashlib.blake2b(repr(told).encode(), digest_size=16).digest()


def _upsert(model: type[Listed], rows: Sequence[Any]) -> None:
    """Insert the rows that have no slot yet and give them one; write the others over what is there."""
    columns = [column.name for column in model._meta.concrete_fields if column.name not in ("slot", "filler")]
    new, old = [row for row in rows if row.slot is None], [row for row in rows if row.slot is not None]
    model._default_manager.bulk_create(new)
    model._default_manager.bulk_create(old, update_conflicts=True, unique_fields=["slot"], update_fields=columns)


def _remove(model: type[Listed], slots: Sequence[int], version: int) -> None:
    if not slots:
        return  # as a rule
    name = str(model._meta.model_name)
    model._default_manager.filter(slot__in=slots).delete()
    Unlisted.objects.bulk_create([Unlisted(table=name, slot=slot, version=version) for slot in slots])


def _words_in(slots: Iterable[int]) -> Counter[str]:
    """In how many of these listings each word stands, as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(text_vector) FROM registry_listing WHERE slot = ANY(%s)", [list(slots)]
        )
        return Counter(form for (words,) in cursor.fetchall() for form in _correctable(words))


def _count_words(before: Counter[str], after: Counter[str]) -> None:
    after.subtract(before)
    changed = sorted((word, number) for word, number in after.items() if number)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_searchword AS known (word, listings)"
            " SELECT * FROM unnest(%s::text[], %s::int[]) ON CONFLICT (word)"
            " DO UPDATE SET listings = known.listings + EXCLUDED.listings",
            [[word for word, _number in changed], [number for _word, number in changed]],
        )


def recount_words() -> None:
    """Count anew in how many listings each word stands, and forget those that stand in none; those of names too."""
    with transaction.atomic():
        raise_version()  # nobody else counts meanwhile
        slots = list(Listing.objects.order_by("slot").values_list("slot", flat=True))
        counted: Counter[str] = Counter()
        for start in range(0, len(slots), COUNTED_AT_ONCE):
            counted.update(_words_in(slots[start : start + COUNTED_AT_ONCE]))
        SearchWord.objects.all().delete()
        _count_words(Counter(), counted)
        duplicates.recount_words()
