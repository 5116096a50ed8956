"""A reviewer corrects what waits and approves it; its team reads what was sent and what is public now."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from registry.entry.document import read
from registry.models import Decision, Organization
from tests import factories
from tests.factories import person
from tests.journeys.test_joining import sign_in, sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("prefix", "scripts"), [("", True), ("/ar", False)])
def test_a_note_that_is_being_written_survives_a_correction(
    prefix: str, scripts: bool, browser: Browser, live_server: LiveServer
) -> None:
    submission = factories.submitted(name="مجلس خليج المرجان", language="ar")
    person("rosa")
    with visit(browser, live_server, scripts=scripts) as desk:
        ours = desk.new_page()
        ours.goto(f"{prefix}/secretariat/submissions/{submission.pk}/?kind=registration")
        sign_in_as_staff(ours, "rosa")
        ours.fill("[name=note]", "One year is corrected.")
        ours.click("button[name=correct][value=organization]")
        ours.fill("[name=founded]", "1989")
        ours.click("main form .button >> nth=0")
        expect(ours.locator("[name=note]")).to_have_value("One year is corrected.")
        expect(ours.locator("button[name=undo]")).to_have_count(1)
        ours.click("button[value=approve]")
    organization = Organization.objects.get()
    assert read(organization)["organization"]["founded"] == 1989
    assert Decision.objects.get().reason == "One year is corrected."
    with visit(browser, live_server, scripts=scripts) as team:
        theirs = team.new_page()
        theirs.goto(f"{prefix}/workspace/{organization.public_id_id}/history/")
        sign_in(theirs, person("amina").email)
        expect(theirs.locator("main dl dd").first).to_contain_text("1998")
        expect(theirs.locator("main dl dd").nth(1)).to_contain_text("1989")
