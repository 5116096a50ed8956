"""What the database refuses of what was done about overlaps, past every action."""

from typing import Any

import pytest

from registry.models import Coordination, Enquiry, Talk
from tests.registry.models.test_constraints import NOW, organization, refused, some

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "model", "columns"),
    [
        ("talk_element_known", Talk, {"element": "moon"}),
        ("talk_kind_known", Talk, {"kind": "gold"}),
        ("coordination_element_known", Coordination, {"element": "moon"}),
        ("coordination_kind_known", Coordination, {"kind": "gold"}),
        ("coordination_language_known", Coordination, {"language": "xx"}),
        ("coordination_ends_later", Coordination, {"ended_at": NOW}),  # before it was written
    ],
)
def test_what_is_not_is_refused(constraint: str, model: Any, columns: dict[str, Any]) -> None:
    refused(constraint, model, columns)


def test_an_organization_says_that_it_coordinates_once_at_a_time_in_each_overlap() -> None:
    mine = organization()
    said = some(Coordination, organization=mine)
    assert str(said) == "KE oecm finance"

    refused("coordination_once", Coordination, {"organization": mine})
    some(Coordination, organization=mine, kind="policy_law")
    some(Coordination)
    Coordination.objects.update(ended_at="2999-01-01T00:00Z")
    some(Coordination, organization=mine)


def test_a_team_gets_one_message_of_an_invitation_to_talk() -> None:
    mine, talk = organization(), some(Talk)
    some(Enquiry, organization=mine, talk=talk)

    refused("enquiry_of_talk_once", Enquiry, {"organization": mine, "talk": talk})
    some(Enquiry, organization=mine)
    some(Enquiry, organization=mine)
    some(Enquiry, talk=talk)
