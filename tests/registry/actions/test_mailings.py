"""A mailing reaches each person of the teams once, in their language, and stops and goes on as it is told."""

from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import IntegrityError, transaction
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from registry import mail
from registry.actions import mailings, messages, unsubscribing
from registry.errors import IllegalMove, NobodyToWriteTo, NotAllowed
from registry.models import Mailing, Message, Organization, Person
from registry.queries import mailings as queries
from registry.queries.directory import Asked
from registry.tasks import send_mailing
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {
    "subjects": {"en": "News of the spring", "fr": "Nouvelles du printemps"},
    "bodies": {"en": "We meet in May.", "fr": "Rencontre en mai."},
    "filter": "",
    "official": False,
}


def written(**changed: Any) -> Mailing:
    return mailings.write(**{**WORDS, **changed}, by=person("cora"))


def partner(*people: str) -> Organization:
    """A listed organization of Amina's, with others in its team."""
    organization = factories.listed()
    for name in people:
        factories.join_team(person(name), organization)
    return organization


def sending(mailing: Mailing, asked: Asked | None = None) -> Mailing:
    seen = mailing.saved_at.isoformat()
    return mailings.send(mailing=mailing, asked=asked or Asked(), seen=seen, by=person("cora"))


def some(mailing: Mailing) -> Mailing:
    """What the next job does."""
    mailings.send_some(mailing.pk, person("cora").pk)
    mailing.refresh_from_db()
    return mailing


def deliver(mailing: Mailing) -> None:
    """What the jobs of its letters do."""
    for letter in mailing.messages.all():
        mail.send(letter.pk)


def receivers(mailing: Mailing) -> set[str]:
    return {letter.person.name for letter in mailing.messages.select_related("person") if letter.person}


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_curators_write_and_change_a_mailing_and_reviewers_do_not() -> None:
    mailing = written()
    changed = mailings.rewrite(
        mailing=mailing, **{**WORDS, "subjects": {"en": "Other news"}, "official": True}, by=person("ada")
    )

    assert (mailing.state, mailing.by) == ("draft", person("cora"))
    assert (changed.subjects, changed.official) == ({"en": "Other news"}, True)
    assert changed.saved_at > mailing.saved_at
    for refused in (
        lambda: mailings.write(**WORDS, by=person("rosa")),
        lambda: mailings.rewrite(mailing=mailing, **WORDS, by=person("rosa")),
        lambda: mailings.send_test(mailing=mailing, language="en", by=person("rosa")),
        lambda: mailings.send(mailing=mailing, asked=Asked(), seen="", by=person("rosa")),
        lambda: mailings.stop(mailing=mailing, by=person("rosa")),
        lambda: mailings.resume(mailing=mailing, by=person("rosa")),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_test_goes_to_oneself_in_the_chosen_language_and_counts_for_nothing() -> None:
    mailing = written()
    tests = [mailings.send_test(mailing=mailing, language=code, by=person("cora")) for code in ("fr", "fr")]
    mail.send(tests[0].pk)

    assert [one.person for one in tests] == [person("cora")] * 2
    assert mailing.messages.count() == 0
    assert "Nouvelles du printemps" in outgoing.outbox[0].subject
    assert outgoing.outbox[0].subject != "Nouvelles du printemps"  # it says that it is a test


# -- Whom it reaches --------------------------------------------------------------------------------------------------


def test_everybody_of_a_team_that_fits_gets_it_once_in_their_language_or_in_english() -> None:
    Person.objects.filter(pk=person("sam").pk).update(language="ar")
    partner("bo", "sam")
    partner("bo")
    mailing = some(sending(written()))
    deliver(mailing)

    assert receivers(mailing) == {"Amina", "Bo", "Sam"}
    assert sorted((email.to[0].split("@")[0], email.subject) for email in outgoing.outbox) == [
        ("amina", "News of the spring"),
        ("bo", "Nouvelles du printemps"),
        ("sam", "News of the spring"),
    ]
    assert {letter.template for letter in mailing.messages.all()} == {mail.version_of("mailing")}


def test_the_filter_of_the_directory_chooses_the_partners() -> None:
    partner()
    factories.listed(by=person("sam"), type="iplc")

    found = queries.receivers(Asked(chosen={"type": ("iplc",)}), official=False)

    assert list(found) == [person("sam")]


def test_who_wants_no_mailings_or_may_not_sign_in_gets_only_what_is_official_or_nothing() -> None:
    partner("bo", "sam")
    unsubscribing.want_none(person=person("bo"))
    Person.objects.filter(pk=person("sam").pk).update(is_active=False)

    assert receivers(some(sending(written()))) == {"Amina"}
    assert receivers(some(sending(written(official=True)))) == {"Amina", "Bo"}


def test_who_says_no_while_it_is_being_sent_does_not_get_it() -> None:
    partner("bo", "sam", "kim")
    mailing = sending(written())
    unsubscribing.want_none(person=person("sam"))
    some(mailing)
    unsubscribing.want_none(person=person("bo"))
    Person.objects.filter(pk=person("kim").pk).update(is_active=False)
    deliver(mailing)

    assert [email.to[0].split("@")[0] for email in outgoing.outbox] == ["amina"]
    standing = queries.standing(mailing)
    assert (standing.total, standing.sent, standing.left_out) == (4, 1, 2)
    assert some(mailing).state == "sent"
    assert queries.standing(mailing).done == queries.standing(mailing).total


def test_a_mailing_to_nobody_is_refused() -> None:
    mailing = written()
    with pytest.raises(NobodyToWriteTo):
        sending(mailing)
    mailing.refresh_from_db()
    assert mailing.state == "draft"


def test_what_was_changed_since_it_was_read_is_not_sent() -> None:
    partner()
    mailing = written()
    mailings.rewrite(mailing=mailing, **WORDS, by=person("ada"))
    with pytest.raises(IllegalMove):
        sending(mailing)


# -- Sending, stopping, resuming --------------------------------------------------------------------------------------


def test_batches_follow_each_other_until_everybody_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 2)
    partner("bo", "sam")
    mailing = some(sending(written()))
    assert mailing.messages.count() == 2
    some(mailing)
    assert mailing.messages.count() == 2  # it waits for those that are on their way
    deliver(mailing)
    assert some(mailing).state == "sending"
    deliver(mailing)
    assert some(mailing).state == "sent"
    assert mailing.messages.count() == len(outgoing.outbox) == 3
    some(mailing)
    assert mailing.messages.count() == 3


