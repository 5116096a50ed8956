"""A person's own organizations and drafts: where each stands, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partnership import steps
from partnership.answers import official_name
from partnership.views.joining.access import PersonRequest
from registry.actions import drafts, people
from registry.entry.paths import is_path
from registry.errors import NotAllowed
from registry.ids import is_public_id
from registry.models import Decision, Invitation, Membership, Organization, Submission
from registry.models.people import Language
from registry.queries import claims, teams
from registry.queries.texts import Said, reasons_of
from registry.states import OPEN, OrganizationState, Origin, SubmissionState
from registry.text import words_for_address


@dataclass(frozen=True)
class Own:
    """An organization of the reader's: its latest submission by the team says where it stands."""

    organization: Organization
    name: str
    lang: str
    submission: Submission | None
    decision: Decision | None
    passed_to: Sequence[Invitation] = ()
    reasons: Sequence[Said] = ()

    @property
    def is_open(self) -> bool:
        return self.submission is not None and self.submission.state in OPEN

    @property
    def is_listed(self) -> bool:
        return self.organization.state == OrganizationState.LISTED

    @property
    def may_change(self) -> bool:
        """Whether the reader may begin a change, or another registration after a refusal."""
        return not self.is_open and self.organization.state in (OrganizationState.LISTED, OrganizationState.REFUSED)

    @property
    def words(self) -> str:
        return words_for_address(self.name)


@require_safe
@never_cache
@login_required
def workspace(request: PersonRequest) -> HttpResponse:
    """My organizations, each with its state in words and the next action."""
    context = {
        "organizations": _own(request),
        "claims": claims.open_of(request.user),
        "wishes": teams.wishes_of(request.user),
        "drafts": _staff_drafts(request),
        "languages": Language.choices,
    }
    return render(request, "workspace/workspace.html", context)


def _own(request: PersonRequest) -> list[Own]:
    answers = Decision.objects.filter(taken_back_at=None).defer("snapshot").order_by("-decided_at")
    decisions = Prefetch("decisions", answers, "answers")
    goes_on = ~Q(state=SubmissionState.DISCARDED) | Q(organization__state=OrganizationState.PENDING)
    of_team = (
        Submission.objects.filter(goes_on, origin=Origin.TEAM)  # of an entry, what was given up says nothing
        .exclude(state=SubmissionState.SET_ASIDE)  # written by others, whose claim was revoked
        .defer("base", "unaccepted", "seen")
        .order_by("-opened_at", "-pk")
        .prefetch_related(decisions)
    )
    memberships = (
        Membership.objects.filter(person=request.user)
        .select_related("organization__listing")
        .prefetch_related(
            Prefetch("organization__submissions", of_team, "of_team"),
            Prefetch(
                "organization__invitations", teams.working_invitations().order_by("-created_at", "-pk"), "working"
            ),
        )
        .order_by("-since", "-pk")
    )
    found = [own for one in memberships if (own := _of(one.organization))]
    reasons = reasons_of([own.decision for own in found if own.decision], get_language() or "en")
    return [replace(own, reasons=reasons.get(own.decision.pk, ())) if own.decision else own for own in found]


def _of(organization: Organization) -> Own | None:
    submission: Submission | None = next(iter(organization.of_team), None)  # type: ignore[attr-defined]
    given_up = submission is not None and submission.state == SubmissionState.DISCARDED
    if given_up and organization.state == OrganizationState.PENDING:
        return None
    listing = getattr(organization, "listing", None)
    if listing:
        name, lang = listing.name, listing.name_language
    else:
        name, lang = official_name(submission.document) if submission else ("", "")
    answers = submission.answers if submission and submission.state != SubmissionState.SUBMITTED else []  # type: ignore[attr-defined]
    return Own(
        organization=organization,
        name=name or _("Organization without a name"),
        lang=lang,
        submission=submission,
        decision=next(iter(answers), None),
        passed_to=organization.working if submission and submission.is_editable else (),  # type: ignore[attr-defined]
    )


def _staff_drafts(request: PersonRequest) -> list[tuple[Submission, str, str]]:
    """Drafts that a member of the secretariat is writing for others."""
    if not request.user.is_staff_member:
        return []
    found = Submission.objects.open().filter(opened_by=request.user).exclude(origin=Origin.TEAM)
    found = found.defer("base", "unaccepted", "seen").order_by("-saved_at", "pk")
    return [(one, *official_name(one.document)) for one in found]


@login_required
def change_entry(request: PersonRequest, public_id: str) -> HttpResponse:
    """Open the change of an entry, or the one that is open already, and go to its steps, or to a part that was named.

    Who had to sign in first comes back without the button: the workspace has it. To strangers it does not exist.
    """
    found = Organization.objects.filter(public_id=public_id, memberships__person=request.user)
    organization = found.first() if is_public_id(public_id) else None
    if organization is None:
        raise Http404
    if request.method != "POST":
        return redirect("workspace")
    try:
        submission = drafts.open_change(organization=organization, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace")
    part = request.POST.get("part", "")
    if submission.is_editable and is_path(part):
        return redirect(steps.address_of(submission, part))
    return redirect("draft", submission.pk)


@require_POST
@login_required
def language(request: PersonRequest) -> HttpResponse:
    """The language of mails to this person; the language of a page is chosen by its address alone."""
    try:
        people.set_language(person=request.user, language=request.POST.get("language", ""))
    except ValueError as error:
        raise Http404 from error
    messages.success(request, _("From now on we write to you in this language."))
    return redirect("workspace")
