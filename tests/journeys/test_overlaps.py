"""An overlap is found and the partners in it are invited, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Message
from tests.factories import person
from tests.journeys.test_joining import sign_in, visit
from tests.overlaps import KEY, with_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_partner_finds_an_overlap_and_invites_the_others(
    scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    with_team("Bay Council", "amina")
    with_team("Reef Watch", "kim")
    with visit(browser, live_server, scripts=scripts) as context:
        page = context.new_page()
        page.goto("/activities/")
        page.click("main p.actions a[href='/activities/overlaps/']")
        page.select_option("[name=country]", "KE")
        page.select_option("[name=kind]", "finance")
        page.click("main form .apply button")
        page.click(f"main table a[href='/activities/overlaps/{KEY}/']")
        expect(page.locator("main")).to_contain_text("Reef Watch")
        page.click("main aside a[href$='/invite/']")
        sign_in(page, person("amina").email)
        page.fill("main [name=text]", "Shall we share the nursery?")
        page.check("main [name=agrees]")
        page.click("main form .actions button")
        expect(page).to_have_url(f"{live_server.url}/activities/overlaps/{KEY}/")
        page.click("main aside a[href$='/coordinated/']")
        page.fill("main [name=note]", "We meet each month.")
        page.click("main form .actions button")
        expect(page.locator("main")).to_contain_text("We meet each month.")
    assert [one.person for one in Message.objects.filter(kind="overlap_talk")] == [person("kim")]
