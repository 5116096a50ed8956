"""Lineage and networks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.actions import networks
from registry.actions import relations as lineage
from registry.ids import is_public_id
from registry.models import Membership, NetworkMembership, Organization, Relation
from registry.queries import directory
from registry.queries import relations as ties
from registry.queries.directory import Asked
from registry.queries.relations import MEMBERSHIP, Tie
from registry.vocabulary import RelationKind

MOST_FOUND = 10

# What a partner may be to the organization whose page it is: kinds, and whether it would itself be the greater side.
CHOICES = {
    (RelationKind.PARENT, False): pgettext_lazy("the partner that was found", "We are part of it"),
    (RelationKind.PARENT, True): pgettext_lazy("the partner that was found", "It is part of us"),
    (RelationKind.SUCCESSOR, False): pgettext_lazy("the partner that was found", "It took over our work"),
    (RelationKind.SUCCESSOR, True): pgettext_lazy("the partner that was found", "We took over its work"),
    (MEMBERSHIP, False): pgettext_lazy("the partner that was found", "We are a member of this network"),
    (MEMBERSHIP, True): pgettext_lazy("the partner that was found", "It is a member of our network"),
}


@team_page()
def relations(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What an organization has to do with others, what waits for whom, and a search for a partner to ask."""
    organization = membership.organization
    if request.method == "POST":
        _act(request, organization)
        return redirect("workspace_relations", organization.public_id_id)
    found = ties.ties_of(organization, get_language() or "en")
    waiting = [one for one in found if not one.is_accepted]
    text = request.GET.get("q", "").strip()
    context = {
        **frame(request, membership, "workspace_relations"),
        "accepted": [_side(one, organization) for one in found if one.is_accepted],
        "to_answer": [_side(one, organization) for one in waiting if _is_asked(one, organization)],
        "asked": [_side(one, organization) for one in waiting if not _is_asked(one, organization)],
        "choices": [(f"{kind}-{int(more)}", CHOICES[kind, more]) for kind, more in ties.kinds_between(organization)],
        "text": text,
        "partners": _search(text, organization),
    }
    return render(request, "workspace/relations.html", context)


def _is_asked(tie: Tie, organization: Organization) -> bool:
    return tie.asked == organization.public_id_id


def _side(tie: Tie, organization: Organization) -> dict[str, Any]:
    """A tie as one side reads it: what the other one is to it."""
    is_more = tie.more.public_id == organization.public_id_id
    return {
        "id": tie.id,
        "is_part": tie.kind == RelationKind.PARENT and not is_more,
        "kind": f"{tie.kind}-{int(is_more)}",
        "with": tie.less if is_more else tie.more,
        "since": tie.row.accepted_at or tie.row.proposed_at,
    }


def _search(text: str, organization: Organization) -> list[dict[str, Any]]:
    """The records of the partners that are found."""
    if not text:
        return []
    rows = directory.search(Asked(text=text, language=get_language() or "en"), size=MOST_FOUND + 1).rows
    return [row.record for row in rows if row.record["id"] != organization.public_id_id][:MOST_FOUND]


def _act(request: PersonRequest, organization: Organization) -> None:
    """What a button of the page does. Raises `Http404`, `Refusal`."""
    if "partner" in request.POST:
        _propose(request, organization)
    elif "accept" in request.POST:
        row = tie_of(organization, request.POST["accept"])
        if isinstance(row, Relation):
            lineage.accept(relation=row, by=request.user)
        else:
            networks.accept(belonging=row, by=request.user)
        messages.success(request, _("Accepted. Both entries show it now."))
    elif "end" in request.POST:
        end(tie_of(organization, request.POST["end"]), request)
        messages.success(request, _("Done. Nothing of it is shown."))
    else:
        raise Http404


def _propose(request: PersonRequest, organization: Organization) -> None:
    chosen = request.POST["partner"]
    partner = Organization.objects.listed().filter(public_id=chosen).first() if is_public_id(chosen) else None
    kind, _dash, more = request.POST.get("what", "").partition("-")
    if partner is None or (kind, more == "1") not in ties.kinds_between(organization):
        raise Http404
    less, greater = (partner, organization) if more == "1" else (organization, partner)
    made: Relation | NetworkMembership
    if kind == MEMBERSHIP:
        made = networks.propose(network=greater, member=less, by=request.user)
    else:
        made = lineage.propose(kind=kind, organization=less, other=greater, by=request.user)
    if made.accepted_at:
        messages.success(request, _("Both sides are yours, so it holds at once."))
    elif not lineage.was_sent(organization):
        messages.success(
            request, _("It is noted. They are asked when you send your registration, and it is shown once they agree.")
        )
    else:
        messages.success(request, _("They are asked. It is shown once they agree."))


def tie_of(organization: Organization, written: object) -> Relation | NetworkMembership:
    """A relation or membership of an organization, by the id that a button or an address names. Raises `Http404`."""
    try:
        pk = UUID(str(written))
    except ValueError as error:
        raise Http404 from error
    relation = Relation.objects.filter(pk=pk).first()
    found = relation or NetworkMembership.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    sides = (
        (found.organization_id, found.other_id) if isinstance(found, Relation) else (found.member_id, found.network_id)
    )
    if organization.pk not in sides:
        raise Http404
    return found


def end(row: Relation | NetworkMembership, request: PersonRequest) -> None:
    if isinstance(row, Relation):
        lineage.end(relation=row, by=request.user)
    else:
        networks.end(belonging=row, by=request.user)


@team_page(owners_only=True)
def end_relation(request: PersonRequest, membership: Membership, relation_id: UUID) -> HttpResponse:
    """End what both sides agreed to; asked once more before it is done."""
    organization = membership.organization
    row = tie_of(organization, relation_id)
    if request.method == "POST":
        end(row, request)
        messages.success(request, _("Done. Nothing of it is shown."))
        return redirect("workspace_relations", organization.public_id_id)
    found = [one for one in ties.ties_of(organization, get_language() or "en") if one.id == relation_id]
    if not found:
        raise Http404
    context = {**frame(request, membership, "workspace_relations"), "tie": _side(found[0], organization)}
    return render(request, "workspace/relation_end.html", context)
