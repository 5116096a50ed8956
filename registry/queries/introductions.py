"""Introductions as those read them who are in them, as the desk sees them, and what everybody may know of them."""

import datetime
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from registry.models import (
    Introduction,
    IntroductionNote,
    JointMember,
    JointResponse,
    LackToo,
    Membership,
    Organization,
    OrganizationContact,
    Person,
    SupportGap,
    SupportOffer,
)
from registry.states import (
    OPEN_INTRODUCTIONS,
    UNANSWERED,
    GapState,
    IntroductionState,
    OfferState,
    OrganizationState,
)
from registry.vocabulary import ContactRole, IntroductionSide, Visibility

NEEDING, HELPING = IntroductionSide.NEEDING, IntroductionSide.HELPING
LATE_DAYS = 28  # without an answer, after which the secretariat is told
CASE_AFTER = 3  # the reminder that is none any more: a case for the secretariat
TO_PARTNERS = (Visibility.EVERYONE, Visibility.PARTNERS)
WANTED_GAPS = (GapState.OPEN, GapState.ANSWERED)

_RELATED = (
    "gap",
    "offer",
    "needing__listing",
    "helping__listing",
)


# -- Sides ------------------------------------------------------------------------------------------------------------


def side_of(introduction: Introduction, organization: Organization) -> IntroductionSide | None:
    """Which side an organization is; none if it is neither. No query."""
    sides = {introduction.needing_id: NEEDING, introduction.helping_id: HELPING}
    return sides.get(organization.pk)


def other_side(side: IntroductionSide) -> IntroductionSide:
    return HELPING if side == NEEDING else NEEDING


def asked(introduction: Introduction) -> list[IntroductionSide]:
    """The sides that have to answer: the one that was written to, or both where the secretariat suggested it."""
    if introduction.state == IntroductionState.SUGGESTED:
        return [NEEDING, HELPING]
    if introduction.state == IntroductionState.INTRODUCED:
        return [other_side(IntroductionSide(introduction.writer))]
    return []


def is_late(introduction: Introduction) -> bool:
    """Whether nobody has answered for so long that the secretariat was told."""
    return introduction.state in UNANSWERED and introduction.reminders >= CASE_AFTER


def party(introduction: Introduction, side: IntroductionSide) -> Organization:
    return introduction.needing if side == NEEDING else introduction.helping


def exchanged(introduction: Introduction) -> bool:
    """Whether both sides have agreed to give their contacts to each other."""
    agreed = introduction.accepted_at is not None
    return agreed and introduction.needing_shares and introduction.helping_shares


def is_asked_to_share(introduction: Introduction, side: IntroductionSide) -> bool:
    """Whether the other side would exchange contacts, and this one has not said so yet."""
    shares = {NEEDING: introduction.needing_shares, HELPING: introduction.helping_shares}
    is_over = introduction.ended_at is not None and introduction.state != IntroductionState.DELIVERED
    return shares[other_side(side)] and not shares[side] and not is_over


def is_asked_to_tell(introduction: Introduction, side: IntroductionSide) -> bool:
    """Whether everyone may know what came of it as soon as this side says so too."""
    tells = {NEEDING: introduction.needing_tells, HELPING: introduction.helping_tells}
    return tells[other_side(side)] and not tells[side]


def is_told(introduction: Introduction) -> bool:
    """Whether both sides let everyone know what came of it."""
    return introduction.needing_tells and introduction.helping_tells


def can_be_told(introduction: Introduction) -> bool:
    """Whether everyone may see what it would be told of: its gap, and both organizations."""
    gap, both = introduction.gap, (introduction.needing, introduction.helping)
    if gap is None or gap.removed_at or gap.visible_to != Visibility.EVERYONE:
        return False
    return all(one.state == OrganizationState.LISTED for one in both)


@dataclass(frozen=True)
class Told:
    """How to reach a side: never stored, looked up whenever it is shown or sent."""

    name: str
    email: str
    phone: str = ""


def contacts(introduction: Introduction, side: IntroductionSide) -> list[Told]:
    """Whoever speaks for a side, and the main contact of its entry; nobody before both sides have agreed. Two queries.

    Who has left the team meanwhile speaks for it no more.
    """
    if not exchanged(introduction):
        return []
    organization = party(introduction, side)
    speaker = introduction.needing_by_id if side == NEEDING else introduction.helping_by_id
    people = Person.objects.active().filter(pk__in=[speaker], memberships__organization=organization)
    mains = OrganizationContact.objects.present().filter(
        organization=organization, role=ContactRole.MAIN, contact__erased_at=None
    )
    told = [Told(person.name, person.email) for person in people]
    known = {one.email for one in told}
    for main in mains.select_related("contact").order_by("pk"):
        if main.contact.email.lower() not in known:
            told.append(Told(main.contact.name, main.contact.email, main.contact.phone))
    return told


