"""The team of an entry on its pages: who is in it, inviting, answering, handing over, leaving."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry import mail
from registry.actions import drafts, invitations, teams
from registry.errors import IllegalMove
from registry.ids import uuid7
from registry.models import Case, Invitation, Membership, Message, Organization, Person, TeamRequest
from tests import factories
from tests.factories import WHERE, join_team, person
from tests.web.joining import at, errors, said, signed_in

pytestmark = pytest.mark.django_db


def partner(name: str = "Bay Council", **roles: str) -> Organization:
    organization = factories.partner(person("amina"), name=name)
    for who, role in roles.items():
        join_team(person(who), organization, role)
    return organization


def team_of(organization: Organization, *below: object) -> str:
    return "/".join(["/workspace", organization.public_id_id, "team", *map(str, below), ""])


def of(name: str, organization: Organization) -> Membership:
    return Membership.objects.get(organization=organization, person=person(name))


def roles(organization: Organization) -> dict[str, str]:
    return dict(Membership.objects.filter(organization=organization).values_list("person__name", "role"))


# -- The page ---------------------------------------------------------------------------------------------------------


def test_members_are_shown_by_name_or_lacking_one_by_address() -> None:
    organization = partner(bo="editor", kim="editor")
    Person.objects.filter(pk=person("kim").pk).update(name="")

    words = said(signed_in("bo").get(team_of(organization)))

    assert "Amina Owner" in words
    assert "Bo Editor (you)" in words
    assert "kim@people.example.org Editor" in words
    assert person("amina").email not in words


def test_an_editor_sees_the_team_and_changes_nothing_of_it() -> None:
    organization = partner(bo="editor", kim="editor")
    invitations.invite(organization=organization, to="chair@bay.example.org", note="", by=person("amina"))
    teams.ask_to_join(organization=organization, note="Me too.", by=person("sam"))
    client = signed_in("bo")

    words = said(client.get(team_of(organization)))

    assert "To invite somebody, ask an owner of the entry." in words
    for hidden in ("chair@bay.example.org", "sam@people.example.org", "Make an owner", "Remove", "Hand over"):
        assert hidden not in words
    for below in (
        ["members", of("kim", organization).pk, "remove"],
        ["members", of("kim", organization).pk, "role"],
        ["hand-over"],
        ["wishes", TeamRequest.objects.get().pk],
        ["invitations", Invitation.objects.get().pk, "withdraw"],
    ):
        assert client.get(team_of(organization, *below)).status_code == 403
        assert client.post(team_of(organization, *below), {"accept": "yes", "role": "owner"}).status_code == 403
    assert roles(organization) == {"Amina": "owner", "Bo": "editor", "Kim": "editor"}


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = partner()
    for number in range(more):
        join_team(person(f"member{number}"), organization)
        teams.ask_to_join(organization=organization, note="Me too.", by=person(f"asker{number}"))
        invitations.invite(
            organization=organization, to=f"colleague{number}@bay.example.org", note="", by=person("amina")
        )
    client = signed_in()
    with django_assert_num_queries(9):
        assert client.get(team_of(organization)).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 30])
def test_who_belongs_to_several_organizations_finds_them_all(count: int, django_assert_max_num_queries: Any) -> None:
    first = partner("Bay Council 0")
    for number in range(1, count):
        made = factories.draft(person("kim"), name=f"Bay Council {number}")
        join_team(person("amina"), made.organization)
    client = signed_in()
    with django_assert_max_num_queries(8):
        words = said(client.get("/workspace/"))
    assert [name for name in (f"Bay Council {number}" for number in range(count)) if name not in words] == []
    page = client.get(team_of(first))
    others = re.findall(r'href="/workspace/([0-9a-z]{8})/"', page.content.decode())
    assert len(set(others) - {first.public_id_id}) == count - 1


# -- Inviting ---------------------------------------------------------------------------------------------------------


def test_a_colleague_is_invited_accepts_and_is_in_the_team() -> None:
    organization = partner()
    client = signed_in()

    page = client.post(
        team_of(organization), {"email": "Chair@bay.example.org ", "note": "Come and help."}, follow=True
    )

    assert "A message with a link to join the team is on its way" in said(page)
    assert "Chair@bay.example.org" in said(page)
    invitation = Invitation.objects.get()
    link = f"/join/invitation/{invitation.pk}/"
    words = said(Client().get(link))
    assert "You are asked to join a team" in words
    assert "Bay Council" in words
    for hidden in ("Amina", "amina@", "Come and help.", "Chair@"):  # it names the organization only
        assert hidden not in words
    sam = signed_in("sam")
    assert "Come and help." in said(sam.get(link))
    assert sam.post(link).headers["Location"] == f"/workspace/{organization.public_id_id}/"
    assert roles(organization) == {"Amina": "owner", "Sam": "editor"}
    assert sam.get(link).headers["Location"] == f"/workspace/{organization.public_id_id}/"  # a way in for its user


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write the email address of your colleague."),
        ("chair", "This is not a complete email address. It should look like office@name.example."),
        ("chair@", "This is not a complete email address. It should look like office@name.example."),
        ("chair@localhost", "This is not a complete email address. It should look like office@name.example."),
        ("a@bay.example.org, b@bay.example.org", "Give one email address only"),
        ("Chair <chair@bay.example.org>", "Give one email address only"),
        ("chair@bay.example.org\nBcc: all@bay.example.org", ""),
        ("chair@bay.example.org\r\nSubject: x", ""),
        ("chair\x00@bay.example.org", ""),
        ("\u202egro.elpmaxe@riahc", "hidden character"),
        ("x" * 250 + "@bay.example.org", "too long"),
        ("amina@people.example.org", "This is your own address"),
        ("BO@people.example.org", "This person belongs to the team already."),
    ],
)
def test_an_address_that_cannot_be_invited_comes_back_with_the_reason(typed: str, sentence: str) -> None:
    organization = partner(bo="editor")
    count = Message.objects.count()

    page = signed_in().post(team_of(organization), {"email": typed, "note": "Some words."})

    assert page.status_code == 200
    assert sentence in " ".join(errors(page)["email"])
    assert "Some words." in page.content.decode()
    assert (Invitation.objects.count(), Message.objects.count()) == (0, count)


def test_who_is_invited_again_gets_the_message_once_a_day_and_the_page_says_so() -> None:
    organization, client = partner(), signed_in()
    sent = {"email": "chair@bay.example.org", "note": "Come."}
    client.post(team_of(organization), sent, follow=True)

    again = client.post(team_of(organization), {**sent, "note": "Please <do> come."}, follow=True)

    [sentence] = errors(again)["email"]
    assert "It is not sent twice within a day: nothing was sent now." in sentence
    assert "Please &lt;do&gt; come." in again.content.decode()
    assert "is on its way" not in said(again)
    letters = Message.objects.filter(kind="team_invitation")
    assert letters.count() == 1

    letters.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    page = client.post(team_of(organization), {**sent, "note": "Please <do> come."}, follow=True)
    assert "A message with a link to join the team is on its way" in said(page)
    assert (letters.count(), Invitation.objects.get().note) == (2, "Please <do> come.")


def test_more_than_five_a_day_come_back_with_the_reason() -> None:
    organization = partner()
    client = signed_in()
    for number in range(5):
        client.post(team_of(organization), {"email": f"colleague{number}@bay.example.org"})
    page = client.post(team_of(organization), {"email": "sixth@bay.example.org"})
    assert "Five colleagues were written to within a day" in errors(page)["email"][0]


def test_an_invitation_typed_after_the_session_ended_goes_out_after_signing_in() -> None:
    organization = partner()
    visitor = Client()

    response = visitor.post(team_of(organization), {"email": "chair@bay.example.org", "note": "Come."})

    assert response.headers["Location"].startswith("/accounts/login/?next=")
    assert Invitation.objects.count() == 0
    session = visitor.session["kept_forms"]
    client = signed_in()
    kept = client.session
    kept["kept_forms"] = session
    kept.save()
    client.get(team_of(organization))
    assert Invitation.objects.get().note == "Come."


def test_an_invitation_is_withdrawn_after_one_more_question() -> None:
    organization = partner()
    invitation = invitations.invite(organization=organization, to="chair@bay.example.org", note="", by=person("amina"))
    client, address = signed_in(), team_of(organization, "invitations", invitation.pk, "withdraw")

    assert "Withdraw the invitation?" in said(client.get(address))
    assert Invitation.objects.get().withdrawn_at is None
    page = client.post(address, follow=True)

    assert "Its link works no longer." in said(page)
    assert "chair@bay.example.org" not in said(page)
    assert "state has changed meanwhile" in said(client.post(address, follow=True))
    assert Client().get(f"/join/invitation/{invitation.pk}/").status_code == 404


# -- The link ---------------------------------------------------------------------------------------------------------


def offered(organization: Organization) -> Invitation:
    return invitations.invite(organization=organization, to="chair@bay.example.org", note="", by=person("amina"))


def test_a_program_that_opens_every_link_of_a_mail_changes_nothing() -> None:
    invitation = offered(partner())
    wish = teams.ask_to_join(organization=invitation.organization, note="", by=person("sam"))
    before = list(Invitation.objects.values()), list(Membership.objects.values()), list(TeamRequest.objects.values())
    addresses = [
        f"/join/invitation/{invitation.pk}/",
        f"/join/invitation/{invitation.pk}/decline/",
        team_of(invitation.organization, "wishes", wish.pk),
        team_of(invitation.organization),
    ]
    for client in (Client(), signed_in("sam"), signed_in("amina")):
        for address in addresses:
            client.get(address)
            client.head(address)
            client.options(address)
    after = list(Invitation.objects.values()), list(Membership.objects.values()), list(TeamRequest.objects.values())
    assert after == before


@pytest.mark.parametrize("how", ["forged", "expired", "withdrawn", "declined", "accepted by another"])
@pytest.mark.parametrize("below", ["", "decline/"])
def test_a_link_that_is_worth_nothing_says_so_to_everyone(how: str, below: str) -> None:
    organization = partner()
    invitation = offered(organization)
    if how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    elif how == "withdrawn":
        invitations.withdraw(invitation=invitation, by=person("amina"))
    elif how == "declined":
        invitations.decline(invitation_id=invitation.pk)
    elif how == "accepted by another":
        invitations.accept(invitation_id=invitation.pk, by=person("bo"))
    before = roles(organization)
    address = f"/join/invitation/{uuid7() if how == 'forged' else invitation.pk}/{below}"
    for client in (Client(), signed_in("sam")):
        for response in (client.get(address), client.post(address) if client.session.session_key or below else None):
            if response is not None:
                assert response.status_code == 404
                assert "Ask the person who sent it for a new one." in said(response)
    assert roles(organization) == before


def test_the_link_of_somebody_who_was_removed_is_no_way_back() -> None:
    organization = partner()
    invitation = offered(organization)
    invitations.accept(invitation_id=invitation.pk, by=person("bo"))
    teams.remove(membership=of("bo", organization), by=person("amina"))

    client = signed_in("bo")

    assert client.get(f"/join/invitation/{invitation.pk}/").status_code == 404
    assert client.post(f"/join/invitation/{invitation.pk}/").status_code == 404
    assert roles(organization) == {"Amina": "owner"}


def test_an_invitation_is_declined_without_an_account() -> None:
    invitation = offered(partner())
    visitor = Client()
    address = f"/join/invitation/{invitation.pk}/decline/"
    assert "Decline the invitation?" in said(visitor.get(address))

    assert "You declined the invitation" in said(visitor.post(address, {"reason": "I left the <council>."}))

    today = timezone.now()
    team = said(signed_in().get(team_of(invitation.organization)))
    assert f"{invitation.address} declined on {today.day} {today:%B %Y} I left the <council>." in team
    letter = mail.compose(Message.objects.get(kind="invitation_declined", person=person("amina"))).body
    assert f"that you sent to \u2068{invitation.address}\u2069 was declined." in letter
    assert "I left the <council>." in letter


def test_an_expired_invitation_is_told_of_to_the_owners_alone() -> None:
    organization = partner(bo="editor")
    invitation = offered(organization)
    Invitation.objects.update(expires_at=timezone.now())

    assert f"{invitation.address} expired on" in said(signed_in().get(team_of(organization)))
    assert invitation.address not in said(signed_in("bo").get(team_of(organization)))


def test_a_reason_that_is_too_long_comes_back_and_so_does_one_for_a_link_that_is_gone() -> None:
    invitation = offered(partner())
    address = f"/join/invitation/{invitation.pk}/decline/"
    long = Client().post(address, {"reason": "Busy. " * 200})
    assert (list(errors(long)), "Busy. Busy." in long.content.decode()) == (["reason"], True)

    invitations.withdraw(invitation=invitation, by=person("amina"))
    late = Client().post(address, {"reason": "Not my field."})
    assert (late.status_code, "Not my field." in said(late)) == (404, True)


# -- Members ----------------------------------------------------------------------------------------------------------


def test_a_role_is_changed_after_one_more_question() -> None:
    organization = partner(bo="editor")
    client, address = signed_in(), team_of(organization, "members", of("bo", organization).pk, "role")
    assert "Make an owner?" in said(client.get(address))
    client.post(address, {"role": "owner"})
    client.post(address, {"role": "owner"})  # pressed twice
    assert roles(organization) == {"Amina": "owner", "Bo": "owner"}
    assert "Make an editor?" in said(client.get(address))
    assert client.post(address, {"role": "king"}).status_code == 404


def test_who_is_removed_finds_nothing_any_more() -> None:
    organization = partner(bo="editor")
    bo, client = signed_in("bo"), signed_in()
    address = team_of(organization, "members", of("bo", organization).pk, "remove")
    assert "They can no longer see or change anything here" in said(client.get(address))
    assert roles(organization) == {"Amina": "owner", "Bo": "editor"}

    assert "They no longer belong to the team." in said(client.post(address, follow=True))

    assert bo.get(team_of(organization)).status_code == 404
    assert "state has changed meanwhile" in said(client.post(address, follow=True))


@pytest.mark.parametrize("below", ["role", "remove"])
@pytest.mark.parametrize("which", ["oneself", "another team", "nobody", "a huge number"])
def test_an_address_of_nobody_in_this_team_changes_nothing(below: str, which: str) -> None:
    organization = partner(bo="editor")
    other = factories.draft(person("kim")).organization
    numbers = {
        "oneself": of("amina", organization).pk,
        "another team": of("kim", other).pk,
        "nobody": 2**31,
        "a huge number": 2**70,
    }
    address = team_of(organization, "members", numbers[which], below)
    client = signed_in()
    for response in (client.get(address), client.post(address, {"role": "editor"})):
        assert response.headers["Location"] == team_of(organization)
    assert roles(organization) == {"Amina": "owner", "Bo": "editor"}
    assert roles(other) == {"Kim": "owner"}


def test_the_entry_is_handed_over_and_the_first_owner_leaves() -> None:
    organization = partner(bo="editor")
    client = signed_in()
    address = team_of(organization, "hand-over")
    assert errors(client.post(address)) == {"to": ["Choose who owns the entry from now on."]}
    assert "does not belong to the team" in errors(client.post(address, {"to": "0"}))["to"][0]

    client.post(address, {"to": of("bo", organization).pk})
    assert roles(organization) == {"Amina": "editor", "Bo": "owner"}
    page = client.post(team_of(organization, "leave"), follow=True)

    assert "You no longer belong to the team." in said(page)
    assert (roles(organization), Case.objects.count()) == ({"Bo": "owner"}, 0)


def test_nobody_to_hand_over_to_is_told_what_to_do() -> None:
    assert "Invite a colleague first" in said(signed_in().get(team_of(partner(), "hand-over")))


def test_the_last_owner_says_that_nobody_can_follow() -> None:
    organization = partner(bo="editor")
    client, address = signed_in(), team_of(organization, "leave")
    assert "You are the only owner" in said(client.get(address))
    assert list(errors(client.post(address))) == ["nobody_follows"]
    assert roles(organization) == {"Amina": "owner", "Bo": "editor"}

    client.post(address, {"nobody_follows": "on"})

    assert roles(organization) == {"Bo": "editor"}
    assert Case.objects.get().kind == "team_without_owner"


def test_who_stays_without_an_owner_reads_who_looks_for_one_and_since_when() -> None:
    organization = partner(bo="editor")
    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    since = Case.objects.get().opened_at

    words = said(signed_in("bo").get(team_of(organization)))

    assert "This entry has no owner at present." in words
    assert f"The secretariat has been looking for one since {since.day} {since:%B %Y}." in words
    assert "ask an owner of the entry" not in words
    letter = Message.objects.get(kind="team_changed", person=person("bo"))
    letter.language = "en"
    assert "has no owner any more. The secretariat looks for one." in mail.compose(letter).body


def test_the_last_owner_of_a_draft_is_told_of_discarding_it() -> None:
    draft = factories.draft(person("amina"))
    assert "discard its draft instead" in said(signed_in().get(team_of(draft.organization, "leave")))


def test_staff_make_a_member_the_owner_where_nobody_is() -> None:
    organization = partner(bo="editor")
    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    desk = signed_in("rosa")
    address = f"/secretariat/organizations/{organization.public_id_id}/owner/"
    assert address in desk.get("/secretariat/cases/").content.decode()
    refused = desk.post(f"/secretariat/cases/{Case.objects.get().pk}/settle/", follow=True)
    assert "This team has no owner yet." in said(refused)
    assert "bo@people.example.org Editor" in said(desk.get(address))

    for wrong in ("", "x", "²", "0", str(2**70)):
        desk.post(address, {"member": wrong})
    assert roles(organization) == {"Bo": "editor"}
    page = desk.post(address, {"member": of("bo", organization).pk}, follow=True)

    assert "The team has an owner, and the case is settled." in said(page)
    assert roles(organization) == {"Bo": "owner"}
    again = desk.post(address, {"member": of("bo", organization).pk}, follow=True)
    assert "state has changed meanwhile" in said(again)


# -- An editor removed while typing -----------------------------------------------------------------------------------


def test_a_form_that_a_removed_editor_sends_comes_back_with_what_they_typed() -> None:
    organization = partner(bo="editor")
    change = drafts.open_change(organization=organization, by=person("amina"))
    bo = signed_in("bo")
    assert bo.get(at(change, "where")).status_code == 200
    teams.remove(membership=of("bo", organization), by=person("amina"))
    document = change.document

    page = bo.post(at(change, "where"), {**WHERE, "base_place": "<b>Malindi</b>", "seen": "0"})

    assert page.status_code == 409
    words = said(page)
    assert "This was not saved" in words
    assert "You no longer belong to the team of this organization" in words
    assert "&lt;b&gt;Malindi&lt;/b&gt;" in page.content.decode()
    assert "Kenya United Republic of Tanzania" in words  # by their labels, as the form asked
    assert "Town or place" in words
    assert "Bay Council" not in words  # not a word of the draft
    assert str(change.pk) not in page.content.decode().replace(f"{at(change, 'where')}", "")
    change.refresh_from_db()
    assert change.document == document
    assert bo.get(at(change, "where")).status_code == 404
    assert bo.post(at(change, "discard")).status_code == 404


def test_a_strangers_form_gets_no_more_than_that_there_is_nothing() -> None:
    change = drafts.open_change(organization=partner(), by=person("amina"))
    assert signed_in("sam").post(at(change, "where"), {**WHERE, "seen": "0"}).status_code == 404


def test_the_owner_who_removed_them_meets_what_they_typed() -> None:
    organization = partner(bo="editor")
    change = drafts.open_change(organization=organization, by=person("amina"))
    signed_in("bo").post(at(change, "where"), {**WHERE, "base_place": "Malindi", "countries": "XX", "seen": "0"})
    owner = signed_in()

    page = owner.post(team_of(organization, "members", of("bo", organization).pk, "remove"), follow=True)

    assert "What they had typed and not yet completed is with you now" in said(page)
    assert 'value="Malindi"' in owner.get(at(change, "where")).content.decode()


# -- An owner made an editor, or taken out, while typing --------------------------------------------------------------

WORDS = "Written with <care>."


@pytest.mark.parametrize("after", ["editor", "gone"])
@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("team", {"email": "chair@bay.example.org", "note": WORDS}),
        ("wish", {"decline": "yes", "reason": WORDS}),
        ("withdraw", {"reason": WORDS, "sure": "on"}),
    ],
)
def test_what_an_owner_wrote_who_is_none_any_more_comes_back(page: str, sent: dict[str, str], after: str) -> None:
    organization = partner(bo="owner")
    wish = teams.ask_to_join(organization=organization, note="Me.", by=person("sam"))
    addresses = {
        "team": team_of(organization),
        "wish": team_of(organization, "wishes", wish.pk),
        "withdraw": f"/workspace/{organization.public_id_id}/withdraw/",
    }
    bo = signed_in("bo")
    assert bo.get(addresses[page]).status_code == 200
    if after == "editor":
        teams.change_role(membership=of("bo", organization), role="editor", by=person("amina"))
    else:
        teams.remove(membership=of("bo", organization), by=person("amina"))

    answer = bo.post(addresses[page], sent)

    words = said(answer)
    status = 403 if after == "editor" else 404
    assert (answer.status_code, "This was not sent" in words, WORDS in words) == (status, True, True)
    assert ("Only owners of the entry may do this." in words) == (after == "editor")
    assert ("There is no such page" in words) == (after == "gone")
    assert "chair@bay.example.org" in words or page != "team"
    wish.refresh_from_db()
    organization.refresh_from_db()
    assert (Invitation.objects.count(), wish.state, organization.state) == (0, "open", "listed")


def test_what_was_typed_without_a_session_comes_back_too() -> None:
    organization = partner(bo="editor")
    visitor = Client()
    visitor.post(team_of(organization), {"email": "chair@bay.example.org", "note": WORDS})
    client = signed_in("bo")
    kept = client.session
    kept["kept_forms"] = visitor.session["kept_forms"]
    kept.save()
    answer = client.get(team_of(organization))
    assert (answer.status_code, WORDS in said(answer)) == (403, True)
    assert client.get(team_of(organization)).status_code == 200


# -- Asking to join ---------------------------------------------------------------------------------------------------


def join_of(organization: Organization) -> str:
    return f"/directory/{organization.public_id_id}/team/join/"


def test_the_partner_page_leads_there_and_says_nothing_of_its_reader() -> None:
    organization = partner()
    cache.clear()
    address = f"/directory/{organization.public_id_id}/bay-council/"
    assert f'href="{join_of(organization)}"' in Client().get(address).content.decode()


def test_somebody_asks_and_an_owner_takes_them_in() -> None:
    organization = partner()
    sam, amina = signed_in("sam"), signed_in()
    assert errors(sam.post(join_of(organization), {"note": " "})) == {
        "note": ["Write in a few words who you are: it is decided by that."]
    }

    page = sam.post(join_of(organization), {"note": "I keep the books."}, follow=True)

    assert "The owners of the entry have been written to." in said(page)
    assert "I keep the books." in said(page)
    wish = TeamRequest.objects.get()
    assert "sam@people.example.org" in said(amina.get(team_of(organization)))
    address = team_of(organization, "wishes", wish.pk)
    assert "I keep the books." in said(amina.get(address))
    assert "The team has a new editor." in said(amina.post(address, {"accept": "yes"}, follow=True))
    assert roles(organization) == {"Amina": "owner", "Sam": "editor"}
    assert sam.get(join_of(organization)).headers["Location"] == team_of(organization)
    assert "state has changed meanwhile" in said(amina.post(address, {"decline": "yes", "reason": "x"}, follow=True))


def test_an_owner_declines_with_a_reason_that_the_asker_reads() -> None:
    organization = partner()
    wish = teams.ask_to_join(organization=organization, note="Me.", by=person("sam"))
    amina, address = signed_in(), team_of(organization, "wishes", wish.pk)
    refused = amina.post(address, {"decline": "yes", "reason": " "})
    assert errors(refused) == {"reason": ["Write the reason: the person who asks reads it."]}

    amina.post(address, {"decline": "yes", "reason": "You work for <another>."})

    words = said(signed_in("sam").get(join_of(organization)))
    assert "Your wish was declined" in words
    assert "You work for <another>." in words
    again = signed_in("sam").post(join_of(organization), {"note": "Please."})
    assert "declined within the last seven days" in errors(again)["__all__"][0]
    assert "Please." in again.content.decode()


def test_a_reason_for_a_wish_that_another_owner_answered_meanwhile_comes_back() -> None:
    organization = partner()
    join_team(person("bo"), organization, role="owner")
    wish = teams.ask_to_join(organization=organization, note="Me.", by=person("sam"))
    amina, address = signed_in(), team_of(organization, "wishes", wish.pk)
    teams.accept_wish(wish=wish, by=person("bo"))

    page = amina.post(address, {"decline": "yes", "reason": "We do not know you."})
    assert (page.status_code, "We do not know you." in said(page)) == (409, True)
    assert str(IllegalMove()) in said(page)
    assert amina.post(address, {"accept": "yes"}).url == team_of(organization)
    assert amina.get(address).url == team_of(organization)


def test_a_wish_is_taken_back() -> None:
    organization = partner()
    client = signed_in("sam")
    client.post(join_of(organization), {"note": "Me."})
    client.post(join_of(organization), {"take_back": "yes"})
    assert TeamRequest.objects.get().state == "withdrawn"
    again = client.post(join_of(organization), {"take_back": "yes"}, follow=True)
    assert "state has changed meanwhile" in said(again)
    signed_in("kim").post(join_of(organization), {"take_back": "yes"})
    assert TeamRequest.objects.count() == 1


def test_an_editor_of_an_entry_without_an_owner_is_not_sent_to_ask_one() -> None:
    organization = factories.listed(person("amina"))
    factories.join_team(person("bo"), organization)
    Membership.objects.filter(organization=organization, role="owner").delete()
    page = signed_in("bo").get(f"/workspace/{organization.public_id_id}/withdraw/")
    assert page.status_code == 403
    assert "it has none at present. The secretariat looks for one." in said(page)


@pytest.mark.parametrize("state", ["listed", "withdrawn"])
def test_the_workspace_of_who_asks_says_so_and_takes_the_wish_back(state: str) -> None:
    organization, client = partner(), signed_in("sam")
    client.post(join_of(organization), {"note": "Me."})
    Organization.objects.filter(pk=organization.pk).update(state=state)
    today = timezone.now()
    page = client.get("/workspace/")
    assert f"asked on {today.day} {today:%B %Y}; the owners of the entry answer by email" in said(page)
    assert f'action="{join_of(organization)}"' in page.content.decode()

    taken = said(client.post(join_of(organization), {"take_back": "yes"}, follow=True))

    assert "You took your wish to join the team back." in taken
    assert "Teams that you ask to join" not in taken
    assert TeamRequest.objects.get().state == "withdrawn"


def test_a_wish_that_is_taken_back_after_the_session_ended_is_taken_back_after_signing_in() -> None:
    organization, client = partner(), signed_in("sam")
    client.post(join_of(organization), {"note": "Me."})
    client.logout()
    client.post(join_of(organization), {"take_back": "yes"})
    assert TeamRequest.objects.get().state == "open"
    client.force_login(person("sam"))

    for _time in range(2):
        client.get(join_of(organization))

    assert TeamRequest.objects.get().state == "withdrawn"


def test_who_asks_a_team_without_an_owner_reads_that_one_is_looked_for() -> None:
    organization, client = partner(bo="editor"), signed_in("sam")
    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    sought = "The entry has no owner at present; the secretariat looks for one, who then answers"
    form = said(client.get(join_of(organization)))
    assert "It has no owner at present; the secretariat looks for one, who then sees your name" in form

    words = said(client.post(join_of(organization), {"note": "Me."}, follow=True))

    assert f"Your wish is noted. {sought}." in words
    assert "Your wish waits for an owner of the entry" in words
    assert f"{sought} by email." in words
    workspace = said(client.get("/workspace/"))
    assert "the entry has no owner at present, the secretariat looks for one, who then answers" in workspace
    for page in (words, workspace):
        assert "owners" not in page


@pytest.mark.parametrize(
    ("askers", "sentence"),
    [
        ([], ""),
        (["sam"], "1 person asks to join the team and waits for an answer."),
        (["sam", "kim"], "2 people ask to join the team and wait for an answer."),
    ],
)
def test_who_owns_an_entry_now_is_told_how_many_wait_to_join(askers: list[str], sentence: str) -> None:
    organization = partner(bo="editor")
    teams.leave(organization=organization, by=person("amina"), nobody_follows=True)
    for asker in askers:
        teams.ask_to_join(organization=organization, note="Me.", by=person(asker))

    teams.appoint(membership=of("bo", organization), by=person("rosa"))

    letter = Message.objects.filter(kind="team_changed", person=person("bo")).latest("pk")
    letter.language = "en"
    email = mail.compose(letter)
    html = " ".join(str(email.alternatives[0][0]).split())
    assert ("to join the team and wait" in email.body, "to join the team and wait" in html) == (bool(askers),) * 2
    assert sentence in email.body
    assert sentence in html


def test_what_a_visitor_typed_is_kept_through_signing_in() -> None:
    organization = partner()
    visitor = Client()
    response = visitor.post(join_of(organization), {"note": "I keep the books."})
    assert response.headers["Location"].startswith("/accounts/login/?next=")
    assert visitor.session["kept_forms"] == {join_of(organization): [["note", ["I keep the books."]]]}
    assert TeamRequest.objects.count() == 0


def test_an_entry_without_a_team_leads_to_claiming_it() -> None:
    organization = partner()
    Membership.objects.all().delete()
    response = signed_in("sam").get(join_of(organization))
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/directory/{organization.public_id_id}/claim/",
    )
    signed_in("sam").post(join_of(organization), {"note": "Me."})
    assert TeamRequest.objects.count() == 0


def test_there_is_no_team_of_what_is_not_listed() -> None:
    draft = factories.draft(person("amina")).organization
    withdrawn, merged, kept = partner("Gone Council"), partner("Old Council"), partner("New Council")
    Organization.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    Organization.objects.filter(pk=merged.pk).update(state="merged", merged_into=kept)
    client = signed_in("sam")
    assert client.get(join_of(draft)).status_code == 404
    assert client.get(join_of(withdrawn)).status_code == 410
    assert client.get(join_of(merged)).headers["Location"] == join_of(kept)
    assert client.get("/directory/nonsense/team/join/").status_code == 404


@pytest.mark.parametrize("text", ["Hello\r\nBcc: all@bay.example.org", "<script>alert(1)</script>", "مرحبا"])
def test_what_people_write_stays_text_and_reaches_no_header(text: str) -> None:
    organization = partner()
    Person.objects.filter(pk=person("sam").pk).update(name="Sam\r\nBcc: all@bay.example.org")
    teams.ask_to_join(organization=organization, note=text, by=person("sam"))
    message = Message.objects.get(kind="team_request")

    email = mail.compose(message).message()

    assert email["To"] == person("amina").email
    assert email["Bcc"] is None
    assert email["Subject"] == "Somebody asks to join your team"


@pytest.mark.parametrize("text", ["a\x00b", "\u202eabc", "x" * 1001])
def test_a_note_that_does_not_pass_comes_back(text: str) -> None:
    page = signed_in("sam").post(join_of(partner()), {"note": text})
    assert list(errors(page)) == ["note"]
    assert TeamRequest.objects.count() == 0


# -- The secretariat --------------------------------------------------------------------------------------------------


def test_an_administrator_takes_a_member_out_with_a_reason_that_stays_on_record() -> None:
    bay = factories.partner(name="Bay Council")
    member = factories.join_team(person("bo"), bay)
    team, page = (
        f"/secretariat/organizations/{bay.public_id_id}/{rest}" for rest in ("owner/", f"team/{member.pk}/remove/")
    )
    assert page not in signed_in("rosa").get(team).content.decode()
    ada = signed_in("ada")
    assert page in ada.get(team).content.decode()
    assert "bo@people.example.org" in said(ada.get(page))

    assert list(errors(ada.post(page, {"reason": " "}))) == ["reason"]
    told = said(ada.post(page, {"reason": "Nobody there knows them."}, follow=True))
    assert "They no longer belong to the team." in told
    assert "Taken out by the secretariat Bo" in told
    assert "Nobody there knows them." in told

    assert "its state has changed meanwhile" in said(ada.post(page, {"reason": "Again."}, follow=True))
    assert ada.get("/secretariat/organizations/nonsense/team/1/remove/").status_code == 404


def test_who_was_never_listed_keeps_its_team() -> None:
    draft = factories.draft(person("sam"))
    member = draft.organization.memberships.get()
    page = f"/secretariat/organizations/{draft.organization.public_id_id}/team/{member.pk}/remove/"
    assert "You may not do this." in said(signed_in("ada").post(page, {"reason": "No."}, follow=True))
