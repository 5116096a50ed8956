"""Teams: members and their roles, leaving and following, wishes to join."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registry import rules
from registry.actions import cases, drafts, invitations, teams
from registry.errors import (
    AlreadyInTeam,
    IllegalMove,
    LastOwner,
    LinkInvalid,
    NotAllowed,
    NoTeam,
    OwnerNeeded,
    ReasonNeeded,
    Refusal,
    TooMany,
)
from registry.models import Case, Invitation, Membership, Message, Organization, Person, TeamRequest
from tests import factories
from tests.factories import ORGANIZATION, WHERE, draft, form_data, join_team, person, save

pytestmark = pytest.mark.django_db


def partner(**roles: str) -> Organization:
    """A listed entry of Amina's with others in its team, and no message yet."""
    organization = factories.partner(person("amina"))
    for name, role in roles.items():
        join_team(person(name), organization, role)
    Message.objects.all().delete()
    return organization


def of(name: str, organization: Organization) -> Membership:
    return Membership.objects.get(organization=organization, person=person(name))


def team(organization: Organization) -> dict[str, str]:
    return dict(Membership.objects.filter(organization=organization).values_list("person__name", "role"))


def told() -> list[tuple[str, str, Any]]:
    """Who was written to: name, kind, and what changed."""
    rows = Message.objects.order_by("kind", "person__name").values_list("person__name", "kind", "context")
    return [(name, kind, context.get("change")) for name, kind, context in rows]


def open_cases() -> list[str]:
    return list(Case.objects.filter(state="open").values_list("kind", flat=True))


# -- Roles ------------------------------------------------------------------------------------------------------------


def test_an_owner_makes_an_editor_an_owner_and_they_are_told() -> None:
    organization = partner(bo="editor")

    teams.change_role(membership=of("bo", organization), role="owner", by=person("amina"))

    assert team(organization) == {"Amina": "owner", "Bo": "owner"}
    assert told() == [("Bo", "team_changed", "owner")]


def test_the_same_role_once_more_is_no_change_and_no_message() -> None:
    organization = partner(bo="editor")

    teams.change_role(membership=of("bo", organization), role="editor", by=person("amina"))

    assert (team(organization), told()) == ({"Amina": "owner", "Bo": "editor"}, [])


def test_an_owner_steps_down_as_long_as_another_is_left() -> None:
    organization = partner(bo="owner")

    teams.change_role(membership=of("amina", organization), role="editor", by=person("amina"))
    assert (team(organization), told()) == ({"Amina": "editor", "Bo": "owner"}, [])

    with pytest.raises(LastOwner, match="Make somebody else an owner first"):
        teams.change_role(membership=of("bo", organization), role="editor", by=person("bo"))
    assert team(organization) == {"Amina": "editor", "Bo": "owner"}


def test_handing_over_makes_an_owner_and_an_editor_at_once() -> None:
    organization = partner(bo="editor")

    teams.hand_over(membership=of("bo", organization), by=person("amina"))

    assert team(organization) == {"Amina": "editor", "Bo": "owner"}
    assert told() == [("Bo", "team_changed", "owner")]


def test_handing_over_to_another_owner_is_stepping_down() -> None:
    organization = partner(bo="owner")

    teams.hand_over(membership=of("bo", organization), by=person("amina"))

    assert (team(organization), told()) == ({"Amina": "editor", "Bo": "owner"}, [])


def test_nobody_hands_over_to_themselves() -> None:
    organization = partner()
    with pytest.raises(NotAllowed):
        teams.hand_over(membership=of("amina", organization), by=person("amina"))


OWNERS_ONLY: dict[str, Callable[[Membership, Person], Any]] = {
    "role": lambda member, by: teams.change_role(membership=member, role="owner", by=by),
    "hand over": lambda member, by: teams.hand_over(membership=member, by=by),
    "remove": lambda member, by: teams.remove(membership=member, by=by),
    "invite": lambda member, by: invitations.invite(
        organization=member.organization, to="x@bay.example.org", note="", by=by
    ),
}


@pytest.mark.parametrize("act", OWNERS_ONLY.values(), ids=OWNERS_ONLY)
@pytest.mark.parametrize("name", ["bo", "sam", "rosa", "ada"])
def test_owners_alone_manage_a_team(act: Callable[[Membership, Person], Any], name: str) -> None:
    organization = partner(bo="editor", kim="editor")
    factories.partner(person("sam"))  # an owner of another entry is none of this
    Message.objects.all().delete()

    with pytest.raises(NotAllowed):
        act(of("kim", organization), person(name))

    assert team(organization) == {"Amina": "owner", "Bo": "editor", "Kim": "editor"}
    assert (Message.objects.count(), Invitation.objects.count()) == (0, 0)


