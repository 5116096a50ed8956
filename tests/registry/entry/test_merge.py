"""Three-way merge: what a draft changed, onto what is live (The entry, The document)."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.entry.difference import difference
from registry.entry.document import TOMBSTONE, Document, empty, without_tombstones
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.merge import Conflict, merge
from registry.ids import uuid7
from tests.documents import an_item, documents

PROPERTY = settings(max_examples=50, deadline=None)
ID = str(uuid7())


def entry(**where: object) -> Document:
    document = empty()
    document["where"] |= where
    return document


def with_activity(**values: object) -> Document:
    return {**empty(), "activities": {ID: an_item("activities", title="Nursery", **values)}}


def as_live(document: Document) -> Document:
    return without_tombstones(document)


@given(base=documents(), live=documents(), draft=documents())
@PROPERTY
def test_a_draft_never_reverts_what_it_did_not_change(base: Document, live: Document, draft: Document) -> None:
    base, live = as_live(base), as_live(live)
    merged = merge(base=base, live=live, proposal=draft).document
    for key, section in SECTIONS.items():
        for field in section:
            if draft[key][field.name] == base[key][field.name]:
                assert merged[key][field.name] == live[key][field.name]
    for key in COLLECTIONS:
        for id_, item in base[key].items():
            if draft[key].get(id_, item) == item:
                assert without_tombstones(merged)[key].get(id_) == live[key].get(id_)


@given(base=documents(), draft=documents())
@PROPERTY
def test_on_an_unchanged_entry_a_draft_becomes_the_entry(base: Document, draft: Document) -> None:
    base = as_live(base)
    merged = merge(base=base, live=base, proposal=draft)
    kept = {key: {**base[key], **draft[key]} for key in COLLECTIONS}
    assert merged.conflicts == []
    assert as_live(merged.document) == as_live({**draft, **kept})


@given(base=documents(), live=documents(), draft=documents())
@PROPERTY
def test_every_conflict_can_be_settled_either_way(base: Document, live: Document, draft: Document) -> None:
    base, live = as_live(base), as_live(live)
    conflicts = merge(base=base, live=live, proposal=draft).conflicts
    for_live = merge(base=base, live=live, proposal=draft, settlements={c.path: "live" for c in conflicts})
    for_draft = merge(base=base, live=live, proposal=draft, settlements={c.path: "proposed" for c in conflicts})
    assert for_live.conflicts == for_draft.conflicts == []
    paths = {change.path for change in difference(as_live(for_live.document), as_live(for_draft.document))}
    assert len(paths) >= len(conflicts)


@given(base=documents(), both=documents())
@PROPERTY
def test_the_same_change_on_both_sides_is_no_conflict(base: Document, both: Document) -> None:
    merged = merge(base=as_live(base), live=as_live(both), proposal={**both, **_removals(base, both)})
    assert merged.conflicts == []
    assert as_live(merged.document) == as_live(both)


def _removals(base: Document, after: Document) -> Document:
    return {key: {**{id_: dict(TOMBSTONE) for id_ in base[key]}, **after[key]} for key in COLLECTIONS}


def test_a_field_that_both_changed_is_a_conflict_and_the_listed_value_stands() -> None:
    merged = merge(base=entry(base_place="Lamu"), live=entry(base_place="Malindi"), proposal=entry(base_place="Kilifi"))

    assert merged.conflicts == [Conflict("where.base_place", "Lamu", "Malindi", "Kilifi")]
    assert merged.document["where"]["base_place"] == "Malindi"


def test_a_list_of_codes_is_one_field() -> None:
    merged = merge(
        base=entry(countries=["KE"]), live=entry(countries=["KE", "TZ"]), proposal=entry(countries=["KE", "UG"])
    )

    assert [c.path for c in merged.conflicts] == ["where.countries"]


def test_an_item_edited_live_and_removed_in_the_draft_is_a_conflict() -> None:
    live, draft = with_activity(text="new"), {**empty(), "activities": {ID: dict(TOMBSTONE)}}

    merged = merge(base=with_activity(), live=live, proposal=draft)

    assert [c.path for c in merged.conflicts] == [f"activities.{ID}"]
    assert merged.document["activities"] == live["activities"]


def test_an_item_removed_live_and_edited_in_the_draft_is_a_conflict_that_the_draft_may_win() -> None:
    draft = with_activity(text="new")
    path = f"activities.{ID}"

    merged = merge(base=with_activity(), live=empty(), proposal=draft)
    settled = merge(base=with_activity(), live=empty(), proposal=draft, settlements={path: "proposed"})

    assert [c.path for c in merged.conflicts] == [path]
    assert merged.document["activities"] == {}
    assert settled.document["activities"] == draft["activities"]


def test_an_item_added_live_after_the_base_is_untouched() -> None:
    live = with_activity()

    assert merge(base=empty(), live=live, proposal=empty()).document["activities"] == live["activities"]


def test_a_staff_correction_in_april_is_not_undone_by_a_draft_from_march() -> None:
    march = with_activity(text="typo")
    april = copy.deepcopy(march)
    april["activities"][ID]["text"] = "corrected"
    draft = copy.deepcopy(march)
    draft["activities"][ID]["title"] = "Tree nursery"

    item = merge(base=march, live=april, proposal=draft).document["activities"][ID]

    assert (item["title"], item["text"]) == ("Tree nursery", "corrected")


@given(before=documents(), after=documents())
@PROPERTY
def test_the_difference_says_all_and_only_what_differs(before: Document, after: Document) -> None:
    changes = difference(before, after)
    rebuilt = copy.deepcopy(as_live(before))
    for change in changes:
        if not change.item:
            rebuilt[change.part][change.field] = change.after
        elif change.field:
            rebuilt[change.part][change.item][change.field] = change.after
        elif change.after is None:
            del rebuilt[change.part][change.item]
        else:
            rebuilt[change.part][change.item] = change.after
    assert rebuilt == as_live(after)
    assert difference(after, after) == []
    assert all(change.before != change.after for change in changes)


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_merging_moves_no_document_that_it_was_given(data: st.DataObject) -> None:
    given_ = [data.draw(documents()) for _ in range(3)]
    copies = copy.deepcopy(given_)
    merge(base=given_[0], live=as_live(given_[1]), proposal=given_[2])
    assert given_ == copies
