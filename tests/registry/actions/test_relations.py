"""Lineage takes both sides, and never leads in a circle."""

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import relations, submissions, withdrawals
from registry.errors import HasParent, IllegalMove, NotAllowed, WouldBeCircle
from registry.models import Membership, Message, Organization, PublicChange, Relation, TeamRole
from registry.queries import organizations
from registry.queries.relations import kinds_between, ties_of, waiting_for_staff
from tests.factories import complete_draft, join_team, person, send, submitted
from tests.listings import partner

pytestmark = pytest.mark.django_db


def owned(name: str, by: str = "", **given: str) -> Organization:
    made = Organization.objects.get(public_id=partner(name, **given))
    if by:
        Membership.objects.create(organization=made, person=person(by), role=TeamRole.OWNER)
    return made


@pytest.fixture
def branch() -> Organization:
    return owned("Reef Branch", "amina")


@pytest.fixture
def house() -> Organization:
    return owned("Reef House", "kim")


def agreed(kind: str, organization: Organization, other: Organization) -> Relation:
    now = timezone.now()
    return Relation.objects.create(kind=kind, organization=organization, other=other, accepted_at=now)


def told() -> list[tuple[str, str, str]]:
    """Who was told what, since the last time."""
    rows = Message.objects.order_by("created_at").select_related("person")
    found = [(row.kind, row.person.name if row.person else "", row.context.get("answer", "")) for row in rows]
    for row in rows:
        assert mail.compose(row).subject
    rows.delete()
    return found


def names(of: Organization) -> dict[str, list[str]]:
    found = organizations.relations(of)
    sides = ("parents", "parts", "successors", "predecessors")
    return {side: [one.name for one in getattr(found, side)] for side in sides if getattr(found, side)}


def test_of_a_registration_the_parent_is_asked_when_it_is_sent_and_once(house: Organization) -> None:
    submission = complete_draft(person("amina"), name="Reef Branch")
    branch = submission.organization
    for other in (house, owned("Reef Cellar", "lee")):
        relations.propose(kind="parent", organization=branch, other=other, by=person("amina"))
    assert [kind for kind, _name, _answer in told() if kind == "relation_proposed"] == []
    assert (len(ties_of(branch, "en")), ties_of(house, "en")) == (2, [])

    send(submission, person("amina"))
    asked = [(kind, name) for kind, name, _answer in told() if kind == "relation_proposed"]
    assert asked == [("relation_proposed", "Kim"), ("relation_proposed", "Lee")]
    assert [one.less.name for one in ties_of(house, "en")] == ["Reef Branch"]

    submissions.take_back(submission=submission, by=person("amina"))
    send(submission, person("amina"))
    assert [kind for kind, _name, _answer in told() if kind == "relation_proposed"] == []


@pytest.mark.parametrize(
    ("kind", "of_branch", "of_house"), [("parent", "parents", "parts"), ("successor", "successors", "predecessors")]
)
def test_what_one_side_proposes_is_shown_once_the_other_accepts(
    kind: str, of_branch: str, of_house: str, branch: Organization, house: Organization
) -> None:
    relation = relations.propose(kind=kind, organization=branch, other=house, by=person("amina"))
    assert relations.propose(kind=kind, organization=branch, other=house, by=person("kim")) == relation
    assert told() == [("relation_proposed", "Kim", "")]
    assert (names(branch), names(house)) == ({}, {})
    before = PublicChange.objects.in_bulk()

    accepted = relations.accept(relation=relation, by=person("kim"))

    assert told() == [("relation_answered", "Amina", "accepted")]
    assert relations.accept(relation=relation, by=person("kim")).accepted_at == accepted.accepted_at
    assert told() == []
    assert (names(branch), names(house)) == ({of_branch: ["Reef House"]}, {of_house: ["Reef Branch"]})
    assert all(PublicChange.objects.get(pk=pk).at > row.at for pk, row in before.items())


def test_the_other_side_may_propose_too(branch: Organization, house: Organization) -> None:
    relation = relations.propose(kind="parent", organization=branch, other=house, by=person("kim"))
    assert (relation.proposed_by_other, told()) == (True, [("relation_proposed", "Amina", "")])
    with pytest.raises(NotAllowed):
        relations.accept(relation=relation, by=person("kim"))

    relations.accept(relation=relation, by=person("amina"))

    assert told() == [("relation_answered", "Kim", "accepted")]
    assert names(branch) == {"parents": ["Reef House"]}


def test_who_owns_both_has_agreed_for_both(branch: Organization) -> None:
    house = owned("Reef House", "amina")

    relation = relations.propose(kind="parent", organization=branch, other=house, by=person("amina"))

    assert relation.accepted_at is not None
    assert told() == []