# -- What may still be written about ----------------------------------------------------------------------------------


def can_be_helped(gap: SupportGap) -> bool:
    """Whether partners may write about a gap: it is on the board for them, and not met. No query beside its entry's."""
    return _is_shown(gap) and gap.state in WANTED_GAPS


def can_be_asked_for(offer: SupportOffer) -> bool:
    return _is_shown(offer) and offer.state == OfferState.OPEN


def _is_shown(item: SupportGap | SupportOffer) -> bool:
    is_listed = item.organization.state == OrganizationState.LISTED
    return is_listed and item.removed_at is None and item.visible_to in TO_PARTNERS


def shows_to(item: SupportGap | SupportOffer, introduction: Introduction, reader: Organization | None) -> bool:
    """Whether the title of what an introduction is about may be told to a side of it (to the secretariat: none).

    Who agreed with the other side knows what about; before that it is told as the board tells it.
    """
    if reader is None or item.organization_id == reader.pk or introduction.accepted_at:
        return True
    return item.removed_at is None and item.visible_to in TO_PARTNERS


def own_gaps(organization: Organization) -> QuerySet[SupportGap]:
    """What an organization may name when it asks for an offer."""
    found = SupportGap.objects.present().filter(organization=organization, state__in=WANTED_GAPS)
    return found.filter(visible_to__in=TO_PARTNERS).order_by("stated_at", "pk")


def own_offers(organization: Organization) -> QuerySet[SupportOffer]:
    """What an organization may name when it offers help."""
    found = SupportOffer.objects.present().filter(organization=organization, state=OfferState.OPEN)
    return found.filter(visible_to__in=TO_PARTNERS).order_by("stated_at", "pk")


def open_gaps_of(person: Person, *, but: str) -> QuerySet[SupportGap]:
    """The open gaps of somebody's partners, as partners see them; not of the one with the public id `but`."""
    found = SupportGap.objects.present().filter(_shown_by(person, but), state=GapState.OPEN)
    return found.select_related("organization__listing").order_by("stated_at", "pk")


def open_offers_of(person: Person, *, but: str) -> QuerySet[SupportOffer]:
    """The same of their offers."""
    found = SupportOffer.objects.present().filter(_shown_by(person, but), state=OfferState.OPEN)
    return found.select_related("organization__listing").order_by("stated_at", "pk")


def _shown_by(person: Person, but: str) -> Q:
    theirs = Q(organization__state=OrganizationState.LISTED, organization__memberships__person=person)
    return theirs & Q(visible_to__in=TO_PARTNERS) & ~Q(organization__public_id=but)


def partners_of(person: Person) -> QuerySet[Organization]:
    """The listed organizations for which somebody may write."""
    return (
        Organization.objects.listed()
        .filter(memberships__person=person)
        .select_related("listing")
        .order_by("listing__record__name", "pk")
    )


# -- Finding them -----------------------------------------------------------------------------------------------------


def open_between(
    *, needing: Organization, helping: Organization, gap: SupportGap | None, offer: SupportOffer | None
) -> Introduction | None:
    """The open introduction of a pair, if there is one: of this gap with whoever helps, else of this offer."""
    found = Introduction.objects.filter(needing=needing, helping=helping, state__in=OPEN_INTRODUCTIONS)
    return found.filter(gap=gap).first() if gap else found.filter(gap=None, offer=offer).first()


def refused_pairs(gap_id: uuid.UUID, reader: Person | None = None) -> set[uuid.UUID]:
    """The offers that were refused for a gap, by either side; all of a partner whose help was, where it named none.

    Of what a `reader` may know, who is in the team of one of the two; without one, all. Two queries at most.
    """
    declined = _declined(reader).filter(gap=gap_id)
    rows = list(declined.values_list("offer", "helping"))
    offers = {offer for offer, _helping in rows if offer}
    unnamed = {helping for offer, helping in rows if offer is None}
    if unnamed:
        offers |= set(SupportOffer.objects.filter(organization__in=unnamed).values_list("pk", flat=True))
    return offers


def refused_gaps(offer_id: uuid.UUID, reader: Person | None = None) -> set[uuid.UUID]:
    """The same the other way round: the gaps for which an offer was refused. One query."""
    theirs = Q(offer=offer_id) | Q(offer=None, helping__offers=offer_id)
    declined = _declined(reader).filter(theirs, gap__isnull=False)
    return {gap for gap in declined.values_list("gap", flat=True) if gap}


