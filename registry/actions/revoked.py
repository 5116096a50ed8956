"""What becomes of the place and of the work of somebody whose claim was revoked: nothing of theirs stays live."""

from django.db.models import Q
from django.utils import timezone

from registry.actions import introduction_ends, invitations, teams
from registry.actions.submissions import move
from registry.models import Membership, NetworkMembership, Organization, Person, Relation
from registry.queries.teams import members
from registry.states import OPEN, Origin, SubmissionState


def take_out(person: Person, organization: Organization) -> None:
    """Take a claimant out of the team that they got by a claim, with all that they began; it is locked already.

    The links that they sent are worthless. What they opened or sent is set aside, and so is everything where nobody
    stays, so that whoever claims the entry next begins with what is listed. What colleagues who stay began themselves
    is theirs: they get what the claimant typed into it.
    """
    Membership.objects.filter(organization=organization, person=person).delete()
    invitations.withdraw_all_of(person, organization)
    rest = members(organization)
    unfinished = organization.submissions.select_for_update().filter(origin=Origin.TEAM, state__in=OPEN)
    for submission in unfinished.order_by("pk"):
        if not rest or person.pk in (submission.opened_by_id, submission.submitted_by_id):
            move(submission, SubmissionState.SET_ASIDE, assigned_to=None)
    if rest:
        teams.hand_over_input(organization, giver=person, taker=rest[0].person)
    _end_proposals(person, organization, is_alone=not rest)


def _end_proposals(person: Person, organization: Organization, *, is_alone: bool) -> None:
    """End what the claimant proposed to others and nobody answered yet; of networks it is not known who proposed."""
    introduction_ends.take_back_all_of(person, organization)
    now = timezone.now()
    about = Q(organization=organization) | Q(other=organization)
    Relation.objects.filter(about, proposed_by=person, accepted_at=None, ended_at=None).update(ended_at=now)
    if is_alone:
        by_it = Q(network=organization, proposed_by_network=True) | Q(member=organization, proposed_by_network=False)
        NetworkMembership.objects.filter(by_it, accepted_at=None, ended_at=None).update(ended_at=now)