@pytest.mark.parametrize("act", list(OWNERS_ONLY.values())[:3], ids=list(OWNERS_ONLY)[:3])
def test_who_left_meanwhile_is_not_changed(act: Callable[[Membership, Person], Any]) -> None:
    organization = partner(bo="editor")
    seen = of("bo", organization)
    teams.leave(organization=organization, by=person("bo"))

    with pytest.raises(IllegalMove):
        act(seen, person("amina"))


# -- Removing ---------------------------------------------------------------------------------------------------------


def test_who_is_removed_is_told_and_has_no_part_in_it_any_more() -> None:
    organization = partner(bo="editor")

    assert teams.remove(membership=of("bo", organization), by=person("amina")) is False

    assert team(organization) == {"Amina": "owner"}
    assert told() == [("Bo", "team_changed", "removed")]
    assert rules.was_in_team(person("bo"), organization) is True
    assert rules.was_in_team(person("sam"), organization) is False


def test_nobody_is_told_who_may_not_sign_in_any_more() -> None:
    organization = partner(bo="editor")
    Person.objects.filter(pk=person("bo").pk).update(is_active=False)

    teams.remove(membership=of("bo", organization), by=person("amina"))

    assert told() == []


def test_the_links_that_a_removed_member_sent_lead_nowhere() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    invitations.pass_draft(submission=submission, to="again@bo.example.org", note="", by=person("bo"))
    of_amina = invitations.pass_draft(submission=submission, to="kim@bay.example.org", note="", by=person("amina"))

    teams.remove(membership=of("bo", submission.organization), by=person("amina"))

    withdrawn = Invitation.objects.get(invited_by=person("bo"))
    assert (withdrawn.withdrawn_at is None, withdrawn.address) == (False, "")
    assert invitations.open_invitation(of_amina.pk) == of_amina


def test_an_owner_removes_an_owner_and_never_themselves() -> None:
    organization = partner(bo="owner")
    with pytest.raises(NotAllowed):
        teams.remove(membership=of("amina", organization), by=person("amina"))

    teams.remove(membership=of("bo", organization), by=person("amina"))

    with pytest.raises(LastOwner):
        teams.remove(membership=of("amina", organization), by=person("amina"))
    assert team(organization) == {"Amina": "owner"}


# -- What somebody had typed ------------------------------------------------------------------------------------------

BAD = {**WHERE, "countries": ["Nowhere"], "base_place": "Lamu"}


def test_what_a_removed_editor_had_typed_goes_to_who_removed_them() -> None:
    organization = partner(bo="editor", kim="owner")
    change = drafts.open_change(organization=organization, by=person("bo"))
    assert save(change, "where", BAD, person("bo")).is_done is False
    save(change, "organization", {**ORGANIZATION, "website": "not ready"}, person("kim"))

    assert teams.remove(membership=of("bo", organization), by=person("amina")) is True

    change.refresh_from_db()
    kept = drafts.kept_input(change, "where", person("amina"))
    assert kept is not None
    assert kept["base_place"] == ["Lamu"]
    assert drafts.kept_input(change, "where", person("bo")) is None
    assert drafts.kept_input(change, "where", person("kim")) is None
    assert list(change.unaccepted["organization"]) == [str(person("kim").pk)]


def test_it_comes_after_what_the_owner_typed_into_the_same_form() -> None:
    organization = partner(bo="editor")
    change = drafts.open_change(organization=organization, by=person("bo"))
    save(change, "where", {**BAD, "base_place": "Malindi"}, person("amina"))
    save(change, "where", BAD, person("bo"), seen=0)

    teams.remove(membership=of("bo", organization), by=person("amina"))

    change.refresh_from_db()
    first = drafts.kept_input(change, "where", person("amina"))
    assert (first or {})["base_place"] == ["Malindi"]
    assert save(change, "where", {**WHERE, "base_place": "Malindi"}).is_done is True
    then = drafts.kept_input(change, "where", person("amina"))
    assert (then or {})["base_place"] == ["Lamu"]
    assert save(change, "where", {**WHERE, "base_place": "Lamu"}).is_done is True
    assert drafts.kept_input(change, "where", person("amina")) is None
    assert change.unaccepted == {}


