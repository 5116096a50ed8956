"""An entry leaves the directory at its owner's word, and comes back as it was."""

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import assignments, claims, drafts, networks, submissions, withdrawals
from registry.entry.document import read
from registry.errors import IllegalMove, IsWithdrawn, NotAllowed, TakenBack
from registry.models import Listing, Message, Organization
from registry.queries import organizations
from registry.queries.directory import Asked, search
from tests.factories import WHERE, join_team, listed, person, save, send, submitted

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [row.record["id"] for row in search(Asked()).rows]


def test_an_entry_leaves_at_once_and_its_team_is_told() -> None:
    organization = listed()
    join_team(person("bo"), organization)
    Message.objects.all().delete()

    withdrawal = withdrawals.withdraw(organization=organization, by=person("amina"), reason="We close.")

    organization.refresh_from_db()
    assert (organization.state, withdrawal.reason, withdrawal.by) == ("withdrawn", "We close.", person("amina"))
    assert (found(), Listing.objects.count()) == ([], 0)
    told = Message.objects.order_by("created_at")
    assert [(one.kind, one.person) for one in told] == [("withdrawn", one) for one in _by_id("amina", "bo")]
    assert set(told[0].context) == {"organization", "withdrawal"}


def _by_id(*names: str) -> list[Any]:
    return sorted((person(name) for name in names), key=lambda one: one.pk)


def test_the_letter_says_until_when_one_click_is_enough() -> None:
    organization = listed(name="Invented Bay Council")
    withdrawals.withdraw(organization=organization, by=person("amina"))

    email = mail.compose(Message.objects.get(kind="withdrawn"))

    until = withdrawals.erased_on(organization.withdrawals.get())
    assert f"until {until.day} {until:%B %Y}" in " ".join(email.body.split())
    assert "Invented Bay Council" in email.body


@pytest.mark.parametrize("kind", ["withdrawn", "erasure_notice"])
def test_a_letter_leads_owners_to_the_way_back_and_editors_to_the_downloads(kind: str) -> None:
    organization = listed()
    join_team(person("bo"), organization)
    withdrawals.withdraw(organization=organization, by=person("amina"))
    withdrawals.send_notices(day(76))

    def letter(name: str) -> tuple[str, bool]:
        message = Message.objects.get(kind=kind, person=person(name))
        message.language = "en"
        body = mail.compose(message).body
        [link] = re.findall(r"/workspace/(\S+)", body)
        return link, "Its owners can return it." in body

    key = organization.public_id_id
    assert [letter("amina"), letter("bo")] == [(f"{key}/withdraw/", False), (f"{key}/downloads/", True)]


def test_it_returns_as_it_was() -> None:
    organization = listed()
    said, since = read(organization), organization.listed_at
    withdrawals.withdraw(organization=organization, by=person("amina"))

    returned = withdrawals.give_back(organization=organization, by=person("amina"))

    assert (returned.state, returned.listed_at, read(returned)) == ("listed", since, said)
    assert found() == [organization.public_id_id]
    assert organization.withdrawals.get().returned_at is not None
    assert Message.objects.filter(kind="returned", person=person("amina")).count() == 1
    assert withdrawals.last_withdrawal(organization) == organization.withdrawals.get()


@pytest.mark.parametrize("name", ["bo", "sam", "rosa"])
def test_only_an_owner_withdraws_and_returns(name: str) -> None:
    organization = listed()
    join_team(person("bo"), organization)
    with pytest.raises(NotAllowed):
        withdrawals.withdraw(organization=organization, by=person(name))
    withdrawals.withdraw(organization=organization, by=person("amina"))

    with pytest.raises(NotAllowed):
        withdrawals.give_back(organization=organization, by=person(name))


def test_only_what_is_listed_leaves_and_only_what_left_returns() -> None:
    organization, pending = listed(), submitted().organization
    with pytest.raises(IllegalMove):
        withdrawals.withdraw(organization=pending, by=person("amina"))
    with pytest.raises(IllegalMove):
        withdrawals.give_back(organization=organization, by=person("amina"))
    withdrawals.withdraw(organization=organization, by=person("amina"))

    with pytest.raises(IllegalMove):
        withdrawals.withdraw(organization=organization, by=person("amina"))
    assert organization.withdrawals.count() == 1


def test_what_waited_for_review_is_a_draft_and_is_sent_after_the_return() -> None:
    organization = listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "base_place": "Lamu"})
    send(change, person("amina"))
    assignments.assign(submission=change, to=person("rosa"), by=person("rosa"))
    withdrawals.withdraw(organization=organization, by=person("amina"))

    change.refresh_from_db()
    assert (change.state, change.assigned_to) == ("draft", None)
    with pytest.raises(TakenBack):
        submissions.approve(submission=change, by=person("rosa"))
    with pytest.raises(IsWithdrawn):
        send(change, person("amina"))
    assert change.state == "draft"

    withdrawals.give_back(organization=organization, by=person("amina"))
    assert send(change, person("amina")).state == "submitted"


def test_its_networks_are_hidden_with_it_and_come_back() -> None:
    alliance, reef = listed(person("kim"), type="network"), listed()
    belonging = networks.propose(network=alliance, member=reef, by=person("kim"))
    networks.accept(belonging=belonging, by=person("amina"))
    reef_row = Listing.objects.get(organization=reef)

    withdrawals.withdraw(organization=alliance, by=person("kim"))
    assert organizations.relations(reef).networks == []
    assert Listing.objects.get(organization=reef).record["networks"] == []

    withdrawals.give_back(organization=alliance, by=person("kim"))
    assert [one.public_id for one in organizations.relations(reef).networks] == [alliance.public_id_id]
    assert Listing.objects.get(organization=reef).record == reef_row.record


# -- The notice before the erasure ------------------------------------------------------------------------------------


def day(number: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=number, minutes=1)


def test_the_team_is_told_once_two_weeks_before() -> None:
    organization = listed()
    withdrawals.withdraw(organization=organization, by=person("amina"))

    assert [withdrawals.send_notices(day(number)) for number in (75, 76, 77)] == [0, 1, 0]

    [notice] = Message.objects.filter(kind="erasure_notice")
    assert (notice.person, notice.context["organization"]) == (person("amina"), str(organization.pk))
    assert "erase the personal data" in mail.compose(notice).body


def test_what_returned_gets_no_notice() -> None:
    organization = listed()
    withdrawals.withdraw(organization=organization, by=person("amina"))
    withdrawals.give_back(organization=organization, by=person("amina"))

    assert withdrawals.send_notices(day(80)) == 0
    assert withdrawals._notice(organization.pk, day(80)) == 0


def test_nobody_claims_it_before_the_erasure() -> None:
    organization = listed()
    withdrawals.withdraw(organization=organization, by=person("amina"))
    organization.memberships.all().delete()
    with pytest.raises(IllegalMove):
        claims.open_claim(
            organization=organization, by=person("sam"), evidence="link", link="https://bay.example.org/x"
        )


def test_whoever_claims_it_after_the_erasure_returns_it() -> None:
    organization = listed()
    withdrawals.withdraw(organization=organization, by=person("amina"))
    organization.withdrawals.update(erased_at=timezone.now())
    organization.memberships.all().delete()
    claim = claims.open_claim(
        organization=organization, by=person("sam"), evidence="link", link="https://bay.example.org/team"
    )
    claims.approve(claim=claim, by=person("rosa"))

    withdrawals.give_back(organization=organization, by=person("sam"))

    assert Organization.objects.get(pk=organization.pk).state == "listed"
    assert organization.withdrawals.get().returned_at is None
