"""An organization joins, in a real browser: from signing up to sent in ten pages, with and without scripts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.entry.document import present
from registry.models import Message, Submission
from tests import factories
from tests.factories import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVE = "main form:has([name=csrfmiddlewaretoken]) .actions button >> nth=0"
TICKS = ("may_speak", "supports", "licence", "privacy")


@contextmanager
def visit(browser: Browser, live_server: LiveServer, *, scripts: bool = True) -> Iterator[BrowserContext]:
    """A browser of its own, which notes what a page complains of."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.set_default_timeout(30_000)
    yield context
    context.close()
    # A page that refuses says so to the console too.
    assert [text for text in complaints if "403" not in text] == []


def fill_code(page: Page) -> None:
    """Type the code that was mailed last; no worker runs here, so the message still holds it."""
    message = Message.objects.exclude(secret={}).latest("created_at")
    page.fill("[name=code]", message.secret["code"])
    page.click("main form button >> nth=0")


def sign_in(page: Page, address: str) -> None:
    """From the page for signing in to wherever it leads."""
    page.fill("main [name=email]", address)
    page.click("main form button >> nth=0")
    fill_code(page)


def sign_in_as_staff(page: Page, name: str) -> None:
    """One of the secretariat, who has an app beside the code."""
    sign_in(page, person(name).email)
    cache.clear()  # no code of an app is good twice, and nobody here waits for the next one
    page.fill("main [name=code]", factories.code_of_app())
    page.click("main form button >> nth=0")


def tick(page: Page, name: str, value: str) -> None:
    """Tick a box, unfolding the group that it is in."""
    box = page.locator(f"main [name={name}][value='{value}']")
    folded = page.locator(f"details:not([open]):has([name={name}][value='{value}']) > summary")
    if folded.count():
        folded.first.click()
    box.check()


def fill_item(page: Page, title: str, kind: str) -> None:
    page.fill("[name=title]", title)
    page.select_option("[name=language]", "en")
    tick(page, "kinds", kind)
    tick(page, "countries", "KE")


def fill_activity(page: Page, title: str) -> None:
    fill_item(page, title, "capacity_building")
    tick(page, "elements", "equitable")
    page.select_option("[name=start_month]", "3")
    page.fill("[name=start_year]", "٢٠٢٤")
    tick(page, "status", "under_way")


@pytest.mark.parametrize(("language", "scripts"), [("", True), ("", False), ("/ar", False)])
def test_an_organization_joins_in_ten_pages(
    language: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    with visit(browser, live_server, scripts=scripts) as context:
        page = context.new_page()
        page.goto(f"{language}/join/")
        page.click("main a.button >> nth=0")
        sign_in(page, "kim@people.example.org")

        seen = [page.url]

        def onward(button: str = SAVE) -> None:
            page.click(button)
            seen.append(page.url)

        page.fill("[name=name]", "مجلس خليج المرجان")
        page.select_option("[name=language]", "ar")
        tick(page, "type", "ngo")
        page.select_option("[name=base_country]", "KE")
        onward()
        page.fill("textarea[name=description]", "يرصد أشجار المانغروف.")
        page.select_option("[name=description_language]", "ar")
        onward()
        for name, value in (
            ("countries", "KE"),
            ("scales", "local"),
            ("realms", "marine_coastal"),
            ("languages", "ar"),
        ):
            tick(page, name, value)
        onward()
        fill_activity(page, "Warden training")
        onward("button[name=another]")
        fill_activity(page, "Counting turtles")
        onward()
        fill_item(page, "Boats for night patrols", "technology_equipment")
        tick(page, "for_whom", "own")
        onward()
        fill_item(page, "Exchange visits", "knowledge_exchange")
        onward()
        expect(page.locator("[name=email]")).to_have_value("kim@people.example.org")
        onward()
        expect(page.locator("main .summary")).to_have_count(0)
        for name in TICKS:
            page.check(f"[name={name}]")
        onward()

        submission = Submission.objects.get()
        assert submission.state == "submitted"
        assert len(seen) == 10, seen
        assert seen[-1] == f"{live_server.url}{language}/join/{submission.pk}/sent/"
        titles = [item["title"] for item in present(submission.document, "activities").values()]
        assert titles == ["Warden training", "Counting turtles"]
        assert {item["start"] for item in present(submission.document, "activities").values()} == {"2024-03"}


def test_an_error_takes_the_focus_leads_to_its_field_and_the_text_stays(
    browser: Browser, live_server: LiveServer
) -> None:
    draft = factories.draft()
    with visit(browser, live_server) as context:
        page = context.new_page()
        page.goto(f"/join/{draft.pk}/organization/")
        sign_in(page, person("amina").email)
        page.fill("textarea[name=description]", "x" * 1600)
        page.keyboard.press("Tab")
        page.locator(SAVE).press("Enter")
        expect(page.locator("#error-summary")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#id_description")).to_be_focused()
        page.goto("/workspace/")
        page.goto(f"/join/{draft.pk}/organization/")
        expect(page.locator("textarea[name=description]")).to_have_value("x" * 1600)


def test_a_session_that_ends_and_one_that_begins_anew_lose_no_text(browser: Browser, live_server: LiveServer) -> None:
    draft = factories.draft()
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"/join/{draft.pk}/where/")
        sign_in(page, person("amina").email)

        context.clear_cookies(name="sessionid")  # as when it has ended
        page.fill("[name=base_place]", "Lamu")
        page.click(SAVE)
        expect(page.locator("main [role=status]")).to_contain_text("what you typed is kept")
        sign_in(page, person("amina").email)
        expect(page.locator("[name=base_place]")).to_have_value("Lamu")  # with the errors of what was left empty
        draft.refresh_from_db()
        assert draft.document["where"]["base_place"] == "Lamu"

        page.fill("[name=base_place]", "Kisumu")
        second = context.new_page()
        second.goto("/workspace/")
        second.click("header form button")  # signs out
        second.goto("/accounts/login/")
        sign_in(second, person("amina").email)

        page.click(SAVE)  # with the token of the session before
        expect(page.locator("h1")).to_have_text("This form was open too long")
        page.click("main form button")
        draft.refresh_from_db()
        assert draft.document["where"]["base_place"] == "Kisumu"
