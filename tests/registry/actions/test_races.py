"""Two people at the same moment: one wins, the other is told; nothing is done twice, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from registry import mail
from registry.actions import (
    absences,
    approvals,
    claims,
    confirmations,
    drafts,
    enquiries,
    erasures,
    escalations,
    held,
    invitations,
    opinions,
    relations,
    roles,
    submissions,
    taking_back,
    teams,
    withdrawals,
)
from registry.entry.document import read
from registry.errors import (
    ActedOn,
    AlreadyBegun,
    AlreadyDecided,
    AskedAlready,
    AwayToo,
    ChangedMeanwhile,
    Conflicted,
    IllegalMove,
    LastAdministrator,
    LastOwner,
    LinkInvalid,
    NotAllowed,
    NotEditable,
    Refusal,
    TakenBack,
    TooLate,
    TooMany,
    WouldBeCircle,
)
from registry.ids import uuid7
from registry.models import (
    Absence,
    Activity,
    Case,
    Claim,
    Confirmation,
    Decision,
    Enquiry,
    Erasure,
    Invitation,
    Listing,
    Membership,
    Message,
    Opinion,
    Organization,
    Person,
    PublicId,
    Relation,
    Submission,
    SupportGap,
    TeamRequest,
    TeamRole,
    Withdrawal,
)
from registry.queries.confirmations import PARTS
from registry.states import Origin
from registry.vocabulary import ConfirmationWay
from tests.factories import (
    ACTIVITY,
    WHERE,
    complete_draft,
    draft,
    form_data,
    imported,
    join_team,
    listed,
    new_key,
    partner,
    person,
    save,
    send,
    submitted,
)
from tests.registry.actions.test_confirmations import aged

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned, or the refusal that it met; all begin at the same moment, each on its own connection."""
    start = Barrier(len(acts), timeout=20)

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(results: list[Any]) -> set[type]:
    return {type(result) for result in results}


def test_two_approvals() -> None:
    submission, rosa, ravi = submitted(), person("rosa"), person("ravi")

    results = at_once(*(lambda by=by: submissions.approve(submission=submission, by=by) for by in (rosa, ravi)))

    assert kinds(results) == {Decision, AlreadyDecided}
    assert Decision.objects.count() == 1
    assert Message.objects.filter(kind="approved").count() == 1
    assert Organization.objects.get().live_version == 1
    assert Activity.objects.count() == 1


def test_an_approval_and_a_refusal() -> None:
    submission, rosa, ravi = submitted(), person("rosa"), person("ravi")

    results = at_once(
        lambda: submissions.approve(submission=submission, by=rosa),
        lambda: submissions.decline(submission=submission, by=ravi, reason="No."),
    )

    assert kinds(results) == {Decision, AlreadyDecided}
    state = Submission.objects.select_related("organization").get()
    assert (state.state, state.organization.state) in [("approved", "listed"), ("declined", "refused")]


def test_an_approval_while_the_team_takes_it_back() -> None:
    submission, rosa, amina = submitted(), person("rosa"), person("amina")

    decided, taken_back = at_once(
        lambda: submissions.approve(submission=submission, by=rosa),
        lambda: submissions.take_back(submission=submission, by=amina),
    )

    submission.refresh_from_db()
    if submission.state == "approved":
        assert isinstance(decided, Decision)
        assert isinstance(taken_back, IllegalMove)
    else:
        assert submission.state == "draft"
        assert isinstance(decided, AlreadyDecided)
        assert Organization.objects.get().state == "pending"


def test_two_saves_of_one_section() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    typed = {person("amina"): "Lamu", person("bo"): "Malindi"}

    def saving(by: Any) -> Callable[[], drafts.Saved]:
        data = form_data({**WHERE, "base_place": typed[by]})
        return lambda: drafts.save_section(submission=submission, key="where", data=data, seen=0, by=by)

    results: list[drafts.Saved] = at_once(*(saving(by) for by in typed))

    submission.refresh_from_db()
    assert sorted(saved.is_done for saved in results) == [False, True]
    [theirs] = [saved.theirs for saved in results if not saved.is_done]
    assert theirs == {"base_place": submission.document["where"]["base_place"]}
    kept = [drafts.kept_input(submission, "where", by) for by in typed]
    [lost_the_race] = [one["base_place"][0] for one in kept if one]
    assert {submission.document["where"]["base_place"], lost_the_race} == {"Lamu", "Malindi"}


