"""One introduction, for both sides and the secretariat; one joint response, for partners."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partnership.forms.introductions import AcceptForm, DeclineForm, FailForm, JoinForm, NoteForm
from partnership.introducing import item_address, line, named, next_step_together
from partnership.kept import Sent, written
from partnership.reading import circle_of
from partnership.views.introductions import CIRCLES, signed_in_page
from partnership.views.joining.access import PersonRequest
from registry.actions import introductions as actions
from registry.actions import joint_responses
from registry.errors import IllegalMove, JoinedAlready, NotAllowed, Refusal
from registry.models import Introduction, JointMember, JointResponse, Organization, SupportGap
from registry.queries import introductions as queries
from registry.queries.introductions import HELPING, NEEDING
from registry.states import AGREED, IntroductionState
from registry.vocabulary import IntroductionSide, Visibility

STAFF = Visibility.SECRETARIAT

# Said after a button and on the page, so that both say the same.
AGREED_TO_SHARE = gettext_lazy(
    "You agreed to pass your contacts on. They are exchanged once it is accepted and the other side agrees too."
)
TOLD_BY_BOTH = gettext_lazy("Both of you let everyone know what came of it.")
TOLD_TO_NOBODY = gettext_lazy(
    "Both of you let everyone know what came of it. Nothing is told as long as not everyone may see the gap and both "
    "organizations."
)


# -- An introduction --------------------------------------------------------------------------------------------------


FORMS: dict[str, type[Form]] = {"accept": AcceptForm, "decline": DeclineForm, "fail": FailForm, "note": NoteForm}


@signed_in_page(*FORMS.values())
def introduction(request: PersonRequest, typed: Sent | None, introduction_id: UUID) -> HttpResponse:
    """Where it stands, who acts next, what was written, and a button for each step. To others it does not exist.

    What cannot be done any more is told with what was written for it: in its form, or beside where that is gone.
    """
    found = _find(introduction_id)
    wanted = request.GET.get("as") or (typed.data.get("as", "") if typed else "")
    side = _side(request, found, wanted)
    if side is None and circle_of(request) != STAFF:
        raise Http404
    if typed is None:
        return _page(request, found, side)
    refusal: Refusal | None = None
    try:
        form = _act(request, found, side, typed.data)
    except Refusal as why:
        form, refusal = _form(typed.data), why
        if isinstance(why, NotAllowed):
            if form is None:
                raise Http404 from why
            refusal = IllegalMove()  # it had its form a moment ago
    if form is None and refusal is None:
        return redirect(request.get_full_path())
    return _page(request, _find(found.pk), side, typed.data, form, refusal)


def _find(introduction_id: UUID) -> Introduction:
    found = queries.with_sides(Introduction.objects.select_related("joint_response")).filter(pk=introduction_id).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: PersonRequest,
    found: Introduction,
    side: IntroductionSide | None,
    data: QueryDict | None = None,
    form: Form | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page; after something was sent that was not done, with the `form` of it and why it was refused."""
    context = _context(request, found, side)
    do = data.get("do", "") if data else ""
    if form is not None and do in context["forms"]:
        context["forms"][do] = form
    elif data and form is not None:
        context["written"] = written(data, type(form))
        refusal = refusal or IllegalMove()
    if refusal:
        messages.error(request, str(refusal))
    return render(request, "introductions/introduction.html", context, status=409 if refusal else 200)


def _side(request: PersonRequest, found: Introduction, wanted: str) -> IntroductionSide | None:
    """For which side somebody acts: that of the address, where they belong to both; else the one that is asked."""
    pair = {found.needing_id: NEEDING, found.helping_id: HELPING}
    teams = Organization.objects.filter(memberships__person=request.user, pk__in=pair)
    mine = {public_id: pair[pk] for pk, public_id in teams.values_list("pk", "public_id")}
    if wanted in mine:
        return mine[wanted]
    waits = [side for side in mine.values() if side in queries.asked(found)]
    return next(iter([*waits, *mine.values()]), None)


