"""What waits for a decision, as the desk sees it: since when, who has it, what narrows it, what to look at first.

What the queue narrows by stands in columns beside the document (`actions.named`): of thousands of documents only those
of the rows that are shown are read.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, JSONField, Min, OuterRef, Q, QuerySet, TextChoices
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import places, rules
from registry.domains import related
from registry.entry.document import Document, official_name, present
from registry.entry.fields import COLLECTIONS, Label, label_of
from registry.entry.upgrade import upgrade
from registry.models import Absence, Contact, Membership, Name, Opinion, Organization, Person, Submission
from registry.states import OF_STAFF, OrganizationState, Origin, SubmissionState
from registry.text import script_of_language, web_domain
from registry.vocabulary import SITE_LANGUAGES, ContactRole

Queue = QuerySet[Submission]

LANGUAGES = [language.stored for language in SITE_LANGUAGES.values()]
OTHER_LANGUAGE = "other"

# Told when they are missing, in the order of the forms; of contacts the main one.
LOOKED_FOR = ("description", "website", "activities", "gaps", "offers", "contacts")


class QueueKind(TextChoices):
    REGISTRATION = "registration", _("New registration")
    CHANGE = "change", _("Change to a listed entry")
    IMPORT = "import", _("Import")


class Holder(TextChoices):
    ME = "me", _("Me")
    NOBODY = "nobody", _("Nobody")
    SOMEONE = "someone", _("Someone")


class Readable(TextChoices):
    YES = "yes", _("In scripts that I read")
    NO = "no", _("In scripts that I do not read")


class Asked(TextChoices):
    ME = "me", _("Me")
    SOMEONE = "someone", _("Someone")


def kind_of(submission: Submission) -> QueueKind:
    if submission.origin == Origin.IMPORT:
        return QueueKind.IMPORT
    return QueueKind.REGISTRATION if submission.is_registration else QueueKind.CHANGE


def target_days(kind: str) -> int:
    """The days within which a submission of this kind should be decided."""
    return int(settings.REVIEW_TARGET_DAYS[kind])


def reads(person: Person) -> list[str]:
    """The scripts that somebody reads: those that they named, else the one of their language."""
    return list(person.reads_scripts) or [script_of_language(person.language)]


# -- What narrows it --------------------------------------------------------------------------------------------------


def queue() -> Queue:
    """What waits for a decision, the oldest first."""
    return Submission.objects.waiting().order_by("submitted_at", "id")


def of_kind(queue: Queue, kind: str) -> Queue:
    return queue.filter(_of_kind(kind))


def _of_kind(kind: str) -> Q:
    if kind == QueueKind.IMPORT:
        return Q(origin=Origin.IMPORT)
    registrations = Q(base_version=0)
    return ~Q(origin=Origin.IMPORT) & (registrations if kind == QueueKind.REGISTRATION else ~registrations)


def of_type(queue: Queue, type: str) -> Queue:
    return queue.filter(type=type)


def in_region(queue: Queue, region: str) -> Queue:
    """Those who propose a seat in a region of M49."""
    return queue.filter(seat__in=sorted(places.places_in(region)))


def in_language(queue: Queue, language: str) -> Queue:
    """Those with texts in a language of the site, by its code without region and script, or in another one."""
    if language == OTHER_LANGUAGE:
        return queue.exclude(languages__contained_by=LANGUAGES)
    return queue.filter(languages__contains=[language])


def readable_by(queue: Queue, readable: str, reader: Person) -> Queue:
    """Those whose texts are all in scripts that the reader reads, or the others."""
    if readable == Readable.YES:
        return queue.filter(scripts__contained_by=reads(reader))
    return queue.exclude(scripts__contained_by=reads(reader))


def held_by(queue: Queue, holder: str, reader: Person) -> Queue:
    """Those that nobody has, or somebody, or the reader, or the colleague whose id `holder` is."""
    return queue.filter(with_holder(holder, reader))


def with_holder(holder: str, reader: Person) -> Q:
    """Of submissions and cases, those that a `Holder` tells or that are in the list of a colleague, by their id."""
    if holder in (Holder.NOBODY, Holder.SOMEONE):
        return Q(assigned_to__isnull=holder == Holder.NOBODY)
    return in_list_of(reader.pk if holder == Holder.ME else holder)


def in_list_of(person_id: Any) -> Q:
    """What somebody has, and what colleagues have whom they cover today."""
    return Q(assigned_to=person_id) | Q(assigned_to__in=covered_by(person_id))


def covered_by(person_id: Any) -> QuerySet[Any, Any]:
    """The people whose work is somebody's today, by id."""
    return away().filter(cover=person_id).values("person")


def away() -> QuerySet[Absence]:
    """The absences of today."""
    today = timezone.now().date()
    return Absence.objects.filter(since__lte=today, until__gte=today)


def asked_for_opinion(queue: Queue, asked: str, reader: Person) -> Queue:
    """Those on which an opinion was asked for and not given yet: the reader's, or anybody's."""
    return queue.filter(_waits_for_opinion(_asked_of(reader) if asked == Asked.ME else Q()))


