"""Whatever several people do to three entries, in any order: what must hold after each step, holds.

An action of the table is tried by somebody, on one of the organizations, with a number that picks what it is about. It
is done or refused; what there is nothing to pick for is passed over. To add an action, add a function to `ACTIONS` and
a step to `STORY`.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pghistory
import pytest
from django.apps import apps
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from registry import rules
from registry.actions import cases, claims, drafts, invitations, submissions, teams
from registry.errors import LinkInvalid, Refusal
from registry.models import (
    Case,
    Claim,
    Invitation,
    Membership,
    Organization,
    Person,
    Submission,
    TeamRequest,
    TeamRole,
)
from registry.states import OPEN, OPEN_CLAIMS, Origin
from tests.factories import WHERE, complete_draft, form_data, imported, join_team, listed, person, send

pytestmark = pytest.mark.django_db

NAMES = ("amina", "bo", "sam", "rosa")
Row = TypeVar("Row", bound=models.Model)


class NothingToPick(Exception):
    """There is no row that the action could be about."""


@dataclass(frozen=True)
class Turn:
    """Somebody's turn: who acts on which organization; `number` picks among what there is."""

    by: Person
    organization: Organization
    number: int

    def pick(self, model: type[Row], **wanted: Any) -> Row:
        rows = list(model._default_manager.filter(organization=self.organization, **wanted).order_by("pk"))
        if not rows:
            raise NothingToPick
        return rows[self.number % len(rows)]

    @property
    def submission(self) -> Submission:
        return self.pick(Submission, origin=Origin.TEAM)

    @property
    def open_submission(self) -> Submission:
        return self.pick(Submission, origin=Origin.TEAM, state__in=OPEN)

    @property
    def address(self) -> str:
        who = (*NAMES, "somebody")[self.number % 5]
        return f"{who}@people.example.org"

    @property
    def is_even(self) -> bool:
        return self.number % 2 == 0


def save(turn: Turn) -> None:
    """Save a section that passes, or one that does not."""
    submission = turn.open_submission
    countries = ["KE"] if turn.is_even else ["Nowhere"]
    data = form_data({**WHERE, "countries": countries, "base_place": f"Place {turn.number}"})
    drafts.save_section(
        submission=submission, key="where", data=data, seen=drafts.version_of(submission, "where"), by=turn.by
    )


