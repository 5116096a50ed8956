"""Enquiries: a visitor's message reaches the whole team once, within limits, and is forgotten in time."""

import datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import cases, enquiries
from registry.errors import LinkInvalid, NobodyReads, NotAllowed, StillReported, TooMany
from registry.models import Case, Enquiry, Membership, Message, Organization, Person, Report
from tests import factories
from tests.factories import join_team, person

pytestmark = pytest.mark.django_db

SAID = {"name": "Sam, of the Reef Watch", "address": "sam@reader.example.org", "text": "May we visit you?"}


@pytest.fixture
def partner() -> Organization:
    """Amina's, with Bo in the team; no message was posted yet."""
    listed = factories.listed(name="Bay Council")
    join_team(person("bo"), listed)
    Message.objects.all().delete()
    return listed


def send(partner: Organization, **values: Any) -> Enquiry:
    return enquiries.send(organization=partner, **{**SAID, "language": "en", **values})


def posted() -> list[tuple[str, str, str]]:
    found = Message.objects.order_by("pk")
    return [(one.kind, one.person.name if one.person else one.address, one.language) for one in found]


def aged(enquiry: Enquiry, days: int) -> Enquiry:
    Enquiry.objects.filter(pk=enquiry.pk).update(sent_at=timezone.now() - datetime.timedelta(days=days))
    return enquiry


# -- Passing on -------------------------------------------------------------------------------------------------------


def test_it_goes_to_everyone_in_the_team_in_their_languages(partner: Organization) -> None:
    enquiry = send(partner)

    assert sorted(posted()) == [("enquiry", "Amina", "en"), ("enquiry", "Bo", "fr")]
    assert {str(one.context) for one in Message.objects.all()} == {str({"enquiry": str(enquiry.pk)})}
    assert (enquiry.held, enquiry.relayed_at is not None) == (False, True)


def test_who_was_shut_out_gets_nothing(partner: Organization) -> None:
    Person.objects.filter(pk=person("bo").pk).update(is_active=False)

    send(partner)

    assert posted() == [("enquiry", "Amina", "en")]


def test_the_same_words_within_a_day_are_one_message(partner: Organization) -> None:
    first = send(partner)

    assert send(partner) == first
    assert len(posted()) == 2
    assert send(partner, text="And in autumn?") != first
    assert send(aged(first, 2).organization) != first


@pytest.mark.parametrize("state", ["pending", "refused", "withdrawn"])
def test_only_a_listed_partner_is_written_to(partner: Organization, state: str) -> None:
    Organization.objects.filter(pk=partner.pk).update(state=state)

    with pytest.raises(NobodyReads):
        send(partner)

    assert (Enquiry.objects.count(), posted()) == (0, [])


def test_a_partner_without_a_team_is_not_written_to(partner: Organization) -> None:
    Membership.objects.all().delete()

    with pytest.raises(NobodyReads):
        send(partner)


def test_a_team_gets_so_many_a_day_and_more_on_the_next(partner: Organization) -> None:
    first, *_others = [send(partner, text=f"Number {number}") for number in range(enquiries.MOST_A_DAY)]

    with pytest.raises(TooMany, match="Send it tomorrow"):
        send(partner, text="One more")

    assert Enquiry.objects.count() == enquiries.MOST_A_DAY
    send(factories.listed(), text="One more")
    Enquiry.objects.filter(pk=first.pk).update(relayed_at=timezone.now() - datetime.timedelta(days=1))
    assert send(partner, text="One more").relayed_at is not None


# -- Held -------------------------------------------------------------------------------------------------------------


def test_a_held_one_reaches_nobody_but_its_sender_until_it_is_released(partner: Organization) -> None:
    enquiry = send(partner, held=True, language="fr")

    assert posted() == [("held", SAID["address"], "fr")]
    assert send(partner, held=True) == enquiry

    enquiries.release(enquiry=enquiry)

    enquiry.refresh_from_db()
    assert (enquiry.held, enquiry.relayed_at is not None) == (False, True)
    assert sorted(posted())[:2] == [("enquiry", "Amina", "en"), ("enquiry", "Bo", "fr")]