def test_saves_of_two_sections_both_stay() -> None:
    submission, amina = draft(person("amina")), person("amina")
    keys = {new_key("activities"): ACTIVITY, "where": WHERE}

    results = at_once(
        *(
            lambda key=key, values=values: drafts.save_section(
                submission=submission, key=key, data=form_data(values), seen=0, by=amina
            )
            for key, values in keys.items()
        )
    )

    submission.refresh_from_db()
    assert [saved.is_done for saved in results] == [True, True]
    assert len(submission.document["activities"]) == 1
    assert submission.document["where"]["scales"] == ["local"]


def test_an_item_is_removed_while_it_is_edited() -> None:
    submission, amina, bo = draft(person("amina")), person("amina"), person("bo")
    join_team(bo, submission.organization)
    key = new_key("activities")
    save(submission, key, ACTIVITY)
    seen = drafts.version_of(submission, key)
    data = form_data({**ACTIVITY, "text": "New words"})

    removed, saved = at_once(
        lambda: drafts.remove_item(submission=submission, key=key, seen=seen, by=amina),
        lambda: drafts.save_section(submission=submission, key=key, data=data, seen=seen, by=bo),
    )

    submission.refresh_from_db()
    if isinstance(removed, ChangedMeanwhile):
        assert submission.document["activities"][key.split(".")[1]]["text"] == "New words"
    else:
        assert saved.theirs == {"": None}
        kept = drafts.kept_input(submission, key, bo)
        assert kept is not None
        assert kept["text"] == ["New words"]


def test_a_first_page_sent_twice_at_once() -> None:
    amina, id_ = person("amina"), uuid7()
    beginning = drafts.Beginning(name="Invented Bay Council", language="en", type="ngo")

    first, second = at_once(
        *(lambda: drafts.open_registration(by=amina, beginning=beginning, submission_id=id_) for _ in range(2))
    )

    assert first == second
    counts = [model.objects.count() for model in (Submission, Organization, PublicId, Message)]
    assert counts == [1, 1, 1, 1]


def test_two_of_a_team_open_a_change() -> None:
    organization = listed(person("amina"))
    join_team(person("bo"), organization)
    people = [person("amina"), person("bo")]

    first, second = at_once(*(lambda by=by: drafts.open_change(organization=organization, by=by) for by in people))

    assert first == second


def test_a_form_that_sends_is_sent_twice_at_once() -> None:
    submission, amina = complete_draft(), person("amina")

    results = at_once(*(lambda: send(submission, amina) for _ in range(2)))

    assert kinds(results) == {Submission, IllegalMove}
    assert Message.objects.filter(kind="submission_received").count() == 1


def test_two_entries_with_one_identifier() -> None:
    rosa, sent = person("rosa"), []
    for _ in range(2):
        submission = complete_draft()
        assert save(submission, new_key("identifiers"), {"scheme": "wikidata", "value": "Q42"}).is_done
        sent.append(send(submission, person("amina")))

    results = at_once(*(lambda one=one: submissions.approve(submission=one, by=rosa) for one in sent))

    assert kinds(results) == {Decision, Conflicted}
    assert Organization.objects.filter(state="listed").count() == 1


def test_a_staff_edit_and_a_change_of_the_team_are_approved() -> None:
    organization, rosa, ravi = listed(), person("rosa"), person("ravi")
    team = drafts.open_change(organization=organization, by=person("amina"))
    save(team, "where", {**WHERE, "base_place": "Lamu"})
    send(team, person("amina"))
    staff = drafts.open_change(organization=organization, by=rosa, origin=Origin.STAFF)
    save(staff, "where", {**WHERE, "languages": ["en"]}, rosa)

    results = at_once(
        lambda: submissions.approve(submission=team, by=ravi), lambda: submissions.approve(submission=staff, by=rosa)
    )

    assert kinds(results) == {Decision}
    organization.refresh_from_db()
    where = read(organization)["where"]
    assert (where["base_place"], where["languages"], organization.live_version) == ("Lamu", ["en"], 3)
    last = Decision.objects.get(live_version=3)
    assert last.snapshot == read(organization)


def test_two_colleagues_take_one_invitation() -> None:
    submission = draft()
    people = [person("bo"), person("sam")]
    invitation = invitations.pass_draft(submission=submission, to="x@bay.example.org", note="", by=person("amina"))

    results = at_once(*(lambda by=by: invitations.accept(invitation_id=invitation.pk, by=by) for by in people))

    assert kinds(results) == {Invitation, LinkInvalid}
    assert Membership.objects.filter(organization=submission.organization).count() == 2


