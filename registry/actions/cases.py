"""Cases: what the desk must settle outside a submission."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions.messages import post
from registry.errors import (
    ClaimUndecided,
    IllegalMove,
    LinkInvalid,
    NotAllowed,
    OtherRegion,
    OwnerNeeded,
    TooManyReports,
)
from registry.models import Case, Claim, Organization, Person, Report, TeamRole
from registry.models.messages import MessageKind
from registry.states import OPEN_CLAIMS, CaseKind, CaseState

MOST_REPORTS = 20  # in one open case: more of them tell a reviewer nothing new


def open_case(*, kind: str, organization: Organization | None = None, person: Person | None = None) -> Case:
    """The open case of this kind about an organization or a person; opened if there is none. May run twice."""
    case, _made = Case.objects.get_or_create(kind=kind, organization=organization, person=person, state=CaseState.OPEN)
    return case


def raise_case(*, kind: str, organization: Organization) -> Case:
    """As `open_case`, and reviewers get an email when it is opened."""
    case, made = Case.objects.get_or_create(kind=kind, organization=organization, person=None, state=CaseState.OPEN)
    if made:
        tell_reviewers(case)
    return case


def tell_reviewers(case: Case, *, apart: Person | None = None, **context: str) -> None:
    """Write to those who may settle it that it is there, but for one who has a part in it."""
    for reviewer in Person.objects.staff().order_by("pk"):
        if reviewer != apart and rules.settles_there(reviewer, case.organization):
            post(kind=MessageKind.CASE_OPENED, person=reviewer, context={"case": str(case.pk), **context})


def watch_over_team(organization: Organization) -> None:
    """Open a case where there are members and no owner among them; asked after a change of a team, under its lock."""
    if rules.lacks_owner(organization):
        raise_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)


def tell_editors(organization: Organization) -> None:
    """Tell the editors who stay that the last owner is gone, and that the secretariat looks for another."""
    editors = Person.objects.active().filter(memberships__organization=organization, memberships__role=TeamRole.EDITOR)
    for editor in editors.order_by("pk"):
        context = {"organization": str(organization.pk), "change": "ownerless", "person": str(editor.pk)}
        post(kind=MessageKind.TEAM_CHANGED, person=editor, context=context)


def report_entry(
    *, organization: Organization, reason: str, text: str, address: str, language: str, held: bool = False
) -> Report:
    """Tell the secretariat what a visitor says is wrong with an entry (Product, rule 9).

    All that is said of one entry lies in its one open case; reviewers get an email when that is opened. `address` is
    where the visitor may be answered, or nothing. The same words sent twice are one report. One that is `held` waits
    for `release_report`: its sender gets a message with the link, and nobody else hears of it.

    Raises `TooManyReports` when the case is full.
    """
    said = {"reason": reason, "text": text, "address": address, "language": language}
    with transaction.atomic():
        if held:
            return _hold(organization, said)
        case = opened_for_reports(organization)
        return case.reports.filter(**said).first() or Report.objects.create(case=_with_room(case), **said)


def _hold(organization: Organization, said: Mapping[str, str]) -> Report:
    Organization.objects.select_for_update().get(pk=organization.pk)  # of two that come at once, one finds the other
    known = Report.objects.filter(organization=organization, held=True, **said).first()
    if known:
        return known
    report = Report.objects.create(organization=organization, held=True, **said)
    post(
        kind=MessageKind.HELD,
        address=said["address"],
        language=said["language"],
        context={"report": str(report.pk)},
    )
    return report


def release_report(*, report: Report) -> Report:
    """Let a held report go: its sender has opened the link. Twice is once.

    Raises `LinkInvalid` when it is gone, `TooManyReports` when the case is full: it is held then as before.
    """
    with transaction.atomic():
        found = Report.objects.select_for_update(of=("self",)).filter(pk=report.pk).first()
        if found is None:
            raise LinkInvalid
        if found.organization:
            found.case = _with_room(opened_for_reports(_standing_for(found.organization)))
            found.held, found.organization = False, None
            found.save(update_fields=["case", "held", "organization"])
        return found


def _standing_for(organization: Organization) -> Organization:
    """Itself, or what it was merged into meanwhile."""
    while organization.merged_into:
        organization = organization.merged_into
    return organization


def opened_for_reports(organization: Organization) -> Case:
    """The open case about an entry that holds what is reported of it, locked; reviewers are told when it is opened.

    To be called in a transaction.
    """
    case, made = Case.objects.select_for_update().get_or_create(
        kind=CaseKind.REPORT, organization=organization, person=None, state=CaseState.OPEN
    )
    if made:
        tell_reviewers(case)
    return case


def _with_room(case: Case) -> Case:
    """What teams report of enquiries takes no room: visitors cannot fill the case against them."""
    if case.reports.filter(enquiry=None).count() >= MOST_REPORTS:
        raise TooManyReports
    return case


def settle_case(*, case: Case, by: Person) -> Case:
    """Close a case, and forget where those who reported something could be answered.

    Raises `NotAllowed`, `OtherRegion`, `IllegalMove` when it was settled meanwhile, `ClaimUndecided` when it is about
    an open claim, and `OwnerNeeded` while a team lacks its owner.
    """
    with transaction.atomic():
        if not rules.may_review(by):
            raise NotAllowed
        if not rules.settles_there(by, case.organization):
            raise OtherRegion
        if case.kind == CaseKind.CLAIM and _is_claimed(case):
            raise ClaimUndecided
        if case.organization_id and case.kind == CaseKind.TEAM_WITHOUT_OWNER:
            organization = Organization.objects.select_for_update().get(pk=case.organization_id)
            if rules.lacks_owner(organization):
                raise OwnerNeeded
        settled = Case.objects.filter(pk=case.pk, state=CaseState.OPEN).update(
            state=CaseState.SETTLED, settled_at=timezone.now(), settled_by=by
        )
        if not settled:
            raise IllegalMove
        Report.objects.filter(case=case).update(address="")
        case.refresh_from_db()
        return case


def settle_with(*, kind: str, organization: Organization, by: Person | None, person: Person | None = None) -> None:
    """Close the open case of a kind with what settled it; `by` is nobody where a rule did. May run twice."""
    Case.objects.filter(kind=kind, organization=organization, person=person, state=CaseState.OPEN).update(
        state=CaseState.SETTLED, settled_at=timezone.now(), settled_by=by
    )


def _is_claimed(case: Case) -> bool:
    return Claim.objects.filter(organization=case.organization, person=case.person, state__in=OPEN_CLAIMS).exists()
