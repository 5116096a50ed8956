"""What is alike is found by the folded name and by the web domain, among listed entries and open registrations."""

import pytest
from pytest_django import DjangoAssertNumQueries

from registry.actions import submissions
from registry.queries.similar import similar
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_a_listed_entry_is_found_by_its_name_however_it_is_written() -> None:
    listed = factories.listed(name="Fundación Corredor Alto")
    (found,) = similar("FUNDACION  corredor-alto", "")
    assert (found.organization_id, found.same_name, found.same_website) == (listed.pk, True, False)
    assert found.listing is not None
    assert found.submission is None


def test_a_listed_entry_is_found_by_the_domain_of_its_website() -> None:
    factories.listed()  # the answers of the factory name bay.example.org
    (found,) = similar("Something else", "http://www.bay.example.org/about")
    assert (found.same_name, found.same_website) == (False, True)


def test_a_former_name_counts() -> None:
    submission = factories.complete_draft(website="")
    factories.save(submission, factories.new_key("names"), {"text": "Old Bay Club", "language": "en", "kind": "former"})
    factories.send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("rosa"))
    assert [one.organization_id for one in similar("old bay club", "")] == [submission.organization_id]


def test_an_open_registration_is_found_and_says_nothing_public() -> None:
    draft = factories.draft(name="Bay Council", website="https://council.example.org")
    (found,) = similar("bay council", "https://council.example.org")
    assert (found.submission, found.listing) == (draft, None)
    assert (found.same_name, found.same_website) == (True, True)


def test_a_discarded_registration_is_not_found() -> None:
    draft = factories.draft(name="Bay Council")
    submissions.discard(submission=draft, by=person("amina"))
    assert similar("Bay Council", "") == []


def test_a_change_of_a_listed_entry_is_found_once() -> None:
    listed = factories.listed(name="Bay Council")
    factories.drafts.open_change(organization=listed, by=person("amina"))
    assert [one.organization_id for one in similar("Bay Council", "https://bay.example.org")] == [listed.pk]


def test_an_organization_is_not_like_itself() -> None:
    draft = factories.draft(name="Bay Council")
    assert similar("Bay Council", "", excluding=draft.organization_id) == []


@pytest.mark.parametrize(("name", "website"), [("", ""), ("  ", "javascript:alert(1)"), ("؟!", "")])
def test_nothing_is_like_everything(name: str, website: str) -> None:
    factories.draft(name="Bay Council")
    assert similar(name, website) == []


def test_it_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _number in range(3):
        factories.draft(name="Bay Council")
    with django_assert_num_queries(2):
        assert len(similar("Bay Council", "https://bay.example.org")) == 3