def test_what_both_typed_alike_is_kept_once() -> None:
    organization = partner(bo="editor")
    change = drafts.open_change(organization=organization, by=person("bo"))
    for name in ("bo", "amina"):
        save(change, "where", BAD, person(name))

    teams.remove(membership=of("bo", organization), by=person("amina"))

    change.refresh_from_db()
    assert [len(entries) for entries in change.unaccepted["where"].values()] == [1]


def test_what_somebody_had_typed_who_leaves_goes_to_the_owner() -> None:
    organization = partner(bo="editor", kim="editor")
    change = drafts.open_change(organization=organization, by=person("bo"))
    save(change, "where", BAD, person("bo"))

    teams.leave(organization=organization, by=person("bo"))

    change.refresh_from_db()
    assert list(change.unaccepted["where"]) == [str(person("amina").pk)]


def test_without_an_owner_it_goes_to_an_editor_and_without_anybody_it_stays() -> None:
    organization = partner(bo="editor")
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", BAD, person("amina"))

    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    change.refresh_from_db()
    assert list(change.unaccepted["where"]) == [str(person("bo").pk)]

    teams.leave(organization=organization, by=person("bo"))
    change.refresh_from_db()
    assert list(change.unaccepted["where"]) == [str(person("bo").pk)]


def test_a_form_of_a_removed_editor_saves_nothing() -> None:
    organization = partner(bo="editor")
    change = drafts.open_change(organization=organization, by=person("bo"))
    teams.remove(membership=of("bo", organization), by=person("amina"))

    with pytest.raises(NotAllowed):
        drafts.save_section(submission=change, key="where", data=form_data(WHERE), seen=0, by=person("bo"))


# -- Leaving ----------------------------------------------------------------------------------------------------------


def test_an_editor_leaves_and_the_owners_are_told() -> None:
    organization = partner(bo="editor")

    teams.leave(organization=organization, by=person("bo"))

    assert team(organization) == {"Amina": "owner"}
    assert told() == [("Amina", "team_changed", "left")]


def test_the_last_owner_cannot_leave_without_a_successor() -> None:
    organization = partner(bo="editor")

    with pytest.raises(LastOwner):
        teams.leave(organization=organization, by=person("amina"))
    assert (team(organization), told()) == ({"Amina": "owner", "Bo": "editor"}, [])

    teams.hand_over(membership=of("bo", organization), by=person("amina"))
    teams.leave(organization=organization, by=person("amina"))
    assert (team(organization), open_cases()) == ({"Bo": "owner"}, [])


@pytest.mark.parametrize(("others", "editors"), [({}, []), ({"bo": "editor"}, [("Bo", "team_changed", "ownerless")])])
def test_or_says_that_nobody_can_follow_which_opens_a_case_and_the_editors_are_told(
    others: dict[str, str], editors: list[tuple[str, str, Any]]
) -> None:
    person("rosa"), person("ravi")
    organization = partner(**others)

    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)

    assert "Amina" not in team(organization)
    assert open_cases() == ["team_without_owner"]
    assert told() == [("Ravi", "case_opened", None), ("Rosa", "case_opened", None), *editors]


def test_the_last_owner_who_left_does_not_return_by_a_link_of_their_own() -> None:
    organization = partner()
    change = drafts.open_change(organization=organization, by=person("amina"))
    own = invitations.pass_draft(submission=change, to="amina@second.example.org", note="", by=person("amina"))

    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)

    own.refresh_from_db()
    assert (own.withdrawn_at is None, own.address) == (False, "")
    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=own.pk, by=person("amina"))
    assert (team(organization), open_cases()) == ({}, ["team_without_owner"])


def test_nobody_leaves_who_is_not_there() -> None:
    organization = partner()
    with pytest.raises(NotAllowed):
        teams.leave(organization=organization, by=person("sam"))


# -- A team without an owner ------------------------------------------------------------------------------------------


def ownerless() -> tuple[Organization, Case]:
    organization = partner(bo="editor")
    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    Message.objects.all().delete()
    return organization, Case.objects.get()


