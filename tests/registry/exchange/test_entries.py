"""From a row of a table to an entry, and back."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.entry.document import TOMBSTONE, Document, empty, present
from registry.entry.fields import COLLECTIONS, SECTIONS, Kind
from registry.entry.less_public import shows_more
from registry.entry.needs import fitting
from registry.entry.validate import problems
from registry.exchange import entries
from registry.exchange.cells import form_field
from registry.exchange.entries import COLUMNS, WHOLE_ROW, Fault
from registry.ids import base32_check_digits, uuid7
from registry.validators import check_identifier
from tests.documents import an_item, documents

pytestmark = pytest.mark.django_db

KEYS = list(COLUMNS)
PUBLIC_ID = "8xk2mq" + base32_check_digits("8xk2mq")


def row(live: Document | None = None, **cells: str) -> entries.Read:
    """What a row with these cells makes of an entry."""
    return entries.read(list(cells.values()), list(cells), live)


def new(**cells: str) -> entries.Read:
    """A row of an organization that is not here yet, with what listing needs."""
    return row(None, **{"name": "Invented Bay Council", "type": "ngo", "base_country": "KE", **cells})


def listed(**parts: Any) -> Document:
    """The entry of Amina's council as it is listed."""
    document = empty()
    document["organization"] |= {"type": "ngo", "description": "Keeps mangroves.", "founded": 1998}
    document["where"] |= {"base_country": "KE", "base_place": "Lamu", "base_place_public": True}
    document["names"] = {str(uuid7()): {"text": "Invented Bay Council", "language": "en", "kind": "official"}}
    return {**document, **parts}


def sentences(read: entries.Read) -> dict[int, str]:
    return {fault.column: fault.sentence for fault in read.faults}


def only(document: Document, part: str) -> dict[str, Any]:
    (item,) = present(document, part).values()
    return dict(item)


# -- There and back ---------------------------------------------------------------------------------------------------


def tidy(document: Document) -> Document:
    """The document as forms would have cleaned it, as every listed one is."""
    document = copy.deepcopy(document)
    document["organization"] = fitting(document["organization"]) | {"mandate": None, "logo": None}
    for part, section in (*SECTIONS.items(), *COLLECTIONS.items()):
        if part == "contacts":
            continue
        for item in [document[part]] if part in SECTIONS else present(document, part).values():
            for field in section:
                if field.kind is Kind.TEXT and item[field.name] and part != "identifiers":
                    item[field.name] = form_field(part, field.name).clean(item[field.name])
    seen = set()
    for id_, item in present(document, "identifiers").items():
        item |= {"scheme": "other", "value": check_identifier("other", item["value"])}
        if item["value"] in seen:
            del document["identifiers"][id_]
        seen.add(item["value"])
    for part in ("activities", "gaps"):
        for item in present(document, part).values():
            item |= {"visible_to": "everyone"} if part == "activities" else {"amount": None, "currency": ""}
    return document


WHOLE = documents().map(tidy)


@given(document=WHOLE)
def test_a_row_of_the_export_changes_nothing_of_the_entry_that_it_is_of(document: Document) -> None:
    written = entries.write(document, PUBLIC_ID)
    read = entries.read(list(written.values()), KEYS, document)
    assert (read.document, read.id, read.contact) == (document, PUBLIC_ID, {})
    assert [fault for fault in read.faults if fault.column != WHOLE_ROW] == []


@given(document=WHOLE, data=st.data())
def test_a_row_of_the_export_brings_back_what_was_emptied_since(document: Document, data: st.DataObject) -> None:
    emptied = copy.deepcopy(document)
    reached = {(column.part, column.field) for column in COLUMNS.values()}
    for part, section in (*SECTIONS.items(), *COLLECTIONS.items()):
        for item in [emptied[part]] if part in SECTIONS else present(emptied, part).values():
            for field in section:
                may_go = (part, field.name) in reached and field.name not in ("visible_to", "scheme", "value", "type")
                if may_go and data.draw(st.booleans()):
                    item[field.name] = copy.copy(field.empty)
    written = entries.write(document, PUBLIC_ID)
    assert entries.read(list(written.values()), KEYS, emptied).document == document