ACTIONS: dict[str, Callable[[Turn], object]] = {
    # Invitations
    "invite": lambda t: invitations.invite(organization=t.organization, to=t.address, note="Come.", by=t.by),
    "withdraw the invitation": lambda t: invitations.withdraw(invitation=t.pick(Invitation), by=t.by),
    "accept the invitation": lambda t: invitations.accept(invitation_id=t.pick(Invitation).pk, by=t.by),
    "decline the invitation": lambda t: invitations.decline(invitation_id=t.pick(Invitation).pk),
    "pass the draft": lambda t: invitations.pass_draft(submission=t.open_submission, to=t.address, note="", by=t.by),
    # Wishes
    "ask to join": lambda t: teams.ask_to_join(organization=t.organization, note="Please.", by=t.by),
    "take the wish back": lambda t: teams.take_back_wish(wish=t.pick(TeamRequest), by=t.by),
    "accept the wish": lambda t: teams.accept_wish(wish=t.pick(TeamRequest), by=t.by),
    "decline the wish": lambda t: teams.decline_wish(wish=t.pick(TeamRequest), reason="No.", by=t.by),
    # Members
    "make an owner": lambda t: teams.change_role(membership=t.pick(Membership), role=TeamRole.OWNER, by=t.by),
    "make an editor": lambda t: teams.change_role(membership=t.pick(Membership), role=TeamRole.EDITOR, by=t.by),
    "hand over": lambda t: teams.hand_over(membership=t.pick(Membership), by=t.by),
    "remove": lambda t: teams.remove(membership=t.pick(Membership), by=t.by),
    "leave": lambda t: teams.leave(organization=t.organization, by=t.by),
    "leave for good": lambda t: teams.leave(organization=t.organization, by=t.by, nobody_follows=True),
    # Staff
    "appoint": lambda t: teams.appoint(membership=t.pick(Membership), by=t.by),
    "settle the case": lambda t: cases.settle_case(case=t.pick(Case), by=t.by),
    # Claims
    "claim": lambda t: claims.open_claim(
        organization=t.organization, by=t.by, evidence="link", link=f"https://bay.example.org/{t.number}"
    ),
    "add evidence": lambda t: claims.give_evidence(
        claim=t.pick(Claim), by=t.by, evidence="link", link=f"https://bay.example.org/{t.number}", words="See there."
    ),
    "take the claim back": lambda t: claims.take_back(claim=t.pick(Claim), by=t.by),
    "ask the claimant": lambda t: claims.ask_for_more(claim=t.pick(Claim), by=t.by, question="Since when?"),
    "approve the claim": lambda t: claims.approve(claim=t.pick(Claim), by=t.by),
    "decline the claim": lambda t: claims.decline(claim=t.pick(Claim), by=t.by, reason="No."),
    "revoke the claim": lambda t: claims.revoke(claim=t.pick(Claim), by=t.by, reason="It was not true."),
    # Submissions
    "open a change": lambda t: drafts.open_change(organization=t.organization, by=t.by),
    "save": save,
    "send": lambda t: send(t.submission, t.by),
    "take back": lambda t: submissions.take_back(submission=t.submission, by=t.by),
    "discard": lambda t: submissions.discard(submission=t.submission, by=t.by),
    "approve": lambda t: submissions.approve(submission=t.submission, by=t.by),
    "ask for changes": lambda t: submissions.request_changes(submission=t.submission, by=t.by, reason="Say more."),
    "decline": lambda t: submissions.decline(submission=t.submission, by=t.by, reason="No."),
}


# -- The world --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """Three organizations: Amina's is listed, with Bo as an editor; Bo's is pending, with its draft complete; the third
    was imported and has no team.
    """

    organizations: dict[str, uuid.UUID]
    people: dict[str, Person]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once; each example begins with it as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {name: person(name) for name in NAMES}
        partner = listed(people["amina"])
        join_team(people["bo"], partner)
        pending = complete_draft(people["bo"]).organization
        yield World({"listed": partner.pk, "pending": pending.pk, "imported": imported().pk}, people)
        transaction.set_rollback(True)


FOLLOWED = (Membership, Invitation, TeamRequest, Case, Claim, Submission, Organization)


def stored() -> Any:
    """The contents of every table of ours, of their histories and of the jobs, as one row of sums."""
    tables = [model._meta.db_table for model in apps.get_app_config("registry").get_models()]
    tables = [*sorted(set(tables) - {"registry_country", "registry_region"}), "procrastinate_jobs"]
    sums = [f"(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t)" for table in tables]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sums)}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def history(model: type[models.Model]) -> type[models.Model]:
    found: type[models.Model] = model.events.rel.related_model  # type: ignore[attr-defined]
    return found


def last_event() -> dict[str, int]:
    latest = {model.__name__: history(model)._default_manager.order_by("-pgh_id").first() for model in FOLLOWED}
    return {name: event.pk if event else 0 for name, event in latest.items()}


# -- What must hold ---------------------------------------------------------------------------------------------------


def check_submissions(organization: Organization) -> None:
    assert organization.submissions.filter(origin=Origin.TEAM, state__in=OPEN).count() <= 1


def check_owner_or_case(organization: Organization) -> None:
    if rules.lacks_owner(organization):
        assert organization.cases.filter(kind="team_without_owner", state="open").count() == 1


def check_invitations(organization: Organization) -> None:
    over = organization.invitations.exclude(accepted_at=None, withdrawn_at=None)
    assert set(over.values_list("address", "note")) <= {("", "")}


def check_wishes(organization: Organization) -> None:
    members = organization.memberships.values("person")
    assert organization.team_requests.filter(state="open", person__in=members).count() == 0


def check_claims(organization: Organization) -> None:
    """Whoever claims has a case while the claim is open, and only then; a team has nobody's open claim beside it."""
    claimed = organization.claims.filter(state__in=OPEN_CLAIMS)
    waiting = organization.cases.filter(kind="claim", state="open")
    assert sorted(claimed.values_list("person", flat=True)) == sorted(waiting.values_list("person", flat=True))
    assert not (claimed.exists() and organization.memberships.exists())


