"""Downloads of all that is held of an organization: for its team, in no cache, with no formula in a cell."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from registry.actions import drafts, submissions
from registry.actions.invitations import pass_draft
from registry.models import Confirmation, NetworkMembership, Organization, Relation
from registry.states import Origin
from tests import factories
from tests.factories import CONTACT, GAP, WHERE, new_key, person, save
from tests.registry.actions.test_less_public import SHOWN, hide, partner
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db


def get(organization: Organization, file: str, who: str = "amina") -> Any:
    return signed_in(who).get(f"/workspace/{organization.public_id_id}/downloads/{file}")


def everything(organization: Organization) -> Any:
    return json.loads(b"".join(get(organization, "everything.json").streaming_content))


def tables(organization: Organization) -> dict[str, list[dict[str, str]]]:
    content = b"".join(get(organization, "tables.zip").streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


def test_the_page_offers_both_files() -> None:
    words = said(get(factories.listed(), ""))
    assert "Download as JSON" in words
    assert "Download as CSV" in words


def test_the_json_holds_what_is_held() -> None:
    organization, other = partner(), factories.listed()
    draft = drafts.open_change(organization=organization, by=person("amina"))
    pass_draft(submission=draft, to="new@bay.example.org", note="", by=person("amina"))
    Relation.objects.create(kind="parent", organization=organization, other=other, proposed_by=person("amina"))
    NetworkMembership.objects.create(
        network=other, member=organization, proposed_by_network=True, accepted_at="2026-01-01T00:00Z"
    )
    Confirmation.objects.create(organization=organization, by=person("amina"), way="workspace", parts=["where"])
    hide(organization, "where.base_place_public")
    held = everything(organization)
    assert (held["id"], held["state"], held["live_version"]) == (organization.public_id_id, "listed", 2)
    assert held["document"]["where"]["base_place"] == "Kilifi"
    assert [row["email"] for row in held["contacts"]] == [CONTACT["email"]] * len(held["contacts"])
    assert [(row["name"], row["role"]) for row in held["team"]] == [("Amina", "owner")]
    assert [(row["by"], row["version"]) for row in held["decisions"]] == [
        ("secretariat", 1),
        ("rule: less_public", 2),
    ]
    assert [(row["origin"], row["state"]) for row in held["submissions"]] == [
        ("team", "approved"),
        ("team", "draft"),
        ("rule", "approved"),
    ]
    assert {row["kind"] for row in held["messages"]} == {"approved", "draft_link", "submission_received"}
    assert [row["address"] for row in held["invitations"]] == ["new@bay.example.org"]
    assert [(row["kind"], row["with_id"]) for row in held["relations"]] == [("parent", other.public_id_id)]
    assert [(row["by"], row["parts"][:2]) for row in held["confirmations"]] == [
        ("Amina", ["organization", "where"]),  # with the approval
        ("Amina", ["where"]),
    ]
    assert [(row["we_are"], row["with_id"]) for row in held["networks"]] == [("member", other.public_id_id)]
    assert (held["enquiries"], held["withdrawals"]) == ({"count": 0}, [])
    assert [row["told"] for row in held["files"]] == ["The elders gave it."]
    assert {row["state"] for row in held["states_of_items"].values()} == {"open"}


def test_what_is_not_the_team_s_is_left_out() -> None:
    organization = factories.listed()
    staff = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(staff, "where", {**WHERE, "base_place": "Not decided yet"}, person("ravi"))
    text = json.dumps(everything(organization))
    assert [one for one in ("Not decided yet", "Ravi", "Rosa", "rosa@", str(staff.pk)) if one in text] == []


def test_the_tables_are_the_public_columns_and_every_item() -> None:
    organization = partner()
    found = tables(organization)
    assert list(found) == ["entry.csv", "items.csv"]
    [entry] = found["entry.csv"]
    assert (entry["id"], entry["base_place"]) == (organization.public_id_id, "Kilifi")
    parts = [row["part"] for row in found["items.csv"]]
    assert parts == ["names", "activities", "gaps", "offers", "contacts"]
    rows = {row["part"]: row for row in found["items.csv"]}
    assert (rows["gaps"]["title"], rows["gaps"]["state"], rows["gaps"]["countries"]) == (GAP["title"], "open", "KE")
    assert (rows["contacts"]["email"], rows["contacts"]["email_public"]) == (CONTACT["email"], "true")


def test_no_cell_is_a_formula() -> None:
    draft = factories.complete_draft()
    save(draft, new_key("gaps"), {**GAP, "title": '=HYPERLINK("https://x.example.org")'})
    save(draft, new_key("contacts"), {**CONTACT, **SHOWN, "name": "@SUM(A1)", "phone": "+254 555 0100"})
    submissions.approve(submission=factories.send(draft, person("amina")), by=person("rosa"))
    cells = [cell for row in tables(draft.organization)["items.csv"] for cell in row.values()]
    assert '\'=HYPERLINK("https://x.example.org")' in cells
    assert "'@SUM(A1)" in cells
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@")] == []


def test_before_anything_is_listed_the_files_hold_what_is_proposed() -> None:
    draft = factories.complete_draft()
    found = tables(draft.organization)
    assert list(found) == ["items.csv"]
    assert [row["title"] for row in found["items.csv"] if row["part"] == "gaps"] == [GAP["title"]]
    assert everything(draft.organization)["submissions"][0]["document"]["where"]["scales"] == ["local"]


def test_an_organization_without_any_submission_of_a_team_has_empty_files() -> None:
    draft = factories.draft()
    draft.organization.submissions.update(origin=Origin.STAFF)
    assert tables(draft.organization)["items.csv"] == []


@pytest.mark.parametrize("file", ["everything.json", "tables.zip"])
def test_the_files_are_the_team_s_alone_and_stay_in_no_cache(file: str) -> None:
    organization = factories.listed()
    response = get(organization, file)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Disposition"].startswith(f'attachment; filename="{organization.public_id_id}-')
    for stranger in ("sam", "rosa", "ada"):
        assert get(organization, file, stranger).status_code == 404
    head = signed_in().head(f"/workspace/{organization.public_id_id}/downloads/{file}")
    assert (head.status_code, b"".join(head.streaming_content)) == (200, b"")
