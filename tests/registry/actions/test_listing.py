"""Rules of the listing: what an entry shows in the directory, and what never gets there."""

import pytest
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Listing, Name, Organization
from tests import factories
from tests.listings import organization, partner

pytestmark = pytest.mark.django_db

SECRET = "Heron"


def only_listing() -> Listing:
    return Listing.objects.get()


def everything_in(row: Listing) -> str:
    return " ".join(str(getattr(row, field.name)) for field in row._meta.concrete_fields).lower()


def test_approving_lists_an_entry_with_its_facets_counts_and_card() -> None:
    amina = factories.listed(name="Invented Bay Council")
    row = only_listing()
    assert (row.organization_id, row.public_id, row.name, row.name_language) == (
        amina.pk,
        amina.public_id_id,
        "Invented Bay Council",
        "en",
    )
    assert row.facets == [
        "country:KE",
        "country:TZ",
        "element:equitable",
        "lacks:technology_equipment",
        "language:en",
        "language:sw",
        "offers:knowledge_exchange",
        "realm:marine_coastal",
        "region:002",
        "region:014",
        "region:202",
        "scale:local",
        "type:ngo",
    ]
    assert (row.activity_count, row.gap_count, row.offer_count, row.base_country) == (1, 1, 1, "KE")
    assert row.card == {
        "words": "invented-bay-council",
        "type": "ngo",
        "description": "Keeps the mangroves of the bay and shows others how.",
        "description_language": "en",
        "logo": "",
        "other_names": [],
        "everywhere": False,
        "countries": ["KE", "TZ"],
        "regions": [],
        "scales": ["local"],
        "confirmed_on": amina.confirmed_on.isoformat(),
    }


def test_nothing_that_is_not_for_everyone_gets_into_the_listing() -> None:
    submission = factories.complete_draft(type="iplc")
    hidden = {"title": f"{SECRET} title", "text": f"{SECRET} text", "countries": ["FJ"], "kinds": ["finance"]}
    factories.save(
        submission,
        factories.new_key("activities"),
        {**factories.ACTIVITY, **hidden, "elements": ["oecm"], "visible_to": "secretariat"},
    )
    for visible_to in ("secretariat", "partners"):
        factories.save(submission, factories.new_key("gaps"), {**factories.GAP, **hidden, "visible_to": visible_to})
        factories.save(submission, factories.new_key("offers"), {**factories.OFFER, **hidden, "visible_to": visible_to})
    factories.save(submission, "where", {**factories.WHERE, "base_place": f"{SECRET} Point"})
    factories.save(
        submission,
        "organization",
        {**factories.ORGANIZATION, "type": "iplc", "people_represented": f"{SECRET} people"},
    )
    factories.save(
        submission,
        factories.new_key("contacts"),
        {**factories.CONTACT, "role": "alternate", "name": f"{SECRET} Name", "email": "heron@people.example.org"},
    )
    factories.submissions.approve(submission=factories.send(submission, factories.person("amina")), by=_rosa())
    row = only_listing()
    live = Organization.objects.get()
    assert live.base_place == f"{SECRET} Point"
    assert live.gaps.filter(title__startswith=SECRET).count() == 2
    assert SECRET.lower() not in everything_in(row)
    assert "fiji" not in row.search_text
    assert {"country:FJ", "element:oecm", "lacks:finance", "offers:finance"}.isdisjoint(row.facets)
    assert (row.activity_count, row.gap_count, row.offer_count) == (1, 1, 1)


def test_a_place_is_searched_once_its_organization_shows_it() -> None:
    partner("Bay", base_place="Heron Point", base_place_public=False)
    assert "heron" not in only_listing().search_text
    Organization.objects.update(base_place_public=True)
    listing.refresh([only_listing().organization_id])
    assert "heron point" in only_listing().search_text.splitlines()


@pytest.mark.parametrize(("state", "shown"), [("open", 1), ("answered", 1), ("met", 0), ("closed", 0), ("expired", 0)])
def test_a_gap_counts_while_it_is_lacked(state: str, shown: int) -> None:
    partner("Bay", gaps=[{"title": "Boats", "kinds": ["finance"], "state": state}])
    row = only_listing()
    assert row.gap_count == shown
    assert ("lacks:finance" in row.facets, "boats" in row.search_text) == (bool(shown), bool(shown))


@pytest.mark.parametrize(("state", "shown"), [("open", 1), ("paused", 0), ("closed", 0), ("expired", 0)])
def test_an_offer_counts_while_it_is_open(state: str, shown: int) -> None:
    partner("Bay", offers=[{"title": "Visits", "kinds": ["finance"], "state": state}])
    row = only_listing()
    assert (row.offer_count, "offers:finance" in row.facets) == (shown, bool(shown))


@pytest.mark.parametrize("state", ["pending", "withdrawn", "refused"])
def test_what_is_no_longer_listed_loses_its_listing(state: str) -> None:
    partner("Bay")
    kept = partner("Reef")
    bay = Organization.objects.exclude(public_id=kept).get()
    Organization.objects.filter(pk=bay.pk).update(state=state)
    listing.refresh([bay.pk])
    assert only_listing().public_id == kept


def test_refreshing_again_changes_nothing() -> None:
    partner("Bay", activities=[{"title": "Wardens", "elements": ["oecm"]}])
    before = Listing.objects.values().get()
    listing.refresh([before["organization_id"]])
    assert Listing.objects.values().get() == before


def test_the_name_shown_is_the_official_one_then_by_kind_former_names_are_only_searched() -> None:
    partner(
        ("BCX", "en", "acronym"),
        ("Old Board", "en", "former"),
        ("Conseil de la baie", "fr", "translation"),
        ("Bay Council", "en", "official"),
    )
    row = only_listing()
    assert row.name == "Bay Council"
    assert row.card["other_names"] == [["Conseil de la baie", "fr"], ["BCX", "en"]]
    assert row.names_text == "\nbay council\nconseil de la baie\nbcx\nold board\n"


def test_a_removed_name_is_not_searched() -> None:
    partner("Bay", "Heron")
    Name.objects.filter(text="Heron").update(removed_at="2026-01-01T00:00Z")
    listing.refresh([only_listing().organization_id])
    assert "heron" not in everything_in(only_listing())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Two\nlines", "Two lines"),
        ("a" * 240, "a" * 240),
        ("a" * 241, "a" * 240 + "…"),
        ("word " * 60, "word " * 47 + "word…"),
    ],
)
def test_a_long_description_is_cut_between_words(text: str, shown: str) -> None:
    assert listing.shortened(text.strip(), 240) == shown


def test_many_cost_no_more_queries_than_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keys = []
    for _ in range(3):
        made = organization()
        Name.objects.create(organization=made, text="Bay", language="en", kind="official", folded="bay")
        made.activities.create(title="Wardens")
        made.gaps.create(title="Boats")
        made.offers.create(title="Visits")
        keys.append(made.pk)
    for some in (keys[:1], keys):
        with django_assert_num_queries(12):
            listing.refresh(some)


def _rosa() -> factories.Person:
    return factories.person("rosa")
