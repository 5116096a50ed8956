"""A change is explained and undone by staff: found by name, read in the timeline, compared, restored, approved."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry.actions import drafts, submissions
from registry.models import Organization, Person
from tests import factories
from tests.factories import person
from tests.journeys.test_joining import sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_an_earlier_state_is_found_compared_and_restored(
    prefix: str, browser: Browser, live_server: LiveServer
) -> None:
    organization = factories.listed(name="Invented Bay Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    factories.save(change, "organization", {**factories.ORGANIZATION, "founded": "2001"})
    submissions.approve(submission=factories.send(change, person("amina")), by=person("ravi"))
    person("rosa")

    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"{prefix}/secretariat/organizations/")
        sign_in_as_staff(page, "rosa")
        page.fill("#id_text", "bay council")
        page.click("main form button")
        page.click("main .list .panel a")
        expect(page.locator("h1")).to_have_text("Invented Bay Council")
        expect(page.locator("main ol").last).to_contain_text("Ravi")
        page.click("main a[href*='from=']")
        expect(page.locator("main")).to_contain_text("2001")
        page.go_back()
        page.click("main a[href*='/restore/']")
        page.click("main form button")
        page.click("button[value=approve]")
        expect(page.locator("main .message")).to_contain_text("Invented Bay Council")

    assert Organization.objects.get(pk=organization.pk).founded == 1998


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_an_administrator_gives_a_role_and_takes_it_again(
    prefix: str, browser: Browser, live_server: LiveServer
) -> None:
    person("ada")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"{prefix}/secretariat/roles/")
        sign_in_as_staff(page, "ada")
        page.fill("#id_email", person("sam").email)
        page.select_option("#id_role", "curator")
        page.select_option("#id_region", "002")
        page.click("main form.form button")
        expect(page.locator("main table")).to_contain_text("sam@people.example.org")
        sam = Person.objects.get(pk=person("sam").pk)
        assert (sam.staff_role, sam.desk_region) == ("curator", "002")

        page.click(f"main a[href$='{sam.pk}/']")
        page.select_option("#id_role", "none")
        page.click("main form button")
        expect(page.locator("main table")).not_to_contain_text("sam@people.example.org")
        assert Person.objects.get(pk=sam.pk).staff_role == ""
