"""Rules of writing to each other as partners meet them: nothing typed is lost, nobody else reads it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.actions import introduction_nights, joint_responses, lacks_too, listing, withdrawals
from registry.actions import introductions as actions
from registry.models import (
    Introduction,
    IntroductionNote,
    JointMember,
    JointResponse,
    LackToo,
    Membership,
    Organization,
    SupportGap,
    SupportOffer,
)
from registry.queries import introductions as queries
from tests.factories import person
from tests.introductions import WORDS, Pair, team
from tests.web.joining import errors, said, signed_in

pytestmark = pytest.mark.django_db

TYPED = "A long answer that took an hour."


@pytest.fixture
def pair() -> Pair:
    return Pair()


def help_page(pair: Pair) -> str:
    return f"/support/gaps/{pair.gap.pk}/help/"


def at(introduction: Introduction) -> str:
    return f"/introductions/{introduction.pk}/"


def answer(introduction: Introduction, name: str, **sent: Any) -> Any:
    return signed_in(name).post(at(introduction), sent, follow=True)


def state_of(introduction: Introduction) -> str:
    introduction.refresh_from_db()
    return introduction.state


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_a_partner_offers_help_and_sees_where_it_stands(pair: Pair) -> None:
    kim = signed_in("kim")
    page = kim.get(help_page(pair))
    assert "Boats" in said(page)
    assert "organization" not in [bound.name for bound in page.context["form"].visible_fields()]

    sent = kim.post(help_page(pair), {"text": WORDS, "own": str(pair.offer.pk), "shares": "on"}, follow=True)

    made = Introduction.objects.get()
    assert sent.redirect_chain[0][0] == at(made)
    assert (made.gap, made.offer, made.helping_shares) == (pair.gap, pair.offer, True)
    assert "They answer." in said(sent)


def test_an_offer_is_asked_for(pair: Pair) -> None:
    sent = signed_in().post(f"/support/offers/{pair.offer.pk}/ask/", {"text": "Please.", "own": str(pair.gap.pk)})
    made = Introduction.objects.get()
    assert (sent.headers["Location"], made.writer, made.gap) == (at(made), "needing", pair.gap)


def test_who_owns_several_partners_says_for_which(pair: Pair) -> None:
    hill = team("Hill Trust", "kim", offers=[{"title": "Ropes"}])
    kim = signed_in("kim")
    named = kim.get(help_page(pair)).context["form"].fields["own"].choices[1:]
    assert [(name, [title for _key, title in items]) for name, items in named] == [
        ("Hill Trust", ["Ropes"]),
        ("Reef Trust", ["Two boats"]),
    ]
    assert "organization" in errors(kim.post(help_page(pair), {"text": WORDS}))
    wrong = kim.post(help_page(pair), {"text": WORDS, "organization": hill.public_id_id, "own": str(pair.offer.pk)})
    assert errors(wrong).keys() == {"own"}
    assert wrong.context["form"]["text"].value() == WORDS
    kim.post(help_page(pair), {"text": WORDS, "organization": hill.public_id_id})
    assert Introduction.objects.get().helping == hill


def test_what_cannot_be_sent_comes_back_as_it_was_typed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_A_DAY", 0)
    refused = signed_in("kim").post(help_page(pair), {"text": WORDS})
    assert refused.status_code == 409
    assert WORDS in said(refused)
    assert "twenty partners" in said(refused)


def test_what_was_sent_after_the_session_ended_is_sent_once_its_writer_signed_in(pair: Pair) -> None:
    browser = Client()
    assert browser.post(help_page(pair), {"text": WORDS}).headers["Location"].startswith("/accounts/login/")
    browser.force_login(person("kim"))
    browser.get(help_page(pair))
    assert [note.text for note in IntroductionNote.objects.all()] == [WORDS]


@pytest.mark.parametrize(
    "columns", [{"visible_to": "secretariat"}, {"removed_at": timezone.now()}, {"state": "closed"}]
)
def test_what_the_reader_may_not_see_does_not_exist(columns: dict[str, Any], pair: Pair) -> None:
    SupportGap.objects.update(**columns)
    for page in (help_page(pair), f"/support/gaps/{pair.gap.pk}/lack-too/"):
        assert signed_in("kim").get(page).status_code == 404


def test_what_only_partners_see_does_not_exist_for_others(pair: Pair) -> None:
    SupportGap.objects.update(visible_to="partners")
    assert [signed_in(name).get(help_page(pair)).status_code for name in ("kim", "sam")] == [200, 404]


def test_who_is_no_partner_is_told_how_to_become_one_and_its_own_needs_no_help(pair: Pair) -> None:
    assert "no partner yet" in said(signed_in("sam").get(help_page(pair)))
    assert "of your own organization" in said(signed_in().get(help_page(pair)))


@pytest.mark.parametrize("name", ["gap", "offer"])
@pytest.mark.parametrize(
    ("columns", "status"), [({"visible_to": "secretariat"}, 404), ({"removed_at": timezone.now()}, 404), ({}, 409)]
)
def test_what_was_written_comes_back_where_it_can_no_longer_be_sent(
    columns: dict[str, Any], status: int, name: str, pair: Pair
) -> None:
    row: Any = {"gap": SupportGap, "offer": SupportOffer}[name]
    row.objects.update(**(columns or {"state": "met" if name == "gap" else "paused"}))
    page = help_page(pair) if name == "gap" else f"/support/offers/{pair.offer.pk}/ask/"
    refused = signed_in("kim" if name == "gap" else "amina").post(page, {"text": TYPED})
    assert (refused.status_code, TYPED in said(refused)) == (status, True)
    assert "oats" not in said(refused) or status == 409  # of what is hidden nothing else is told


def test_what_was_written_comes_back_to_who_is_no_partner_any_more(pair: Pair) -> None:
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    refused = signed_in("kim").post(help_page(pair), {"text": TYPED})
    assert (refused.status_code, TYPED in said(refused), "is not listed yet" in said(refused)) == (409, True, True)
    assert not Introduction.objects.exists()


def test_what_was_kept_through_signing_in_comes_back_where_it_cannot_be_sent(pair: Pair) -> None:
    browser = Client()
    browser.post(help_page(pair), {"text": TYPED})
    SupportGap.objects.update(visible_to="secretariat")
    browser.force_login(person("kim"))
    refused = browser.get(help_page(pair))
    assert (refused.status_code, TYPED in said(refused)) == (404, True)


def test_one_of_several_that_left_meanwhile_is_not_exchanged_for_another(pair: Pair) -> None:
    hill = team("Hill Trust", "kim")
    kim = signed_in("kim")
    Organization.objects.filter(pk=hill.pk).update(state="withdrawn")
    refused = kim.post(help_page(pair), {"text": TYPED, "organization": hill.public_id_id})
    assert errors(refused).keys() == {"organization"}
    assert "organization" in [bound.name for bound in refused.context["form"].visible_fields()]
    assert refused.context["form"]["text"].value() == TYPED


@pytest.mark.parametrize("reads", [True, False])
def test_where_nobody_waits_or_reads_there_is_no_form(reads: bool, pair: Pair) -> None:
    if reads:
        SupportGap.objects.update(state="met")
    else:
        Membership.objects.filter(organization=pair.bay).delete()
    assert signed_in("kim").get(help_page(pair)).context["form"] is None


def test_of_a_paused_offer_its_page_says_that_it_rests_and_where_others_are(pair: Pair) -> None:
    page = f"/support/offers/{pair.offer.pk}/ask/"
    SupportOffer.objects.update(state="paused")
    asked = signed_in().get(page)
    assert "This offer is paused, so nobody can ask for it" in said(asked)
    assert "It no longer waits for anybody" not in said(asked)
    assert 'class="button" href="/support/offers/"' in asked.content.decode()
    assert "This is of your own organization" in said(signed_in("kim").get(page))


# -- Answering --------------------------------------------------------------------------------------------------------


def test_from_the_first_word_to_a_gap_that_is_met(pair: Pair) -> None:
    made = pair.helped(shares=True)
    assert "You answer" in said(signed_in().get(at(made)))
    page = answer(made, "amina", do="accept", **{"accept-text": "Gladly.", "accept-shares": "on"})
    assert "kim@people.example.org" in said(page)
    answer(made, "kim", do="delivering")
    answer(made, "kim", do="delivered")
    assert "You say whether it met your gap" in said(signed_in().get(at(made)))
    answer(made, "amina", do="met")
    assert (state_of(made), made.met, pair.gap_state) == ("delivered", True, "met")
    answer(made, "amina", do="tell")
    assert "Both of you" in said(answer(made, "kim", do="tell"))
    answer(made, "kim", do="hush")
    made.refresh_from_db()
    assert (made.needing_tells, made.helping_tells) == (True, False)


def test_declining_takes_a_reason(pair: Pair) -> None:
    made = pair.helped()
    back = answer(made, "amina", do="decline", **{"decline-because": "other"})
    assert back.context["forms"]["decline"].errors.keys() == {"reason"}
    answer(made, "amina", do="decline", **{"decline-because": "other", "decline-reason": "We have some."})
    assert state_of(made) == "declined"
    assert "We have some." in said(signed_in("kim").get(at(made)))


def test_other_ends(pair: Pair) -> None:
    made = pair.helped()
    answer(made, "kim", do="take_back")
    assert state_of(made) == "withdrawn"
    second = pair.accepted()
    answer(second, "kim", do="fail", **{"fail-because": "no_capacity"})
    assert state_of(second) == "not_delivered"


def test_words_are_read_by_the_two_sides_alone(pair: Pair) -> None:
    made = pair.helped()
    answer(made, "amina", do="note", text="How large?")
    assert "How large?" in said(signed_in("kim").get(at(made)))
    assert signed_in("sam").get(at(made)).status_code == 404
    staff = signed_in("rosa").get(at(made))
    assert (staff.status_code, WORDS in said(staff), "How large?" in said(staff)) == (200, False, False)
    assert signed_in("rosa").post(at(made), {"do": "note", "text": "x"}).status_code == 404


def test_what_is_no_longer_possible_is_told_and_what_was_typed_stands_there(pair: Pair) -> None:
    made = pair.helped()
    actions.take_back(introduction=made, organization=pair.reef, by=person("kim"))
    for sent in (
        {"do": "note", "text": TYPED},
        {"do": "accept", "accept-text": TYPED},
        {"do": "decline", "decline-because": "not_fitting", "decline-reason": TYPED},
        {"do": "decline", "decline-reason": TYPED},  # without a reason that is chosen, it would not pass anyway
    ):
        page = signed_in().post(at(made), sent)
        assert (page.status_code, TYPED in said(page), "no longer possible" in said(page)) == (409, True, True)
    again = answer(made, "amina", do="delivered")
    assert "no longer possible" in said(again)


def test_what_a_colleague_or_the_other_side_did_meanwhile_loses_no_word(pair: Pair) -> None:
    failed = pair.accepted()
    actions.fail(introduction=failed, organization=pair.reef, by=person("kim"), because="no_capacity")
    suggested = actions.suggest(gap=pair.gap, offer=pair.offer, text="", language="en", by=person("rosa"))
    pair.asked(gap=pair.gap, by=person("bo"))
    for made, sent in (
        (failed, {"do": "fail", "fail-because": "other", "fail-reason": TYPED}),
        (suggested, {"do": "decline", "decline-because": "other", "decline-reason": TYPED}),
    ):
        page = signed_in().post(at(made), sent)
        assert (page.status_code, TYPED in said(page)) == (409, True)


def test_what_cannot_be_done_now_stands_in_its_form(pair: Pair) -> None:
    made = pair.helped()
    SupportGap.objects.update(removed_at=timezone.now())
    page = signed_in().post(at(made), {"do": "accept", "accept-text": TYPED})
    assert page.status_code == 409
    assert page.context["forms"]["accept"]["text"].value() == TYPED
    assert "This was not sent" not in said(page)


def test_who_left_the_team_gets_their_words_back_and_nothing_else(pair: Pair) -> None:
    made = pair.helped()
    amina = signed_in()
    Membership.objects.filter(person=person("amina")).delete()
    page = amina.post(at(made), {"do": "note", "text": TYPED})
    assert (page.status_code, TYPED in said(page), WORDS in said(page)) == (404, True, False)


@pytest.mark.parametrize(
    ("partner", "shares"), [("kim", [True, False]), ("bo", [False, False])], ids=["own", "of a colleague"]
)
def test_whoever_agreed_to_be_named_finds_that_ticked_and_nobody_else_does(
    partner: str, shares: list[bool], pair: Pair
) -> None:
    made = pair.helped()
    Membership.objects.create(organization=pair.bay, person=person("kim"), role="editor")
    pair.asked(gap=pair.gap, by=person(partner), shares=True)
    page = f"{at(made)}?as={pair.bay.public_id_id}"
    found = [bool(signed_in(name).get(page).context["forms"]["accept"]["shares"].value()) for name in ("kim", "amina")]
    assert found == shares


def test_a_reason_that_is_too_long_has_one_error(pair: Pair) -> None:
    back = answer(pair.helped(), "amina", do="decline", **{"decline-because": "other", "decline-reason": "x" * 1001})
    [only] = back.context["forms"]["decline"].errors["reason"]
    assert "too long" in only


def test_nothing_is_delivered_by_a_partner_that_has_left(pair: Pair) -> None:
    made = pair.accepted()
    withdrawals.withdraw(organization=pair.reef, by=person("kim"))
    for do in ("delivering", "delivered"):
        page = answer(made, "amina", do=do)
        assert (page.status_code, "has left the directory" in said(page)) == (409, True)
    assert state_of(made) == "accepted"


def test_a_second_tick_says_what_is_true_now(pair: Pair) -> None:
    made = pair.accepted()
    assert "They are exchanged once" in flash(answer(made, "kim", do="share"))
    assert "contacts are exchanged" in flash(answer(made, "amina", do="share"))
    assert "once both sides say so" in flash(answer(made, "kim", do="tell"))
    assert "Both of you" in flash(answer(made, "amina", do="tell"))
    assert "Nobody else is told" in flash(answer(made, "kim", do="hush"))


AGREES = "The other side agreed to exchange contacts"


def test_a_side_reads_that_the_other_one_agreed_to_exchange_contacts_and_agrees_too(pair: Pair) -> None:
    made = pair.helped()
    answer(made, "amina", do="accept", **{"accept-shares": "on"})
    page = signed_in("kim").get(at(made))
    assert (AGREES in said(page), 'value="share"' in page.content.decode()) == (True, True)
    assert AGREES not in said(signed_in().get(at(made)))
    assert "amina@people.example.org" in said(answer(made, "kim", do="share"))


def test_who_is_asked_reads_it_where_they_accept(pair: Pair) -> None:
    made = pair.helped(shares=True)
    assert AGREES in said(signed_in().get(at(made)))
    assert AGREES not in said(signed_in("kim").get(at(made)))


def flash(page: Any) -> str:
    return " ".join(str(one) for one in page.context["messages"])


@pytest.mark.parametrize("sent", [{}, {"do": "fly"}])
def test_what_no_button_sends_is_not_found(sent: dict[str, str], pair: Pair) -> None:
    assert signed_in().post(at(pair.helped()), sent).status_code == 404
    assert signed_in().post(at(pair.helped()), {**sent, "do": "take_back"}).status_code == 404


def test_who_belongs_to_both_sides_acts_for_the_one_that_the_page_names(pair: Pair) -> None:
    Membership.objects.create(organization=pair.reef, person=person("amina"), role="editor")
    made = pair.helped()
    assert "You answer" in said(signed_in().get(at(made)))
    assert "They answer" in said(signed_in().get(f"{at(made)}?as={pair.reef.public_id_id}"))
    signed_in().post(at(made), {"do": "take_back", "as": pair.reef.public_id_id})
    assert state_of(made) == "withdrawn"


def test_one_that_left_the_directory_is_not_named(pair: Pair) -> None:
    made = pair.helped()
    team_of_bay = signed_in()
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    pair.reef.listing.delete()
    assert "no longer listed" in said(team_of_bay.get(at(made)))


# -- The secretariat --------------------------------------------------------------------------------------------------


def test_the_writer_reads_when_the_secretariat_has_been_told(pair: Pair) -> None:
    made, kim = pair.helped(), signed_in("kim")
    assert "then the secretariat asks" in said(kim.get(at(made)))
    introduction_nights.remind(timezone.now() + timedelta(days=29))
    page = said(kim.get(at(made)))
    assert "They have not answered for four weeks. The secretariat was told" in page
    assert "They are reminded after 7 and 21 days" not in page
    assert "You answer" in said(signed_in().get(at(made)))
    assert "for four weeks" in said(kim.get(f"/workspace/{pair.reef.public_id_id}/introductions/"))


def test_what_was_written_has_its_language_and_its_zone(pair: Pair) -> None:
    made = pair.helped(text="Nous avons deux bateaux.", language="fr")
    page = signed_in().get(at(made))
    assert '<div lang="fr" dir="auto"><p>Nous avons deux bateaux.</p>' in page.content.decode()
    assert re.search(r"\d\d:\d\d UTC", said(page))


def test_the_secretariat_suggests_and_sees_what_waits(pair: Pair) -> None:
    rosa = signed_in("rosa")
    page = f"/secretariat/introductions/suggest/{pair.gap.pk}/{pair.offer.pk}/"
    assert "Two boats" in said(rosa.get(page))
    assert flash(rosa.post(page, {"text": "You fit."}, follow=True)) == "Both sides are told."
    assert "It was suggested before" in flash(rosa.post(page, {"text": "You fit."}, follow=True))
    made = Introduction.objects.get()
    assert "Bay Council and Reef Trust" in said(rosa.get("/secretariat/introductions/"))
    assert "You fit." in said(rosa.get(at(made)))
    answer(made, "kim", do="note", text="May we help?")
    assert (state_of(made), made.writer) == ("introduced", "helping")
    assert "in touch already" in flash(rosa.post(page, {"text": ""}, follow=True))


def test_a_case_leads_to_what_waits_for_its_organization(pair: Pair) -> None:
    made = pair.helped()
    hill = team("Hill Trust", "sam", gaps=[{"title": "Ropes"}])
    actions.suggest(gap=hill.gaps.get(), offer=pair.offer, text="", language="en", by=person("rosa"))
    Introduction.objects.filter(pk=made.pk).update(state_since=timezone.now() - timedelta(days=30))
    introduction_nights.remind(timezone.now())
    rosa = signed_in("rosa")
    cases = rosa.get("/secretariat/cases/").content.decode()
    [there] = re.findall(r'href="(/secretariat/introductions/[^"]*)"\s*>See what', cases)
    page = rosa.get(there)
    assert [line.introduction for line, _days in page.context["lines"]] == [made]
    assert "These wait for an answer of Bay Council" in said(page)
    assert len(rosa.get("/secretariat/introductions/").context["lines"]) == 2
    Organization.objects.filter(pk=pair.bay.pk).update(state="withdrawn")
    listing.refresh([pair.bay.pk])
    assert "an organization that is no longer listed" in said(rosa.get(there))
    for nobody in ("?on=zzzz", "?on=%00"):
        assert rosa.get(f"/secretariat/introductions/{nobody}").status_code == 404


def test_a_suggestion_is_taken_back_and_one_of_the_own_is_refused(pair: Pair) -> None:
    made = actions.suggest(gap=pair.gap, offer=pair.offer, text="", language="en", by=person("rosa"))
    answer(made, "rosa", do="take_back")
    assert state_of(made) == "withdrawn"
    Membership.objects.filter(organization=pair.reef).delete()
    refused = signed_in("rosa").post(
        f"/secretariat/introductions/suggest/{pair.gap.pk}/{pair.offer.pk}/", {"text": "Again."}
    )
    assert "Nobody of this organization uses this site at the moment" in said(refused)


def test_words_with_a_suggestion_that_stands_already_come_back(pair: Pair) -> None:
    rosa, page = signed_in("rosa"), f"/secretariat/introductions/suggest/{pair.gap.pk}/{pair.offer.pk}/"
    rosa.post(page, {"text": "You fit."})
    made = Introduction.objects.get()
    for same in ({"text": "You fit."}, {}):
        assert rosa.post(page, same).headers["Location"] == at(made)

    refused = rosa.post(page, {"text": TYPED})

    assert (refused.status_code, refused.context["form"]["text"].value()) == (409, TYPED)
    assert f'href="{at(made)}"' in refused.content.decode()
    SupportGap.objects.update(state="met")
    gone = rosa.post(page, {"text": TYPED})
    assert (gone.status_code, TYPED in said(gone)) == (404, True)


def test_what_not_everyone_may_see_is_told_to_nobody_though_both_say_so(pair: Pair) -> None:
    made = pair.accepted()
    joint = joint_responses.open_joint(introduction=made, organization=pair.reef, by=person("kim"))
    asked = joint_responses.ask_to_join(joint=joint, organization=team("Hill Trust", "sam"), by=person("sam"))
    joint_responses.take_in(member=asked, by=person("kim"))
    answer(made, "kim", do="tell")
    SupportGap.objects.update(visible_to="partners")
    nothing = "Nothing is told as long as not everyone may see the gap and both organizations."
    assert nothing in said(answer(made, "amina", do="tell"))
    assert nothing in said(signed_in("kim").get(at(made)))
    assert nothing in said(signed_in("sam").get(f"/joint/{joint.pk}/"))
    SupportGap.objects.update(visible_to="everyone")
    assert nothing not in said(signed_in("kim").get(at(made)))
    assert "the page of the gap names them" in said(signed_in("sam").get(f"/joint/{joint.pk}/"))
    Organization.objects.filter(pk=pair.bay.pk).update(state="withdrawn")
    assert nothing in said(signed_in("kim").get(at(made)))


def test_of_an_offer_that_was_asked_for_without_a_gap_nothing_can_be_told(pair: Pair) -> None:
    made = actions.accept(introduction=pair.asked(), organization=pair.reef, by=person("kim"))
    assert "Who may know" not in said(signed_in("kim").get(at(made)))
    assert not queries.can_be_told(made)


# -- Together ---------------------------------------------------------------------------------------------------------


def test_two_partners_answer_one_gap(pair: Pair) -> None:
    hill = team("Hill Trust", "sam")
    kim, sam = signed_in("kim"), signed_in("sam")
    opened = kim.post(help_page(pair), {"text": WORDS, "together": "on"})
    joint = opened.headers["Location"]
    assert "A partner answers this gap already" in said(sam.get(help_page(pair)))

    assert "words" in errors(sam.post(joint, {"do": "join"}))
    sam.post(joint, {"do": "join", "words": "We have ropes."})
    member = JointMember.objects.get(organization=hill)
    assert "We have ropes." in said(kim.get(joint))
    kim.post(joint, {"do": "take_in", "member": str(member.pk)})
    assert "Hill Trust" in said(signed_in().get(joint))

    own = JointMember.objects.get(organization=pair.reef)
    assert f'value="{own.pk}"' in kim.get(joint).content.decode()
    kim.post(joint, {"do": "leave", "member": str(own.pk)})
    assert Introduction.objects.get(joint_response__isnull=False).helping == hill
    assert f'value="{member.pk}"' not in sam.get(joint).content.decode()  # nobody is left who could lead
    last = sam.post(joint, {"do": "leave", "member": str(member.pk)}, follow=True)
    assert "Nobody else has joined" in said(last)


def test_asked_to_join_once_more_it_is_answered_as_the_first_time(pair: Pair) -> None:
    hill = team("Hill Trust", "sam")
    joint = opened(pair)
    sam, page = signed_in("sam"), f"/joint/{joint.pk}/"
    for _time in range(2):
        asked = sam.post(page, {"do": "join", "words": "We have ropes."}, follow=True)
        assert (asked.redirect_chain, "They are asked" in said(asked)) == ([(page, 302)], True)
    other = sam.post(page, {"do": "join", "words": TYPED})
    assert (other.status_code, TYPED in said(other), "asks to join already" in said(other)) == (409, True, True)
    team("Wood Trust", "sam")
    sent = {"do": "join", "words": "We have ropes.", "organization": hill.public_id_id}
    assert sam.post(page, sent).headers["Location"] == page
    assert JointMember.objects.filter(organization=hill).count() == 1


def test_a_joint_response_says_who_acts_next_and_how_many_answer(pair: Pair) -> None:
    joint = opened(pair)
    hill = team("Hill Trust", "sam")
    page = f"/joint/{joint.pk}/"

    def read(name: str) -> str:
        return said(signed_in(name).get(page))

    assert "One partner answers this gap so far." in read("kim")
    assert "Whoever states the gap accepts or declines." in read("kim")
    assert "You answer: accept it" in read("amina")
    assert "Several partners" not in read("kim")
    asked = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"), words="Ropes.")
    assert "The partner that leads takes them in, or declines." in read("sam")
    assert "The partner that leads takes them in, or declines." not in read("kim")
    joint_responses.take_in(member=asked, by=person("kim"))
    assert "Several partners answer this gap together." in read("sam")
    actions.accept(introduction=joint.introduction, organization=pair.bay, by=person("amina"))
    assert "It is accepted." in read("sam")
    actions.begin_delivery(introduction=joint.introduction, organization=pair.bay, by=person("amina"))
    assert "It is being delivered." in read("sam")
    actions.fail(introduction=joint.introduction, organization=pair.bay, by=person("amina"), because="no_capacity")
    assert "It is over. The gap is open again" in read("sam")
    assert "Several partners answered this gap together. The one that led spoke for all of them" in read("sam")
    Introduction.objects.update(state="withdrawn", because="taken_back", accepted_at=None)
    assert "Several partners wanted to answer this gap together." in read("sam")


def test_who_joins_or_asks_to_finds_the_joint_response_in_its_workspace_also_when_it_ended(pair: Pair) -> None:
    joint = opened(pair)
    hill = team("Hill Trust", "sam")
    sam, page = signed_in("sam"), f"/workspace/{hill.public_id_id}/introductions/"
    assert "No introduction yet" in said(sam.get(page))

    def read() -> str:
        html = sam.get(page)
        assert f'href="/joint/{joint.pk}/"' in html.content.decode()
        return said(html)

    member = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"), words="Ropes.")
    assert "Boats Not answered yet" in read()
    assert "You ask to join. The partner that leads takes you in, or declines." in read()
    joint_responses.take_in(member=member, by=person("kim"))
    assert "Whoever states the gap accepts or declines." in read()
    actions.take_back(introduction=joint.introduction, organization=pair.reef, by=person("kim"))
    assert "It is over. Nobody has to do anything." in read()
    assert "Led Reef Trust" in read()
    JointMember.objects.filter(pk=member.pk).update(joined_at=None)
    assert "It ended before the partner that led it answered your wish to join." in read()
    assert "Who asked to join" in said(sam.get(f"/joint/{joint.pk}/"))
    own = signed_in("kim").get(f"/workspace/{pair.reef.public_id_id}/introductions/")
    assert "Joint responses that others lead or led" not in said(own)  # its introduction stands there


def test_a_joint_response_that_ended_with_one_partner_says_so(pair: Pair) -> None:
    joint = opened(pair)
    actions.take_back(introduction=joint.introduction, organization=pair.reef, by=person("kim"))
    page = said(signed_in("kim").get(f"/joint/{joint.pk}/"))
    assert "One partner wanted to answer this gap. Nobody else had joined." in page
    assert "It is over." in page
    other = joint_responses.open_joint(introduction=pair.accepted(), organization=pair.reef, by=person("kim"))
    actions.deliver(introduction=other.introduction, organization=pair.bay, by=person("amina"), met=True)
    assert "One partner answered this gap. Nobody else had joined." in said(signed_in("kim").get(f"/joint/{other.pk}/"))


def test_a_joint_response_that_ended_is_spoken_of_as_past_also_of_those_that_had_left(pair: Pair) -> None:
    joint = opened(pair)
    before, hill = joint.introduction, team("Hill Trust", "sam")
    asked = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"))
    joint_responses.take_in(member=asked, by=person("kim"))
    joint_responses.leave(member=JointMember.objects.get(organization=pair.reef), by=person("kim"))
    joint.refresh_from_db()

    def read() -> str:
        return said(signed_in("sam").get(f"/joint/{joint.pk}/"))

    assert ("Leads Hill Trust" in read(), "Who answers" in read(), "Others had joined" in read()) == (True, True, False)
    assert "The joint response goes on" in said(signed_in("kim").get(at(before)))
    actions.accept(introduction=joint.introduction, organization=pair.bay, by=person("amina"))
    actions.deliver(introduction=joint.introduction, organization=pair.bay, by=person("amina"), met=True)
    for past in ("Led Hill Trust", "Who answered Hill Trust led", "One partner answered this gap. Others had joined"):
        assert past in read()
    assert "The joint response went on, and another partner led it." in said(signed_in("kim").get(at(before)))
    Introduction.objects.update(state="withdrawn", because="taken_back", accepted_at=None, met=None)
    for past in ("Who wanted to answer", "One partner wanted to answer this gap. Others had joined"):
        assert past in read()
    assert "Nobody else had joined" not in read()


def test_where_whoever_states_the_gap_had_asked_the_next_lead_that_one_answers(pair: Pair) -> None:
    joint = opened(pair)
    hill = team("Hill Trust", "sam", offers=[{"title": "Ropes"}])
    asked = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"))
    joint_responses.take_in(member=asked, by=person("kim"))
    pair.asked(gap=pair.gap, offer=SupportOffer.objects.get(organization=hill))
    joint_responses.leave(member=JointMember.objects.get(organization=pair.reef), by=person("kim"))
    assert "You answer: accept it" in said(signed_in("sam").get(f"/joint/{joint.pk}/"))
    assert "The partner that leads accepts or declines." in said(signed_in().get(f"/joint/{joint.pk}/"))


def test_a_wish_to_join_what_has_ended_comes_back(pair: Pair) -> None:
    team("Hill Trust", "sam")
    joint = opened(pair)
    actions.take_back(introduction=joint.introduction, organization=pair.reef, by=person("kim"))
    for columns, status in (({}, 409), ({"visible_to": "secretariat"}, 404)):
        SupportGap.objects.update(**columns)
        page = signed_in("sam").post(f"/joint/{joint.pk}/", {"do": "join", "words": TYPED})
        assert (page.status_code, TYPED in said(page)) == (status, True)


def opened(pair: Pair) -> JointResponse:
    return joint_responses.open_joint(introduction=pair.helped(), organization=pair.reef, by=person("kim"))


def test_the_page_of_a_lead_that_left_leads_on(pair: Pair) -> None:
    joint = opened(pair)
    before = joint.introduction
    asked = joint_responses.ask_to_join(joint=joint, organization=team("Hill Trust", "sam"), by=person("sam"))
    joint_responses.take_in(member=asked, by=person("kim"))
    joint_responses.leave(member=JointMember.objects.get(organization=pair.reef), by=person("kim"))
    joint.refresh_from_db()

    def links(name: str) -> list[bool]:
        page = signed_in(name).get(at(before)).content.decode()
        return [f'href="{href}"' in page for href in (f"/joint/{joint.pk}/", at(joint.introduction))]

    assert [links(name) for name in ("amina", "rosa", "kim")] == [[True, True], [True, True], [True, False]]
    for name, is_led_back in (("amina", True), ("rosa", True), ("sam", False)):
        page = signed_in(name).get(at(joint.introduction))
        assert "This took the place of another introduction" in said(page)
        assert (f'href="{at(before)}"' in page.content.decode()) == is_led_back
    SupportGap.objects.update(visible_to="secretariat")
    assert [links(name) for name in ("amina", "kim")] == [[True, True], [False, False]]


def test_who_leaves_is_told_what_ends_by_it(pair: Pair) -> None:
    joint = opened(pair)
    page = signed_in("kim").get(f"/workspace/{pair.reef.public_id_id}/withdraw/")
    told = page.content.decode()
    assert "1 introduction that is not over ends" in said(page)
    assert "You leave 1 joint response" in said(page)
    assert f'href="/workspace/{pair.reef.public_id_id}/introductions/"' in told
    assert f'href="/joint/{joint.pk}/"' in told
    other = signed_in("sam").get(f"/workspace/{team('Hill Trust', 'sam').public_id_id}/withdraw/")
    assert "not over" not in said(other)


def test_the_first_page_of_the_desk_counts_what_nobody_has_answered(pair: Pair) -> None:
    rosa = signed_in("rosa")
    assert "without an answer" not in said(rosa.get("/secretariat/"))
    made = pair.helped()
    assert "without an answer" not in said(rosa.get("/secretariat/"))
    Introduction.objects.filter(pk=made.pk).update(state_since=timezone.now() - timedelta(days=28))
    page = rosa.get("/secretariat/")
    assert "1 introduction without an answer for four weeks" in said(page)
    assert len(rosa.get("/secretariat/introductions/").context["lines"]) == 1


def test_a_second_one_is_led_to_the_first_and_opened_later_by_a_button(pair: Pair) -> None:
    team("Hill Trust", "sam")
    made = pair.helped()
    page = answer(made, "kim", do="joint")
    assert "See the joint response" in said(page)
    led = signed_in("sam").post(help_page(pair), {"text": WORDS, "together": "on"}, follow=True)
    assert "you can join them" in said(led)


def test_both_write_at_once_and_one_would_do_it_together_with_others(pair: Pair) -> None:
    made = pair.asked(gap=pair.gap)
    led = signed_in("kim").post(help_page(pair), {"text": WORDS, "together": "on"}, follow=True)
    assert (led.redirect_chain, "answer them" in said(led)) == ([(at(made), 302)], True)
    assert made.notes.filter(text=WORDS).exists()


def test_a_joint_response_is_for_partners_and_its_buttons_for_its_members(pair: Pair) -> None:
    made = pair.helped()
    joint = joint_responses.open_joint(introduction=made, organization=pair.reef, by=person("kim"))
    page = f"/joint/{joint.pk}/"
    assert signed_in("sam").get(page).status_code == 404
    team("Hill Trust", "sam")
    member = JointMember.objects.get()
    sam = signed_in("sam")
    for sent in ({"do": "leave", "member": str(member.pk)}, {"do": "take_in", "member": "x"}, {}):
        assert sam.post(page, sent).status_code == 404
    SupportGap.objects.update(visible_to="secretariat")
    assert [signed_in(name).get(page).status_code for name in ("sam", "kim", "amina", "rosa")] == [404, 200, 200, 200]
    assert signed_in().post(page, {"do": "join"}).status_code == 404
    assert signed_in().get("/joint/00000000-0000-7000-8000-000000000000/").status_code == 404


# -- Lacking the same -------------------------------------------------------------------------------------------------


def test_a_partner_lacks_the_same_and_others_can_write_to_it(pair: Pair) -> None:
    kim, page = signed_in("kim"), f"/support/gaps/{pair.gap.pk}/lack-too/"
    assert "Nobody has said so yet" in said(kim.get(page))
    for _time in range(2):
        assert "Said." in said(kim.post(page, {}, follow=True))
    assert LackToo.objects.get().organization == pair.reef
    seen = signed_in().get(page)
    assert f"/directory/{pair.reef.public_id_id}/write/" in seen.content.decode()
    assert signed_in().post(page, {"end": pair.reef.public_id_id}).status_code == 404
    kim.post(page, {"end": pair.reef.public_id_id})
    assert not LackToo.objects.exists()


def test_too_many_in_a_day_are_refused(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lacks_too, "MOST_A_DAY", 0)
    refused = signed_in("kim").post(f"/support/gaps/{pair.gap.pk}/lack-too/", {}, follow=True)
    assert "thirty gaps" in said(refused)


QUERIES = {"list": 9, "desk": 5, "introduction": 5, "joint": 5, "lack too": 6, "leaving": 7}


# -- How many queries -------------------------------------------------------------------------------------------------


def counted(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_pages_have_a_fixed_number_of_queries(pair: Pair) -> None:
    amina, rosa = signed_in(), signed_in("rosa")
    made = pair.helped()
    joint = joint_responses.open_joint(introduction=made, organization=pair.reef, by=person("kim"))
    lacks_too.lack_too(gap=pair.gap, organization=pair.reef, by=person("kim"))
    pages = {
        "list": (amina, f"/workspace/{pair.bay.public_id_id}/introductions/"),
        "desk": (rosa, "/secretariat/introductions/"),
        "introduction": (amina, at(made)),
        "joint": (amina, f"/joint/{joint.pk}/"),
        "lack too": (amina, f"/support/gaps/{pair.gap.pk}/lack-too/"),
        "leaving": (amina, f"/workspace/{pair.bay.public_id_id}/withdraw/"),
    }
    one = {name: counted(*page) for name, page in pages.items()}
    for name in ("sam", "lee"):
        other = team(f"{name} Trust", name)
        pair.helped(organization=other, by=person(name), text=name)
        joint_responses.ask_to_join(joint=joint, organization=other, by=person(name), words="x")
        lacks_too.lack_too(gap=pair.gap, organization=other, by=person(name))
        actions.write(introduction=made, organization=pair.bay, by=person("bo"), text=name, language="en")
    three = {name: counted(*page) for name, page in pages.items()}
    assert one == three == QUERIES