def test_the_case_stays_open_until_there_is_an_owner() -> None:
    organization, case = ownerless()

    with pytest.raises(OwnerNeeded, match="Make one of its members an owner first"):
        cases.settle_case(case=case, by=person("rosa"))

    teams.appoint(membership=of("bo", organization), by=person("rosa"))
    assert team(organization) == {"Bo": "owner"}
    assert told() == [("Bo", "team_changed", "owner")]
    assert open_cases() == []


def test_a_case_of_a_team_that_is_gone_is_settled() -> None:
    organization, case = ownerless()
    teams.leave(organization=organization, by=person("bo"))

    assert cases.settle_case(case=case, by=person("rosa")).state == "settled"


def test_nobody_comes_into_a_team_that_is_gone_by_a_link_of_who_left_it() -> None:
    organization = partner()
    invitation = invitations.invite(organization=organization, to="bo@bay.example.org", note="", by=person("amina"))
    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    cases.settle_case(case=Case.objects.get(), by=person("rosa"))

    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=invitation.pk, by=person("bo"))

    assert (team(organization), open_cases()) == ({}, [])


@pytest.mark.parametrize("name", ["bo", "sam", "amina"])
def test_staff_alone_appoint_an_owner(name: str) -> None:
    organization, _case = ownerless()
    with pytest.raises(NotAllowed):
        teams.appoint(membership=of("bo", organization), by=person(name))
    assert team(organization) == {"Bo": "editor"}


def test_staff_appoint_neither_in_their_own_team_nor_beside_an_owner() -> None:
    organization, _case = ownerless()
    join_team(person("rosa"), organization)
    with pytest.raises(NotAllowed):
        teams.appoint(membership=of("rosa", organization), by=person("rosa"))

    owned = partner(bo="editor")
    with pytest.raises(IllegalMove):
        teams.appoint(membership=of("bo", owned), by=person("ravi"))


# -- Wishes to join ---------------------------------------------------------------------------------------------------


def asked(organization: Organization, name: str = "sam", note: str = "I keep the books.") -> TeamRequest:
    return teams.ask_to_join(organization=organization, note=note, by=person(name))


def test_the_owners_are_told_of_a_wish_once() -> None:
    organization = partner(bo="editor", kim="owner")

    wish = asked(organization)
    assert asked(organization, note="Please!") == wish

    assert told() == [("Amina", "team_request", None), ("Kim", "team_request", None)]
    assert (wish.state, wish.note) == ("open", "I keep the books.")
    assert "Sam" not in team(organization)


def test_an_owner_accepts_and_the_asker_is_an_editor() -> None:
    organization = partner()
    wish = asked(organization)
    Message.objects.all().delete()

    teams.accept_wish(wish=wish, by=person("amina"))

    wish.refresh_from_db()
    assert (wish.state, wish.answered_by) == ("accepted", person("amina"))
    assert team(organization) == {"Amina": "owner", "Sam": "editor"}
    assert told() == [("Sam", "team_request_answered", None)]


def test_an_owner_declines_with_a_reason() -> None:
    organization = partner()
    wish = asked(organization)
    Message.objects.all().delete()
    with pytest.raises(ReasonNeeded):
        teams.decline_wish(wish=wish, reason=" ", by=person("amina"))

    teams.decline_wish(wish=wish, reason="We do not know you.", by=person("amina"))

    wish.refresh_from_db()
    assert (wish.state, wish.reason, team(organization)) == ("declined", "We do not know you.", {"Amina": "owner"})
    assert told() == [("Sam", "team_request_answered", None)]


def test_who_cannot_sign_in_any_more_gets_no_answer() -> None:
    organization = partner()
    wish = asked(organization)
    Message.objects.all().delete()
    Person.objects.filter(pk=person("sam").pk).update(is_active=False)

    teams.decline_wish(wish=wish, reason="We do not know you.", by=person("amina"))

    assert told() == []


def test_a_wish_is_taken_back_and_its_words_are_forgotten() -> None:
    wish = asked(partner())

    teams.take_back_wish(wish=wish, by=person("sam"))

    wish.refresh_from_db()
    assert (wish.state, wish.note) == ("withdrawn", "")


ANSWERS: dict[str, Callable[[TeamRequest, Person], None]] = {
    "accept": lambda wish, by: teams.accept_wish(wish=wish, by=by),
    "decline": lambda wish, by: teams.decline_wish(wish=wish, reason="No.", by=by),
    "take back": lambda wish, _by: teams.take_back_wish(wish=wish, by=person("sam")),
}


