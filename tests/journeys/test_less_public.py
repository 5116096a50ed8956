"""A partner hides an email address, and the next answer no longer has it: on the page, in files, for programs."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import CONTACT, person
from tests.journeys.test_joining import sign_in, visit
from tests.registry.actions.test_less_public import partner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def published(page: Page, public_id: str) -> dict[str, str]:
    """What everyone gets of a partner, by where."""
    addresses = {
        "page": f"/directory/{public_id}/",
        "json": f"/directory/{public_id}.json",
        "api": f"/api/v1/organizations/{public_id}",
        "download": "/directory/download/json",
    }
    return {name: page.request.get(address).text() for name, address in addresses.items()}


@pytest.mark.parametrize(("prefix", "scripts"), [("", True), ("/ar", False)])
def test_what_is_hidden_is_gone_in_the_next_answer(
    prefix: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    organization = partner()
    public_id = organization.public_id_id
    with visit(browser, live_server, scripts=scripts) as team, visit(browser, live_server) as visitor:
        mine, theirs = team.new_page(), visitor.new_page()
        before = published(theirs, public_id)
        assert {name for name, text in before.items() if CONTACT["email"] in text} == {"page", "json", "api"}
        assert {name for name, text in before.items() if "Kilifi" in text} == {"page", "json", "api", "download"}

        mine.goto(f"{prefix}/workspace/{public_id}/shown/")
        sign_in(mine, person("amina").email)
        for path, words in (("email_public", CONTACT["email"]), ("where.base_place_public", "Kilifi")):
            expect(mine.locator("main")).to_contain_text(words)
            mine.locator(f"form:has([name=path][value$='{path}']) button").focus()
            mine.keyboard.press("Enter")
            expect(mine.locator("main .message.success")).to_be_visible()
            expect(mine.locator("main")).not_to_contain_text(words)
            after = published(theirs, public_id)
            assert [name for name, text in after.items() if words in text] == []
        assert CONTACT["name"] in after["page"]

        mine.click("main .panel header a")
        mine.click("main form button.warn")
        expect(mine.locator("main .message.success")).to_be_visible()
        assert CONTACT["name"] not in published(theirs, public_id)["page"]