def test_what_the_server_put_off_holds_nobody_up() -> None:
    partner()
    mailing = some(sending(written()))
    mailing.messages.update(error="SMTPServerDisconnected")

    assert some(mailing).state == "sent"
    assert queries.standing(mailing).put_off == 1


def test_a_stop_holds_back_also_what_is_written_and_a_resume_sends_the_rest_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 2)
    partner("bo", "sam")
    mailing = some(sending(written()))
    first, _second = mailing.messages.order_by("pk")
    mail.send(first.pk)
    mailings.stop(mailing=mailing, by=person("cora"))
    deliver(mailing)
    some(mailing)
    assert len(outgoing.outbox) == 1
    assert mailing.messages.count() == 2

    mailings.resume(mailing=mailing, by=person("ada"))
    deliver(mailing)
    deliver(some(mailing))
    assert some(mailing).state == "sent"
    assert sorted(email.to[0].split("@")[0] for email in outgoing.outbox) == ["amina", "bo", "sam"]


def test_a_resume_asks_for_the_letters_that_were_held_back() -> None:
    partner("bo")
    mailing = some(sending(written()))
    mailings.stop(mailing=mailing, by=person("cora"))
    letters = ProcrastinateJob.objects.filter(task_name="send_message", priority=mailings.LETTERS_PRIORITY)
    before = letters.count()
    mailings.resume(mailing=mailing, by=person("cora"))
    assert letters.count() == before + 2


def test_a_mailing_moves_only_as_it_may() -> None:
    partner()
    mailing = written()
    for refused in (mailings.stop, mailings.resume):
        with pytest.raises(IllegalMove):
            refused(mailing=mailing, by=person("cora"))
    sending(mailing)
    for refused in (lambda: sending(mailing), lambda: mailings.rewrite(mailing=mailing, **WORDS, by=person("cora"))):
        with pytest.raises(IllegalMove):
            refused()
    with pytest.raises(IllegalMove):
        mailings.resume(mailing=mailing, by=person("cora"))


def test_nobody_can_get_a_mailing_twice_but_by_a_repeat() -> None:
    partner()
    mailing = some(sending(written()))
    letter = mailing.messages.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind="mailing", person=letter.person, language="en", mailing=mailing)
    mail.send(letter.pk)
    letter.refresh_from_db()

    again = messages.send_again(message=letter, by=person("rosa"))

    assert (again.mailing, again.again_of) == (mailing, letter)
    assert queries.standing(mailing).sent == 1


@transaction.atomic
def dies_before_the_commit(mailing: Mailing) -> None:
    mailings.send_some(mailing.pk, person("cora").pk)
    raise ConnectionError


def test_a_job_that_runs_twice_or_again_after_it_was_killed_writes_nobody_twice() -> None:
    partner("bo")
    mailing = sending(written())
    with pytest.raises(ConnectionError):
        dies_before_the_commit(mailing)
    assert mailing.messages.count() == 0
    for _number in range(2):
        send_mailing(str(mailing.pk), str(person("cora").pk))
    assert mailing.messages.count() == 2


# -- No more ----------------------------------------------------------------------------------------------------------


@override_settings(SITE_ADDRESS="https://partnership.example")
def test_what_is_not_official_tells_people_and_programs_how_to_get_no_more() -> None:
    partner()
    for official in (False, True):
        deliver(some(sending(written(official=official))))

    link = f"https://partnership.example/mailings/none/{unsubscribing.token(person('amina'))}/"
    usual, official_one = outgoing.outbox
    assert link in usual.body
    assert usual.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert usual.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "mailings/none" not in official_one.body
    assert "List-Unsubscribe" not in official_one.extra_headers