@given(document=documents(tombstones=False).map(tidy))
def test_a_row_of_the_export_makes_the_same_entry_anew_but_for_what_it_shows(document: Document) -> None:
    made = entries.read(list(entries.write(document, "").values()), KEYS, None).document
    for part, ticks in {"organization": ("people_represented_public", "mandate_public", "mandate_kind")}.items():
        document[part] |= dict.fromkeys(ticks, False) | {"mandate_kind": ""}
    document["where"]["base_place_public"] = False
    for part in SECTIONS:
        assert made[part] == document[part]
    for part in COLLECTIONS:
        assert list(present(made, part).values()) == list(present(document, part).values())


# -- A row of a new entry ---------------------------------------------------------------------------------------------


def test_a_row_makes_a_new_entry() -> None:
    read = new(
        acronym="IBC",
        description="Keeps mangroves.",
        description_language="English",
        website="bay.example.org",
        founded="12/03/1998",
        countries="Kenya; Tanzania",
        scales="Local",
        languages="en, Kiswahili",
        identifiers="Q42",
        activities_title="Warden training | Night patrols",
        activities_kinds="capacity_building | data_monitoring; human_resources",
        activities_start="2024-03 |",
        id="",
    )
    assert (read.faults, read.id, read.contact, read.warnings) == ([], "", {}, [])
    document = read.document
    assert problems(document, need="list") == []
    assert document["organization"] | {"type": "ngo", "founded": 1998} == document["organization"]
    assert document["organization"]["website"] == "https://bay.example.org"
    assert (document["where"]["countries"], document["where"]["languages"]) == (["KE", "TZ"], ["en", "sw"])
    assert [(name["text"], name["language"], name["kind"]) for name in document["names"].values()] == [
        ("Invented Bay Council", "und", "official"),
        ("IBC", "und", "acronym"),
    ]
    assert only(document, "identifiers") == {"scheme": "wikidata", "value": "Q42"}
    first, second = present(document, "activities").values()
    assert (first["title"], first["start"], first["kinds"]) == ("Warden training", "2024-03", ["capacity_building"])
    assert (second["title"], second["start"]) == ("Night patrols", None)
    assert second["kinds"] == ["data_monitoring", "human_resources"]


def test_what_listing_needs_is_asked_for_at_its_column() -> None:
    read = row(name="", type="", activities_start="2024-05", activities_title="")
    assert sentences(read) == {
        0: "Give the official name of the organization.",
        1: "Choose the type of organization.",
        2: "There are more parts here than items. Each part belongs to an item, in its order.",
        WHOLE_ROW: "Choose the country where the organization is based, or tick that it has no seat.",
    }


def test_what_does_not_pass_is_a_fault_at_its_column_and_not_in_the_document() -> None:
    read = new(website="javascript:alert(1)", founded="45321", regions="Atlantis")
    assert [fault.column for fault in read.faults] == [3, 4, 5]
    assert read.document["organization"]["website"] == ""
    assert read.document["organization"]["founded"] is None


