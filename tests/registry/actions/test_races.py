"""Two people at the same moment: one wins, the other is told; nothing is done twice, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from registry.actions import drafts, enquiries, held, invitations, submissions
from registry.entry.document import read
from registry.errors import AlreadyDecided, ChangedMeanwhile, Conflicted, IllegalMove, LinkInvalid, Refusal, TooMany
from registry.ids import uuid7
from registry.models import (
    Activity,
    Decision,
    Enquiry,
    Invitation,
    Membership,
    Message,
    Organization,
    PublicId,
    Submission,
)
from registry.states import Origin
from tests.factories import (
    ACTIVITY,
    WHERE,
    complete_draft,
    draft,
    form_data,
    join_team,
    listed,
    new_key,
    person,
    save,
    send,
    submitted,
)

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
