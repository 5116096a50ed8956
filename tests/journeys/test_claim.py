"""An entry that was brought in from a register gets somebody who looks after it, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Membership
from tests.factories import imported, person
from tests.journeys.test_joining import fill_code, sign_in, sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEND = "main form[enctype] .actions button >> nth=0"


@pytest.mark.parametrize("scripts", [True, False])
def test_by_an_address_at_the_website_from_the_partner_page_to_the_workspace(
    scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    organization = imported(name="Invented Delta Trust")
    with visit(browser, live_server, scripts=scripts) as context:
        page = context.new_page()
        page.goto(f"/directory/{organization.public_id_id}/")
        page.click("text=Claim this entry")
        page.click("main a.button >> nth=0")
        sign_in(page, "kim@people.example.org")

        page.check("[name=evidence][value=domain]")
        page.fill("[name=address]", "kim@bаy.example.org")  # with a Cyrillic а
        page.click(SEND)
        expect(page.locator("#error-summary")).to_contain_text("not at the domain of the website")
        page.fill("[name=address]", "kim@bay.example.org")
        page.click(SEND)
        expect(page.locator("main")).to_contain_text("We sent a code to kim@bay.example.org")
        fill_code(page)

        expect(page.locator("main [role=status]")).to_contain_text("the entry is yours to look after")
        assert page.url == f"{live_server.url}/workspace/{organization.public_id_id}/"
        assert Membership.objects.get().person == person("kim")
        page.goto(f"/directory/{organization.public_id_id}/")
        expect(page.locator("text=Claim this entry")).to_have_count(0)


def test_by_a_letter_that_a_reviewer_reads(browser: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    organization = imported(name="Invented Delta Trust")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 invented")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"/accounts/login/?next=/directory/{organization.public_id_id}/claim/")
        sign_in(page, person("sam").email)
        page.check("[name=evidence][value=letter]")
        page.set_input_files("[name=letter]", letter)
        page.fill("[name=words]", "I keep its books.")
        page.click(SEND)
        expect(page.locator("h1")).to_have_text("Your claim")
        expect(page.locator("main")).to_contain_text("You need not do anything.")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/accounts/login/?next=/secretariat/")
        sign_in_as_staff(page, "rosa")
        page.click("main a[href='/secretariat/cases/'] >> nth=0")
        page.click("text=Read the claim and decide")
        expect(page.locator("main")).to_contain_text("I keep its books.")
        page.click("button[value=approve]")
        expect(page.locator("main [role=status]")).to_contain_text("Approved.")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/accounts/login/?next=/workspace/")
        sign_in(page, person("sam").email)
        expect(page.locator("main h2 >> nth=0")).to_have_text("Invented Delta Trust")