@pytest.mark.parametrize(
    ("key", "cell", "sentence"),
    [
        ("description", "x" * 1501, "This is too long: 1501 characters. Shorten it to 1500."),
        ("base_place", "x" * 101, "This is too long: 101 characters. Shorten it to 100."),
        ("website", "http://127.0.0.1/", "Give an address that everyone can open,"),
        ("base_place", "La\u202emu", "There is a hidden character (U+202E) after “La”."),
        ("founded", "0999", "Give the year of foundation in four digits,"),
        ("activities_title", "x" * 141, "This is too long: 141 characters. Shorten it to 140."),
        ("activities_link", "file:///etc/passwd", "Start the address with https:// or http://,"),
        ("activities_site_ids", "many", "“many” is not a site number."),
        ("gaps_amount", "a lot", "Write the amount in digits,"),
        ("names", "A\x00", "There is a hidden character (U+0000) after “A”."),
        ("identifiers", "isni:1", "This is not an ISNI."),
        ("contact_email", "a@a.example, b@b.example", "Give one email address only,"),
        ("contact_email", "a@a.example\nBcc: b@b.example", "Give one email address only,"),
        ("contact_phone", "=1+1", "Write the telephone number with its country code,"),
        ("sector", "A", "This is for an organization of another type: Private sector."),
        ("people_represented", "The people of the bay", "This is for an organization of another type: Indigenous"),
        ("no_seat", "true", "Either choose a country or tick that there is no seat, not both."),
        ("id", "8xk2mq00", "This is no public id."),
        ("contact_name", "Amina", "Give an email address or a telephone number for this contact."),
        ("name_language", "Klingonese", "“Klingonese” is no language that we know."),
    ],
)
def test_what_the_forms_refuse_is_a_fault(key: str, cell: str, sentence: str) -> None:
    title = {f"{part}_title": "One" for part in ("activities", "gaps") if key.startswith(part)}
    (fault,) = new(**{**title, key: cell}).faults
    assert fault.sentence.startswith(sentence)
    assert [*{"name": 0, "type": 0, "base_country": 0, **title, key: 0}][fault.column] == key


def test_a_contact_whose_number_is_refused_is_not_asked_for_one_again() -> None:
    (fault,) = new(contact_name="Amina", contact_phone="many").faults
    assert fault.sentence.startswith("Write the telephone number with its country code,")


def test_answers_that_do_not_fit_together_are_a_fault_of_the_item() -> None:
    read = new(
        activities_title="One | Two",
        activities_start="2024-05 | 2024-05",
        activities_end="2024-06 | 2023-05",
        gaps_title="Boats",
        gaps_amount="100",
        activities_visible_to="everyone | partners",
    )
    assert sentences(read) == {
        5: "The end is before the start. Check both dates.",
        7: "An amount goes with finance: choose finance among the kinds of support, or clear the amount.",
        8: "An activity is seen by everyone, or by the secretariat only.",
        6: "Choose the currency of the amount.",
    }


def test_a_fault_of_one_of_several_items_says_of_which() -> None:
    (fault,) = new(activities_title="One | Two", activities_start="2024-05 | soon").faults
    assert fault == Fault(4, "Part 2: “soon” cannot be read as a date. Write it as in 2024-05.")


@pytest.mark.parametrize("key", ["activities_title", "names", "acronym"])
def test_more_items_than_anybody_has_are_refused(key: str) -> None:
    (fault,) = new(**{key: "a|" * 16_000}).faults
    assert fault == Fault(3, "There are more than 500 parts here. Bring the entry in with fewer.")


def test_a_column_that_is_left_out_says_nothing() -> None:
    document = entries.read(["Invented Bay Council", "secret"], ["name", ""], None).document
    assert "secret" not in str(document)


def test_a_row_that_is_shorter_or_longer_than_its_columns_is_read_as_far_as_it_goes() -> None:
    columns = ["name", "type", "base_country"]
    assert entries.read(["Invented Bay Council", "ngo"], columns, None).document["where"]["base_country"] == ""
    assert entries.read(["Invented Bay Council", "ngo", "KE", "more"], columns, None).faults == []


def test_a_formula_is_text() -> None:
    assert only(new(name="'=1+1").document, "names")["text"] == "=1+1"
    assert only(new(name="\t+Verde Asociación").document, "names")["text"] == "+Verde Asociación"


def test_letters_that_only_look_alike_are_pointed_out_and_keep_nothing_out() -> None:
    read = new(name="Сonservation Іnternational", website="https://www.раypal.example")
    assert read.faults == []
    assert [(warning.column, warning.sentence) for warning in read.warnings] == [
        (0, "Letters of two alphabets stand in one word of “Сonservation Іnternational”. They may only look alike."),
        (3, "Letters of two alphabets stand in one word of “https://www.раypal.example”. They may only look alike."),
    ]