@pytest.mark.parametrize("first", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("second", ANSWERS.values(), ids=ANSWERS)
def test_a_wish_is_answered_once(first: Callable[..., None], second: Callable[..., None]) -> None:
    wish = asked(partner())
    first(wish, person("amina"))
    state = TeamRequest.objects.get().state

    with pytest.raises(IllegalMove):
        second(wish, person("amina"))

    assert TeamRequest.objects.get().state == state


@pytest.mark.parametrize("name", ["bo", "sam", "kim", "rosa"])
def test_owners_alone_answer(name: str) -> None:
    wish = asked(partner(bo="editor"))
    factories.partner(person("kim"))
    for act in (ANSWERS["accept"], ANSWERS["decline"]):
        with pytest.raises(NotAllowed):
            act(wish, person(name))
    assert TeamRequest.objects.get().state == "open"


def test_nobody_takes_the_wish_of_another_back() -> None:
    wish = asked(partner())
    with pytest.raises(NotAllowed):
        teams.take_back_wish(wish=wish, by=person("amina"))


def test_who_comes_in_by_an_invitation_meanwhile_has_their_wish_granted() -> None:
    organization = partner()
    wish = asked(organization)
    invitation = invitations.invite(organization=organization, to="sam@bay.example.org", note="", by=person("amina"))

    invitations.accept(invitation_id=invitation.pk, by=person("sam"))

    wish.refresh_from_db()
    assert (wish.state, wish.answered_by) == ("accepted", person("amina"))


def refused(organization: Organization, refusal: type[Refusal], name: str = "sam") -> None:
    count = Message.objects.count(), TeamRequest.objects.count()
    with pytest.raises(refusal):
        asked(organization, name)
    assert (Message.objects.count(), TeamRequest.objects.count()) == count


def test_a_wish_needs_a_listed_entry_with_a_team_of_others() -> None:
    refused(draft(person("amina")).organization, NotAllowed)
    organization = partner(bo="editor")
    refused(organization, AlreadyInTeam, "bo")
    Membership.objects.all().delete()
    refused(organization, NoTeam)


def test_a_wish_to_a_team_without_owner_is_for_the_secretariat() -> None:
    organization, _case = ownerless()
    Case.objects.all().delete()

    asked(organization)

    assert open_cases() == ["team_without_owner"]


def test_five_wishes_a_day_are_enough_even_when_they_are_taken_back() -> None:
    for _number in range(5):
        teams.take_back_wish(wish=asked(partner()), by=person("sam"))
    organization = partner()

    refused(organization, TooMany)

    TeamRequest.objects.update(asked_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert asked(organization).state == "open"


def test_a_team_that_declined_is_asked_again_after_a_week() -> None:
    organization = partner()
    teams.decline_wish(wish=asked(organization), reason="No.", by=person("amina"))

    refused(organization, TooMany)

    TeamRequest.objects.update(answered_at=timezone.now() - timedelta(days=7, minutes=1))
    assert asked(organization).state == "open"


# -- Every night ------------------------------------------------------------------------------------------------------


def test_owners_are_reminded_after_a_week_and_the_secretariat_is_asked_after_three() -> None:
    person("rosa")
    organization = partner()
    wish = asked(organization)
    Message.objects.all().delete()

    def night(days: int) -> int:
        return teams.remind_of_wishes(now=wish.asked_at + timedelta(days=days, minutes=1))

    assert [night(6), night(7), night(7), night(20), night(21), night(21), night(99)] == [0, 1, 0, 0, 1, 0, 0]
    assert told() == [("Rosa", "case_opened", None), ("Amina", "team_request", None)]
    assert open_cases() == ["team_without_owner"]


def test_a_wish_that_waited_long_takes_one_step_a_night() -> None:
    wish = asked(partner())
    later = wish.asked_at + timedelta(days=40)
    assert [teams.remind_of_wishes(now=later) for _night in range(3)] == [1, 1, 0]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_nobody_is_reminded_of_an_answered_wish(answer: Callable[..., None]) -> None:
    wish = asked(partner())
    answer(wish, person("amina"))
    Message.objects.all().delete()

    assert teams.remind_of_wishes(now=wish.asked_at + timedelta(days=40)) == 0
    assert (told(), open_cases()) == ([], [])


def test_a_wish_that_is_answered_in_the_same_night_is_left_alone() -> None:
    wish = asked(partner())
    teams.take_back_wish(wish=wish, by=person("sam"))

    assert teams._remind(wish, 0) == 0
