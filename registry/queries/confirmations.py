"""When an entry, its gaps and its offers have to be confirmed, and which of them nobody confirmed.

Everything here goes by whole days in UTC. The clock of an entry runs from the day on which it was last confirmed;
before that from the day on which it was listed, or somebody took it over. That of a gap or an offer runs from the day
on which it was last confirmed, else from that on which it came to stand as it does; and for who took the entry over,
not before that day: nothing expires that its team was never asked about.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from registry.models import Claim, Membership, Organization, SupportGap, SupportOffer, Withdrawal
from registry.states import ClaimState, GapState, OfferState, OrganizationState

# The parts of an entry that are confirmed one by one; names and identifiers go with the organization.
PARTS = ("organization", "where", "activities", "gaps", "offers", "contacts")

# What is still held to be true, and expires when nobody confirms it.
RUNNING: dict[str, tuple[str, ...]] = {"gaps": (GapState.OPEN,), "offers": (OfferState.OPEN, OfferState.PAUSED)}
MODELS: dict[str, Any] = {"gaps": SupportGap, "offers": SupportOffer}


def day(now: datetime.datetime) -> datetime.date:
    return now.astimezone(datetime.UTC).date()


def notice() -> datetime.timedelta:
    """How long before the day itself something is due: that of the first reminder."""
    return datetime.timedelta(days=-settings.CONFIRMATION_REMINDER_DAYS[0])


def grace() -> datetime.timedelta:
    """How long after the day itself an answer is waited for."""
    return datetime.timedelta(days=settings.CONFIRMATION_REMINDER_DAYS[-1])


def of_entry() -> datetime.timedelta:
    return datetime.timedelta(days=settings.CONFIRM_ENTRY_DAYS)


def of_support() -> datetime.timedelta:
    return datetime.timedelta(days=settings.CONFIRM_SUPPORT_DAYS)


def is_lapsed(organization: Organization, today: datetime.date) -> bool:
    """Whether a listed entry went unconfirmed beyond the grace time: it names no people then. Costs no query."""
    began = organization.confirmed_on or day(organization.listed_at)  # type: ignore[arg-type]  # listed: by a constraint
    return today >= began + of_entry() + grace()


def is_over(item: SupportGap | SupportOffer, today: datetime.date) -> bool:
    """Whether an offer named an end that has passed: nothing but another end makes it open again."""
    return isinstance(item, SupportOffer) and item.until is not None and item.until < today


# -- Clocks in the database -------------------------------------------------------------------------------------------


def entries() -> QuerySet[Any]:
    """Listed organizations, each with its `clock` and whether it `has_team`: somebody who may sign in."""
    team = Membership.objects.filter(organization=OuterRef("pk"), person__is_active=True).order_by("since", "pk")
    taken_over = Greatest(_day_of("listed_at"), _day_of(Subquery(team.values("since")[:1])))
    found: QuerySet[Any] = Organization.objects.listed()
    clocked: QuerySet[Any] = found.annotate(clock=Coalesce("confirmed_on", taken_over), has_team=Exists(team))
    return clocked


def items(part: str) -> QuerySet[Any]:
    """The present gaps or offers of listed organizations, each with its `clock` and whether it `has_team`.

    Those of an entry that was withdrawn are due on the day of its return at the latest: nobody was reminded meanwhile.
    """
    team = Membership.objects.filter(organization=OuterRef("organization"), person__is_active=True)
    claims = Claim.objects.filter(organization=OuterRef("organization"), state=ClaimState.APPROVED)
    back = Withdrawal.objects.filter(organization=OuterRef("organization"), returned_at__isnull=False)
    due_then = back.order_by("-returned_at").values(before=F("returned_at") - of_support())
    found: QuerySet[Any] = MODELS[part].objects.present().filter(organization__state=OrganizationState.LISTED)
    clocked: QuerySet[Any] = found.annotate(
        clock=Greatest(  # of those that are known
            Coalesce("confirmed_on", _day_of("state_since")),
            _day_of(Subquery(claims.order_by("-decided_at").values("decided_at")[:1])),
            _day_of(Subquery(due_then[:1], output_field=DateTimeField())),
        ),
        has_team=Exists(team),
    )
    return clocked


def _day_of(column: str | Subquery) -> TruncDate:
    return TruncDate(column, tzinfo=datetime.UTC)


def overdue(part: str, today: datetime.date) -> QuerySet[Any]:
    """Gaps or offers that expire now: not confirmed in time, or with an end that has passed.

    Where there is no team nobody could confirm anything, so only an end of its own counts.
    """
    late = Q(clock__lte=today - of_support() - grace(), has_team=True)
    if part == "offers":
        late |= Q(until__lt=today)
    return items(part).filter(late, state__in=RUNNING[part]).order_by("pk")


def steps(part: str = "") -> Sequence[int]:
    """The days of the reminders of an entry, or of a gap or offer: in place of its last one stands that it expires."""
    days: Sequence[int] = settings.CONFIRMATION_REMINDER_DAYS
    return days[:-1] if part else days


def entries_to_remind(today: datetime.date) -> QuerySet[Any]:
    """Organizations with a team that have not yet got the reminder that their clock has come to."""
    return entries().filter(_behind(today - of_entry(), steps()), has_team=True)


def items_to_remind(part: str, today: datetime.date) -> QuerySet[Any]:
    """The same for gaps or offers."""
    behind = _behind(today - of_support(), steps(part))
    return items(part).filter(behind, state__in=RUNNING[part], has_team=True).order_by("pk")


def _behind(latest: datetime.date, days: Sequence[int]) -> Q:
    """Whose clock has come to a step, and whose count of reminders has not. `latest`: the clocks that are due now."""
    return Q(
        *(
            Q(reminders__lt=number, clock__lte=latest - datetime.timedelta(days=after))
            for number, after in enumerate(days, start=1)
        ),
        _connector=Q.OR,
    )


def reached(clock: datetime.date, today: datetime.date, part: str = "") -> int:
    """The number of the reminder that a clock has come to, 0 before the first."""
    past = (today - clock - (of_support() if part else of_entry())).days
    return sum(past >= days for days in steps(part))


# -- Where one organization stands ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A gap or an offer that its organization still holds to be true, or one that expired."""

    part: str
    row: Any
    today: datetime.date

    @property
    def due_on(self) -> datetime.date:
        return self.row.clock + of_support()  # type: ignore[no-any-return]

    @property
    def expires_on(self) -> datetime.date:
        return self.due_on + grace()

    @property
    def is_expired(self) -> bool:
        return bool(self.row.state == GapState.EXPIRED)

    @property
    def is_due(self) -> bool:
        return not self.is_expired and self.today >= self.due_on - notice()

    @property
    def is_over(self) -> bool:
        return is_over(self.row, self.today)


