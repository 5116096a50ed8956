"""Letters about teams: invitations, wishes to join, and what changed."""

from django.conf import settings

from registry.letters.drafts import invitation_of
from registry.letters.facts import Facts, Title, address_of, called, letter
from registry.models import (
    Invitation,
    Message,
    Organization,
    Person,
    TeamRemoval,
    TeamRequest,
)
from registry.states import RequestState


def member(person: Person) -> Title:
    """What somebody is called to the others of a team."""
    return Title(person.called, "")


@letter
def team_invitation(message: Message) -> Facts:
    """To a colleague who is offered a place in a team: the link accepts nothing by itself, and may be declined."""
    invitation = invitation_of(message)
    sender = invitation.invited_by.name if invitation.invited_by else ""
    return {
        "organization": called(invitation.organization),
        "sender": Title(sender, "") if sender else "",
        "note": invitation.note,
        "expires_at": invitation.expires_at,
        "link": address_of("invitation", invitation.pk),
    }


@letter
def invitation_declined(message: Message) -> Facts:
    """To whoever invited somebody: they do not come, and why, if they said so. Gone with the address."""
    known = Invitation.objects.select_related("organization").exclude(address="")
    invitation = known.get(pk=message.context["invitation"])
    return {
        "organization": called(invitation.organization),
        "address": Title(invitation.address, ""),
        "reason": invitation.reason,
        "link": address_of("workspace_team", invitation.organization.public_id_id),
    }


@letter
def team_request(message: Message) -> Facts:
    """To an owner: somebody asks for a place in the team; and a week later once more, if nobody has answered."""
    wishes = TeamRequest.objects.select_related("organization", "person").filter(state=RequestState.OPEN)
    wish = wishes.get(pk=message.context["request"])
    return {
        "organization": called(wish.organization),
        "asker": member(wish.person),
        "address": Title(wish.person.email, ""),
        "note": wish.note,
        "asked_at": wish.asked_at,
        "is_reminder": wish.reminders > 0,
        "link": address_of("workspace_team_wish", wish.organization.public_id_id, wish.pk),
    }


@letter
def team_request_answered(message: Message) -> Facts:
    """To whoever asked: a place in the team, or why not."""
    wish = TeamRequest.objects.select_related("organization").get(pk=message.context["request"])
    is_accepted = wish.state == RequestState.ACCEPTED
    page = "workspace_entry" if is_accepted else "partner"
    return {
        "organization": called(wish.organization),
        "is_accepted": is_accepted,
        "reason": wish.reason,
        "link": address_of(page, wish.organization.public_id_id),
    }


@letter
def team_changed(message: Message) -> Facts:
    """To a member whose role changed or who was taken out; to the owners, who came or rose by a link, left, or was
    taken out by the secretariat; to the editors, that no owner is left.
    """
    organization = Organization.objects.get(pk=message.context["organization"])
    change = message.context["change"]
    removal = TeamRemoval.objects.filter(pk=message.context.get("removal")).first()
    is_own = message.context["person"] == str(message.person_id)
    return {
        "organization": called(organization),
        "change": change,
        "member": member(Person.objects.get(pk=message.context["person"])),
        "is_own": is_own,
        "wishes": organization.team_requests.filter(state=RequestState.OPEN).count() if change == "owner" else 0,
        "reason": removal.reason if removal else "",
        "secretariat": settings.CONTACT_EMAIL,
        "link": address_of("workspace")
        if change == "removed" or (change == "taken_out" and is_own)
        else address_of("workspace_team", organization.public_id_id),
    }