def check_links(organization: Organization) -> None:
    """A link works as long as whoever sent it may give the place that it offers, and no longer."""
    roles = dict(organization.memberships.values_list("person", "role"))
    for link in organization.invitations.filter(accepted_at=None, declined_at=None, withdrawn_at=None):
        try:
            invitations.open_invitation(link.pk)
            works = True
        except LinkInvalid:
            works = False
        assert works == (roles.get(link.invited_by_id) in (TeamRole.OWNER, link.role))


CHECKS = (check_submissions, check_owner_or_case, check_invitations, check_wishes, check_claims, check_links)


def check_history(by: Person, before: dict[str, int]) -> None:
    """Every row is as its last event says, what is gone is said to be gone, and what is new names who acted."""
    for model in FOLLOWED:
        events = history(model)
        columns = [field.attname for field in events._meta.concrete_fields if not field.name.startswith("pgh_")]
        rows = {row["id"]: row for row in model._default_manager.values(*columns)}
        latest = {event.pgh_obj_id: event for event in events._default_manager.order_by("pgh_id")}  # type: ignore[attr-defined]
        told = {
            pk: {column: getattr(event, column) for column in columns}
            for pk, event in latest.items()
            if event.pgh_label != "delete"
        }
        assert told == rows
        new = events._default_manager.filter(pgh_id__gt=before[model.__name__]).select_related("pgh_context")
        assert {event.pgh_context.metadata["user"] for event in new} <= {str(by.pk)}  # type: ignore[attr-defined]


def take(turn: Turn, name: str, before: Any) -> tuple[str, Any]:
    """Take a turn and check everything; what came of it, and what is stored then."""
    events = last_event()
    try:
        with pghistory.context(user=str(turn.by.pk)):
            ACTIONS[name](turn)
    except NothingToPick:
        return "passed over", before
    except Refusal:
        assert stored() == before, name
        return "refused", before
    for organization in Organization.objects.all():
        for check in CHECKS:
            check(organization)
    check_history(turn.by, events)
    return "done", stored()


# -- The tests --------------------------------------------------------------------------------------------------------

TURNS = st.tuples(
    st.sampled_from(sorted(ACTIONS)),
    st.sampled_from(NAMES),
    st.sampled_from(["listed", "listed", "pending", "imported"]),
    st.integers(0, 9),
)


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(turns=st.lists(TURNS, min_size=6, max_size=12))
def test_what_must_hold_holds_after_every_step(turns: list[tuple[str, str, str, int]], world: World) -> None:
    with transaction.atomic():
        before = stored()
        for name, who, which, number in turns:
            organization = Organization.objects.get(pk=world.organizations[which])
            _result, before = take(Turn(world.people[who], organization, number), name, before)
        transaction.set_rollback(True)


