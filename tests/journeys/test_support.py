"""From a gap that is stated to what came of it, with the pages of every part on the way, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Introduction, Submission
from registry.states import SubmissionState
from tests import factories
from tests.factories import person
from tests.introductions import WORDS, team
from tests.journeys.test_every_page import sign_in
from tests.journeys.test_joining import SAVE, fill_item, tick, visit
from tests.journeys.test_review import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GAP = "Engines for patrol boats"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_gap_is_stated_matched_answered_delivered_and_told(
    scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    factories.listed(person("amina"), name="Bay Council")
    offer = {"title": "Patrol engines to spare", "language": "en", "kinds": ["technology_equipment"]}
    team("Reef Trust", "kim", offers=[{**offer, "everywhere": True}])
    with visit(browser, live_server, scripts=scripts) as context:
        page = context.new_page()
        main = page.locator("main")

        # Amina states it, and sees what is like it nearby.
        sign_in(page, live_server, "amina")
        page.goto("/workspace/")
        page.click("main form[action$='/change/'] button")
        change = Submission.objects.get(state=SubmissionState.DRAFT)
        page.goto(f"/join/{change.pk}/gaps/")
        page.click(f"main a[href='/join/{change.pk}/gaps/new/']")
        fill_item(page, GAP, "technology_equipment")
        tick(page, "for_whom", "own")
        page.click(SAVE)
        expect(main).to_contain_text("Patrol engines to spare")
        send(page, change, "")

        # Rosa approves it.
        sign_in(page, live_server, "rosa")
        page.goto(f"/secretariat/submissions/{change.pk}/")
        page.click("button[value=approve]")
        expect(page.locator("main .message.success")).to_be_visible()

        # Kim finds it on the board, sees why it fits her offer, and writes.
        sign_in(page, live_server, "kim")
        page.goto("/support/?q=engines")
        follow(page, GAP)
        gap_page = page.url
        follow(page, "Offers that fit")
        follow(page, "Why this offer")
        expect(page.locator("h1")).to_have_text("Why this offer fits this gap")
        expect(main).to_contain_text("Both name: Technology and equipment.")
        follow(page, "We can help")
        page.fill("[name=text]", WORDS)
        press(page, "Send the message")
        expect(main).to_contain_text(WORDS)
        introduction = page.url

        # Both agree, it is delivered and meets the gap, and both let everyone know.
        sign_in(page, live_server, "amina")
        page.goto(introduction)
        press(page, "Accept")
        page.goto(gap_page)
        expect(main).to_contain_text("answered on")
        sign_in(page, live_server, "kim")
        page.goto(introduction)
        press(page, "It has begun")
        press(page, "It was delivered")
        press(page, "Everyone may know")
        sign_in(page, live_server, "amina")
        page.goto(introduction)
        press(page, "Our gap is met")
        press(page, "Everyone may know")
        assert Introduction.objects.get().state == "delivered"

        # Anybody reads it: at the gap, and in the country.
        sign_in(page, live_server, "")
        page.goto(gap_page)
        expect(main).to_contain_text("met on")
        expect(main).to_contain_text("Reef Trust delivered support on")
        page.goto("/countries/KE/")
        expect(main.locator("dl.figures").first).to_contain_text("support gap met")
        main.locator("dl.figures a[href*='state=met']").first.click()
        expect(main.locator("ul.results")).to_contain_text(GAP)
