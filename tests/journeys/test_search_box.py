"""The search box with its suggestions, by keyboard, by touch, from right to left, and where no script runs."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.axe import violations
from tests.factories import person

PHONE = {"width": 360, "height": 640}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def partners() -> None:
    factories.listed(person("amina"), name="Reef Watch Lamu", language="en")
    factories.listed(person("bo"), name="Fundación Reef Alto", language="es")
    factories.listed(person("kim"), name="مجلس خليج المرجان", language="ar")


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What the browser complained of, which is nothing."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield complaints
    assert complaints == []


def faults(page: Page) -> list[Any]:
    found = violations(page)
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def active(page: Page) -> str:
    """The option that a screen reader would read, by `aria-activedescendant`; nothing where the text is edited."""
    key = box(page).get_attribute("aria-activedescendant")
    if key is None:
        assert page.locator('[role="option"][aria-selected="true"]').count() == 0
        return ""
    option = page.locator(f'[id="{key}"][role="option"][aria-selected="true"]')
    expect(option).to_be_visible()
    return option.locator("bdi").inner_text()


@pytest.mark.usefixtures("said")
def test_by_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press_sequentially("reef")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options).to_have_text(["Reef Watch Lamu Partner", "Fundación Reef Alto Partner"])
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator('form [role="status"]')).to_have_text("2 suggestions")
    assert active(page) == ""
    assert faults(page) == []

    moves = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "Home", "ArrowDown", "End", "ArrowUp"):
        box(page).press(key)
        moves.append(active(page))
    assert moves == [
        "Reef Watch Lamu",
        "Fundación Reef Alto",
        "",
        "Fundación Reef Alto",
        "Reef Watch Lamu",
        "",
        "Reef Watch Lamu",
        "",
        "Fundación Reef Alto",
    ]
    assert faults(page) == []

    box(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_value("reef")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press("ArrowDown")
    assert active(page) == "Reef Watch Lamu"
    box(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reef Watch Lamu")


@pytest.mark.usefixtures("said")
def test_enter_without_a_choice_searches_for_what_was_typed(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")
    box(page).press_sequentially("kenya")
    expect(page.get_by_role("option")).to_have_text(["Kenya Based in", "Kenya Works in"])
    box(page).press("Enter")
    expect(page).to_have_url(f"{live_server.url}/directory/?q=kenya")
    page.go_back()
    box(page).fill("")
    box(page).press_sequentially("kenya")
    box(page).press("ArrowDown")
    expect(page.get_by_role("option")).to_have_text(["Kenya Based in", "Kenya Works in"])
    box(page).press("ArrowDown")
    box(page).press("Enter")
    expect(page).to_have_url(f"{live_server.url}/directory/?country=KE")


@pytest.mark.usefixtures("said")
def test_the_list_goes_when_the_box_is_left_or_emptied(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/")
    box(page).press_sequentially("reef")
    expect(page.get_by_role("option")).to_have_count(2)
    box(page).press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box(page).focus()
    box(page).press("ArrowUp")
    assert active(page) == "Fundación Reef Alto"
    box(page).fill("")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator('form [role="status"]')).to_have_text("")
    box(page).press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.usefixtures("said")
def test_nothing_waits_for_the_answer_to_an_earlier_text(page: Page, live_server: LiveServer) -> None:
    held: list[Route] = []
    page.route("**/suggest?q=reef", lambda route: held.append(route))
    page.goto(f"{live_server.url}/directory/")
    with page.expect_request("**/suggest?q=reef"):
        box(page).press_sequentially("reef")
    with page.expect_event("requestfailed", lambda request: request == held[0].request):
        box(page).fill("reef w")
    expect(page.get_by_role("option")).to_have_text(["Reef Watch Lamu Partner"])
    expect(page.locator('form [role="status"]')).to_have_text("1 suggestion")


def test_without_a_connection_it_is_a_plain_box(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/directory/")
    page.route("**/suggest?*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        box(page).press_sequentially("reef")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box(page).press("Enter")
    expect(page).to_have_url(f"{live_server.url}/directory/?q=reef")


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_by_touch_on_a_phone(prefix: str, browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{live_server.url}{prefix}/directory/")
    box(page).tap()
    box(page).press_sequentially("مجلس" if prefix else "fundación")
    option = page.get_by_role("option")
    expect(option).to_have_count(1)
    shown = option.bounding_box()
    assert shown is not None
    assert shown["height"] >= 44
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert faults(page) == []
    option.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("مجلس خليج المرجان" if prefix else "Fundación Reef Alto")
    context.close()


def test_without_a_script_it_is_a_plain_search(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/directory/")
    assert page.get_by_role("combobox").count() == 0
    page.get_by_role("searchbox").fill("lamu")
    page.get_by_role("button", name="Search", exact=True).click()
    assert page.url == f"{live_server.url}/directory/?q=lamu"
    expect(page.get_by_role("link", name="Reef Watch Lamu")).to_be_visible()
    context.close()
