"""Who may open the pages of an organization's workspace, and what every one of them shows."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pghistory
from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.views.errors import for_owners, not_there
from partnership.views.joining.access import GET_OR_POST, PersonRequest, to_sign_in
from registry.errors import NotAllowed, OwnersOnly, Refusal
from registry.ids import is_public_id
from registry.models import Membership, TeamRole
from registry.queries import workspace
from registry.states import OrganizationState

View: TypeAlias = Callable[..., HttpResponseBase]

ALL = tuple(OrganizationState)


@dataclass(frozen=True)
class Page:
    """A page of the workspace as its menu lists it: for whom, and in which states of the organization."""

    name: str
    label: str | Promise
    owners_only: bool = False
    states: Sequence[str] = ALL


LISTED, WITHDRAWN = OrganizationState.LISTED, OrganizationState.WITHDRAWN

PAGES = (
    Page("workspace_entry", _("Where it stands")),
    Page("workspace_team", pgettext_lazy("people who edit an entry", "Team")),
    Page("workspace_confirm", _("Confirm that it is true"), states=(LISTED,)),
    Page("workspace_stated", _("Gaps and offers"), states=(LISTED,)),
    Page("workspace_shown", _("What is shown"), states=(LISTED,)),
    Page("workspace_relations", _("Lineage and networks"), states=(LISTED,)),
    Page("workspace_matches", _("Matches"), states=(LISTED,)),
    Page("introductions", _("Introductions"), states=(LISTED, WITHDRAWN)),
    Page("workspace_overlaps", _("Overlaps with others"), states=(LISTED,)),
    Page("workspace_enquiries", _("Messages from visitors"), states=(LISTED, WITHDRAWN)),
    Page("workspace_messages", _("Messages from us")),
    Page("workspace_history", _("History")),
    Page("workspace_downloads", _("Downloads")),
    Page("workspace_withdraw", _("Leave or return"), owners_only=True, states=(LISTED, WITHDRAWN)),
)


def team_page(*forms: type[Form], owners_only: bool = False, keeps_input: bool = False) -> Callable[[View], View]:
    """A page of one organization, for its team; to everyone else it does not exist.

    The view is called with the request and the membership of the reader, whose `organization` is at hand. A refusal
    of its action is told on the page of the workspace that it came from. With `keeps_input` a form that was sent
    without a session is kept until its sender has signed in. What was written into one of `forms` by somebody who may
    not send it, or no longer, comes back to them. To a member who is no owner it says that only owners may do this.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def page(request: PersonRequest, public_id: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request, keep=keeps_input)
            if not is_public_id(public_id):
                raise Http404
            typed = kept.waiting(request) if forms else None
            try:
                membership = _membership(request, public_id, owners_only=owners_only)
                with pghistory.context(user=str(request.user.pk)):
                    return view(request, membership, **kwargs)
            except (Http404, NotAllowed) as refusal:
                words = kept.written(typed.data, *forms) if typed else []
                if isinstance(refusal, NotAllowed) and _is_no_owner(request, public_id):
                    return for_owners(request, public_id, words)
                if typed is None:
                    raise Http404 from refusal
                return not_there(request, words)
            except Refusal as refusal:
                messages.error(request, str(refusal))
                back = request.path if request.method == "POST" else reverse("workspace_entry", args=[public_id])
                return redirect(back)

        return require_http_methods(GET_OR_POST)(never_cache(page))

    return decorate


def _membership(request: PersonRequest, public_id: str, *, owners_only: bool) -> Membership:
    """That of the reader, with its organization. Raises `Http404` where there is none, `OwnersOnly`."""
    mine = Membership.objects.select_related("organization").filter(person=request.user)
    found = mine.filter(organization__public_id=public_id).first()
    if found is None:
        raise Http404
    if owners_only and found.role != TeamRole.OWNER:
        raise OwnersOnly
    return found


def _is_no_owner(request: PersonRequest, public_id: str) -> bool:
    """Whether the reader belongs to the team, as things stand now, and does not own the entry."""
    mine = Membership.objects.filter(person=request.user, organization__public_id=public_id)
    return mine.exclude(role=TeamRole.OWNER).exists()


def frame(request: PersonRequest, membership: Membership, current: str) -> dict[str, Any]:
    """What every page of a workspace shows around its content; `current` is the name of its address. Two queries."""
    organization = membership.organization
    own = workspace.own_names(request.user)
    name, lang = own[organization.pk].name, own[organization.pk].language
    is_owner = membership.role == TeamRole.OWNER
    return {
        "membership": membership,
        "organization": organization,
        "is_owner": is_owner,
        "name": name,
        "lang": lang,
        "others": [one for pk, one in own.items() if pk != organization.pk],
        "pages": [
            {
                "label": one.label,
                "href": reverse(one.name, args=[organization.public_id_id]),
                "current": one.name == current,
            }
            for one in PAGES
            if organization.state in one.states and (is_owner or not one.owners_only)
        ],
    }
