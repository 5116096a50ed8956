"""Messages of visitors, as their team reads them; and whom a message would reach."""

from django.db.models import Exists, OuterRef, QuerySet

from registry.models import Enquiry, Membership, Organization, Person
from registry.states import OrganizationState


def can_be_written_to(organization: Organization) -> bool:
    """Whether it is a partner with a team. One query."""
    return organization.state == OrganizationState.LISTED and readers(organization).exists()


def readers(organization: Organization) -> QuerySet[Person]:
    """Everyone whom a message to a partner reaches."""
    team = Membership.objects.filter(organization=organization)
    return Person.objects.filter(pk__in=team.values("person"), is_active=True).order_by("pk")


def with_readers(*, but: Person | None = None) -> QuerySet[Organization]:
    """The partners that somebody reads for; with `but`, somebody else than that person."""
    team = Membership.objects.filter(organization=OuterRef("pk"), person__is_active=True)
    return Organization.objects.listed().filter(Exists(team.exclude(person=but) if but else team))


def read_by_team() -> QuerySet[Enquiry]:
    """Those that were passed on and are not forgotten, with their organizations."""
    return Enquiry.objects.select_related("organization").filter(held=False, erased_at=None)


def of(organization: Organization) -> QuerySet[Enquiry]:
    """What its team can read, the newest first."""
    return read_by_team().filter(organization=organization).order_by("-sent_at", "-id")
