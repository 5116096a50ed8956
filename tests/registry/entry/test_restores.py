"""Going back to an earlier state: nothing becomes more public, and nothing that a draft's authors wrote is lost."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.entry.difference import What, difference
from registry.entry.document import Document, empty, present, without_tombstones
from registry.entry.fields import COLLECTIONS
from registry.entry.less_public import CONSENTS, shows_more
from registry.entry.merge import merge
from registry.entry.restores import lay, propose
from tests.documents import ITEM_IDS, an_item
from tests.registry.entry.test_less_public import DOCUMENTS_ARE_LARGE, ROWS, with_contacts

FIRST, SECOND = ITEM_IDS[:2]


def settled(**sides: Document) -> Document:
    conflicts = merge(**sides).conflicts
    return merge(**sides, settlements={one.path: "proposed" for one in conflicts}).document


@settings(max_examples=60, suppress_health_check=DOCUMENTS_ARE_LARGE)
@given(then=with_contacts(), live=with_contacts(), erased=st.sets(st.sampled_from(ROWS)))
def test_going_back_never_shows_more_and_brings_nothing_erased_back(
    then: Document, live: Document, erased: set[str]
) -> None:
    then = without_tombstones(then)
    before = copy.deepcopy((then, live))
    made = propose(then=then, live=live, erased=erased)
    assert (then, live) == before
    assert shows_more(live, made.document) == []
    for part, ticks in CONSENTS.items():
        pairs = [(made.document[part], live[part])] if part != "contacts" else []
        if part == "contacts":
            now = present(live, part)
            pairs = [(item, now[id_]) for id_, item in present(made.document, part).items() if id_ in now]
        for item, today in pairs:
            assert all(item[name] == today[name] for tick, names in ticks.items() if item[tick] for name in names)
    kept = {item["contact"] for item in present(live, "contacts").values()}
    assert {item["contact"] for item in present(made.document, "contacts").values()} & erased <= kept
    left_out = {path.partition(".")[2] for path in made.gone}
    assert present(made.document, "activities").keys() == present(then, "activities").keys()
    assert present(then, "contacts").keys() - present(made.document, "contacts").keys() <= left_out


@settings(max_examples=60, suppress_health_check=DOCUMENTS_ARE_LARGE)
@given(base=with_contacts(), draft=with_contacts(), live=with_contacts(), then=with_contacts())
def test_a_draft_keeps_what_its_authors_changed_and_proposes_the_rest(
    base: Document, draft: Document, live: Document, then: Document
) -> None:
    base, live = without_tombstones(base), without_tombstones(live)
    proposal = propose(then=without_tombstones(then), live=live, erased=set()).document
    laid = lay(base=base, document=draft, live=live, proposal=proposal)
    written = {one.path: one.after for one in difference(base, draft) if one.part != "organization"}
    found = {one.path: one.after for one in difference(laid.base, laid.document)}
    for path, value in written.items():
        part, *below = path.split(".")
        assert path in found or laid.document[part].get(below[0]) == draft[part].get(below[0]), (path, value)
    more = set(shows_more(live, settled(base=laid.base, live=live, proposal=laid.document)))
    assert more <= set(shows_more(live, settled(base=base, live=live, proposal=draft)))


def test_a_draft_that_changed_nothing_proposes_the_earlier_state_alone() -> None:
    then, live = empty(), empty()
    then["where"]["scales"] = ["local"]
    then["activities"][FIRST] = an_item("activities", title="Wardens")
    live["activities"][SECOND] = an_item("activities", title="Boats")
    proposal = propose(then=then, live=live, erased=())
    laid = lay(base=live, document=live, live=live, proposal=proposal.document)
    assert (laid.base, laid.kept) == (live, [])
    assert [(one.path, one.what) for one in difference(laid.base, laid.document)] == [
        ("where.scales", What.CHANGED),
        *sorted([(f"activities.{FIRST}", What.ADDED), (f"activities.{SECOND}", What.REMOVED)]),
    ]
    assert laid.document["activities"][SECOND] == {"removed": True}
    assert laid.changed == sorted(["where", f"activities.{FIRST}", f"activities.{SECOND}"])


def test_an_item_that_is_not_listed_now_comes_back_for_the_secretariat_alone() -> None:
    then = empty()
    then["gaps"][FIRST] = an_item("gaps", title="Boats", visible_to="everyone")
    made = propose(then=then, live=empty(), erased=())
    assert made.document["gaps"][FIRST]["visible_to"] == "secretariat"
    assert made.hidden == [f"gaps.{FIRST}"]


def test_an_item_keeps_those_who_see_it_now() -> None:
    then, live = empty(), empty()
    then["gaps"][FIRST] = an_item("gaps", title="Boats", visible_to="secretariat")
    live["gaps"][FIRST] = an_item("gaps", title="Boats", visible_to="partners")
    made = propose(then=then, live=live, erased=())
    assert (made.document["gaps"][FIRST]["visible_to"], made.hidden) == ("partners", [])


def test_another_person_than_now_comes_back_hidden() -> None:
    then, live = empty(), empty()
    for document, row, email in ((then, ROWS[0], True), (live, ROWS[1], True)):
        document["contacts"][FIRST] = an_item("contacts", contact=row, email_public=email, phone_public=False)
    made = propose(then=then, live=live, erased=())
    assert made.document["contacts"][FIRST] == {**then["contacts"][FIRST], "email_public": False}
    assert made.hidden == [f"contacts.{FIRST}.email_public"]


def test_an_erased_contact_stays_as_it_is_now_and_a_swept_file_too() -> None:
    then, live = empty(), empty()
    for document, row in ((then, ROWS[0]), (live, ROWS[1])):
        document["contacts"][FIRST] = an_item("contacts", contact=row, role="main")
    then["contacts"][SECOND] = an_item("contacts", contact=ROWS[0], role="alternate")
    then["organization"] |= {"logo": ROWS[0], "mandate": ROWS[0], "mandate_kind": "letter"}
    made = propose(then=then, live=live, erased={ROWS[0]})
    assert present(made.document, "contacts") == {FIRST: live["contacts"][FIRST]}
    assert [made.document["organization"][name] for name in ("logo", "mandate", "mandate_kind")] == [None, None, ""]
    assert made.gone == ["organization.logo", "organization.mandate", f"contacts.{FIRST}", f"contacts.{SECOND}"]


def test_fields_that_belong_together_stay_together() -> None:
    then, live = empty(), empty()
    then["where"] |= {"base_place": "Lamu", "countries": ["KE"]}
    live["where"] |= {"base_place": "Kilifi", "base_place_public": True, "everywhere": True}
    draft = copy.deepcopy(live)
    draft["where"] |= {"base_place": "Malindi"}
    proposal = propose(then=then, live=live, erased=()).document
    laid = lay(base=live, document=draft, live=live, proposal=proposal)
    assert laid.kept == ["where.base_place"]
    assert {name: laid.document["where"][name] for name in ("base_place", "base_place_public", "countries")} == {
        "base_place": "Malindi",
        "base_place_public": True,
        "countries": ["KE"],
    }
    assert laid.document["where"]["everywhere"] is False


def test_every_part_is_laid() -> None:
    assert lay(base=empty(), document=empty(), live=empty(), proposal=empty()).document.keys() == empty().keys()
    assert {*COLLECTIONS} <= empty().keys()
