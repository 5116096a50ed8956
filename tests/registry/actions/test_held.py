"""What is held: found by its own link alone, let go or deleted by its sender, deleted after a week."""

import datetime

import pytest
from django.utils import timezone

from registry.actions import cases, enquiries, held
from registry.errors import LinkInvalid, TooManyReports
from registry.models import Case, Enquiry, Message, Organization, Report
from tests import factories

pytestmark = pytest.mark.django_db

TOLD = {"text": "It moved.", "address": "sam@reader.example.org", "language": "en"}


@pytest.fixture
def partner() -> Organization:
    return factories.listed(name="Bay Council")


def a_report(partner: Organization, **values: str) -> Report:
    return cases.report_entry(organization=partner, reason="wrong", held=True, **{**TOLD, **values})


def an_enquiry(partner: Organization) -> Enquiry:
    return enquiries.send(organization=partner, name="Sam", held=True, **TOLD)


def test_a_link_leads_to_its_own_row_and_no_other(partner: Organization) -> None:
    report, enquiry = a_report(partner), an_enquiry(partner)

    assert held.find(held.token(report)) == report
    assert held.find(held.token(enquiry)) == enquiry
    name, _colon, signature = held.token(report).partition(":")
    swapped = f"{held.token(enquiry).partition(':')[0]}:{signature}"
    for forged in ("", ":", name, swapped, f"{name}:{signature}x", "\x00"):
        with pytest.raises(LinkInvalid):
            held.find(forged)


def test_released_it_is_as_if_it_had_come_now(partner: Organization) -> None:
    report, enquiry = a_report(partner), an_enquiry(partner)

    held.release(held=report)
    held.release(held=enquiry)

    report.refresh_from_db()
    enquiry.refresh_from_db()
    assert (report.held, report.organization, report.case) == (False, None, Case.objects.get())
    assert (enquiry.held, enquiry.relayed_at is not None) == (False, True)
    for one in (report, enquiry):
        with pytest.raises(LinkInvalid):
            held.find(held.token(one))


def test_a_held_report_is_one_however_often_it_is_sent_and_released(partner: Organization) -> None:
    report = a_report(partner)

    assert a_report(partner) == report
    assert Message.objects.filter(kind="held").count() == 1
    assert cases.release_report(report=report) == cases.release_report(report=report)
    assert Case.objects.get().reports.count() == 1


def test_a_report_about_what_was_merged_meanwhile_reaches_the_entry_that_was_kept(partner: Organization) -> None:
    report, kept = a_report(partner), factories.listed()
    Organization.objects.filter(pk=partner.pk).update(state="merged", merged_into=kept)

    assert cases.release_report(report=report).case == Case.objects.get(organization=kept)


def test_a_full_case_lets_nothing_in_and_what_is_held_stays(partner: Organization) -> None:
    report = a_report(partner)
    for number in range(cases.MOST_REPORTS):
        cases.report_entry(organization=partner, reason="other", text=f"Flood {number}", address="", language="en")

    with pytest.raises(TooManyReports):
        held.release(held=report)

    assert held.find(held.token(report)) == report


def test_discarded_nothing_of_it_is_left_and_what_was_sent_is_not_discarded(partner: Organization) -> None:
    report, sent = a_report(partner), a_report(partner, text="Sent.")
    held.release(held=sent)

    held.discard(held=report)

    assert Report.objects.get() == sent
    for gone in (report, sent):
        with pytest.raises(LinkInvalid):
            held.discard(held=gone)
    with pytest.raises(LinkInvalid):
        cases.release_report(report=report)


def test_after_a_week_a_link_is_dead_and_the_night_deletes_what_waited(partner: Organization) -> None:
    report, enquiry, young = a_report(partner), an_enquiry(partner), a_report(partner, text="Young.")
    sent = a_report(partner, text="Sent.")
    held.release(held=sent)
    week = timezone.now() - datetime.timedelta(days=7, minutes=1)
    Report.objects.exclude(pk=young.pk).update(sent_at=week)
    Enquiry.objects.update(sent_at=week)

    for old in (report, enquiry):
        with pytest.raises(LinkInvalid):
            held.find(held.token(old))
    assert [held.forget(now=timezone.now()) for _night in range(2)] == [2, 0]

    assert {*Report.objects.all()} == {young, sent}
    assert Enquiry.objects.count() == 0
