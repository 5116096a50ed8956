"""The record of all messages, as the desk narrows it, and how far a mailing is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from registry.actions import messages
from registry.models import Mailing, Message
from registry.queries import mailings
from registry.queries import messages as queries
from registry.queries.messages import Fate
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def posted(**columns: object) -> Message:
    message = messages.post(kind="account_deleted", person=person("amina"))
    Message.objects.filter(pk=message.pk).update(**columns)
    message.refresh_from_db()
    return message


def test_each_message_has_one_fate_and_the_filter_finds_it_by_that() -> None:
    by_fate = {
        Fate.WAITING: posted(),
        Fate.PUT_OFF: posted(error="SMTPServerDisconnected"),
        Fate.SENT: posted(sent_at=NOW),
        Fate.REFUSED: posted(refused_at=NOW, error="SMTPRecipientsRefused 550"),
        Fate.BOUNCED: posted(sent_at=NOW, bounced_at=NOW),
        Fate.STOPPED: posted(stopped_at=NOW, error="SMTPServerDisconnected"),
    }
    assert set(by_fate) == set(Fate)
    for fate, message in by_fate.items():
        assert queries.fate_of(message) == fate
        assert list(queries.of_fate(queries.record(), fate)) == [message]


def test_the_record_is_narrowed_by_days_both_included() -> None:
    days = [datetime(2027, 3, day, hour, tzinfo=UTC) for day, hour in ((1, 23), (2, 0), (2, 23), (3, 0))]
    made = [posted(created_at=day) for day in days]

    def found(since: date | None, until: date | None) -> set[Message]:
        return set(queries.of_day(queries.record(), since, until))

    assert found(date(2027, 3, 2), date(2027, 3, 2)) == set(made[1:3])
    assert found(None, date(2027, 3, 1)) == {made[0]}
    assert found(date(2027, 3, 3), None) == {made[3]}
    assert found(None, None) == set(made)


def test_the_record_of_an_organization_holds_what_points_at_it_or_at_what_it_has() -> None:
    person("rosa")
    one, other = factories.listed(), factories.listed()
    found = queries.of_organization(queries.record(), one.public_id_id)
    of_other = queries.of_organization(queries.record(), other.public_id_id)

    assert {message.kind for message in found} >= {"submission_received", "approved", "new_submission"}
    assert set(found) & set(of_other) == set()
    assert list(queries.of_organization(queries.record(), "none")) == []


def test_one_message_comes_with_what_it_repeats_and_others_are_not_there() -> None:
    message = posted(sent_at=NOW)
    again = messages.send_again(message=message, by=person("rosa"))

    found = queries.on_record(again.pk)
    assert found is not None
    assert found.again_of == message
    assert queries.on_record(person("amina").pk) is None


def test_codes_and_what_visitors_wrote_are_read_by_their_receivers_alone() -> None:
    kinds = ("approved", "declined", "case_opened", "sign_in_code", "confirmation_due", "enquiry", "team_invitation")
    readable = {kind for kind in kinds if queries.staff_may_read(Message(kind=kind))}
    assert readable == {"approved", "declined", "case_opened"}


def test_a_mailing_is_counted_in_people() -> None:
    names = ("amina", "bo", "sam", "rosa", "ravi")
    mailing = Mailing.objects.create(receivers=[str(person(name).pk) for name in names])
    fates = [{"sent_at": NOW}, {"sent_at": NOW, "bounced_at": NOW}, {"refused_at": NOW}, {"stopped_at": NOW}]
    for name, fate in zip(names, [*fates, {"error": "SMTPServerDisconnected"}], strict=True):
        Message.objects.create(kind="mailing", person=person(name), language="en", mailing=mailing, **fate)

    standing = mailings.standing(mailing)
    assert (standing.total, standing.sent, standing.bounced, standing.refused) == (5, 2, 1, 1)
    assert (standing.left_out, standing.put_off, standing.done) == (1, 1, 4)


def test_mailings_are_listed_the_newest_first_and_found_by_their_id() -> None:
    old, new = Mailing.objects.create(), Mailing.objects.create()
    Mailing.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=1))

    assert list(mailings.mailings()) == [new, old]
    assert mailings.find(old.pk) == old
    assert mailings.find(person("amina").pk) is None


def test_a_team_does_not_see_what_was_taken_back_before_it_was_sent() -> None:
    organization = factories.listed()
    message = queries.to_team(organization).latest("pk")
    Message.objects.filter(pk=message.pk).update(stopped_at=NOW)

    assert message not in queries.to_team(organization)
    assert message in queries.of_organization(queries.record(), organization.public_id_id)
