"""Rules of a partner's page and its JSON: all that is public, nothing that is not, one right address."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from partnership.views.organizations import when
from registry.actions import submissions
from registry.entry.fields import SECTIONS, Seen
from registry.models import Organization, Submission, SupportGap, SupportOffer
from registry.queries import organizations
from registry.text import words_for_address
from tests import factories, listings
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, ORGANIZATION, WHERE, new_key, person, save
from tests.listings import belong, organization

pytestmark = pytest.mark.django_db

PREFIXES = ["", "/ar", "/es", "/fr", "/ru", "/zh-hans"]
NAME = "Invented Bay Council"


def approved(submission: Submission) -> Organization:
    submissions.approve(submission=factories.send(submission, person("amina")), by=person("rosa"))
    return Organization.objects.get(pk=submission.organization_id)


def address(partner: Organization, words: str = "", suffix: str = "/") -> str:
    return f"/directory/{partner.public_id_id}/{words or words_for_address(NAME)}{suffix}"


def page(client: Client, partner: Organization, prefix: str = "") -> str:
    response = client.get(prefix + address(partner))
    assert response.status_code == 200
    return closed_up(response.content.decode())


def closed_up(html: str) -> str:
    """The markup without the space that its templates leave between and inside of tags."""
    html = re.sub(r"\s+(?=[>])", "", re.sub(r"\s+", " ", html))
    return re.sub(r"> <", "><", html)


def published(client: Client, partner: Organization) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/directory/{partner.public_id_id}.json").content)
    return found


def terms(html: str) -> dict[str, str]:
    """The lists of terms on the page: each term and what it says, without markup."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return {_words(term): _words(said) for term, said in pairs}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def full_entry() -> Organization:
    """A partner that says something in every field and shows all that it may choose to show."""
    draft = factories.complete_draft(name=NAME, type="iplc")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    save(
        draft,
        "organization",
        {
            **ORGANIZATION,
            "type": "iplc",
            "people_represented": "Nine villages of the bay",
            "people_represented_public": "on",
            "mandate_kind": "custom",
            "mandate_told": "Told by the elders",
            "mandate_public": "on",
        },
        files={"logo_file": SimpleUploadedFile("logo.png", picture.getvalue(), "image/png")},
    )
    save(draft, "where", {**WHERE, "base_place": "Maren", "base_place_public": "on"})
    for text, language, kind in (
        ("Baraza la Ghuba", "sw", "official"),
        ("مجلس الخليج", "ar", "translation"),
        ("Bay Board", "en", "former"),
    ):
        save(draft, new_key("names"), {"text": text, "language": language, "kind": kind})
    save(draft, new_key("identifiers"), {"scheme": "wikidata", "value": "Q42"})
    more = {
        "link": "https://bay.example.org/wardens",
        "site_ids": "555",
        "national_target": "National target 3",
        "indicator": "Hectares",
        "end_month": "6",
        "end_year": "2027",
        "realms": ["land"],
        "scales": ["local"],
    }
    save(draft, new_key("activities"), {**ACTIVITY, **more, "title": "مراقبة الخليج", "language": "ar"})
    save(draft, new_key("gaps"), {**GAP, "title": "Fuel", "kinds": ["finance"], "amount": "1200", "currency": "KES"})
    save(
        draft,
        new_key("offers"),
        {
            **OFFER,
            "title": "Training",
            "languages": ["sw"],
            "conditions": "Travel is shared.",
            "capacity": "Twice a year",
        },
    )
    public = {"name_public": "on", "email_public": "on", "phone_public": "on"}
    mailbox = {"role": "technical", "kind": "mailbox", "name": "Bay desk", "email": "desk@bay.example.org"}
    save(draft, new_key("contacts"), {**CONTACT, **mailbox, "phone": "+254 20 1234567", **public})
    return approved(draft)


# -- What everyone sees -----------------------------------------------------------------------------------------------