# -- A row of an entry that is there ----------------------------------------------------------------------------------


def test_an_absent_column_and_an_empty_cell_change_nothing() -> None:
    live = listed()
    assert row(live, type="", description="  ", countries="", names="", activities_title="").document == live
    assert row(live, description="\u200b", scales=" ; ", names=" | ", gaps_title="|").document == live
    assert row(live).document == live


def test_a_row_changes_what_it_says_and_leaves_what_it_was_given_alone() -> None:
    live = listed()
    before = copy.deepcopy(live)
    read = row(live, description="Shows others how.", founded="1999", everywhere="yes")
    assert (read.document["organization"]["description"], read.document["organization"]["founded"]) == (
        "Shows others how.",
        1999,
    )
    assert read.document["where"] == live["where"] | {"everywhere": True}
    assert live == before


def test_another_type_takes_its_answers_with_it() -> None:
    live = listed()
    live["organization"] |= {"type": "iplc", "people_represented": "The bay", "people_represented_public": True}
    organization = row(live, type="ngo").document["organization"]
    assert (organization["people_represented"], organization["people_represented_public"]) == ("", False)


def activity(**values: Any) -> tuple[str, Document]:
    id_ = str(uuid7())
    return id_, listed(activities={id_: an_item("activities", title="Warden training", language="en", **values)})


def test_an_item_is_found_by_its_id() -> None:
    id_, live = activity()
    document = row(live, activities_id=id_.upper(), activities_title="Training of wardens").document
    assert document["activities"] == {id_: live["activities"][id_] | {"title": "Training of wardens"}}


def test_an_item_is_found_by_its_text_where_the_row_has_no_id() -> None:
    id_, live = activity()
    document = row(live, activities_title="WARDEN  training", activities_start="2024-05").document
    assert document["activities"] == {id_: live["activities"][id_] | {"title": "WARDEN training", "start": "2024-05"}}


def test_an_item_that_is_not_found_is_new_and_none_is_removed() -> None:
    id_, live = activity()
    document = row(live, activities_title="Night patrols").document
    assert document["activities"][id_] == live["activities"][id_]
    assert [item["title"] for item in document["activities"].values()] == ["Warden training", "Night patrols"]


def test_of_two_items_of_one_text_each_is_found_once_the_more_alike_first() -> None:
    _id, live = activity()
    other = str(uuid7())
    live["activities"][other] = an_item("activities", title="Warden training", language="fr")
    read = row(live, activities_title="Warden training | Warden training", activities_language="fr | en")
    assert (read.document, read.faults) == (live, [])


def test_an_id_that_the_entry_no_longer_has_is_asked_about() -> None:
    id_, live = activity()
    live["activities"] = {id_: dict(TOMBSTONE)}
    read = row(live, activities_id=id_, activities_title="Warden training")
    assert (read.document, sentences(read)) == (
        live,
        {
            0: f"The entry has no item with the id “{id_}” now. Copy the id from the export, or clear it to add a new "
            "item."
        },
    )


def test_ids_of_another_entry_mean_nothing_in_a_new_one_which_is_said_once() -> None:
    id_, _live = activity()
    read = new(activities_id=f"{id_} | {id_[::-1]}", activities_title="Warden training | Night patrols")
    assert (read.faults, id_ in read.document["activities"], len(read.document["activities"])) == ([], False, 2)
    assert [warning.sentence for warning in read.warnings] == [
        "The entry is new, so these ids are left out: each item gets one of its own."
    ]


def test_an_item_of_which_something_does_not_pass_stays_as_it_was() -> None:
    _id, live = activity()
    read = row(live, activities_title="Warden training", activities_start="soon", activities_end="2024-05")
    assert (read.document, [fault.column for fault in read.faults]) == (live, [1])


