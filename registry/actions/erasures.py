"""Erasing personal data: of an organization that withdrew, of a person who leaves, of contacts that nothing needs.

What is erased is said by `registry.personal` and `actions.erasing`. Each erasure leaves its report in the database and,
after the commit, the same line in the journal, by which it is carried out again in a restored backup.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from registry.actions import cases, erasing, introduction_ends, journal, listing
from registry.actions.journal import Line
from registry.actions.messages import post
from registry.actions.submissions import move, move_organization
from registry.actions.withdrawals import erased_on
from registry.errors import IllegalMove
from registry.ids import uuid7
from registry.models import (
    Absence,
    Case,
    Erasure,
    Membership,
    Message,
    Opinion,
    Organization,
    Person,
    Submission,
    TeamRole,
    Withdrawal,
)
from registry.models.messages import MessageKind
from registry.states import EDITABLE, OPEN, CaseKind, CaseState, OrganizationState, Origin, SubmissionState
from registry.vocabulary import ErasureKind

SIGN_UP_DAYS = 7  # after which an account goes whose address nobody has proved
SIGN_UPS_AT_ONCE = 100  # in one transaction
UNNEEDED_DAYS = 90  # after which a contact is erased that no live, open or kept document needs


# -- Organizations ----------------------------------------------------------------------------------------------------


def erase_withdrawn(now: datetime.datetime) -> int:
    """Erase the personal data of entries that were withdrawn long enough ago. Returns how many."""
    open_ones = Withdrawal.objects.filter(returned_at=None, erased_at=None, noticed_at__isnull=False)
    due = [one.organization_id for one in open_ones.order_by("pk") if erased_on(one) <= now]
    return sum(_erase_if_due(pk, now) for pk in due)


def _erase_if_due(pk: uuid.UUID, now: datetime.datetime) -> int:
    try:
        erase_organization(organization=Organization.objects.get(pk=pk), now=now)
    except IllegalMove:  # it returned meanwhile
        return 0
    return 1


def erase_organization(*, organization: Organization, now: datetime.datetime) -> Erasure:
    """Erase the personal data that a withdrawn organization holds, its team included; what it said of itself stays.

    From then on it returns by a claim alone. Raises `IllegalMove` before its time, or without a notice to its team.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        withdrawal = organization.withdrawals.filter(returned_at=None, erased_at=None).first()
        if withdrawal is None or withdrawal.noticed_at is None or erased_on(withdrawal) > now:
            raise IllegalMove
        return _erase_organization(organization, now)


def _erase_organization(organization: Organization, now: datetime.datetime, line: Line | None = None) -> Erasure:
    organization.withdrawals.filter(returned_at=None, erased_at=None).update(erased_at=now)
    left = Membership.objects.filter(organization=organization).delete()[0]
    Case.objects.filter(organization=organization, state=CaseState.OPEN).update(state=CaseState.SETTLED, settled_at=now)
    return _carry_out(ErasureKind.ORGANIZATION, organization.pk, now, {Membership._meta.db_table: left}, line)


# -- People -----------------------------------------------------------------------------------------------------------


def erase_person(*, person: Person, now: datetime.datetime) -> Erasure:
    """Delete an account: whatever says who it was goes, and the row stays, since decisions point at it.

    A last message goes to the address. Nothing that an organization says is deleted; one that has no owner any more
    becomes a case, and a registration that nobody else writes is given up. What a member of the secretariat had taken
    on is free again. Raises `IllegalMove` for an account that is gone already.
    """
    with transaction.atomic():
        organizations = _lock_organizations_of(person)
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.is_erased:
            raise IllegalMove
        post(kind=MessageKind.ACCOUNT_DELETED, address=person.email, language=person.language)
        return _erase_person(person, organizations, now)


