"""What is read of claims: the name of an entry, who else has its domain, and all that a reviewer looks at."""

import pytest

from registry.actions import claims
from registry.ids import uuid7
from registry.models import Claim, Contact, Name, Organization, OrganizationContact
from registry.queries import cases
from registry.queries import claims as queries
from tests.factories import imported, join_team, person

pytestmark = pytest.mark.django_db


def claim(by: str, organization: Organization) -> Claim:
    return claims.open_claim(
        organization=organization, by=person(by), evidence="link", link="https://bay.example.org/team"
    )


def test_an_entry_is_called_as_its_reader_calls_it() -> None:
    organization = imported(name="Delta Trust")
    Name.objects.create(organization=organization, text="دلتا", language="ar", kind="official", folded="دلتا")
    assert queries.name_of(organization, "ar") == ("دلتا", "ar")
    assert queries.name_of(organization, "ru") == ("Delta Trust", "en")


def test_a_reviewer_sees_the_claim_the_contacts_and_what_else_is_claimed() -> None:
    organization = imported(name="Delta Trust")
    mine, rival, elsewhere = claim("sam", organization), claim("kim", organization), claim("sam", imported())
    claim("kim", imported())
    row = Contact.objects.create(organization=organization, email="office@bay.example.org")
    contact = OrganizationContact.objects.create(
        organization=organization, role="main", kind="mailbox", language="en", contact=row
    )
    found = queries.find(mine.pk)
    assert found is not None
    read = queries.review(found, "en")
    assert (read.name, read.language, read.has_team) == ("Delta Trust", "en", False)
    assert (list(read.contacts), list(read.others)) == ([contact], [elsewhere, rival])
    assert (read.home.domain, read.home.others, read.home.is_enough) == ("example.org", 2, False)


def test_what_is_no_claim_is_not_found() -> None:
    assert queries.find(uuid7()) is None


def test_somebodys_open_claims_come_newest_first() -> None:
    first, second = claim("sam", imported()), claim("sam", imported())
    claim("kim", imported())
    assert queries.open_of(person("sam")) == [second, first]
    claims.take_back(claim=second, by=person("sam"))
    assert queries.open_of(person("sam")) == [first]


def test_the_case_of_an_open_claim_leads_to_it() -> None:
    made = claim("sam", imported())
    [case] = cases.shown(cases.open_cases(), "en")
    assert (case.claim_id, case.case.person) == (made.pk, person("sam"))


def test_another_case_of_a_person_leads_nowhere() -> None:
    made = claim("sam", imported())
    made.organization.cases.update(kind="dead_address")
    assert [case.claim_id for case in cases.shown(cases.open_cases(), "en")] == [None]


def test_a_team_is_noticed() -> None:
    made = claim("sam", imported())
    join_team(person("bo"), made.organization)
    found = queries.find(made.pk)
    assert found is not None
    assert queries.review(found, "en").has_team is True