def test_the_page_shows_every_public_field(client: Client) -> None:
    html = page(client, full_entry())
    today = timezone.now().strftime("%-d %B %Y")
    assert terms(html) == {
        "Works in": "Kenya and United Republic of Tanzania",
        "Based in": "Maren, Kenya",
        "Languages": "English and Swahili",
        "Founded": "1998",
        "Website": "https://bay.example.org",
        "Wikidata": "Q42",
        "Partner since": today,
        "Entry confirmed": today,
        "Technical contact": "Bay desk",
        "For whom": "Our own work",
        "Amount": "1,200.00 KES",
        "Languages offered": "Swahili",
        "Conditions": "Travel is shared.",
        "How much, how often": "Twice a year",
        "National target or strategy that it serves": "National target 3",
        "Indicator": "Hectares",
        "Site numbers (WDPA or OECM)": "555",
        "Web page about it": "https://bay.example.org/wardens",
    }
    for said in (
        f'<h1><bdi lang="en">{NAME}</bdi></h1>',
        '<bdi lang="sw">Baraza la Ghuba</bdi>',
        '<bdi lang="ar">مجلس الخليج</bdi>',
        '<div lang="en" dir="auto"><p>Keeps the mangroves of the bay and shows others how.</p></div>',
        "<p>Nine villages of the bay</p>",
        '<h3><bdi lang="ar">مراقبة الخليج</bdi></h3>',
        '<a href="mailto:desk@bay.example.org">',
        "+254 20 1234567",
        '<a href="https://www.wikidata.org/wiki/Q42" rel="nofollow noopener">',
        "The organization said this, and the secretariat saw no reason against listing it.",
    ):
        assert said in html, said
    assert re.findall(r'<span class="tag activity">([^<]*[0-9][^<]*)</span>', html) == [
        "since March 2024, under way",
        "March 2024 to June 2027, under way",
    ]
    assert re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', html) == [
        (f'<bdi lang="en">{NAME}</bdi>', "English", "Official name"),
        ('<bdi lang="sw">Baraza la Ghuba</bdi>', "Swahili", "Official name"),
        ('<bdi lang="ar">مجلس الخليج</bdi>', "Arabic", "Translation"),
        ('<bdi lang="en">Bay Board</bdi>', "English", "Former name"),
    ]
    logo = re.search(r'<div class="logo large" aria-hidden="true"><img src="([^"]+)"', html)
    assert logo is not None
    assert client.get(logo[1]).headers["Content-Type"] == "image/webp"


def test_the_json_says_the_same_in_codes_with_its_licence(client: Client) -> None:
    partner = full_entry()
    said = published(client, partner)
    assert said["id"] == partner.public_id_id
    assert said["address"] == f"http://testserver{address(partner)}"
    assert said["licence"]["name"] == "CC BY 4.0"
    assert said["confirmed_on"] == partner.confirmed_on.isoformat()
    assert said["where"] == {
        "base_country": "KE",
        "no_seat": False,
        "base_place": "Maren",
        "everywhere": False,
        "countries": ["KE", "TZ"],
        "regions": [],
        "scales": ["local"],
        "realms": ["marine_coastal"],
        "languages": ["en", "sw"],
    }
    assert [(name["text"], name["kind"]) for name in said["names"]] == [
        (NAME, "official"),
        ("Baraza la Ghuba", "official"),
        ("مجلس الخليج", "translation"),
        ("Bay Board", "former"),
    ]
    assert [(gap["title"], gap["state"], gap["amount"]) for gap in said["gaps"]] == [
        ("Boats and fuel for night patrols", "open", None),
        ("Fuel", "open", "1200.00"),
    ]
    assert [{**contact, "id": ""} for contact in said["contacts"]] == [
        {
            "id": "",
            "role": "technical",
            "kind": "mailbox",
            "language": "en",
            "name": "Bay desk",
            "email": "desk@bay.example.org",
            "phone": "+254 20 1234567",
        }
    ]
    assert client.get(said["logo"]).status_code == 200


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_page_opens_in_every_language_and_its_json_beside_it(client: Client, prefix: str) -> None:
    partner = full_entry()
    page(client, partner, prefix)
    for suffix in (f"/directory/{partner.public_id_id}.json", address(partner, suffix=".json")):
        response = client.get(prefix + suffix)
        assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