def _lock_organizations_of(person: Person) -> list[Organization]:
    """Those whose teams and submissions change with the account, each locked before anything of it."""
    concerned = Q(memberships__person=person) | Q(submissions__assigned_to=person) | Q(submissions__opened_by=person)
    ids = Organization.objects.filter(concerned).values("pk")
    return list(Organization.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _erase_person(
    person: Person, organizations: Iterable[Organization], now: datetime.datetime, line: Line | None = None
) -> Erasure:
    for organization in organizations:
        _leave(organization, person)
    Submission.objects.filter(assigned_to=person).update(assigned_to=None)
    Case.objects.filter(assigned_to=person).update(assigned_to=None)
    Absence.objects.filter(Q(person=person) | Q(cover=person)).delete()
    Opinion.objects.filter(of=person, answered_at=None).delete()
    for draft in Submission.objects.filter(opened_by=person, origin=Origin.STAFF, state=SubmissionState.DRAFT):
        move(draft, SubmissionState.DISCARDED)  # nobody else may go on with it
    left = Membership.objects.filter(person=person).delete()[0]
    about = Case.objects.filter(person=person, state=CaseState.OPEN)
    about.update(state=CaseState.SETTLED, settled_at=now)
    return _carry_out(ErasureKind.PERSON, person.pk, now, {Membership._meta.db_table: left}, line)


def _leave(organization: Organization, person: Person) -> None:
    """What becomes of an organization whose team somebody leaves with the account."""
    team = organization.memberships.all()
    own = team.filter(person=person).first()
    others = team.exclude(person=person)
    if own is None or others.filter(role=TeamRole.OWNER).exists():
        return
    draft = organization.submissions.filter(origin=Origin.TEAM, state__in=OPEN).first()
    unlisted = organization.state in (OrganizationState.PENDING, OrganizationState.REFUSED)
    if unlisted and not others.exists() and (draft is None or draft.state in EDITABLE):
        if draft is not None:
            move(draft, SubmissionState.DISCARDED)
        return
    if own.role == TeamRole.OWNER and organization.state != OrganizationState.MERGED:
        cases.open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
        cases.tell_editors(organization)


# -- Sign-ups that nobody finished ------------------------------------------------------------------------------------


def delete_sign_ups(now: datetime.datetime) -> int:
    """Delete the accounts whose address nobody has proved within some days, and that nothing else names.

    Whoever mistyped an address, or typed that of somebody else, has left nothing that an account would be needed for.
    Returns how many.
    """
    waiting = list(_unproved(now).order_by("pk").values_list("pk", flat=True))
    starts = range(0, len(waiting), SIGN_UPS_AT_ONCE)
    return sum(_delete_unproved(waiting[start : start + SIGN_UPS_AT_ONCE], now) for start in starts)


def _delete_unproved(ids: list[uuid.UUID], now: datetime.datetime) -> int:
    with transaction.atomic():
        # Asked again under the lock: somebody may have typed in the code, or asked for a new one, at this moment.
        list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))
        list(EmailAddress.objects.select_for_update().filter(user__in=ids).order_by("pk").values("pk"))
        unproved = list(_unproved(now).filter(pk__in=ids).order_by("pk"))
        for person in unproved:
            _delete_account(person, now, None)
        return len(unproved)


def _unproved(now: datetime.datetime) -> QuerySet[Person]:
    """Accounts that are older than some days, with an address that was never proved, never signed in to, to which no
    message went meanwhile, and which no row of any table names, those of the past included.
    """
    since = now - datetime.timedelta(days=SIGN_UP_DAYS)
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    late = Message.objects.filter(person=OuterRef("pk"), created_at__gte=since)
    never_used = Person.objects.active().filter(joined_at__lt=since, last_login=None, staff_role="")
    unproved = never_used.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)), ~Exists(late))
    return unproved.filter(*(~Exists(rows.filter(**{column: OuterRef("pk")})) for rows, column in _naming()))


def _naming() -> Iterator[tuple[QuerySet[Any], str]]:
    """The rows that may name an account, and by which column, but for those that come with it by themselves."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        table = relation.related_model._meta
        by_itself = table.model in (EmailAddress, Message) or relation.field.name == "pgh_obj"
        if table.managed and not table.proxy and not by_itself:
            yield table.model._base_manager.all(), relation.field.name


def _delete_account(person: Person, now: datetime.datetime, line: Line | None) -> Erasure:
    subject, deleted = person.pk, person.delete()[1]
    counts = {apps.get_model(label)._meta.db_table: number for label, number in deleted.items() if number}
    return _noted(ErasureKind.PERSON, subject, now, counts, line)


# -- Contacts ---------------------------------------------------------------------------------------------------------

# Needed is what stands in an entry, in a submission that is open, or in a declined registration, which its team may
# take up again; and what stood in one of them within the time.
UNNEEDED = """
    SELECT contact.id FROM registry_contact contact
    JOIN registry_organization organization ON organization.id = contact.organization_id
    WHERE contact.erased_at IS NULL AND contact.created_at < %(since)s
    AND NOT EXISTS (
        SELECT FROM registry_organizationcontact item
        WHERE item.contact_id = contact.id AND (item.removed_at IS NULL OR item.removed_at >= %(since)s)
    )
    AND NOT EXISTS (
        SELECT FROM registry_submission submission
        WHERE submission.organization_id = contact.organization_id
        AND (
            submission.state = ANY(%(open)s)
            OR submission.state_since >= %(since)s
            OR (
                submission.state = 'declined' AND organization.live_version = 0
                AND EXISTS (SELECT FROM registry_membership team WHERE team.organization_id = organization.id)
            )
        )
        AND concat(submission.document -> 'contacts', submission.base -> 'contacts', submission.corrections)
            LIKE '%%' || contact.id || '%%'
    )
    ORDER BY contact.id
