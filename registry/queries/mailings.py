"""Mailings as the desk reads them: whom one reaches, in which language, and how far it is."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from registry.models import Mailing, Message, Person
from registry.models.people import Language
from registry.queries import directory
from registry.queries.directory import Asked
from registry.states import MailingState, OrganizationState


def mailings() -> QuerySet[Mailing]:
    """All, the newest first, each with who wrote it."""
    return Mailing.objects.select_related("by").defer("bodies", "receivers").order_by("-created_at", "-pk")


def find(mailing_id: UUID) -> Mailing | None:
    return Mailing.objects.select_related("by").filter(pk=mailing_id).first()


def receivers(asked: Asked, *, official: bool) -> QuerySet[Person]:
    """The people in the teams of the listed partners that `asked` finds, each once; without those who want no mailings,
    unless it is `official`.
    """
    found = [record["id"] for record in directory.stream(asked)]
    people = Person.objects.active().filter(
        memberships__organization__public_id__in=found,
        memberships__organization__state=OrganizationState.LISTED,
    )
    if not official:
        people = people.filter(no_mailings_since=None)
    return people.distinct().order_by("pk")


def languages_of(people: QuerySet[Person]) -> dict[str, int]:
    """How many people read each language of the site; those that nobody reads are left out."""
    counted = people.order_by().values_list("language").annotate(number=Count("pk", distinct=True))
    numbers = dict(counted)
    return {language: numbers[language] for language in Language.values if language in numbers}


def language_for(mailing: Mailing, person: Person) -> str:
    """The language in which somebody gets it: their own where it is written in that, else English."""
    return person.language if person.language in mailing.bodies else Language.ENGLISH


def unsent(mailing: Mailing) -> QuerySet[Message]:
    """What is written and was neither sent nor given up."""
    return mailing.messages.filter(sent_at=None, refused_at=None, stopped_at=None)


def untried(mailing: Mailing) -> QuerySet[Message]:
    """What is on its way for the first time; what the server put off comes by itself."""
    return unsent(mailing).filter(error="")


@dataclass(frozen=True)
class Standing:
    """How far a mailing is, in people. `left_out` are those who went away or wanted none meanwhile."""

    total: int
    sent: int
    refused: int
    bounced: int
    left_out: int
    put_off: int

    @property
    def done(self) -> int:
        return self.sent + self.refused + self.left_out


def standing(mailing: Mailing) -> Standing:
    """One query."""
    counted = mailing.messages.filter(again_of=None).aggregate(
        written=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        refused=Count("pk", filter=Q(refused_at__isnull=False)),
        bounced=Count("pk", filter=Q(bounced_at__isnull=False)),
        left_out=Count("pk", filter=Q(stopped_at__isnull=False)),
        put_off=Count("pk", filter=Q(sent_at=None, refused_at=None, stopped_at=None) & ~Q(error="")),
    )
    total, written = len(mailing.receivers), counted.pop("written")
    if mailing.state == MailingState.SENT:
        counted["left_out"] += total - written
    return Standing(total=total, **counted)
