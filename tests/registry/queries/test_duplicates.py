"""Who may be the same is found by every kind of evidence, among listed entries and open registrations."""

from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from registry.actions import duplicates as marks
from registry.actions import submissions
from registry.likeness import Profile, Reason
from registry.models import Likeness
from registry.queries import duplicates
from registry.queries.duplicates import (
    Candidate,
    _spread,
    candidates,
    profile,
    profile_of,
    statement,
)
from tests import factories
from tests.factories import new_key, person, save

pytestmark = pytest.mark.django_db


def known(name: str, country: str = "KE", website: str = "", kind: str = "official") -> Profile:
    return profile([(name, kind)], country=country, type="ngo", website=website, identifiers=[])


def found(name: str, country: str = "KE", website: str = "") -> dict[UUID, tuple[Reason, ...]]:
    return {one.organization_id: tuple(one.reasons) for one in candidates(known(name, country, website))}


def listed_with(**name: str) -> UUID:
    submission = factories.complete_draft(name="Bay Council")
    save(submission, new_key("names"), {"language": "fr" if name["kind"] == "translation" else "en", **name})
    factories.send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("rosa"))
    return submission.organization_id


def test_a_listed_entry_is_found_by_its_name_however_it_is_written() -> None:
    listed = factories.listed(name="Fundación Corredor Alto")
    (one,) = candidates(known("FUNDACION  corredor-alto"))
    assert (one.organization_id, one.reasons, one.is_exact) == (listed.pk, (Reason.NAME,), True)
    assert one.listing is not None
    assert one.submission is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Alto Corredor, Fundación S.A.", Reason.WORDS),
        ("Fundacion Coredor Alto", Reason.WORDS),
        ("Fundacion Coredor Atlo", Reason.WORDS),
        ("FCA", Reason.ACRONYM),
        ("Fundación Corredor Bajo", None),
    ],
)
def test_a_listed_entry_is_found_by_words_and_initials(typed: str, reason: Reason | None) -> None:
    listed = factories.listed(name="Fundación Corredor Alto")
    assert found(typed) == ({listed.pk: (reason,)} if reason else {})


@pytest.mark.parametrize("kind", ["former", "alias", "translation"])
def test_names_of_every_kind_count(kind: str) -> None:
    key = listed_with(text="Old Shore Club", kind=kind)
    assert found("old shore club") == {key: (Reason.NAME,)}


def test_an_acronym_counts_as_one() -> None:
    key = listed_with(text="OSC", kind="acronym")
    assert found("OSC") == {key: (Reason.ACRONYM,)}


def test_a_domain_is_evidence_until_three_entries_use_it() -> None:
    first, second = (factories.listed(name=f"{name} Council") for name in ("Bay", "Reef"))
    website = "http://www.bay.example.org/about"  # as the answers of the factory have it
    assert found("Something else", website=website) == {first.pk: (Reason.WEBSITE,), second.pk: (Reason.WEBSITE,)}
    factories.listed(name="Dune Council")
    assert found("Something else", website=website) == {}


def test_an_identifier_is_found() -> None:
    submission = factories.complete_draft(name="Bay Council")
    save(submission, new_key("identifiers"), {"scheme": "ror", "value": "https://ror.org/03wcpny22"})
    (one,) = candidates(Profile.of(names=["Else"], identifiers=[("ror", submission_value(submission))]))
    assert (one.organization_id, one.reasons) == (submission.organization_id, (Reason.IDENTIFIER,))


def submission_value(submission: object) -> str:
    (row,) = Likeness.objects.all()
    return row.identifiers[0].partition(":")[2]


def test_an_open_registration_is_found_until_it_is_discarded() -> None:
    draft = factories.draft(name="Bay Council", website="https://council.example.net")
    (one,) = candidates(known("bay council", website="https://council.example.net"))
    assert one.told == [
        "It has the same name, in the same country.",
        "Its website is at the same domain.",
        "Names alike: 100%.",
    ]
    assert (one.submission, one.listing, one.reasons) == (draft, None, (Reason.NAME, Reason.WEBSITE))
    submissions.discard(submission=draft, by=person("amina"))
    assert candidates(known("bay council")) == []


def test_a_change_of_a_listed_entry_is_found_once() -> None:
    listed = factories.listed(name="Bay Council")
    factories.drafts.open_change(organization=listed, by=person("amina"))
    assert list(found("Bay Council")) == [listed.pk]


