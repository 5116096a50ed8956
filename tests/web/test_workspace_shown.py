"""What is shown, with a button each that hides it at once."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.entry.document import read
from registry.models import Organization
from tests import factories
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, person
from tests.registry.actions.test_less_public import SHOWN, hide, item_of, partner, published
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db


def address(organization: Organization, below: str = "") -> str:
    return f"/workspace/{organization.public_id_id}/shown/{below}"


def remove_address(organization: Organization) -> str:
    return address(organization, f"{item_of(organization, 'contacts').partition('.')[2]}/remove/")


def test_everything_that_is_shown_by_choice_is_here_with_its_button() -> None:
    organization = partner()
    html = signed_in().get(address(organization)).content.decode()
    words = said(signed_in().get(address(organization)))
    told = [CONTACT["name"], CONTACT["email"], SHOWN["phone"], "Kilifi", "Nine villages of the bay"]
    told += [ACTIVITY["title"], GAP["title"], OFFER["title"]]
    assert [one for one in told if one not in words] == []
    contact = item_of(organization, "contacts")
    paths = [f"{contact}.{name}_public" for name in ("name", "email", "phone")]
    paths += ["organization.people_represented_public", "organization.mandate_public", "where.base_place_public"]
    paths += [item_of(organization, part) for part in ("activities", "gaps", "offers")]
    assert [path for path in paths if f'value="{path}"' not in html] == []
    assert words.count("Partners only") == 2


def test_a_button_hides_at_once_and_twice_is_once() -> None:
    organization = partner()
    client, path = signed_in(), f"{item_of(organization, 'contacts')}.email_public"
    response = client.post(address(organization), {"path": path}, follow=True)
    assert "It is hidden from now on" in said(response)
    assert CONTACT["email"] not in said(response)
    assert CONTACT["email"] not in published(organization)
    assert "It was hidden already." in said(client.post(address(organization), {"path": path}, follow=True))


def test_a_gap_is_kept_for_partners_and_then_for_the_secretariat() -> None:
    organization = partner()
    client, gap = signed_in(), item_of(organization, "gaps")
    response = client.post(address(organization), {"path": gap, "to": "partners"}, follow=True)
    assert f"{GAP['title']} Partners only" in said(response)
    assert "From now on partners and the secretariat see it, and nobody else." in said(response)
    assert "It is hidden from now on" not in said(response)
    response = client.post(address(organization), {"path": gap, "to": "secretariat"}, follow=True)
    assert GAP["title"] not in said(response)


def test_nothing_is_shown_to_more_from_here() -> None:
    organization = partner()
    hide(organization, item_of(organization, "gaps"), "secretariat")
    response = signed_in().post(
        address(organization), {"path": item_of(organization, "gaps"), "to": "everyone"}, follow=True
    )
    assert "This would show more than now." in said(response)


@pytest.mark.parametrize(
    "path", ["", "where", "organization.description", "where.base_place", "gaps.1", "a.b.c.d", "\0"]
)
def test_what_is_nothing_that_can_be_hidden_does_not_exist(path: str) -> None:
    organization = partner()
    before = published(organization)
    assert signed_in().post(address(organization), {"path": path}).status_code == 404
    assert published(organization) == before


def test_a_contact_is_removed_after_one_more_question() -> None:
    organization = partner()
    client = signed_in()
    words = said(client.get(remove_address(organization)))
    assert "Remove this contact?" in words
    assert "It is the main contact." in words
    assert CONTACT["email"] in words
    assert CONTACT["email"] in published(organization)
    there = remove_address(organization)
    assert "The contact is removed from the entry and from every draft." in said(client.post(there, follow=True))
    assert CONTACT["email"] not in published(organization)
    assert client.get(there).status_code == 404
    assert "The entry has no contact." in said(client.get(address(organization)))
    assert "It was hidden already." in said(client.post(there, follow=True))


def test_a_contact_of_whom_nothing_is_shown_says_so() -> None:
    organization = factories.listed()
    words = said(signed_in().get(address(organization)))
    assert "Nothing of this contact is public." in words
    assert "Nothing more than the country is shown." in words
    for part in ("activities", "gaps", "offers"):
        hide(organization, item_of(organization, part), "secretariat")
    assert said(signed_in().get(address(organization))).count("None is shown to others.") == 3


def test_a_withdrawn_entry_shows_nothing_that_could_be_hidden() -> None:
    organization = partner()
    there = remove_address(organization)
    Organization.objects.filter(pk=organization.pk).update(state="withdrawn")
    for one in (address(organization), there):
        assert "This is no longer possible" in said(signed_in().get(one, follow=True))


def test_it_is_the_team_s_alone() -> None:
    organization = partner()
    before = read(Organization.objects.get(pk=organization.pk))
    for stranger in ("sam", "rosa", "ada"):
        client = signed_in(stranger)
        assert client.get(address(organization)).status_code == 404
        assert client.post(address(organization), {"path": "where.base_place_public"}).status_code == 404
        assert client.post(remove_address(organization)).status_code == 404
    assert Client().post(address(organization)).headers["Location"].startswith("/accounts/login/?next=")
    assert read(Organization.objects.get(pk=organization.pk)) == before


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_contacts(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = factories.complete_draft()
    for _n in range(number):
        for part, values in (("contacts", {**CONTACT, **SHOWN}), ("gaps", GAP)):
            factories.save(draft, factories.new_key(part), values)
    factories.submissions.approve(submission=factories.send(draft, person("amina")), by=person("rosa"))
    client = signed_in()
    client.get(address(draft.organization))
    with django_assert_num_queries(7):
        client.get(address(draft.organization))