def test_two_of_a_team_confirm_at_once() -> None:
    organization = aged(listed(), 400)
    join_team(person("bo"), organization)
    people = [person("amina"), person("bo")]

    first, second = at_once(
        *(
            lambda by=by: confirmations.confirm(organization=organization, parts=PARTS, by=by, way=ConfirmationWay.LINK)
            for by in people
        )
    )

    assert first == second
    assert Confirmation.objects.filter(way=ConfirmationWay.LINK).count() == 1


def test_a_gap_is_confirmed_while_the_night_lets_it_expire() -> None:
    organization, amina = aged(listed(), 300), person("amina")

    _confirmed, expired = at_once(
        lambda: confirmations.confirm(organization=organization, parts=PARTS, by=amina, way=ConfirmationWay.LINK),
        lambda: confirmations.expire_due(timezone.now()),
    )

    states = set(SupportGap.objects.values_list("state", flat=True))
    assert (expired, states) in [(0, {"open"}), (2, {"expired"})]
    assert Message.objects.filter(kind="support_expired").count() == (1 if expired else 0)


def test_two_workers_remind_in_one_night() -> None:
    aged(listed(), 365)
    results = at_once(*(lambda: confirmations.remind_due(timezone.now()) for _ in range(2)))
    assert sorted(results) == [0, 1]
    assert Message.objects.filter(kind="confirmation_due").count() == 1


def a_claim(by: str, organization: Organization | None = None) -> Claim:
    """A claim of an entry without team, with a link that a reviewer can read."""
    return claims.open_claim(
        organization=organization or imported(), by=person(by), evidence="link", link="https://bay.example.org/team"
    )


def test_two_approvals_of_two_claims_of_one_entry() -> None:
    rosa, ravi = person("rosa"), person("ravi")
    first = a_claim("sam")
    second = a_claim("kim", first.organization)

    results = at_once(
        lambda: claims.approve(claim=first, by=rosa),
        lambda: claims.approve(claim=second, by=ravi),
    )

    assert kinds(results) == {Claim, AlreadyDecided}
    assert Membership.objects.count() == 1
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["approved", "declined"]
    assert Case.objects.filter(state="open").count() == 0


def test_an_approval_of_a_claim_while_it_is_taken_back() -> None:
    rosa, sam = person("rosa"), person("sam")
    claim = a_claim("sam")

    approved, taken_back = at_once(
        lambda: claims.approve(claim=claim, by=rosa), lambda: claims.take_back(claim=claim, by=sam)
    )

    claim.refresh_from_db()
    if claim.state == "approved":
        assert isinstance(approved, Claim)
        assert isinstance(taken_back, IllegalMove)
    else:
        assert claim.state == "withdrawn"
        assert isinstance(approved, TakenBack)
    assert Membership.objects.count() == (claim.state == "approved")


def test_two_claims_proved_at_once() -> None:
    organization = imported()
    made = [
        claims.open_claim(
            organization=organization, by=person(name), evidence="domain", address=f"{name}@bay.example.org"
        )
        for name in ("sam", "kim")
    ]
    codes = {m.context["claim"]: m.secret["code"] for m in Message.objects.filter(kind="claim_code")}

    results = at_once(
        *(lambda c=c: claims.prove(claim=c, by=c.person, code=codes[str(c.pk)]) for c in made)  # type: ignore[misc]
    )

    assert kinds(results) == {Claim, IllegalMove}
    assert Membership.objects.count() == 1
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["approved", "declined"]


def test_one_claim_made_twice_at_once() -> None:
    organization = imported()
    person("sam")

    first, second = at_once(*[lambda: a_claim("sam", organization)] * 2)

    assert first == second
    assert Case.objects.filter(kind="claim").count() == 1


def owned_by_two() -> Organization:
    organization = partner(person("amina"))
    join_team(person("bo"), organization, role="owner")
    return organization


def test_two_owners_leave_at_once() -> None:
    organization, people = owned_by_two(), [person("amina"), person("bo")]

    results = at_once(*(lambda by=by: teams.leave(organization=organization, by=by) for by in people))

    assert kinds(results) == {type(None), LastOwner}
    assert Membership.objects.filter(organization=organization, role="owner").count() == 1


def test_two_owners_take_each_other_out() -> None:
    organization = owned_by_two()
    amina, bo = (Membership.objects.get(organization=organization, person=person(name)) for name in ("amina", "bo"))

    results = at_once(
        lambda: teams.remove(membership=bo, by=person("amina")), lambda: teams.remove(membership=amina, by=person("bo"))
    )

    assert kinds(results) == {bool, NotAllowed}
    assert Membership.objects.filter(organization=organization, role="owner").count() == 1