def test_it_is_released_once(partner: Organization) -> None:
    enquiry = send(partner, held=True)

    assert enquiries.release(enquiry=enquiry) == enquiries.release(enquiry=enquiry)
    assert len(posted()) == 3


def test_what_is_gone_cannot_be_released(partner: Organization) -> None:
    enquiry = send(partner, held=True)
    Enquiry.objects.all().delete()

    with pytest.raises(LinkInvalid):
        enquiries.release(enquiry=enquiry)


def test_a_release_that_cannot_be_leaves_it_held(partner: Organization) -> None:
    enquiry = send(partner, held=True)
    for number in range(enquiries.MOST_A_DAY):
        send(partner, text=f"Number {number}")

    with pytest.raises(TooMany):
        enquiries.release(enquiry=enquiry)
    Membership.objects.all().delete()
    with pytest.raises(NobodyReads):
        enquiries.release(enquiry=enquiry)

    assert Enquiry.objects.get(pk=enquiry.pk).held is True


def test_only_so_many_are_held_for_one_partner_and_those_that_are_proved_go_all_the_same(
    partner: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "MOST_HELD", 2)
    for number in range(2):
        send(partner, text=f"Number {number}", held=True)

    with pytest.raises(TooMany):
        send(partner, text="One more", held=True)

    assert send(partner, text="One more").held is False


# -- The letter -------------------------------------------------------------------------------------------------------


def headers(partner: Organization, **values: Any) -> Any:
    """The headers of the letter as the receiver's mail program reads them."""
    send(partner, **values)
    sent = mail.compose(Message.objects.filter(kind="enquiry", person=person("amina")).latest("pk"))
    return message_from_bytes(sent.message().as_bytes(), policy=policy.default)


def test_an_answer_goes_to_the_visitor_and_the_teams_addresses_stay_hidden(partner: Organization) -> None:
    letter = headers(partner)

    [to] = letter["Reply-To"].addresses
    assert (to.display_name, to.addr_spec) == (SAID["name"], SAID["address"])
    assert [one.addr_spec for one in letter["To"].addresses] == [person("amina").email]
    words = letter.get_body(("plain",)).get_content()
    assert "> May we visit you?" in words
    assert SAID["address"] in words
    assert f"/workspace/{partner.public_id_id}/enquiries/{Enquiry.objects.get().pk}/" in words
    assert person("bo").email not in letter.as_string()


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Sam\r\nBcc: eve@evil.example", "Sam Bcc: eve@evil.example"),
        ("Sam\nSubject: You won", "Sam Subject: You won"),
        ("Sam <eve@evil.example>, Eve", "Sam <eve@evil.example>, Eve"),
        ('Sam" <eve@evil.example>, "Eve', 'Sam" <eve@evil.example>, "Eve'),
        ("=?utf-8?q?Sam=0D=0ABcc:_eve@evil.example?=", "= ?utf-8?q?Sam=0D=0ABcc:_eve@evil.example?="),
        ("=?utf-8?q?Secretariat?=", "= ?utf-8?q?Secretariat?="),
        ("a@b.example; c@d.example:", "a@b.example; c@d.example:"),
        ("سام، من الخليج", "سام، من الخليج"),
        ("Сэм\u2028Bcc: eve@evil.example, Eve", "Сэм Bcc: eve@evil.example, Eve"),
        ("x" * 150, "x" * 150),
        ("ж" * 150, "ж" * 150),
    ],
)
def test_no_name_adds_a_header_or_an_address(partner: Organization, name: str, read: str) -> None:
    """Past the form, which refuses most of these already."""
    letter = headers(partner, name=name)

    [to] = letter["Reply-To"].addresses
    assert (to.display_name, to.addr_spec) == (read, SAID["address"])
    assert letter["Bcc"] is None
    assert len(letter.get_all("Subject")) == len(letter.get_all("Reply-To")) == 1
    assert "You won" not in letter["Subject"]


