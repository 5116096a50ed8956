"""One introduction, for both sides and the secretariat; one joint response, for partners."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnership.forms.introductions import AcceptForm, DeclineForm, FailForm, JoinForm, NoteForm
from partnership.introducing import item_address, line, named
from partnership.kept import sent
from partnership.reading import circle_of
from partnership.views.introductions import CIRCLES, signed_in_page
from partnership.views.joining.access import PersonRequest
from registry.actions import introductions as actions
from registry.actions import joint_responses
from registry.errors import NotAllowed, Refusal
from registry.models import Introduction, JointMember, JointResponse, Organization
from registry.queries import introductions as queries
from registry.queries.introductions import HELPING, NEEDING
from registry.states import AGREED, IntroductionState
from registry.vocabulary import IntroductionSide, Visibility

STAFF = Visibility.SECRETARIAT


# -- An introduction --------------------------------------------------------------------------------------------------


@signed_in_page
def introduction(request: PersonRequest, introduction_id: UUID) -> HttpResponse:
    """Where it stands, who acts next, what was written, and a button for each step. To others it does not exist."""
    found = queries.with_sides(Introduction.objects.select_related("joint_response")).filter(pk=introduction_id).first()
    if found is None:
        raise Http404
    typed = sent(request)
    wanted = request.GET.get("as") or (typed.data.get("as", "") if typed else "")
    side = _side(request, found, wanted)
    if side is None and circle_of(request) != STAFF:
        raise Http404
    forms: dict[str, Form] = {"accept": AcceptForm(), "decline": DeclineForm(), "fail": FailForm(), "note": NoteForm()}
    status = 200
    if typed:
        try:
            form = _act(request, found, side, typed.data)
        except NotAllowed as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            messages.error(request, str(refusal))
            form = _form(typed.data)
            status = 409
        if form is None:
            return redirect(request.get_full_path())
        forms[str(typed.data["do"])] = form
        if status != 200:
            found = queries.with_sides(Introduction.objects.select_related("joint_response")).get(pk=found.pk)
    return render(request, "introductions/introduction.html", _context(found, side, forms), status=status)


def _side(request: PersonRequest, found: Introduction, wanted: str) -> IntroductionSide | None:
    """For which side somebody acts: that of the address, where they belong to both; else the one that is asked."""
    pair = {found.needing_id: NEEDING, found.helping_id: HELPING}
    teams = Organization.objects.filter(memberships__person=request.user, pk__in=pair)
    mine = {public_id: pair[pk] for pk, public_id in teams.values_list("pk", "public_id")}
    if wanted in mine:
        return mine[wanted]
    waits = [side for side in mine.values() if side in queries.asked(found)]
    return next(iter([*waits, *mine.values()]), None)


FORMS: dict[str, type[Form]] = {"accept": AcceptForm, "decline": DeclineForm, "fail": FailForm, "note": NoteForm}

# What a button without a form does, and what is said then.
BUTTONS: dict[str, tuple[Callable[..., Any], dict[str, Any], Any]] = {
    "take_back": (actions.take_back, {}, lambda: _("Taken back. They are told.")),
    "delivering": (actions.begin_delivery, {}, lambda: _("Noted. They are told.")),
    "delivered": (actions.deliver, {}, lambda: _("Noted. They are told.")),
    "met": (actions.say_met, {"met": True}, lambda: _("The gap is met. They are told.")),
    "not_met": (actions.say_met, {"met": False}, lambda: _("The gap is open again. They are told.")),
    "share": (actions.share, {}, lambda: _("Noted. Contacts are passed on once both sides have agreed.")),
    "tell": (actions.tell_publicly, {"tells": True}, lambda: _("Noted. Everyone may know once both sides say so.")),
    "hush": (actions.tell_publicly, {"tells": False}, lambda: _("Noted. Nobody else is told.")),
}


def _form(data: QueryDict) -> Form | None:
    kind = FORMS.get(data.get("do", ""))
    return kind(data) if kind else None


def _act(request: PersonRequest, found: Introduction, side: IntroductionSide | None, data: QueryDict) -> Form | None:
    """What a button does; a form that does not pass comes back. Raises `Http404`, `Refusal`."""
    do = data.get("do", "")
    if side is None:
        if do != "take_back":
            raise Http404
        actions.take_back_suggestion(introduction=found, by=request.user)
        messages.success(request, _("The suggestion is taken back."))
        return None
    acting: dict[str, Any] = {
        "introduction": found,
        "organization": queries.party(found, side),
        "by": request.user,
    }
    if do in BUTTONS:
        action, given, told = BUTTONS[do]
        action(**acting, **given)
        messages.success(request, told())
        return None
    if do == "joint":
        joint_responses.open_joint(**acting)
        messages.success(request, _("Other partners can ask to join you now."))
        return None
    form = _form(data)
    if form is None:
        raise Http404
    if not form.is_valid():
        return form
    language = get_language() or "en"
    if do == "accept":
        actions.accept(**acting, language=language, **form.cleaned_data)
        messages.success(request, _("Accepted. They are told."))
    elif do == "decline":
        actions.decline(**acting, **form.cleaned_data)
        messages.success(request, _("Declined, with your reason."))
    elif do == "fail":
        actions.fail(**acting, **form.cleaned_data)
        messages.success(request, _("Noted, with your reason. They are told."))
    elif found.state == IntroductionState.SUGGESTED:
        actions.introduce(
            organization=acting["organization"],
            by=request.user,
            language=language,
            gap=found.gap,
            offer=found.offer,
            **form.cleaned_data,
        )
        messages.success(request, _("Your message is sent. They answer here."))
    else:
        actions.write(**acting, language=language, **form.cleaned_data)
        messages.success(request, _("Your message is sent."))
    return None


def _context(found: Introduction, side: IntroductionSide | None, forms: dict[str, Form]) -> dict[str, Any]:
    joint = getattr(found, "joint_response", None)
    state = found.state
    other = queries.other_side(side) if side else None
    notes = queries.notes_of(found)
    if side is None:
        notes = notes.filter(organization=None)  # what partners write to each other is theirs
    asked = side in queries.asked(found)
    return {
        "introduction": found,
        "line": line(found, side),
        "side": side,
        "reader": queries.party(found, side) if side else None,
        "notes": [{"note": one, "by": named(one.organization) if one.organization else None} for one in notes],
        "forms": forms,
        "asked": asked,
        "may_accept": asked and state == IntroductionState.INTRODUCED,
        "may_take_back": (side is not None and found.writer == side and state == IntroductionState.INTRODUCED)
        or (side is None and state == IntroductionState.SUGGESTED),
        "is_agreed": side is not None and state in AGREED,
        "may_begin": side is not None and state == IntroductionState.ACCEPTED,
        "may_say_met": side == NEEDING and state == IntroductionState.DELIVERED and found.gap_id and not found.met,
        "may_write": side is not None and state in actions.AFTERWARDS,
        "shares": getattr(found, f"{side}_shares") if side else False,
        "tells": getattr(found, f"{side}_tells") if side else False,
        "other_tells": getattr(found, f"{other}_tells") if other else False,
        "is_told": found.needing_tells and found.helping_tells,
        "people": queries.contacts(found, other) if other else [],
        "joint": joint,
        "may_open": side == HELPING
        and joint is None
        and found.gap_id
        and (state in AGREED or (state == IntroductionState.INTRODUCED and found.writer == HELPING)),
    }


# -- A joint response -------------------------------------------------------------------------------------------------


@signed_in_page
def joint_response(request: PersonRequest, joint_id: UUID) -> HttpResponse:
    """Who answers a gap together, who leads, where it stands; asking to join, taking in, leaving."""
    found = (
        JointResponse.objects.select_related(
            "gap__organization__listing", "introduction__needing__listing", "introduction__helping__listing"
        )
        .filter(pk=joint_id)
        .first()
    )
    if found is None:
        raise Http404
    partners = list(queries.partners_of(request.user))
    members = list(queries.members(found.pk))
    ids = {one.pk for one in partners}
    lead = found.introduction.helping_id
    inside = ids & {found.introduction.needing_id, lead, *(one.organization_id for one in members)}
    circle = circle_of(request)
    if not inside and (circle == Visibility.EVERYONE or found.gap.visible_to not in CIRCLES[circle]):
        raise Http404
    taken = {found.introduction.needing_id, *(one.organization_id for one in members)}
    rest = [one for one in partners if one.pk not in taken]
    typed = sent(request)
    form = JoinForm(typed.data if typed else None, partners=rest) if rest and not found.ended_at else None
    if typed:
        try:
            done = _act_on_joint(request, found, members, form, typed.data)
        except NotAllowed as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            messages.error(request, str(refusal))
            done = form is None or "member" in typed.data
        if done:
            return redirect("joint_response", found.pk)
    context = {
        "joint": found,
        "gap": found.gap,
        "href": item_address(found.gap),
        "of": named(found.introduction.needing),
        "state": found.introduction.get_state_display(),
        "since": found.introduction.state_since,
        "lead": named(found.introduction.helping),
        "leads": lead in ids,
        "is_inside": lead in ids or found.introduction.needing_id in ids,
        "joined": [_member(one, lead, ids) for one in members if one.joined_at],
        "asking": [_member(one, lead, ids) for one in members if one.joined_at is None],
        "form": form,
    }
    return render(request, "introductions/joint.html", context)


def _member(member: JointMember, lead: UUID, own: set[Any]) -> dict[str, Any]:
    is_lead = member.organization_id == lead
    return {
        "member": member,
        "named": named(member.organization),
        "is_lead": is_lead,
        "is_own": member.organization_id in own,
        "may_end": member.organization_id in own or lead in own,
        "shows_words": member.organization_id in own or lead in own,
    }


def _act_on_joint(
    request: PersonRequest, joint: JointResponse, members: list[JointMember], form: JoinForm | None, data: QueryDict
) -> bool:
    """What a button does; whether it is done. A form that does not pass comes back. Raises `Http404`, `Refusal`."""
    chosen = next((one for one in members if str(one.pk) == data.get("member")), None)
    do = data.get("do")
    if do == "join":
        if form is None:
            raise Http404
        if not form.is_valid():
            return False
        given = form.cleaned_data
        joint_responses.ask_to_join(
            joint=joint, organization=given["organization"], by=request.user, words=given["words"]
        )
        messages.success(request, _("They are asked. The partner that leads answers."))
    elif chosen and do == "take_in":
        joint_responses.take_in(member=chosen, by=request.user)
        messages.success(request, _("Taken in. Everyone who belongs to it is told."))
    elif chosen and do == "leave":
        joint_responses.leave(member=chosen, by=request.user)
        messages.success(request, _("Done."))
    else:
        raise Http404
    return True
