"""What happened in the teams of the demonstration: invitations and wishes to join in every state, an owner who left."""

from collections.abc import Mapping

from partnership.demo.times import days_pass
from registry.actions import invitations, teams
from registry.models import Invitation, Membership, Organization, Person, TeamRole
from registry.states import OrganizationState

NOTE = "We met in the invented bay last year. I keep the calendar of the group."


def tell(cast: Mapping[str, Person]) -> None:
    """All of it, after the stories of the entries."""
    _shared(cast)
    _joined(cast)
    _without_owner(cast)


def _listed_of(owner: Person, number: int = 0) -> Organization:
    """A partner that somebody owns alone."""
    owned = Organization.objects.filter(
        state=OrganizationState.LISTED, memberships__person=owner, memberships__role=TeamRole.OWNER
    )
    return owned.order_by("pk")[number]


def _shared(cast: Mapping[str, Person]) -> None:
    """The entry of the owner and the editor: colleagues are invited, others ask."""
    owner, organization = cast["owner"], _listed_of(cast["owner"])

    def invite(name: str) -> Invitation:
        return invitations.invite(organization=organization, to=f"{name}@demo.example", note=NOTE, by=owner)

    invitations.withdraw(invitation=invite("treasurer"), by=owner)
    invitations.decline(invitation_id=invite("warden").pk, reason="I guard another invented forest.")
    invite("colleague")
    for name in ("partner-fr", "partner-ru", "partner-es"):
        wish = teams.ask_to_join(organization=organization, note=NOTE, by=cast[name])
        if name == "partner-fr":
            teams.decline_wish(wish=wish, reason="You speak for another invented organization.", by=owner)
        elif name == "partner-ru":
            teams.take_back_wish(wish=wish, by=cast[name])


def _joined(cast: Mapping[str, Person]) -> None:
    """A team that grew: one came by an invitation, another had asked; then the entry was handed over."""
    first, organization = cast["partner-en"], _listed_of(cast["partner-en"])
    invitation = invitations.invite(
        organization=organization, to="successor@demo.example", note="Would you take over from me?", by=first
    )
    invitations.accept(invitation_id=invitation.pk, by=cast["partner-fr"])
    wish = teams.ask_to_join(organization=organization, note=NOTE, by=cast["partner-es"])
    teams.accept_wish(wish=wish, by=first)
    successor = Membership.objects.get(organization=organization, person=cast["partner-fr"])
    teams.hand_over(membership=successor, by=first)


def _without_owner(cast: Mapping[str, Person]) -> None:
    """An owner left, whom nobody followed: an editor stays, and the secretariat has a case."""
    owner = cast["partner-zh"]
    organization = _listed_of(owner)
    wish = teams.ask_to_join(organization=organization, note=NOTE, by=cast["partner-ar"])
    teams.accept_wish(wish=wish, by=owner)
    teams.leave(organization=organization, by=owner, nobody_follows=True)
    days_pass([organization.pk], 4)