def test_an_identifier_is_found_by_its_register_and_number() -> None:
    live = listed(identifiers={str(uuid7()): {"scheme": "wikidata", "value": "Q42"}})
    assert row(live, identifiers="https://www.wikidata.org/wiki/Q42").document == live
    document = row(live, identifiers="wikidata:Q42 | wikidata:Q43 | Q43 | other:Q42").document
    assert [(item["scheme"], item["value"]) for item in document["identifiers"].values()] == [
        ("wikidata", "Q42"),
        ("wikidata", "Q43"),
        ("other", "Q42"),
    ]


# -- Names ------------------------------------------------------------------------------------------------------------


def names_of(document: Document) -> list[tuple[str, str, str]]:
    return [(name["text"], name["language"], name["kind"]) for name in present(document, "names").values()]


def test_an_official_name_takes_the_place_of_the_one_in_its_language() -> None:
    assert names_of(row(listed(), name="Invented Cove Council", name_language="en").document) == [
        ("Invented Cove Council", "en", "official")
    ]
    assert names_of(row(listed(), name="Invented Cove Council").document) == [
        ("Invented Cove Council", "en", "official")
    ]


def test_an_official_name_in_another_language_is_added() -> None:
    assert names_of(row(listed(), name="Conseil de la baie", name_language="fr").document) == [
        ("Invented Bay Council", "en", "official"),
        ("Conseil de la baie", "fr", "official"),
    ]


def test_the_same_name_in_other_letters_is_written_as_the_row_has_it() -> None:
    assert names_of(row(listed(), name="INVENTED BAY COUNCIL", name_language="fr").document) == [
        ("INVENTED BAY COUNCIL", "fr", "official")
    ]


def test_a_name_that_the_entry_has_already_changes_nothing() -> None:
    live = listed()
    live["names"][str(uuid7())] = {"text": "Bay Council", "language": "en", "kind": "alias"}
    for cells in ({"name": "Bay Council"}, {"names": "Bay council | Invented Bay Council"}, {"acronym": "Bay Council"}):
        assert {name["text"].lower() for name in row(live, **cells).document["names"].values()} == {
            "invented bay council",
            "bay council",
        }
    assert row(live, name="Bay Council").document == live


def test_the_name_that_is_shown_first_may_stand_among_all_names() -> None:
    read = row(name="Invented Bay Council", name_language="en", names="Invented Bay Council | IBC | Bay", acronym="IBC")
    assert names_of(read.document) == [
        ("Invented Bay Council", "en", "official"),
        ("IBC", "und", "acronym"),
        ("Bay", "und", "alias"),
    ]


def test_names_of_one_kind_are_given_once() -> None:
    read = new(names="Bay | Bay", names_kind="alias | former")
    assert [(text, kind) for text, _language, kind in names_of(read.document)][:2] == [
        ("Bay", "alias"),
        ("Bay", "former"),
    ]
    assert len(names_of(new(names="Bay | Bay").document)) == 2


def test_a_name_is_changed_by_its_id() -> None:
    live = listed()
    (id_,) = live["names"]
    written = entries.write(live, PUBLIC_ID) | {"names": "Invented Cove Council"}
    document = entries.read(list(written.values()), KEYS, live).document
    assert document["names"] == {id_: {"text": "Invented Cove Council", "language": "en", "kind": "official"}}


def test_columns_of_names_that_differ_are_a_fault() -> None:
    live = listed()
    written = entries.write(live, PUBLIC_ID) | {"names": "Invented Cove Council", "name": "Invented Creek Council"}
    (fault,) = entries.read(list(written.values()), KEYS, live).faults
    assert fault == Fault(1, "The columns of names say the official name differently. Leave one of them out.")
    (fault,) = new(names="Invented Cove Council", names_kind="official").faults
    assert fault.column == 0


