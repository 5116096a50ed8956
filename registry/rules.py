"""Who may do what: predicates over rows, asked by actions. Each costs one query at most, or says so."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from registry import places
from registry.domains import has_owner
from registry.models import Attachment, Claim, Membership, Organization, Person, Submission, TeamRole
from registry.models.people import StaffRole
from registry.states import OrganizationState, Origin
from registry.vocabulary import ClaimEvidence, OrganizationType

# Recovery codes are none: they stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_in_team(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization).exists()


def was_in_team(person: Person, organization: Organization) -> bool:
    """Whether somebody belongs to the team, or did before: the event rows remember who was taken out of it."""
    return bool(_membership_events().filter(organization_id=organization.pk, person_id=person.pk).exists())


def _membership_events() -> QuerySet[Any]:
    events: QuerySet[Any] = Membership.events.rel.related_model._default_manager.all()  # type: ignore[attr-defined]
    return events


def owns(person: Person, organization: Organization) -> bool:
    return Membership.objects.filter(person=person, organization=organization, role=TeamRole.OWNER).exists()


def lacks_owner(organization: Organization) -> bool:
    """Whether there is a team without an owner; where nobody is, there is no team."""
    roles = set(Membership.objects.filter(organization=organization).values_list("role", flat=True))
    return bool(roles) and TeamRole.OWNER not in roles


def may_review(person: Person) -> bool:
    """Every member of the secretariat reviews (Product, Roles)."""
    return person.is_active and person.is_staff_member


def decides_there(person: Person, submission: Submission) -> bool:
    """Whether a submission is for this member of the secretariat to decide: a desk with a region decides on what has
    its seat there, as it is proposed; all others everywhere. No query.
    """
    if not person.desk_region:
        return True
    return _is_of_desk(person, submission.document["where"]["base_country"])


def settles_there(person: Person, organization: Organization | None) -> bool:
    """The same of a claim or a case, which are about an entry with its seat there; a case about none is everybody's. No
    query.
    """
    if not person.desk_region or organization is None:
        return True
    return _is_of_desk(person, organization.base_country_id or "")


def _is_of_desk(person: Person, seat: str) -> bool:
    return bool(seat) and person.desk_region in places.country(seat).regions


def may_recover(person: Person) -> bool:
    """Administrators take a lost second factor off an account, always two of them."""
    return person.is_active and person.staff_role == StaffRole.ADMINISTRATOR


def has_second_factor(person: Person) -> bool:
    """Whether signing in takes more than a code or a password: an authenticator app, a passkey or a security key.

    No query for who was read by `with_second_factor`.
    """
    known: bool | None = getattr(person, "has_factor", None)
    if known is None:
        return bool(Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists())
    return known


def with_second_factor() -> QuerySet[Person]:
    """People, each with whether they have a second factor."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    people: QuerySet[Person] = Person.objects.annotate(has_factor=Exists(theirs))
    return people


def with_standing() -> QuerySet[Any]:
    """People, each with whether they have a second factor, and as `is_partner` whether they belong to the team of a
    listed organization.
    """
    theirs = Membership.objects.filter(person=OuterRef("pk"), organization__state=OrganizationState.LISTED)
    return with_second_factor().annotate(is_partner=Exists(theirs))


def may_take_out(person: Person, organization: Organization) -> bool:
    """Curators and administrators take somebody out of the team of an entry, unless it is their own.

    Whoever registers an entry that was never listed is nobody's concern: it is declined instead.
    """
    return may_import(person) and organization.listed_at is not None and not is_in_team(person, organization)


def may_import(person: Person) -> bool:
    return person.is_active and person.staff_role in (StaffRole.CURATOR, StaffRole.ADMINISTRATOR)


def may_edit(person: Person, submission: Submission) -> bool:
    """A team edits its own submissions; a draft of the secretariat is edited by its writer."""
    if submission.origin == Origin.TEAM:
        return is_in_team(person, submission.organization)
    return may_review(person) and submission.opened_by_id == person.pk


