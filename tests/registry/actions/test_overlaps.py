"""Overlaps: one message reaches the teams of all in it, within limits; and those in it say that they coordinate."""

import datetime

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import enquiries, listing, overlaps
from registry.errors import NobodyToTalkTo, NoOverlap, NotAllowed, TooMany
from registry.models import Coordination, Enquiry, Membership, Message, Organization, Person, Talk
from registry.queries import overlaps as queries
from registry.queries import version
from registry.queries.overlaps import Cell
from tests.factories import join_team, person
from tests.overlaps import add_activity, at_work, with_team

pytestmark = pytest.mark.django_db

CELL = Cell("KE", "oecm", "finance")
TEXT = "Shall we share the nursery?\nWe meet on Monday."


@pytest.fixture
def bay() -> Organization:
    """Amina's partner in the overlap with Kim's and one without a team; no message was posted yet."""
    made = with_team("Bay Council", "amina")
    with_team("Reef Watch", "kim")
    at_work("Delta Trust")
    Message.objects.all().delete()
    return made


def reef() -> Organization:
    return Organization.objects.get(memberships__person=person("kim"))


def invite(organization: Organization | None, by: str, cell: Cell = CELL) -> Talk:
    return overlaps.invite(cell=cell, organization=organization, text=TEXT, language="en", by=person(by))


def coordinate(organization: Organization, by: str, note: str = "We meet each month.") -> Coordination:
    return overlaps.coordinate(cell=CELL, organization=organization, note=note, language="en", by=person(by))


def posted() -> list[tuple[str, str]]:
    found = Message.objects.order_by("pk").select_related("person")
    return [(one.kind, one.person.name if one.person else "") for one in found]


# -- Talking ----------------------------------------------------------------------------------------------------------


def test_it_goes_to_the_teams_of_all_others(bay: Organization) -> None:
    join_team(person("bo"), reef())

    talk = invite(bay, "amina")

    assert sorted(posted()) == [("overlap_talk", "Bo"), ("overlap_talk", "Kim")]
    [enquiry] = talk.enquiries.all()
    assert (enquiry.organization, enquiry.name, enquiry.address) == (reef(), "Amina", "amina@people.example.org")
    assert (enquiry.held, enquiry.relayed_at is not None) == (False, True)
    assert (talk.organization, talk.by, str(talk)) == (bay, person("amina"), "KE oecm finance")


def test_its_mail_says_who_writes_and_hides_who_reads(bay: Organization) -> None:
    invite(bay, "amina")

    email = mail.compose(Message.objects.get())

    assert email.subject == "\u2068Bay Council\u2069 invites you to talk: partners with the same work in Kenya"
    assert "\u2068Amina\u2069, of \u2068Bay Council\u2069, wrote through" in email.body
    assert "> Shall we share the nursery?\n> We meet on Monday." in email.body
    assert "/activities/overlaps/ke-oecm-finance/" in email.body
    assert email.reply_to == ["Amina <amina@people.example.org>"]
    assert "kim@" not in str(email.body) + str(email.extra_headers)


def test_the_secretariat_writes_in_its_own_name(bay: Organization) -> None:
    talk = invite(None, "rosa")

    assert talk.organization is None
    assert sorted(posted()) == [("overlap_talk", "Amina"), ("overlap_talk", "Kim")]
    assert "of the secretariat of the Target 3 Partnership" in mail.compose(Message.objects.order_by("pk")[0]).body


def test_who_writes_gets_no_mail_of_it_for_another_partner(bay: Organization) -> None:
    join_team(person("amina"), reef())
    join_team(person("amina"), with_team("Delta Watch", "bo"))
    Membership.objects.filter(person=person("bo")).delete()
    Message.objects.all().delete()

    talk = invite(bay, "amina")

    assert posted() == [("overlap_talk", "Kim")]
    assert [one.organization for one in talk.enquiries.all()] == [reef()]  # nobody else reads for the other


def test_a_person_without_a_name_is_called_by_their_address(bay: Organization) -> None:
    Person.objects.filter(pk=person("amina").pk).update(name="")

    [enquiry] = invite(bay, "amina").enquiries.all()

    assert enquiry.name == "amina@people.example.org"


@pytest.mark.parametrize("by", ["sam", "kim"])
def test_nobody_else_writes_for_a_partner_in_it(bay: Organization, by: str) -> None:
    with pytest.raises(NotAllowed):
        invite(bay, by)
    with pytest.raises(NotAllowed):
        coordinate(bay, by)


def test_a_partner_that_is_not_in_it_and_who_is_no_reviewer_write_to_nobody(bay: Organization) -> None:
    outside = with_team("Forest Fund", "bo", countries=["TZ"])

    with pytest.raises(NotAllowed):
        invite(outside, "bo")
    with pytest.raises(NotAllowed):
        coordinate(outside, "bo")
    with pytest.raises(NotAllowed):
        invite(None, "amina")
    assert (Talk.objects.count(), Message.objects.filter(kind="overlap_talk").count()) == (0, 0)


