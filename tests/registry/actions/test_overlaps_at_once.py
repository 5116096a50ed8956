"""Two people in one overlap at the same moment: everybody is written to once, and one word stands."""

import pytest

from registry.actions import overlaps
from registry.errors import TooMany
from registry.models import Coordination, Enquiry, Organization, Talk
from registry.queries.overlaps import Cell
from tests.factories import join_team, person
from tests.overlaps import with_team
from tests.registry.actions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CELL = Cell("KE", "oecm", "finance")


def invite(organization: Organization | None, by: str) -> Talk:
    return overlaps.invite(cell=CELL, organization=organization, text="Shall we meet?", language="en", by=person(by))


def test_two_of_one_side_write_once_and_two_sides_do_not_wait_for_each_other() -> None:
    bay, reef = with_team("Bay Council", "amina"), with_team("Reef Watch", "kim")
    join_team(person("bo"), bay)

    answers = at_once(*(lambda who=who: invite(*who) for who in ((bay, "amina"), (bay, "bo"), (reef, "kim"))))

    assert sorted(isinstance(answer, TooMany) for answer in answers) == [False, False, True]
    assert sorted(Enquiry.objects.values_list("organization", flat=True)) == sorted([bay.pk, reef.pk])


def test_one_word_of_two_at_once_stands() -> None:
    bay = with_team("Bay Council", "amina")
    with_team("Reef Watch", "kim")
    join_team(person("bo"), bay)

    def say(by: str) -> Coordination:
        return overlaps.coordinate(cell=CELL, organization=bay, note=f"Said by {by}.", language="en", by=person(by))

    at_once(lambda: say("amina"), lambda: say("bo"))

    assert Coordination.objects.filter(ended_at=None).count() == 1
    assert Coordination.objects.count() == 2
