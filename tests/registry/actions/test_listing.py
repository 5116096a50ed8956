"""Rules of the listing: what an entry shows in the directory, and what never gets there."""

from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.actions.listing import ACTIVITY_CODES, ORGANIZATION_CODES
from registry.management.commands import rebuild_listing
from registry.models import (
    Activity,
    ActivityListing,
    Listed,
    Listing,
    Name,
    NameKey,
    Organization,
    SearchWord,
)
from registry.places import all_names
from registry.queries import version
from registry.text import tokens
from tests import factories
from tests.listings import organization, partner

pytestmark = pytest.mark.django_db

SECRET = "Heron"


def only_listing() -> Listing:
    return Listing.objects.get()


def facets_of(row: Listed) -> set[str]:
    codes = ORGANIZATION_CODES if isinstance(row, Listing) else ACTIVITY_CODES
    return {":".join(codes.value(int(code))) for code in np.frombuffer(row.terms, "<i8")}


def everything_in(row: Listed) -> str:
    return " ".join(str(getattr(row, field.name)) for field in row._meta.concrete_fields).lower()


def counted(row: Listing) -> tuple[int, int, int]:
    return row.record["activity_count"], row.record["gap_count"], row.record["offer_count"]


def test_approving_lists_an_entry_with_its_facets_and_all_that_is_told_of_it() -> None:
    amina = factories.listed(name="Invented Bay Council")
    row = only_listing()
    assert (row.organization_id, row.public_id, row.name, row.name_language) == (
        amina.pk,
        amina.public_id_id,
        "Invented Bay Council",
        "en",
    )
    assert facets_of(row) == {
        "country:KE",
        "element:equitable",
        "lacks:technology_equipment",
        "language:en",
        "language:sw",
        "offers:knowledge_exchange",
        "open_gaps:yes",
        "open_offers:yes",
        "realm:marine_coastal",
        "region:002",
        "region:014",
        "region:202",
        "scale:local",
        "type:ngo",
        "works_in:002",
        "works_in:014",
        "works_in:202",
        "works_in:KE",
        "works_in:TZ",
    }
    assert row.record == {
        "id": amina.public_id_id,
        "name": "Invented Bay Council",
        "name_language": "en",
        "words": "invented-bay-council",
        "names": [{"text": "Invented Bay Council", "language": "en", "kind": "official"}],
        "type": "ngo",
        "description": "Keeps the mangroves of the bay and shows others how.",
        "description_language": "en",
        "website": "https://bay.example.org",
        "founded": amina.founded,
        "sector": "",
        "logo": "",
        "identifiers": [],
        "base_country": "KE",
        "base_place": "",
        "countries": ["KE", "TZ"],
        "regions": [],
        "everywhere": False,
        "places": ["KE", "TZ"],
        "scales": ["local"],
        "realms": ["marine_coastal"],
        "languages": amina.languages,
        "elements": ["equitable"],
        "kinds": amina.activities.get().kinds,
        "lacks": ["technology_equipment"],
        "offers": ["knowledge_exchange"],
        "activity_count": 1,
        "gap_count": 1,
        "offer_count": 1,
        "networks": [],
        "listed_on": timezone.now().date().isoformat(),
        "confirmed_on": amina.confirmed_on.isoformat(),
    }


def test_an_activity_is_listed_with_its_organization() -> None:
    amina = factories.listed(name="Invented Bay Council")
    row, activity = ActivityListing.objects.get(), amina.activities.get()
    assert {"country:KE", "type:ngo", "element:equitable", f"status:{activity.status}"} <= facets_of(row)
    assert row.record["title"] == str(row) == activity.title
    assert row.record["organization"]["name"] == "Invented Bay Council"
    assert row.record["start"] == activity.start.isoformat()[:7]


