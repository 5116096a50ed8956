"""Hiding in documents: what was hidden is shown by none of them, and comes back by no merge."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.entry.document import Document, empty, is_removed, present, without_tombstones
from registry.entry.fields import COLLECTIONS
from registry.entry.less_public import CHOOSING, CIRCLES, CONSENTS, Hide, hidden, shows_anything_of, shows_more
from registry.entry.merge import merge
from registry.errors import ShowsMore
from registry.ids import uuid7
from tests.documents import ITEM_IDS, an_item, documents

DOCUMENTS_ARE_LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large]  # and on a busy machine drawn slowly
ROWS = [str(uuid7()) for _ in range(2)]
ID = ITEM_IDS[0]


@st.composite
def with_contacts(draw: st.DrawFn) -> Document:
    """A document with contacts, and with gaps and offers that only partners see."""
    document = draw(documents())
    ticks = st.fixed_dictionaries({tick: st.booleans() for tick in CONSENTS["contacts"]})
    for id_ in draw(st.lists(st.sampled_from(ITEM_IDS), unique=True, max_size=2)):
        row = draw(st.sampled_from(ROWS))
        document["contacts"][id_] = an_item("contacts", role="main", kind="person", contact=row, **draw(ticks))
    for part in ("gaps", "offers"):
        for item in present(document, part).values():
            item["visible_to"] = draw(st.sampled_from(CIRCLES))
    return document


def everything_to_hide(document: Document) -> list[Hide]:
    ticks = [Hide(f"{part}.{tick}") for part in ("organization", "where") for tick in CONSENTS[part]]
    contacts = [f"contacts.{id_}" for id_ in present(document, "contacts")]
    ticks += [Hide(f"{key}.{tick}") for key in contacts for tick in CONSENTS["contacts"]]
    items = [
        Hide(f"{part}.{id_}", to)
        for part in CHOOSING
        for id_ in present(document, part)
        for to in (CIRCLES[:1] if part == "activities" else CIRCLES[:2])
    ]
    return [*ticks, *map(Hide, contacts), *items]


def still_shown(document: Document, hide: Hide) -> bool:
    """Whether a document shows what was hidden, asked otherwise than the code does."""
    part, *below = hide.path.split(".")
    found: Any = document[part]
    for name in below:
        found = found.get(name, {}) if isinstance(found, dict) else found
    if hide.to:
        return bool(found) and not is_removed(found) and CIRCLES.index(found["visible_to"]) > CIRCLES.index(hide.to)
    return bool(found) and found != {"removed": True}


@settings(max_examples=60, suppress_health_check=DOCUMENTS_ARE_LARGE)
@given(base=with_contacts(), live=with_contacts(), draft=with_contacts(), data=st.data())
def test_what_was_hidden_is_brought_back_by_no_merge_and_is_no_conflict(
    base: Document, live: Document, draft: Document, data: st.DataObject
) -> None:
    hide = data.draw(st.sampled_from(everything_to_hide(live)))
    before = copy.deepcopy((base, live, draft))
    less = hidden(live, hide)
    assert shows_more(live, less) == []
    assert not still_shown(less, hide)
    assert (base, live, draft) == before
    sides = {"base": hidden(base, hide), "live": less, "proposal": hidden(draft, hide)}
    conflicts = merge(**sides).conflicts
    merged = merge(**sides, settlements={one.path: "proposed" for one in conflicts}).document
    assert not still_shown(merged, hide)
    if not hide.to:
        assert hide.path not in [one.path for one in conflicts]


def test_every_tick_of_the_table_of_fields_is_known() -> None:
    known = {f"{part}.{tick}" for part, ticks in CONSENTS.items() for tick in ticks}
    from_fields = {f"{key}.{name}" for key, part in empty().items() if key != "version" for name in part}
    from_fields |= {f"contacts.{field.name}" for field in COLLECTIONS["contacts"]}
    assert known == {path for path in from_fields if path.endswith("_public")}


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("organization.description", ""),
        ("where.base_place", ""),
        ("where", ""),
        ("names." + ID, ""),
        ("names." + ID, "secretariat"),
        ("activities." + ID, ""),
        ("activities." + ID, "partners"),
        ("gaps." + ID, "nobody"),
        ("gaps." + ID + ".title", ""),
        ("contacts." + ID, "secretariat"),
        ("contacts." + ID + ".role", ""),
        ("nowhere." + ID, ""),
        ("", ""),
    ],
)
def test_what_is_nothing_that_can_be_hidden_is_refused(path: str, to: str) -> None:
    with pytest.raises(KeyError):
        Hide(path, to).check()


def test_hiding_never_shows_to_more() -> None:
    document = empty()
    document["gaps"][ID] = an_item("gaps", title="Boats", visible_to="partners")
    for to, shows in (("secretariat", True), ("partners", False)):
        Hide(f"gaps.{ID}", to).check()
        assert shows_anything_of(document, Hide(f"gaps.{ID}", to)) is shows
    with pytest.raises(ShowsMore):
        shows_anything_of(document, Hide(f"gaps.{ID}", "everyone"))
    assert hidden(document, Hide(f"gaps.{ID}", "everyone")) == document


def test_what_is_not_there_shows_nothing() -> None:
    for hide in (
        Hide(f"gaps.{ID}", "secretariat"),
        Hide(f"contacts.{ID}.email_public"),
        Hide("where.base_place_public"),
    ):
        assert shows_anything_of(empty(), hide) is False
        assert without_tombstones(hidden(empty(), hide)) == empty()


def test_showing_more_is_known_by_its_path() -> None:
    before, after = empty(), empty()
    after["where"]["base_place_public"] = True
    before["gaps"][ID] = an_item("gaps", visible_to="partners")
    after["gaps"] = {ID: an_item("gaps", visible_to="everyone"), ITEM_IDS[1]: an_item("gaps", visible_to="secretariat")}
    after["offers"][ID] = an_item("offers", visible_to="partners")
    after["contacts"][ID] = an_item("contacts", email_public=True)
    assert shows_more(before, after) == [
        "where.base_place_public",
        f"gaps.{ID}",
        f"offers.{ID}",
        f"contacts.{ID}.email_public",
    ]
    assert shows_more(after, before) == []