"""


def erase_contacts(now: datetime.datetime) -> int:
    """Erase the contacts that no live, open or kept document has needed for 90 days. Returns how many."""
    since = now - datetime.timedelta(days=UNNEEDED_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(UNNEEDED, {"since": since, "open": [str(state) for state in OPEN]})
        unneeded = [pk for (pk,) in cursor.fetchall()]
    for pk in unneeded:
        with transaction.atomic():
            _carry_out(ErasureKind.CONTACT, pk, now, {}, None)
    return len(unneeded)


# -- Carrying out, and again ------------------------------------------------------------------------------------------


def _carry_out(
    kind: ErasureKind, subject: uuid.UUID, now: datetime.datetime, left: dict[str, int], line: Line | None
) -> Erasure:
    """Apply the rules, delete the bytes after the commit, and report it; with `line` under the id that it had."""
    for name in erasing.files(kind, subject):
        transaction.on_commit(partial(default_storage.delete, name))
    counts = erasing.apply(kind, subject, now) + Counter(left)
    return _noted(kind, subject, now, dict(+counts), line)


def _noted(
    kind: ErasureKind, subject: uuid.UUID, now: datetime.datetime, counts: dict[str, int], line: Line | None
) -> Erasure:
    if line is None:
        line = Line(uuid7(), kind, subject, now, counts)
        transaction.on_commit(partial(journal.append, [line]))
    return _report(line)


def _report(line: Line) -> Erasure:
    erasure = Erasure(pk=line.id, kind=line.kind, subject=line.subject, counts=dict(line.counts))
    erasure.save(force_insert=True)
    erasure.at = line.at
    erasure.save(update_fields=["at"])
    return erasure


def replay(line: Line) -> bool:
    """Carry out again an erasure of the journal; whether that was still to be done. May run twice.

    What was not there yet when the backup was made needs nothing; an entry that was still listed then is withdrawn.
    """
    with transaction.atomic():
        if line.kind == ErasureKind.PERSON:
            return _replay_person(line)
        if line.kind == ErasureKind.ORGANIZATION:
            return _replay_organization(line)
        if _is_done(line):
            return False
        _carry_out(line.kind, line.subject, line.at, {}, line)
        return True


def _is_done(line: Line) -> bool:
    return Erasure.objects.filter(pk=line.id).exists()


def _replay_organization(line: Line) -> bool:
    organization = Organization.objects.select_for_update().filter(pk=line.subject).first()
    if _is_done(line):
        return False
    if organization is None:
        _report(line)
        return True
    if organization.state == OrganizationState.LISTED:
        move_organization(organization, OrganizationState.WITHDRAWN)
        Withdrawal.objects.create(organization=organization)
        for submission in organization.submissions.filter(state=SubmissionState.SUBMITTED):
            move(submission, SubmissionState.DRAFT, assigned_to=None)
        introduction_ends.follow(organization.pk)
        listing.refresh([organization.pk])
    _erase_organization(organization, line.at, line)
    return True


def _replay_person(line: Line) -> bool:
    person = Person.objects.filter(pk=line.subject).first()
    if person is None or person.is_erased:
        if _is_done(line):
            return False
        _report(line)
        return True
    organizations = _lock_organizations_of(person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if _unproved(line.at).filter(pk=person.pk).exists():
        _delete_account(person, line.at, line)
    else:
        _erase_person(person, organizations, line.at, line)
    return True


def erase_due(now: datetime.datetime) -> None:
    """What is done every night, each part in transactions of its own."""
    erase_withdrawn(now)
    erase_contacts(now)
    delete_sign_ups(now)
    journal.catch_up()
