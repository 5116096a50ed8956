"""Accounts in a real browser: a passkey from sign-up on, an authenticator app with recovery codes, other sessions."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Person
from tests import factories
from tests.journeys.test_joining import fill_code, sign_in, visit
from tests.web.accounts import account, changes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def with_passkeys(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of a browser whose machine keeps passkeys, and knows its owner by the finger."""
    with visit(browser, live_server) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.click("main form button")


def heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)


def test_someone_signs_up_with_a_passkey_and_comes_back_with_it(browser: Browser, live_server: LiveServer) -> None:
    with with_passkeys(browser, live_server) as page:
        page.goto("/accounts/signup/?next=/about/")
        page.click("text=Sign up with a passkey")
        page.fill("main [name=email]", "wanda@people.example.org")
        page.click("main form button >> nth=0")
        fill_code(page)
        heading(page, "Make your passkey")
        page.fill("[name=name]", "Telephone")
        page.click("#passkey-button")
        page.wait_for_url("**/about/")

        sign_out(page)
        page.goto("/accounts/login/?next=/accounts/")
        page.click("text=Sign in with a passkey")
        heading(page, "Your account")
        expect(page.locator("main")).to_contain_text("Telephone")
    wanda = Person.objects.get()
    assert (wanda.email, wanda.has_usable_password()) == ("wanda@people.example.org", False)
    assert Authenticator.objects.get().wrap().name == "Telephone"


def test_a_passkey_is_a_second_factor_and_opens_what_is_locked(browser: Browser, live_server: LiveServer) -> None:
    rosa = account("rosa")
    Authenticator.objects.filter(user=rosa).delete()
    with with_passkeys(browser, live_server) as page:
        page.goto("/secretariat/")
        sign_in(page, rosa.email)
        heading(page, "A second factor, please")
        page.click("main >> text=Add a passkey or security key")
        page.click("#passkey-button")
        heading(page, "Recovery codes")
        page.click("text=Continue")
        heading(page, "Review queue")

        sign_out(page)
        page.goto("/accounts/login/")
        sign_in(page, rosa.email)
        heading(page, "Your second factor")
        page.click("#passkey-button")
        heading(page, "Review queue")
        page.goto("/accounts/codes/new/")
        heading(page, "Show that it is you")
        page.click("text=With a passkey or security key")
        page.click("#passkey-button")
        heading(page, "Make new recovery codes")
    assert changes(rosa) == ["passkey_added"]


def test_an_app_is_set_up_and_a_recovery_code_stands_in_for_it(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = account("sam")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/accounts/login/?next=/accounts/app/")
        expect(page.locator("main")).to_contain_text("Without it, use a code.")
        expect(page.locator("#passkey-sign-in")).to_be_hidden()
        sign_in(page, sam.email)
        expect(page.locator("main svg")).to_be_visible()
        monkeypatch.setattr(factories, "APP_SECRET", page.locator("main strong").inner_text())
        page.fill("[name=code]", factories.code_of_app())
        page.click("main form button")
        heading(page, "Recovery codes")
        codes = page.locator("main code").all_inner_texts()

        sign_out(page)
        page.goto("/accounts/login/?next=/accounts/")
        sign_in(page, sam.email)
        heading(page, "Your second factor")
        page.fill("[name=code]", codes[3])
        page.click("main form button >> nth=0")
        heading(page, "Your account")
        expect(page.locator("main")).to_contain_text("9 codes are left.")
    assert changes(sam) == ["app_added"]


def test_someone_signs_out_elsewhere(browser: Browser, live_server: LiveServer) -> None:
    sam = account("sam")
    with visit(browser, live_server) as here, visit(browser, live_server) as there:
        for context in (there, here):
            page_of(context).goto("/accounts/login/?next=/accounts/")
            sign_in(page_of(context), sam.email)
        page_of(here).click("text=See them, sign out elsewhere")
        page_of(here).click("text=Sign out everywhere else")
        expect(page_of(here).locator("main")).to_contain_text("You are signed in nowhere else.")

        page_of(there).reload()
        heading(page_of(there), "Sign in")


def page_of(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else context.new_page()
