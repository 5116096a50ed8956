"""What is erased is gone from every table, and only what is to be erased is."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from registry import mail, personal
from registry.actions import (
    absences,
    assignments,
    cases,
    drafts,
    erasing,
    erasures,
    journal,
    messages,
    opinions,
    submissions,
    withdrawals,
)
from registry.entry.document import present, read
from registry.errors import IllegalMove
from registry.ids import uuid7
from registry.models import (
    Absence,
    Attachment,
    AttachmentKind,
    Case,
    Claim,
    Contact,
    Enquiry,
    Erasure,
    Import,
    ImportRow,
    Introduction,
    Invitation,
    Membership,
    Message,
    Opinion,
    Organization,
    Person,
    Report,
    Submission,
    TeamRemoval,
    TeamRequest,
    TeamRole,
)
from registry.states import CaseKind, CaseState, Origin
from registry.vocabulary import ErasureKind
from tests.factories import (
    CONTACT,
    complete_draft,
    draft,
    join_team,
    listed,
    person,
    save,
    send,
    submitted,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + datetime.timedelta(days=91)


# -- A withdrawn organization -----------------------------------------------------------------------------------------


def withdrawn(organization: Organization, *, noticed: bool = True) -> Organization:
    withdrawals.withdraw(organization=organization, by=person("amina"))
    if noticed:
        withdrawals.send_notices(LATER - datetime.timedelta(days=14))
    organization.refresh_from_db()
    return organization


def test_an_organization_is_erased_in_its_time_and_keeps_what_it_said_of_itself() -> None:
    organization = withdrawn(listed())
    said = read(organization)

    with pytest.raises(IllegalMove):
        erasures.erase_organization(organization=organization, now=NOW)
    assert erasures.erase_withdrawn(LATER - datetime.timedelta(days=2)) == 0
    assert erasures.erase_withdrawn(LATER) == 1
    assert erasures.erase_withdrawn(LATER) == 0

    contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.phone, contact.erased_at) == ("", "", "", LATER)
    assert read(organization) == said
    assert not Membership.objects.filter(organization=organization).exists()
    assert organization.withdrawals.get().erased_at == LATER
    report = Erasure.objects.get()
    assert (report.kind, report.subject, report.at) == ("organization", organization.pk, LATER)
    assert report.counts == {"registry_contact": 1, "registry_membership": 1}


def test_nobody_is_erased_without_a_notice_nor_sooner_than_it_said() -> None:
    organization = withdrawn(listed(), noticed=False)
    assert erasures.erase_withdrawn(LATER) == 0

    withdrawals.send_notices(LATER)

    assert erasures.erase_withdrawn(LATER + datetime.timedelta(days=13)) == 0
    assert erasures.erase_withdrawn(LATER + datetime.timedelta(days=14)) == 1
    assert Contact.objects.get(organization=organization).name == ""


def test_what_returned_is_not_erased() -> None:
    organization = withdrawn(listed())
    withdrawals.give_back(organization=organization, by=person("amina"))

    assert erasures.erase_withdrawn(LATER) == 0
    assert erasures._erase_if_due(organization.pk, LATER) == 0
    assert Contact.objects.get().name == CONTACT["name"]


def test_open_cases_and_requests_of_an_erased_organization_are_over() -> None:
    organization = withdrawn(listed())
    case = Case.objects.create(kind=CaseKind.REPORT, organization=organization)
    request = TeamRequest.objects.create(organization=organization, person=person("sam"), note="I work there.")
    claim = Claim.objects.create(organization=organization, person=person("sam"), evidence="link", words="I do.")
    invitation = Invitation.objects.create(
        organization=organization, role="editor", address="x@bay.example.org", expires_at=LATER
    )
    erasures.erase_withdrawn(LATER)

    for row in (case, request, claim, invitation):
        row.refresh_from_db()
    assert (case.state, request.state, claim.state) == (CaseState.SETTLED, "withdrawn", "withdrawn")
    assert (case.settled_at, request.answered_at, invitation.withdrawn_at) == (LATER, LATER, LATER)


# -- An account -------------------------------------------------------------------------------------------------------


def test_an_account_is_deleted_and_its_row_stays() -> None:
    bo = person("bo")
    organization = listed()
    join_team(bo, organization)

    erasures.erase_person(person=bo, now=NOW)

    bo.refresh_from_db()
    assert (bo.email, bo.name, bo.is_active, bo.staff_role) == (f"{bo.pk}@erased.invalid", "", False, "")
    assert not bo.has_usable_password()
    assert [one.person for one in organization.memberships.all()] == [person("amina")]
    assert Case.objects.count() == 0
    with pytest.raises(IllegalMove):
        erasures.erase_person(person=bo, now=NOW)


def test_the_last_message_goes_to_the_address_that_was(mailoutbox: list[Any]) -> None:
    bo = person("bo")
    erasures.erase_person(person=bo, now=NOW)

    message = Message.objects.get(kind="account_deleted")
    assert (message.person, message.address, message.language) == (None, "bo@people.example.org", "fr")
    mail.send(message.pk)
    assert [one.to for one in mailoutbox] == [["bo@people.example.org"]]
    message.refresh_from_db()
    assert message.address == ""


@pytest.mark.parametrize("state", ["listed", "withdrawn"])
def test_an_organization_without_an_owner_is_a_case_and_keeps_its_content(state: str) -> None:
    organization = listed()
    join_team(person("bo"), organization)
    said = read(organization)
    if state == "withdrawn":
        withdrawn(organization)

    erasures.erase_person(person=person("amina"), now=NOW)

    assert Case.objects.get().kind == CaseKind.TEAM_WITHOUT_OWNER
    assert Case.objects.get().organization == organization
    told = Message.objects.filter(kind="team_changed").values_list("person__name", "context__change")
    assert list(told) == [("Bo", "ownerless")]
    assert read(organization) == said
    assert Contact.objects.get().name == CONTACT["name"]


def test_an_organization_with_another_owner_is_no_case() -> None:
    join_team(person("bo"), listed(), TeamRole.OWNER)

    erasures.erase_person(person=person("amina"), now=NOW)

    assert Case.objects.count() == 0


def test_an_editor_who_leaves_a_team_without_owner_changes_nothing() -> None:
    organization = listed()
    Membership.objects.all().delete()
    join_team(person("bo"), organization)

    erasures.erase_person(person=person("bo"), now=NOW)

    assert Case.objects.count() == 0


def test_a_registration_that_nobody_else_writes_is_given_up() -> None:
    alone, shared, waiting = complete_draft(), complete_draft(), submitted()
    join_team(person("bo"), shared.organization)

    erasures.erase_person(person=person("amina"), now=NOW)

    assert [Submission.objects.get(pk=one.pk).state for one in (alone, shared, waiting)] == [
        "discarded",
        "draft",
        "submitted",
    ]
    assert set(Case.objects.values_list("organization", flat=True)) == {shared.organization_id, waiting.organization_id}


def test_a_refused_registration_without_a_draft_is_left_as_it_is() -> None:
    submission = submitted()
    submissions.decline(submission=submission, by=person("rosa"), reason="No.")

    erasures.erase_person(person=person("amina"), now=NOW)

    submission.refresh_from_db()
    assert (submission.state, Case.objects.count()) == ("declined", 0)


def test_what_staff_had_taken_on_is_free_again_and_their_drafts_are_given_up() -> None:
    waiting, organization, rosa = submitted(), listed(), person("rosa")
    assignments.assign(submission=waiting, to=rosa, by=rosa)
    mine = drafts.open_change(organization=organization, by=rosa, origin=Origin.STAFF)
    assignments.assign_case(case=cases.open_case(kind="report", organization=organization), to=rosa, by=rosa)
    today = timezone.now().date()
    absences.go_away(person=rosa, cover=person("ravi"), since=today, until=today, by=rosa)
    Person.objects.filter(pk=rosa.pk).update(desk_region="002")

    def ask(by: str, of: str) -> Opinion:
        return opinions.ask(submission=waiting, of=person(of), question="Well?", by=person(by))

    opinions.answer(opinion=ask("rosa", "ravi"), answer="Yes.", by=person("ravi"))
    opinions.answer(opinion=ask("ravi", "rosa"), answer="No.", by=rosa)
    ask("ravi", "rosa")  # and has no answer

    erasures.erase_person(person=rosa, now=NOW)

    waiting.refresh_from_db()
    mine.refresh_from_db()
    assert (waiting.assigned_to, waiting.state, mine.state) == (None, "submitted", "discarded")
    assert Case.objects.get(kind="report").assigned_to is None
    assert not Absence.objects.exists()
    assert [(one.question, one.answer) for one in Opinion.objects.order_by("pk")] == [("", "Yes."), ("Well?", "–")]
    assert organization.submissions.get(state="approved").decisions.get().by_id == rosa.pk


def test_of_what_was_typed_only_their_own_goes() -> None:
    submission = draft()
    join_team(person("bo"), submission.organization)
    for who in ("amina", "bo"):
        save(submission, "organization", {"website": f"of {who}"}, person(who))
    save(submission, "where", {"base_country": "of bo"}, person("bo"))

    erasures.erase_person(person=person("bo"), now=NOW)

    submission.refresh_from_db()
    assert list(submission.unaccepted) == ["organization"]
    assert list(submission.unaccepted["organization"]) == [str(person("amina").pk)]


def test_all_sessions_of_theirs_end_and_no_other() -> None:
    keys = {}
    for name in ("bo", "sam"):
        session = SessionStore()
        session["_auth_user_id"] = str(person(name).pk)
        session.save()
        keys[name] = session.session_key

    erasures.erase_person(person=person("bo"), now=NOW)

    assert list(Session.objects.values_list("session_key", flat=True)) == [keys["sam"]]


# -- Sign-ups that nobody finished ------------------------------------------------------------------------------------


def signed_up(name: str, *, days_ago: int = 8, **columns: Any) -> Person:
    """An account of which the code was sent and never typed in."""
    then = NOW - datetime.timedelta(days=days_ago)
    new = person(name)
    EmailAddress.objects.create(user=new, email=new.email, primary=True)
    messages.post(kind="confirm_address_code", person=new, secret={"code": "0"})
    Message.objects.filter(person=new).update(created_at=then)
    Person.objects.filter(pk=new.pk).update(joined_at=then, **columns)
    return new


def test_an_account_that_nobody_proved_goes_after_a_week_and_leaves_no_more_than_counts(
    settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old, fresh = signed_up("sam"), signed_up("kim", days_ago=6)
    with django_capture_on_commit_callbacks(execute=True):
        assert erasures.delete_sign_ups(NOW) == 1

    assert not Person.objects.filter(pk=old.pk).exists()
    assert Person.objects.filter(pk=fresh.pk).exists()
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [fresh.email]
    report = Erasure.objects.get()
    assert (report.kind, report.subject) == ("person", old.pk)
    assert report.counts == {"registry_person": 1, "account_emailaddress": 1, "registry_message": 1}
    assert old.email not in Path(settings.ERASURE_JOURNAL).read_text()
    assert erasures.delete_sign_ups(NOW) == 0


def test_an_account_that_is_of_any_use_stays() -> None:
    EmailAddress.objects.filter(user=signed_up("sam")).update(verified=True)
    signed_up("kim", last_login=NOW)
    signed_up("rosa", staff_role="reviewer")
    join_team(signed_up("bo"), listed())
    Case.objects.create(kind=CaseKind.REPORT, person=signed_up("lee"))
    asked_again = signed_up("ada")
    Message.objects.create(kind="confirm_address_code", person=asked_again, language="en")
    left = signed_up("cora")
    join_team(left, Organization.objects.get()).delete()
    erased = signed_up("ben")
    erasures.erase_person(person=erased, now=NOW)

    assert erasures.delete_sign_ups(NOW) == 0


def test_more_than_one_batch_of_them_goes_in_one_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasures, "SIGN_UPS_AT_ONCE", 2)
    for name in ("sam", "kim", "bo"):
        signed_up(name)
    assert erasures.delete_sign_ups(NOW) == 3


def test_an_account_that_was_deleted_so_is_deleted_again_in_what_was_restored() -> None:
    restored = signed_up("sam")
    assert erasures.replay(a_line(subject=restored.pk, at=NOW)) is True
    assert not Person.objects.filter(pk=restored.pk).exists()


# -- Contacts that nothing needs --------------------------------------------------------------------------------------


def change_contact(organization: Organization) -> Submission:
    change = drafts.open_change(organization=organization, by=person("amina"))
    [item] = present(change.document, "contacts")
    save(change, f"contacts.{item}", {**CONTACT, "name": "Somebody Else"})
    return change


def names() -> list[str]:
    return list(Contact.objects.order_by("pk").values_list("name", flat=True))


def test_a_contact_that_nothing_needs_is_erased_after_ninety_days() -> None:
    organization = listed()
    submissions.approve(submission=send(change_contact(organization), person("amina")), by=person("rosa"))
    assert names() == ["Amina Invented", "Somebody Else"]

    assert erasures.erase_contacts(NOW + datetime.timedelta(days=89)) == 0
    assert erasures.erase_contacts(LATER) == 1
    assert erasures.erase_contacts(LATER) == 0

    assert names() == ["", "Somebody Else"]
    assert Erasure.objects.get().counts == {"registry_contact": 1}


def test_a_contact_of_an_open_draft_stays_and_that_of_a_discarded_one_goes() -> None:
    change = change_contact(listed())
    assert erasures.erase_contacts(LATER) == 0

    submissions.discard(submission=change, by=person("amina"))

    assert erasures.erase_contacts(LATER) == 1
    assert names() == ["Amina Invented", ""]


def test_a_contact_of_a_removed_item_stays_for_ninety_days_more() -> None:
    organization = listed()
    organization.contacts.update(removed_at=NOW + datetime.timedelta(days=30))

    assert erasures.erase_contacts(LATER) == 0
    assert erasures.erase_contacts(NOW + datetime.timedelta(days=121)) == 1


def test_a_declined_registration_keeps_its_contact_as_long_as_there_is_a_team_to_take_it_up_again() -> None:
    submission = submitted()
    submissions.decline(submission=submission, by=person("rosa"), reason="No.")
    assert erasures.erase_contacts(LATER) == 0

    submission.organization.memberships.all().delete()

    assert erasures.erase_contacts(LATER) == 1


# -- Every personal column of every table -----------------------------------------------------------------------------

# Unlike anything that the site writes of itself: words, a moment, and an address of the network.
MARK, MOMENT, NETWORK = "zyxplanted", "1904-02-29", "2001:db8:5eed:"
MARKS = (MARK, MOMENT, NETWORK)


class Planter:
    """Writes what nothing else says into the personal columns of rows, past every form, as the database has them."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name, udt_name FROM information_schema.columns"
                " WHERE table_schema = current_schema()"
            )
            self.types = {(table, column): type_ for table, column, type_ in cursor.fetchall()}
        self.number = 0

    def mark(self, type_: str = "varchar") -> Any:
        self.number += 1
        word = f"{MARK}{self.number:03}@x.example"
        return {
            "timestamptz": f"{MOMENT}T03:07:11Z",
            "inet": f"{NETWORK}:{self.number:x}",
            "jsonb": json.dumps({"said": word}),
            "_text": [word],
        }.get(type_, word)

    def fill(self, table: str, row: Any, **values: Any) -> None:
        """Fill every personal column of a row; `values` are those that must be something in particular."""
        for name, column in personal.columns():
            if name == table:
                value = values.get(column, self.mark(self.types[name, column]))
                with connection.cursor() as cursor:
                    cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [value, row])  # noqa: S608
                    assert cursor.rowcount == 1

    def insert(self, statement: str, *values: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {statement}", values)
            row = cursor.fetchone()
        return row[0]

    def rows(self, organization: Organization, who: Person, address: str) -> None:
        """A row of each of our tables, about an organization and about somebody who is known by `address`."""
        Contact.objects.create(
            organization=organization, **{column: self.mark() for column in ("name", "email", "phone")}
        )
        of_it: dict[str, Any] = {"organization": organization}
        for kind, other in ((AttachmentKind.TOLD, "file"), (AttachmentKind.LETTER, "told")):
            letter = Attachment.objects.create(**of_it, kind=kind, personal=True)
            self.fill("registry_attachment", letter.pk, **{other: ""})
            decided = {"state": "declined", "decided_at": NOW}
            claim = Claim.objects.create(**of_it, person=who, evidence="letter", letter=letter, **decided)
            self.fill("registry_claim", claim.pk)
        self.fill("registry_teamrequest", TeamRequest.objects.create(**of_it, person=who).pk)
        words = {"address": address or self.mark(), "text": "x", "language": "en"}
        self.fill("registry_enquiry", Enquiry.objects.create(**of_it, name="x", **words).pk, address=words["address"])
        case = Case.objects.create(kind=CaseKind.REPORT, **of_it)
        report = Report.objects.create(case=case, reason="wrong", **words)
        self.fill("registry_report", report.pk, address=words["address"])
        invitation = Invitation.objects.create(**of_it, role="editor", expires_at=LATER, declined_at=NOW)
        self.fill("registry_invitation", invitation.pk, address=words["address"])
        context = {"invitation": str(invitation.pk)}
        message = messages.post(kind="team_invitation", address="x@x.example", context=context)
        self.fill("registry_message", message.pk, address=words["address"])
        typed = {"where": {str(who.pk): [{"version": 1, "typed": {"base_place": [self.mark()]}}]}}
        submission = organization.submissions.get().pk
        self.fill("registry_submission", submission, unaccepted=json.dumps(typed))
        self.fill("registry_teamremoval", TeamRemoval.objects.create(**of_it, person=who, by=who).pk)
        of_it = {"submission_id": submission}
        asked = Opinion.objects.create(**of_it, asked_by=who, of=person("rosa"))
        self.fill("registry_opinion", asked.pk, answer="")
        given = Opinion.objects.create(**of_it, asked_by=person("rosa"), of=who, answered_at=NOW, answer="x")
        self.fill("registry_opinion", given.pk, question="")
        self.together(organization, who)

    def together(self, organization: Organization, who: Person) -> None:
        """An introduction that somebody of the organization ended, a word of theirs in it, and a joint response."""
        gap = organization.gaps.create(title="Boats")
        sides: dict[str, Any] = {"needing": organization, "helping": listed(), "writer": "needing"}
        ended = {"state": "declined", "because": "other", "ended_at": NOW, "ended_by": who}
        introduction = Introduction.objects.create(gap=gap, **sides, **ended)
        self.fill("registry_introduction", introduction.pk)
        note = introduction.notes.create(organization=organization, by=who, text="x", language="en")
        self.fill("registry_introductionnote", note.pk)
        member = gap.joint_responses.create(introduction=introduction).members.create(organization=organization, by=who)
        self.fill("registry_jointmember", member.pk)

    def table(self, by: Person, *organizations: Organization) -> None:
        """A table that somebody uploaded, with a row about each organization."""
        table = Import.objects.create(by=by, state="refused")
        self.fill("registry_import", table.pk)
        for number, organization in enumerate(organizations):
            row = ImportRow.objects.create(table=table, number=number, organization=organization)
            self.fill("registry_importrow", row.pk)

    def account(self, who: Person) -> str:
        """What libraries know of somebody, and the person; returns the address."""
        address = self.mark()
        self.fill("registry_person", who.pk, email=address)
        email = self.insert(
            'account_emailaddress (email, verified, "primary", user_id) VALUES (%s, true, true, %s) RETURNING id',
            self.mark(),
            who.pk,
        )
        self.insert(
            "account_emailconfirmation (created, key, email_address_id) VALUES (now(), %s, %s) RETURNING id",
            self.mark(),
            email,
        )
        factor = self.insert(
            "mfa_authenticator (type, data, created_at, user_id) VALUES ('totp', '{}', now(), %s) RETURNING id", who.pk
        )
        self.fill("mfa_authenticator", factor)
        listed_one = self.insert(
            "usersessions_usersession (created_at, ip, last_seen_at, user_agent, session_key, data, user_id)"
            " VALUES (now(), '192.0.2.1', now(), '', '', '{}', %s) RETURNING id",
            who.pk,
        )
        key = self.mark()
        self.fill("usersessions_usersession", listed_one, session_key=key)
        Session.objects.create(session_key=key, session_data=self.mark(), expire_date=LATER)
        return address


def columns_with(marks: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    with connection.cursor() as cursor:
        for table, column in personal.columns():
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM {table} WHERE "{column}"::text LIKE ANY(%s))',  # noqa: S608
                [[f"%{mark}%" for mark in marks]],
            )
            if cursor.fetchone()[0]:
                found.append((table, column))
    return found