def test_one_owner_leaves_while_the_other_steps_down() -> None:
    organization = owned_by_two()
    bo = Membership.objects.get(organization=organization, person=person("bo"))

    results = at_once(
        lambda: teams.leave(organization=organization, by=person("amina")),
        lambda: teams.change_role(membership=bo, role="editor", by=person("bo")),
    )

    assert kinds(results) in ({type(None), LastOwner}, {LastOwner, Membership})
    assert Membership.objects.filter(organization=organization, role="owner").count() == 1


def test_both_owners_say_that_nobody_follows() -> None:
    organization, people = owned_by_two(), [person("amina"), person("bo")]
    join_team(person("sam"), organization)

    at_once(*(lambda by=by: teams.leave(organization=organization, by=by, nobody_follows=True) for by in people))

    assert list(Membership.objects.values_list("person__name", flat=True)) == ["Sam"]
    assert list(Case.objects.values_list("kind", "state")) == [("team_without_owner", "open")]


def test_an_invitation_is_withdrawn_while_it_is_accepted() -> None:
    organization = partner(person("amina"))
    invitation = invitations.invite(organization=organization, to="x@bay.example.org", note="", by=person("amina"))

    accepted, withdrawn = at_once(
        lambda: invitations.accept(invitation_id=invitation.pk, by=person("sam")),
        lambda: invitations.withdraw(invitation=invitation, by=person("amina")),
    )

    count = Membership.objects.filter(organization=organization).count()
    assert (type(accepted), type(withdrawn), count) in [
        (Invitation, IllegalMove, 2),
        (LinkInvalid, type(None), 1),
    ]


def test_one_who_asks_twice_at_once_asks_once() -> None:
    organization = partner(person("amina"))

    first, second = at_once(
        *(lambda: teams.ask_to_join(organization=organization, note="", by=person("sam")) for _ in range(2))
    )

    assert first == second
    assert TeamRequest.objects.count() == Message.objects.filter(kind="team_request").count() == 1


def test_two_owners_answer_one_wish() -> None:
    organization = owned_by_two()
    wish = teams.ask_to_join(organization=organization, note="", by=person("sam"))

    at_once(
        lambda: teams.accept_wish(wish=wish, by=person("amina")),
        lambda: teams.decline_wish(wish=wish, reason="No.", by=person("bo")),
    )

    wish.refresh_from_db()
    is_in = Membership.objects.filter(organization=organization, person=person("sam")).exists()
    assert (wish.state, is_in) in [("accepted", True), ("declined", False)]
    assert Message.objects.filter(kind="team_request_answered").count() == 1


def test_an_entry_is_withdrawn_while_a_change_is_approved() -> None:
    organization, amina, rosa = listed(), person("amina"), person("rosa")
    change = drafts.open_change(organization=organization, by=amina)
    save(change, "where", {**WHERE, "base_place": "Lamu"})
    send(change, amina)

    decided, left = at_once(
        lambda: submissions.approve(submission=change, by=rosa),
        lambda: withdrawals.withdraw(organization=organization, by=amina),
    )

    organization.refresh_from_db()
    change.refresh_from_db()
    assert isinstance(left, Withdrawal)
    assert organization.state == "withdrawn"
    assert (type(decided), change.state, organization.live_version) in [
        (Decision, "approved", 2),
        (TakenBack, "draft", 1),
    ]


def test_two_owners_withdraw_at_once() -> None:
    organization = listed()
    join_team(person("bo"), organization, TeamRole.OWNER)
    people = [person("amina"), person("bo")]

    results = at_once(*(lambda by=by: withdrawals.withdraw(organization=organization, by=by) for by in people))

    assert kinds(results) == {Withdrawal, IllegalMove}
    assert Message.objects.filter(kind="withdrawn").count() == 2


def test_two_relations_that_would_close_a_circle_of_three() -> None:
    first, second, third = (listed(person(name)) for name in ("amina", "kim", "sam"))
    now = timezone.now()
    Relation.objects.create(kind="parent", organization=first, other=second, accepted_at=now)
    asked = [
        relations.propose(kind="parent", organization=second, other=third, by=person("kim")),
        relations.propose(kind="parent", organization=third, other=first, by=person("sam")),
    ]
    sam, amina = person("sam"), person("amina")

    results = at_once(
        lambda: relations.accept(relation=asked[0], by=sam), lambda: relations.accept(relation=asked[1], by=amina)
    )

    assert kinds(results) == {Relation, WouldBeCircle}
    assert Relation.objects.accepted().count() == 2


