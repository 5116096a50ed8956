"""A team in a real browser: a colleague is invited, accepts, is handed the entry, and its first owner leaves."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry import mail
from registry.models import Case, Membership, Message
from registry.models.messages import MessageKind
from tests import factories
from tests.factories import person
from tests.journeys.test_joining import sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_of(kind: str) -> str:
    """The address that the last letter of this kind leads to, without the site's."""
    letter = mail.compose(Message.objects.filter(kind=kind).latest("created_at"))
    (found,) = re.findall(r"^https?://[^/]+(/\S+)$", str(letter.body), re.MULTILINE)
    return str(found)


@pytest.mark.parametrize(("prefix", "scripts"), [("", True), ("/ar", False)])
def test_a_colleague_takes_over_and_the_first_owner_leaves(
    prefix: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    organization = factories.listed(name="Invented Bay Council")
    team = f"{prefix}/workspace/{organization.public_id_id}/team/"
    with (
        visit(browser, live_server, scripts=scripts) as first,
        visit(browser, live_server, scripts=scripts) as second,
    ):
        hers, theirs = first.new_page(), second.new_page()
        hers.goto(team)
        sign_in(hers, person("amina").email)
        hers.fill("main [name=email]", "bo@people.example.org")
        hers.fill("main [name=note]", "You know the bay better than I do.")
        hers.click("main form.form button")
        expect(hers.locator("main")).to_contain_text("bo@people.example.org")

        theirs.goto(prefix + link_of(MessageKind.TEAM_INVITATION))
        expect(theirs.locator("main")).to_contain_text("Invented Bay Council")
        theirs.click("main a[href*='signup']")
        sign_in(theirs, "bo@people.example.org")
        expect(theirs.locator("main")).to_contain_text("You know the bay better than I do.")
        theirs.click("main form button")
        expect(theirs.locator("main .message.success")).to_be_visible()

        hers.goto(team)
        hers.click("main a[href$='/hand-over/']")
        hers.check("main [name=to]")
        hers.click("main button.warn")
        expect(hers.locator("main .message.success")).to_be_visible()
        hers.click("main a[href$='/leave/']")
        hers.click("main button.warn")
        expect(hers).to_have_url(re.compile("/workspace/$"))

        theirs.goto(team)
        expect(theirs.locator("main form.form [name=email]")).to_be_visible()
        hers.goto(f"{prefix}/workspace/")
        expect(hers.locator("main")).not_to_contain_text("Invented Bay Council")
    assert list(Membership.objects.values_list("person__email", "role")) == [("bo@people.example.org", "owner")]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stranger_asks_and_is_taken_in(scripts: bool, browser: Browser, live_server: LiveServer) -> None:
    organization = factories.listed(name="Invented Bay Council")
    with (
        visit(browser, live_server, scripts=scripts) as first,
        visit(browser, live_server, scripts=scripts) as second,
    ):
        theirs, hers = first.new_page(), second.new_page()
        person("sam")
        theirs.goto(f"/directory/{organization.public_id_id}/")
        theirs.click("main a[href$='/team/join/']")
        sign_in(theirs, person("sam").email)
        theirs.fill("main [name=note]", "I keep the books of the council.")
        theirs.click("main form button")
        expect(theirs.locator("main .banner")).to_be_visible()

        hers.goto(link_of(MessageKind.TEAM_REQUEST))
        sign_in(hers, person("amina").email)
        expect(hers.locator("main")).to_contain_text("I keep the books of the council.")
        hers.click("main button[name=accept]")
        expect(hers.locator("main")).to_contain_text("Sam")

        theirs.goto(link_of(MessageKind.TEAM_REQUEST_ANSWERED))
        expect(theirs).to_have_url(re.compile(f"/workspace/{organization.public_id_id}/$"))
    assert Membership.objects.get(person=person("sam")).role == "editor"