def test_an_organization_is_not_like_itself_nor_like_one_that_is_known_to_be_another() -> None:
    draft, other = factories.draft(name="Bay Council"), factories.draft(person("bo"), name="Bay Council")
    own = draft.organization_id
    asked = profile_of(draft.document)
    assert [one.organization_id for one in candidates(asked, leave_out=own)] == [other.organization_id]
    marks.mark_distinct(one=draft.organization, other=other.organization, by=person("rosa"), reason="Two bays.")
    assert candidates(asked, leave_out=own) == []


def test_another_country_is_apart_where_several_bear_the_name() -> None:
    for country in ("UG", "TZ", "RW"):
        factories.draft(person(country), name="Bay Council", base_country=country)
    assert found("Bay Council", "KE") == {}
    assert list(found("Bay Council", "UG").values()) == [(Reason.NAME,)]


def test_another_country_is_likely_where_the_domain_is_the_same_and_its_own() -> None:
    draft = factories.draft(name="Friends of the Forest", base_country="UG", website="https://forest.example.net")
    office = known("Kenyan Tree Society", website="https://www.forest.example.net/kenya")
    assert [(one.submission, one.reasons) for one in candidates(office)] == [(draft, (Reason.WEBSITE,))]


def test_another_country_is_likely_where_the_name_is_rare() -> None:
    draft = factories.draft(name="Bay Council", base_country="UG")
    assert found("Bay Council") == {draft.organization_id: (Reason.NAME_ELSEWHERE,)}


def test_the_strongest_stand_first_and_ten_are_enough() -> None:
    for number in range(11):
        factories.draft(person(f"p{number}"), name=f"Bay Council {'abcdefghijk'[number] * 4}")
    same = factories.draft(name="Bay Council aaaaa", website="https://bay.example.org")
    judged = candidates(known("Bay Council aaaaa"))
    assert judged[0].organization_id == same.organization_id
    assert len(judged) <= 10


@pytest.mark.parametrize(("name", "website"), [("", ""), ("  ", "javascript:alert(1)"), ("؟!", "")])
def test_what_says_nothing_finds_nothing(name: str, website: str) -> None:
    factories.draft(name="Bay Council")
    assert candidates(Profile.of(names=[name], website=website)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_check_costs_two_queries_and_one_more_where_registrations_are_found(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        factories.draft(person(f"p{number}"), name="Bay Council")
    factories.listed(name="Bay Council")
    with django_assert_num_queries(3):
        assert len(candidates(known("Bay Council"))) == rows + 1


def test_rows_are_found_by_indexes() -> None:
    """The condition by which rows are found can be answered by indexes alone, each part of it."""
    asked = known("Bay Council", website="https://bay.example.org")
    query, arguments = statement(
        sure=sorted(asked.wanted), rare=["bay"], together=[["bay", "council"]], domain="example.org", leave_out=None
    )
    condition = "(" + query.partition(" WHERE (")[2].partition(" AND one.organization_id")[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM registry_likeness AS one WHERE {condition}", arguments)  # noqa: S608
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("on likeness_keys") == 3
    assert "on registry_likeness_domain" in plan
    assert "Seq Scan" not in plan


def test_words_are_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):  # those that a table of few rows is read by
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("EXPLAIN SELECT word FROM registry_nameword WHERE word %% %s", ["counsil"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "nameword_like" in plan


def test_a_row_whose_listing_is_missing_is_not_told() -> None:
    listed = factories.listed(name="Bay Council")
    listed.listing.delete()
    assert candidates(known("Bay Council")) == []


def test_a_candidate_of_words_is_not_exact() -> None:
    assert not Candidate(UUID(int=1), (Reason.WORDS, Reason.WEBSITE), 0.9).is_exact


def test_a_word_that_nobody_has_is_counted_as_none() -> None:
    assert _spread(known("Nowhere")).counts == {"nowhere": 0}


def test_a_word_that_thousands_have_brings_nobody_along_because_of_a_slip() -> None:
    """A rare name of which one word may be a slip of a very common one."""
    known = profile([("Foret Traime", "official")], country="", type="", website="", identifiers=[])
    meant = {"forest": 14_000, "fort": duplicates.RARE[1] - 1, "traide": 1}
    spread = duplicates._Spread(100_000, {"foret": 4, "traime": 0}, domain_is_shared=False, meant=meant)

    rare, together = duplicates._blocks(known, spread)

    assert rare == ["traime", "foret", "traide", "fort"]
    assert together == [["traime", "foret"], ["traime", "forest"], ["foret", "forest"]]