def test_an_activity_leaves_the_listing_with_its_removal_and_with_its_organization() -> None:
    partner("Bay", activities=[{"title": "Wardens"}, {"title": "Boats"}])
    bay = Organization.objects.get()
    Activity.objects.filter(title="Boats").update(removed_at="2026-01-01T00:00Z")
    listing.refresh([bay.pk])
    assert [str(row) for row in ActivityListing.objects.all()] == ["Wardens"]
    Organization.objects.update(state="withdrawn")
    listing.refresh([bay.pk])
    assert not ActivityListing.objects.exists()


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
    row, activity = only_listing(), ActivityListing.objects.get()
    live = Organization.objects.get()
    assert live.base_place == f"{SECRET} Point"
    assert live.gaps.filter(title__startswith=SECRET).count() == 2
    assert SECRET.lower() not in everything_in(row) + everything_in(activity)
    assert "fiji" not in everything_in(row) + everything_in(activity)
    assert {"works_in:FJ", "element:oecm", "lacks:finance", "offers:finance"}.isdisjoint(facets_of(row))
    assert counted(row) == (1, 1, 1)
    assert not SearchWord.objects.filter(word=SECRET.lower(), listings__gt=0).exists()
    assert not NameKey.objects.filter(key__contains=SECRET.lower()).exists()


def test_a_place_is_searched_once_its_organization_shows_it() -> None:
    partner("Bay", base_place="Heron Point", base_place_public=False)
    assert "heron" not in everything_in(only_listing())
    Organization.objects.update(base_place_public=True)
    listing.refresh([only_listing().organization_id])
    assert "'heron'" in only_listing().text_vector
    assert only_listing().record["base_place"] == "Heron Point"


@pytest.mark.parametrize(("state", "shown"), [("open", 1), ("answered", 0), ("met", 0), ("closed", 0), ("expired", 0)])
def test_a_gap_counts_while_it_is_open(state: str, shown: int) -> None:
    partner("Bay", gaps=[{"title": "Boats", "kinds": ["finance"], "state": state}])
    row = only_listing()
    assert counted(row) == (0, shown, 0)
    assert ("lacks:finance" in facets_of(row), "boats" in everything_in(row)) == (bool(shown), bool(shown))


@pytest.mark.parametrize(("state", "shown"), [("open", 1), ("paused", 0), ("closed", 0), ("expired", 0)])
def test_an_offer_counts_while_it_is_open(state: str, shown: int) -> None:
    partner("Bay", offers=[{"title": "Visits", "kinds": ["finance"], "state": state}])
    row = only_listing()
    assert (counted(row), "offers:finance" in facets_of(row)) == ((0, 0, shown), bool(shown))


def test_a_partner_is_found_by_the_conditions_of_its_offer_and_by_how_much_it_can_give() -> None:
    partner(
        "Bay", offers=[{"title": "Visits", "kinds": ["finance"], "conditions": "Wardens only", "capacity": "Ten days"}]
    )
    row = only_listing()
    assert all(f"'{word}'" in row.text_vector for word in ("wardens", "only", "ten", "days"))
    assert [text for kind, _language, text in row.texts if kind == "offer"] == ["Visits", "Wardens only", "Ten days"]


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
    after = Listing.objects.values().get()
    assert after.pop("version") > before.pop("version")
    assert after == before


def test_the_name_shown_is_the_official_one_then_by_kind_former_names_are_only_searched() -> None:
    partner(
        ("BCX", "en", "acronym"),
        ("Old Board", "en", "former"),
        ("Conseil de la baie", "fr", "translation"),
        ("Bay Council", "en", "official"),
    )
    row = only_listing()
    assert row.name == "Bay Council"
    assert [name["text"] for name in row.record["names"]] == ["Bay Council", "Conseil de la baie", "BCX", "Old Board"]
    assert sorted(NameKey.objects.values_list("key", "whole")) == [
        ("baie", False),
        ("bay council", True),
        ("bcx", True),
        ("board", False),
        ("conseil de la baie", True),
        ("council", False),
        ("de la baie", False),
        ("la baie", False),
        ("old board", True),
    ]


def test_a_removed_name_is_not_searched() -> None:
    partner("Bay", "Heron")
    Name.objects.filter(text="Heron").update(removed_at="2026-01-01T00:00Z")
    listing.refresh([only_listing().organization_id])
    assert "heron" not in everything_in(only_listing())