# Each action of the table, in an order in which it can be done: name, who, which organization, number.
STORY = [
    ("invite", "amina", "listed", 4),
    ("withdraw the invitation", "amina", "listed", 0),
    ("invite", "amina", "listed", 2),
    ("decline the invitation", "sam", "listed", 1),
    ("invite", "amina", "listed", 2),
    ("accept the invitation", "sam", "listed", 2),
    ("leave", "sam", "listed", 0),
    ("ask to join", "sam", "listed", 0),
    ("take the wish back", "sam", "listed", 0),
    ("ask to join", "sam", "listed", 0),
    ("accept the wish", "amina", "listed", 1),
    ("remove", "amina", "listed", 2),
    ("ask to join", "sam", "listed", 0),
    ("decline the wish", "amina", "listed", 2),
    ("make an owner", "amina", "listed", 1),
    ("make an editor", "bo", "listed", 0),
    ("hand over", "bo", "listed", 0),
    ("open a change", "bo", "listed", 0),
    ("save", "bo", "listed", 1),
    ("leave for good", "amina", "listed", 0),
    ("appoint", "rosa", "listed", 0),
    ("save", "bo", "listed", 0),
    ("send", "bo", "listed", 1),
    ("ask for changes", "rosa", "listed", 1),
    ("send", "bo", "listed", 1),
    ("take back", "bo", "listed", 1),
    ("send", "bo", "listed", 1),
    ("approve", "rosa", "listed", 1),
    ("open a change", "bo", "listed", 0),
    ("discard", "bo", "listed", 2),
    ("pass the draft", "bo", "pending", 4),
    ("send", "bo", "pending", 0),
    ("decline", "rosa", "pending", 0),
    ("leave for good", "bo", "pending", 0),
    ("settle the case", "rosa", "pending", 0),
    ("claim", "sam", "imported", 0),
    ("take the claim back", "sam", "imported", 0),
    ("claim", "bo", "imported", 1),
    ("claim", "sam", "imported", 2),
    ("ask the claimant", "rosa", "imported", 1),
    ("add evidence", "bo", "imported", 1),
    ("decline the claim", "rosa", "imported", 1),
    ("approve the claim", "rosa", "imported", 2),
    ("revoke the claim", "rosa", "imported", 2),
]


def test_every_action_of_the_table_can_be_done(world: World) -> None:
    assert {name for name, *_turn in STORY} == set(ACTIONS)
    with transaction.atomic():
        before = stored()
        for name, who, which, number in STORY:
            organization = Organization.objects.get(pk=world.organizations[which])
            result, before = take(Turn(world.people[who], organization, number), name, before)
            assert (name, result) == (name, "done")
        transaction.set_rollback(True)


# Who passes a draft on and loses their place then, in every way in which a place is lost.
LOST = {
    "revoked": [
        ("claim", "sam", "imported", 0),
        ("approve the claim", "rosa", "imported", 0),
        ("open a change", "sam", "imported", 0),
        ("pass the draft", "sam", "imported", 4),
        ("revoke the claim", "rosa", "imported", 0),
    ],
    "made an editor": [
        ("make an owner", "amina", "listed", 1),
        ("open a change", "bo", "listed", 0),
        ("pass the draft", "bo", "listed", 4),
        ("make an editor", "amina", "listed", 1),
    ],
    "handed over": [
        ("open a change", "amina", "listed", 0),
        ("pass the draft", "amina", "listed", 4),
        ("hand over", "amina", "listed", 1),
    ],
    "removed": [
        ("open a change", "bo", "listed", 0),
        ("pass the draft", "bo", "listed", 4),
        ("remove", "amina", "listed", 1),
    ],
    "left": [
        ("open a change", "bo", "listed", 0),
        ("pass the draft", "bo", "listed", 4),
        ("leave", "bo", "listed", 0),
    ],
    "left for good": [
        ("open a change", "amina", "listed", 0),
        ("pass the draft", "amina", "listed", 4),
        ("leave for good", "amina", "listed", 0),
    ],
}


@pytest.mark.parametrize("story", LOST.values(), ids=LOST)
def test_who_lost_a_place_does_not_come_back_to_it_by_an_earlier_link(
    story: list[tuple[str, str, str, int]], world: World
) -> None:
    *_before, (_name, sender, which, _number) = [one for one in story if one[0] == "pass the draft"]
    with transaction.atomic():
        before = stored()
        for name, who, where, number in story:
            organization = Organization.objects.get(pk=world.organizations[where])
            result, before = take(Turn(world.people[who], organization, number), name, before)
            assert (name, result) == (name, "done")
        organization = Organization.objects.get(pk=world.organizations[which])
        team = dict(organization.memberships.values_list("person__name", "role"))
        for name in (sender, "sam"):
            result, before = take(Turn(world.people[name], organization, 0), "accept the invitation", before)
            assert result == "refused"
        assert dict(organization.memberships.values_list("person__name", "role")) == team
        transaction.set_rollback(True)
