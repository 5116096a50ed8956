"""Two partners, one of which needs what the other offers: for tests of what they do about it."""

from typing import Any

from registry import mail
from registry.actions import introductions
from registry.models import Introduction, Membership, Message, Organization, SupportGap, SupportOffer, TeamRole
from tests import listings
from tests.factories import person

WORDS = "We have two boats to spare."


def team(name: str, *people: str, **items: Any) -> Organization:
    """A partner whose first person owns its entry."""
    made = Organization.objects.get(public_id=listings.partner(name, **items))
    for number, one in enumerate(people):
        role = TeamRole.EDITOR if number else TeamRole.OWNER
        Membership.objects.create(organization=made, person=person(one), role=role)
    return made


class Pair:
    """The bay states a gap (Amina owns, Bo edits); the reef makes an offer (Kim owns)."""

    def __init__(self, *, gap: dict[str, Any] | None = None, offer: dict[str, Any] | None = None) -> None:
        self.bay = team(
            "Bay Council",
            "amina",
            "bo",
            gaps=[{"title": "Boats", "language": "en", "kinds": ["finance"], **(gap or {})}],
        )
        self.reef = team(
            "Reef Trust",
            "kim",
            offers=[{"title": "Two boats", "language": "en", "kinds": ["finance"], **(offer or {})}],
        )
        self.gap = SupportGap.objects.get(organization=self.bay)
        self.offer = SupportOffer.objects.get(organization=self.reef)

    def helped(self, **given: Any) -> Introduction:
        """Kim wrote to the bay about its gap."""
        values = {"organization": self.reef, "by": person("kim"), "text": WORDS, "language": "en", "gap": self.gap}
        return introductions.introduce(**{**values, **given})

    def asked(self, **given: Any) -> Introduction:
        """Amina asked the reef for its offer."""
        values = {"organization": self.bay, "by": person("amina"), "text": "We need boats.", "language": "en"}
        return introductions.introduce(**{**values, "offer": self.offer, **given})

    def accepted(self, **given: Any) -> Introduction:
        made = self.helped(shares=given.pop("writer_shares", False))
        return introductions.accept(introduction=made, organization=self.bay, by=person("amina"), **given)

    def delivered(self, **given: Any) -> Introduction:
        made = self.accepted()
        return introductions.deliver(introduction=made, organization=self.bay, by=person("amina"), **given)

    @property
    def gap_state(self) -> str:
        self.gap.refresh_from_db()
        return self.gap.state


def told() -> list[tuple[str, str, str]]:
    """Who was told what since the last time: kind, person, step, in order. Each letter is written, so none can fail."""
    rows = Message.objects.select_related("person")
    found = sorted((row.kind, row.person.name if row.person else "", row.context.get("step", "")) for row in rows)
    for row in rows:
        assert mail.compose(row).subject
    rows.delete()
    return found
