"""What leaves the site of a record: each thing once, in codes for programs, with words beside them for people."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from registry.exchange import exports
from registry.exchange.exports import COLUMNS, Site
from registry.models import ActivityListing, Listing
from registry.queries.directory import Asked
from tests import factories, records

pytestmark = pytest.mark.django_db

SITE = Site(
    lambda key: f"https://x.example/directory/{key}/",
    lambda key: f"https://x.example/files/{key}/",
    lambda kind, key: f"https://x.example/support/{kind}s/{key}/",
)


def test_a_record_is_told_in_codes_and_what_was_not_stated_is_null() -> None:
    told = exports.told("organizations", records.organization(), SITE)
    assert told == {
        **{name: value for name, value in records.organization().items() if name not in ("words", "places")},
        "address": "https://x.example/directory/8xk2mq57/",
        "sector": None,
        "logo": None,
        "base_place": None,
        "confirmed_on": None,
    }


def test_an_activity_is_told_with_its_organization_beside_it() -> None:
    told = exports.told("activities", records.activity(), SITE)
    own = {name: value for name, value in records.activity().items() if name != "organization"}
    assert told == {
        **own,
        "organization_id": "8xk2mq57",
        "organization_address": "https://x.example/directory/8xk2mq57/",
        "organization_name": "Invented Bay Council",
        "organization_name_language": "en",
        "organization_type": "ngo",
        "organization_country": "KE",
        "end": None,
        "link": None,
    }


def test_the_records_of_the_listing_have_what_the_columns_read() -> None:
    """And nothing more, but the words of addresses and the places that cards explain: what is added has to be told, or
    left out here."""
    factories.listed(name="Invented Bay Council")
    assert Listing.objects.get().record.keys() == records.organization().keys()
    assert ActivityListing.objects.get().record.keys() == records.activity().keys()


def test_tables_name_types_and_countries_in_the_language_of_the_page() -> None:
    site = Site(SITE.partner, SITE.file, SITE.item, "fr")
    names = [column.name for column in COLUMNS["organizations"]]
    row = dict(zip(names, exports.row("organizations", records.organization(base_country="CI"), site), strict=True))
    assert (row["type"], row["type_name"]) == ("ngo", "Organisation non gouvernementale")
    assert (row["base_country"], row["base_country_name"]) == ("CI", "Côte d'Ivoire")


def test_a_logo_is_told_by_its_address() -> None:
    told = exports.told("organizations", records.organization(logo="a1"), SITE)
    assert told["logo"] == "https://x.example/files/a1/"


def test_a_download_says_what_it_is() -> None:
    asked = Asked(text="mangrove", chosen={"type": ("ngo", "iplc"), "works_in": ("KE",)})
    with time_machine.travel(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), tick=False):
        about = exports.about(asked, address="https://x.example/directory/?q=mangrove", count=7)
    assert list(about.lines()) == [
        ("What this is", "Partners for Target 3"),
        ("Made on", "2026-11-22 23:30 UTC"),
        ("Words searched", "mangrove"),
        ("Type of organization", "Non-governmental | Indigenous peoples and local communities"),
        ("Works in", "Kenya"),
        ("The same on the site", "https://x.example/directory/?q=mangrove"),
        ("Number of rows", 7),
        ("Licence", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
        (
            "How to cite",
            "Partners for Target 3. Target 3 Partnership registry, 2026-11-22. "
            "https://x.example/directory/?q=mangrove (CC BY 4.0)",
        ),
        ("What listing means", "The organizations said this themselves. Listing certifies nothing."),
    ]


def test_a_download_says_which_words_were_searched_instead_of_others() -> None:
    read = [("forset", "forest"), ("forset", "foret"), ("papirus", "papyrus")]
    about = exports.about(Asked(text="forset papirus"), address="", count=7, instead_of=read)
    assert about.filters == [
        ("Words searched", "forset papirus"),
        ("Searched instead of “forset”", "forest | foret"),
        ("Searched instead of “papirus”", "papyrus"),
    ]


def test_a_download_of_everything_says_that_nothing_was_left_out() -> None:
    about = exports.about(Asked(kind="activities"), address="https://x.example/activities/", count=0)
    assert list(about.lines())[2] == ("Filter", "none: the whole list")
    assert about.as_json(COLUMNS["activities"])["filters"] == []


def test_filters_are_told_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        asked = Asked(chosen={"type": ("ngo",)}, language="fr")
        assert exports.about(asked, address="", count=1).filters == [
            ("Type d’organisation", "Organisation non gouvernementale")
        ]


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_has_a_name_of_its_own_and_a_meaning(kind: str) -> None:
    columns = COLUMNS[kind]
    assert len({column.name for column in columns}) == len(columns)
    assert [column.name for column in columns if not str(column.meaning)] == []