def test_a_partner_without_a_word_too_much_has_initials_and_says_what_is_missing(client: Client) -> None:
    draft = factories.complete_draft(name=NAME)
    for part in ("activities", "gaps", "offers"):
        (key,) = draft.document[part]
        factories.drafts.remove_item(submission=draft, key=f"{part}.{key}", seen=1, by=person("amina"))
        draft.refresh_from_db()
        factories.drafts.say_nothing(submission=draft, part=part, nothing=True, by=person("amina"))
        draft.refresh_from_db()
    html = page(client, approved(draft))
    assert re.search(r'<div class="logo large" aria-hidden="true">\s*IB\s*</div>', html)
    assert "This partner has not stated an activity, a gap or an offer yet." in html


# -- What nobody sees -------------------------------------------------------------------------------------------------


def test_nothing_that_is_not_public_is_on_the_page_or_in_the_json(client: Client) -> None:
    draft = factories.complete_draft(name=NAME, type="iplc")
    secret = {"title": "Heron title", "text": "Heron text", "kinds": ["finance"]}
    save(draft, new_key("activities"), {**ACTIVITY, **secret, "visible_to": "secretariat"})
    for visible_to in ("secretariat", "partners"):
        save(draft, new_key("gaps"), {**GAP, **secret, "visible_to": visible_to})
        save(draft, new_key("offers"), {**OFFER, **secret, "visible_to": visible_to})
    told = {"people_represented": "Heron people", "mandate_kind": "custom", "mandate_told": "Heron elders"}
    save(draft, "organization", {**ORGANIZATION, "type": "iplc", **told})
    save(draft, "where", {**WHERE, "base_place": "Heron Point"})
    hidden = {"name": "Heron Name", "email": "heron@people.example.org", "phone": "+254 20 7654321"}
    save(draft, new_key("contacts"), {**CONTACT, **hidden, "role": "technical"})
    partner = approved(draft)
    assert (partner.people_represented, partner.mandate_kind, partner.base_place) == (
        "Heron people",
        "custom",
        "Heron Point",
    )
    assert partner.contacts.count() == 2
    both = (page(client, partner) + json.dumps(published(client, partner))).lower()
    for leak in ("heron", "7654321", "amina", "custom", "mandate_kind", "people_represented", "base_place"):
        assert leak not in both, leak


@pytest.mark.parametrize("shown", ["name", "email", "phone"])
def test_of_a_contact_only_what_was_ticked_is_shown(client: Client, shown: str) -> None:
    draft = factories.complete_draft(name=NAME)
    known = {"name": "Heron Name", "email": "heron@people.example.org", "phone": "+254 20 7654321"}
    save(draft, new_key("contacts"), {**CONTACT, **known, "role": "technical", f"{shown}_public": "on"})
    partner = approved(draft)
    html, (contact,) = page(client, partner), published(client, partner)["contacts"]
    assert {name: contact.get(name) for name in known} == {**dict.fromkeys(known), shown: known[shown]}
    assert {name: value in html for name, value in known.items()} == {**dict.fromkeys(known, False), shown: True}


def test_a_tick_for_what_was_not_given_shows_nothing(client: Client) -> None:
    draft = factories.complete_draft(name=NAME)
    save(draft, new_key("contacts"), {**CONTACT, "role": "technical", "phone_public": "on"})
    assert published(client, approved(draft))["contacts"] == []


def test_an_item_whose_row_was_hidden_or_removed_since_is_not_shown(client: Client) -> None:
    partner = factories.listed(name=NAME)
    SupportGap.objects.update(visible_to="partners")
    SupportOffer.objects.update(removed_at=timezone.now())
    html, said = page(client, partner), published(client, partner)
    assert (said["gaps"], said["offers"]) == ([], [])
    assert ("Boats and fuel" in html, "Exchange visits" in html) == (False, False)


