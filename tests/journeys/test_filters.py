"""The filters of the directory in a browser: with the keyboard, with a script and without it, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.listings import partner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODES = ["FJ", "KE", "FR", "PE", "CN", "EG", "SN", "PG", "TV", "WS"]


@pytest.fixture(autouse=True)
def partners() -> None:
    for number in range(len(CODES)):
        partner(f"Bay {number}", countries=tuple(CODES[: number + 1]), type="ngo" if number % 2 else "iplc")


def test_a_long_facet_is_narrowed_by_typing_and_keeps_what_is_ticked(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/")
    works_in = page.locator("#facet_works_in")
    expect(works_in.get_by_role("checkbox")).to_have_count(8)
    works_in.get_by_label("Fiji").check()
    works_in.get_by_role("searchbox", name="Find in this list").focus()
    expect(works_in.get_by_role("checkbox")).to_have_count(25)  # ten countries in fifteen regions
    page.keyboard.type("zzz")
    expect(works_in.get_by_role("status")).to_have_text("Nothing in this list is called so.")
    works_in.get_by_role("searchbox").fill("")
    expect(works_in.get_by_role("status")).to_have_text("")
    page.keyboard.type("sámo")
    expect(works_in.get_by_role("checkbox")).to_have_count(1)
    page.keyboard.press("Enter")  # narrows, sends nothing
    works_in.get_by_label("Samoa").press("Space")
    page.get_by_role("button", name="Show results").last.press("Enter")
    page.wait_for_url("**/directory/?works_in=FJ&works_in=WS")
    expect(page.get_by_role("status").filter(has_text="partners")).to_have_text("10 partners")


def test_a_country_is_found_in_its_list_by_what_else_it_is_called(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/")
    works_in = page.locator("#facet_works_in")
    works_in.get_by_role("searchbox").focus()
    expect(works_in.get_by_role("checkbox")).to_have_count(25)
    for called, country in (("chn", "China"), ("prc", "China"), ("КНР", "China"), ("巴新", "Papua New Guinea")):
        works_in.get_by_role("searchbox").fill(called)
        expect(works_in.get_by_role("checkbox")).to_have_count(1)
        expect(works_in.get_by_label(country)).to_be_visible()


def test_the_button_for_the_rest_brings_it_and_leads_to_the_box(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/")
    works_in = page.locator("#facet_works_in")
    works_in.get_by_role("button", name="17 more").press("Enter")
    expect(works_in.get_by_role("searchbox")).to_be_focused()
    expect(works_in.get_by_role("checkbox")).to_have_count(25)
    expect(works_in.get_by_role("button")).to_have_count(0)
    assert page.url == f"{live_server.url}/directory/"


def test_without_a_script_the_rest_comes_with_the_page_and_what_is_ticked_stays(
    browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{live_server.url}/directory/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Non-governmental").check()
    works_in = page.locator("#facet_works_in")
    works_in.get_by_role("button", name="17 more").click()
    page.wait_for_url("**/directory/?type=ngo&more=works_in#facet_works_in")
    expect(works_in.get_by_role("checkbox")).to_have_count(25)
    expect(page.get_by_label("Non-governmental")).to_be_checked()
    works_in.get_by_label("Kenya").check()
    page.get_by_role("button", name="Show results").first.click()
    page.wait_for_url("**/directory/?type=ngo&works_in=KE")
    expect(page.get_by_role("link", name="Remove this filter: Works in: Kenya")).to_be_visible()
    page.context.close()


def test_on_a_phone_the_first_result_is_on_the_first_screen(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{live_server.url}/directory/?q=bay&type=ngo")
    box = page.locator(".result h2").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 640


def test_the_headings_of_the_table_sort_it_by_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/?view=table")
    page.get_by_role("link", name="Joined").press("Enter")
    page.wait_for_url("**/directory/?sort=newest&view=table")
    expect(page.locator("th[aria-sort]")).to_have_text("Joined")
