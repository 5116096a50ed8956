"""An entry is confirmed from the link in a mail, without signing in; and a gap that expired is opened again."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry import mail
from registry.actions import confirmations
from registry.models import Message, Organization, Person, SupportGap, SupportOffer
from registry.models.messages import MessageKind
from tests import factories
from tests.journeys.test_joining import visit
from tests.registry.actions.test_confirmations import aged, with_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_in(kind: MessageKind) -> str:
    """The address in the mail that was sent last, without the site's."""
    letter = mail.compose(Message.objects.filter(kind=kind).latest("created_at"))
    (found,) = re.findall(r"^https?://[^/]+(\S*/confirm/[^/\s]{30,}/)$", str(letter.body), re.MULTILINE)
    return str(found)


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("en", False), ("ar", False)])
def test_an_entry_is_confirmed_from_the_mail(
    language: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    organization = aged(with_people(), 430)
    Person.objects.update(language=language)
    confirmations.remind_due(timezone.now())
    prefix = "" if language == "en" else f"/{language}"
    public_page = f"{prefix}/directory/{organization.public_id_id}/"
    with visit(browser, live_server, scripts=scripts) as context:
        page = context.new_page()
        page.goto(public_page)
        expect(page.locator("main")).not_to_contain_text("Zuri Invented")

        page.goto(link_in(MessageKind.CONFIRMATION_DUE))
        assert Organization.objects.get().confirmed_on == organization.confirmed_on
        page.locator("button[value=all]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("main .message.success, main [role=status]").first).to_be_visible()
        expect(page.locator("button[name=part]")).to_have_count(0)

        page.goto(public_page)
        expect(page.locator("main")).to_contain_text("Zuri Invented")
        if language == "en":
            expect(page.locator("main")).to_contain_text(f"{timezone.now():%-d %B %Y}")
        assert "sessionid" not in {cookie["name"] for cookie in context.cookies()}
    assert Organization.objects.get().confirmed_on == timezone.now().date()


def test_an_expired_gap_is_opened_again_from_the_mail(browser: Browser, live_server: LiveServer) -> None:
    aged(factories.listed(), 243)
    confirmations.expire_due(timezone.now())
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto(link_in(MessageKind.SUPPORT_EXPIRED))
        page.locator("section li", has_text="Boats and fuel").locator("button").click()
        expect(page.locator("main section li")).to_have_count(1)
    assert (SupportGap.objects.get().state, SupportOffer.objects.get().state) == ("open", "expired")