def test_words_are_counted_and_forgotten_with_their_listings() -> None:
    partner("Bay Wardens", description="Wardens of the البيئة in 2030 环境")
    partner("Lake Wardens")
    assert counts() == {"bay": 1, "wardens": 2, "lake": 1, "the": 1, "بييه": 1}
    listing.recount_words()
    assert counts() == {"bay": 1, "wardens": 2, "lake": 1, "the": 1, "بييه": 1}
    bay = Organization.objects.get(
        listing__public_id__in=Listing.objects.filter(record__name="Bay Wardens").values("public_id")
    )
    Organization.objects.filter(pk=bay.pk).update(state="withdrawn")
    listing.refresh([bay.pk])
    assert counts() == {"wardens": 1, "lake": 1}


def counts() -> dict[str, int]:
    """How often each word stands in listings, those of the name of Kenya left out."""
    kenya = {word for name in all_names("KE") for word in tokens(name)}
    words = SearchWord.objects.filter(listings__gt=0).values_list("word", "listings")
    return {word: number for word, number in words if word not in kenya}


def test_rebuilding_makes_the_listing_what_the_entries_say() -> None:
    partner("Bay", activities=[{"title": "Wardens"}])
    gone = partner("Lake")
    whole = list(Listing.objects.exclude(public_id=gone).order_by("slot").values_list("record", "text_vector"))
    Organization.objects.filter(public_id=gone).update(state="withdrawn")
    Listing.objects.exclude(public_id=gone).update(record={}, text_vector="'nothing'")
    call_command("rebuild_listing", verbosity=0, batch=1)
    assert list(Listing.objects.values_list("record", "text_vector")) == whole
    out = StringIO()
    call_command("rebuild_listing", stdout=out)
    assert out.getvalue() == "1 organizations are listed.\n"


class InThisProcess:
    """Stands for several processes, and does their work one after the other."""

    def __init__(self, *_how: Any) -> None:
        pass

    def __enter__(self) -> "InThisProcess":
        return self

    def __exit__(self, *_error: Any) -> None:
        pass

    def map(self, work: Callable[..., None], *arguments: Iterable[Any]) -> Iterator[None]:
        return map(work, *arguments)


def test_several_processes_may_share_a_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_listing, "ProcessPoolExecutor", InThisProcess)
    for name in ("Bay", "Lake", "Reef"):
        partner(name, activities=[{"title": "Wardens"}])
    whole = list(Listing.objects.order_by("slot").values_list("record", "text_vector"))
    before = version.current()
    Listing.objects.update(record={}, text_vector="'nothing'")
    call_command("rebuild_listing", verbosity=0, batch=1, jobs=2)
    assert list(Listing.objects.order_by("slot").values_list("record", "text_vector")) == whole
    assert version.current() > before


def test_many_cost_no_more_queries_than_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keys = []
    for _ in range(3):
        made = organization()
        Name.objects.create(organization=made, text="Bay", language="en", kind="official", folded="bay")
        made.activities.create(title="Wardens")
        made.gaps.create(title="Boats")
        made.offers.create(title="Visits")
        keys.append(made.pk)
    listing.refresh(keys)
    for some in (keys[:1], keys):
        with django_assert_num_queries(13):
            listing.refresh(some)


def test_what_stays_the_same_is_written_only_when_it_is_to_be_made_anew() -> None:
    made = organization()
    Name.objects.create(organization=made, text="Bay", language="en", kind="official", folded="bay")
    kept, changed = (made.activities.create(title=title) for title in ("Wardens", "Nursery"))
    listing.refresh([made.pk])
    before = dict(ActivityListing.objects.values_list("activity", "version"))
    changed.title = "Two nurseries"
    changed.save(update_fields=["title"])
    listing.refresh([made.pk])
    after = dict(ActivityListing.objects.values_list("activity", "version"))
    assert (after[kept.pk] == before[kept.pk], after[changed.pk] > before[changed.pk]) == (True, True)
    listing.refresh([made.pk], anew=True)
    assert set(ActivityListing.objects.values_list("version", flat=True)) == {version.current()}


def _rosa() -> factories.Person:
    return factories.person("rosa")