def _asked_of(reader: Person) -> Q:
    """What the reader was asked, and what colleagues were whom they cover today."""
    return Q(of=reader) | Q(of__in=covered_by(reader.pk))


def _waits_for_opinion(asked: Q) -> Exists:
    return Exists(Opinion.objects.filter(asked, submission=OuterRef("pk"), answered_at=None))


def absence_of(person: Person) -> Absence | None:
    """Today's absence of somebody. No query for who was read with `absence__cover`."""
    absence: Absence | None = getattr(person, "absence", None)
    return absence if absence and absence.since <= timezone.now().date() <= absence.until else None


def with_cover(person: Person) -> list[Person]:
    """Who sees to what comes to somebody: they, and who covers for them today."""
    absence = absence_of(person)
    return [person, absence.cover] if absence else [person]


def waiting_longer_than(queue: Queue, days: int) -> Queue:
    return queue.filter(submitted_at__lt=Now() - datetime.timedelta(days=days))


def late(queue: Queue, *, times: int = 1, now: datetime.datetime | None = None) -> Queue:
    """What waits for longer than so many times the target of its kind."""
    return queue.filter(_late(times, now))


def _late(times: int = 1, now: datetime.datetime | None = None) -> Q:
    found = Q()
    for kind in QueueKind.values:
        before = (now or timezone.now()) - datetime.timedelta(days=times * target_days(kind))
        found |= _of_kind(kind) & Q(submitted_at__lt=before)
    return found


# -- Its rows ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A row of the queue. `name` is empty as long as none was typed.

    `is_elsewhere` is whether it is for another desk than the reader's to decide.
    `asked` is whether an opinion was asked for and not given yet, of the reader or of somebody.
    `missing` says by field and part what the entry lacks, `unread` in which scripts the reader does not read it.
    `domain_fits` is whether the website and some email address belong together, and nothing where one of them lacks.
    """

    id: uuid.UUID
    saved_at: datetime.datetime
    name: str
    language: str
    kind: QueueKind
    type: str
    base_country: str
    since: datetime.datetime
    holder: Person | None
    cover: Person | None
    has_similar: bool
    is_corrected: bool
    is_elsewhere: bool
    asked: Asked | None
    missing: Sequence[str]
    unread: Sequence[str]
    domain_fits: bool | None

    def days(self, now: datetime.datetime) -> int:
        return (now - self.since).days

    def is_late(self, now: datetime.datetime) -> bool:
        return now - self.since > datetime.timedelta(days=target_days(self.kind))


def rows(found: Queue, language: str, reader: Person) -> list[Waiting]:
    """What each row shows; names in `language` where there are any. Four queries, whatever their number.

    What is like a row is looked for once it is known which rows are shown: those before them are many, far behind.
    """
    submissions = list(
        Submission.objects.filter(pk__in=found.values("pk"))
        .order_by("submitted_at", "id")
        .select_related("assigned_to")
        .only(
            *("id", "origin", "base_version", "submitted_at", "saved_at", "organization_id", "document"),
            *("nothing_to_state", "type", "seat", "scripts", "assigned_to__name", "assigned_to__email"),
        )
        .annotate(
            has_similar=_has_similar(),
            is_corrected=~Q(corrections={}),
            asks_reader=_waits_for_opinion(_asked_of(reader)),
            asks_someone=_waits_for_opinion(Q()),
        )
    )
    for one in submissions:
        one.document = upgrade(one.document)
    covers = _covers(submissions)
    addresses = _addresses(submissions)
    own = frozenset(reads(reader))
    return [_waiting(one, language, reader, own, covers, addresses[one.pk]) for one in submissions]


def _waiting(
    submission: Any,
    language: str,
    reader: Person,
    own: Collection[str],
    covers: Mapping[Any, Person],
    addresses: Collection[str],
) -> Waiting:
    name, tag = official_name(submission.document, language)
    domain = web_domain(submission.document["organization"]["website"])
    hosts = {address.rpartition("@")[2].lower() for address in addresses}
    return Waiting(
        id=submission.pk,
        saved_at=submission.saved_at,
        name=name,
        language=tag,
        kind=kind_of(submission),
        type=submission.type,
        base_country=submission.seat,
        since=submission.submitted_at,
        holder=submission.assigned_to,
        cover=covers.get(submission.assigned_to_id),
        has_similar=submission.has_similar,
        is_corrected=submission.is_corrected,
        is_elsewhere=not rules.decides_there(reader, submission),
        asked=_asked(submission),
        missing=missing(submission.document, submission.nothing_to_state),
        unread=[script for script in submission.scripts if script not in own],
        domain_fits=any(related(host, domain) for host in hosts) if domain and hosts else None,
    )


def _asked(submission: Any) -> Asked | None:
    if submission.asks_reader:
        return Asked.ME
    return Asked.SOMEONE if submission.asks_someone else None


def missing(document: Document, nothing_to_state: Collection[str]) -> list[str]:
    """What an entry lacks that a reader would look for; not what its authors said they had nothing to state of."""
    has = {name: bool(document["organization"][name]) for name in ("description", "website")}
    has |= {part: bool(present(document, part)) for part in ("activities", "gaps", "offers")}
    has["contacts"] = any(one["role"] == ContactRole.MAIN for one in present(document, "contacts").values())
    return [name for name in LOOKED_FOR if not has[name] and name not in nothing_to_state]


def title_of_missing(name: str) -> Label:
    return COLLECTIONS[name].title if name in COLLECTIONS else label_of("organization", name)


def _covers(submissions: Iterable[Submission]) -> dict[Any, Person]:
    """Who covers today for those who have one of these, by the id of who is away."""
    holders = {one.assigned_to_id for one in submissions} - {None}
    return {row.person_id: row.cover for row in away().filter(person__in=holders).select_related("cover")}


def _addresses(submissions: Sequence[Submission]) -> dict[uuid.UUID, set[str]]:
    """The email addresses beside each: of its contacts, and of its organization's team."""
    of_team: dict[uuid.UUID, set[str]] = {}
    teams = Membership.objects.filter(organization__in={one.organization_id for one in submissions})
    for organization, email in teams.values_list("organization", "person__email"):
        of_team.setdefault(organization, set()).add(email)
    named = {
        one.pk: {item["contact"] for item in present(one.document, "contacts").values()} - {None} for one in submissions
    }
    rows = Contact.objects.filter(pk__in=set().union(*named.values())).exclude(email="").values_list("pk", "email")
    of_contacts = {str(pk): email for pk, email in rows}
    return {
        one.pk: of_team.get(one.organization_id, set())
        | {of_contacts[contact] for contact in named[one.pk] if contact in of_contacts}
        for one in submissions
    }


