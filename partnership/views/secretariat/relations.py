"""Lineage and memberships of networks that wait for the secretariat, since the side that is asked has no team."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry.actions import networks
from registry.actions import relations as lineage
from registry.errors import NotAllowed, Refusal
from registry.models import NetworkMembership, Relation
from registry.queries import relations as ties

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_only()
def relations(request: StaffRequest) -> HttpResponse:
    """The proposals, the oldest first, each with its two buttons."""
    if request.method == "POST":
        _answer(request)
        return redirect("secretariat_relations")
    waiting = ties.waiting_for_staff(get_language() or "en", MOST)
    return render(request, "secretariat/relations.html", {"waiting": waiting})


def _answer(request: StaffRequest) -> None:
    accepts = "accept" in request.POST
    try:
        pk = uuid.UUID(request.POST.get("accept" if accepts else "decline", ""))
    except ValueError as error:
        raise Http404 from error
    relation = Relation.objects.filter(pk=pk).first()
    belonging = NetworkMembership.objects.filter(pk=pk).select_related("network", "member").first()
    try:
        if relation:
            _answer_relation(relation, accepts, request)
        elif belonging:
            _answer_membership(belonging, accepts, request)
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Answered. The side that asked is told."))


def _answer_relation(relation: Relation, accepts: bool, request: StaffRequest) -> None:
    if not lineage.may_answer(request.user, relation):
        raise NotAllowed
    if accepts:
        lineage.accept(relation=relation, by=request.user)
    else:
        lineage.end(relation=relation, by=request.user)


def _answer_membership(belonging: NetworkMembership, accepts: bool, request: StaffRequest) -> None:
    if not networks.may_answer(request.user, belonging):
        raise NotAllowed
    if accepts:
        networks.accept(belonging=belonging, by=request.user)
    else:
        networks.end(belonging=belonging, by=request.user)
