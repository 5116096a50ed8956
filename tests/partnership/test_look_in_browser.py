"""The look in a real Chromium: accessible in both directions and never wider than a small phone.

Each test walks through several pages, since emptying the database between tests costs more than the pages do.
"""

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.axe import violations

PATHS = ["/gallery/", "/about/", "/privacy/", "/accessibility/", "/accounts/login/", "/accounts/signup/"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def demonstration(settings: Settings) -> None:
    settings.DEMO = True


def open_whole(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")


def faults(page: Page, address: str) -> list[tuple[str, str, list[str]]]:
    open_whole(page, address)
    found = violations(page)
    return [(address, fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_axe_finds_nothing(prefix: str, page: Page, live_server: LiveServer) -> None:
    assert [fault for path in PATHS for fault in faults(page, live_server.url + prefix + path)] == []


def test_axe_finds_nothing_in_the_dark(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(color_scheme="dark")
    assert faults(page, f"{live_server.url}/gallery/") == []


def test_no_page_is_wider_than_320_pixels(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for path in [prefix + path for prefix in ("", "/ar") for path in PATHS]:
        open_whole(page, live_server.url + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}


def test_the_error_summary_takes_the_focus(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    assert page.evaluate("document.activeElement.id") == "error-summary"


def test_the_menu_is_a_button_on_a_phone_and_open_on_a_wide_screen(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{live_server.url}/about/")
    assert page.locator(".menu > summary").is_visible()
    assert not page.locator(".menu nav").is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not page.locator(".menu > summary").is_visible()
    assert page.locator(".menu nav").is_visible()


def test_on_paper_nothing_is_cut_off_and_nothing_waits_to_be_pressed(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/gallery/")
    assert page.locator(".button:visible").count() == 0
    cut = "all => all.filter(one => getComputedStyle(one).overflowY != 'visible').length"
    assert page.eval_on_selector_all(".scroll", cut) == 0
    ink = "all => all.map(one => getComputedStyle(one).color)"  # browsers leave out what is behind it
    assert set(page.eval_on_selector_all(".tag.type", ink)) == {"rgb(0, 0, 0)"}


def test_a_text_in_another_direction_stands_where_its_heading_does(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/ar/gallery/")
    sides = "all => all.map(one => getComputedStyle(one).textAlign)"
    assert set(page.eval_on_selector_all(":is(p, div)[dir=auto]", sides)) == {"right"}


def test_a_long_list_is_narrowed_by_typing(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    boxes = page.locator("#empty_countries .choice")
    assert boxes.count() == 6
    page.get_by_label("Find in this list").fill("sam")
    assert boxes.locator("visible=true").all_inner_texts() == ["Samoa"]


def test_nothing_is_refused_by_the_content_security_policy(page: Page, live_server: LiveServer) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/ar/gallery/")
    page.wait_for_load_state("networkidle")
    assert said == []
