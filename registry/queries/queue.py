"""What waits for a decision, as the desk sees it: since when, who has it, what narrows it, what to look at first.

What the queue narrows by stands in columns beside the document (`actions.named`): of thousands of documents only those
of the rows that are shown are read.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, JSONField, OuterRef, Q, QuerySet, TextChoices
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import places, rules
from registry.domains import related
from registry.entry.document import Document, official_name, present
from registry.entry.fields import COLLECTIONS, Label, label_of
from registry.entry.upgrade import upgrade
from registry.models import (
    Absence,
    Contact,
    DistinctPair,
    Membership,
    Name,
    Opinion,
    Organization,
    Person,
    Submission,
)
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

    `is_elsewhere` is whether it is for another desk than the reader's to decide, `is_own` whether the reader wrote it
    with others, for an organization that is theirs or was, and another decides.
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
    is_own: bool
    asked: Asked | None
    missing: Sequence[str]
    unread: Sequence[str]
    domain_fits: bool | None

    def days(self, now: datetime.datetime) -> int:
        return (now - self.since).days

    def is_late(self, now: datetime.datetime) -> bool:
        return now - self.since > datetime.timedelta(days=target_days(self.kind))


def rows(found: Queue, language: str, reader: Person) -> list[Waiting]:
    """What each row shows; names in `language` where there are any. Ten queries at most, whatever their number."""
    submissions = list(
        found.select_related("assigned_to").only(
            *("id", "origin", "base_version", "submitted_at", "saved_at", "organization_id", "document", "corrections"),
            *("nothing_to_state", "type", "seat", "scripts", "folded_name", "web_domain", "opened_at"),
            *("assigned_to__name", "assigned_to__email"),
        )
    )
    for one in submissions:
        one.document = upgrade(one.document)
    absences = list(away().select_related("cover"))
    own = {reader.pk} | {one.person_id for one in absences if one.cover_id == reader.pk}
    beside = _Beside(
        scripts=reads(reader),
        covers={one.person_id: one.cover for one in absences},
        teams=_teams(submissions),
        contacts=_addresses(submissions),
        similar=_similar(submissions),
        asked=_asked(submissions, own),
        left=rules.left_meanwhile(reader, submissions),
    )
    return [_waiting(one, language, reader, beside) for one in submissions]


@dataclass(frozen=True)
class _Beside:
    """What is known beside the submissions that are shown: the scripts that the reader reads; who covers, by the id of
    who is away; teams by organization; addresses of contacts; like which others are; on which an opinion is asked; and
    whose team the reader left since.
    """

    scripts: Collection[str]
    covers: Mapping[Any, Person]
    teams: Mapping[uuid.UUID, Mapping[Any, str]]
    contacts: Mapping[str, str]
    similar: Collection[uuid.UUID]
    asked: Mapping[uuid.UUID, Asked]
    left: Collection[uuid.UUID]


def _waiting(submission: Any, language: str, reader: Person, beside: _Beside) -> Waiting:
    name, tag = official_name(submission.document, language)
    domain = web_domain(submission.document["organization"]["website"])
    contacts = [item["contact"] for item in present(submission.document, "contacts").values()]
    addresses = [beside.contacts[one] for one in contacts if one in beside.contacts]
    addresses += beside.teams[submission.organization_id].values()
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
        cover=beside.covers.get(submission.assigned_to_id),
        has_similar=submission.pk in beside.similar,
        is_corrected=bool(submission.corrections),
        is_elsewhere=not rules.decides_there(reader, submission),
        is_own=reader.pk in beside.teams[submission.organization_id] or submission.pk in beside.left,
        asked=beside.asked.get(submission.pk),
        missing=missing(submission.document, submission.nothing_to_state),
        unread=[script for script in submission.scripts if script not in beside.scripts],
        domain_fits=any(related(host, domain) for host in hosts) if domain and hosts else None,
    )


def _asked(submissions: Iterable[Submission], own: Collection[Any]) -> dict[uuid.UUID, Asked]:
    """On which of these an opinion is asked for: of somebody, or of one of `own`."""
    asked: dict[uuid.UUID, Asked] = {}
    waiting = Opinion.objects.filter(submission__in=submissions, answered_at=None)
    for submission, of in waiting.values_list("submission", "of"):
        if of in own:
            asked[submission] = Asked.ME
        else:
            asked.setdefault(submission, Asked.SOMEONE)
    return asked


def missing(document: Document, nothing_to_state: Collection[str]) -> list[str]:
    """What an entry lacks that a reader would look for; not what its authors said they had nothing to state of."""
    has = {name: bool(document["organization"][name]) for name in ("description", "website")}
    has |= {part: bool(present(document, part)) for part in ("activities", "gaps", "offers")}
    has["contacts"] = any(one["role"] == ContactRole.MAIN for one in present(document, "contacts").values())
    return [name for name in LOOKED_FOR if not has[name] and name not in nothing_to_state]


def title_of_missing(name: str) -> Label:
    return COLLECTIONS[name].title if name in COLLECTIONS else label_of("organization", name)


def _teams(submissions: Sequence[Submission]) -> Mapping[uuid.UUID, Mapping[Any, str]]:
    """Who is in the team of each organization, by its id: the email address of each, by theirs."""
    found: dict[uuid.UUID, dict[Any, str]] = {one.organization_id: {} for one in submissions}
    rows = Membership.objects.filter(organization__in=found)
    for organization, person, email in rows.values_list("organization", "person", "person__email"):
        found[organization][person] = email
    return found


def _addresses(submissions: Sequence[Submission]) -> Mapping[str, str]:
    """The email addresses of their contacts, by the id of each."""
    items = [item for one in submissions for item in present(one.document, "contacts").values()]
    rows = Contact.objects.filter(pk__in={item["contact"] for item in items} - {None}).exclude(email="")
    return {str(pk): email for pk, email in rows.values_list("pk", "email")}


def _similar(submissions: Collection[Submission]) -> set[uuid.UUID]:
    """Those of which another listed entry, or another submission that was sent, has the folded name or web domain."""
    names = {one.folded_name for one in submissions} - {""}
    domains = {one.web_domain for one in submissions} - {""}
    named, reached = defaultdict(set), defaultdict(set)  # whose each name is, and each domain
    listed = Name.objects.present().filter(organization__state=OrganizationState.LISTED, folded__in=names)
    for name, organization in listed.values_list("folded", "organization"):
        named[name].add(organization)
    for domain, organization in (
        Organization.objects.listed().filter(web_domain__in=domains).values_list("web_domain", "pk")
    ):
        reached[domain].add(organization)
    sent = Submission.objects.filter(state__in=(SubmissionState.SUBMITTED, SubmissionState.CHANGES_REQUESTED))
    alike = sent.filter(Q(folded_name__in=names) | Q(web_domain__in=domains))
    for name, domain, organization in alike.values_list("folded_name", "web_domain", "organization"):
        named[name].add(organization)
        reached[domain].add(organization)
    named[""], reached[""] = set(), set()
    like = {one: (named[one.folded_name] | reached[one.web_domain]) - {one.organization_id} for one in submissions}
    distinct = _distinct({one.organization_id for one in submissions})
    return {one.pk for one, others in like.items() if others - distinct[one.organization_id]}


def _distinct(organizations: Collection[uuid.UUID]) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """From which others a reviewer found each of these to be distinct, by its id."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    pairs = DistinctPair.objects.filter(Q(first__in=organizations) | Q(second__in=organizations))
    for first, second in pairs.values_list("first", "second"):
        found[first].add(second)
        found[second].add(first)
    return found


# -- All of it --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    waiting: int
    nobodys: int
    yours: int
    late: int
    asked: int


def counts(reader: Person) -> Counts:
    """How much waits, whatever a filter shows: in all, of a desk with a region what is for it to decide. What the
    reader is asked for an opinion on may be of another region.
    """
    here = Q(seat__in=sorted(places.places_in(reader.desk_region))) if reader.desk_region else Q()
    own = {reader.pk, *covered_by(reader.pk).values_list("person", flat=True)}
    held = list(
        Submission.objects.waiting()
        .filter(here)
        .values_list("assigned_to")
        .annotate(number=Count("pk"), late=Count("pk", filter=_late()))
    )
    asked = Opinion.objects.filter(of__in=own, answered_at=None, submission__state=SubmissionState.SUBMITTED)
    return Counts(
        waiting=sum(number for _holder, number, _late in held),
        nobodys=sum(number for holder, number, _late in held if holder is None),
        yours=sum(number for holder, number, _late in held if holder in own),
        late=sum(late for _holder, _number, late in held),
        asked=asked.aggregate(Count("submission", distinct=True))["submission__count"],
    )


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
