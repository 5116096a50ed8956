"""What joining is, and its first page."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.actions import submissions
from registry.models import Message, Organization, Submission
from tests import factories
from tests.factories import person
from tests.web.joining import at, errors, said, signed_in

pytestmark = pytest.mark.django_db

START = "/join/start/"
ANSWERS = {"name": "Bay Council", "language": "en", "type": "ngo", "website": "", "base_country": "KE"}


def answers(**changed: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), **ANSWERS, **changed}


def test_joining_says_that_it_has_no_deadline_and_what_listing_does_not_mean(client: Client) -> None:
    words = said(client.get("/join/"))
    for sentence in (
        "There is no deadline for joining",
        "about ten minutes",
        "Being listed certifies nothing beyond this",
    ):
        assert sentence in words


def test_begin_leads_through_signing_up_to_the_first_page(client: Client) -> None:
    assert 'href="/accounts/signup/?next=/join/start/"' in client.get("/join/").content.decode()
    assert client.get(START).headers["Location"] == "/accounts/signup/?next=/join/start/"


def test_begin_in_arabic_stays_in_arabic(client: Client) -> None:
    assert 'href="/ar/accounts/signup/?next=/ar/join/start/"' in client.get("/ar/join/").content.decode()


def test_whoever_has_a_draft_is_shown_it_first() -> None:
    draft = factories.draft(name="Bay Council")
    page = signed_in().get("/join/").content.decode()
    assert f'href="{at(draft)}"' in page
    assert page.index("Bay Council") < page.index("There is no deadline")
    assert "Bay Council" not in said(signed_in("sam").get("/join/"))


def test_the_first_page_opens_a_draft_and_mails_its_link() -> None:
    response = signed_in().post(START, answers())
    submission = Submission.objects.get()
    assert response.headers["Location"] == at(submission, "organization")
    (name,) = submission.document["names"].values()
    assert name == {"text": "Bay Council", "language": "en", "kind": "official"}
    assert submission.document["where"]["base_country"] == "KE"
    assert [message.kind for message in Message.objects.all()] == ["draft_link"]


def test_a_form_sent_twice_opens_one_draft() -> None:
    client, once = signed_in(), answers()
    first, second = client.post(START, once), client.post(START, once)
    assert first.headers["Location"] == second.headers["Location"]
    assert Organization.objects.count() == 1


def test_a_page_copied_from_somebody_else_opens_a_draft_of_its_own() -> None:
    theirs = factories.draft(person("bo"), name="Another Council")
    signed_in().post(START, answers(id=str(theirs.pk)))
    assert Submission.objects.filter(opened_by=person("amina")).exclude(pk=theirs.pk).count() == 1


BAD = {
    "name": ["", "x" * 301, "Bay\x00Council", "Bay \u202eCouncil", "Bay\x07", "   "],
    "language": ["", "xx-nonsense", "🦊"],
    "type": ["", "spaceship"],
    "website": ["javascript:alert(1)", "https://localhost/", "ftp://bay.example.org", "x" * 600, "http://[::1"],
    "base_country": ["", "XK", "ke", "9" * 5000],
    "id": ["", "no-id", "0" * 4000],
}


@pytest.mark.parametrize(("field", "typed"), [(field, typed) for field, values in BAD.items() for typed in values])
def test_what_does_not_pass_is_told_at_its_field_and_nothing_is_opened(field: str, typed: str) -> None:
    response = signed_in().post(START, answers(**{field: typed}))
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert Organization.objects.count() == 0


def test_a_country_and_no_seat_exclude_each_other() -> None:
    assert list(errors(signed_in().post(START, answers(no_seat="on")))) == ["no_seat"]


def test_no_seat_takes_the_place_of_a_country() -> None:
    signed_in().post(START, answers(base_country="", no_seat="on"))
    assert Submission.objects.get().document["where"]["no_seat"] is True


def test_what_did_not_pass_is_there_when_the_person_comes_back() -> None:
    client = signed_in()
    client.post(START, answers(name="Bay Council of the nine villages", website="javascript:alert(1)"))
    page = client.get(START).content.decode()
    assert "Bay Council of the nine villages" in page
    assert "javascript:alert(1)" in page


def test_a_draft_that_was_opened_leaves_nothing_behind_on_the_first_page() -> None:
    client = signed_in()
    client.post(START, answers(website="nonsense"))
    client.post(START, answers())
    assert "Bay Council" not in said(client.get(START))


def test_a_listed_entry_that_is_alike_is_shown_before_a_draft_is_opened() -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    response = signed_in().post(START, answers(name="BAY council"))
    assert "It is listed already, with the same name." in said(response)
    assert f"/directory/{listed.public_id_id}/" in response.content.decode()
    assert Submission.objects.filter(opened_by=person("amina")).count() == 0


def test_none_of_these_is_us_goes_on() -> None:
    factories.listed(person("bo"), name="Bay Council")
    client, typed = signed_in(), answers()
    compared = client.post(START, typed).context["compared"]
    response = client.post(START, {**typed, "none_of_these": compared})
    assert response.headers["Location"] == at(Submission.objects.get(opened_by=person("amina")), "organization")


def test_whoever_changes_the_name_is_shown_what_is_like_the_new_one() -> None:
    for name in ("Bay Council", "Reef Council"):
        factories.listed(person("bo"), name=name)
    client, typed = signed_in(), answers()
    compared = client.post(START, typed).context["compared"]
    response = client.post(START, {**typed, "name": "Reef Council", "none_of_these": compared})
    assert [card["listing"].name for card in response.context["alike"]] == ["Reef Council"]


def test_registrations_of_others_are_told_as_one() -> None:
    for _number in range(3):
        factories.draft(person("bo"), name="Bay Council")
    assert len(signed_in().post(START, answers()).context["alike"]) == 1


def test_a_registration_that_is_alike_reveals_only_that_it_is_there() -> None:
    factories.draft(person("bo"), name="Other Words", website="https://bay.example.org")
    response = signed_in().post(START, answers(website="https://www.bay.example.org/start"))
    words = said(response)
    assert "A registration like this is under review" in words
    assert "the same website" in words
    assert "Other Words" not in words
    assert str(Submission.objects.get().pk) not in response.content.decode()


def test_a_draft_of_ones_own_that_is_alike_can_be_continued() -> None:
    own = factories.draft(name="Bay Council")
    assert f'href="{at(own)}"' in signed_in().post(START, answers()).content.decode()


def test_a_discarded_registration_is_nothing_to_warn_of() -> None:
    submissions.discard(submission=factories.draft(name="Bay Council"), by=person("amina"))
    assert signed_in().post(START, answers()).status_code == 302


def test_the_id_of_a_new_page_is_new() -> None:
    client = signed_in()
    ids = {re.findall(r'name="id" value="([^"]+)"', client.get(START).content.decode())[0] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("drafts", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_drafts(
    drafts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(drafts):
        factories.draft()
    client = signed_in()
    client.get("/join/")
    with django_assert_num_queries(3):  # the session, the person, their drafts
        client.get("/join/")


def test_a_bare_host_is_taken_as_the_address_of_a_secure_page() -> None:
    signed_in().post(START, answers(website="www.bay.example.org"))
    assert Submission.objects.get().document["organization"]["website"] == "https://www.bay.example.org"