def test_every_field_that_is_shown_by_choice_has_its_tick() -> None:
    by_choice = {field.name for section in SECTIONS.values() for field in section if field.seen is Seen.CHOSEN}
    assert set(organizations.CHOSEN_BY) == by_choice


# -- Activities, gaps and offers over time ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "status", "said"),
    [
        ("2024-03", "2027-06", "under_way", "March 2024 to June 2027, under way"),
        ("2024-03", "2027-06", "", "March 2024 to June 2027"),
        ("2024-03", "2024-03", "completed", "March 2024, completed"),
        ("2024-03", "2024-03", "", "March 2024"),
        ("2024-03", None, "paused", "since March 2024, paused"),
        ("2024-03", None, "", "since March 2024"),
        ("2027-10", None, "planned", "October 2027 · planned"),
        (None, None, "planned", "planned"),
        (None, None, "", ""),
    ],
)
def test_an_activity_says_when_it_runs_and_how_it_stands(
    start: str | None, end: str | None, status: str, said: str
) -> None:
    assert when({"start": start, "end": end, "status": status}) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "open since today"),
        (1, "open for 1 day"),
        (13, "open for 13 days"),
        (14, "open for 2 weeks"),
        (60, "open for 8 weeks"),
        (61, "open for 2 months"),
        (125, "open for 4 months"),
        (731, "open for 2 years"),
    ],
)
def test_a_gap_says_how_long_it_is_open(client: Client, days: int, said: str) -> None:
    partner = factories.listed(name=NAME)
    SupportGap.objects.update(state_since=timezone.now() - timedelta(days=days))
    assert f'<span class="tag gap">{said}</span>' in page(client, partner)


def test_open_gaps_stand_before_those_that_were_met(client: Client) -> None:
    draft = factories.complete_draft(name=NAME)
    save(draft, new_key("gaps"), {**GAP, "title": "Nets"})
    partner = approved(draft)
    SupportGap.objects.exclude(title="Nets").update(state="met")
    html = page(client, partner)
    assert html.index('<bdi lang="en">Nets') < html.index('<bdi lang="en">Boats and fuel')
    today = timezone.now().strftime("%-d %B %Y")
    assert f'<span class="tag ">met on {today}</span>' in html
    assert html.index('<bdi lang="en">Nets') < html.index("1 that is no longer open") < html.index("met on")


# -- Addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "wrong", "invented-bay", "环境", "invented-bay-council-2"])
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_wrong_or_missing_words_lead_to_the_right_address(client: Client, words: str, prefix: str) -> None:
    partner = factories.listed(name=NAME)
    written = f"{prefix}/directory/{partner.public_id_id}/" + (f"{words}/" if words else "")
    response = client.get(written)
    assert (response.status_code, response.headers["Location"]) == (301, prefix + address(partner))
    assert response.headers["Cache-Control"] == "no-cache"  # else a name that changes back leads round in a circle


def test_words_keep_the_letters_of_their_script(client: Client) -> None:
    partner = factories.listed(name="虚构环境 研究所", language="zh")
    response = client.get(f"/directory/{partner.public_id_id}/", follow=True)
    assert [status for _address, status in response.redirect_chain] == [301]
    assert unquote(response.redirect_chain[0][0]) == f"/directory/{partner.public_id_id}/虚构环境-研究所/"


def test_an_id_written_like_on_the_telephone_leads_to_the_right_address(client: Client) -> None:
    partner = factories.listed(name=NAME)
    spelt = partner.public_id_id.upper().replace("1", "I").replace("0", "O")
    for written in (f"{spelt[:4]}-{spelt[4:]}", f"{spelt[:2]} {spelt[2:]}"):  # `spelt` alone may be the id: all digits
        response = client.get(f"/directory/{written}/{words_for_address(NAME)}/")
        assert (response.status_code, response.headers["Location"]) == (301, address(partner))
        assert client.get(f"/directory/{written}.json").json()["id"] == partner.public_id_id


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_what_was_never_listed_is_not_there(client: Client, state: str) -> None:
    partner = organization(state=state)
    for suffix in ("/", "/any-words/", ".json"):
        assert client.get(f"/directory/{partner.public_id_id}{suffix}").status_code == 404


