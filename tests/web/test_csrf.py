"""A form with an old token, as after signing in in another tab: what was typed is shown, to be sent again."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partnership.forms.secretariat import reason_of
from registry.actions import submissions, texts
from registry.models import TextKind
from tests import factories
from tests.factories import ACTIVITY, ORGANIZATION, WHERE, person
from tests.web.joining import at, only_item, said, signed_in

pytestmark = pytest.mark.django_db

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser() -> Client:
    """Amina's browser, whose token no form of hers has."""
    return signed_in(enforce_csrf_checks=True)


def stale(**values: Any) -> dict[str, Any]:
    return {**WHERE, "csrfmiddlewaretoken": "x" * 64, "seen": "0", **values}


def test_what_was_typed_is_shown_and_can_be_sent_again(browser: Client) -> None:
    draft = factories.draft()
    typed = 'Lamu & "the islands"\n<b>'
    response = browser.post(at(draft, "where"), stale(base_place=typed), headers=FROM_HERE)
    assert response.status_code == 403
    assert "Nothing of it is lost: send it again." in said(response)
    fields = dict(response.context["typed"])
    assert fields["base_place"] == typed
    assert "csrfmiddlewaretoken" not in fields
    assert "<b>" not in response.content.decode()

    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())[-1]
    again = {**WHERE, "base_place": "Lamu", "seen": "0", "csrfmiddlewaretoken": token}
    assert browser.post(at(draft, "where"), again, headers=FROM_HERE).status_code == 302
    draft.refresh_from_db()
    assert draft.document["where"]["base_place"] == "Lamu"


def test_what_was_typed_stands_below_its_label_and_in_words(browser: Client) -> None:
    draft = factories.draft()
    words = said(browser.post(at(draft, "where"), stale(base_place="Lamu"), headers=FROM_HERE))
    assert "Town or place Lamu" in words
    assert "Countries where you work Kenya United Republic of Tanzania" in words
    activity = at(draft, *factories.new_key("activities").split("."))
    words = said(browser.post(activity, {**ACTIVITY, "csrfmiddlewaretoken": "x" * 64}, headers=FROM_HERE))
    assert f"Title {ACTIVITY['title']}" in words
    start = {"name": "Bay Council", "csrfmiddlewaretoken": "x" * 64}  # the form of no part
    assert "Bay Council" in said(browser.post("/join/start/", start, headers=FROM_HERE))


@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_reviewer_typed_stands_below_what_it_is_about(is_there: bool) -> None:
    sent = factories.submitted()
    gap = f"gaps.{only_item(sent, 'gaps')}"
    text = texts.write(kind=TextKind.REQUEST_CHANGES, words={"en": "Say where."}, by=person("ada"))
    typed = {
        "seen": sent.saved_at.isoformat(),
        "known": "44136fa355b3678a",
        "decision": "request_changes",
        "reasons": reason_of(text.versions.get()),
        "note": "Nearly there.",
        f"comment-{gap}": "How many?",
        f"about-{gap}": "title",
        "comment-where": "Which?",
        "csrfmiddlewaretoken": "x" * 64,
    }
    if not is_there:
        submissions.take_back(submission=sent, by=person("amina"))

    reviewer = signed_in("rosa", enforce_csrf_checks=True)
    page = reviewer.post(reverse("review", args=[sent.pk]), typed, headers=FROM_HERE)

    stranger = signed_in("sam", enforce_csrf_checks=True)
    assert "Boats" not in said(stranger.post(reverse("review", args=[sent.pk]), typed, headers=FROM_HERE))
    title = "Boats and fuel for night patrols › " if is_there else ""
    assert page.context["words"] == [
        ("Reasons from the list", ["Say where."]),
        ("Reason or note", ["Nearly there."]),
        (f"Support gap › {title}Title", ["How many?"]),
        ("Where you work", ["Which?"]),
    ]


@pytest.mark.parametrize(
    ("type_", "name", "label", "typed"),
    [
        ("iplc", "people_represented", "Whom the organization speaks for", "Nine villages"),
        ("iplc", "mandate_told", "The mandate, told in words", "By the elders."),
        ("private_sector", "sector", "Sector", "A"),
    ],
)
def test_what_only_some_types_are_asked_for_stands_there_too(
    browser: Client, type_: str, name: str, label: str, typed: str
) -> None:
    draft = factories.draft(type=type_)
    data = {**ORGANIZATION, "type": type_, name: typed, "csrfmiddlewaretoken": "x" * 64}
    found = browser.post(at(draft, "organization"), data, headers=FROM_HERE).context["words"]
    assert label in [str(one) for one, _texts in found]


def test_every_value_of_a_list_is_sent_again(browser: Client) -> None:
    draft = factories.draft()
    page = browser.post(at(draft, "where"), stale(), headers=FROM_HERE)
    assert [value for name, value in page.context["typed"] if name == "countries"] == ["KE", "TZ"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example.org"},
        {},
    ],
)
def test_what_another_site_made_up_is_not_one_click_away(browser: Client, headers: dict[str, str]) -> None:
    draft = factories.draft()
    response = browser.post(at(draft, "where"), stale(base_place="Made up elsewhere"), headers=headers)
    assert response.status_code == 403
    assert "Made up elsewhere" not in response.content.decode()
    assert "reload the page, and send it again" in said(response)


def test_a_browser_that_names_only_the_origin_is_believed(browser: Client) -> None:
    draft = factories.draft()
    response = browser.post(at(draft, "where"), stale(base_place="Lamu"), headers={"Origin": "http://testserver"})
    assert "Lamu" in response.content.decode()


def test_whoever_is_not_signed_in_gets_a_plain_sentence() -> None:
    draft = factories.draft()
    client = Client(enforce_csrf_checks=True)
    response = client.post(at(draft, "where"), stale(base_place="Lamu"), headers=FROM_HERE)
    assert response.status_code == 403
    assert "Lamu" not in response.content.decode()


def test_a_file_has_to_be_chosen_again_and_the_page_says_so(browser: Client) -> None:
    draft = factories.draft()
    values = {**ORGANIZATION, "csrfmiddlewaretoken": "x" * 64, "seen": "0"}
    upload = SimpleUploadedFile("logo.png", b"x", "image/png")
    response = browser.post(at(draft, "organization"), {**values, "logo_file": upload}, headers=FROM_HERE)
    assert "has to be chosen once more" in said(response)
    again = browser.post(at(draft, "organization"), values, headers=FROM_HERE)
    assert "has to be chosen once more" not in said(again)
