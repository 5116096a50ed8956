"""Importing a table: every row is judged before anything is written, brought in once, and can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from registry import mail, tasks
from registry.actions import import_rows, import_undoing, submissions, uploads
from registry.entry.document import present, read
from registry.errors import ColumnsNeeded, IllegalMove, NotAllowed, NothingToBringIn, OnlyLikelyOnes, OwnImport
from registry.exchange import import_errors, imports
from registry.exchange.tables import NO_HEADER, Reading
from registry.likeness import Reason, told
from registry.models import ColumnMemory, Contact, Decision, Import, Listing, Message, Organization, Submission
from registry.queries import imports as queries
from tests.factories import imported, join_team, listed, partner, person
from tests.uploads import HEADER, approved, brought_in, checked, checking, outcomes, row, taken_back, uploaded, work

pytestmark = pytest.mark.django_db


def said(table: Import) -> list[tuple[int, list[str]]]:
    """What is said of each row of which there is something to say."""
    rows = table.rows.exclude(faults=[]).order_by("number")
    return [(one.number, [fault["sentence"] for fault in one.faults]) for one in rows]


def states(table: Import) -> list[str]:
    return list(table.rows.exclude(submission=None).order_by("number").values_list("submission__state", flat=True))


# -- Upload and columns -----------------------------------------------------------------------------------------------


def test_an_upload_is_read_and_its_columns_are_guessed() -> None:
    table = uploaded(row("Invented Delta Trust"))
    assert (table.state, table.headers, table.columns) == ("uploaded", list(HEADER), list(HEADER))
    assert imports.reading_of(table) == Reading("utf-8", ",", "", 1)
    assert table.bytes == table.file.size


def test_a_file_that_is_no_table_is_refused_and_not_kept(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        table = imports.receive(file=ContentFile(b"%PDF-1.7 invented"), name="table.csv", by=person("cora"))
    assert (table.state, table.file.name) == ("refused", "")
    assert table.refusal.startswith("This is not a table")


@pytest.mark.parametrize("who", ["rosa", "sam", "amina"])
def test_only_curators_and_administrators_import(who: str) -> None:
    with pytest.raises(NotAllowed):
        uploaded(row("Invented Delta Trust"), by=person(who))
    table = uploaded(row("Invented Delta Trust"))
    for action in (uploads.choose_again, uploads.drop, uploads.run, uploads.stop, uploads.approve, uploads.undo):
        with pytest.raises(NotAllowed):
            action(table=table, by=person(who))


def test_a_table_without_headers_is_read_from_its_first_line_when_somebody_says_so() -> None:
    table = uploaded(header=["Invented Delta Trust", "ngo"])
    imports.look(table, by=person("cora"), asked=Reading(header=NO_HEADER))
    table.refresh_from_db()
    assert (table.headers, imports.reading_of(table).header) == (["", ""], NO_HEADER)
    assert imports.head(table).sample == [["Invented Delta Trust", "ngo"]]
    with pytest.raises(IllegalMove):
        imports.look(checked(row("Otters of Nowhere")), by=person("cora"))


def test_a_choice_of_columns_is_remembered_for_the_next_file() -> None:
    table = uploaded(["Invented Delta Trust", "ngo"], header=["Wie sie heißt", "type"])
    assert table.columns == ["", "type"]
    uploads.check(table=table, columns=["name", ""], by=person("cora"))
    assert dict(ColumnMemory.objects.values_list("header", "field")) == {"wie sie heisst": "name", "type": ""}
    assert uploaded(["Invented Reef Fund", "ngo"], header=["WIE SIE HEISST", "Type"]).columns == ["name", ""]


def test_the_words_of_one_house_are_a_heading_once_they_were_chosen_by_hand() -> None:
    house = ["Hausbezeichnung", "Gattung", "Sonstiges"]
    rows = (["Invented Delta Trust", "ngo", "x"], ["Invented Reef Fund", "ngo", "y"])
    table = uploaded(*rows, header=house)
    assert imports.reading_of(table).header == 0
    imports.look(table, by=person("cora"), asked=Reading(header=1))
    uploads.check(table=table, columns=["name", "type", ""], by=person("cora"))
    again = uploaded(*rows, header=house)
    assert (imports.reading_of(again).header, again.columns) == (1, ["name", "type", ""])
    assert imports.reading_of(uploaded(*rows, header=["Anders", "Gattung", "Neu"])).header == 0


def test_a_header_that_stands_twice_is_remembered_as_the_column_that_was_taken() -> None:
    for columns in (["name", "type", ""], ["", "type", "name"]):
        table = uploaded(["Invented Delta Trust", "ngo", "Otters"], header=["Name", "type", "NAME"])
        assert table.columns == ["name", "type", ""]
        uploads.check(table=table, columns=columns, by=person("cora"))


@pytest.mark.parametrize(("columns", "twice"), [(["name", "name"], "name"), (["type", ""], "")])
def test_columns_have_to_tell_whose_row_it_is_and_each_field_once(columns: list[str], twice: str) -> None:
    table = uploaded(["Invented Delta Trust", "ngo"], header=["name", "type"])
    with pytest.raises(ColumnsNeeded) as refusal:
        uploads.check(table=table, columns=columns, by=person("cora"))
    assert refusal.value.twice == twice


# -- The dry run ------------------------------------------------------------------------------------------------------


def test_a_dry_run_tells_what_each_row_would_do_and_writes_nothing() -> None:
    here = listed(name="Invented Bay Council")
    before = Organization.objects.count()
    table = checked(
        row("Invented Delta Trust"),
        row("Invented Bay Council", id=here.public_id_id, founded="2001"),
        row("Invented Bay Council", id="22222222"),
        row("Invented Bay Council"),
        row("Invented Reef Fund", founded="long ago"),
        row("Invented Delta Trust"),
        row("Invented DELTA trust", type="academic"),
        row("Invented Delta Trust", country="TZ"),
    )
    assert (table.state, table.done, table.total) == ("checked", 8, 8)
    assert outcomes(table) == [
        (2, "new"),
        (3, "update"),
        (4, "error"),
        (5, "likely"),
        (6, "error"),
        (7, "same"),
        (8, "likely"),
        (9, "new"),
    ]
    assert table.counts == {"new": 2, "update": 1, "error": 2, "likely": 2, "same": 1}
    assert (Organization.objects.count(), Submission.objects.filter(origin="import").count()) == (before, 0)
    assert table.rows.get(number=5).likely == [here.pk]
    assert list(table.rows.filter(kept=False).order_by("number").values_list("number", flat=True)) == [5, 8]
    assert said(table)[1:] == [
        (5, ["It has the same name, in the same country.", "Names alike: 100%."]),
        (6, ["Write the year with four digits, such as 1998."]),
        (7, ["Repeats row 2: it is brought in once."]),
        (
            8,
            [
                "Row 2 of this table may be the same organization.",
                "It has the same name, in the same country.",
                "Names alike: 100%.",
            ],
        ),
    ]


def test_an_id_that_no_entry_has_is_quoted_as_it_was_typed() -> None:
    here = listed(name="Invented Bay Council")
    table = checked(
        ["no such id", "", ""], [here.public_id_id, "no such item", "Counting toads"], header=["id", *ITEMS]
    )
    no_entry = "No entry has the id “no such id”. Correct it, or clear the cell to bring in a new entry."
    no_item = (
        "The entry has no item with the id “no such item” now. Copy the id from the export, or clear it to add a new "
        "item."
    )
    assert [row.faults for row in table.rows.order_by("number")] == [
        [{"column": 0, "sentence": no_entry}],
        [{"column": 1, "sentence": no_item}],
    ]


def test_what_else_is_wrong_beside_an_unknown_id_is_told_too_and_what_is_missing_is_not() -> None:
    table = checked(["22222222", "long ago", ""], header=["id", "founded", "website"])
    [[no_entry, no_year]] = [row.faults for row in table.rows.all()]
    assert (no_entry["column"], no_year["column"]) == (0, 1)
    assert no_year["sentence"] == "Write the year with four digits, such as 1998."


def test_what_is_wrong_in_a_column_that_was_left_out_is_no_error() -> None:
    header = ["name", "type", "base_country", "Members"]
    rows = ["Invented Delta Trust", "ngo", "KE", "12\x00"], ["Otters of Nowhere", "ngo", "KE", "12", "and more"]
    assert outcomes(checked(*rows, ["Herons", "ngo", "KE", "Dеlta"], header=header)) == [
        (2, "new"),
        (3, "error"),  # of the whole row: it has more cells than there are columns
        (4, "new"),
    ]
    assert outcomes(checked(rows[0], header=[*header[:3], "description"])) == [(2, "error")]


def test_a_row_that_says_what_is_listed_is_the_same() -> None:
    here = listed(name="Invented Bay Council")
    table = checked(row("Invented Bay Council", id=here.public_id_id), [here.public_id_id, "", "", "", "", "", ""])
    assert outcomes(table) == [(2, "same"), (3, "error")]
    assert said(table) == [(3, ["Row 2 is about the same entry. Keep one of them."])]


def test_rows_are_about_one_entry_also_across_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHECKED_AT_ONCE", 1)
    here = listed(name="Invented Bay Council")
    table = checked(
        row("Invented Bay Council", id=here.public_id_id),
        row("Invented Delta Trust"),
        row("Invented Bay Council", id=here.public_id_id, founded="2001"),
        row("Invented Delta Trust", founded="2001"),
    )
    assert outcomes(table) == [(2, "same"), (3, "new"), (4, "error"), (5, "likely")]
    assert (table.done, table.total, sum(table.counts.values())) == (4, 4, 4)


def test_an_identifier_that_only_one_can_have_finds_its_entry() -> None:
    header = ["name", "type", "base_country", "identifiers"]
    approved(["Invented Delta Trust", "ngo", "KE", "ror:03wcpny22"], header=header)
    entry = Organization.objects.listed().get()
    again = checked(["Invented Delta Trust", "academic", "KE", "https://ror.org/03wcpny22"], header=header)
    assert [(one.outcome, one.organization) for one in again.rows.all()] == [("update", entry)]


def test_an_entry_that_is_not_listed_is_an_error() -> None:
    here = imported(name="Invented Bay Council")
    Organization.objects.filter(pk=here.pk).update(state="withdrawn")
    table = checked(row("Invented Bay Council", id=here.public_id_id))
    assert said(table) == [(2, ["The entry with this id is not listed now. Leave this row out."])]


def test_who_may_be_here_already_is_found_by_the_words_and_the_domain_too() -> None:
    here = imported(name="Invented Delta Trust", website="https://delta.example.org")
    table = checked(
        row("Trust, Invented Delta"), row("Otter Counters", website="https://delta.example.org"), row("Other Words")
    )
    assert [(one.number, one.outcome, one.likely) for one in table.rows.order_by("number")] == [
        (2, "likely", [here.pk]),
        (3, "likely", [here.pk]),
        (4, "new", []),
    ]


ITEMS = ["activities_id", "activities_title"]
ALIKE = ["name", "acronym", "type", "base_country", "website", "contact_email"]
DELTA = ["Invented Delta Trust", "IDT", "ngo", "KE", "https://delta.example.org", "office@delta.example.org"]


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (["Otters of Nowhere", "", "ngo", "KE", "http://www.delta.example.org/otters", ""], [Reason.WEBSITE]),
        (["Otters of Nowhere", "", "academic", "TZ", "", "Office@delta.example.org"], [Reason.EMAIL]),
        (["Otters of Nowhere", "I.D.T.", "ngo", "KE", "", ""], [Reason.SHORT_NAME]),
        (["IDT", "", "ngo", "KE", "https://delta.example.org", ""], [Reason.WEBSITE, Reason.SHORT_NAME]),
        (["Trust, Invented Delta Ltd", "", "academic", "KE", "", ""], [Reason.WORDS]),
        (["Invented DELTA Trust", "", "ngo", "KE", "", "office@delta.example.org"], [Reason.NAME, Reason.EMAIL]),
    ],
)
@pytest.mark.parametrize(("at_once", "seconds"), [(1, 0), (1, 60), (250, 60)])
def test_a_row_that_is_nearly_another_one_of_its_table_says_which_and_why(
    monkeypatch: pytest.MonkeyPatch, other: list[str], reasons: list[Reason], at_once: int, seconds: int
) -> None:
    monkeypatch.setattr(imports, "CHECKED_AT_ONCE", at_once)
    monkeypatch.setattr(imports, "LONG_SLICE", seconds)
    table = checking(["Herons", *[""] * 5], DELTA, other, header=ALIKE)
    while table.state == "checking":  # another job goes on where the time of one was over
        work(table)
    assert outcomes(table)[1:] == [(3, "new"), (4, "likely")]
    share = 1.0 if {Reason.NAME, Reason.WORDS} & {*reasons} else 0.0
    why = ["Row 3 of this table may be the same organization.", *told(reasons, share)]
    assert said(table)[1:] == [(4, why)]


@pytest.mark.parametrize(
    "other",
    [
        ["Invented Delta Trust", "IDT", "ngo", "TZ", "https://delta.example.org", ""],
        ["Otters of Nowhere", "IDT", "private_sector", "KE", "", ""],
        ["Otters of Nowhere", "ID", "ngo", "KE", "https://facebook.com/delta", "otters@delta.example.org"],
    ],
)
def test_another_country_type_or_host_of_many_makes_two(other: list[str]) -> None:
    assert outcomes(checked(DELTA, other, header=ALIKE)) == [(2, "new"), (3, "new")]


def test_branches_that_differ_in_a_number_are_two_and_what_several_rows_have_is_no_evidence() -> None:
    header = ["name", "type", "base_country", "website"]
    names = ["Otters Region 3", "Otters Region 4", "Herons", "Toads", "Newts", "Eels"]
    table = checked(*[[name, "ngo", "KE", "https://delta.example.org"] for name in names], header=header)
    assert [outcome for _number, outcome in outcomes(table)] == ["new", "new", "likely", "new", "new", "new"]


def test_a_table_whose_names_stand_in_another_column_compares_its_rows_all_the_same() -> None:
    header = ["id", "names", "names_kind", "type", "base_country", "identifiers"]
    rows = [["", f"Invented {word}", "official", "ngo", "KE", "ror:03wcpny22"] for word in ("Delta", "Reef")]
    table = checked(*rows, header=header)
    why = ["Row 2 of this table may be the same organization.", "It has the same identifier."]
    assert said(table) == [(3, why)]


def test_the_check_costs_the_same_queries_for_any_number_of_rows(django_assert_num_queries: Any) -> None:
    here = [imported(name=f"Invented Partner {word}") for word in ("one", "two", "three")]
    for wanted in (here[:1], here):
        rows = [row(f"Other {one.pk.hex}") for one in wanted] + [
            row("", id=one.public_id_id, founded="2001") for one in wanted
        ]
        table = checking(*rows)
        with django_assert_num_queries(28):
            work(table)


def test_what_is_wrong_is_said_in_the_language_of_the_page_on_which_the_check_was_asked_for() -> None:
    with translation.override("fr"):
        table = checking(row("Invented Reef Fund", founded="long ago"))
    tasks.check_import(**ProcrastinateJob.objects.get(task_name="check_import").args)
    assert said(table) == [(2, ["Écrivez l’année en quatre chiffres, par exemple 1998."])]


def test_what_two_find_wrong_with_one_cell_is_said_once() -> None:
    table = checked(row("Invented Z" + "\u0317" * 9))
    assert said(table) == [(2, ["There are too many accents on one letter, “Z”. Type that word again."])]


def test_a_table_without_rows_is_refused() -> None:
    table = checked(header=list(HEADER))
    assert (table.state, table.refusal[:24]) == ("refused", "There is no row below th")


def test_a_check_that_was_stopped_leaves_nothing_and_can_begin_again() -> None:
    table = checking(row("Invented Delta Trust"))
    uploads.stop(table=table, by=person("cora"))
    imports.check(table.pk, person("cora").pk)
    table.refresh_from_db()
    assert (table.state, table.rows.count()) == ("uploaded", 0)
    uploads.check(table=table, columns=table.columns, by=person("cora"))
    assert outcomes(work(table)) == [(2, "new")]
    uploads.choose_again(table=table, by=person("cora"))
    assert table.rows.count() == 0


def test_a_table_that_is_given_up_keeps_nothing(django_capture_on_commit_callbacks: Any) -> None:
    table = checked(row("Invented Delta Trust"))
    storage, name = table.file.storage, table.file.name
    with django_capture_on_commit_callbacks(execute=True):
        uploads.drop(table=table, by=person("cora"))
    table.refresh_from_db()
    assert (table.state, table.rows.count(), storage.exists(name)) == ("dropped", 0, False)


# -- Bringing in ------------------------------------------------------------------------------------------------------


def test_rows_become_submissions_that_wait_and_nobody_is_mailed() -> None:
    here = listed(name="Invented Bay Council")
    messages = Message.objects.count()
    table = brought_in(row("Invented Delta Trust"), row("", id=here.public_id_id, type="academic"), row("", type="x"))
    assert (table.state, table.done, table.total, states(table)) == ("done", 2, 2, ["submitted", "submitted"])
    new, change = Submission.objects.filter(origin="import").order_by("source")
    assert (new.is_registration, new.organization.state, new.opened_by) == (True, "pending", person("cora"))
    assert (change.organization, change.base, change.base_version) == (here, read(here), 1)
    assert change.document["organization"]["type"] == "academic"
    assert Message.objects.count() == messages


def test_a_contact_is_written_down_and_shown_to_nobody() -> None:
    header = ["name", "type", "base_country", "contact_name", "contact_email"]
    table = approved(["Invented Delta Trust", "ngo", "KE", "Nobody Real", "office@delta.example.org"], header=header)
    entry = table.rows.get().organization
    assert entry is not None
    [contact] = present(read(entry), "contacts").values()
    assert (contact["role"], contact["email_public"], contact["name_public"]) == ("main", False, False)
    assert Contact.objects.get(pk=contact["contact"]).email == "office@delta.example.org"


def test_what_may_be_here_already_is_left_out_unless_somebody_says_what_it_is() -> None:
    here = imported(name="Invented Delta Trust")
    other = imported(name="Invented Reef Fund")
    rows = [
        row("Invented Delta Trust", founded="1990"),
        row("Invented Reef Fund", founded="1991"),
        row("Invented Reef Fund"),
    ]
    table = checked(*rows)
    uploads.settle_rows(table=table, choices={2: here.pk, 3: True, 4: other.pk, 9: True}, by=person("cora"))
    uploads.settle_rows(table=table, choices={4: False}, by=person("cora"))
    work(uploads.run(table=table, by=person("cora")))
    made = {one.number: one.organization for one in table.rows.exclude(submission=None)}
    assert (made.keys(), made[2]) == ({2, 3}, here)
    assert made[3] not in (here, other)
    with pytest.raises(IllegalMove):
        uploads.settle_all(table=table, kept=True, by=person("cora"))


def test_an_organization_that_was_not_offered_is_none() -> None:
    imported(name="Invented Delta Trust")
    elsewhere = imported(name="Something Else Entirely")
    table = checked(row("Invented Delta Trust"))
    uploads.settle_rows(table=table, choices={2: elsewhere.pk}, by=person("cora"))
    assert [(one.kept, one.organization) for one in table.rows.all()] == [(False, None)]
    with pytest.raises(NothingToBringIn):
        uploads.run(table=table, by=person("cora"))
    uploads.settle_all(table=table, kept=True, by=person("cora"))
    assert states(work(uploads.run(table=table, by=person("cora")))) == ["submitted"]


def test_what_changed_since_the_check_is_judged_again() -> None:
    here, gone = imported(name="Invented Delta Trust"), imported(name="Invented Reef Fund")
    table = checked(row("", id=here.public_id_id, type="academic"), row("", id=gone.public_id_id, type="academic"))
    Organization.objects.filter(pk=here.pk).update(type="academic")
    Organization.objects.filter(pk=gone.pk).update(state="withdrawn")
    work(uploads.run(table=table, by=person("cora")))
    assert (outcomes(table), states(table)) == ([(2, "same"), (3, "error")], [])
    assert (table.done, table.total) == (2, 2)


def test_bringing_in_stops_after_a_batch_and_goes_on_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BROUGHT_AT_ONCE", 1)
    monkeypatch.setattr(imports, "SLICE", 0)
    table = uploads.run(table=checked(row("Invented Delta Trust"), row("Otters of Nowhere")), by=person("cora"))
    work(table)
    assert (table.state, table.done, len(states(table))) == ("running", 1, 1)
    uploads.stop(table=table, by=person("cora"))
    imports.bring_in(table.pk, person("cora").pk)
    assert len(states(table)) == 1
    uploads.run(table=table, by=person("cora"))
    for _more in range(2):
        work(table)
    assert (table.state, table.done, table.total, len(states(table))) == ("done", 2, 2, 2)


def test_a_stop_during_the_last_batch_leaves_nothing_to_go_on_with_and_everything_to_approve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imports, "SLICE", 0)
    table = uploads.run(table=checked(row("Invented Delta Trust"), row("Otters of Nowhere")), by=person("cora"))
    work(table)
    assert (table.state, table.done) == ("running", 2)
    assert uploads.stop(table=table, by=person("cora")).state == "done"
    uploads.approve(table=table, by=person("cora"))


def test_a_worker_that_is_killed_within_a_batch_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BROUGHT_AT_ONCE", 1)
    table = uploads.run(table=checked(row("Invented Delta Trust"), row("Otters of Nowhere")), by=person("cora"))
    whole = import_rows.open_submissions

    def killed(table: Import, proposed: Any) -> Any:
        made = whole(table, proposed)
        if table.done:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(import_rows, "open_submissions", killed)
    with pytest.raises(KeyboardInterrupt):
        work(table)
    assert len(states(table)) == 1
    monkeypatch.setattr(import_rows, "open_submissions", whole)
    work(table)
    assert (table.state, table.done, len(states(table))) == ("done", 2, 2)
    assert Organization.objects.filter(state="pending").count() == 2


# -- Approving --------------------------------------------------------------------------------------------------------


def test_everything_that_waits_is_approved_together_and_what_cannot_be_says_why() -> None:
    here = partner(person("cora"), name="Invented Bay Council")
    table = approved(
        row("Invented Delta Trust"), row("Otters of Nowhere"), row("", id=here.public_id_id, type="academic")
    )
    assert (table.state, table.done, table.total) == ("done", 3, 3)
    assert states(table) == ["approved", "approved", "submitted"]
    assert said(table) == [(4, ["You wrote this for your own organization, so another reviewer has to decide it."])]
    assert Listing.objects.count() == 3
    with pytest.raises(IllegalMove):
        uploads.stop(table=table, by=person("cora"))


def test_somebody_else_approves_when_a_setting_says_so(settings: Any) -> None:
    settings.IMPORTS_NEED_ANOTHER = True
    table = brought_in(row("Invented Delta Trust"))
    with pytest.raises(OwnImport):
        uploads.approve(table=table, by=person("cora"))
    work(uploads.approve(table=table, by=person("ada")), person("ada"))
    assert Decision.objects.get(submission__origin="import").by == person("ada")
    with pytest.raises(NothingToBringIn):
        uploads.approve(table=table, by=person("ada"))


def likely_ones() -> Import:
    """Four rows that wait: a new one, one that is said to be new and one that is said to be who it looks like, and the
    same as another row.
    """
    imported(name="Invented Delta Trust")
    here = imported(name="Invented Reef Fund")
    table = checked(
        row("Otters of Nowhere"),
        row("Invented Delta Trust", founded="1990"),
        row("Invented Reef Fund", founded="1991"),
        row("OTTERS of nowhere", founded="1992"),
    )
    uploads.settle_rows(table=table, choices={3: True, 4: here.pk, 5: True}, by=person("cora"))
    return work(uploads.run(table=table, by=person("cora")))


def test_what_may_be_here_already_is_approved_together_only_if_somebody_says_so() -> None:
    table = likely_ones()
    assert (queries.fates(table).flagged, queries.fates(table).unflagged) == (2, 2)
    assert [one.number for one in queries.rows(table, flagged=True)] == [3, 5]
    table = work(uploads.approve(table=table, by=person("cora")))
    assert (states(table), table.total) == (["approved", "submitted", "approved", "submitted"], 2)
    with pytest.raises(OnlyLikelyOnes):
        uploads.approve(table=table, by=person("cora"))
    work(uploads.approve(table=table, by=person("cora"), likely=True), likely=1)
    assert states(table) == ["approved"] * 4
    with pytest.raises(NothingToBringIn):
        uploads.approve(table=table, by=person("cora"), likely=True)


def test_the_next_job_of_approving_knows_that_likely_ones_are_approved_too(monkeypatch: pytest.MonkeyPatch) -> None:
    table = uploads.approve(table=likely_ones(), by=person("cora"), likely=True)
    monkeypatch.setattr(imports, "APPROVED_AT_ONCE", 1)
    monkeypatch.setattr(imports, "SLICE", 0)
    work(table, likely=1)
    asked = ProcrastinateJob.objects.filter(task_name="approve_import").order_by("id").values_list("args", flat=True)
    assert [(args["after"], args["likely"]) for args in asked] == [(0, 1), (2, 1)]


def test_approving_stops_after_a_batch_and_goes_on_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    table = uploads.approve(table=brought_in(row("Invented Delta Trust"), row("Otters of Nowhere")), by=person("cora"))
    monkeypatch.setattr(imports, "APPROVED_AT_ONCE", 1)
    monkeypatch.setattr(imports, "SLICE", 0)
    work(table)
    uploads.stop(table=table, by=person("cora"))
    assert (table.done, states(table)) == (1, ["approved", "submitted"])
    monkeypatch.setattr(imports, "SLICE", 20)
    assert states(work(uploads.approve(table=table, by=person("cora")))) == ["approved", "approved"]


def test_what_was_listed_and_comes_again_is_the_same() -> None:
    approved(
        row("Invented Delta Trust", founded="1999"), row("Otters of Nowhere", website="https://otters.example.org")
    )
    again = [
        row(one.names.get().text, id=one.public_id_id, founded=str(one.founded or ""), website=one.website)
        for one in Organization.objects.listed()
    ]
    assert {outcome for _number, outcome in outcomes(checked(*again))} == {"same"}


# -- Taking back ------------------------------------------------------------------------------------------------------


def test_what_waits_is_discarded() -> None:
    table = taken_back(brought_in(row("Invented Delta Trust")))
    assert (table.state, states(table)) == ("undone", ["discarded"])
    assert table.rows.exclude(undone_at=None).count() == 1


def test_an_entry_that_the_import_created_is_withdrawn_unless_a_team_has_taken_it_over() -> None:
    table = approved(row("Invented Delta Trust"), row("Otters of Nowhere"))
    first, second = (one.organization for one in table.rows.order_by("number"))
    assert first
    assert second
    join_team(person("amina"), second, "owner")
    waiting = brought_in(row("", id=first.public_id_id, type="academic"))
    taken_back(table)
    assert states(waiting) == ["draft"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "listed")
    assert [one.pk for one in Organization.objects.filter(listing__isnull=False)] == [second.pk]
    assert said(table) == [
        (3, ["A team has taken this entry over meanwhile. It stays; only its team can withdraw it."])
    ]
    assert list(table.rows.filter(undone_at=None).values_list("number", flat=True)) == [3]


def test_a_change_goes_back_to_what_was_listed_before_it_but_for_what_others_changed_since() -> None:
    here = listed(name="Invented Bay Council")
    before = read(here)
    table = approved(row("", id=here.public_id_id, type="academic", founded="2001", website="https://new.example.org"))
    Organization.objects.filter(pk=here.pk).update(founded=2002)
    taken_back(table)
    here.refresh_from_db()
    now = read(here)
    assert {name: now["organization"][name] for name in ("type", "website", "founded")} == {
        "type": "ngo",
        "website": before["organization"]["website"],
        "founded": 2002,
    }
    assert said(table) == [(2, ["1 place was changed by others since. It stays as it is now."])]
    last = here.submissions.order_by("opened_at").last()
    assert last
    assert (last.origin, last.state, last.opened_by) == ("restore", "approved", person("cora"))


def test_items_that_an_import_added_go_again() -> None:
    here = listed(name="Invented Bay Council")
    before = read(here)
    table = approved(
        [here.public_id_id, "Counting otters", "en"], header=["id", "activities_title", "activities_language"]
    )
    assert len(present(read(here), "activities")) == 2
    taken_back(table)
    here.refresh_from_db()
    assert read(here) == before


def test_nobody_takes_back_a_change_of_their_own_organization() -> None:
    here = listed(name="Invented Bay Council")
    table = approved(row("", id=here.public_id_id, type="academic"))
    join_team(person("cora"), here)
    taken_back(table)
    assert said(table) == [(2, ["You wrote this for your own organization, so another reviewer has to decide it."])]


def test_what_is_gone_already_counts_as_taken_back_and_what_was_declined_does_not() -> None:
    table = brought_in(row("Invented Delta Trust"), row("Otters of Nowhere"), row("Herons of Nowhere"))
    declined, *others = (one.submission for one in table.rows.order_by("number"))
    submissions.decline(submission=declined, by=person("rosa"), reason="Not a partner.")
    work(uploads.approve(table=table, by=person("cora")))
    here = imported(name="Invented Bay Council")
    change = approved(row("", id=here.public_id_id, type="academic"))
    Organization.objects.filter(pk__in=[here.pk, others[0].organization_id]).update(state="withdrawn")
    taken_back(change)
    taken_back(table)
    assert (said(change), said(table)) == ([], [])
    assert [one.submission for one in table.rows.filter(undone_at=None)] == [declined]


def test_an_entry_that_could_not_be_listed_as_it_was_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    header = ["id", "name", "type", "base_country", "identifiers"]
    table = approved(["", "Invented Delta Trust", "ngo", "KE", "ror:03wcpny22"], header=header)
    first = table.rows.get().organization
    assert first
    first.identifiers.all().delete()
    change = approved([str(first.public_id_id), "", "", "", "ror:046hez538"], header=header)
    # The entry before it named a number that another one has now.
    Decision.objects.filter(submission__organization=first).first()
    other = approved(["", "Otters of Nowhere", "ngo", "KE", "ror:03wcpny22"], header=header)
    assert states(other) == ["approved"]
    taken_back(change)
    assert first.identifiers.present().count() == 1


def test_taking_back_stops_after_a_batch_and_goes_on_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    table = uploads.undo(table=brought_in(row("Invented Delta Trust"), row("Otters of Nowhere")), by=person("cora"))
    monkeypatch.setattr(imports, "UNDONE_AT_ONCE", 1)
    monkeypatch.setattr(imports, "SLICE", 0)
    work(table)
    table = uploads.stop(table=table, by=person("cora"))
    assert (table.state, states(table)) == ("done", ["discarded", "submitted"])
    monkeypatch.setattr(imports, "SLICE", 20)
    assert states(taken_back(table)) == ["discarded", "discarded"]


def test_a_stop_after_everything_was_taken_back_is_the_end_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    table = uploads.undo(table=brought_in(row("Invented Delta Trust")), by=person("cora"))
    monkeypatch.setattr(imports, "SLICE", 0)
    work(table)
    assert (table.state, states(table)) == ("undoing", ["discarded"])
    assert uploads.stop(table=table, by=person("cora")).state == "undone"


def test_what_was_declined_is_not_taken_back() -> None:
    table = brought_in(row("Invented Delta Trust"), row("Otters of Nowhere"))
    first, second = table.rows.order_by("number")
    assert first.submission
    assert second.submission
    submissions.decline(submission=first.submission, by=person("rosa"), reason="It is invented.")
    assert queries.fates(table).to_undo == 1
    taken_back(table)
    assert (states(table), queries.fates(table).undone) == (["declined", "discarded"], 1)
    # Declined while the rest of its batch was taken back.
    assert import_undoing.take_back(submission=first.submission, by=person("cora")) == (False, "")


def test_where_nothing_came_in_nothing_is_taken_back() -> None:
    with pytest.raises(NothingToBringIn):
        uploads.undo(table=brought_nothing(), by=person("cora"))


def brought_nothing() -> Import:
    here = imported(name="Invented Reef Fund")
    table = checked(row("", id=here.public_id_id, type="academic"))
    Organization.objects.filter(pk=here.pk).update(type="academic")
    return work(uploads.run(table=table, by=person("cora")))


# -- Telling whoever went on to something else ------------------------------------------------------------------------


def a_while_ago(table: Import) -> Import:
    Import.objects.filter(pk=table.pk).update(state_since=timezone.now() - timedelta(minutes=2))
    return table


def letters() -> list[tuple[str, str]]:
    """Who was told of an import, under which subject, in their order."""
    told = Message.objects.filter(kind="import_ended").order_by("created_at")
    return [(one.person.name if one.person else "", str(mail.compose(one).subject)) for one in told]


def test_what_took_long_is_told_to_whoever_asked_for_it() -> None:
    table = work(a_while_ago(checking(row("Invented Delta Trust"), row("", type="x"))))
    assert letters() == [("Cora", "The rows of a table are checked")]
    body = str(mail.compose(Message.objects.get(kind="import_ended")).body)
    assert [line for line in body.splitlines() if line.startswith("- ")] == ["- Error: 1", "- New: 1"]
    work(a_while_ago(uploads.run(table=table, by=person("cora"))))
    work(a_while_ago(uploads.approve(table=table, by=person("ada"))), person("ada"))
    work(a_while_ago(uploads.undo(table=table, by=person("cora"))))
    assert letters()[1:] == [
        ("Cora", "The rows of a table are brought in"),
        ("Ada", "An import is approved"),
        ("Cora", "An import is taken back"),
    ]


def test_what_took_long_is_told_in_numbers_as_people_write_them() -> None:
    table = work(a_while_ago(checking(row("Invented Delta Trust"))))
    work(a_while_ago(uploads.run(table=table, by=person("cora"))))
    Import.objects.filter(pk=table.pk).update(total=12345, done=12345, counts={"new": 12345})
    checked_, brought_in = (
        mail.compose(one) for one in Message.objects.filter(kind="import_ended").order_by("created_at")
    )
    assert "- New: 12,345" in str(checked_.body).splitlines()
    assert "12,345 rows were brought in. They wait for review." in str(brought_in.body)
    assert all("12,345" in str(one.alternatives[0][0]) for one in (checked_, brought_in))


def test_what_is_done_while_somebody_looks_on_is_told_by_the_page_alone() -> None:
    approved(row("Invented Delta Trust"))
    assert letters() == []


def test_a_table_that_turned_out_to_be_unreadable_is_told_with_the_reason() -> None:
    table = work(a_while_ago(checking()))
    assert letters() == [("Cora", "A table could not be read")]
    assert table.refusal in str(mail.compose(Message.objects.get(kind="import_ended")).body)
    Import.objects.update(name="")
    assert "Your table" not in str(mail.compose(Message.objects.get(kind="import_ended")).body)


# -- Errors, and forgetting -------------------------------------------------------------------------------------------


def test_errors_can_be_mended_and_sent_again() -> None:
    table = checked(row("=Invented Sum Trust", founded="long ago"), row("Otters of Nowhere"))
    for written in (import_errors.as_csv(table), import_errors.as_xlsx(table, right_to_left=True)):
        again = imports.receive(file=ContentFile(b"".join(written)), name="errors", by=person("cora"))
        assert (again.headers, again.columns) == ([*HEADER, "What to mend"], [*HEADER, ""])
        [sample] = imports.head(again).sample
        assert sample[5] == "long ago"
        assert sample[-1].startswith("founded: ")
        uploads.check(table=again, columns=again.columns, by=person("cora"))
        assert outcomes(work(again)) == [(2, "error")]


def test_what_was_torn_off_a_text_stands_in_the_errors_and_stays_one_until_it_is_mended() -> None:
    table = checked(row("Otters of Nowhere"), [*row("Newts of Nowhere"), "count", "and guard trees"])
    for written in (import_errors.as_csv(table), import_errors.as_xlsx(table, right_to_left=True)):
        again = imports.receive(file=ContentFile(b"".join(written)), name="errors", by=person("cora"))
        assert again.headers == [*HEADER, "What to mend"]
        uploads.check(table=again, columns=again.columns, by=person("cora"))
        assert outcomes(work(again)) == [(2, "error")]
        assert again.rows.get().cells[-2:] == ["count", "and guard trees"]


def test_files_and_what_rows_said_are_erased_after_some_days(django_capture_on_commit_callbacks: Any) -> None:
    done, open_one = brought_in(row("Invented Delta Trust"), row("", type="x")), uploaded(row("Otters of Nowhere"))
    given_up = uploads.drop(table=uploaded(row("Newts of Nowhere")), by=person("cora"))
    working = checking(row("Herons of Nowhere"))
    assert uploads.forget(timezone.now()) == 0
    storage, name = done.file.storage, done.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.forget(timezone.now() + timedelta(days=91)) == 3
    done.refresh_from_db()
    open_one.refresh_from_db()
    assert (done.state, done.name, done.file.name, storage.exists(name)) == ("done", "", "", False)
    assert [(one.cells, one.faults, one.keys) for one in done.rows.all()] == [([], [], [])]
    assert (open_one.state, given_up.state) == ("dropped", "dropped")
    assert Import.objects.get(pk=working.pk).erased_at is None
    assert states(taken_back(done)) == ["discarded"]
