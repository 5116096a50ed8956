"""A mailing is written without scripts, tried, stopped half-way, resumed, and ended by one of its receivers."""

import re

import pytest
from django.core import mail as outgoing
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry import mail
from registry.actions import mailings
from registry.models import Mailing, Person
from tests import factories
from tests.factories import person
from tests.jobs import run_jobs
from tests.journeys.test_joining import sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBJECT = "News of the spring"


def received() -> list[str]:
    """Who has the mailing, each as often as it came."""
    return sorted(email.to[0].split("@")[0] for email in outgoing.outbox if email.subject == SUBJECT)


def test_a_mailing_is_stopped_and_resumed_and_reaches_everybody_once(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 1)
    organization = factories.listed()
    for name in ("bo", "sam"):
        factories.join_team(person(name), organization)
    cora = person("cora")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/secretariat/mailings/")
        sign_in_as_staff(page, "cora")
        page.click("text=Write a mailing")
        page.fill("[name=subject-en]", SUBJECT)
        page.fill("[name=body-en]", "We meet in May.")
        page.click("main form button:has-text('Save and look at it')")
        page.click("button[value=test]")
        page.click("button[value=send]")
        expect(page.locator("main")).to_contain_text("0 of 3 done")

        mailing = Mailing.objects.get()
        mailings.send_some(mailing.pk, cora.pk)
        mail.send(mailing.messages.get().pk)
        page.click("button[value=stop]")
        expect(page.locator("main .tag").first).to_have_text("Stopped")
        expect(page.locator("main")).to_contain_text("1 of 3 done")
        run_jobs()
        assert len(received()) == 1

        page.click("button[value=resume]")
        expect(page.locator("main .tag").first).to_have_text("Being sent")
        run_jobs()
        page.click("main a:has-text('Look again')")
        expect(page.locator("main .tag").first).to_have_text("Sent")
        assert received() == ["amina", "bo", "sam"]

        to_bo = next(
            email for email in outgoing.outbox if email.to == [person("bo").email] and email.subject == SUBJECT
        )
        [link] = re.findall(r"/mailings/none/\S+", to_bo.body)
        page.goto(link)
        page.click("button[value=none]")
        expect(page.locator("h1")).to_have_text("You get no more mailings")
        assert Person.objects.get(pk=person("bo").pk).no_mailings_since
