"""A morning's queue by keyboard alone: from line to line, opened, approved, refused, taken back, several at once."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Decision, Message, Submission
from registry.models.messages import MessageKind
from registry.states import DecisionKind, SubmissionState
from tests import factories
from tests.axe import violations
from tests.factories import person
from tests.journeys.test_joining import sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Amina", "Bo", "Kim", "Lee", "Noor")


def send() -> list[Submission]:
    person("rosa")
    return [factories.submitted(person(name.lower()), name=f"{name} Council") for name in NAMES]


def press(page: Page, *keys: str) -> None:
    """Press keys once the script of the page has run: it adds the box that switches them off."""
    expect(page.locator("#keys input")).to_have_count(1)
    for key in keys:
        page.keyboard.press(key)


def state_of(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).state


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_mornings_queue_by_keyboard_alone(prefix: str, browser: Browser, live_server: LiveServer) -> None:
    amina, bo, kim, lee, noor = send()
    with visit(browser, live_server) as context:
        page = context.new_page()
        page.goto(f"{prefix}/secretariat/")
        sign_in_as_staff(page, "rosa")
        expect(page.locator("main .queue")).to_have_count(5)

        press(page, "?")  # what the keys are
        expect(page.locator("#keys")).to_have_attribute("open", "")
        press(page, "?")
        expect(page.locator("#keys:not([open])")).to_be_visible()

        press(page, "j", "j", "k", "Enter")
        expect(page.locator("h1")).to_contain_text("Amina Council")
        press(page, "t")
        expect(page.locator("button[value=me]")).to_be_focused()
        press(page, "Enter")
        expect(page.locator("main .message.success")).to_be_visible()
        press(page, "a")
        expect(page.locator("button[value=approve]")).to_be_focused()
        press(page, "Enter")

        expect(page.locator("h1")).to_contain_text("Bo Council")
        press(page, "w")
        expect(page.locator("[name=note]")).to_be_focused()
        page.keyboard.type("a note with j, d and n in it")
        press(page, "Escape", "r", "Enter")

        expect(page.locator("h1")).to_contain_text("Kim Council")  # Bo's team hears of it in half a minute
        press(page, "u")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("Bo Council")
        assert state_of(bo) == SubmissionState.SUBMITTED
        press(page, "w")
        page.keyboard.type("Not an organization.")
        press(page, "Escape", "d", "Enter")

        expect(page.locator("h1")).to_contain_text("Kim Council")
        press(page, "n")
        expect(page.locator("h1")).to_contain_text("Lee Council")
        press(page, "p")
        expect(page.locator("h1")).to_contain_text("Kim Council")
        press(page, "q")
        expect(page.locator("main .queue")).to_have_count(3)

        press(page, "j", "x", "j", "j", "x", "a", "Enter")
        expect(page.locator("main .queue")).to_have_count(2)
        assert violations(page) == []
        press(page, "a", "Enter")
        expect(page.locator("main .queue")).to_have_count(1)
        expect(page.locator("main .queue")).to_contain_text("Lee Council")
    assert [state_of(one) for one in (amina, bo, kim, lee, noor)] == [
        *(SubmissionState.APPROVED, SubmissionState.DECLINED, SubmissionState.APPROVED),
        *(SubmissionState.SUBMITTED, SubmissionState.APPROVED),
    ]
    taken_back = Decision.objects.get(taken_back_at__isnull=False)
    assert (taken_back.submission, taken_back.kind) == (bo, DecisionKind.REQUEST_CHANGES)
    assert Message.objects.get(kind=MessageKind.CHANGES_REQUESTED).stopped_at is not None


def test_keys_can_be_switched_off_and_the_browser_remembers_it(browser: Browser, live_server: LiveServer) -> None:
    send()
    with visit(browser, live_server) as context:
        page = context.new_page()
        page.goto("/secretariat/")
        sign_in_as_staff(page, "rosa")
        expect(page.locator("main .queue")).to_have_count(5)
        press(page, "?")
        page.locator("#keys input").uncheck()
        page.reload()
        press(page, "j")
        expect(page.locator("body")).to_be_focused()
        page.locator("#keys summary").click()
        page.locator("#keys input").check()
        press(page, "j")
        expect(page.locator("main .queue h2 a >> nth=0")).to_be_focused()


def test_without_scripts_several_are_chosen_and_approved(browser: Browser, live_server: LiveServer) -> None:
    send()
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/secretariat/")
        sign_in_as_staff(page, "rosa")
        for number in (0, 1):
            page.locator("main .queue [type=checkbox]").nth(number).check()
        page.get_by_role("button", name="Approve the chosen ones").click()
        page.get_by_role("button", name="Approve 2 submissions").click()
        expect(page.locator("main .queue")).to_have_count(3)
    assert Submission.objects.filter(state=SubmissionState.APPROVED).count() == 2


def test_the_pages_of_the_desk_are_one_line_on_a_phone_and_lie_open_on_anything_wider(
    browser: Browser, live_server: LiveServer
) -> None:
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/secretariat/cases/")
        sign_in_as_staff(page, "rosa")
        menu = page.get_by_role("navigation", name="Pages of the desk")
        for width in (800, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            expect(menu.locator("summary")).to_be_hidden()
            expect(menu.get_by_role("link", name="Cases")).to_be_visible()

        page.set_viewport_size({"width": 360, "height": 740})
        line = menu.locator("summary")
        expect(line).to_have_text(re.compile(r"\s*Pages of the desk\s+· Cases\s*"))
        expect(menu.get_by_role("link", name="Cases")).to_be_hidden()
        box = menu.bounding_box()
        assert box is not None
        assert box["height"] < 60
        line.click()
        menu.get_by_role("link", name="Review queue").click()
        expect(page).to_have_url(re.compile("/secretariat/$"))
        expect(line).to_contain_text("Review queue")