def test_two_who_say_that_each_is_part_of_the_other() -> None:
    first, second = listed(person("amina")), listed(person("kim"))
    asked = [
        relations.propose(kind="parent", organization=first, other=second, by=person("amina")),
        relations.propose(kind="parent", organization=second, other=first, by=person("kim")),
    ]

    results = at_once(
        lambda: relations.accept(relation=asked[0], by=person("kim")),
        lambda: relations.accept(relation=asked[1], by=person("amina")),
    )

    assert kinds(results) == {Relation, WouldBeCircle}


def test_the_last_two_owners_delete_their_accounts_at_once() -> None:
    organization, now = listed(), timezone.now()
    join_team(person("bo"), organization, TeamRole.OWNER)
    people = [person("amina"), person("bo")]

    results = at_once(*(lambda who=who: erasures.erase_person(person=who, now=now) for who in people))

    assert kinds(results) == {Erasure}
    assert Case.objects.get().kind == "team_without_owner"
    assert not Membership.objects.filter(organization=organization).exists()


def test_a_double_click_with_two_ids_opens_one_registration() -> None:
    amina = person("amina")
    beginning = drafts.Beginning(name="Bay Council", language="en", type="ngo", base_country="KE")

    results = at_once(*(lambda: drafts.open_registration(by=amina, beginning=beginning) for _click in range(2)))

    assert kinds(results) == {Submission, AlreadyBegun}
    assert Submission.objects.count() == Organization.objects.count() == Membership.objects.count() == 1


def test_two_drafts_of_one_person_take_the_same_name_at_once() -> None:
    amina = person("amina")
    both = [draft(amina, name=f"Council {number}") for number in range(2)]
    typed = {"text": "Bay Council", "language": "en", "kind": "official"}

    def rename(one: Submission) -> drafts.Saved:
        (item,) = one.document["names"]
        return save(one, f"names.{item}", typed, amina)

    results = at_once(*(lambda one=one: rename(one) for one in both))

    assert sorted(saved.is_done for saved in results) == [False, True]
    (late,) = (saved for saved in results if not saved.is_done)
    assert list(late.form.errors["text"]) == [str(AlreadyBegun.sentence)]
    assert list(late.submission.unaccepted.values()) != []  # what was typed is kept
    names = Submission.objects.order_by("folded_name").values_list("folded_name", flat=True)
    assert names[0] == "bay council"
    assert names[1] in ("council 0", "council 1")


WRITTEN = {"name": "Sam", "address": "sam@reader.example.org", "text": "May we visit?", "language": "en"}


def test_one_link_opened_twice() -> None:
    enquiry = enquiries.send(organization=listed(), held=True, **WRITTEN)

    results = at_once(*[lambda: enquiries.release(enquiry=enquiry)] * 2)

    assert results == [enquiry, enquiry]
    assert Message.objects.filter(kind="enquiry").count() == 1


def test_a_message_is_let_go_while_it_is_deleted() -> None:
    enquiry = enquiries.send(organization=listed(), held=True, **WRITTEN)

    released, discarded = at_once(
        lambda: enquiries.release(enquiry=enquiry),
        lambda: held.discard(held=enquiry),
    )

    gone = not Enquiry.objects.exists()
    assert (isinstance(released, LinkInvalid), discarded is None) == (gone, gone)
    assert Message.objects.filter(kind="enquiry").count() == (0 if gone else 1)


def test_the_last_messages_of_a_day_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 2)
    partner = listed()

    texts = [f"Number {number}" for number in range(4)]
    results = at_once(
        *(lambda text=text: enquiries.send(organization=partner, **{**WRITTEN, "text": text}) for text in texts)
    )

    assert kinds(results) == {Enquiry, TooMany}
    assert Enquiry.objects.count() == Message.objects.filter(kind="enquiry").count() == 2


def test_an_approval_alone_and_one_together_with_others() -> None:
    first, second = submitted(), submitted(person("sam"))
    rosa, ravi = person("rosa"), person("ravi")

    together, alone = at_once(
        lambda: approvals.approve_many(submissions=[first, second], by=rosa),
        lambda: submissions.approve(submission=second, by=ravi),
    )

    assert kinds([together[second.pk], alone]) == {Decision, AlreadyDecided}
    assert type(together[first.pk]) is Decision
    assert Decision.objects.count() == 2
    assert Message.objects.filter(kind="approved").count() == 2


