"""Who may do what: predicates over rows, asked by actions. Each costs at most one query."""

from registry.models import Membership, Organization, Person, Submission, TeamRole
from registry.models.people import StaffRole
from registry.states import Origin


def is_in_team(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization).exists()


def owns(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization, role=TeamRole.OWNER).exists()


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


def may_administer(person: Person) -> bool:
    return person.is_active and person.staff_role == StaffRole.ADMINISTRATOR
