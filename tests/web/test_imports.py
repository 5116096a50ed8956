"""The pages of an import: what each state shows, what its buttons do, and nothing that was chosen is lost."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import Workbook
from pytest_django import Settings

from registry.actions import uploads
from registry.models import Import, Organization, Submission
from tests.factories import imported, listed, person
from tests.uploads import HEADER, approved, brought_in, checked, csv_of, row, uploaded, work
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/secretariat/imports/"


@pytest.fixture
def cora() -> Client:
    return signed_in("cora")


def page_of(table: Import) -> str:
    return f"{PAGE}{table.pk}/"


def send(client: Client, table: Import, do: str, **sent: str) -> Any:
    return client.post(page_of(table), {"do": do, **sent}, follow=True)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def file(content: bytes, name: str = "partners.csv") -> BytesIO:
    made = BytesIO(content)
    made.name = name
    return made


def test_a_table_goes_from_upload_to_listed(cora: Client) -> None:
    answer = cora.post(PAGE, {"file": file(csv_of(row("Invented Delta Trust")))}, follow=True)
    table = Import.objects.get()
    assert "Which column is what?" in text(answer)
    columns = {f"column-{number}": column for number, column in enumerate(HEADER)}
    assert "The rows are being counted." in text(send(cora, table, "check", **columns))
    assert "Bring 1 row in" in text(cora.get(page_of(work(table))))
    assert "0 of 1 done" in text(send(cora, table, "run"))
    assert "Approve 1 submission" in text(cora.get(page_of(work(table))))
    assert "0 of 1 done" in text(send(cora, table, "approve"))
    assert "Take the whole import back" in text(cora.get(page_of(work(table))))
    assert Submission.objects.get(origin="import").state == "approved"
    assert "Rows taken back" in text(send(cora, table, "undo"))
    answer = cora.get(page_of(work(table)))
    assert "Taken back" in text(answer)
    assert "Take the whole import back" not in text(answer)
    assert "partners.csv" in text(cora.get(PAGE))


def test_what_cannot_be_taken_is_said_at_the_field_or_on_the_page(cora: Client, settings: Settings) -> None:
    assert "Choose the file that holds the table." in text(cora.post(PAGE))
    assert "This file is empty." in text(cora.post(PAGE, {"file": file(b"")}))
    answer = cora.post(PAGE, {"file": file(b"%PDF-1.7 invented")}, follow=True)
    assert "This file could not be taken" in text(answer)
    settings.IMPORT_BYTES = 10
    assert "The file is larger than" in text(cora.post(PAGE, {"file": file(csv_of(row("Invented Delta Trust")))}))
    assert Import.objects.filter(state="uploaded").count() == 0


def test_columns_that_do_not_do_come_back_as_they_were_chosen(cora: Client) -> None:
    table = uploaded(["Invented Delta Trust", "Trust"], header=["A", "B"])
    answer = send(cora, table, "check", **{"column-0": "name", "column-1": "name"})
    assert "Two columns are the same field." in text(answer)
    assert text(answer).count('<option value="name" selected>') == 2
    assert "Choose which column holds the name" in text(send(cora, table, "check", **{"column-0": "type"}))
    assert "Choose one of the fields in the list." in text(send(cora, table, "check", **{"column-0": "nothing"}))


def test_a_file_is_read_as_somebody_says(cora: Client) -> None:
    table = uploaded(["Invented Delta Trust", "ngo"], header=["name", "type"])
    send(cora, table, "read", encoding="cp1252", delimiter=";", header="1")
    table.refresh_from_db()
    assert (table.reading["encoding"], table.reading["delimiter"], len(table.headers)) == ("cp1252", ";", 1)
    assert "Give the number of the row" in text(send(cora, table, "read", encoding="cp1252", delimiter=";", header="x"))
    answer = send(cora, table, "read", encoding="cp1252", delimiter=";", header="900")
    assert "Choose the line that names the columns" in text(answer)
    answer = send(cora, table, "read", encoding="utf-8", delimiter=",", header="")
    assert "Column 1, without a header" in text(answer)


@pytest.mark.parametrize(("chosen", "names"), [("", "name"), ("4", "Invented Delta Trust")])
def test_on_another_sheet_the_row_with_the_headers_is_looked_for_unless_it_is_said(
    cora: Client, chosen: str, names: str
) -> None:
    book = Workbook()
    book.active.append(["Invented notes"])
    sheet = book.create_sheet("Miembros")
    for cells in (["Lista de miembros"], [], HEADER, row("Invented Delta Trust")):
        sheet.append(list(cells))
    made = BytesIO()
    book.save(made)
    cora.post(PAGE, {"file": file(made.getvalue(), "partners.xlsx")})
    table = Import.objects.get()
    send(cora, table, "read", sheet="Miembros", header=chosen or str(table.reading["header"] or ""))
    table.refresh_from_db()
    assert table.headers[HEADER.index("name")] == names


def test_a_file_that_can_no_longer_be_read_is_refused(cora: Client, settings: Settings) -> None:
    table = uploaded(row("Invented Delta Trust"))
    settings.IMPORT_BYTES = 10
    answer = cora.get(page_of(table), follow=True)
    assert "This file could not be taken" in text(answer)


def test_rows_show_what_is_said_of_them_and_who_they_may_be(cora: Client) -> None:
    here = imported(name="Invented Delta Trust")
    waiting = brought_in(row("Otters of Nowhere"))
    table = checked(row("Invented Delta Trust"), row("Otters of Nowhere"), row("Herons", founded="long ago"))
    answer = text(cora.get(f"{page_of(table)}rows/?outcome=likely"))
    assert f'<option value="{here.pk}"' in answer
    why = '<li dir="ltr"> It has the same name, in the same country. </li><li dir="ltr"> Names alike: 100%. </li>'
    assert " ".join(answer.split()).count(why) == 2
    assert f"/secretariat/submissions/{waiting.rows.get().submission_id}/" in answer
    cora.post(f"{page_of(table)}rows/?outcome=likely", {"row-2": str(here.pk), "row-3": "new", "row-x": "new"})
    assert list(table.rows.order_by("number").values_list("number", "kept", "organization")) == [
        (2, True, here.pk),
        (3, True, None),
        (4, True, None),
    ]
    errors = text(cora.get(f"{page_of(table)}rows/?outcome=error"))
    assert "<b><bdi>founded</bdi>:</b>" in errors
    assert cora.get(f"{page_of(table)}rows/?outcome=odd").status_code == 404
    assert "No row is like this" in text(cora.get(f"{page_of(table)}rows/?outcome=same"))
    assert "No row is like this" in text(cora.get(f"{page_of(table)}rows/?said=1"))


def said_of(client: Client, table: Import, outcome: str) -> list[str]:
    """The third cell of each row: what there is to say."""
    page = text(client.get(f"{page_of(table)}rows/?outcome={outcome}"))
    cells = re.findall(r"<tr> ?<th scope=\"row\">.*?</th> ?<td>.*?</td> ?<td>(.*?)</td>", page)
    return [" ".join(strip_tags(cell).split()) for cell in cells]


def test_an_update_says_what_it_changes(cora: Client) -> None:
    here = listed(name="Invented Bay Council", website="https://bay.example.org")
    header = [
        *HEADER,
        "acronym",
        "languages",
        "activities_id",
        "activities_title",
        "activities_language",
        "contact_email",
    ]
    [activity] = here.activities.all()
    named = row("Bay Council of Nowhere", id=here.public_id_id, type="academic", founded="2001")
    table = checked(
        [*named, "BCN", "en; sw", f"{activity.pk} | ", "Counting otters | Counting toads", "en | en", "x@example.org"],
        header=header,
    )
    assert said_of(cora, table, "update") == [
        "Type of organization: Non-governmental becomes Academic or research Year of foundation: 1998 becomes 2001 "
        "Name: Invented Bay Council becomes Bay Council of Nowhere Names: 1 is added "
        "Activities: 1 is added · 1 changes"
    ]


def test_a_likely_duplicate_that_is_said_to_be_an_entry_says_what_it_changes_there(cora: Client) -> None:
    here = imported(name="Invented Delta Trust")
    Organization.objects.filter(pk=here.pk).update(type="private_sector", sector="A")
    header = [*HEADER, "contact_email"]
    table = checked([*row("Invented Delta Trust", founded="1990"), "office@delta.example.org"], header=header)
    [before] = said_of(cora, table, "likely")
    cora.post(f"{page_of(table)}rows/?outcome=likely", {"row-2": str(here.pk)})
    [after] = said_of(cora, table, "likely")
    assert before.startswith("Invented Delta Trust It has the same name")
    assert after == (
        "Type of organization: Private sector becomes Non-governmental "
        "Year of foundation: 1990 is added Sector: Agriculture, forestry and fishing is taken out "
        f"Contacts: 1 is added {before}"
    )
    Organization.objects.filter(pk=here.pk).update(state="withdrawn")
    assert said_of(cora, table, "likely") == [before]


def test_likely_duplicates_are_brought_in_or_left_out_together(cora: Client) -> None:
    imported(name="Invented Delta Trust")
    table = checked(row("Invented Delta Trust"))
    assert "No row is new or changes anything" in text(cora.get(page_of(table)))
    assert "Bring 1 row in" in text(send(cora, table, "keep"))
    assert "No row is new or changes anything" in text(send(cora, table, "leave"))
    assert "There is nothing left to do" in text(send(cora, table, "run"))


def test_a_row_that_looks_like_another_one_is_not_said_to_be_here_already(cora: Client) -> None:
    table = checked(row("Otters of Nowhere"), row("OTTERS of nowhere", founded="1992"))
    words = "Some rows may be organizations that are here already, or that stand twice in the table"
    assert words in text(cora.get(page_of(table)))


def test_the_review_says_why_a_row_was_flagged(cora: Client, django_assert_max_num_queries: Any) -> None:
    twin = imported(name="Invented Delta Trust", website="https://delta.example.org")
    table = checked(row("Invented Delta Trust"), row("Otters of Nowhere"), row("OTTERS of nowhere", founded="1992"))
    for do in ("keep", "run"):
        send(cora, table, do)
    first, second, third = (reverse("review", args=[one.submission_id]) for one in work(table).rows.order_by("number"))
    with django_assert_max_num_queries(12):
        page = text(cora.get(first))
    flagged = page.partition("was flagged as a likely duplicate:")[2].partition("As it stands now:")[0]
    for words in (reverse("partner", args=[twin.public_id_id]), "It has the same name,", "Names alike: 100%."):
        assert words in flagged
    assert "Row 3 of this table may be the same organization." in text(cora.get(third))
    assert "was flagged" not in text(cora.get(second))
    table.rows.update(faults=[])  # they are erased after some months
    assert "was flagged" not in text(cora.get(first)) + text(cora.get(third))


def test_approving_together_says_how_many_may_be_here_already_and_leaves_them_out(cora: Client) -> None:
    imported(name="Invented Delta Trust")
    table = checked(row("Invented Delta Trust", founded="1990"), row("Otters of Nowhere"))
    for do in ("keep", "run"):
        send(cora, table, do)
    page = text(cora.get(page_of(work(table))))
    assert "1 of these submissions may be an organization that is here already, or that another row brought in." in page
    assert "Approve 1 submission" in page
    assert "Invented Delta Trust" in text(cora.get(f"{page_of(table)}rows/?flagged=1"))
    assert "Otters" not in text(cora.get(f"{page_of(table)}rows/?flagged=1"))
    send(cora, table, "approve")
    assert "Approve what you ticked" in text(cora.get(page_of(work(table))))
    assert "Nothing was approved: all that waits may be" in text(send(cora, table, "approve"))
    send(cora, table, "approve", likely="on")
    assert "may be an organization that is here already" not in text(cora.get(page_of(work(table, likely=1))))
    assert set(Submission.objects.filter(origin="import").values_list("state", flat=True)) == {"approved"}


def test_a_tick_that_was_sent_without_a_session_is_still_there(cora: Client) -> None:
    imported(name="Invented Delta Trust")
    table = checked(row("Invented Delta Trust", founded="1990"))
    for do in ("keep", "run"):
        send(cora, table, do)
    work(table)
    visitor = Client()
    visitor.post(page_of(table), {"do": "approve", "likely": "on"})
    session = cora.session
    session["kept_forms"] = visitor.session["kept_forms"]
    session.save()
    assert 'name="likely" checked' in text(cora.get(page_of(table)))
    assert Submission.objects.get(origin="import", import_row__table=table).state == "submitted"


def test_a_button_that_comes_too_late_says_so(cora: Client) -> None:
    table = brought_in(row("Invented Delta Trust"))
    for do in ("choose", "drop", "run", "stop", "keep", "check"):
        assert "its state has changed meanwhile" in text(send(cora, table, do, **{"column-1": "name"})), do
    answer = cora.post(f"{page_of(table)}rows/", {"row-2": "new"}, follow=True)
    assert "its state has changed meanwhile" in text(answer)
    assert send(cora, table, "burn").status_code == 404
    assert cora.get(f"{PAGE}{person('cora').pk}/").status_code == 404


def test_errors_are_downloaded_and_nothing_else_is(cora: Client) -> None:
    table = checked(row("Invented Delta Trust"), row("Herons", founded="long ago"))
    answer = cora.get(f"{page_of(table)}errors.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="errors.csv"'
    lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert (lines[0], len(lines)) == (",".join([*HEADER, "What to mend"]), 2)
    assert b"".join(cora.get(f"{page_of(table)}errors.xlsx")).startswith(b"PK")  # type: ignore[arg-type]
    assert cora.get(f"{page_of(table)}errors.doc").status_code == 404


def test_who_imported_is_told_that_somebody_else_approves(cora: Client, settings: Settings) -> None:
    settings.IMPORTS_NEED_ANOTHER = True
    table = brought_in(row("Invented Delta Trust"))
    assert "so somebody else of the secretariat approves them" in text(cora.get(page_of(table)))
    assert "Approve 1 submission" in text(signed_in("ada").get(page_of(table)))
    assert "somebody else of the secretariat has to approve" in text(send(cora, table, "approve"))


def test_what_was_chosen_without_a_session_is_shown_once_more_and_nothing_is_done_by_coming_back() -> None:
    imported(name="Invented Delta Trust")
    table, likely = uploaded(["Invented", "x"], header=["A", "type"]), checked(row("Invented Delta Trust"))
    visitor = Client()
    visitor.post(page_of(table), {"do": "check", "column-0": "name", "column-1": ""})
    visitor.post(page_of(likely), {"do": "drop"})
    visitor.post(f"{page_of(likely)}rows/?outcome=likely", {"row-2": "new"})
    back = signed_in("cora")
    session = back.session
    session["kept_forms"] = visitor.session["kept_forms"]
    session.save()
    assert '<option value="name" selected>' in text(back.get(page_of(table)))
    assert "Bring all in as new" in text(back.get(page_of(likely)))
    assert '<option value="new" selected>' in text(back.get(f"{page_of(likely)}rows/?outcome=likely"))
    assert set(Import.objects.values_list("state", flat=True)) == {"uploaded", "checked"}
    assert likely.rows.filter(kept=True).count() == 0


def test_an_entry_whose_import_was_taken_back_says_so_and_is_nobodys_to_claim(cora: Client) -> None:
    table = approved(row("Invented Delta Trust"))
    organization = Organization.objects.get()
    owner = f"/secretariat/organizations/{organization.public_id_id}/owner/"
    assert "The entry can be claimed by people from the organization." in text(cora.get(owner))
    work(uploads.undo(table=table, by=person("cora")))

    gone = Client().get(f"/directory/{organization.public_id_id}/")
    assert gone.status_code == 410
    assert "it had come with an import that was taken back" in text(gone)
    assert "may return" not in text(gone)
    assert "Invented Delta Trust" not in text(gone)
    assert Client().get(f"/directory/{organization.public_id_id}/claim/").status_code == 410
    assert "cannot be claimed now" in text(cora.get(owner))


def test_every_page_costs_the_same_for_one_row_and_for_three(cora: Client) -> None:
    words = ("Delta", "Reef", "Fjord")
    here = [imported(name=f"Invented {word} Trust") for word in words]
    found = {}
    for number in (1, 3):
        likely = page_of(checked(*[row(f"Invented {word} Trust") for word in words[:number]]))
        done = page_of(brought_in(*[row(f"{word} of Nowhere {number}") for word in words[:number]]))
        choose = page_of(uploaded(*[row(f"Invented {word} Trust") for word in words[:number]]))
        update = page_of(checked(*[row("", id=one.public_id_id, founded="2001") for one in here[:number]]))
        addresses = (
            *(PAGE, choose, likely, f"{likely}rows/?outcome=likely", done, f"{done}rows/"),
            f"{update}rows/?outcome=update",
        )
        found[number] = [queries_of(cora, address) for address in addresses]
    assert found[1] == found[3]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
