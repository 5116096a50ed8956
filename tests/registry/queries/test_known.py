"""Organizations as the secretariat looks for them: in every state, by what they are or were called."""

import pytest

from registry.models import Organization
from registry.queries import known
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_it_finds_every_state_and_narrows_to_one() -> None:
    listed, waiting = factories.partner(), factories.submitted(person("kim")).organization
    assert set(known.find()) == {listed, waiting}
    assert list(known.find(state="pending")) == [waiting]


def test_it_finds_by_a_part_of_a_name_that_is_listed_or_proposed() -> None:
    listed = factories.partner(name="Invented Élan of the Bay")
    waiting = factories.draft(person("kim"), name="Invented Hill Elan").organization
    factories.partner(name="Something else")
    assert set(known.find("elan")) == {listed, waiting}
    assert list(known.find("of the bay")) == [listed]


def test_a_name_that_it_had_finds_it() -> None:
    organization = factories.partner(name="Invented Old Name")
    organization.names.update(removed_at=organization.listed_at)
    assert list(known.find("old name")) == [organization]


def test_it_finds_by_public_id_however_it_is_typed() -> None:
    organization = factories.partner()
    factories.partner()
    assert list(known.find(f" {organization.public_id_id.upper()} ")) == [organization]


def test_it_finds_by_website_and_domain() -> None:
    organization = factories.partner()
    Organization.objects.filter(pk=organization.pk).update(web_domain="bay.example.org")
    assert list(known.find("https://www.bay.example.org/about")) == [organization]
    assert list(known.find("bay.example.org")) == [organization]


def test_signs_alone_find_nothing_instead_of_everything() -> None:
    factories.partner()
    assert list(known.find("!?")) == []


def test_each_is_called_as_it_is_listed_or_proposes() -> None:
    listed, waiting = factories.partner(name="Invented Bay"), factories.draft(person("kim"), name="Invented Hill")
    names = known.named([listed, waiting.organization])
    assert {one.name for one in names.values()} == {"Invented Bay", "Invented Hill"}
