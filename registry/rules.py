"""Who may do what: predicates over rows, asked by actions. Each costs at most one query."""

from registry.models import Membership, Organization, Person, Submission, TeamRole
from registry.models.people import StaffRole
from registry.states import Origin


def is_in_team(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization).exists()


def was_in_team(person: Person, organization: Organization) -> bool:
    """Whether somebody belongs to the team, or did before: the event rows remember who was taken out of it."""
    events = Membership.events.rel.related_model._default_manager  # type: ignore[attr-defined]
    return bool(events.filter(organization_id=organization.pk, person_id=person.pk).exists())


def owns(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization, role=TeamRole.OWNER).exists()


def lacks_owner(organization: Organization) -> bool:
    """Whether there is a team without an owner; where nobody is, there is no team."""
    roles = set(Membership.objects.filter(organization=organization).values_list("role", flat=True))
    return bool(roles) and TeamRole.OWNER not in roles


def may_review(person: Person) -> bool:
    """Every member of the secretariat reviews (Product, Roles)."""
    return person.is_active and person.is_staff_member


def may_import(person: Person) -> bool:
    return person.is_active and person.staff_role in (StaffRole.CURATOR, StaffRole.ADMINISTRATOR)


def may_edit(person: Person, submission: Submission) -> bool:
    """A team edits its own submissions; a draft of the secretariat is edited by its writer."""
    if submission.origin == Origin.TEAM:
        return is_in_team(person, submission.organization)
    return may_review(person) and submission.opened_by_id == person.pk


def may_see(person: Person, submission: Submission) -> bool:
    return may_review(person) or is_in_team(person, submission.organization)


def wrote_for_own_organization(person: Person, submission: Submission) -> bool:
    """Nobody decides what they wrote for their own organization (Product, States)."""
    return is_in_team(person, submission.organization)
