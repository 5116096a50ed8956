"""The page of a confirmation link, the same in the workspace, and what visitors see of both."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from registry import mail, rules
from registry.actions import confirmations, submissions
from registry.actions.bounces import message_id, note_bounce
from registry.actions.confirmations import remind_due
from registry.models import (
    Case,
    Confirmation,
    Membership,
    Message,
    Organization,
    OrganizationContact,
    SupportGap,
    SupportOffer,
)
from registry.queries.confirmation_links import token
from registry.queries.confirmations import PARTS
from tests import factories
from tests.factories import CONTACT, GAP, join_team, listed, new_key, person, save
from tests.registry.actions.test_confirmations import aged, day, fresh, on, with_people
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db


def link(organization: Organization, name: str = "amina", number: int = 2, prefix: str = "") -> str:
    return f"{prefix}/confirm/{token(organization, person(name), number)}/"


def due() -> Organization:
    return aged(listed(name="Bay Council"), 365)


def press(client: Client, address: str, organization: Organization, **buttons: str) -> Any:
    return client.post(address, {"seen": str(organization.live_version), **buttons}, follow=True)


# -- The link ---------------------------------------------------------------------------------------------------------


def test_after_the_day_itself_it_says_that_it_has_passed(client: Client) -> None:
    words = said(client.get(link(aged(listed(), 395), number=3)))
    assert f"The entry was to be confirmed by {date_format(on(-30))}, and nobody has answered yet." in words
    assert f"If nobody answers by {date_format(on(30))}, it stays in the directory" in words
    assert "It is due on" not in words


def test_it_shows_what_is_on_file_and_one_button_confirms_it_without_signing_in(client: Client) -> None:
    organization = due()
    address = link(organization)

    words = said(client.get(address))
    for expected in (
        "Is this still true?",
        "Bay Council",
        f"It is due on {date_format(on(0))}.",
        "2 support gaps or offers are to be confirmed",
        "Keeps the mangroves of the bay and shows others how.",
        "Kenya and United Republic of Tanzania",
        "Warden training in nine villages",
        "Boats and fuel for night patrols",
        "Main contact 1 on file, not named here",
        "All still true",
        "Something has changed",
    ):
        assert expected in words
    response = press(Client(enforce_csrf_checks=True), address, organization, part="all")

    assert f"This was confirmed on {date_format(on(0))}." in said(response)
    assert "All still true" not in said(response)
    assert fresh(organization).confirmed_on == on(0)
    confirmed = Confirmation.objects.latest("at")
    assert (confirmed.way, confirmed.by, confirmed.parts) == ("link", person("amina"), list(PARTS))


def test_neither_names_nor_addresses_of_contacts_are_on_it_nor_what_visitors_do_not_see(client: Client) -> None:
    draft = factories.complete_draft()
    save(draft, new_key("gaps"), {**GAP, "title": "A quiet need", "visible_to": "secretariat"})
    save(draft, new_key("contacts"), {**CONTACT, "name": "Zuri", "role": "technical", "email": "z@bay.example.org"})
    submissions.approve(submission=factories.send(draft, person("amina")), by=person("rosa"))
    organization = aged(Organization.objects.get(pk=draft.organization_id), 365)

    html = client.get(link(organization)).content.decode()
    for hidden in ("A quiet need", "Zuri", "Amina Invented", "bay.example.org<", "@bay"):
        assert hidden not in html.replace("https://bay.example.org<", "")
    assert "And 1 that visitors do not see." in said(client.get(link(organization)))
    in_workspace = said(signed_in().get(f"/workspace/{organization.public_id_id}/confirm/"))
    assert "A quiet need" in in_workspace
    named = "Main contact Amina Invented · amina@bay.example.org Technical contact Zuri · z@bay.example.org"
    assert named in in_workspace


def test_looking_changes_nothing_however_often_a_scanner_opens_it(client: Client) -> None:
    organization = due()
    Organization.objects.update(reminders=2)
    before = Organization.objects.values().get()
    for method in (client.get, client.head, client.get):
        response = method(link(organization))
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert not response.cookies
    assert Organization.objects.values().get() == before
    assert Confirmation.objects.count() == 1
    assert '<meta name="robots" content="noindex">' in client.get(link(organization)).content.decode()


def test_part_by_part(client: Client) -> None:
    organization = due()
    address = link(organization)

    words = said(press(client, address, organization, part="where"))
    assert f"confirmed on {date_format(on(0))}" in words
    assert words.count("To be confirmed") == len(PARTS) - 1
    assert fresh(organization).confirmed_on == on(-365)
    for part in PARTS:
        response = press(client, address, organization, part=part)
    assert f"This was confirmed on {date_format(on(0))}." in said(response)
    assert fresh(organization).confirmed_on == on(0)


def test_one_that_was_used_says_when_and_does_nothing_more(client: Client) -> None:
    organization = due()
    confirmations.confirm(organization=organization, parts=PARTS, by=person("amina"), way="link")
    Organization.objects.update(confirmed_on=on(-9), confirmed_parts=dict.fromkeys(PARTS, on(-9).isoformat()))
    address = link(organization)
    for response in (client.get(address), press(client, address, organization, part="all")):
        assert f"This was confirmed on {date_format(on(-9))}." in said(response)
    assert (fresh(organization).confirmed_on, Confirmation.objects.count()) == (on(-9), 2)


def test_what_was_changed_meanwhile_is_shown_again_and_not_confirmed(client: Client) -> None:
    organization = due()
    Organization.objects.update(live_version=2)
    words = said(press(client, link(organization), organization, part="all"))
    assert "The entry was changed after you opened this page." in words
    assert fresh(organization).confirmed_on == on(-365)


@pytest.mark.parametrize(
    "sent", [{}, {"part": "all", "seen": "x"}, {"part": "nothing"}, {"part": ""}, {"reopen": "x"}, {"reopen": "all"}]
)
def test_what_no_button_sends_is_refused(sent: dict[str, str], client: Client) -> None:
    organization = due()
    assert client.post(link(organization), {"seen": "1", **sent}).status_code == 404
    assert fresh(organization).confirmed_on == on(-365)


def test_forged_foreign_and_old_links_are_one_sentence_and_the_way_to_the_workspace(client: Client) -> None:
    organization = due()
    good = link(organization)
    for address in (
        good[:-2] + "/",
        "/confirm/x/",
        "/ar/confirm/x/",
        link(organization, "sam"),
        link(organization, "rosa"),
    ):
        for method in (client.get, client.post):
            response = method(address, {"part": "all", "seen": "1"})
            assert response.status_code == 404
            assert 'href="/workspace/"' in response.content.decode().replace("/ar/", "/")
    assert "This link is not, or no longer, good" in said(client.get("/confirm/x/"))
    Membership.objects.all().delete()
    assert press(client, good, organization, part="all").status_code == 404
    assert (fresh(organization).confirmed_on, Confirmation.objects.count()) == (on(-365), 1)


def test_somebody_who_leaves_while_pressing_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    organization, answers = due(), iter([True])  # they belong to the team when the link is read, and then no more
    monkeypatch.setattr(rules, "may_confirm", lambda *_asked: next(answers, False))
    assert press(client, link(organization), organization, part="all").status_code == 404
    assert fresh(organization).confirmed_on == on(-365)


def test_expired_gaps_and_offers_are_opened_again_in_one_click(client: Client) -> None:
    organization = aged(listed(), 243)
    confirmations.expire_due(day(0))
    confirmations.confirm(organization=organization, parts=PARTS, by=person("amina"), way="link")
    address = link(organization, number=0)

    words = said(client.get(address))
    assert "Nobody confirmed these in time" in words
    assert "Open all of them again" in words
    gap = SupportGap.objects.get()
    words = said(press(client, address, organization, reopen=str(gap.pk)))
    assert "It is open again, and confirmed as of today." in words
    assert "Open all of them again" not in words
    assert (SupportGap.objects.get().state, SupportOffer.objects.get().state) == ("open", "expired")
    press(client, address, organization, reopen="all")
    assert SupportOffer.objects.get().state == "open"


def test_an_offer_whose_day_has_passed_says_what_to_do_instead(client: Client) -> None:
    organization = listed()
    SupportOffer.objects.update(until=on(-2))
    confirmations.expire_due(day(0))
    offer = SupportOffer.objects.get()
    words = said(client.get(link(organization)))
    assert f"It ended on {date_format(on(-2))}, as it says." in words
    assert "Open it again" not in words
    words = said(press(client, link(organization), organization, reopen=str(offer.pk)))
    assert "This offer has ended on the day that it names." in words


def test_it_speaks_the_language_of_its_address(client: Client) -> None:
    assert 'dir="rtl"' in client.get(link(due(), prefix="/ar")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_items(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = due()
    for _number in range(1, rows):
        for model in (SupportGap, SupportOffer, OrganizationContact):
            one = model.objects.filter(organization=organization).first()
            one.pk = factories.uuid7()
            one._state.adding = True
            one.save()
    address = link(organization)
    client.get(address)
    # organization, person, team; the clock, gaps, offers; the entry, activities, contacts
    with django_assert_num_queries(9):
        client.get(address)


# -- The workspace ----------------------------------------------------------------------------------------------------


def test_the_team_confirms_in_its_workspace_at_any_time() -> None:
    organization = aged(listed(name="Bay Council"), 20)
    client, address = signed_in("bo"), f"/workspace/{organization.public_id_id}/confirm/"
    join_team(person("bo"), organization)
    words = said(client.get(address))
    assert f"This was confirmed on {date_format(on(-20))}." in words
    assert "All still true" in words

    words = said(press(client, address, organization, part="all"))

    assert "Thank you. It is noted that this is still true as of today." in words
    confirmed = Confirmation.objects.latest("at")
    assert (confirmed.way, confirmed.by) == ("workspace", person("bo"))
    assert fresh(organization).confirmed_on == on(0)


def test_an_entry_that_nobody_has_confirmed_yet_says_so() -> None:
    organization = listed()
    Organization.objects.update(confirmed_on=None, confirmed_parts={})
    words = said(signed_in().get(f"/workspace/{organization.public_id_id}/confirm/"))
    assert "Nobody has confirmed this entry yet." in words
    assert f"it is due on {date_format(on(365))}" in words


def test_where_all_expired_the_page_and_the_mail_say_so(client: Client) -> None:
    organization = due()
    SupportGap.objects.update(state="expired")
    remind_due(timezone.now())
    letter = mail.compose(Message.objects.get(kind="confirmation_due"))
    for text in (said(client.get(link(organization))), str(letter.body)):
        assert text.count("1 has expired, and can be opened again.") == 1
        assert "Nothing is stated here." not in text


def test_of_a_part_in_which_all_expired_nothing_is_said_to_be_true(client: Client) -> None:
    organization = due()

    def asked() -> list[str]:
        html = client.get(link(organization)).content.decode()
        return re.findall(r'name="part" value="(\w+)"', html)

    assert "gaps" in asked()
    SupportGap.objects.update(visible_to="secretariat")
    assert "gaps" in asked()
    SupportGap.objects.update(state="expired")
    assert {"gaps", "contacts"} - set(asked()) == {"gaps"}


def test_an_expired_gap_is_opened_again_in_the_workspace() -> None:
    organization = aged(listed(), 243)
    confirmations.expire_due(day(0))
    address = f"/workspace/{organization.public_id_id}/confirm/"
    press(signed_in(), address, organization, reopen=str(SupportGap.objects.get().pk))
    assert SupportGap.objects.get().state == "open"


def test_what_is_not_listed_has_nothing_to_confirm() -> None:
    draft = factories.draft()
    address = f"/workspace/{draft.organization.public_id_id}/confirm/"
    assert signed_in().get(address).headers["Location"] == f"/workspace/{draft.organization.public_id_id}/"
    assert signed_in("sam").get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_workspace_asks_the_same_for_any_number_of_items(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = due()
    for _number in range(1, rows):
        for model in (SupportGap, SupportOffer):
            one = model.objects.filter(organization=organization).first()
            one.pk = factories.uuid7()
            one._state.adding = True
            one.save()
    client, address = signed_in(), f"/workspace/{organization.public_id_id}/confirm/"
    client.get(address)
    # the session, the person, the membership; its organizations and their names; as on the page of the link
    with django_assert_num_queries(11):
        client.get(address)


# -- Visitors ---------------------------------------------------------------------------------------------------------


def partner_page(client: Client, organization: Organization) -> str:
    return said(client.get(f"/directory/{organization.public_id_id}/", follow=True))


def everywhere(client: Client, organization: Organization) -> str:
    """All that is told of an organization to anyone, in one text."""
    public_id = organization.public_id_id
    addresses = [
        f"/directory/{public_id}/",
        f"/directory/{public_id}.json",
        f"/directory/{public_id}.bib",
        f"/api/v1/organizations/{public_id}",
        "/api/v1/organizations",
        "/directory/",
        "/feeds/partners.atom",
        *(f"/directory/download/{kind}" for kind in ("csv", "json", "geojson")),
    ]
    found = [client.get(address, follow=True) for address in addresses]
    assert {response.status_code for response in found} == {200}
    return " ".join(
        (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        for response in found
    )


def test_the_page_says_when_it_was_confirmed(client: Client) -> None:
    organization = aged(listed(), 30)
    assert f"Entry confirmed {date_format(on(-30))}" in partner_page(client, organization)


def test_after_the_grace_time_it_says_so_calmly_and_names_no_person_anywhere(client: Client) -> None:
    organization = aged(with_people(), 424)
    told = everywhere(client, organization)
    assert "Zuri Invented" in told
    assert "Not confirmed since" not in told

    organization = aged(organization, 425)
    told = everywhere(client, organization)
    assert "Zuri Invented" not in told
    assert "amina@bay.example.org" not in told
    assert "desk@bay.example.org" in told
    assert f"Entry confirmed Not confirmed since {date_format(on(-425))}" in partner_page(client, organization)

    press(client, link(organization), organization, part="all")
    assert "Zuri Invented" in everywhere(client, organization)


def test_an_expired_gap_stands_on_the_page_as_expired(client: Client) -> None:
    organization = aged(listed(), 243)
    confirmations.expire_due(day(0))
    words = partner_page(client, organization)
    assert f"expired on {date_format(on(0))}" in words
    assert "Boats and fuel for night patrols" in words


def test_what_nobody_ever_confirmed_still_says_only_that(client: Client) -> None:
    organization = listed()
    Organization.objects.update(confirmed_on=None, confirmed_parts={}, listed_at=timezone.now() - timedelta(days=900))
    assert "Not yet confirmed by the organization" in partner_page(client, organization)


def test_a_dead_address_is_a_case_of_the_entry_that_was_to_be_confirmed() -> None:
    organization = due()
    confirmations.remind_due(day(0))
    message = Message.objects.get(kind="confirmation_due")
    Message.objects.update(sent_at=timezone.now(), secret={}, address="")
    note_bounce(message_id=message_id(message), permanent=True)
    assert Case.objects.get(kind="dead_address").organization == organization
