"""A registration is sent, asked to change one field, sent again, approved in two clicks, and found."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry import mail
from registry.models import Message, Organization, Submission
from registry.models.messages import MessageKind
from registry.states import SubmissionState
from tests import factories
from tests.factories import person
from tests.journeys.test_joining import SAVE, TICKS, sign_in, sign_in_as_staff, visit
from tests.web.test_secretariat_review import conflicting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(page: Page, submission: Submission, prefix: str) -> None:
    page.goto(f"{prefix}/join/{submission.pk}/check/")
    for name in TICKS:
        page.check(f"[name={name}]")
    page.click("main form:has([name=may_speak]) button")
    expect(page).to_have_url(re.compile("/sent/$"))


def link_to_the_field() -> str:
    """The address in the mail that says what to change, without the site's."""
    letter = mail.compose(Message.objects.get(kind=MessageKind.CHANGES_REQUESTED))
    (found,) = re.findall(r"^https?://[^/]+(/\S+#id_\S+)$", str(letter.body), re.MULTILINE)
    return str(found)


@pytest.mark.parametrize(("prefix", "scripts"), [("", True), ("", False), ("/ar", False)])
def test_changes_are_asked_for_made_and_approved_in_two_clicks(
    prefix: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    submission = factories.complete_draft(name="مجلس خليج المرجان", language="ar")
    activity = f"activities.{next(iter(submission.document['activities']))}"
    person("rosa")
    with (
        visit(browser, live_server, scripts=scripts) as team,
        visit(browser, live_server, scripts=scripts) as desk,
    ):
        theirs, ours = team.new_page(), desk.new_page()
        theirs.goto(f"{prefix}/workspace/")
        sign_in(theirs, person("amina").email)
        send(theirs, submission, prefix)

        ours.goto(f"{prefix}/secretariat/")
        sign_in_as_staff(ours, "rosa")
        ours.click("main .queue a")
        panel = ours.locator("article.panel.activity")
        panel.locator("details > summary").click()
        panel.locator(f"select[name='about-{activity}']").select_option("title")
        panel.locator("textarea").fill("Name the villages, please.")
        ours.click("button[value=request_changes]")
        expect(ours.locator("main .message [role=status]")).to_contain_text("مجلس خليج المرجان")
        expect(ours.locator("main .queue")).to_have_count(0)

        theirs.goto(prefix + link_to_the_field())
        expect(theirs.locator("main")).to_contain_text("Name the villages, please.")
        expect(theirs.locator("#id_title")).to_have_value(factories.ACTIVITY["title"])
        theirs.fill("#id_title", "Warden training in Kilifi and Lamu")
        theirs.click(SAVE)
        send(theirs, submission, prefix)

        ours.goto(f"{prefix}/secretariat/")
        ours.click("main .queue a")
        expect(ours.locator("main")).to_contain_text("Name the villages, please.")
        expect(ours.locator("article.panel.activity h3")).to_have_text("Warden training in Kilifi and Lamu")
        ours.click("button[value=approve]")
        expect(ours.locator("main .message.success")).to_contain_text("مجلس خليج المرجان")

        ours.goto(f"{prefix}/directory/?q=خليج")
        ours.click("main .result a >> nth=0")
        expect(ours.locator("h1")).to_contain_text("مجلس خليج المرجان")
        expect(ours.locator("main")).to_contain_text("Warden training in Kilifi and Lamu")
    submission.refresh_from_db()
    assert submission.state == SubmissionState.APPROVED
    assert Organization.objects.get().listing.name == "مجلس خليج المرجان"


def test_a_conflict_is_settled_by_keyboard_and_what_was_typed_stays(browser: Browser, live_server: LiveServer) -> None:
    change = conflicting()
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(f"/secretariat/submissions/{change.pk}/")
        sign_in_as_staff(page, "rosa")
        page.fill("[name=note]", "Both were changed.")
        for _n in range(2):
            unsettled = page.locator(".conflict:not(:has([aria-pressed]))").first
            unsettled.locator("button[name=take]").focus()
            page.keyboard.press("Enter")
            expect(page.locator("[name=note]")).to_have_value("Both were changed.")
        page.locator("button[value=approve]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("main .message.success")).to_be_visible()
    change.refresh_from_db()
    assert change.state == SubmissionState.APPROVED