def test_two_who_approve_several_at_once_in_other_orders() -> None:
    waiting = [submitted(person(name)) for name in ("amina", "sam", "bo")]
    rosa, ravi = person("rosa"), person("ravi")

    one, other = at_once(
        lambda: approvals.approve_many(submissions=waiting, by=rosa),
        lambda: approvals.approve_many(submissions=waiting[::-1], by=ravi),
    )

    for submission in waiting:
        assert kinds([one[submission.pk], other[submission.pk]]) == {Decision, AlreadyDecided}
    assert Listing.objects.count() == 3


def test_a_refusal_is_taken_back_while_its_message_goes_out() -> None:
    submission, rosa = submitted(), person("rosa")
    decision = submissions.decline(submission=submission, by=rosa, reason="No.")
    message = Message.objects.get(kind="declined")

    _sent, back = at_once(
        lambda: mail.send(message.pk),
        lambda: taking_back.take_back_decision(decision=decision, by=rosa),
    )

    message.refresh_from_db()
    state = Submission.objects.get().state
    if isinstance(back, TooLate):
        assert (message.sent_at is not None, message.stopped_at, state) == (True, None, "declined")
    else:
        assert (message.sent_at, message.stopped_at is not None, state) == (None, True, "submitted")


def test_two_take_one_refusal_back() -> None:
    submission, rosa = submitted(), person("rosa")
    decision = submissions.decline(submission=submission, by=rosa, reason="No.")

    results = at_once(*[lambda: taking_back.take_back_decision(decision=decision, by=rosa)] * 2)

    assert kinds(results) == {Submission, IllegalMove}
    assert Submission.objects.get().state == "submitted"


def test_a_refusal_is_taken_back_while_its_team_goes_on() -> None:
    submission, rosa, amina = submitted(), person("rosa"), person("amina")
    decision = submissions.request_changes(submission=submission, by=rosa, reason="Say more.")

    results = at_once(
        lambda: save(submission, "where", {**WHERE, "scales": ["national"]}, amina),
        lambda: taking_back.take_back_decision(decision=decision, by=rosa),
    )

    assert kinds(results) & {NotEditable, ActedOn}
    assert Submission.objects.get().state in ("submitted", "changes_requested")


def test_one_colleague_is_asked_twice_at_once() -> None:
    submission, ravi = submitted(), person("ravi")
    rosa, ada = person("rosa"), person("ada")

    results = at_once(
        *(lambda by=by: opinions.ask(submission=submission, of=ravi, question="", by=by) for by in (rosa, ada))
    )

    assert kinds(results) == {Opinion, AskedAlready}
    assert Message.objects.filter(kind="opinion_asked").count() == 1


def test_two_name_each_other_as_cover_at_once() -> None:
    rosa, ravi = person("rosa"), person("ravi")
    today = timezone.now().date()

    results = at_once(
        lambda: absences.go_away(person=rosa, cover=ravi, since=today, until=today, by=rosa),
        lambda: absences.go_away(person=ravi, cover=rosa, since=today, until=today, by=ravi),
    )

    assert kinds(results) == {Absence, AwayToo}
    assert Absence.objects.count() == 1


def test_what_waits_too_long_is_told_once_by_two_workers() -> None:
    person("ada")
    submission = submitted()
    Submission.objects.filter(pk=submission.pk).update(submitted_at="2026-01-01T00:00Z")
    now = timezone.now()

    results = at_once(*[lambda: escalations.escalate(now)] * 2)

    assert sorted(results) == [0, 1]
    assert Message.objects.filter(kind="waits_too_long").count() == 1


def test_two_administrators_take_the_role_from_each_other() -> None:
    ada, abel = person("ada"), person("abel")

    results = at_once(
        lambda: roles.give(person=abel, role="", by=ada),
        lambda: roles.give(person=ada, role="", by=abel),
    )

    assert kinds(results) == {Person, NotAllowed}
    assert Person.objects.filter(staff_role="administrator").count() == 1


def test_two_administrators_step_down_at_once() -> None:
    ada, abel = person("ada"), person("abel")

    results = at_once(*(lambda who=who: roles.give(person=who, role="curator", by=who) for who in (ada, abel)))

    assert kinds(results) == {Person, LastAdministrator}
    assert Person.objects.filter(staff_role="administrator").count() == 1
