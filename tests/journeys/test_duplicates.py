"""Nobody registers twice without knowing it, in a real browser and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Submission
from tests import factories
from tests.factories import person
from tests.journeys.test_joining import sign_in, sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(page: Page, name: str, country: str = "KE") -> None:
    """The first page of joining, filled in and sent."""
    page.fill("[name=name]", name)
    page.select_option("[name=language]", "en")
    page.check("[name=type][value=ngo]")
    page.select_option("[name=base_country]", country)
    page.get_by_role("button", name="Save and continue").click()


def test_a_likely_duplicate_turns_out_to_be_the_same(browser: Browser, live_server: LiveServer) -> None:
    factories.listed(person("bo"), name="Bay Council")
    sam = person("sam")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/join/start/")
        page.goto("/accounts/login/code/?next=/join/start/")
        sign_in(page, sam.email)
        begin(page, "Council of the Bay")
        expect(page.locator("h1")).to_have_text("Is this your organization?")
        expect(page.get_by_text("Its name has nearly the same words.")).to_be_visible()
        page.get_by_role("link", name="Bay Council", exact=True).click()
        expect(page.locator("h1")).to_have_text("Bay Council")
    assert not Submission.objects.filter(opened_by=sam).exists()


def test_one_who_insists_is_seen_by_the_reviewer(browser: Browser, live_server: LiveServer) -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    sam = person("sam")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/accounts/login/code/?next=/join/start/")
        sign_in(page, sam.email)
        begin(page, "Council of the Bay")
        page.get_by_role("button", name="None of these is us: continue").click()
        expect(page.get_by_text("Say in a few words why none of these").first).to_be_visible()
        page.fill("[name=reason]", "We sit at the other bay, since 1990.")
        page.get_by_role("button", name="None of these is us: continue").click()
        page.wait_for_url("**/organization/")
    submission = Submission.objects.get(opened_by=sam)
    assert submission.insisted["of"] == [str(listed.pk)]
    factories.save(submission, "organization", {**factories.ORGANIZATION, "website": ""}, sam)
    factories.save(submission, "where", factories.WHERE, sam)
    for part, values in (
        ("activities", factories.ACTIVITY),
        ("gaps", factories.GAP),
        ("offers", factories.OFFER),
        ("contacts", factories.CONTACT),
    ):
        factories.save(submission, factories.new_key(part), values, sam)
    factories.send(submission, sam)
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"/accounts/login/code/?next=/secretariat/submissions/{submission.pk}/")
        sign_in_as_staff(page, "rosa")
        expect(page.get_by_text("We sit at the other bay, since 1990.")).to_be_visible()
        expect(page.get_by_text("Its authors were shown this one.")).to_be_visible()
        page.fill("[name=distinct_reason]", "Two bays, two boards.")
        page.get_by_role("button", name="These are two").click()
        expect(page.get_by_text("Marked as two.")).to_be_visible()
        expect(page.get_by_text("none found by name, website or identifier")).to_be_visible()