def test_two_official_names_of_one_language_are_a_fault_where_it_is_said() -> None:
    read = new(name_language="en", names="Invented Cove Council", names_language="en", names_kind="official")
    assert [fault.column for fault in read.faults] == [0]
    read = row(
        listed(), names="One | Two", names_language="fr | fr", names_kind="official | official", name_language="en"
    )
    assert [fault.column for fault in read.faults] == [1]
    live = listed()
    live["names"][str(uuid7())] = {"text": "Conseil", "language": "fr", "kind": "official"}
    sentence = "There are two official names in this language. Make one of them a former name or an alias."
    assert sentences(row(live, name="Invented Bay Council", name_language="fr")) == {1: sentence}
    live["names"] = dict(zip(sorted(live["names"]), reversed(live["names"].values()), strict=True))
    assert sentences(row(live, name="Invented Bay Council", name_language="fr")) == {1: sentence}


# -- What a row never does --------------------------------------------------------------------------------------------


def test_who_sees_an_item_that_is_there_stays_as_it_is() -> None:
    _id, live = activity(visible_to="secretariat")
    read = row(live, activities_title="Warden training", activities_visible_to="everyone")
    assert (read.document, sentences(read)) == (
        live,
        {1: "A table changes nothing in who sees an item that is there. Clear this, or change the entry."},
    )
    assert row(live, activities_title="Warden training", activities_visible_to="secretariat").faults == []


def test_a_new_item_may_be_for_the_secretariat_alone() -> None:
    assert only(new(gaps_title="Boats", gaps_visible_to="secretariat").document, "gaps")["visible_to"] == "secretariat"
    assert only(new(gaps_title="Boats").document, "gaps")["visible_to"] == "everyone"


CELLS = st.text(max_size=30) | st.sampled_from(
    ["true", "KE", "en", "ngo", "iplc", "everyone | everyone", "One | Two", "2024-05", "official", "alias | official"]
)


@given(
    live=st.none() | WHOLE,
    row_=st.lists(st.tuples(st.sampled_from(["", *KEYS]), CELLS), max_size=12),
)
def test_no_row_makes_more_public_or_breaks(live: Document | None, row_: list[tuple[str, str]]) -> None:
    before = copy.deepcopy(live)
    read = entries.read([cell for _key, cell in row_], [key for key, _cell in row_], live)
    assert live == before
    assert all(-1 <= fault.column < len(row_) and fault.sentence for fault in read.faults)
    known = live or empty()
    shown = [path for path in shows_more(known, read.document) if path.split(".")[1] in known[path.split(".")[0]]]
    assert shown == []
    for part in COLLECTIONS:
        assert present(known, part).keys() <= present(read.document, part).keys()


# -- Contacts ---------------------------------------------------------------------------------------------------------


def test_a_contact_is_handed_over_for_an_entry_that_has_none() -> None:
    read = new(contact_name="Amina", contact_email="amina@bay.example.org", contact_phone="+254 20 1234567")
    assert (read.document["contacts"], read.faults) == ({}, [])
    assert read.contact == {"name": "Amina", "email": "amina@bay.example.org", "phone": "+254 20 1234567"}


def test_a_contact_of_an_entry_that_has_one_changes_nothing() -> None:
    contact = uuid7()
    live = entries.with_contact(listed(), contact, {"name": "", "email": "office@bay.example.org"})
    assert only(live, "contacts") == an_item("contacts", role="main", kind="mailbox", contact=str(contact))
    read = row(live, contact_email="other@bay.example.org")
    assert (read.document, read.contact, read.faults) == (live, {}, [])


def test_a_contact_with_a_name_is_a_person_and_shown_to_nobody() -> None:
    document = entries.with_contact(empty(), uuid7(), {"name": "Amina", "email": "amina@bay.example.org"})
    assert only(document, "contacts")["kind"] == "person"
    assert shows_more(empty(), document) == []


def test_an_export_names_no_contact() -> None:
    live = entries.with_contact(listed(), uuid7(), {"name": "Amina"})
    assert {cell for key, cell in entries.write(live, PUBLIC_ID).items() if key.startswith("contact")} == {""}


def test_the_id_of_a_row_is_read_as_people_write_it() -> None:
    assert entries.id_of(["Bay", " 8XK2-MQ57 "], ["name", "id"]) == "8xk2mq57"
    assert entries.id_of(["Bay"], ["name"]) == entries.id_of([], ["id"]) == ""