@dataclass(frozen=True)
class Standing:
    """How an organization's confirmations stand on a day. `parts` has the day of each part, None for never."""

    organization: Organization
    today: datetime.date
    clock: datetime.date
    parts: dict[str, datetime.date | None]
    held: list[Held]

    @property
    def due_on(self) -> datetime.date:
        return self.clock + of_entry()

    @property
    def lapses_on(self) -> datetime.date:
        return self.due_on + grace()

    @property
    def entry_is_due(self) -> bool:
        return self.today >= self.due_on - notice()

    @property
    def is_overdue(self) -> bool:
        return self.today > self.due_on

    @property
    def is_lapsed(self) -> bool:
        return is_lapsed(self.organization, self.today)

    @property
    def due(self) -> list[Held]:
        return [one for one in self.held if one.is_due]

    @property
    def expired(self) -> list[Held]:
        return [one for one in self.held if one.is_expired]

    @property
    def is_due(self) -> bool:
        """Whether anything of it is asked for now."""
        return self.entry_is_due or bool(self.due)

    @property
    def last(self) -> datetime.date | None:
        """The day on which anything of it was last confirmed."""
        return max((on for on in self.parts.values() if on), default=self.organization.confirmed_on)

    def part_is_due(self, part: str) -> bool:
        on = self.parts[part]
        of_entry_is_due = self.entry_is_due and (on is None or self.today >= on + of_entry() - notice())
        return of_entry_is_due or any(one.part == part for one in self.due)


def standing(organization: Organization, today: datetime.date) -> Standing:
    """How a listed organization stands. Raises `Organization.DoesNotExist` for another. Three queries."""
    found = entries().get(pk=organization.pk)
    held = [
        Held(part, row, today)
        for part, states in RUNNING.items()
        for row in items(part).filter(organization=found.pk, state__in=[*states, GapState.EXPIRED]).order_by("pk")
    ]
    return Standing(found, today, found.clock, parts_of(found), held)


def parts_of(organization: Organization) -> dict[str, datetime.date | None]:
    """The day on which each part was last confirmed; where nothing is said of one, that of the whole entry."""
    told = organization.confirmed_parts
    return {
        part: datetime.date.fromisoformat(told[part]) if part in told else organization.confirmed_on for part in PARTS
    }