def may_confirm(person: Person, organization: Organization) -> bool:
    """Anyone of the team may say that its entry is still true, by a link too, which needs no session."""
    return person.is_active and is_in_team(person, organization)


def may_see(person: Person, submission: Submission) -> bool:
    return may_review(person) or is_in_team(person, submission.organization)


def wrote_for_own_organization(person: Person, submission: Submission) -> bool:
    """Nobody decides what they wrote for their own organization (Product, States), nor does leaving its team help:
    whether somebody belongs to it, or did at any time since the submission was opened. Two queries at most.
    """
    return is_in_team(person, submission.organization) or bool(left_meanwhile(person, [submission]))


def left_meanwhile(person: Person, submissions: Collection[Submission]) -> set[UUID]:
    """The ids of those among them whose team somebody left after they were opened. One query."""
    ended = _membership_events().filter(pgh_label="delete", person_id=person.pk)
    of_theirs = ended.filter(organization_id__in={one.organization_id for one in submissions})
    left = dict(of_theirs.order_by("pgh_created_at").values_list("organization_id", "pgh_created_at"))
    return {one.pk for one in submissions if one.organization_id in left and left[one.organization_id] >= one.opened_at}


def imported_it(person: Person, submission: Submission) -> bool:
    """Whether somebody would decide alone on their own import, where a setting wants another for that. No query."""
    own = submission.origin == Origin.IMPORT and submission.opened_by_id == person.pk
    return own and bool(settings.IMPORTS_NEED_ANOTHER)


def may_write_texts(person: Person) -> bool:
    """Curators and administrators write what reviewers choose from."""
    return person.is_active and person.staff_role in (StaffRole.CURATOR, StaffRole.ADMINISTRATOR)


def has_team(organization: Organization) -> bool:
    """Whether anybody edits the entry, so that one joins them instead of claiming it."""
    return Membership.objects.filter(organization=organization).exists()


def may_answer_for(person: Person, organization: Organization) -> bool:
    """Whether somebody answers what another organization proposed to this one: its owner; where it has no team, whoever
    reviews. Two queries at most.
    """
    return owns(person, organization) or (may_review(person) and not has_team(organization))


def may_be_claimed(organization: Organization) -> bool:
    """Whether an entry is there for the asking, if it has no team: while it is listed, and again once it was withdrawn
    and its personal data erased, since coming back begins with a claim then (Product, rule 8). At most one query.
    """
    if organization.state != OrganizationState.WITHDRAWN:
        return organization.state == OrganizationState.LISTED
    last = organization.withdrawals.order_by("-at", "-pk").first()
    return last is not None and last.erased_at is not None


def was_taken_out(organization: Organization) -> bool:
    """Whether a withdrawn entry was taken out by the secretariat, with an import that was taken back, and not by its
    team: who withdrew it never belonged to one. Two queries at most.
    """
    last = organization.withdrawals.select_related("by").order_by("-at", "-pk").first()
    return last is not None and last.by is not None and not was_in_team(last.by, organization)


def evidence_for(organization: Organization) -> list[ClaimEvidence]:
    """What may be given with a claim of this entry, what is asked for first before the rest. No query."""
    ways = [ClaimEvidence.LETTER, ClaimEvidence.LINK]
    if has_owner(organization.web_domain):
        ways.insert(0, ClaimEvidence.DOMAIN)
    if organization.type == OrganizationType.IPLC:
        ways.insert(0, ClaimEvidence.MANDATE)
    return ways


def may_see_file(person: Person, attachment: Attachment) -> bool:
    """Staff sees every file; a letter of a claim is its claimant's alone, all others are the team's. Two queries."""
    if may_review(person):
        return True
    claimants = Claim.objects.filter(letter=attachment).values_list("person", flat=True)
    if claimants:
        return person.pk in claimants
    return is_in_team(person, attachment.organization)


def may_administer(person: Person) -> bool:
    return person.is_active and person.staff_role == StaffRole.ADMINISTRATOR