def refused_of(organization_id: uuid.UUID) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The same for all gaps and offers of an organization, by their ids. Two queries at most."""
    mine = Q(needing=organization_id) | Q(helping=organization_id)
    declined = _declined(None).filter(mine, gap__isnull=False).values_list("gap", "offer", "helping")
    rows = [(gap, offer, helping) for gap, offer, helping in declined if gap]
    unnamed: dict[uuid.UUID, list[uuid.UUID]] = {helping: [] for _gap, offer, helping in rows if offer is None}
    if unnamed:
        for pk, helping in SupportOffer.objects.filter(organization__in=unnamed).values_list("pk", "organization"):
            unnamed[helping].append(pk)
    refused: dict[uuid.UUID, set[uuid.UUID]] = {}
    for gap, offer, helping in rows:
        for one in [offer] if offer else unnamed[helping]:
            refused.setdefault(gap, set()).add(one)
            refused.setdefault(one, set()).add(gap)
    return refused


def _declined(reader: Person | None) -> QuerySet[Introduction]:
    found = Introduction.objects.filter(state=IntroductionState.DECLINED)
    if reader is None:
        return found
    teams = Membership.objects.filter(person=reader).values("organization")
    return found.filter(Q(needing__in=teams) | Q(helping__in=teams))


def with_sides(found: QuerySet[Introduction]) -> QuerySet[Introduction]:
    return found.select_related(*_RELATED)


def of(organization: Organization) -> QuerySet[Introduction]:
    """What a team reads, those that moved last first."""
    mine = Q(needing=organization) | Q(helping=organization)
    return with_sides(Introduction.objects.filter(mine)).order_by("-state_since", "-pk")


def count_open(organization: Organization) -> int:
    """How many are not over yet."""
    mine = Q(needing=organization) | Q(helping=organization)
    return Introduction.objects.filter(mine, state__in=OPEN_INTRODUCTIONS).count()


def unanswered_about(ids: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many wait for an answer about each of these gaps and offers. One query."""
    about = Q(gap__in=ids) | Q(offer__in=ids)
    pairs = Introduction.objects.filter(about, state__in=UNANSWERED).values_list("gap", "offer")
    return Counter(pk for pair in pairs for pk in pair if pk in ids)


def count_to_answer(organization: Organization) -> int:
    """How many wait for this organization."""
    return Introduction.objects.filter(_to_answer(organization)).count()


def _to_answer(organization: Organization) -> Q:
    suggested = Q(state=IntroductionState.SUGGESTED) & (Q(needing=organization) | Q(helping=organization))
    written = Q(state=IntroductionState.INTRODUCED) & (
        Q(needing=organization, writer=HELPING) | Q(helping=organization, writer=NEEDING)
    )
    return suggested | written


def notes_of(introduction: Introduction) -> QuerySet[IntroductionNote]:
    """The thread, the oldest first; what was forgotten is left out."""
    notes = IntroductionNote.objects.filter(introduction=introduction, erased_at=None)
    return notes.select_related("organization__listing").order_by("sent_at", "pk")


def waiting(now: datetime.datetime, *, days: int = 0, on: Organization | None = None) -> QuerySet[Introduction]:
    """Those that nobody has answered for so many days, or that one organization has not, the oldest first: the list of
    the desk.
    """
    since = now - datetime.timedelta(days=days)
    found = Introduction.objects.filter(state__in=UNANSWERED, state_since__lte=since)
    if on:
        found = found.filter(_to_answer(on))
    return with_sides(found).order_by("state_since", "pk")


def outcomes() -> dict[str, int]:
    """How many introductions stand in each state: every state, none left out. One query."""
    counted = Counter(dict(Introduction.objects.values_list("state").annotate(Count("pk")).order_by()))
    return {state: counted[state] for state in IntroductionState.values}


def told_of(gap_id: uuid.UUID) -> QuerySet[Introduction]:
    """What came of a gap, as everyone may know it: delivered, both sides tell it, and both and the gap are public."""
    listed = OrganizationState.LISTED
    found = Introduction.objects.filter(
        gap=gap_id,
        state=IntroductionState.DELIVERED,
        needing_tells=True,
        helping_tells=True,
        gap__visible_to=Visibility.EVERYONE,
        gap__removed_at=None,
        needing__state=listed,
        helping__state=listed,
    )
    return with_sides(found).order_by("ended_at", "pk")


@dataclass
class Together:
    """Who answered together with the helping side: those that agreed to be named, and how many others there are."""

    named: list[Organization] = field(default_factory=list)
    others: int = 0


def told_with(told: Sequence[Introduction]) -> dict[uuid.UUID, Together]:
    """Who answered together, of what everyone may know, by introduction: those that are listed, in the order in which
    they joined. One query, none where nothing is told.
    """
    if not told:
        return {}
    leads = [one.helping_id for one in told]
    joined = JointMember.objects.filter(joint__introduction__in=told, left_at=None, joined_at__isnull=False)
    joined = joined.filter(organization__state=OrganizationState.LISTED).exclude(organization__in=leads)
    found: dict[uuid.UUID, Together] = {}
    for member in joined.select_related("joint", "organization__listing").order_by("joined_at", "pk"):
        together = found.setdefault(member.joint.introduction_id, Together())
        if member.tells:
            together.named.append(member.organization)
        else:
            together.others += 1
    return found


