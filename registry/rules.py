"""Who may do what: predicates over rows, asked by actions. Each costs at most one query."""

from allauth.mfa.models import Authenticator

from registry.models import Membership, Organization, Person, Submission, TeamRole
from registry.models.people import StaffRole
from registry.states import Origin

# Recovery codes are none: they stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_in_team(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization).exists()


def owns(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization, role=TeamRole.OWNER).exists()


def may_review(person: Person) -> bool:
    """Every member of the secretariat reviews (Product, Roles)."""
    return person.is_active and person.is_staff_member


def may_recover(person: Person) -> bool:
    """Administrators take a lost second factor off an account, always two of them."""
    return person.is_active and person.staff_role == StaffRole.ADMINISTRATOR


def has_second_factor(person: Person) -> bool:
    """Whether signing in takes more than a code or a password: an authenticator app, a passkey or a security key."""
    return bool(Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists())


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
