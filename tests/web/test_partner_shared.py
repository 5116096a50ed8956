"""What a partner's page says to machines: linked data, shared links, citations. Nothing more than to people."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from registry.models import Organization
from registry.text import words_for_address
from registry.vocabulary import OrganizationType
from tests import factories
from tests.factories import CONTACT, ORGANIZATION, WHERE, new_key, save
from tests.listings import organization
from tests.web.test_partner import NAME, PREFIXES, address, approved, full_entry
from tests.web.test_partner_sections import imported

pytestmark = pytest.mark.django_db

PUBLIC = {"name_public": "on", "email_public": "on", "phone_public": "on"}


def source(client: Client, partner: Organization, prefix: str = "") -> str:
    return client.get(f"{prefix}/directory/{partner.public_id_id}/", follow=True).content.decode()


def linked_data(html: str) -> dict[str, Any]:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found: dict[str, Any] = json.loads(script)
    return found


def properties(html: str) -> dict[str, str]:
    """The properties of Open Graph, and the kind of card."""
    pairs = re.findall(r'<meta\s+(?:property|name)="((?:og|twitter):[\w:]+)"\s+content="([^"]*)"', html)
    return {name: unescape(value) for name, value in pairs}


# -- Linked data ------------------------------------------------------------------------------------------------------


def test_search_engines_read_what_the_page_shows(client: Client) -> None:
    partner = full_entry()
    said = linked_data(source(client, partner))
    logo = said.pop("logo")
    assert client.get(logo).headers["Content-Type"] == "image/webp"
    assert said == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"http://localhost:8000/directory/{partner.public_id_id}/",
        "name": NAME,
        "alternateName": ["Baraza la Ghuba", "مجلس الخليج", "Bay Board"],
        "description": "Keeps the mangroves of the bay and shows others how.",
        "url": "https://bay.example.org",
        "foundingDate": "1998",
        "address": {"@type": "PostalAddress", "addressCountry": "KE", "addressLocality": "Maren"},
        "areaServed": ["Kenya", "United Republic of Tanzania"],
        "knowsLanguage": ["en", "sw"],
        "identifier": [{"@type": "PropertyValue", "propertyID": "wikidata", "value": "Q42"}],
        "sameAs": ["https://www.wikidata.org/wiki/Q42"],
    }


def test_nothing_empty_is_said_to_search_engines(client: Client) -> None:
    partner = factories.listed(name=NAME)
    Organization.objects.update(website="")
    said = linked_data(source(client, partner))
    assert {"logo", "alternateName", "identifier", "sameAs"} & said.keys() == set()
    assert said["address"] == {"@type": "PostalAddress", "addressCountry": "KE"}


def test_an_organization_without_a_seat_has_no_address(client: Client) -> None:
    draft = factories.complete_draft(name=NAME, type="network")
    save(draft, "where", {**WHERE, "base_country": "", "no_seat": "on"})
    assert "address" not in linked_data(source(client, approved(draft)))


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--", "a\u2028b\u2029c", "&lt;/script>", '"\\']
)
def test_no_text_breaks_out_of_the_linked_data(client: Client, text: str) -> None:
    draft = factories.complete_draft(name=NAME)
    save(draft, "organization", {**ORGANIZATION, "description": f"Before {text} after"})
    html = source(client, approved(draft))
    assert html.count("<script") == 1
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert re.findall("[<>&\u2028\u2029]", block) == []
    described = linked_data(html)["description"]
    assert (described.startswith("Before "), described.endswith(" after")) == (True, True)


@pytest.mark.parametrize(
    ("type_", "word"), [("ngo", "NGO"), ("academic", "ResearchOrganization"), ("women", "Organization")]
)
def test_the_type_is_the_nearest_word_that_there_is(client: Client, type_: str, word: str) -> None:
    assert linked_data(source(client, factories.listed(name=NAME, type=type_)))["@type"] == word


# -- Shared links -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_shared_link_shows_name_words_and_the_picture_of_the_type(client: Client, prefix: str) -> None:
    partner = factories.listed(name='Bay "Council" & Friends')
    words = words_for_address('Bay "Council" & Friends')
    said = properties(source(client, partner, prefix))
    assert said["og:title"] == 'Bay "Council" & Friends'
    assert said["og:url"] == f"http://testserver{prefix}/directory/{partner.public_id_id}/{words}/"
    assert said["og:description"] == "Keeps the mangroves of the bay and shows others how."
    assert said["og:image"] == "http://testserver/static/img/og/ngo.png"
    assert said["twitter:card"] == "summary_large_image"


def test_without_a_description_the_link_says_what_the_entry_is(client: Client) -> None:
    html = client.get(f"/directory/{imported()}/", follow=True).content.decode()
    said = properties(html)["og:description"]
    assert said == (
        "A partner for Target 3 of the Convention on Biological Diversity. Type of organization: Academic or research."
    )


@pytest.mark.parametrize("type_", OrganizationType.values)
def test_every_type_has_its_picture(type_: str) -> None:
    file = settings.BASE_DIR / "static" / "img" / "og" / f"{type_}.png"
    assert file.stat().st_size < 20_000
    with Image.open(file) as image:
        assert (image.size, image.format) == ((1200, 630), "PNG")


# -- Citations --------------------------------------------------------------------------------------------------------


def test_the_page_leads_to_its_citations(client: Client) -> None:
    html = source(client, factories.listed(name=NAME))
    for format_ in ("bib", "ris"):
        (path,) = re.findall(rf'href="(/directory/\w+\.{format_})"', html)
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")


def test_a_citation_is_for_bibtex(client: Client) -> None:
    partner = full_entry()
    response = client.get(f"/directory/{partner.public_id_id}.bib")
    day = partner.confirmed_on
    assert day is not None
    assert response.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response.content.decode() == (
        f"@online{{{partner.public_id_id},\n"
        f"  author = {{{{{NAME}}}}},\n"
        "  title = {Entry in the directory of the Target 3 Partnership},\n"
        f"  year = {{{day.year}}},\n"
        f"  date = {{{day.isoformat()}}},\n"
        f"  url = {{http://localhost:8000/directory/{partner.public_id_id}/}},\n"
        "  version = {1},\n"
        "  note = {CC BY 4.0},\n"
        "}\n"
    )


def test_a_citation_is_for_other_reference_managers_too(client: Client) -> None:
    partner = full_entry()
    response = client.get(f"/directory/{partner.public_id_id}.ris")
    lines = response.content.decode().split("\r\n")
    assert response.headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert lines[:3] == ["TY  - ELEC", f"ID  - {partner.public_id_id}", f"AU  - {NAME}"]
    assert f"UR  - http://localhost:8000/directory/{partner.public_id_id}/" in lines
    assert lines[-2:] == ["ER  - ", ""]


@pytest.mark.parametrize("format_", ["bib", "ris"])
def test_who_cites_an_old_id_is_led_on_and_a_withdrawn_one_is_gone(client: Client, format_: str) -> None:
    kept = factories.listed(name=NAME)
    merged = organization(state="merged", merged_into=kept)
    gone = organization(state="withdrawn")
    moved = client.get(f"/ar/directory/{merged.public_id_id}.{format_}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/ar/directory/{kept.public_id_id}.{format_}")
    answer = client.get(f"/directory/{gone.public_id_id}.{format_}")
    assert (answer.status_code, NAME in answer.content.decode()) == (410, False)
    assert client.get(f"/directory/{organization(state='pending').public_id_id}.{format_}").status_code == 404


# -- What no machine is told ------------------------------------------------------------------------------------------


def test_no_machine_reads_what_people_do_not_see(client: Client) -> None:
    draft = factories.complete_draft(name=NAME, type="iplc")
    told = {"people_represented": "Heron people", "mandate_kind": "custom", "mandate_told": "Heron elders"}
    save(draft, "organization", {**ORGANIZATION, "type": "iplc", **told})
    save(draft, "where", {**WHERE, "base_place": "Heron Point"})
    hidden = {"name": "Heron Name", "email": "heron@people.example.org", "phone": "+254 20 7654321"}
    save(draft, new_key("contacts"), {**CONTACT, **hidden, "role": "technical"})
    partner = approved(draft)
    assert (partner.base_place, partner.contacts.count()) == ("Heron Point", 2)
    html = source(client, partner)
    head = html.partition("</head>")[0]
    files = "".join(client.get(f"/directory/{partner.public_id_id}.{end}").content.decode() for end in ("bib", "ris"))
    for leak in ("heron", "7654321", "amina", "custom"):
        assert leak not in (head + files).lower(), leak


def test_even_a_contact_that_was_ticked_is_not_in_the_linked_data(client: Client) -> None:
    draft = factories.complete_draft(name=NAME)
    shown = {"name": "Heron Desk", "email": "heron@people.example.org", "phone": "+254 20 7654321", **PUBLIC}
    save(draft, new_key("contacts"), {**CONTACT, **shown, "role": "technical"})
    partner = approved(draft)
    html = client.get(address(partner)).content.decode()
    assert "heron@people.example.org" in html
    assert "eron" not in html.partition("</head>")[0]