def test_an_international_host_is_written_as_the_network_writes_it(partner: Organization) -> None:
    [to] = headers(partner, address="sam@bücher.example")["Reply-To"].addresses
    assert to.addr_spec == "sam@xn--bcher-kva.example"


# -- The team ---------------------------------------------------------------------------------------------------------


def test_abuse_is_reported_into_the_open_case_without_losing_a_word_and_reviewers_are_told(
    partner: Organization,
) -> None:
    enquiry = send(partner)
    reviewers = [person("rosa"), person("ada")]

    first = enquiries.report_abuse(enquiry=enquiry, text="Insults.", language="fr", by=person("bo"))
    for _time in range(2):
        again = enquiries.report_abuse(enquiry=enquiry, text="It came again.", language="en", by=person("amina"))

    report, second = Report.objects.order_by("pk")
    assert (report.reason, report.text, report.language, report.enquiry) == ("abuse", "Insults.", "fr", enquiry)
    assert (second.case, second.text, second.enquiry) == (report.case, "It came again.", enquiry)
    assert again.reported_at == first.reported_at
    assert (report.case.kind, report.case.organization, report.case.state) == ("report", partner, "open")
    told = Message.objects.filter(kind="case_opened")
    assert {message.person for message in told} == set(reviewers)
    enquiry.refresh_from_db()
    assert enquiry.reported_at is not None


def test_a_case_full_of_visitors_reports_takes_that_of_a_team(partner: Organization) -> None:
    for number in range(cases.MOST_REPORTS):
        cases.report_entry(organization=partner, reason="other", text=f"Flood {number}", address="", language="en")

    enquiries.report_abuse(enquiry=send(partner), text="Insults.", language="en", by=person("amina"))

    assert Case.objects.get().reports.count() == cases.MOST_REPORTS + 1


def test_deleting_forgets_the_words_and_the_sender(partner: Organization) -> None:
    enquiry = enquiries.delete(enquiry=send(partner), by=person("bo"))

    assert (enquiry.name, enquiry.address, enquiry.text, enquiry.erased_at is not None) == ("", "", "", True)
    letter = Message.objects.filter(kind="enquiry").latest("pk")
    mail.send(letter.pk)
    letter.refresh_from_db()
    assert letter.refused_at is not None


def test_what_was_reported_stays_until_the_secretariat_has_settled_it(partner: Organization) -> None:
    enquiry = aged(send(partner), enquiries.KEPT_DAYS + 1)
    enquiries.report_abuse(enquiry=enquiry, text="Insults.", language="en", by=person("amina"))

    with pytest.raises(StillReported):
        enquiries.delete(enquiry=enquiry, by=person("amina"))
    assert enquiries.forget(now=timezone.now()) == 0

    cases.settle_case(case=Case.objects.get(), by=person("rosa"))
    assert enquiries.delete(enquiry=enquiry, by=person("amina")).text == ""


@pytest.mark.parametrize("name", ["sam", "rosa"])
def test_only_the_team_reports_and_deletes(partner: Organization, name: str) -> None:
    enquiry = send(partner)

    with pytest.raises(NotAllowed):
        enquiries.report_abuse(enquiry=enquiry, text="Insults.", language="en", by=person(name))
    with pytest.raises(NotAllowed):
        enquiries.delete(enquiry=enquiry, by=person(name))

    assert (Report.objects.count(), Enquiry.objects.get().text) == (0, SAID["text"])


def test_what_is_held_or_forgotten_is_not_the_teams(partner: Organization) -> None:
    held, forgotten = send(partner, held=True), enquiries.delete(enquiry=send(partner), by=person("bo"))

    for enquiry in (held, forgotten):
        with pytest.raises(NotAllowed):
            enquiries.delete(enquiry=enquiry, by=person("bo"))


# -- The nights -------------------------------------------------------------------------------------------------------


def test_after_half_a_year_nothing_of_it_is_known(partner: Organization) -> None:
    old, young = aged(send(partner), 181), aged(send(partner, text="Later"), 179)

    assert [enquiries.forget(now=timezone.now()) for _night in range(2)] == [1, 0]

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.name, old.address, old.text, young.text) == ("", "", "", "Later")