@pytest.mark.parametrize("written", ["00000000", "zzzzzz99", "%00", "a" * 3000, "8xk2mq5７", "\u202e", "admin"])
def test_what_is_no_id_is_not_there(client: Client, written: str) -> None:
    for suffix in ("/", "/words/", ".json"):
        assert client.get(f"/directory/{written}{suffix}").status_code == 404


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_withdrawn_entry_is_gone_with_a_date_and_no_name(client: Client, prefix: str) -> None:
    partner = factories.listed(name=NAME)
    Organization.objects.update(state="withdrawn", state_since=datetime(2026, 3, 9, 12, tzinfo=UTC))
    gone = [client.get(prefix + path) for path in (address(partner), f"/directory/{partner.public_id_id}/")]
    as_json = client.get(f"{prefix}/directory/{partner.public_id_id}.json")
    assert [response.status_code for response in [*gone, as_json]] == [410, 410, 410]
    assert {response.headers["Cache-Control"] for response in [*gone, as_json]} == {"no-cache"}  # it may return
    assert as_json.json() == {"id": partner.public_id_id, "withdrawn": "2026-03-09"}
    for response in gone:
        html = response.content.decode()
        assert ("2026" in html, "Bay" in html.partition("<main")[2].partition("</main>")[0]) == (True, False)


def test_a_merged_entry_leads_to_the_one_that_was_kept(client: Client) -> None:
    kept = factories.listed(name=NAME)
    merged = organization(state="merged", merged_into=kept)
    for path in (f"/directory/{merged.public_id_id}/", f"/directory/{merged.public_id_id}/old-name/"):
        response = client.get(path, follow=True)
        assert {status for _address, status in response.redirect_chain} == {301}
        assert response.request["PATH_INFO"] == address(kept)
    said = client.get(f"/directory/{merged.public_id_id}.json").json()
    assert said == {"id": merged.public_id_id, "merged_into": kept.public_id_id}


# -- Cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 2])
def test_a_page_costs_the_same_queries_however_much_it_shows(
    client: Client, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = factories.complete_draft(name=NAME, type="network")
    for _ in range(more):
        for part, values in (("activities", ACTIVITY), ("gaps", GAP), ("offers", OFFER)):
            save(draft, new_key(part), values)
    partner = approved(draft)
    for number in range(more):
        network = listings.partner(f"Network {number}", type="network")
        belong(partner.public_id_id, network)
        belong(listings.partner(f"Member {number}"), partner.public_id_id)
        organization(state="merged", merged_into=partner)
    page(client, partner)
    with django_assert_num_queries(3):
        page(client, partner)
    with django_assert_num_queries(3):
        published(client, partner)


def test_the_newest_approval_is_what_the_page_shows(client: Client) -> None:
    partner = factories.listed(name=NAME)
    change = factories.drafts.open_change(organization=partner, by=person("amina"), origin="team")
    save(change, "organization", {**ORGANIZATION, "description": "Keeps the reefs now."})
    assert "Keeps the reefs now." not in page(client, partner)
    approved(change)
    assert "Keeps the reefs now." in page(client, partner)


def test_the_address_to_cite_is_short_and_the_same_in_every_language(client: Client) -> None:
    organization = factories.listed(name="مجلس خليج المرجان", language="ar")
    cited = f"http://localhost:8000/directory/{organization.public_id_id}/"

    for prefix in ("", "/ar"):
        page = client.get(f"{prefix}/directory/{organization.public_id_id}/", follow=True).content.decode()
        assert f'<bdi dir="ltr">{cited}</bdi>' in page