def test_where_nothing_overlaps_nothing_is_sent(bay: Organization) -> None:
    elsewhere = Cell("UG", "oecm", "finance")

    with pytest.raises(NoOverlap):
        invite(bay, "amina", elsewhere)
    with pytest.raises(NoOverlap):
        overlaps.coordinate(cell=elsewhere, organization=bay, note="", language="en", by=person("amina"))


def test_an_overlap_of_which_nobody_else_has_a_team_is_refused() -> None:
    bay = with_team("Bay Council", "amina")
    at_work("Delta Trust")

    with pytest.raises(NobodyToTalkTo):
        invite(bay, "amina")


def test_who_was_shut_out_is_no_team(bay: Organization) -> None:
    Person.objects.filter(pk=person("kim").pk).update(is_active=False)

    with pytest.raises(NobodyToTalkTo):
        invite(bay, "amina")


def test_one_writes_about_an_overlap_once_in_thirty_days(bay: Organization) -> None:
    talk = invite(bay, "amina")
    with pytest.raises(TooMany) as refusal:
        invite(bay, "amina")
    assert "within the last 30 days" in str(refusal.value)

    invite(reef(), "kim")
    invite(None, "rosa")
    with pytest.raises(TooMany):
        invite(None, "ravi")
    Talk.objects.filter(pk=talk.pk).update(at=timezone.now() - datetime.timedelta(days=31))
    invite(bay, "amina")


def test_one_writes_about_three_overlaps_a_day(bay: Organization) -> None:
    for organization in (bay, reef()):
        add_activity(organization.public_id_id, elements=["rights", "equitable", "connected", "oecm"])
    for element in ("rights", "equitable", "connected"):
        invite(bay, "amina", Cell("KE", element, "finance"))

    with pytest.raises(TooMany) as refusal:
        invite(bay, "amina")
    assert "about three overlaps" in str(refusal.value)

    Talk.objects.update(at=timezone.now() - datetime.timedelta(days=2))
    invite(bay, "amina")


def test_a_team_that_got_as_many_as_it_may_today_is_left_out(
    bay: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 1)
    with_team("Forest Fund", "bo")
    said = {"name": "Sam", "address": "sam@reader.example.org", "text": "May we visit?", "language": "en"}
    enquiries.send(organization=reef(), **said)

    talk = invite(bay, "amina")

    assert [one.organization for one in talk.enquiries.all()] == [
        Organization.objects.get(memberships__person__name="Bo")
    ]


def test_the_first_of_very_many_teams_are_written_to(bay: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaps, "MOST_TEAMS", 1)
    with_team("Forest Fund", "bo")

    talk = invite(bay, "amina")

    assert [one.organization for one in talk.enquiries.all()] == [reef()]


def test_it_is_read_in_the_workspace_deleted_and_forgotten_as_any_message(bay: Organization) -> None:
    [enquiry] = invite(bay, "amina").enquiries.all()
    message = Message.objects.get()

    enquiries.delete(enquiry=enquiry, by=person("kim"))
    mail.send(message.pk)

    assert Enquiry.objects.get().text == ""
    assert Message.objects.get().error == "what it tells of is gone"


# -- Coordinating -----------------------------------------------------------------------------------------------------


def test_a_partner_says_that_it_coordinates_and_everyone_reads_it(bay: Organization) -> None:
    before = version.current()

    said = coordinate(bay, "amina")

    members = queries.find(CELL)
    assert members is not None
    assert queries.coordinated(CELL, members.partners) == [said]
    assert queries.with_coordination([members.overlap]) == {CELL.key: 1}
    assert (said.note, said.by, version.current() > before) == ("We meet each month.", person("amina"), True)


def test_said_again_it_takes_the_place_of_what_was_said(bay: Organization) -> None:
    first = coordinate(bay, "amina")

    assert coordinate(bay, "amina") == first
    second = coordinate(bay, "amina", "We share the nursery.")

    first.refresh_from_db()
    assert (first.ended_at is not None, second.ended_at) == (True, None)


@pytest.mark.parametrize("by", ["amina", "rosa"])
def test_its_team_or_the_secretariat_takes_it_back(bay: Organization, by: str) -> None:
    said = coordinate(bay, "amina")

    ended = overlaps.end(coordination=said, by=person(by))
    again = overlaps.end(coordination=said, by=person(by))

    assert ended.ended_at == again.ended_at
    assert queries.coordinated(CELL, [bay.public_id_id]) == []


def test_nobody_else_takes_it_back(bay: Organization) -> None:
    with pytest.raises(NotAllowed):
        overlaps.end(coordination=coordinate(bay, "amina"), by=person("kim"))


def test_the_word_of_who_has_left_is_not_shown(bay: Organization) -> None:
    coordinate(bay, "amina")
    Organization.objects.filter(pk=bay.pk).update(state="withdrawn")
    listing.refresh([bay.pk])
    at_work("Forest Fund")

    members = queries.find(CELL)

    assert members is not None
    assert queries.coordinated(CELL, members.partners) == []
    assert queries.with_coordination([members.overlap]) == {}


def test_those_of_a_person_are_known(bay: Organization) -> None:
    members = queries.find(CELL)

    assert members is not None
    assert queries.own_of(person("amina"), members) == [bay]
    assert Membership.objects.filter(person=person("amina")).count() == 1
