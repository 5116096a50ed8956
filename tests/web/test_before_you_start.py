"""Before you start: after each save of an activity, a gap or an offer, what is like it is shown."""

from typing import Any

import pytest

from registry.models import Submission
from tests import factories
from tests.factories import ACTIVITY, GAP, person
from tests.overlaps import at_work
from tests.web.joining import at, said, signed_in

pytestmark = pytest.mark.django_db

HEADING = "Before you start: others do or need something like this"


@pytest.fixture
def draft() -> Submission:
    return factories.draft(person("amina"))


def like_mine(name: str = "Reef Watch", **columns: Any) -> str:
    about = {"title": "Patrols", "kinds": ["capacity_building"], "elements": ["equitable"]}
    return at_work(name, **{**about, **columns})


def saved(draft: Submission, part: str = "activities", **values: Any) -> Any:
    """Save a new item as its page does, and follow to the page after it."""
    client = signed_in("amina")
    page = client.get(f"{at(draft, part)}new/", follow=True)
    sent = {**{"activities": ACTIVITY, "gaps": GAP}[part], **values, "seen": page.context["version"]}
    return client.post(page.request["PATH_INFO"], sent, follow=True)


def test_what_is_like_it_is_shown_on_the_page_after_the_save(draft: Submission) -> None:
    public_id = like_mine()

    page = saved(draft)

    words = said(page)
    assert HEADING in words
    assert "Reef Watch" in words
    assert "Kinds of support in common: Capacity-building." in words
    assert "Countries in common: Kenya." in words
    assert f'href="/directory/{public_id}/write/"' in page.content.decode()
    assert draft.organization.submissions.get().document["activities"]  # and it was saved


def test_it_is_shown_once_more_when_another_is_added_at_once(draft: Submission) -> None:
    like_mine()

    assert HEADING in said(saved(draft, another="yes"))


def test_where_nothing_is_like_it_the_way_goes_on_as_before(draft: Submission) -> None:
    like_mine(kinds=["finance"])

    page = saved(draft)

    assert HEADING not in said(page)
    assert "saved=" not in page.redirect_chain[-1][0]


def test_a_gap_is_told_by_the_words_of_its_title(draft: Submission) -> None:
    like_mine(title="Fuel and boats for patrols", kinds=["finance"])

    page = saved(draft, "gaps")

    assert "Its title is like yours." in said(page)


def test_it_is_shown_while_the_form_is_not_complete_by_what_of_it_passed(draft: Submission) -> None:
    public_id = like_mine()

    page = saved(draft, start_month="2", start_year="20")

    words = said(page)
    assert page.status_code == 200
    assert "There is a problem" in words
    assert words.count(HEADING) == 1
    assert words.index("There is a problem") < words.index(HEADING)
    assert "Countries in common: Kenya." in words
    assert f'href="/directory/{public_id}/write/"' in page.content.decode()
    again = signed_in("amina").get(page.request["PATH_INFO"])  # and when its writer comes back to it
    assert HEADING in said(again)


def test_of_a_form_of_which_nothing_tells_what_it_is_about_nothing_is_shown(draft: Submission) -> None:
    like_mine()

    assert HEADING not in said(saved(draft, title="", kinds=[], elements=[], countries=[]))


@pytest.mark.parametrize("written", ["x", "activities.x", "activities.01890000-0000-7000-8000-000000000000"])
def test_an_address_that_names_nothing_shows_nothing(draft: Submission, written: str) -> None:
    assert HEADING not in said(signed_in("amina").get(at(draft, "activities"), {"saved": written}))
