"""Belonging to a network takes both sides."""

import pytest

from registry import mail
from registry.actions import networks, people
from registry.errors import IllegalMove, NotAllowed, NotANetwork
from registry.models import Membership, Message, NetworkMembership, Organization, Person, TeamRole
from registry.queries.directory import Asked, search
from registry.queries.relations import waiting_for_staff
from tests.factories import person
from tests.listings import partner

pytestmark = pytest.mark.django_db


def owned(name: str, by: Person, **given: str) -> Organization:
    made = Organization.objects.get(public_id=partner(name, **given))
    Membership.objects.create(organization=made, person=by, role=TeamRole.OWNER)
    return made


@pytest.fixture
def alliance() -> Organization:
    return owned("Coral Alliance", person("amina"), type="network")


@pytest.fixture
def reef() -> Organization:
    return owned("Reef", person("sam"))


def members(network: Organization) -> list[str]:
    chosen = {"network": (network.public_id_id,)}
    return [row.record["id"] for row in search(Asked(chosen=chosen)).rows]


def test_what_one_side_proposes_holds_once_the_other_accepts(alliance: Organization, reef: Organization) -> None:
    proposed = networks.propose(network=alliance, member=reef, by=person("amina"))
    assert networks.propose(network=alliance, member=reef, by=person("sam")) == proposed
    assert members(alliance) == []
    with pytest.raises(NotAllowed):
        networks.accept(belonging=proposed, by=person("amina"))
    accepted = networks.accept(belonging=proposed, by=person("sam"))
    assert networks.accept(belonging=proposed, by=person("sam")).accepted_at == accepted.accepted_at
    assert members(alliance) == [reef.public_id_id]


def test_a_member_may_ask_and_the_network_accepts(alliance: Organization, reef: Organization) -> None:
    asked = networks.propose(network=alliance, member=reef, by=person("sam"))
    with pytest.raises(NotAllowed):
        networks.accept(belonging=asked, by=person("sam"))
    networks.accept(belonging=asked, by=person("amina"))
    assert members(alliance) == [reef.public_id_id]


@pytest.mark.parametrize("name", ["amina", "sam"])
def test_either_side_ends_it_and_it_may_begin_again(alliance: Organization, reef: Organization, name: str) -> None:
    belonging = networks.propose(network=alliance, member=reef, by=person("amina"))
    networks.accept(belonging=belonging, by=person("sam"))
    ended = networks.end(belonging=belonging, by=person(name))
    assert networks.end(belonging=belonging, by=person(name)).ended_at == ended.ended_at
    assert members(alliance) == []
    with pytest.raises(IllegalMove):
        networks.accept(belonging=belonging, by=person("sam"))
    assert networks.propose(network=alliance, member=reef, by=person("amina")) != belonging


def test_a_stranger_does_nothing(alliance: Organization, reef: Organization) -> None:
    stranger, _new = people.find_or_make(email="sid@elsewhere.example", name="Sid", language="en")
    with pytest.raises(NotAllowed):
        networks.propose(network=alliance, member=reef, by=stranger)
    belonging = networks.propose(network=alliance, member=reef, by=person("amina"))
    with pytest.raises(NotAllowed):
        networks.end(belonging=belonging, by=stranger)
    assert NetworkMembership.objects.get().ended_at is None


def test_both_are_listed_and_the_first_is_a_network(alliance: Organization, reef: Organization) -> None:
    with pytest.raises(NotANetwork, match="Only a network or coalition has members"):
        networks.propose(network=reef, member=alliance, by=person("sam"))
    belonging = networks.propose(network=alliance, member=reef, by=person("amina"))
    Organization.objects.filter(pk=reef.pk).update(state="withdrawn")
    with pytest.raises(IllegalMove):
        networks.propose(network=alliance, member=reef, by=person("amina"))
    with pytest.raises(IllegalMove):
        networks.accept(belonging=belonging, by=person("sam"))


def told() -> list[tuple[str, Person | None, str]]:
    """Who was told what, since the last time; each letter says it."""
    rows = Message.objects.order_by("created_at").select_related("person")
    found = []
    for row in rows:
        assert "Coral Alliance" in mail.compose(row).body
        found.append((row.kind, row.person, row.context.get("answer", "")))
    rows.delete()
    return found


def test_the_other_side_is_told_each_time(alliance: Organization, reef: Organization) -> None:
    amina, sam = person("amina"), person("sam")

    def proposed() -> NetworkMembership:
        made = networks.propose(network=alliance, member=reef, by=amina)
        assert told() == [("relation_proposed", sam, "")]
        return made

    networks.end(belonging=proposed(), by=amina)
    assert told() == []
    networks.end(belonging=proposed(), by=sam)
    assert told() == [("relation_answered", amina, "declined")]
    for by, hears in ((amina, sam), (sam, amina)):
        belonging = networks.accept(belonging=proposed(), by=sam)
        assert told() == [("relation_answered", amina, "accepted")]
        networks.end(belonging=belonging, by=by)
        assert told() == [("relation_answered", hears, "ended")]
    networks.accept(belonging=networks.propose(network=alliance, member=reef, by=sam), by=amina)
    assert told() == [("relation_proposed", amina, ""), ("relation_answered", sam, "accepted")]


# -- A side without a team --------------------------------------------------------------------------------------------


def waiting() -> list[tuple[str, str, str]]:
    return [(tie.kind, tie.less.name, tie.more.name) for tie in waiting_for_staff("en", 9)]


@pytest.mark.parametrize("asks", ["member", "network"])
def test_the_secretariat_answers_for_a_network_or_a_member_without_a_team(
    alliance: Organization, reef: Organization, asks: str
) -> None:
    asked, asker = (alliance, person("sam")) if asks == "member" else (reef, person("amina"))
    asked.memberships.all().delete()
    belonging = networks.propose(network=alliance, member=reef, by=asker)
    assert waiting() == [("membership", "Reef", "Coral Alliance")]
    with pytest.raises(NotAllowed):
        networks.accept(belonging=belonging, by=asker)

    networks.accept(belonging=belonging, by=person("rosa"))

    assert members(alliance) == [reef.public_id_id]
    assert (told(), waiting()) == ([("relation_answered", asker, "accepted")], [])


def test_the_secretariat_declines_for_a_network_without_a_team(alliance: Organization, reef: Organization) -> None:
    alliance.memberships.all().delete()
    belonging = networks.propose(network=alliance, member=reef, by=person("sam"))

    networks.end(belonging=belonging, by=person("rosa"))

    assert (told(), waiting()) == ([("relation_answered", person("sam"), "declined")], [])


def test_the_secretariat_does_not_answer_for_a_team(alliance: Organization, reef: Organization) -> None:
    belonging = networks.propose(network=alliance, member=reef, by=person("sam"))
    assert waiting() == []
    for act in (networks.accept, networks.end):
        with pytest.raises(NotAllowed):
            act(belonging=belonging, by=person("rosa"))
