"""Mail that comes back: what we sent is known by its id, and its receiver is a case for the desk, once."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import override_settings
from django.utils import timezone

from registry.actions import cases, messages
from registry.actions.bounces import Outcome, message_id, note_bounce
from registry.ids import uuid7
from registry.models import Case, Message
from registry.models.messages import MessageKind
from tests.factories import draft, listed, person

pytestmark = pytest.mark.django_db


def sent(kind: str = MessageKind.DRAFT_REMINDER, **columns: Any) -> Message:
    """A message that the mail server took."""
    columns.setdefault("person", None if "address" in columns else person("amina"))
    message = messages.post(kind=kind, **columns)
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now(), address="", secret={})
    return message


def test_a_failure_for_good_is_noted_and_opens_a_case_once() -> None:
    organization = draft().organization
    message = sent(context={"submission": str(organization.submissions.get().pk)})

    assert note_bounce(message_id=message_id(message), permanent=True) is Outcome.NOTED
    noted_at = Message.objects.get(pk=message.pk).bounced_at
    assert note_bounce(message_id=message_id(message), permanent=True) is Outcome.KNOWN

    assert noted_at is not None
    assert Message.objects.get(pk=message.pk).bounced_at == noted_at
    case = Case.objects.get()
    assert (case.kind, case.organization, case.person, case.state) == (
        *("dead_address", organization, person("amina")),
        "open",
    )


def test_the_organization_of_a_case_is_the_one_that_the_message_was_about() -> None:
    organization = listed()
    for context in ({"organization": str(organization.pk)}, {}, {"submission": str(uuid7())}):
        note_bounce(message_id=message_id(sent(context=context)), permanent=True)
    assert sorted(map(str, Case.objects.values_list("organization", flat=True))) == sorted(
        ["None", str(organization.pk)]
    )


def test_a_second_message_that_comes_back_is_in_the_same_case_until_it_is_settled() -> None:
    listed()
    for _number in range(2):
        note_bounce(message_id=message_id(sent()), permanent=True)
    assert Case.objects.count() == 1
    cases.settle_case(case=Case.objects.get(), by=person("rosa"))
    note_bounce(message_id=message_id(sent()), permanent=True)
    assert Case.objects.filter(state="open").count() == 1


def test_what_may_still_arrive_changes_nothing() -> None:
    message = sent()
    assert note_bounce(message_id=message_id(message), permanent=False) is Outcome.TEMPORARY
    assert (Message.objects.get(pk=message.pk).bounced_at, Case.objects.count()) == (None, 0)


def test_a_mistyped_sign_up_is_nobodys_case() -> None:
    message = sent(MessageKind.UNKNOWN_ACCOUNT, address="nobody@nowhere.example.org")
    assert note_bounce(message_id=message_id(message), permanent=True) is Outcome.NOTED
    assert Case.objects.count() == 0


def test_an_account_that_nobody_has_proved_and_that_belongs_to_nothing_is_nobodys_case() -> None:
    new = person("sam")
    address = EmailAddress.objects.create(user=new, email=new.email, primary=True)
    note_bounce(message_id=message_id(sent(MessageKind.CONFIRM_ADDRESS_CODE, person=new)), permanent=True)
    assert Case.objects.count() == 0
    address.verified = True
    address.save()
    note_bounce(message_id=message_id(sent(person=new)), permanent=True)
    assert Case.objects.get().person == new


def test_an_id_is_read_however_a_server_writes_it() -> None:
    with override_settings(SITE_ADDRESS="https://partnership.example.org"):
        for written in ("<{}@Partnership.example.org>", " {}@partnership.example.org "):
            told = written.format(str(sent().pk).upper())
            assert note_bounce(message_id=told, permanent=True) is Outcome.NOTED


def test_what_we_did_not_send_has_not_come_back() -> None:
    known, waiting = sent(), messages.post(kind=MessageKind.DRAFT_REMINDER, person=person("amina"))
    for told in (
        "",
        "<x@localhost>",
        f"<{uuid7()}@localhost>",
        f"<{known.pk}@elsewhere.example.org>",
        f"<{known.pk}@localhost> and more",
        f"{known.pk}",
        message_id(waiting),
    ):
        assert note_bounce(message_id=told, permanent=True) is Outcome.NOT_OURS, told
    assert (Case.objects.count(), Message.objects.exclude(bounced_at=None).count()) == (0, 0)


def test_an_address_means_the_last_message_to_its_person_and_is_not_kept() -> None:
    listed()
    first, last = sent(), sent()
    assert note_bounce(address="AMINA@people.example.org", permanent=True) is Outcome.NOTED
    assert [Message.objects.get(pk=one.pk).bounced_at is not None for one in (first, last)] == [False, True]
    assert Case.objects.get().person == person("amina")
    for other in ("nobody@people.example.org", person("sam").email, ""):
        assert note_bounce(address=other, permanent=True) is Outcome.NOT_OURS
