"""Rules of the parts of a partner's page: activities in time, where it is, what it is called, whom it belongs to."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from registry.actions import imports, networks
from registry.entry.document import blank, empty
from registry.entry.fields import COLLECTIONS
from registry.ids import uuid7
from registry.models import Organization, SupportGap, SupportOffer
from tests import factories, listings
from tests.factories import ACTIVITY, WHERE, new_key, person, save
from tests.listings import belong
from tests.web.joining import said
from tests.web.test_partner import NAME, approved, closed_up, page

pytestmark = pytest.mark.django_db


def activity(title: str, status: str, start: str, end: str = "") -> dict[str, Any]:
    """`start` and `end` as "2024-03"."""
    values = {**ACTIVITY, "title": title, "status": status}
    for name, month in (("start", start), ("end", end)):
        year, _dash, number = month.partition("-")
        values |= {f"{name}_year": year, f"{name}_month": number.lstrip("0")}
    return values


def with_activities(*activities: dict[str, Any]) -> Organization:
    """A partner with these activities and no other."""
    draft = factories.complete_draft(name=NAME)
    (only,) = draft.document["activities"]
    factories.drafts.remove_item(submission=draft, key=f"activities.{only}", seen=1, by=person("amina"))
    for values in activities:
        save(draft, new_key("activities"), values)
    return approved(draft)


def of(public_id: str, client: Client) -> str:
    return closed_up(client.get(f"/directory/{public_id}/", follow=True).content.decode())


# -- Activities in time -----------------------------------------------------------------------------------------------


def test_what_goes_on_comes_first_in_the_timeline_and_below_it(client: Client) -> None:
    partner = with_activities(
        activity("Done", "completed", "2016-01", "2017-03"),
        activity("Resting", "paused", "2020-01"),
        activity("Meant", "planned", "2030-01"),
        activity("Younger", "under_way", "2024-01", "2031-06"),
        activity("Older", "under_way", "2019-05"),
    )
    html = page(client, partner)
    order = ["Older", "Younger", "Meant", "Resting", "Done"]
    timeline = html.partition('<figure class="timeline">')[2].partition("</figure>")[0]
    assert re.findall(r'<bdi lang="en">(\w+)</bdi>', timeline) == order
    assert re.findall(r'<h3><bdi lang="en">(\w+)</bdi>', html.partition('id="activities"')[2]) == order


def test_each_row_of_the_timeline_leads_to_its_activity_and_says_when(client: Client) -> None:
    partner = with_activities(
        activity("Nursery", "under_way", "2024-01", "2031-06"), activity("Count", "planned", "2031-01")
    )
    html = page(client, partner)
    rows = re.findall(r'<li><div><a href="#([\w-]+)"><bdi lang="en">(\w+)</bdi></a><span>(.*?)</span>', html)
    assert [row[1:] for row in rows] == [
        ("Nursery", "January 2024 to June 2031, under way"),
        ("Count", "January 2031 · planned"),
    ]
    for target, title, _when in rows:
        assert f'<article class="panel activity" id="{target}"><header><h3><bdi lang="en">{title}' in html


def test_one_activity_needs_no_timeline(client: Client) -> None:
    html = page(client, with_activities(activity("Nursery", "under_way", "2024-01")))
    assert ("Nursery" in html, "timeline" in html) == (True, False)


def test_a_hidden_activity_is_not_on_the_timeline(client: Client) -> None:
    partner = with_activities(
        activity("Nursery", "under_way", "2024-01"),
        activity("Count", "planned", "2031-01"),
        {**activity("Heron", "under_way", "1999-01"), "visible_to": "secretariat"},
    )
    words = re.sub(r"<[^>]*>", " ", page(client, partner))  # ids are in the markup, and may hold any number
    assert ("Count" in words, "Heron" in words, "1999" in words) == (True, False, False)


# -- Gaps and offers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "state", "words"),
    [
        (SupportGap, "answered", "answered on 9 March 2026"),
        (SupportGap, "met", "met on 9 March 2026"),
        (SupportGap, "closed", "closed on 9 March 2026"),
        (SupportGap, "expired", "expired on 9 March 2026"),
        (SupportOffer, "paused", "paused since 9 March 2026"),
        (SupportOffer, "closed", "closed on 9 March 2026"),
        (SupportOffer, "expired", "expired on 9 March 2026"),
    ],
)
def test_what_is_not_open_any_more_says_since_when_and_stands_folded(
    client: Client, model: Any, state: str, words: str
) -> None:
    partner = factories.listed(name=NAME)
    model.objects.update(state=state, state_since=datetime(2026, 3, 9, 12, tzinfo=UTC))
    html = page(client, partner)
    folded = html.partition("1 that is no longer open </summary>")[2].partition("</details>")[0]
    assert f">{words}</span>" in folded


def test_the_page_says_above_what_is_open_on_it(client: Client) -> None:
    draft = factories.complete_draft(name=NAME)
    save(draft, new_key("gaps"), {**factories.GAP, "title": "Nets"})
    partner = approved(draft)
    SupportOffer.objects.update(state="closed")
    html = page(client, partner)
    contents = html.partition('aria-label="On this page">')[2].partition("</nav>")[0]
    assert re.findall(r'href="(#\w+)">([^<]*)<', contents) == [
        ("#gaps", "2 open support gaps"),
        ("#activities", "1 activity"),
    ]


# -- Where ------------------------------------------------------------------------------------------------------------


def where(client: Client, **values: Any) -> str:
    draft = factories.complete_draft(name=NAME)
    save(draft, "where", {**{k: v for k, v in WHERE.items() if k != "countries"}, **values})
    return page(client, approved(draft))


def test_the_map_has_a_dot_for_each_country_and_a_ring_round_the_seat(client: Client) -> None:
    html = where(client, countries=["KE", "TZ"])
    assert re.findall(r'<circle( class="base")? cx="\d+" cy="\d+" r="\d+"><title>([^<]+)<', html) == [
        ("", "Kenya"),
        (' class="base"', "Kenya"),
        ("", "United Republic of Tanzania"),
    ]
    items = html.partition('<figure class="map">')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>(?:<span class="tag">([^<]+)</span>)?', items) == [
        ("/directory/?works_in=KE", "Kenya", "based here"),
        ("/directory/?works_in=TZ", "United Republic of Tanzania", ""),
    ]
    assert "Boundaries are not shown." in html


def test_a_seat_outside_of_where_it_works_says_so(client: Client) -> None:
    html = where(client, countries=["FJ"])
    assert '<a href="/directory/?country=KE">Kenya</a><span class="tag">based here only</span>' in html


def test_everywhere_and_regions_are_said_in_words(client: Client) -> None:
    assert "This partner works everywhere." in where(client, everywhere="on")
    html = where(client, regions=["202"])
    assert "This partner works in whole regions: Sub-Saharan Africa." in html


def test_many_countries_are_counted_at_a_glance_and_listed_below(client: Client) -> None:
    html = where(client, countries=["KE", "TZ", "FJ", "PE", "SN", "PH", "WS"])
    assert '<dt>Works in</dt><dd><a href="#where">7 countries</a></dd>' in html
    assert html.count('href="/directory/?works_in=') == 7


def test_an_entry_without_a_seat_and_a_country_has_no_map(client: Client) -> None:
    html = where(client, base_country="", no_seat="on", everywhere="on")
    assert ("It has no seat in one country." in html, 'class="map"' in html) == (True, False)


# -- What it is called, and what it was merged from -------------------------------------------------------------------


def test_one_name_needs_no_table(client: Client) -> None:
    html = page(client, factories.listed(name=NAME))
    assert "Names and history" not in html


def test_a_name_whose_language_nobody_knows_is_not_marked(client: Client) -> None:
    draft = factories.complete_draft(name=NAME)
    save(draft, new_key("names"), {"text": "IBC", "language": "und", "kind": "acronym"})
    html = page(client, approved(draft))
    assert '<th scope="row"><bdi>IBC</bdi></th><td></td><td>Acronym</td>' in html


def test_an_entry_that_was_merged_is_told_by_its_id_and_not_by_its_name(client: Client) -> None:
    partner = factories.listed(name=NAME)
    other = factories.listed(person("bo"), name="Heron Council")
    Organization.objects.filter(pk=other.pk).update(
        state="merged", merged_into=partner, state_since=datetime(2026, 3, 9, 12, tzinfo=UTC)
    )
    html = page(client, partner)
    assert f"The entry {other.public_id_id} was merged into this one on 9 March 2026; its address leads here." in html
    assert "Heron" not in html


# -- Networks ---------------------------------------------------------------------------------------------------------


def test_a_member_names_its_networks_and_a_network_its_members(client: Client) -> None:
    member = listings.partner("Reef Watch")
    network = listings.partner(("شبكة الشعاب", "ar", "official"), type="network")
    partner = factories.listed(name=NAME, type="network")
    belong(member, partner.public_id_id)
    belong(partner.public_id_id, network)
    html = page(client, partner)
    assert f'<dt>Member of</dt><dd><a href="/directory/{network}/' in html
    assert '<bdi lang="ar">شبكة الشعاب</bdi>' in html
    members = html.partition('id="members"')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="([^"]+)"><bdi>([^<]+)</bdi>', members) == [
        (f"/directory/{member}/reef-watch/", "Reef Watch")
    ]
    assert f'<a href="/directory/?network={partner.public_id_id}">All members in the directory</a>' in html


def test_of_many_members_the_newest_are_named(client: Client) -> None:
    partner = factories.listed(name=NAME, type="network")
    for number in range(22):
        made = belong(listings.partner(f"Member {number}"), partner.public_id_id)
        made.accepted_at = timezone.now() + timedelta(minutes=number)
        made.save(update_fields=["accepted_at"])
    members = page(client, partner).partition('id="members"')[2].partition("</ul>")[0]
    assert re.findall(r"Member \d+", members) == [f"Member {number}" for number in range(21, 1, -1)]


@pytest.mark.parametrize("missing", ["acceptance", "listing", "end"])
def test_only_what_both_accepted_and_what_is_listed_is_shown(client: Client, missing: str) -> None:
    partner, member = factories.listed(name=NAME, type="network"), factories.listed(person("bo"), name="Heron Watch")
    belonging = networks.propose(network=partner, member=member, by=person("amina"))
    if missing != "acceptance":
        belonging = networks.accept(belonging=belonging, by=person("bo"))
        assert "Heron Watch" in page(client, partner)
    if missing == "end":
        networks.end(belonging=belonging, by=person("bo"))
    if missing == "listing":
        Organization.objects.filter(pk=member.pk).update(state="withdrawn")
        listings.listing.refresh([member.pk])
    assert "Heron Watch" not in page(client, partner)


# -- Entries of which nobody has said much ----------------------------------------------------------------------------


def imported() -> str:
    """The public id of an entry of a name and a country, taken from a register."""
    document = empty()
    document["organization"]["type"] = "academic"
    document["where"]["base_country"] = "FJ"
    name = {"text": "Invented Institute of the Reef", "language": "en", "kind": "official"}
    document["names"][str(uuid7())] = {**blank(COLLECTIONS["names"]), **name}
    ada = person("ada")
    (result,) = imports.bring_in(entries=[imports.Entry("ror:03wcpny22", document)], by=ada, approve=True)
    return result.public_id


def test_an_imported_entry_does_not_claim_that_the_organization_said_it(client: Client) -> None:
    response = client.get(f"/directory/{imported()}/", follow=True)
    words = said(response)
    assert "The secretariat took this entry from public records. The organization has not confirmed it yet." in words
    assert "Not yet confirmed by the organization" in words
    assert "The organization said this" not in words
    assert "listed on" in words


def test_an_entry_of_a_name_and_a_country_has_no_empty_part(client: Client) -> None:
    html = of(imported(), client)
    assert "Nothing is stated yet" in html
    for part in ("gaps", "offers", "activities", "where", "members", "names"):
        assert f'id="{part}"' not in html, part
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", html.partition("<main")[2]) == [
        "At a glance",
        "Is it your organization?",
        "Nothing is stated yet",
        "Cite or use this entry",
        "What listing means",
    ]


def test_no_two_things_of_a_page_have_the_same_id(client: Client) -> None:
    partner = with_activities(activity("One", "planned", "2031-01"), activity("Two", "paused", "2024-01"))
    ids = re.findall(r'\sid="([^"]+)"', page(client, partner))
    assert len(ids) > 8
    assert len(ids) == len(set(ids))
