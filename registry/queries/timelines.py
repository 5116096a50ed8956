"""What happened to an organization, for the secretariat: who, when and why, from every table that remembers it."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import OuterRef, Q, Subquery, TextChoices
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.entry.called import about
from registry.entry.document import empty
from registry.models import (
    Case,
    Claim,
    Confirmation,
    Decision,
    ImportRow,
    Invitation,
    Message,
    Organization,
    Person,
    Submission,
    TeamRequest,
    TeamRole,
    Withdrawal,
)
from registry.queries import texts
from registry.queries.messages import POINTERS
from registry.states import OPEN_CLAIMS, ClaimState, ImportState, Origin, RequestState, SubmissionState

Words: TypeAlias = str | Promise
LONGEST_REPORT = 300  # characters of what a visitor wrote; the case has all of it
DOCUMENTS = ("base", "document", "unaccepted", "seen", "settlements", "corrections")


class Topic(TextChoices):
    """What an event is about; a timeline can be narrowed to one."""

    SUBMISSION = "submissions", _("Submissions")
    DECISION = "decisions", _("Decisions")
    CLAIM = "claims", _("Claims")
    TEAM = "team", pgettext_lazy("people who edit an entry", "Team")
    MESSAGE = "messages", _("Messages")
    IMPORT = "imports", _("Imports")
    CONFIRMATION = "confirmations", _("Confirmations")
    LEAVING = "leaving", _("Withdrawals and returns")
    CASE = "cases", _("Cases")


@dataclass(frozen=True)
class Event:
    """One thing that happened. `by` is who did it, or `rule` the rule that did; neither where nobody is on record.

    `about` is whom it was done to, `state` a word on how it stands, `reason` what was said for it. `version` is the
    state of the entry that came of an approval; `submission` and `decision` are their ids.
    """

    at: datetime.datetime
    topic: Topic
    what: Words
    by: uuid.UUID | None = None
    rule: str = ""
    about: uuid.UUID | None = None
    state: Words = ""
    reason: str = ""
    version: int = 0
    submission: uuid.UUID | None = None
    decision: uuid.UUID | None = None

    @property
    def words(self) -> list[str]:
        """What was said for it, in parts that may be of several languages."""
        return self.reason.split("\n\n") if self.reason else []


def timeline(organization: Organization, topic: str = "") -> list[Event]:
    """Everything that happened to an organization, or all of one topic, the newest first; a query or two a source."""
    wanted = [Topic(topic)] if topic else list(Topic)
    found = [event for one in wanted for source in SOURCES[one] for event in source(organization)]
    return sorted(found, key=lambda event: event.at)[::-1]  # of those of one moment, too, the last one first


def people(events: Iterable[Event]) -> dict[uuid.UUID, Person]:
    """Who is named by these events, by id; an account that was deleted with its row is missing. One query."""
    ids = {pk for event in events for pk in (event.by, event.about) if pk}
    return Person.objects.in_bulk(ids)


def _submissions(organization: Organization) -> Iterator[Event]:
    """Each time that one was sent is read from the audit, since its row has the last one only."""
    audit = apps.get_model("registry", "SubmissionEvent")._default_manager
    found = audit.filter(organization_id=organization.pk, submitted_at__isnull=False).order_by("pgh_id")
    sent: dict[uuid.UUID, dict[datetime.datetime, uuid.UUID | None]] = {}
    for pk, at, by in found.values_list("pgh_obj_id", "submitted_at", "submitted_by_id"):
        sent.setdefault(pk, {}).setdefault(at, by)
    given_up = (SubmissionState.DISCARDED, SubmissionState.SET_ASIDE)
    gave_up = _in_whose_name("Submission", organization, state__in=given_up)
    for row in Submission.objects.filter(organization=organization).defer(*DOCUMENTS):
        is_private = row.origin == Origin.TEAM and not row.submitted_at  # what was never sent is the team's alone
        shown = None if is_private else row.pk
        of_row: dict[str, Any] = {"topic": Topic.SUBMISSION, "submission": shown, "state": row.get_origin_display()}
        yield Event(row.opened_at, what=_("A submission was begun"), by=row.opened_by_id, **of_row)
        for at, by in sent.get(row.pk, {}).items():
            yield Event(at, what=_("It was sent to the secretariat"), by=by, **of_row)
        if row.state == SubmissionState.DISCARDED:
            yield Event(row.state_since, what=_("The submission was discarded"), by=gave_up.get(row.pk), **of_row)
        if row.state == SubmissionState.SET_ASIDE:
            yield Event(row.state_since, what=_("The submission was set aside"), by=gave_up.get(row.pk), **of_row)
        if row.looked_at and row.looked_at > row.state_since:  # whoever approves has looked at it before
            looked = {**of_row, "state": ""}
            yield Event(row.looked_at, what=_("Somebody looked at it afterwards"), by=row.looked_by_id, **looked)


def _in_whose_name(model: str, organization: Organization, **became: Any) -> dict[uuid.UUID, uuid.UUID]:
    """Who made rows of an organization what they `became`, from the audit: the rows themselves do not say."""
    audit = apps.get_model("registry", f"{model}Event")._default_manager
    found = audit.filter(organization_id=organization.pk, pgh_context__metadata__has_key="user", **became)
    rows = found.order_by("-pgh_id").values_list("pgh_obj_id", "pgh_context__metadata__user")
    return {pk: uuid.UUID(str(user)) for pk, user in rows if user}  # the first of each, which comes last


def _decisions(organization: Organization) -> Iterator[Event]:
    rows = list(Decision.objects.filter(submission__organization=organization).defer("snapshot"))
    chosen = texts.reasons_of(rows, get_language() or "en")
    for row in rows:
        from_list = [words for words, _language in chosen.get(row.pk, [])]
        yield Event(
            row.decided_at,
            Topic.DECISION,
            row.get_kind_display(),
            by=row.by_id,
            rule=row.rule,
            reason="\n\n".join(filter(None, [*from_list, row.reason, *map(_commented, row.comments)])),
            version=row.live_version,
            submission=row.submission_id,
            decision=row.pk,
        )
        if row.taken_back_at:
            yield Event(
                row.taken_back_at,
                Topic.DECISION,
                _("The decision was taken back"),
                by=row.taken_back_by_id,
                submission=row.submission_id,
            )


def _commented(comment: Mapping[str, str]) -> str:
    """A comment behind what it is about; an item is called as it was then, since its team may be writing on it now."""
    wide, *narrow = [text for text, _language in about(empty(), comment["path"])]
    place = " › ".join(filter(None, [wide, comment.get("title", ""), *narrow]))
    return f"{gettext('%(label)s:') % {'label': place}} {comment['text']}"


def _claims(organization: Organization) -> Iterator[Event]:
    for row in Claim.objects.filter(organization=organization):
        yield Event(
            row.opened_at,
            Topic.CLAIM,
            _("The entry was claimed"),
            by=row.person_id,
            state=row.get_evidence_display(),
            reason=row.words,
        )
        if row.state in OPEN_CLAIMS:
            continue
        by = row.person_id if row.state == ClaimState.WITHDRAWN else row.decided_by_id
        at = row.state_since if row.state in (ClaimState.WITHDRAWN, ClaimState.REVOKED) else row.decided_at
        yield Event(
            at or row.state_since,
            Topic.CLAIM,
            _("The claim was settled"),
            by=by,
            rule=row.rule if by is None else "",
            about=row.person_id,
            state=row.get_state_display(),
            reason=row.reason,
        )


TEAM_DEEDS: dict[str, Words] = {
    "insert": _("Somebody came into the team"),
    "update": _("Somebody has another place in the team"),
    "delete": _("Somebody left the team or was taken out of it"),
}


def _members(organization: Organization) -> Iterator[Event]:
    """Read from the audit, since nobody who left has a row any more."""
    events = apps.get_model("registry", "MembershipEvent")._default_manager.filter(organization_id=organization.pk)
    rows = list(events.select_related("pgh_context").order_by("pgh_id"))
    reasons = _reasons_of_removals(organization, rows)
    for row in rows:
        acted = (row.pgh_context.metadata if row.pgh_context else {}).get("user")
        yield Event(
            row.pgh_created_at,
            Topic.TEAM,
            TEAM_DEEDS[row.pgh_label],
            by=uuid.UUID(str(acted)) if acted else None,
            about=row.person_id,
            state=TeamRole(row.role).label,
            reason=reasons.get(row.pgh_id, ""),
        )


def _reasons_of_removals(organization: Organization, members: Iterable[Any]) -> dict[int, str]:
    """Why the secretariat took people out of a team, by the event of their leaving: the last before that was noted."""
    reasons: dict[int, str] = {}
    left = [row for row in members if row.pgh_label == "delete"]
    for removal in organization.team_removals.all() if left else ():
        of_theirs = [one for one in left if one.person_id == removal.person_id and one.pgh_created_at <= removal.at]
        reasons |= {one.pgh_id: removal.reason for one in of_theirs[-1:]}
    return reasons


def _invitations(organization: Organization) -> Iterator[Event]:
    rows = list(Invitation.objects.filter(organization=organization))
    is_withdrawn = any(row.withdrawn_at for row in rows)
    withdrew = _in_whose_name("Invitation", organization, withdrawn_at__isnull=False) if is_withdrawn else {}
    for row in rows:
        role = row.get_role_display()
        yield Event(row.created_at, Topic.TEAM, _("Somebody was invited"), by=row.invited_by_id, state=role)
        if row.accepted_at:
            yield Event(row.accepted_at, Topic.TEAM, _("An invitation was accepted"), by=row.accepted_by_id, state=role)
        if row.declined_at:
            yield Event(row.declined_at, Topic.TEAM, _("An invitation was declined"), state=role, reason=row.reason)
        if row.withdrawn_at:
            by = withdrew.get(row.pk)
            yield Event(row.withdrawn_at, Topic.TEAM, _("An invitation was withdrawn"), by=by, state=role)


def _wishes(organization: Organization) -> Iterator[Event]:
    for row in TeamRequest.objects.filter(organization=organization):
        yield Event(row.asked_at, Topic.TEAM, _("Somebody asked to join the team"), by=row.person_id, reason=row.note)
        if row.answered_at:
            by = row.person_id if row.state == RequestState.WITHDRAWN else row.answered_by_id
            yield Event(
                row.answered_at,
                Topic.TEAM,
                _("The wish to join was answered"),
                by=by,
                about=row.person_id,
                state=row.get_state_display(),
                reason=row.reason,
            )


def _messages(organization: Organization) -> Iterator[Event]:
    """To everybody who was ever near the team: their messages are few. Never a word of what a message says. Each
    stands where what it tells happened, whenever it could be sent.
    """
    members = apps.get_model("registry", "MembershipEvent")._default_manager.filter(organization_id=organization.pk)
    near = members.values_list("person_id").union(
        organization.claims.values_list("person_id"),
        organization.team_requests.values_list("person_id"),
        organization.submissions.values_list("opened_by_id"),
    )
    receivers = [pk for (pk,) in near if pk]
    about = Q(context__organization__in=[str(organization.pk), organization.public_id_id])
    for name, related in POINTERS.items():
        ids = getattr(organization, related).values_list("pk", flat=True)
        about |= Q(**{f"context__{name}__in": [str(pk) for pk in ids]})
    decided = Decision.objects.filter(submission__organization=organization).values_list("pk", flat=True)
    about |= Q(context__decision__in=[str(pk) for pk in decided])
    for row in Message.objects.filter(about, person__in=receivers).defer("secret", "address"):
        yield Event(
            row.created_at,
            Topic.MESSAGE,
            row.get_kind_display(),
            about=row.person_id,
            state=_state_of(row),
        )


def _state_of(message: Message) -> Words:
    states: list[tuple[object, Words]] = [
        (message.bounced_at, pgettext_lazy("an email", "Could not be delivered")),
        (message.sent_at, pgettext_lazy("an email", "Sent")),
        (message.refused_at, pgettext_lazy("an email", "Refused")),
        (message.stopped_at, pgettext_lazy("an email", "Stopped before it was sent")),
    ]
    return next((words for at, words in states if at), pgettext_lazy("an email", "Waits to be sent"))


def _imports(organization: Organization) -> Iterator[Event]:
    ids = list(organization.submissions.values_list("pk", flat=True))  # so that both indexes are used
    rows = ImportRow.objects.filter(Q(organization=organization) | Q(submission__in=ids))
    rows = rows.select_related("table").defer("cells", "faults", "keys").annotate(undone_by=_who_undid())
    for row in rows:
        of_row: dict[str, Any] = {"topic": Topic.IMPORT, "submission": row.submission_id}
        if row.handled_at and row.submission_id:
            yield Event(row.handled_at, what=_("A row of an import was brought in"), by=row.table.by_id, **of_row)
        if row.undone_at:
            by = uuid.UUID(row.undone_by) if row.undone_by else None
            yield Event(row.undone_at, what=_("A row of an import was taken back"), by=by, **of_row)


def _who_undid() -> Subquery:
    """In whose name the import of a row was being taken back when the row was, from the audit."""
    undoing = apps.get_model("registry", "ImportEvent")._default_manager.filter(
        pgh_obj_id=OuterRef("table"), state=ImportState.UNDOING, pgh_created_at__lte=OuterRef("undone_at")
    )
    return Subquery(undoing.order_by("-pgh_id").values("pgh_context__metadata__user")[:1])


def _confirmations(organization: Organization) -> Iterator[Event]:
    for row in Confirmation.objects.filter(organization=organization):
        what = _("The entry was confirmed as still true")
        yield Event(row.at, Topic.CONFIRMATION, what, by=row.by_id, state=row.get_way_display())


def _withdrawals(organization: Organization) -> Iterator[Event]:
    for row in Withdrawal.objects.filter(organization=organization):
        yield Event(row.at, Topic.LEAVING, _("The entry was withdrawn"), by=row.by_id, reason=row.reason)
        if row.returned_at:
            yield Event(row.returned_at, Topic.LEAVING, _("The entry came back"))
        if row.erased_at:
            yield Event(row.erased_at, Topic.LEAVING, _("Its personal data was erased"))


def _cases(organization: Organization) -> Iterator[Event]:
    """A case of reports with what was reported in it."""
    for row in Case.objects.filter(organization=organization).prefetch_related("reports"):
        kind = row.get_kind_display()
        reports = sorted(row.reports.all(), key=lambda report: report.sent_at)
        told = [f"{one.get_reason_display()}: {Truncator(one.text).chars(LONGEST_REPORT)}" for one in reports]
        reason = "\n\n".join(told)
        yield Event(row.opened_at, Topic.CASE, _("A case was opened"), about=row.person_id, state=kind, reason=reason)
        if row.settled_at:
            yield Event(row.settled_at, Topic.CASE, _("A case was settled"), by=row.settled_by_id, state=kind)


SOURCES: dict[Topic, list[Any]] = {
    Topic.SUBMISSION: [_submissions],
    Topic.DECISION: [_decisions],
    Topic.CLAIM: [_claims],
    Topic.TEAM: [_members, _invitations, _wishes],
    Topic.MESSAGE: [_messages],
    Topic.IMPORT: [_imports],
    Topic.CONFIRMATION: [_confirmations],
    Topic.LEAVING: [_withdrawals],
    Topic.CASE: [_cases],
}