def dump() -> str:
    connection.ensure_connection()
    return dumped(connection.connection)


def dumped(database: psycopg.Connection) -> str:
    """Every table of a database as text, as a backup has it."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    parts = []
    for (table,) in database.execute(tables).fetchall():
        with database.cursor().copy(f'COPY "{table}" TO STDOUT') as copied:
            parts += [f"{table}\t{bytes(row).decode()}" for row in copied]
    return "".join(parts)


def test_every_personal_column_has_a_rule_for_its_erasure() -> None:
    assert erasing.without_rule() == []


def test_a_new_personal_column_fails_the_test_above(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_contact ADD COLUMN nickname text")
    classed = personal.TABLES["registry_contact"]
    more = personal.Classes(classed.personal | {"nickname"}, classed.other)
    monkeypatch.setitem(personal.TABLES, "registry_contact", more)

    assert erasing.without_rule() == ["registry_contact.nickname"]


def test_nothing_personal_is_left_in_any_table_after_an_erasure(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Settings
) -> None:
    planter, sam, kim = Planter(), person("sam"), person("kim")
    leaving, staying = listed(), listed(kim)
    address = planter.account(sam)
    planter.rows(leaving, person("bo"), "")
    planter.rows(staying, sam, address)
    planter.table(sam, leaving, staying)
    assert columns_with(MARKS) == personal.columns()
    assert all(mark in dump() for mark in MARKS)

    withdrawn(leaving)
    with django_capture_on_commit_callbacks(execute=True):
        erasures.erase_withdrawn(LATER)
        erasures.erase_person(person=Person.objects.get(pk=sam.pk), now=LATER)
        erasures.erase_contacts(LATER)
    mail.send(Message.objects.get(kind="account_deleted").pk)

    assert [line for line in dump().splitlines() if any(mark in line for mark in MARKS)] == []
    assert [one.kind for one in journal.lines(Path(settings.ERASURE_JOURNAL))] == ["organization", "person", "contact"]
    assert not any(mark in Path(settings.ERASURE_JOURNAL).read_text() for mark in MARKS)


# -- Bytes, the journal, and a restored backup ------------------------------------------------------------------------


def test_the_bytes_of_personal_files_go_and_those_of_a_logo_stay(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    organization = listed()
    kept = {}
    for kind, is_personal in ((AttachmentKind.LOGO, False), (AttachmentKind.LETTER, True)):
        row = Attachment(organization=organization, kind=kind, personal=is_personal, content_type="image/png", bytes=1)
        row.file.save("", ContentFile(b"x"), save=False)
        row.save(force_insert=True)
        kept[kind] = row
    names_of_files = [str(row.file.name) for row in kept.values()]
    withdrawn(organization)

    with django_capture_on_commit_callbacks(execute=True):
        erasures.erase_withdrawn(LATER)

    assert [default_storage.exists(name) for name in names_of_files] == [True, False]
    kept[AttachmentKind.LETTER].refresh_from_db()
    assert (kept[AttachmentKind.LETTER].file.name, kept[AttachmentKind.LETTER].bytes) == ("", 0)


def a_line(**given: Any) -> journal.Line:
    return journal.Line(**{"id": uuid7(), "kind": ErasureKind.PERSON, "subject": uuid7(), "at": NOW, **given})


def test_a_line_that_was_not_written_to_its_end_is_cut_off_and_written_again(settings: Settings) -> None:
    erasures.erase_person(person=person("bo"), now=NOW)
    path = Path(settings.ERASURE_JOURNAL)
    first = a_line()
    journal.append([first])
    with path.open("a") as file:
        file.write('{"id": "0190')

    assert journal.lines(path) == [first]
    assert journal.catch_up() == 1
    assert journal.catch_up() == 0
    assert [line.id for line in journal.lines(path)] == [first.id, Erasure.objects.get().pk]


def test_the_nights_work_is_all_of_it(settings: Settings) -> None:
    withdrawn(listed())
    Contact.objects.create(organization=listed(), name="Nobody needs this")

    erasures.erase_due(LATER)

    lines = journal.lines(Path(settings.ERASURE_JOURNAL))
    assert sorted(line.kind for line in lines) == ["contact", "organization"]


def test_an_erasure_is_carried_out_again_in_what_was_restored() -> None:
    """What a backup of the morning holds, brought up to the journal of the evening."""
    leaving, bo, sam = listed(), person("bo"), person("sam")
    join_team(bo, leaving)
    plain = Contact.objects.create(organization=leaving, name="Nobody needs this")
    change = send(change_contact(leaving), person("amina"))
    at = NOW.replace(microsecond=5)
    lines = [
        a_line(kind=ErasureKind.CONTACT, subject=plain.pk, at=at),
        a_line(subject=bo.pk, at=at, counts={"registry_person": 1}),
        a_line(kind=ErasureKind.ORGANIZATION, subject=leaving.pk, at=at),
        a_line(kind=ErasureKind.ORGANIZATION),
        a_line(),
    ]
    journal.append(lines)

    for expected in ("5 of them", "0 of them"):
        told = io.StringIO()
        call_command("replay_erasures", stdout=told)
        assert expected in told.getvalue()

    leaving.refresh_from_db()
    bo.refresh_from_db()
    change.refresh_from_db()
    assert (leaving.state, change.state) == ("withdrawn", "draft")
    assert leaving.withdrawals.get().erased_at == at
    assert set(names()) == {""}
    assert bo.email == f"{bo.pk}@erased.invalid"
    assert Person.objects.get(pk=sam.pk).email == "sam@people.example.org"
    assert not Message.objects.filter(kind="account_deleted").exists()
    done = {one.pk: (one.kind, one.subject, one.at, one.counts) for one in Erasure.objects.all()}
    assert done == {line.id: (line.kind, line.subject, line.at, dict(line.counts)) for line in lines}


def test_an_entry_that_was_withdrawn_when_the_backup_was_made_is_erased_all_the_same() -> None:
    leaving = withdrawn(listed(), noticed=False)

    assert erasures.replay(a_line(kind=ErasureKind.ORGANIZATION, subject=leaving.pk)) is True

    assert names() == [""]
    assert leaving.withdrawals.get().erased_at == NOW


def test_an_account_that_was_gone_before_is_only_noted(settings: Settings) -> None:
    erasures.erase_person(person=person("bo"), now=NOW)
    known = journal.Line.of(Erasure.objects.get())

    assert erasures.replay(known) is False
    assert erasures.replay(a_line(subject=person("bo").pk)) is True
    call_command("replay_erasures", str(written(settings, known)), verbosity=0)


def written(settings: Settings, *lines: journal.Line) -> Path:
    path = Path(settings.ERASURE_JOURNAL).with_name("other.jsonl")
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.parametrize("text", ["x", "[]", '{"id": 1}', '{"id": null, "kind": "person"}'])
def test_a_file_that_is_no_journal_is_refused_before_anything_is_done(text: str, settings: Settings) -> None:
    path = written(settings, a_line())
    path.write_text(f"{path.read_text()}{text}\n")

    with pytest.raises(CommandError, match="a line that is none"):
        call_command("replay_erasures", str(path))

    assert Erasure.objects.count() == 0


def test_without_a_journal_the_command_says_where_it_looked() -> None:
    with pytest.raises(CommandError, match="There is no journal at"):
        call_command("replay_erasures")