# What a button without a form does, and what is said then.
BUTTONS: dict[str, tuple[Callable[..., Introduction], dict[str, Any], Any]] = {
    "take_back": (actions.take_back, {}, lambda: _("Taken back. They are told.")),
    "delivering": (actions.begin_delivery, {}, lambda: _("Noted. They are told.")),
    "delivered": (actions.deliver, {}, lambda: _("Noted. They are told.")),
    "met": (actions.say_met, {"met": True}, lambda: _("The gap is met. They are told.")),
    "not_met": (actions.say_met, {"met": False}, lambda: _("The gap is open again. They are told.")),
    "share": (actions.share, {}, lambda: AGREED_TO_SHARE),
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
        made = action(**acting, **given)
        messages.success(request, _by_both(do, made) or told())
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


def _by_both(do: str, made: Introduction) -> Any:
    """What is said instead of a button's sentence where the other side had agreed before."""
    if do == "share" and queries.exchanged(made):
        return _("Both sides agree: contacts are exchanged, here and by email.")
    if do == "tell" and queries.is_told(made):
        return TOLD_BY_BOTH if queries.can_be_told(made) else TOLD_TO_NOBODY
    return None


def _forms(request: PersonRequest, found: Introduction, side: IntroductionSide | None) -> dict[str, Form]:
    """The forms that the page has for a side, as things stand."""
    if side is None:
        return {}
    state, is_asked = found.state, side in queries.asked(found)
    own_consent = getattr(found, f"{side}_by_id") == request.user.pk and getattr(found, f"{side}_shares")
    has: dict[str, tuple[bool, Form]] = {
        "accept": (is_asked and state == IntroductionState.INTRODUCED, AcceptForm(initial={"shares": own_consent})),
        "decline": (is_asked, DeclineForm()),
        "fail": (state in AGREED or _may_say_met(found, side), FailForm()),
        "note": (state in actions.AFTERWARDS, NoteForm()),
    }
    return {name: form for name, (is_there, form) in has.items() if is_there}


def _may_say_met(found: Introduction, side: IntroductionSide | None) -> bool:
    is_delivered = found.state == IntroductionState.DELIVERED and found.gap_id is not None
    return side == NEEDING and is_delivered and not found.met


def _passed_on(request: PersonRequest, found: Introduction, side: IntroductionSide | None) -> dict[str, Any]:
    """The joint response that an introduction led before another one did, and that one, as far as the reader may open
    them. One query where it came to nothing, none else.
    """
    if found.state != IntroductionState.WITHDRAWN or found.gap is None:
        return {}
    joint = queries.led_before(found)
    if joint is None:
        return {}
    opens_joint = side == NEEDING or _shows_joint(circle_of(request), found.gap)
    return {
        "is_passed_on": True,
        "went_on": joint.ended_at is not None,
        "joint": joint if opens_joint else None,
        "following": joint.introduction_id if side != HELPING else None,
    }


def _context(request: PersonRequest, found: Introduction, side: IntroductionSide | None) -> dict[str, Any]:
    joint = getattr(found, "joint_response", None)
    state = found.state
    other = queries.other_side(side) if side else None
    notes = queries.notes_of(found)
    if side is None:
        notes = notes.filter(organization=None)  # what partners write to each other is theirs
    return {
        "introduction": found,
        "line": line(found, side),
        "side": side,
        "reader": queries.party(found, side) if side else None,
        "notes": [{"note": one, "by": named(one.organization) if one.organization else None} for one in notes],
        "forms": _forms(request, found, side),
        "may_take_back": (side is not None and found.writer == side and state == IntroductionState.INTRODUCED)
        or (side is None and state == IntroductionState.SUGGESTED),
        "is_agreed": side is not None and state in AGREED,
        "may_begin": side is not None and state == IntroductionState.ACCEPTED,
        "may_say_met": _may_say_met(found, side),
        "shares": getattr(found, f"{side}_shares") if side else False,
        "other_shares": side is not None and queries.is_asked_to_share(found, side),
        "tells": getattr(found, f"{side}_tells") if side else False,
        "other_tells": getattr(found, f"{other}_tells") if other else False,
        "is_told": queries.is_told(found),
        "told": TOLD_BY_BOTH if queries.can_be_told(found) else TOLD_TO_NOBODY,
        "people": queries.contacts(found, other) if other else [],
        "joint": joint,
        "before": queries.before_it(found, joint) if joint else None,
        "may_open": side == HELPING
        and joint is None
        and found.gap_id
        and (state in AGREED or (state == IntroductionState.INTRODUCED and found.writer == HELPING)),
        **_passed_on(request, found, side),
    }


# -- A joint response -------------------------------------------------------------------------------------------------


def _shows_joint(circle: str, gap: SupportGap) -> bool:
    """Whether those in a circle of readers may open the joint response to a gap, though they are not in it."""
    return circle != Visibility.EVERYONE and gap.visible_to in CIRCLES[circle]


@signed_in_page(JoinForm)
def joint_response(request: PersonRequest, typed: Sent | None, joint_id: UUID) -> HttpResponse:
    """Who answers a gap together, who leads, where it stands; asking to join, taking in, leaving."""
    found = (
        JointResponse.objects.select_related(
            "gap__organization__listing",
            "introduction__gap",
            "introduction__needing__listing",
            "introduction__helping__listing",
        )
        .filter(pk=joint_id)
        .first()
    )
    if found is None:
        raise Http404
    partners = list(queries.partners_of(request.user))
    members = list(queries.members(found.pk))
    joined = [one for one in members if one.joined_at]
    ids = {one.pk for one in partners}
    lead = found.introduction.helping_id
    inside = ids & {found.introduction.needing_id, lead, *(one.organization_id for one in members)}
    if not inside and not _shows_joint(circle_of(request), found.gap):
        raise Http404
    taken = {found.introduction.needing_id, *(one.organization_id for one in members)}
    rest = [one for one in partners if one.pk not in taken]
    form = JoinForm(typed.data if typed else None, partners=rest) if rest and not found.ended_at else None
    status = 200
    if typed:
        others = [one for one in partners if one.pk != found.introduction.needing_id]
        try:
            done = _act_on_joint(request, found, members, others, typed.data)
        except NotAllowed as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            messages.error(request, str(refusal))
            done, status = "member" in typed.data, 409
        if done:
            return redirect("joint_response", found.pk)
    context = {
        "joint": found,
        "gap": found.gap,
        "href": item_address(found.gap),
        "of": named(found.introduction.needing),
        "state": found.introduction.get_state_display(),
        "since": found.introduction.state_since,
        "next": next_step_together(found.introduction, _own_side(found.introduction, ids)),
        "lead": named(found.introduction.helping),
        "leads": lead in ids,
        "was_accepted": found.introduction.accepted_at is not None,
        "is_inside": lead in ids or found.introduction.needing_id in ids,
        "to_name": [
            _member(one, lead, ids)
            for one in members
            if one.organization_id in ids and queries.can_be_named(one, found.introduction)
        ],
        "is_told": queries.is_told(found.introduction),
        "can_be_told": queries.can_be_told(found.introduction),
        "others_left": found.ended_at and len(joined) == 1 and queries.left_before(found),
        "joined": [_member(one, lead, ids, alone=len(joined) == 1) for one in joined],
        "asking": [_member(one, lead, ids) for one in members if one.joined_at is None],
        "form": form,
        "written": written(typed.data, JoinForm) if typed and form is None else [],
    }
    return render(request, "introductions/joint.html", context, status=status)


def _own_side(introduction: Introduction, own: set[Any]) -> IntroductionSide | None:
    """The side of an introduction for which a reader acts; of both the one that is asked."""
    mine = [side for side in (NEEDING, HELPING) if queries.party(introduction, side).pk in own]
    waits = [side for side in mine if side in queries.asked(introduction)]
    return next(iter([*waits, *mine]), None)


def _member(member: JointMember, lead: UUID, own: set[Any], *, alone: bool = False) -> dict[str, Any]:
    """A partner that answers, or asks to; a lead that is `alone` has nobody to whom it could leave."""
    is_lead = member.organization_id == lead
    return {
        "member": member,
        "named": named(member.organization),
        "is_lead": is_lead,
        "is_own": member.organization_id in own,
        "may_end": (member.organization_id in own or lead in own) and not (is_lead and alone),
        "shows_words": member.organization_id in own or lead in own,
    }


# What a member's word makes of it: whether it may be named where everyone may know, and what is said then.
TELLS: dict[str, tuple[bool, Promise]] = {
    "tell": (True, gettext_lazy("Noted. You are named where both sides tell what came of it.")),
    "hush": (False, gettext_lazy("Noted. You are counted without your name.")),
}


def _act_on_joint(
    request: PersonRequest,
    joint: JointResponse,
    members: list[JointMember],
    partners: list[Organization],
    data: QueryDict,
) -> bool:
    """What a button does for one of the reader's partners; whether it is done, or a form does not pass.

    Raises `Http404`, `Refusal`.
    """
    chosen = next((one for one in members if str(one.pk) == data.get("member")), None)
    do = data.get("do")
    if do == "join":
        return _ask_to_join(request, joint, partners, data)
    if chosen and do == "take_in":
        joint_responses.take_in(member=chosen, by=request.user)
        messages.success(request, _("Taken in. Everyone who belongs to it is told."))
    elif chosen and do == "leave":
        joint_responses.leave(member=chosen, by=request.user)
        messages.success(request, _("Done."))
    elif chosen and do in TELLS:
        tells, said = TELLS[do]
        joint_responses.let_be_named(member=chosen, by=request.user, tells=tells)
        messages.success(request, str(said))
    else:
        raise Http404
    return True


def _ask_to_join(request: PersonRequest, joint: JointResponse, partners: list[Organization], data: QueryDict) -> bool:
    """Sent once more, it is answered as the first time; other words are refused, so that nobody takes them as sent."""
    if not partners:
        raise Http404
    form = JoinForm(data, partners=partners)
    if not form.is_valid():
        return False
    given = form.cleaned_data
    member = joint_responses.ask_to_join(
        joint=joint, organization=given["organization"], by=request.user, words=given["words"]
    )
    if member.words != given["words"]:
        raise JoinedAlready
    if member.joined_at is None:
        messages.success(request, _("They are asked. The partner that leads answers."))
    return True
