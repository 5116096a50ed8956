"""A visitor writes to a partner, in a real browser: with scripts at once, without them by a link in a mail."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.models import Enquiry, Message, Organization
from tests import factories
from tests.axe import violations
from tests.factories import person
from tests.journeys.test_joining import sign_in, visit
from tests.web.proofs import link_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "May we send two wardens to you in spring?"


def fill(page: Page) -> None:
    page.fill("[name=name]", "Sam, of the Reef Watch")
    page.fill("[name=address]", "sam@reader.example.org")
    page.fill("[name=text]", WORDS)
    page.check("[name=agrees]")


def only(partner: Organization) -> Enquiry:
    return Enquiry.objects.get(organization=partner)


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_where_scripts_run_the_check_is_made_meanwhile_and_the_message_goes_at_once(
    prefix: str, browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.PROOF_COST = 500
    partner = factories.listed(name="Bay Council")
    with visit(browser, live_server) as context:
        page = context.new_page()
        page.goto(f"{prefix}/directory/{partner.public_id_id}/")
        page.click("main aside a.button")
        fill(page)
        expect(page.locator("altcha-widget [data-state=verified]")).to_be_visible()
        assert violations(page) == []
        page.click("main form .actions button")
        expect(page).to_have_url(f"{live_server.url}{prefix}/directory/{partner.public_id_id}/write/sent/")
        assert context.cookies() == []

        page.goto(f"{prefix}/workspace/{partner.public_id_id}/enquiries/")
        sign_in(page, person("amina").email)
        page.click("main ul.list a")
        expect(page.locator("main")).to_contain_text(WORDS)
    assert only(partner).held is False
    assert [letter.person for letter in Message.objects.filter(kind="enquiry")] == [person("amina")]


def test_by_keyboard_a_form_that_is_sent_too_soon_waits_for_its_check(
    browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.PROOF_COST = 20_000
    partner = factories.listed(name="Bay Council")
    with visit(browser, live_server) as context:
        page = context.new_page()
        page.goto(f"/directory/{partner.public_id_id}/write/")
        page.locator("[name=name]").focus()
        for typed in ("Sam", "sam@reader.example.org", WORDS):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.locator("main form .actions button").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{live_server.url}/directory/{partner.public_id_id}/write/sent/", timeout=60_000)
    assert (only(partner).name, only(partner).text, only(partner).held) == ("Sam", WORDS, False)


def test_without_scripts_it_waits_for_the_link_in_a_mail(browser: Browser, live_server: LiveServer) -> None:
    partner = factories.listed(name="Bay Council")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"/directory/{partner.public_id_id}/write/")
        expect(page.locator("main form noscript")).to_be_visible()
        fill(page)
        page.click("main form .actions button")
        expect(page).to_have_url(f"{live_server.url}/held/")
        assert only(partner).held is True

        page.goto(link_of(Message.objects.get(kind="held")))
        expect(page.locator("main")).to_contain_text(WORDS)
        page.click("button[value=send]")
        expect(page).to_have_url(f"{live_server.url}/directory/{partner.public_id_id}/write/sent/")
    assert only(partner).held is False
    assert Message.objects.filter(kind="enquiry", person=person("amina")).count() == 1


def test_where_the_check_cannot_run_the_form_goes_without_it(browser: Browser, live_server: LiveServer) -> None:
    """The challenge does not arrive, as on a bad line."""
    partner = factories.listed(name="Bay Council")
    context = browser.new_context(base_url=live_server.url)
    context.route("**/proof/challenge*", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"/directory/{partner.public_id_id}/write/")
    fill(page)
    expect(page.locator(".altcha-popover")).to_contain_text("The check did not work here.")
    page.click("main form .actions button")
    expect(page).to_have_url(f"{live_server.url}/held/")
    context.close()
    assert only(partner).held is True
