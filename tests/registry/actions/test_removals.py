"""Taking somebody out of a team as the secretariat: who may, what becomes of their work, who is told why."""

import pytest

from registry import mail
from registry.actions import drafts, invitations, removals
from registry.errors import IllegalMove, LinkInvalid, NotAllowed, ReasonNeeded
from registry.models import Case, Membership, Message, Organization, TeamRemoval
from registry.models.people import StaffRole
from tests import factories
from tests.factories import join_team, partner, person

pytestmark = pytest.mark.django_db

REASON = "The office wrote that it does not know you."


@pytest.fixture
def bay() -> Organization:
    return partner(name="Bay Council")


@pytest.fixture
def member(bay: Organization) -> Membership:
    return join_team(person("bo"), bay)


def told(name: str) -> list[str]:
    found = Message.objects.filter(person=person(name), kind="team_changed").order_by("pk")
    return [mail.compose(message).body for message in found]


def test_a_member_is_taken_out_and_told_why_and_so_are_the_owners(bay: Organization, member: Membership) -> None:
    sent = invitations.pass_draft(
        submission=drafts.open_change(organization=bay, by=person("bo")),
        to="lee@people.example.org",
        note="",
        by=person("bo"),
    )
    Message.objects.all().delete()

    removal = removals.remove(membership=member, by=person("ada"), reason=REASON)

    assert (removal.person, removal.by, removal.reason) == (person("bo"), person("ada"), REASON)
    assert [one.person for one in bay.memberships.all()] == [person("amina")]
    assert list(bay.submissions.filter(opened_by=person("bo")).values_list("state", flat=True)) == ["set_aside"]
    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=sent.pk, by=person("lee"))
    [to_bo], [to_amina] = told("bo"), told("amina")
    assert "Le secrétariat vous a fait sortir de l’équipe" in to_bo  # who reads French
    assert "took \u2068Bo\u2069 out of the team" in " ".join(to_amina.split())
    assert (REASON in to_bo, REASON in to_amina) == (True, True)
    assert Case.objects.count() == 0


def test_a_last_owner_leaves_a_case(bay: Organization, member: Membership) -> None:
    removals.remove(membership=bay.memberships.get(role="owner"), by=person("ada"), reason=REASON)
    assert [case.kind for case in Case.objects.filter(state="open")] == ["team_without_owner"]
    assert [one.person for one in bay.memberships.all()] == [person("bo")]
    told = Message.objects.filter(kind="team_changed").values_list("person__name", "context__change")
    assert set(told) == {("Amina", "taken_out"), ("Bo", "ownerless")}


@pytest.mark.parametrize("name", ["sam", "amina", "bo", "rosa"])
def test_only_curators_and_administrators_do(name: str, member: Membership) -> None:
    with pytest.raises(NotAllowed):
        removals.remove(membership=member, by=person(name), reason=REASON)
    assert TeamRemoval.objects.count() == 0


def test_a_curator_does_but_not_in_the_own_team(bay: Organization, member: Membership) -> None:
    curator = person("ada")
    curator.staff_role = StaffRole.CURATOR
    curator.save()
    join_team(curator, bay)
    with pytest.raises(NotAllowed):
        removals.remove(membership=member, by=curator, reason=REASON)
    bay.memberships.filter(person=curator).delete()
    removals.remove(membership=member, by=curator, reason=REASON)


def test_it_takes_a_reason_an_entry_and_somebody_who_is_there(member: Membership) -> None:
    with pytest.raises(ReasonNeeded):
        removals.remove(membership=member, by=person("ada"), reason=" ")
    pending = factories.draft(person("sam"), name="Lake Council").organization.memberships.get()
    with pytest.raises(NotAllowed):
        removals.remove(membership=pending, by=person("ada"), reason=REASON)
    removals.remove(membership=member, by=person("ada"), reason=REASON)
    with pytest.raises(IllegalMove):
        removals.remove(membership=member, by=person("ada"), reason=REASON)


def test_an_account_that_is_gone_gets_no_mail(member: Membership) -> None:
    member.person.is_active = False
    member.person.save()
    removals.remove(membership=member, by=person("ada"), reason=REASON)
    assert told("bo") == []