def _has_similar() -> Any:
    """Whether another listed entry, or another submission that was sent, has the same folded name or web domain."""
    others = ~Q(organization=OuterRef("organization"))
    name = {"folded": OuterRef("folded_name")}
    domain = {"web_domain": OuterRef("web_domain")}
    sent = Submission.objects.filter(others, state__in=(SubmissionState.SUBMITTED, SubmissionState.CHANGES_REQUESTED))
    return (
        ~Q(folded_name="")
        & (
            Exists(Name.objects.present().filter(others, organization__state=OrganizationState.LISTED, **name))
            | Exists(sent.filter(folded_name=OuterRef("folded_name")))
        )
    ) | (
        ~Q(web_domain="")
        & (
            Exists(Organization.objects.listed().filter(**domain).exclude(pk=OuterRef("organization")))
            | Exists(sent.filter(**domain))
        )
    )


# -- All of it --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    waiting: int
    nobodys: int
    yours: int
    late: int
    asked: int
    oldest: datetime.datetime | None


def counts(reader: Person) -> Counts:
    """How much waits, whatever a filter shows: in all, of a desk with a region what is for it to decide. What the
    reader is asked for an opinion on may be of another region.
    """
    here = Q(seat__in=sorted(places.places_in(reader.desk_region))) if reader.desk_region else Q()
    found = Submission.objects.waiting().aggregate(
        waiting=Count("pk", filter=here),
        nobodys=Count("pk", filter=here & Q(assigned_to=None)),
        yours=Count("pk", filter=here & in_list_of(reader.pk)),
        late=Count("pk", filter=here & _late()),
        asked=Count("pk", filter=Q(_waits_for_opinion(_asked_of(reader)))),
        oldest=Min("submitted_at", filter=here),
    )
    return Counts(**found)


@dataclass(frozen=True)
class Draft:
    id: uuid.UUID
    name: str
    language: str


def drafts_of(reader: Person, language: str, most: int) -> list[Draft]:
    """The edits of entries that a member of the secretariat has begun, last touched first. One query."""
    found = (
        Submission.objects.filter(origin__in=OF_STAFF, state=SubmissionState.DRAFT, opened_by=reader)
        .annotate(names=KeyTransform("names", "document", output_field=JSONField()))
        .order_by("-saved_at", "id")
        .values_list("pk", "names")
    )
    return [Draft(pk, *official_name({"names": names}, language)) for pk, names in found[:most]]


# -- From one to the next ---------------------------------------------------------------------------------------------


def after(queue: Queue, submission: Submission) -> Queue:
    """What comes after one in its order, which need not be in it any more."""
    return queue.filter(_later(submission.submitted_at, submission.pk))


def _later(submitted_at: Any, pk: Any) -> Q:
    return Q(submitted_at__gte=submitted_at) & (Q(submitted_at__gt=submitted_at) | Q(id__gt=pk))


def next_in(queue: Queue) -> Any:
    """As a subquery of submissions: the id of the one that comes next in a queue."""
    here = _later(OuterRef("submitted_at"), OuterRef("pk"))
    return queue.filter(here).values("pk")[:1]


def previous_in(queue: Queue) -> Any:
    """As `next_in`: the id of the one before."""
    earlier = Q(submitted_at__lte=OuterRef("submitted_at")) & (
        Q(submitted_at__lt=OuterRef("submitted_at")) | Q(id__lt=OuterRef("pk"))
    )
    return queue.filter(earlier).order_by("-submitted_at", "-id").values("pk")[:1]
