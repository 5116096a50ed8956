"""An organization leaves the directory and returns, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Organization
from tests.factories import listed, person
from tests.journeys.test_joining import sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "scripts"), [("", True), ("/ar", False)])
def test_an_entry_is_withdrawn_and_returns(
    language: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    bay = listed(name="Invented Bay Council")
    with visit(browser, live_server, scripts=scripts) as context:
        page, visitor = context.new_page(), context.new_page()
        page.goto(f"{language}/workspace/{bay.public_id_id}/withdraw/")
        sign_in(page, person("amina").email)
        assert page.url.endswith(f"{language}/workspace/{bay.public_id_id}/withdraw/")

        page.click("main .button.warn")
        expect(page.locator("main .summary")).to_have_count(1)
        page.fill("[name=reason]", "We close for the season.")
        page.check("[name=sure]")
        page.click("main .button.warn")

        expect(page.locator("main .button[name=back]")).to_have_count(1)
        assert Organization.objects.get().state == "withdrawn"
        left = visitor.request.get(f"{live_server.url}{language}/directory/{bay.public_id_id}/")
        assert left.status == 410
        assert "Invented Bay Council" not in left.text()

        page.click("main .button[name=back]")

        expect(page.locator("main .button.warn")).to_have_count(1)
        visitor.goto(f"{language}/directory/{bay.public_id_id}/")
        expect(visitor.locator("h1")).to_have_text("Invented Bay Council")