# -- Lacking the same, answering together -----------------------------------------------------------------------------


def lacking(gap_id: uuid.UUID) -> QuerySet[LackToo]:
    """The listed partners that say they lack the same, each with its listing, the first first."""
    found = LackToo.objects.filter(gap=gap_id, organization__state=OrganizationState.LISTED)
    return found.select_related("organization__listing").order_by("said_at", "pk")


def live_joint(gap_id: uuid.UUID) -> JointResponse | None:
    """The joint response of a gap that is open, with its lead and how many have `joined`. One query."""
    joined = Count("members", filter=Q(members__left_at=None, members__joined_at__isnull=False))
    found = JointResponse.objects.filter(gap=gap_id, ended_at=None).annotate(joined=joined)
    return found.select_related("introduction__helping__listing").first()


def led_before(introduction: Introduction) -> JointResponse | None:
    """The joint response that an introduction led until another one did. One query; the audit knows of it."""
    events = apps.get_model("registry", "JointResponseEvent")._default_manager
    led = events.filter(introduction=introduction.pk).values("pgh_obj_id")
    return JointResponse.objects.filter(pk__in=led).exclude(introduction=introduction).first()


def before_it(introduction: Introduction, joint: JointResponse) -> uuid.UUID | None:
    """The introduction that led a joint response until this one took its place. A query where it did, else none."""
    if introduction.opened_at <= joint.opened_at:
        return None
    events = apps.get_model("registry", "JointResponseEvent")._default_manager
    led = events.filter(pgh_obj=joint.pk).exclude(introduction=introduction.pk).order_by("-pgh_id")
    found: uuid.UUID | None = led.values_list("introduction", flat=True).first()
    return found


def belongs_to(organization: Organization) -> QuerySet[JointResponse]:
    """The open joint responses that an organization belongs to, or asks to join, the oldest first."""
    own = JointMember.objects.filter(organization=organization, left_at=None)
    found = JointResponse.objects.filter(ended_at=None, members__in=own)
    return found.select_related("gap").order_by("opened_at", "pk")


def joins(organization: Organization) -> QuerySet[JointMember]:
    """The joint responses that an organization belongs to or asks to join, and does not lead, also those that have
    ended: the open ones first, each part from the newest on.
    """
    found = JointMember.objects.filter(organization=organization, left_at=None)
    found = found.exclude(joint__introduction__helping=organization)
    related = found.select_related("joint__gap", "joint__introduction__helping__listing")
    return related.order_by(F("joint__ended_at").desc(nulls_first=True), "-asked_at", "-pk")


def members(joint_id: uuid.UUID) -> QuerySet[JointMember]:
    """Who belongs to a joint response or asks to, in the order in which they came."""
    found = JointMember.objects.filter(joint=joint_id, left_at=None)
    return found.select_related("organization__listing").order_by("joined_at", "asked_at", "pk")


def left_before(joint: JointResponse) -> bool:
    """Whether others than the lead had joined a joint response, and belong to it no more. One query."""
    gone = JointMember.objects.filter(joint=joint, joined_at__isnull=False, left_at__isnull=False)
    return gone.exclude(organization=joint.introduction.helping_id).exists()


def can_be_named(member: JointMember, introduction: Introduction) -> bool:
    """Whether a partner that answers together is asked if everyone may know of it; the lead is, as the helping side.

    From when what it leads is accepted, and as long as something may come of it.
    """
    belongs = member.joined_at is not None and member.left_at is None
    stands = introduction.state in OPEN_INTRODUCTIONS or introduction.state == IntroductionState.DELIVERED
    is_lead = member.organization_id == introduction.helping_id
    return belongs and not is_lead and stands and introduction.accepted_at is not None


def followers(joint_id: uuid.UUID, lead: uuid.UUID, among: Sequence[uuid.UUID]) -> QuerySet[JointMember]:
    """Who may lead after the lead, the one that joined first first: listed, with somebody who reads."""
    team = Membership.objects.filter(organization=OuterRef("organization"), person__is_active=True)
    found = JointMember.objects.filter(Exists(team), joint=joint_id, left_at=None, joined_at__isnull=False)
    found = found.filter(organization__state=OrganizationState.LISTED, organization__in=among)
    return found.exclude(organization=lead).select_related("organization").order_by("joined_at", "pk")


def days_since(introduction: Introduction) -> int:
    return (timezone.now() - introduction.state_since).days