@pytest.mark.parametrize("name", ["sam", "bo", "rosa"])
def test_only_owners_propose_answer_and_end(name: str, branch: Organization, house: Organization) -> None:
    join_team(person("bo"), branch)
    with pytest.raises(NotAllowed):
        relations.propose(kind="parent", organization=branch, other=house, by=person(name))
    relation = relations.propose(kind="parent", organization=branch, other=house, by=person("amina"))
    for act in (relations.accept, relations.end):
        with pytest.raises(NotAllowed):
            act(relation=relation, by=person(name))
    assert Relation.objects.get().accepted_at is None


def test_declined_taken_back_ended_and_proposed_again(branch: Organization, house: Organization) -> None:
    def proposed() -> Relation:
        made = relations.propose(kind="parent", organization=branch, other=house, by=person("amina"))
        told()
        return made

    declined = relations.end(relation=proposed(), by=person("kim"))
    assert told() == [("relation_answered", "Amina", "declined")]
    assert relations.end(relation=declined, by=person("kim")).ended_at == declined.ended_at
    with pytest.raises(IllegalMove):
        relations.accept(relation=declined, by=person("kim"))

    relations.end(relation=proposed(), by=person("amina"))
    assert told() == []

    for name, hears in (("amina", "Kim"), ("kim", "Amina")):
        relation = proposed()
        relations.accept(relation=relation, by=person("kim"))
        told()
        relations.end(relation=relation, by=person(name))
        assert told() == [("relation_answered", hears, "ended")]
        assert (names(branch), names(house)) == ({}, {})


def test_the_secretariat_answers_for_a_side_without_a_team(branch: Organization) -> None:
    house = owned("Reef House")
    relation = relations.propose(kind="parent", organization=branch, other=house, by=person("amina"))
    assert [(tie.less.name, tie.more.name) for tie in waiting_for_staff("en", 9)] == [("Reef Branch", "Reef House")]

    relations.accept(relation=relation, by=person("rosa"))

    assert names(house) == {"parts": ["Reef Branch"]}
    assert waiting_for_staff("en", 9) == []


def test_a_registration_names_a_parent_only_and_it_is_shown_when_it_is_listed(house: Organization) -> None:
    branch = submitted(person("amina"), name="Young Branch").organization
    with pytest.raises(IllegalMove):
        relations.propose(kind="successor", organization=branch, other=house, by=person("amina"))
    with pytest.raises(IllegalMove):
        relations.propose(kind="parent", organization=house, other=branch, by=person("amina"))
    told()
    relation = relations.propose(kind="parent", organization=branch, other=house, by=person("amina"))
    [proposed] = Message.objects.all()
    assert "Young Branch" in mail.compose(proposed).body
    [tie] = ties_of(house, "en")
    assert (tie.less.name, tie.less.is_listed, tie.asked) == ("Young Branch", False, house.public_id_id)

    relations.accept(relation=relation, by=person("kim"))

    assert names(house) == {}
    assert not PublicChange.objects.filter(pk=branch.pk).exists()
    assert kinds_between(branch) == [("parent", False)]


def test_nothing_is_its_own_parent_and_nothing_withdrawn_is_one(branch: Organization, house: Organization) -> None:
    Organization.objects.filter(pk=house.pk).update(state="withdrawn")
    for other in (branch, house):
        with pytest.raises(IllegalMove):
            relations.propose(kind="parent", organization=branch, other=other, by=person("amina"))


@pytest.mark.parametrize("kind", ["parent", "successor"])
def test_no_circle(kind: str, branch: Organization, house: Organization) -> None:
    third = owned("Reef Alliance", "sam")
    waiting = relations.propose(kind=kind, organization=third, other=branch, by=person("sam"))
    agreed(kind, branch, house)
    agreed(kind, house, third)

    with pytest.raises(WouldBeCircle):
        relations.accept(relation=waiting, by=person("amina"))
    with pytest.raises(WouldBeCircle):
        relations.propose(kind=kind, organization=house, other=branch, by=person("kim"))


def test_one_parent_and_many_successors(branch: Organization, house: Organization) -> None:
    third = owned("Reef Alliance", "sam")
    waiting = relations.propose(kind="parent", organization=branch, other=third, by=person("amina"))
    agreed("parent", branch, house)

    with pytest.raises(HasParent):
        relations.accept(relation=waiting, by=person("sam"))
    for other in (house, third):
        agreed("successor", branch, other)
    assert sorted(names(branch)["successors"]) == ["Reef Alliance", "Reef House"]


def test_relations_of_a_withdrawn_one_are_hidden_and_come_back(branch: Organization, house: Organization) -> None:
    agreed("parent", branch, house)

    withdrawals.withdraw(organization=house, by=person("kim"))
    assert (names(branch), ties_of(branch, "en")) == ({}, [])

    withdrawals.give_back(organization=house, by=person("kim"))
    assert names(branch) == {"parents": ["Reef House"]}
    assert [tie.more.name for tie in ties_of(branch, "en")] == ["Reef House"]
