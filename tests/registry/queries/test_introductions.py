"""What introductions tell: to those who may know of a refusal, and to everyone of what was delivered."""

from uuid import UUID

import pytest

from registry.actions import introductions as actions
from registry.models import Introduction, Organization, SupportGap
from registry.queries import introductions as queries
from tests.factories import person
from tests.introductions import Pair, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return Pair()


def declined(pair: Pair, made: Introduction, by: Organization, who: str) -> None:
    actions.decline(introduction=made, organization=by, by=person(who), because="not_fitting")


def test_an_offer_that_was_refused_is_told_to_the_two_teams_and_the_secretariat(pair: Pair) -> None:
    assert (queries.refused_pairs(pair.gap.pk), queries.refused_of(pair.bay.pk)) == (set(), {})
    declined(pair, pair.helped(offer=pair.offer), pair.bay, "amina")
    known: dict[str, tuple[set[UUID], set[UUID]]] = {
        who: (
            queries.refused_pairs(pair.gap.pk, person(who)),
            queries.refused_gaps(pair.offer.pk, person(who)),
        )
        for who in ("amina", "bo", "kim", "sam")
    }
    both = ({pair.offer.pk}, {pair.gap.pk})
    assert known == {"amina": both, "bo": both, "kim": both, "sam": (set(), set())}
    assert (queries.refused_pairs(pair.gap.pk), queries.refused_gaps(pair.offer.pk)) == both
    for organization in (pair.bay, pair.reef):
        assert queries.refused_of(organization.pk) == {pair.gap.pk: {pair.offer.pk}, pair.offer.pk: {pair.gap.pk}}


def test_help_that_was_refused_without_an_offer_stands_for_all_offers_of_its_partner(pair: Pair) -> None:
    another = pair.reef.offers.create(title="Ropes", language="en", kinds=["finance"])
    declined(pair, pair.helped(), pair.bay, "amina")
    offers = {pair.offer.pk, another.pk}
    assert queries.refused_pairs(pair.gap.pk) == offers
    assert queries.refused_gaps(another.pk) == {pair.gap.pk}
    assert queries.refused_of(pair.reef.pk) == {pair.gap.pk: offers, **{one: {pair.gap.pk} for one in offers}}


def test_what_was_asked_of_an_offer_without_a_gap_refuses_no_pair(pair: Pair) -> None:
    declined(pair, pair.asked(), pair.reef, "kim")
    assert (queries.refused_gaps(pair.offer.pk), queries.refused_of(pair.reef.pk)) == (set(), {})


def test_what_came_of_a_gap_is_told_while_both_tell_it_and_all_of_it_is_public(pair: Pair) -> None:
    made = pair.delivered(met=True)
    for side, who in ((pair.bay, "amina"), (pair.reef, "kim")):
        assert not queries.told_of(pair.gap.pk)
        actions.tell_publicly(introduction=made, organization=side, by=person(who), tells=True)
    assert [one.pk for one in queries.told_of(pair.gap.pk)] == [made.pk]
    SupportGap.objects.update(visible_to="partners")
    assert not queries.told_of(pair.gap.pk)
    SupportGap.objects.update(visible_to="everyone")
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    assert not queries.told_of(pair.gap.pk)


def test_only_listed_partners_are_counted_among_those_that_lack_the_same(pair: Pair) -> None:
    hill = team("Hill Trust", "sam")
    pair.gap.lacked_too.create(organization=hill, by=person("sam"))
    assert [one.organization for one in queries.lacking(pair.gap.pk)] == [hill]
    Organization.objects.filter(pk=hill.pk).update(state="withdrawn")
    assert not queries.lacking(pair.gap.pk)
