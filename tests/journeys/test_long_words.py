"""A word as long as a field may hold widens no page, and what stands beside it keeps its place."""

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from registry.actions import submissions
from registry.models import Organization, Submission
from registry.queries import workspace
from registry.text import words_for_address
from tests import factories
from tests.factories import ACTIVITY, GAP, OFFER, person
from tests.journeys.test_every_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "Supercalifragilistic" + "o" * 150
TITLE = NAME[:140]
PARTS = ("organization", "where", "names", "activities", "gaps", "offers", "contacts")


def long_draft(who: str) -> Submission:
    draft = factories.complete_draft(person(who), name=NAME, type="iplc")
    for part, values in (("activities", ACTIVITY), ("gaps", GAP), ("offers", OFFER)):
        factories.save(draft, factories.new_key(part), {**values, "title": TITLE, "text": NAME}, person(who))
    return draft


def pages(draft: Submission, sent: Submission, partner: Organization) -> list[tuple[str, str]]:
    """Addresses, each with who opens it."""
    words = words_for_address(workspace.name_of(partner).name)
    return [
        (reverse("draft", args=[draft.pk]), "amina"),
        *((reverse("draft_section", args=[draft.pk, part]), "amina") for part in PARTS),
        (reverse("draft_check", args=[draft.pk]), "amina"),
        (reverse("workspace"), "amina"),
        (reverse("secretariat"), "rosa"),
        (reverse("review", args=[sent.pk]), "rosa"),
        (reverse("edit_entry", args=[partner.public_id_id]), "rosa"),
        (reverse("partner", args=[partner.public_id_id, words]), ""),
        (reverse("workspace_entry", args=[partner.public_id_id]), "kim"),
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(width: int, page: Page, live_server: LiveServer) -> None:
    draft, sent = long_draft("amina"), factories.send(long_draft("bo"), person("bo"))
    partner = factories.listed(person("kim"), name=NAME)
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for language in ("en", "ar"):
        with translation.override(language):
            addresses = pages(draft, sent, partner)
        for path, who in addresses:
            sign_in(page, live_server, who)
            answer = page.goto(live_server.url + path)
            found[path] = (answer and answer.status, page.evaluate("document.documentElement.scrollWidth"))
    assert {path: seen for path, seen in found.items() if seen != (200, width)} == {}


def test_an_answer_in_another_direction_stands_where_its_label_does(page: Page, live_server: LiveServer) -> None:
    draft = factories.complete_draft(person("amina"), name="Bay Council")
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, live_server, "amina")
    with translation.override("ar"):
        page.goto(live_server.url + reverse("draft_check", args=[draft.pk]))
    sides = page.eval_on_selector_all(
        ".change div[dir=auto] p",
        """answers => answers.map(one => {
            const words = document.createRange(), column = one.closest('.change > div').getBoundingClientRect()
            words.selectNodeContents(one)
            return Math.round(column.right - words.getBoundingClientRect().right)
        })""",
    )
    assert sides
    assert max(sides) <= 1


def test_the_tags_of_a_row_leave_its_name_room(page: Page, live_server: LiveServer) -> None:
    submission = factories.submitted(person("amina"), name="Council of the nine villages of the bay")
    Submission.objects.filter(pk=submission.pk).update(assigned_to=person("rosa"))
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, live_server, "rosa")
    page.goto(live_server.url + reverse("secretariat"))
    row = page.locator("li.queue")
    page.evaluate("document.querySelector('li.queue .tags').append('x '.repeat(200))")
    whole, name = row.bounding_box(), row.locator("> div").first.bounding_box()
    assert whole is not None
    assert name is not None
    assert name["width"] > whole["width"] / 2


def test_names_break_between_words_on_a_telephone(page: Page, live_server: LiveServer) -> None:
    draft = factories.complete_draft(person("kim"), name="Сеть управляющих заповедниками «Вумотта»", language="ru")
    acronym = {"text": "СУЗВ", "language": "ru", "kind": "acronym"}
    factories.save(draft, factories.new_key("names"), acronym, person("kim"))
    submissions.approve(submission=factories.send(draft, person("kim")), by=person("rosa"))
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + reverse("partner", args=[draft.organization.public_id_id]))
    lines_of_words = page.locator(".partner th[scope=row] bdi").first.evaluate(
        """name => [...name.firstChild.data.matchAll(/[^ ]+/g)].map(word => {
            const range = document.createRange()
            range.setStart(name.firstChild, word.index)
            range.setEnd(name.firstChild, word.index + word[0].length)
            return range.getClientRects().length
        })"""
    )
    assert lines_of_words == [1, 1, 1, 1]
