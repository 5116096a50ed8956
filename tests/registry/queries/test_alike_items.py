"""Before you start: what is like an item that somebody writes."""

from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.entry.document import blank
from registry.entry.fields import COLLECTIONS
from registry.models import GapPlace, Organization, SupportGap
from registry.queries import alike_items, memory
from registry.queries.alike_items import Alike, near
from tests.listings import organization, partner
from tests.overlaps import add_activity, at_work

pytestmark = pytest.mark.django_db


def item(**columns: Any) -> dict[str, Any]:
    about = {"title": "A new plan", "kinds": ["finance"], "elements": ["oecm"], "countries": ["KE"]}
    return {**blank(COLLECTIONS["activities"]), **about, **columns}


def gap(name: str, title: str = "Boats", **columns: Any) -> str:
    public_id = partner(name, gaps=[{"title": title, "kinds": ["finance"], "elements": ["oecm"], **columns}])
    made = SupportGap.objects.get(organization__public_id=public_id)
    GapPlace.objects.create(gap=made, country_id="KE")
    listing.refresh([made.organization_id])
    return public_id


def found(written: dict[str, Any], circle: str = "everyone", own: Organization | None = None) -> list[Alike]:
    return near(written, own or organization(), circle)


def names(alike: list[Alike]) -> list[str]:
    return [one.record["organization"]["name"] for one in alike]


def test_the_same_kind_and_element_in_the_same_country_is_alike() -> None:
    at_work("Bay Council", kinds=["finance", "policy_law"], title="Nurseries")
    gap("Reef Watch")

    activity, lacking = found(item())

    assert (activity.part, activity.record["title"], activity.by_words) == ("activities", "Nurseries", False)
    assert (activity.kinds, activity.elements, activity.countries) == (["finance"], ["oecm"], ["KE"])
    assert (lacking.part, lacking.record["title"]) == ("gaps", "Boats")


@pytest.mark.parametrize("other", [{"kinds": ["policy_law"]}, {"elements": ["rights"]}, {"countries": ["TZ"]}])
def test_what_differs_in_one_of_them_is_not(other: dict[str, Any]) -> None:
    at_work("Bay Council", title="Nurseries", **other)

    assert found(item()) == []


@pytest.mark.parametrize(
    ("title", "written", "alike"),
    [
        ("Mangrove nurseries of the bay", "Nurseries for mangrove seedlings", True),
        ("Mangrove nurseries of the bay", "Nurseries of the hills", False),
        ("Mangroves", "Mangroves", True),
        ("A map of us", "A map of us", False),
        ("红树林苗圃计划", "我们的红树林苗圃", False),
        ("红树林苗圃计划", "红树林苗圃项目", False),
        ("红树林苗圃计划", "红树林苗圃计划", True),
        ("Питомники мангровых лесов", "Новые питомники мангровых деревьев", True),
    ],
)
def test_two_telling_words_of_the_title_are_enough(title: str, written: str, alike: bool) -> None:
    at_work("Bay", title=title, kinds=["policy_law"], countries=["TZ"])

    assert [one.by_words for one in found(item(title=written))] == ([True] if alike else [])


def test_ones_own_is_not_shown() -> None:
    public_id = at_work("Bay Council")

    assert found(item(), own=Organization.objects.get(public_id=public_id)) == []


@pytest.mark.parametrize(("circle", "shown"), [("everyone", []), ("partners", ["Reef Watch"])])
def test_what_is_for_partners_is_shown_to_partners_alone(circle: str, shown: list[str]) -> None:
    gap("Reef Watch", visible_to="partners")

    assert names(found(item(), circle)) == shown


def test_a_gap_that_was_met_is_none_to_talk_about() -> None:
    gap("Reef Watch", state="met")

    assert found(item()) == []


def test_the_most_alike_come_first_and_are_few() -> None:
    for name in ("Bay Council", "Delta Trust", "Forest Fund"):
        at_work(name, title="Nurseries")
    at_work("Reef Watch", title="Nurseries", elements=["oecm", "rights"])

    alike = found(item(elements=["oecm", "rights"]))

    assert names(alike) == ["Reef Watch", "Bay Council", "Delta Trust"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_however_much_is_like_it(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = organization()
    for one in range(number):
        add_activity(gap(f"Partner {one}"))
    for part in alike_items.PARTS:
        memory.current(part)

    with django_assert_num_queries(8):  # nothing is found among the offers
        near(item(), own, "everyone")


@pytest.mark.parametrize("written", ["", "gaps", "gaps.", "gaps.12", f"contacts.{UUID(int=7)}"])
def test_what_names_no_item(written: str) -> None:
    assert alike_items.named(written) is None


def test_what_names_one() -> None:
    item_id = UUID(int=7)

    assert alike_items.named(f"offers.{item_id}") == ("offers", item_id)
