"""Two partners write to each other through the site, and say what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import introductions as actions
from registry.actions.joint_responses import ask_to_join, open_joint, take_in
from registry.errors import (
    IllegalMove,
    InTouchAlready,
    NobodyReads,
    NotAllowed,
    NotOnBoard,
    OwnSupport,
    PartnerGone,
    ReasonNeeded,
    TooMany,
)
from registry.models import (
    Contact,
    GapListing,
    Introduction,
    IntroductionNote,
    Membership,
    Message,
    Organization,
    OrganizationContact,
    Person,
    PublicChange,
    SupportGap,
    SupportOffer,
)
from registry.queries import introductions as queries
from registry.queries import version
from registry.queries.messages import staff_may_read, to_team
from registry.states import IntroductionState
from tests.factories import person
from tests.introductions import WORDS, Pair, team, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return Pair()


def act(
    action: Callable[..., Introduction], introduction: Introduction, side: Organization, **given: Any
) -> Introduction:
    by = given.pop("by", None) or person("amina" if side.listing.name == "Bay Council" else "kim")
    return action(introduction=introduction, organization=side, by=by, **given)


def listed_state(gap: SupportGap) -> str:
    return str(GapListing.objects.get(gap=gap).record["state"])


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_who_can_help_writes_and_the_whole_team_is_told_without_an_address(pair: Pair) -> None:
    made = pair.helped(offer=pair.offer)

    assert (made.state, made.writer, made.needing, made.helping) == ("introduced", "helping", pair.bay, pair.reef)
    letters = {row.person.name: mail.compose(row) for row in Message.objects.all() if row.person}
    assert letters.keys() == {"Amina", "Bo"}
    body = letters["Amina"].body
    assert WORDS in body
    assert "Boats" in body
    assert "@" not in body.replace("@people", "", 0).split("http")[0]
    assert letters["Amina"].reply_to == []
    assert pair.gap_state == "open"


def test_who_needs_asks_for_an_offer(pair: Pair) -> None:
    made = pair.asked()

    assert (made.state, made.writer, made.gap, made.offer) == ("introduced", "needing", None, pair.offer)
    assert told() == [("introduced", "Kim", "")]
    accepted = act(actions.accept, made, pair.reef)
    assert accepted.state == "accepted"
    assert pair.gap_state == "open"  # no gap was named


def test_who_comes_second_is_led_to_the_first_and_the_words_stand_there(pair: Pair) -> None:
    first = pair.helped()
    told()

    second = pair.asked(gap=pair.gap)
    again = pair.asked(gap=pair.gap)

    assert first == second == again
    assert [note.text for note in queries.notes_of(first)] == [WORDS, "We need boats."]
    assert told() == [("introduction_note", "Kim", "")]
    assert first.state == "introduced"  # writing is no answer


def test_who_comes_second_agrees_to_pass_contacts_on_too(pair: Pair) -> None:
    made = pair.helped(shares=True)
    pair.asked(gap=pair.gap, by=person("bo"), shares=True)
    pair.asked(gap=pair.gap, text="More.")  # says nothing of it
    made.refresh_from_db()
    assert (made.needing_shares, made.needing_by, made.helping_shares) == (True, person("bo"), True)


@pytest.mark.parametrize(("name", "stands"), [("bo", False), ("amina", True)], ids=["own word", "of a colleague"])
def test_accepting_takes_nothing_back_that_a_colleague_has_agreed_to(name: str, stands: bool, pair: Pair) -> None:
    made = pair.helped(shares=True)
    pair.asked(gap=pair.gap, by=person("bo"), shares=True)
    accepted = act(actions.accept, made, pair.bay, by=person(name))
    assert (queries.exchanged(accepted), accepted.needing_by) == (stands, person("bo"))


def test_who_writes_again_to_one_that_has_accepted_gets_the_contacts(pair: Pair) -> None:
    pair.accepted(shares=True)
    told()
    pair.helped(text="May we call you?", shares=True)
    assert ("contacts_exchanged", "Kim", "") in told()


def test_the_same_sent_twice_is_one_message(pair: Pair) -> None:
    assert pair.helped() == pair.helped()
    assert IntroductionNote.objects.count() == 1


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"visible_to": "secretariat"}, NotOnBoard),
        ({"removed_at": timezone.now()}, NotOnBoard),
        ({"state": "met"}, NotOnBoard),
        ({"state": "closed"}, NotOnBoard),
        ({"state": "expired"}, NotOnBoard),
    ],
)
def test_what_is_not_on_the_board_cannot_be_written_about(
    columns: dict[str, Any], refusal: type[Exception], pair: Pair
) -> None:
    SupportGap.objects.update(**columns)
    SupportOffer.objects.update(**{**columns, "state": columns.get("state", "open").replace("met", "paused")})

    for write in (pair.helped, pair.asked):
        with pytest.raises(refusal):
            write()
    assert not Introduction.objects.exists()


def test_partners_write_about_what_only_partners_see(pair: Pair) -> None:
    SupportGap.objects.update(visible_to="partners")
    assert pair.helped().state == "introduced"


def test_a_gap_that_another_one_answers_may_be_helped_too(pair: Pair) -> None:
    pair.accepted()
    other = team("Hill Trust", "sam")
    assert pair.helped(organization=other, by=person("sam")).state == "introduced"


def test_nobody_writes_to_their_own_organization_or_for_another_one(pair: Pair) -> None:
    with pytest.raises(OwnSupport):
        pair.asked(offer=None, gap=pair.gap)
    own = SupportOffer.objects.create(organization=pair.bay, title="What they lack, they have")
    with pytest.raises(OwnSupport):
        pair.asked(offer=own, gap=pair.gap)
    with pytest.raises(OwnSupport):
        pair.helped(organization=pair.bay, by=person("amina"))
    with pytest.raises(NotAllowed):
        pair.helped(by=person("sam"))
    with pytest.raises(NotAllowed):
        pair.helped(offer=own)
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    with pytest.raises(NotAllowed):
        pair.helped()


def test_where_nobody_reads_nothing_is_sent(pair: Pair) -> None:
    Membership.objects.filter(organization=pair.bay).delete()
    with pytest.raises(NobodyReads):
        pair.helped()


def test_limits_on_sending(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pair.helped()
    other = team("Hill Council", "sam", gaps=[{"title": "Ropes"}])
    ropes = SupportGap.objects.get(organization=other)
    for limit, sentence in (("MOST_A_DAY", "twenty"), ("MOST_UNANSWERED", "Forty")):
        monkeypatch.setattr(actions, limit, 1)
        with pytest.raises(TooMany, match=sentence):
            pair.helped(gap=ropes)
        monkeypatch.undo()
    monkeypatch.setattr(actions, "MOST_RECEIVED", 1)
    with pytest.raises(TooMany, match="Many partners"):
        pair.helped(organization=other, by=person("sam"))
    monkeypatch.setattr(actions, "MOST_NOTES", 1)
    for write in (
        lambda: act(actions.write, made, pair.reef, text="More", language="en"),
        lambda: pair.helped(text="x"),
    ):
        with pytest.raises(TooMany, match="thirty"):
            write()


# -- Suggested by the secretariat -------------------------------------------------------------------------------------


def suggested(pair: Pair, **given: Any) -> Introduction:
    values = {"gap": pair.gap, "offer": pair.offer, "text": "You two fit.", "language": "en", "by": person("rosa")}
    return actions.suggest(**{**values, **given})


def test_the_secretariat_suggests_to_both_and_either_takes_it_up(pair: Pair) -> None:
    made = suggested(pair)

    assert (made.state, made.writer) == ("suggested", "secretariat")
    assert {(kind, name) for kind, name, _step in told()} == {
        ("introduction_suggested", name) for name in ("Amina", "Bo", "Kim")
    }
    assert suggested(pair) == suggested(pair, text="") == made
    with pytest.raises(InTouchAlready) as refused:
        suggested(pair, text="Look at this, too.")
    assert refused.value.introduction == made
    with pytest.raises(IllegalMove):
        act(actions.accept, made, pair.bay)

    taken_up = pair.helped()
    assert (taken_up.pk, taken_up.state, taken_up.writer) == (made.pk, "introduced", "helping")
    assert {name for _kind, name, _step in told()} == {"Amina", "Bo"}


def test_a_suggestion_is_taken_up_though_its_offer_rests_meanwhile_but_not_once_it_is_over(pair: Pair) -> None:
    made = suggested(pair)
    SupportOffer.objects.update(state="closed")
    for write in (pair.helped, pair.asked):
        with pytest.raises(NotOnBoard):
            write(gap=pair.gap, offer=pair.offer)
    SupportOffer.objects.update(state="paused")
    taken_up = pair.asked(gap=pair.gap)
    assert (taken_up.pk, taken_up.state, taken_up.writer) == (made.pk, "introduced", "needing")


def test_a_suggestion_is_declined_by_one_side_and_nobody_is_bothered(pair: Pair) -> None:
    made = suggested(pair, text="")
    told()
    declined = act(actions.decline, made, pair.bay, because="not_fitting")
    assert (declined.state, declined.because, told()) == ("declined", "not_fitting", [])
    assert queries.refused_pairs(pair.gap.pk) == {pair.offer.pk}
    assert queries.refused_gaps(pair.offer.pk) == {pair.gap.pk}


def test_a_suggestion_that_was_declined_is_told_to_nobody_any_more(pair: Pair) -> None:
    made = suggested(pair)
    letter = Message.objects.get(person=person("kim"))
    act(actions.decline, made, pair.bay, because="not_fitting")
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"


def test_only_the_secretariat_suggests_and_takes_a_suggestion_back(pair: Pair) -> None:
    for name in ("kim", "sam"):
        with pytest.raises(NotAllowed):
            suggested(pair, by=person(name))
    made = suggested(pair)
    with pytest.raises(NotAllowed):
        actions.take_back_suggestion(introduction=made, by=person("kim"))
    assert actions.take_back_suggestion(introduction=made, by=person("ravi")).because == "taken_back"
    with pytest.raises(IllegalMove):
        actions.take_back_suggestion(introduction=made, by=person("ravi"))


# -- Answering --------------------------------------------------------------------------------------------------------


def test_accepting_answers_the_gap_everywhere(pair: Pair) -> None:
    made = pair.helped()
    told()

    accepted = act(actions.accept, made, pair.bay, text="Please come on Monday.", language="en", by=person("bo"))

    assert (accepted.state, accepted.needing_by) == ("accepted", person("bo"))
    assert (pair.gap_state, listed_state(pair.gap)) == ("answered", "answered")
    assert told() == [("introduction_moved", "Kim", "accepted")]
    with pytest.raises(IllegalMove):
        act(actions.accept, made, pair.bay)


@pytest.mark.parametrize("action", [actions.accept, actions.decline])
def test_only_the_side_that_was_written_to_answers(action: Callable[..., Introduction], pair: Pair) -> None:
    made = pair.helped()
    given = {"because": "not_fitting"} if action is actions.decline else {}
    for organization, name in ((pair.reef, "kim"), (pair.bay, "sam"), (team("Hill", "lee"), "lee")):
        with pytest.raises(NotAllowed):
            action(introduction=made, organization=organization, by=person(name), **given)


def test_what_has_gone_meanwhile_is_not_accepted(pair: Pair) -> None:
    made = pair.helped(offer=pair.offer)
    for model, columns in (
        (SupportGap, {"removed_at": timezone.now()}),
        (SupportOffer, {"state": "closed"}),
        (Organization, {"state": "withdrawn"}),
    ):
        row: Any = model
        before = list(row.objects.order_by("pk").values("pk", *columns))
        row.objects.update(**columns)
        with pytest.raises(NotOnBoard):
            actions.accept(introduction=made, organization=pair.bay, by=person("amina"))
        for one in before:
            row.objects.filter(pk=one.pop("pk")).update(**one)
    assert act(actions.accept, made, pair.bay).state == "accepted"


def test_declining_takes_a_reason_and_the_writer_reads_it(pair: Pair) -> None:
    made = pair.helped()
    told()
    for because, reason in (("", ""), ("moon", ""), ("other", " "), ("taken_back", "")):
        with pytest.raises(ReasonNeeded):
            act(actions.decline, made, pair.bay, because=because, reason=reason)

    act(actions.decline, made, pair.bay, because="other", reason="We found boats.")

    [letter] = Message.objects.all()
    assert "We found boats." in mail.compose(letter).body
    assert pair.gap_state == "open"
    assert queries.refused_pairs(pair.gap.pk) == {pair.offer.pk}  # no offer was named: all of theirs
    assert queries.refused_gaps(pair.offer.pk) == {pair.gap.pk}
    assert pair.helped().pk != made.pk  # it may be tried again


def test_the_writer_takes_it_back_before_the_answer(pair: Pair) -> None:
    made = pair.helped()
    told()
    with pytest.raises(NotAllowed):
        act(actions.take_back, made, pair.bay)
    act(actions.take_back, made, pair.reef)
    assert told() == [("introduction_moved", "Amina", "taken_back"), ("introduction_moved", "Bo", "taken_back")]
    accepted = pair.accepted()
    with pytest.raises(IllegalMove):
        act(actions.take_back, accepted, pair.reef)


# -- Delivering -------------------------------------------------------------------------------------------------------


def test_delivered_and_met(pair: Pair) -> None:
    made = pair.accepted()
    told()
    act(actions.begin_delivery, made, pair.reef)
    act(actions.deliver, made, pair.reef)
    assert (pair.gap_state, listed_state(pair.gap)) == ("answered", "answered")
    assert sorted(step for _kind, _name, step in told()) == ["delivered"] * 2 + ["delivering"] * 2

    act(actions.say_met, made, pair.bay, met=True)

    assert (pair.gap_state, listed_state(pair.gap)) == ("met", "met")
    assert told() == [("introduction_moved", "Kim", "met")]
    with pytest.raises(IllegalMove):
        act(actions.say_met, made, pair.bay, met=False)
    with pytest.raises(IllegalMove):
        act(actions.fail, made, pair.bay, because="other", reason="Late")


def test_only_who_needs_says_whether_it_is_met(pair: Pair) -> None:
    made = pair.accepted()
    with pytest.raises(NotAllowed):
        act(actions.deliver, made, pair.reef, met=True)
    act(actions.deliver, made, pair.bay)
    with pytest.raises(NotAllowed):
        act(actions.say_met, made, pair.reef, met=True)


def test_what_was_delivered_and_did_not_meet_it_leaves_it_open(pair: Pair) -> None:
    made = pair.delivered(met=False)
    assert (pair.gap_state, made.met) == ("open", False)
    assert pair.gap.confirmed_on == timezone.now().date()
    act(actions.say_met, made, pair.bay, met=True)
    assert pair.gap_state == "met"


def test_where_no_gap_was_named_none_is_met(pair: Pair) -> None:
    made = act(actions.accept, pair.asked(), pair.reef)
    delivered = act(actions.deliver, made, pair.bay, met=True)
    assert (delivered.state, delivered.met) == ("delivered", None)
    with pytest.raises(IllegalMove):
        act(actions.say_met, made, pair.bay, met=True)


def test_what_waits_about_a_gap_that_is_met_ends(pair: Pair) -> None:
    other = team("Hill Trust", "sam")
    waits = pair.helped(organization=other, by=person("sam"))
    made = pair.accepted()
    told()
    act(actions.deliver, made, pair.bay, met=True)
    waits.refresh_from_db()
    assert (waits.state, waits.because) == ("withdrawn", "gap_gone")
    assert ("introduction_moved", "Sam", "gap_gone") in told()


def test_nothing_delivered_opens_the_gap_again_unless_another_one_answers(pair: Pair) -> None:
    made = pair.accepted()
    other = team("Hill Trust", "sam")
    second = pair.helped(organization=other, by=person("sam"))
    act(actions.accept, second, pair.bay)
    with pytest.raises(ReasonNeeded):
        act(actions.fail, made, pair.bay, because="not_fitting")

    act(actions.fail, made, pair.reef, because="no_capacity")
    assert pair.gap_state == "answered"
    actions.fail(introduction=second, organization=other, by=person("sam"), because="circumstances")
    assert (pair.gap_state, listed_state(pair.gap)) == ("open", "open")


def test_a_gap_that_is_open_again_has_waited_since_it_was_opened_unless_something_was_delivered(pair: Pair) -> None:
    opened = timezone.now() - timedelta(days=200)
    SupportGap.objects.update(state_since=opened)
    for _time in range(2):
        made = pair.accepted()
        pair.gap.refresh_from_db()
        assert pair.gap.since == pair.gap.state_since  # it is answered since now
        act(actions.fail, made, pair.reef, because="no_capacity")
        pair.gap.refresh_from_db()
        assert (pair.gap.state, pair.gap.since) == ("open", opened)
        assert pair.gap.confirmed_on == timezone.now().date()
    made = pair.delivered()
    act(actions.say_met, made, pair.bay, met=False)
    pair.gap.refresh_from_db()
    assert (pair.gap.open_since, pair.gap.since > opened + timedelta(days=199)) == (None, True)
    pair.delivered(met=True)
    pair.gap.refresh_from_db()
    assert (pair.gap.state, pair.gap.open_since) == ("met", None)


def test_a_gap_goes_on_waiting_since_it_was_opened_where_it_turns_out_that_nothing_was_delivered(pair: Pair) -> None:
    opened = timezone.now() - timedelta(days=200)
    SupportGap.objects.update(state_since=opened)
    first = pair.delivered(met=False)
    second = pair.delivered(met=False)

    act(actions.fail, first, pair.bay, because="no_agreement")
    pair.gap.refresh_from_db()
    assert pair.gap.since > opened + timedelta(days=199)  # the second one stands

    act(actions.fail, second, pair.bay, because="no_agreement")
    pair.gap.refresh_from_db()
    assert (pair.gap.state, pair.gap.since) == ("open", opened)
    assert GapListing.objects.get().record["since"] == opened.date().isoformat()


def test_it_does_so_too_while_another_one_answers(pair: Pair) -> None:
    opened = timezone.now() - timedelta(days=200)
    SupportGap.objects.update(state_since=opened)
    first = pair.delivered(met=False)
    pair.accepted()
    act(actions.fail, first, pair.bay, because="no_agreement")
    pair.gap.refresh_from_db()
    assert (pair.gap.state, pair.gap.open_since) == ("answered", opened)


def test_a_gap_that_its_team_opened_again_waits_since_then(pair: Pair) -> None:
    SupportGap.objects.update(state_since=timezone.now() - timedelta(days=200))
    made = pair.delivered(met=False)
    SupportGap.objects.update(state="closed", state_since=timezone.now() - timedelta(days=20))
    reopened = timezone.now() - timedelta(days=10)
    SupportGap.objects.update(state="open", state_since=reopened)
    act(actions.fail, made, pair.bay, because="no_agreement")
    pair.gap.refresh_from_db()
    assert pair.gap.since == reopened


def test_a_gap_that_was_closed_meanwhile_does_not_wait_again(pair: Pair) -> None:
    made = pair.delivered(met=False)
    closed = timezone.now() - timedelta(days=20)
    SupportGap.objects.update(state="closed", state_since=closed)
    act(actions.fail, made, pair.bay, because="no_agreement")
    pair.gap.refresh_from_db()
    assert (pair.gap.state, pair.gap.since, pair.gap.open_since) == ("closed", closed, None)


def test_what_both_tell_is_told_from_the_moment_it_was_delivered(pair: Pair) -> None:
    made = pair.accepted()
    for side in (pair.bay, pair.reef):
        act(actions.tell_publicly, made, side, tells=True)
    before = version.current()
    act(actions.deliver, made, pair.reef)
    assert version.current() > before
    assert [one.pk for one in queries.told_of(pair.gap.pk)] == [made.pk]


def test_the_other_side_is_asked_once_whether_everyone_may_know(pair: Pair) -> None:
    made = pair.delivered()
    Message.objects.all().delete()
    for tells in (True, True, False, True):
        act(actions.tell_publicly, made, pair.reef, tells=tells)
    [letter] = Message.objects.filter(person=person("amina"))
    assert "would like everyone to know" in mail.compose(letter).body
    assert told() == [("introduction_moved", name, "tells") for name in ("Amina", "Bo")]


def test_who_said_first_that_everyone_may_know_is_told_once_that_the_other_side_agrees(pair: Pair) -> None:
    made = pair.delivered()
    act(actions.tell_publicly, made, pair.reef, tells=True)
    Message.objects.all().delete()
    for side in (pair.bay, pair.bay, pair.reef):  # the further ones say what they had said
        act(actions.tell_publicly, made, side, tells=True)
    [letter] = Message.objects.all()
    assert "Bay Council\u2069 lets everyone know too what comes of it." in mail.compose(letter).body
    for tells in (False, True):
        act(actions.tell_publicly, made, pair.bay, tells=tells)
    assert told() == [("introduction_moved", "Kim", "both_tell")]


def test_who_has_agreed_meanwhile_is_not_asked(pair: Pair) -> None:
    made = pair.delivered()
    act(actions.tell_publicly, made, pair.reef, tells=True)
    letter = Message.objects.get(person=person("bo"), context__step="tells")
    act(actions.tell_publicly, made, pair.bay, tells=True)
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"
    letter = Message.objects.get(person=person("kim"), context__step="both_tell")
    act(actions.tell_publicly, made, pair.bay, tells=False)
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"


@pytest.mark.parametrize("action", [actions.begin_delivery, actions.deliver])
def test_what_ends_as_soon_as_its_job_has_run_is_not_delivered(action: Callable[..., Introduction], pair: Pair) -> None:
    made = pair.accepted()
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    for side in (pair.bay, pair.reef):
        with pytest.raises(PartnerGone):
            act(action, made, side)


def test_who_needs_may_say_that_nothing_came_after_all(pair: Pair) -> None:
    made = pair.accepted()
    act(actions.deliver, made, pair.reef)
    with pytest.raises(IllegalMove):
        act(actions.fail, made, pair.reef, because="no_capacity")
    assert act(actions.fail, made, pair.bay, because="no_agreement").state == "not_delivered"
    assert pair.gap_state == "open"


# -- Words and contacts -----------------------------------------------------------------------------------------------


def test_both_write_while_something_stands_and_no_longer_when_it_came_to_nothing(pair: Pair) -> None:
    made = pair.helped()
    told()
    act(actions.write, made, pair.bay, text="How large are they?", language="en")
    act(actions.write, made, pair.bay, text="How large are they?", language="en")
    email = mail.compose(Message.objects.get(person=person("kim")))
    assert email.subject == "\u2068Bay Council\u2069 wrote to you · \u2068Boats\u2069"  # for the first time
    assert told() == [("introduction_note", "Kim", "")]
    act(actions.decline, made, pair.bay, because="not_fitting")
    with pytest.raises(IllegalMove):
        act(actions.write, made, pair.reef, text="Please.", language="en")


def test_contacts_go_from_one_to_the_other_once_both_agree_and_are_stored_nowhere(pair: Pair) -> None:
    made = pair.helped(shares=True)
    told()
    assert queries.contacts(made, queries.HELPING) == []
    accepted = act(actions.accept, made, pair.bay)
    assert queries.contacts(accepted, queries.HELPING) == []
    told()

    shared = act(actions.share, accepted, pair.bay, by=person("bo"))

    letters = {row.person.name: mail.compose(row).body for row in Message.objects.all() if row.person}
    assert letters.keys() == {"Amina", "Bo", "Kim"}
    assert "kim@people.example.org" in letters["Amina"]
    assert "bo@people.example.org" in letters["Kim"]
    assert "amina@people.example.org" not in letters["Kim"]
    assert all("@" not in str(row.context) + row.address for row in Message.objects.all())
    told()
    act(actions.share, shared, pair.bay)
    assert told() == []
    Membership.objects.filter(person=person("bo")).delete()
    assert queries.contacts(shared, queries.NEEDING) == []


def consents() -> list[tuple[str, str]]:
    """Who reads since the last time that the other side agreed to exchange contacts, in which message."""
    rows = Message.objects.select_related("person")
    said = "agreed to exchange contacts: your name"
    found = sorted((row.kind, row.person.name) for row in rows if row.person and said in mail.compose(row).body)
    rows.delete()
    return found


def test_the_other_side_is_told_who_agreed_to_exchange_contacts_whichever_message_it_comes_with(pair: Pair) -> None:
    Person.objects.update(language="en")  # in which these letters are read here
    made = pair.helped(shares=True)
    assert consents() == [("introduced", "Amina"), ("introduced", "Bo")]
    act(actions.share, made, pair.reef)
    act(actions.accept, made, pair.bay)
    assert consents() == []
    act(actions.fail, made, pair.bay, because="no_capacity")

    made = pair.accepted(shares=True)
    assert consents() == [("introduction_moved", "Kim")]
    act(actions.share, made, pair.reef)
    assert consents() == []
    act(actions.fail, made, pair.bay, because="no_capacity")

    made = pair.helped()
    told()
    pair.asked(gap=pair.gap, by=person("bo"), shares=True)
    assert consents() == [("introduction_note", "Kim")]
    act(actions.accept, made, pair.bay, shares=True)
    assert consents() == []  # a colleague had said it


def test_who_agrees_by_writing_the_same_again_asks_the_other_side(pair: Pair) -> None:
    Person.objects.update(language="en")
    pair.helped()
    consents()
    pair.helped(shares=True)
    assert consents() == [("introduction_moved", "Amina"), ("introduction_moved", "Bo")]
    pair.helped(shares=True)
    assert consents() == []


def test_the_other_side_is_asked_once_to_exchange_contacts_and_nobody_else_is(pair: Pair) -> None:
    made = pair.accepted()
    joint = open_joint(introduction=made, organization=pair.reef, by=person("kim"))
    hill = team("Hill Trust", "sam")
    take_in(member=ask_to_join(joint=joint, organization=hill, by=person("sam")), by=person("kim"))
    told()
    for _time in range(2):
        act(actions.share, made, pair.bay)
    [letter] = Message.objects.all()
    assert mail.compose(letter).subject == "\u2068Bay Council\u2069 would like to exchange contacts · \u2068Boats\u2069"
    assert told() == [("introduction_moved", "Kim", "shares")]
    act(actions.tell_publicly, made, pair.bay, tells=True)
    assert told() == [("introduction_moved", "Kim", "tells")]


def test_who_has_agreed_to_exchange_contacts_meanwhile_is_not_asked(pair: Pair) -> None:
    made = pair.accepted()
    act(actions.share, made, pair.bay)
    letter = Message.objects.get(context__step="shares")
    act(actions.share, made, pair.reef)
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"
    made = pair.asked()
    act(actions.share, made, pair.bay)
    act(actions.decline, made, pair.reef, because="not_fitting")
    assert not queries.is_asked_to_share(Introduction.objects.get(pk=made.pk), queries.HELPING)


def test_the_main_contact_goes_along_once_even_where_it_is_who_speaks(pair: Pair) -> None:
    for email in ("Kim@people.example.org", "office@reef.example.org"):
        contact = Contact.objects.create(organization=pair.reef, name="Office", email=email, phone="+254 700 000000")
        OrganizationContact.objects.create(organization=pair.reef, role="main", kind="mailbox", contact=contact)
    made = pair.accepted(writer_shares=True, shares=True)
    found = [one.email for one in queries.contacts(made, queries.HELPING)]
    assert found == ["kim@people.example.org", "office@reef.example.org"]


def test_a_letter_with_contacts_is_not_sent_once_nobody_is_left_to_name(pair: Pair) -> None:
    pair.accepted(writer_shares=True, shares=True)
    letter = Message.objects.get(kind="contacts_exchanged", person=person("kim"))
    Membership.objects.filter(organization=pair.bay).delete()
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"


def test_everyone_may_know_once_both_say_so(pair: Pair) -> None:
    made = pair.delivered(met=True)
    before = PublicChange.objects.get(pk=pair.reef.pk).at
    act(actions.tell_publicly, made, pair.bay, tells=True)
    assert not queries.told_of(pair.gap.pk).exists()
    act(actions.tell_publicly, made, pair.reef, tells=True)
    assert list(queries.told_of(pair.gap.pk)) == [made]
    assert PublicChange.objects.get(pk=pair.reef.pk).at > before

    SupportGap.objects.update(visible_to="partners")
    assert not queries.told_of(pair.gap.pk).exists()
    SupportGap.objects.update(visible_to="everyone")
    act(actions.tell_publicly, made, pair.bay, tells=False)
    assert not queries.told_of(pair.gap.pk).exists()


def test_outcomes_are_counted_in_every_state(pair: Pair) -> None:
    pair.delivered(met=True)
    counted = queries.outcomes()
    assert counted.keys() == set(IntroductionState.values)
    assert (counted["delivered"], sum(counted.values())) == (1, 1)


def test_who_is_shut_out_does_nothing(pair: Pair) -> None:
    made = pair.helped()
    amina = person("amina")
    amina.is_active = False
    amina.save(update_fields=["is_active"])
    with pytest.raises(NotAllowed):
        actions.accept(introduction=made, organization=pair.bay, by=amina)


def test_a_title_is_told_as_the_board_tells_it_until_both_agree(pair: Pair) -> None:
    made = pair.helped()
    SupportGap.objects.update(title="A secret", visible_to="secretariat")
    [letter, *_rest] = Message.objects.filter(person=person("amina"))
    assert "A secret" in mail.compose(letter).body  # their own
    actions.write(introduction=made, organization=pair.bay, by=person("amina"), text="Wait.", language="en")
    note = Message.objects.get(person=person("kim"))
    assert "A secret" not in mail.compose(note).body


def test_who_left_the_team_meanwhile_reads_nothing_of_it(pair: Pair) -> None:
    pair.helped()
    letter = Message.objects.get(person=person("bo"))
    Membership.objects.filter(person=person("bo")).delete()
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"


def test_the_desk_sees_that_letters_were_sent_and_not_what_partners_wrote(pair: Pair) -> None:
    pair.helped(shares=True)
    assert {row.kind for row in to_team(pair.bay)} == {"introduced"}
    assert not any(staff_may_read(row) for row in Message.objects.all())


def test_a_letter_about_what_was_taken_back_or_answered_is_not_sent(pair: Pair) -> None:
    made = pair.helped()
    letter = Message.objects.filter(kind="introduced").first()
    act(actions.take_back, made, pair.reef)
    assert letter
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.error == "what it tells of is gone"
    assert Introduction.objects.filter(opened_at__gt=timezone.now() - timedelta(days=1)).count() == 1
