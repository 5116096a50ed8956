"""The page of a submission: what it changes, in words; conflicts first; what a reviewer looks at beside it."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from registry.actions import assignments, drafts, submissions, texts
from registry.models import Attachment, Contact, DistinctPair, Organization, Person, Submission, TextKind
from registry.states import Origin, SubmissionState
from tests import factories, uploads
from tests.factories import ACTIVITY, CONTACT, GAP, ORGANIZATION, WHERE, join_team, person, save
from tests.web.joining import only_item, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(client: Client) -> Client:
    client.force_login(person("rosa"))
    return client


def address(submission: Submission) -> str:
    return reverse("review", args=[submission.pk])


def read(client: Client, submission: Submission) -> str:
    """The text of the page, its white space and its hidden parts aside."""
    answer = client.get(address(submission))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def approve(client: Client, submission: Submission) -> Any:
    seen = Submission.objects.get(pk=submission.pk).saved_at.isoformat()
    return client.post(address(submission), {"decision": "approve", "seen": seen}, follow=True)


def change_of(organization: Organization, by: Person | None = None) -> Submission:
    return drafts.open_change(organization=organization, by=by or person("amina"))


def item_of(submission: Submission, part: str) -> str:
    return f"{part}.{next(iter(submission.document[part]))}"


def remove(submission: Submission, key: str) -> None:
    seen = drafts.version_of(submission, key)
    drafts.remove_item(submission=submission, key=key, seen=seen, by=person("amina"))
    submission.refresh_from_db()


def staff_edit(organization: Organization, key: str, values: dict[str, Any]) -> None:
    organization.refresh_from_db()
    edit = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(edit, key, values, person("ravi"))
    submissions.approve(submission=edit, by=person("ravi"))


# -- What it changes --------------------------------------------------------------------------------------------------


def test_a_registration_is_read_as_answers_in_words(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    page = read(rosa, submission)
    for words in (
        *("Non-governmental", "Keeps the mangroves of the bay", "1998", "United Republic of Tanzania", "Swahili"),
        *("Warden training in nine villages", "March 2024", "Equitably governed", "Under way"),
        *("Boats and fuel for night patrols", "Our own work", "Exchange visits for community wardens"),
        *("Main contact", "Amina Invented", "amina@bay.example.org"),
    ):
        assert words in page
    for code in ("under_way", "marine_coastal", "capacity_building", "2024-03", ">KE<"):
        assert code not in page
    assert "<ins>" not in page


def test_a_registration_says_of_what_there_is_nothing_to_state(rosa: Client) -> None:
    submission = factories.complete_draft(name="Bay Council")
    for part in ("gaps", "offers"):
        remove(submission, item_of(submission, part))
        drafts.say_nothing(submission=submission, part=part, nothing=True, by=person("amina"))
    factories.send(submission, person("amina"))
    page = read(rosa, submission)
    assert re.search(r"Nothing to state</h2> <ul> <li> ?Support gaps.*<li> ?Support offers.*</ul>", page)
    assert [page.count(f'name="comment-{part}"') for part in ("gaps", "offers")] == [1, 1]
    approve(rosa, submission)
    change = change_of(Organization.objects.get())
    save(change, "organization", {**ORGANIZATION, "founded": "1999"})
    factories.send(change, person("amina"))
    assert "Nothing to state" not in read(rosa, change)


def test_a_change_shows_the_words_that_differ_and_folds_the_rest(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    text = "Keeps the mangroves of the whole bay and shows others how."
    save(change, "organization", {**ORGANIZATION, "description": text, "founded": "1999"})
    factories.send(change, person("amina"))
    page = read(rosa, change)
    assert "Keeps the mangroves of the <ins >whole </ins>bay and shows others how." in page
    assert re.search(r"Listed now</span>.{0,200}1998.{0,200}Proposed</span>.{0,200}1999", page)
    assert re.search(r"<summary>[^<]*\d+ fields unchanged. Show all", page)
    before_folded = page.partition("fields unchanged")[0]
    assert "Warden training" not in before_folded


def test_items_that_are_added_removed_and_changed_are_told_apart(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    save(change, factories.new_key("activities"), {**ACTIVITY, "title": "Corridor agreements"})
    save(change, item_of(change, "activities"), {**ACTIVITY, "status": "completed"})
    remove(change, item_of(change, "offers"))
    drafts.say_nothing(submission=change, part="offers", nothing=True, by=person("amina"))
    change.refresh_from_db()
    factories.send(change, person("amina"))
    page = read(rosa, change)
    above = page.partition("Show all")[0]  # below is folded what stays, also of items that changed
    panels = re.findall(r'<article class="panel.*?</article>', above)
    said = {re.findall(r"<bdi[^>]*>(.*?)</bdi>", panel)[0]: panel for panel in panels}
    assert ">Added<" in said["Corridor agreements"]
    assert ">Removed<" in said["Exchange visits for community wardens"]
    assert ">Changed<" in said["Warden training in nine villages"]
    assert "Completed" in said["Warden training in nine villages"]


def test_places_that_came_and_went_are_marked_one_by_one(rosa: Client) -> None:
    change = change_of(factories.listed(name="Bay Council"))
    save(change, "where", {**WHERE, "countries": ["KE", "UG"]})
    factories.send(change, person("amina"))
    page = read(rosa, change)
    assert "<ins >Uganda</ins>" in page
    assert "<del >United Republic of Tanzania</del>" in page
    assert "<ins >Kenya</ins>" not in page


def test_sensitive_fields_are_marked(rosa: Client) -> None:
    change = change_of(factories.listed(name="Bay Council"))
    save(change, "where", {**WHERE, "base_country": "UG"})
    factories.send(change, person("amina"))
    assert read(rosa, change).count("Sensitive: always reviewed") == 1


def test_a_changed_contact_shows_both_addresses(rosa: Client) -> None:
    change = change_of(factories.listed(name="Bay Council"))
    save(change, item_of(change, "contacts"), {**CONTACT, "email": "new@bay.example.org"})
    factories.send(change, person("amina"))
    page = read(rosa, change)
    assert "amina@bay.example.org" in page
    assert "new@bay.example.org" in page


def test_what_people_typed_is_shown_as_text(rosa: Client) -> None:
    evil = "<script>alert(1)</script> & “more”"
    submission = factories.complete_draft(name="<b>Bay</b> Council")
    save(submission, "organization", {**ORGANIZATION, "description": evil})
    save(submission, factories.new_key("gaps"), {**GAP, "title": evil, "text": evil})
    factories.send(submission, person("amina"))
    listed_first = factories.listed(person("bo"), name="Other Council")
    change = change_of(listed_first, person("bo"))
    save(change, "organization", {**ORGANIZATION, "description": f"Keeps the mangroves {evil}"}, person("bo"))
    factories.send(change, person("bo"))
    for one in (submission, change):
        page = read(rosa, one)
        assert "<script>alert" not in page
        assert "<b>Bay" not in page
        assert "&lt;script&gt;" in page


def test_a_mandate_told_and_a_logo_can_be_read(rosa: Client) -> None:
    submission = factories.complete_draft(name="Nine Villages", type="iplc")
    files = {"logo_file": SimpleUploadedFile("logo.png", picture())}
    told = {"mandate_kind": "custom", "mandate_told": "By the elders of the nine villages.", "people_represented": "We"}
    save(submission, "organization", {**ORGANIZATION, "type": "iplc", **told}, files=files)
    factories.send(submission, person("amina"))
    logo = Attachment.objects.get(kind="logo")
    page = read(rosa, submission)
    assert "By the elders of the nine villages." in page
    assert f'href="{reverse("file", args=[logo.pk])}"' in page


HIDDEN = {"people_represented": "Nine villages", "mandate_kind": "custom", "mandate_told": "By the elders."}
PLACE = {**WHERE, "base_place": "Lamu"}


def test_a_registration_says_what_will_stay_hidden(rosa: Client) -> None:
    submission = factories.complete_draft(name="Nine Villages", type="iplc")
    save(submission, "organization", {**ORGANIZATION, "type": "iplc", **HIDDEN})
    save(submission, "where", PLACE)
    factories.send(submission, person("amina"))
    page = read(rosa, submission)
    for label in ("Town or place", "Whom the organization speaks for", "How it is mandated", "The mandate"):
        assert f"{label} (not public)</h3>" in page
    assert "Website (not public)" not in page


def test_a_registration_says_nothing_of_the_kind_of_what_is_shown_by_choice(rosa: Client) -> None:
    submission = factories.complete_draft(name="Nine Villages")
    save(submission, "where", {**PLACE, "base_place_public": "on"})
    factories.send(submission, person("amina"))
    assert "Town or place</h3>" in read(rosa, submission)


def test_a_change_says_what_will_stay_hidden(rosa: Client) -> None:
    change = change_of(factories.listed(name="Bay Council"))
    save(change, "where", PLACE)
    factories.send(change, person("amina"))
    assert [(row.label, row.is_private) for group in rows_of(rosa, change) for row in group.rows] == [
        ("Town or place", True)
    ]
    assert re.search(r'<span class="tag">\s*Not public\s*</span>', read(rosa, change))


def rows_of(client: Client, submission: Submission) -> Any:
    return client.get(address(submission)).context["groups"]


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    return made.getvalue()


def test_a_proposal_that_changes_nothing_says_so(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    edit = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    for one, writer in ((change, person("amina")), (edit, person("rosa"))):  # both the same
        assert save(one, "where", {**WHERE, "scales": ["national"]}, writer).is_done
    factories.send(change, person("amina"))
    submissions.approve(submission=edit, by=person("rosa"))
    assert "Nothing differs from what is listed." in read(rosa, change)


# -- Conflicts and problems -------------------------------------------------------------------------------------------


def conflicting() -> Submission:
    """A change of where it works and of a gap, sent while a reviewer changed the same."""
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    gap = item_of(change, "gaps")
    save(change, "where", {**WHERE, "countries": ["UG"]})
    save(change, factories.new_key("gaps"), {**GAP, "title": "A second boat"})
    remove(change, gap)
    factories.send(change, person("amina"))
    staff_edit(organization, "where", {**WHERE, "countries": ["EC"]})
    staff_edit(organization, gap, {**GAP, "title": "Boats for patrols"})
    return change


def test_conflicts_stand_first_with_all_three_sides(rosa: Client) -> None:
    change = conflicting()
    page = read(rosa, change)
    conflicts, _, rest = page.partition("<h2>Support gaps")
    for words in ("Conflicts", "Ecuador", "Uganda", "United Republic of Tanzania", "Boats for patrols", "not there"):
        assert words in conflicts
    assert "A second boat" in rest
    assert "Settle each conflict before you approve." in page
    assert 'value="approve"' not in page


def test_a_comment_on_a_conflict_is_labelled_with_the_field_that_it_is_about(rosa: Client) -> None:
    conflicts = read(rosa, conflicting()).partition("<h2>Support gaps")[0]
    assert re.findall(r"<summary>Comment<span class=\"hidden\"> – (.*?)</span>", conflicts) == [
        *("Countries", "Boats for patrols"),
    ]


def test_a_note_on_a_draft_of_ones_own_is_optional(rosa: Client) -> None:
    draft = drafts.open_change(organization=factories.listed(), by=person("rosa"), origin=Origin.STAFF)
    words = said(rosa.get(address(draft)))
    assert ["The organization reads it. Optional." in words, "Needed to decline" in words] == [True, False]
    draft = drafts.open_change(organization=factories.imported(), by=person("rosa"), origin=Origin.STAFF)
    assert "It has no team: the secretariat reads it. Optional." in said(rosa.get(address(draft)))


def test_the_form_says_who_reads_what_is_written_there(rosa: Client) -> None:
    texts.write(kind=TextKind.DECLINE, words={"en": "Not about Target 3."}, by=person("ada"))
    here = factories.partner()
    table = uploads.brought_in(uploads.row("Otters of Nowhere"), uploads.row("", id=here.public_id_id, type="academic"))
    new, change = (row.submission for row in table.rows.select_related("submission").order_by("number"))
    assert new
    assert change
    pages = [said(rosa.get(address(one))) for one in (factories.submitted(person("bo")), new, change)]
    of_reasons, of_note = "The organization reads them in its own language", "The organization reads it"
    assert [(of_reasons in page, of_note in page) for page in pages] == [(True, True), (False, False), (False, True)]
    assert ["It has no team: only the secretariat reads it." in page for page in pages] == [False, True, False]
    assert ["reads it if you approve; otherwise only the secretariat" in page for page in pages] == [False, False, True]


def test_settled_conflicts_can_be_approved_and_the_settlement_holds(rosa: Client) -> None:
    change = conflicting()
    gap = item_of(change, "gaps")
    rosa.post(address(change), {"take": "where.countries"})
    page = read(rosa, change)
    assert "Settled: what is proposed is taken." in page
    assert 'value="approve"' not in page
    rosa.post(address(change), {"keep": gap})
    assert 'value="approve"' in read(rosa, change)
    answer = approve(rosa, change)
    assert "is public as approved." in answer.content.decode()
    organization = Organization.objects.get()
    assert [place.country_id for place in organization.places.all()] == ["UG"]
    titles = sorted(row.title for row in organization.gaps.present())  # type: ignore[attr-defined]
    assert titles == ["A second boat", "Boats for patrols"]


def test_a_conflict_of_contacts_shows_each_address_and_one_that_was_erased_says_so(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    contact = item_of(change, "contacts")
    save(change, contact, {**CONTACT, "email": "proposed@bay.example.org"})
    factories.send(change, person("amina"))
    staff_edit(organization, contact, {**CONTACT, "email": "listed@bay.example.org"})
    Contact.objects.filter(email=CONTACT["email"]).update(name="", email="", phone="", erased_at=timezone.now())
    conflict = re.findall(r'<div class="change conflict".*?<button', read(rosa, change))[0]
    sides = ("Erased", "listed@bay.example.org", "proposed@bay.example.org")
    assert sorted(sides, key=conflict.index) == [*sides]


def test_settling_keeps_what_was_typed_so_far(rosa: Client) -> None:
    change = conflicting()
    answer = rosa.post(
        address(change),
        {"take": "where.countries", "note": "Almost there.", "comment-organization.website": "Is this the one?"},
    )
    page = answer.content.decode()
    assert "Almost there." in page
    assert "Is this the one?" in page


@pytest.mark.parametrize("path", ["nowhere.field", "where.nothing", "gaps.no-uuid", "", "where.countries.more"])
def test_a_path_that_is_none_settles_nothing(rosa: Client, path: str) -> None:
    change = conflicting()
    assert rosa.post(address(change), {"take": path}).status_code == 302
    change.refresh_from_db()
    assert change.settlements == {}


def test_what_keeps_it_from_being_listed_is_said_at_its_place_and_it_cannot_be_approved(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    save(change, factories.new_key("names"), {"text": "Conseil de la baie", "language": "fr", "kind": "official"})
    factories.send(change, person("amina"))
    staff_edit(organization, factories.new_key("names"), {"text": "La Baie", "language": "fr", "kind": "official"})
    page = read(rosa, change)
    assert "It cannot be listed like this" in page
    assert "There are two official names in this language." in page
    assert 'value="approve"' not in page
    answer = approve(rosa, change)
    assert answer.status_code == 409
    change.refresh_from_db()
    assert change.state == SubmissionState.SUBMITTED


def test_an_identifier_that_another_entry_has_is_told_when_approving(rosa: Client) -> None:
    key, ror = factories.new_key("identifiers"), {"scheme": "ror", "value": "https://ror.org/05dxps055"}
    first, second = (factories.complete_draft(person(n), name=f"{n} Council") for n in ("amina", "bo"))
    save(first, key, ror, person("amina"))
    save(second, factories.new_key("identifiers"), ror, person("bo"))
    for submission, by in ((first, "amina"), (second, "bo")):
        factories.send(submission, person(by))
    submissions.approve(submission=first, by=person("rosa"))
    answer = approve(rosa, second)
    assert answer.status_code == 409
    assert "Another listed entry has one of these identifiers already." in answer.content.decode()


# -- Beside the text --------------------------------------------------------------------------------------------------


def test_checks_name_similar_entries_the_website_the_team_and_the_past(rosa: Client) -> None:
    twin = factories.listed(person("bo"), name="Bay Council")
    submission = factories.submitted(person("amina"), name="Bay Council")
    Person.objects.filter(pk=person("amina").pk).update(language="es")
    page = read(rosa, submission)
    assert reverse("partner", args=[twin.public_id_id]) in page
    for words in (
        "It has the same name, in the same country.",
        "Names alike: 100%.",
        "matches the email domain",
        "1 submission",
        "none declined",
        "Spanish",
    ):
        assert words in page


def test_an_email_elsewhere_is_named_by_its_domain(rosa: Client) -> None:
    submission = factories.complete_draft(name="Bay Council")
    save(submission, item_of(submission, "contacts"), {**CONTACT, "email": "bay@mail.example.net"})
    factories.send(submission, person("amina"))
    page = read(rosa, submission)
    assert "does not match the email domain:" in page
    assert "mail.example.net" in page


def test_drafts_of_others_are_not_told_as_similar(rosa: Client) -> None:
    factories.complete_draft(person("sam"), name="Bay Council")
    page = read(rosa, factories.submitted(person("amina"), name="Bay Council"))
    assert "none found by name, website or identifier" in page


def test_a_reviewer_reads_why_its_authors_insist_and_marks_the_two_as_distinct(rosa: Client) -> None:
    twin = factories.listed(person("bo"), name="Bay Council")
    submission = factories.submitted(person("amina"), name="Council of the Bay")
    insisted = {"of": [str(twin.pk)], "reason": "We work at another bay."}
    Submission.objects.filter(pk=submission.pk).update(insisted=insisted)
    page = read(rosa, submission)
    for words in ("We work at another bay.", "Its authors were shown this one.", "Its name has nearly the same words."):
        assert words in page
    address = reverse("review", args=[submission.pk])
    refused = rosa.post(address, {"distinct": twin.pk, "distinct_reason": "", "note": "A note."})
    assert (refused.status_code, DistinctPair.objects.count()) == (409, 0)
    assert "Write why these are two organizations" in refused.content.decode()
    assert "A note." in refused.content.decode()
    rosa.post(address, {"distinct": twin.pk, "distinct_reason": "Two bays."})
    (pair,) = DistinctPair.objects.all()
    assert {pair.first_id, pair.second_id} == {twin.pk, submission.organization_id}
    assert (pair.by, pair.reason) == (person("rosa"), "Two bays.")
    assert "none found by name, website or identifier" in read(rosa, submission)


@pytest.mark.parametrize("other", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_what_is_no_organization_cannot_be_marked(rosa: Client, other: str) -> None:
    submission = factories.submitted(name="Bay Council")
    answer = rosa.post(reverse("review", args=[submission.pk]), {"distinct": other, "distinct_reason": "Two."})
    assert answer.status_code == 404


def test_declarations_are_shown_with_their_date_and_version(rosa: Client) -> None:
    page = read(rosa, factories.submitted(name="Bay Council"))
    for words in ("May speak for the organization", "CC BY 4.0", "Has read the privacy notice", "2026-11"):
        assert words in page
    assert "Accepts the code of conduct" not in page


def test_the_last_round_is_shown_where_it_asked(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    comments = [{"path": "organization.website", "text": "Does this page exist?"}]
    submissions.request_changes(submission=submission, by=person("ravi"), reason="Two things.", comments=comments)
    factories.send(submission, person("amina"))
    page = read(rosa, submission)
    assert "Two things." in page
    assert re.search(r"Website</h3>.{0,900}Asked for last time:.{0,200}Does this page exist\?", page)


def test_what_was_asked_of_a_field_of_an_item_stands_at_the_item(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    gap = f"gaps.{only_item(submission, 'gaps')}"
    comments = [{"path": f"{gap}.wanted_by", "text": "By <when>?"}, {"path": gap, "text": "Say more."}]
    submissions.request_changes(submission=submission, by=person("ravi"), reason="", comments=comments)
    factories.send(submission, person("amina"))
    page = read(rosa, submission)
    assert "Wanted by: <bdi>By &lt;when&gt;?</bdi><br>Say more." in page  # whichever way its words run
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Asked for last time: Wanted by: By &lt;when&gt;? Say more." in words


def test_while_the_authors_have_it_a_comment_says_which_item_it_was_about(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    gap, contact = (f"{part}.{only_item(submission, part)}" for part in ("gaps", "contacts"))
    comments = [
        *({"path": gap, "text": "How many?"}, {"path": f"{gap}.text", "text": "How long?"}),
        *({"path": contact, "text": "Who?"}, {"path": "where.scales", "text": "Only local?"}),
    ]
    submissions.request_changes(submission=submission, by=person("ravi"), comments=comments)
    save(submission, gap, {**GAP, "title": "Something else"})
    told = said(rosa.get(address(submission)))
    for words in (
        "Support gap › Boats and fuel for night patrols How many?",
        "Support gap › Boats and fuel for night patrols › Description How long?",
        "Contact Who?",
        "Where it works › Scale of work Only local?",
    ):
        assert words in told
    assert "Something else" not in told


# -- What is not shown ------------------------------------------------------------------------------------------------


def test_a_draft_that_was_never_sent_does_not_exist_for_reviewers(rosa: Client) -> None:
    draft = factories.complete_draft(name="Bay Council")
    assert rosa.get(address(draft)).status_code == 404
    assert approve(rosa, draft).status_code == 404
    assert Submission.objects.get().state == SubmissionState.DRAFT


def test_what_the_team_changes_after_a_request_is_theirs_until_they_send_it(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    submissions.request_changes(submission=submission, by=person("ravi"), reason="Say more.")
    save(submission, "organization", {**ORGANIZATION, "description": "Half a thou"})
    page = read(rosa, submission)
    assert "Its authors have it now" in page
    assert "Say more." in page
    for hidden in ("Half a thou", "Warden training", CONTACT["email"], 'value="approve"'):
        assert hidden not in page


def test_a_submission_that_was_taken_back_is_theirs_again(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    submissions.take_back(submission=submission, by=person("amina"))
    page = read(rosa, submission)
    assert "Its authors have it now" in page
    assert "Warden training" not in page
    answer = approve(rosa, submission)
    assert answer.status_code == 409
    assert "taken this back" in answer.content.decode()


def test_input_that_did_not_pass_is_never_shown_to_reviewers(rosa: Client) -> None:
    submission = factories.complete_draft(name="Bay Council")
    factories.join_team(person("bo"), submission.organization)
    save(submission, "organization", {**ORGANIZATION, "website": "my private note"}, person("bo"))
    assert submission.unaccepted
    factories.send(submission, person("amina"))
    assert "my private note" not in read(rosa, submission)


def test_who_left_the_team_after_it_was_begun_does_not_decide(rosa: Client) -> None:
    change = change_of(factories.listed(name="Bay Council"))
    Submission.objects.filter(pk=change.pk).update(opened_at=timezone.now() - timedelta(days=1))
    join_team(person("rosa"), change.organization).delete()
    save(change, "organization", {**ORGANIZATION, "founded": "1999"})
    factories.send(change, person("amina"))
    page = read(rosa, change)
    assert ("another reviewer has to decide it" in page, 'value="approve"' in page) == (True, False)
    assert approve(rosa, change).status_code == 409


def test_what_was_approved_stays_readable_as_it_was_decided(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    save(change, "organization", {**ORGANIZATION, "founded": "1999"})
    factories.send(change, person("amina"))
    submissions.approve(submission=change, by=person("rosa"), note="Thank you.")
    staff_edit(organization, "organization", {**ORGANIZATION, "founded": "2001"})
    page = read(rosa, change)
    for words in ("1998", "1999", "Thank you.", "Rosa", "Approved"):
        assert words in page
    assert re.search(r"Listed then</span>.{0,200}1998.{0,200}Proposed</span>.{0,200}1999", page)
    assert "2001" not in said(rosa.get(address(change)))  # its words alone: an id in the markup may hold the digits
    assert 'value="approve"' not in page


# -- Size -------------------------------------------------------------------------------------------------------------


def with_items(number: int) -> Submission:
    """A change that adds so many activities to an entry that has so many gaps, with the rest of a page in use."""
    factories.listed(person("bo"), name="Bay Council")
    organization = factories.listed(name="Bay Council")
    change = change_of(organization)
    item = change.document["activities"][item_of(change, "activities").partition(".")[2]]
    gap = next(iter(change.document["gaps"].values()))
    for _n in range(number):
        change.document["activities"][factories.new_key("activities").partition(".")[2]] = item
        change.document["gaps"][factories.new_key("gaps").partition(".")[2]] = gap
    files = {"logo_file": SimpleUploadedFile("logo.png", picture())}
    change.save(update_fields=["document"])
    save(change, "organization", {**ORGANIZATION, "founded": "1999"}, files=files)
    save(change, item_of(change, "contacts"), {**CONTACT, "email": "new@bay.example.org"})
    factories.send(change, person("amina"))
    assignments.assign(submission=change, to=person("ravi"), by=person("rosa"))
    return change


@pytest.mark.parametrize("number", [1, 3, 200])
def test_the_page_costs_under_twelve_queries_whatever_its_size(
    rosa: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    change = with_items(number)
    read(rosa, change)
    with django_assert_num_queries(11):
        read(rosa, change)


def test_a_form_with_four_hundred_items_is_sent_as_a_browser_sends_it(rosa: Client) -> None:
    change = with_items(400)
    names = re.findall(r'form="decide" [^>]*name="([^"]+)"', read(rosa, change))
    assert len(names) > 1600
    typed = {name: "Where is this?" for name in names if name.startswith("comment-activities.")}
    typed["seen"] = change.saved_at.isoformat()
    data = dict.fromkeys(names, "") | typed | {"decision": "request_changes", "keep": "", "take": "", "assign": ""}
    answer = rosa.post(address(change), urlencode(data), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert len(change.decisions.get().comments) == len(typed) - 1


def test_every_place_for_a_comment_says_what_it_is_for(rosa: Client) -> None:
    page = read(rosa, factories.submitted(name="Bay Council"))
    parts = ["Names", "The organization", "Where it works", "Activities", "Support gaps", "Support offers", "Contacts"]
    told = re.findall(r"<summary> ?(Comment[^<]*)<span class=\"hidden\"> – ([^<]*)</span>", page)
    assert [label for words, label in told if words.strip() == "Comment on this part"] == parts
    assert ("Comment", "Year of foundation") in [(words.strip(), label) for words, label in told]
