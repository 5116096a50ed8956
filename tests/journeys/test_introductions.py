"""Two partners find each other about a gap, and another one joins them, in a real browser without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Introduction, SupportGap
from tests.factories import person
from tests.introductions import WORDS, Pair, team
from tests.journeys.test_every_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_a_gap_is_answered_by_two_together_delivered_and_met(browser: Browser, live_server: LiveServer) -> None:
    pair = Pair()
    team("Hill Trust", "sam")
    with browser.new_context(java_script_enabled=False, base_url=live_server.url) as context:
        page = context.new_page()
        main = page.locator("main")
        sign_in(page, live_server, "kim")
        page.goto(f"/support/gaps/{pair.gap.pk}/help/")
        page.fill("[name=text]", WORDS)
        page.check("[name=shares]")
        page.check("[name=together]")
        press(page, "Send the message")
        joint = page.url
        expect(main).to_contain_text("Waiting for an answer")

        sign_in(page, live_server, "sam")
        page.goto(joint)
        page.fill("[name=words]", "We have ropes.")
        press(page, "Ask to join")
        sign_in(page, live_server, "kim")
        page.goto(joint)
        page.get_by_role("button", name="Take in").click()
        expect(main.locator("ul.list li")).to_have_count(2)

        sign_in(page, live_server, "amina")
        page.goto(f"/workspace/{pair.bay.public_id_id}/introductions/")
        expect(main).to_contain_text("1 waits for your answer.")
        page.locator("main section h2 a").click()
        expect(main).to_contain_text(WORDS)
        page.check("[name=accept-shares]")
        press(page, "Accept")
        expect(main).to_contain_text(person("kim").email)
        press(page, "It was delivered")
        press(page, "Our gap is met")
        expect(main).to_contain_text("the gap is met")

        sign_in(page, live_server, "kim")
        page.goto(joint)
        expect(main).to_contain_text("Ended")
    assert Introduction.objects.get().met is True
    assert SupportGap.objects.get().state == "met"
