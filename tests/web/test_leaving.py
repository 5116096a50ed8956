"""Leaving and returning, deleting an account, lineage: the pages, and what they do."""

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partnership.views import crawlers
from registry.actions import drafts, erasures, networks, relations, submissions
from registry.models import Erasure, Membership, Message, NetworkMembership, Organization, Person, Relation, TeamRole
from tests.factories import complete_draft, draft, join_team, listed, person, save, send
from tests.listings import partner
from tests.web.accounts import code_in, deliver
from tests.web.joining import errors, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bay() -> Organization:
    return listed(name="Invented Bay Council")


def at(organization: Organization, page: str) -> str:
    return f"/workspace/{organization.public_id_id}/{page}/"


# -- Withdrawing and returning ----------------------------------------------------------------------------------------


def test_the_page_says_what_happens_offers_the_download_first_and_asks_once_more(bay: Organization) -> None:
    amina = signed_in()
    page = amina.get(at(bay, "withdraw"))
    told = said(page)
    assert told.index("Download all that we hold") < told.index("Withdraw the entry")
    assert "For 90 days one click brings the entry back as it was." in told

    refused = amina.post(at(bay, "withdraw"), {"reason": "We close."})
    assert list(errors(refused)) == ["sure"]
    assert "We close." in refused.content.decode()
    bay.refresh_from_db()
    assert bay.state == "listed"


def test_withdrawing_takes_the_entry_from_every_public_place_and_returning_brings_it_back(bay: Organization) -> None:
    amina, visitor, key = signed_in(), Client(), bay.public_id_id
    places = (
        "/directory/",
        "/directory/download/csv",
        "/api/v1/organizations",
        f"/sitemap/partners-{(bay.listing.slot - 1) // crawlers.IN_A_PART}.xml",
        "/",
    )
    pages = (f"/directory/{key}/", f"/ar/directory/{key}.json", f"/api/v1/organizations/{key}", f"/directory/{key}.bib")

    def body(address: str) -> str:
        response = visitor.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return str(content.decode())

    assert [key in body(place) for place in places] == [True] * 5

    answer = amina.post(at(bay, "withdraw"), {"reason": "", "sure": "on"}, follow=True)
    assert "The entry is withdrawn." in said(answer)
    assert "Until " in said(answer)
    assert [place for place in places if key in body(place)] == []
    gone = [visitor.get(page) for page in pages]
    assert {(page.status_code, page["Cache-Control"]) for page in gone} == {(410, "no-cache")}  # it may return
    assert "Invented Bay" not in body(pages[0]) + body(pages[1]) + body(pages[2])

    again = amina.post(at(bay, "withdraw"), {"sure": "on"}, follow=True)
    assert "its state has changed meanwhile" in said(again)

    answer = amina.post(at(bay, "withdraw"), {"back": "yes"}, follow=True)
    assert "Welcome back." in said(answer)
    assert [key in body(place) for place in places] == [True] * 5
    again = amina.post(at(bay, "withdraw"), {"back": "yes"}, follow=True)
    assert "its state has changed meanwhile" in said(again)


def test_after_the_erasure_the_page_says_that_personal_data_is_gone(bay: Organization) -> None:
    signed_in().post(at(bay, "withdraw"), {"reason": "We close.", "sure": "on"})
    bay.withdrawals.update(erased_at=timezone.now())

    told = said(signed_in().get(at(bay, "withdraw")))

    assert "The personal data that we held for it was erased." in told
    assert "We close." in told


def test_an_entry_that_was_never_listed_cannot_leave() -> None:
    pending = draft().organization

    answer = signed_in().get(at(pending, "withdraw"))

    assert (answer.status_code, answer["Location"]) == (302, f"/workspace/{pending.public_id_id}/")


def test_old_words_of_an_address_lead_to_the_new_ones(bay: Organization) -> None:
    change = drafts.open_change(organization=bay, by=person("amina"))
    [key] = change.document["names"]
    save(change, f"names.{key}", {"text": "Coast Assembly", "language": "en", "kind": "official", "keep_former": "on"})
    submissions.approve(submission=send(change, person("amina")), by=person("rosa"))

    answer = Client().get(f"/directory/{bay.public_id_id}/invented-bay-council/")

    assert (answer.status_code, answer["Location"]) == (301, f"/directory/{bay.public_id_id}/coast-assembly/")
    assert answer["Cache-Control"] == "no-cache"  # the name may change back
    assert "Invented Bay Council" in said(Client().get(answer["Location"]))


# -- Deleting an account ----------------------------------------------------------------------------------------------


def fresh(name: str = "amina") -> Client:
    """A client of somebody who signed in by a code just now."""
    client = signed_in(name)
    session = client.session
    record = {"method": "code", "at": time.time(), "email": person(name).email}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(person(name).pk)
    session.save()
    return client


def test_who_signed_in_long_ago_signs_in_again_first(bay: Organization) -> None:
    client = signed_in()
    assert "sign in once more" in said(client.get("/accounts/delete/"))

    assert client.post("/accounts/delete/", {"sure": "on"}).status_code == 403
    answer = client.post("/accounts/delete/", {"again": "yes"})

    assert answer["Location"] == "/accounts/login/?next=/accounts/delete/"
    assert "_auth_user_id" not in client.session
    assert Person.objects.filter(email=person("amina").email, is_active=True).exists()


def test_who_has_just_signed_up_may_delete_the_account_at_once() -> None:
    client = Client()
    answer = client.post("/accounts/signup/", {"email": "wanda@people.example.org"})
    client.post(answer["Location"], {"code": code_in(deliver())})
    assert "_auth_user_id" in client.session

    assert "You signed in some time ago" not in said(client.get("/accounts/delete/"))


def test_the_page_names_the_organizations_that_lose_their_only_owner(bay: Organization) -> None:
    shared = listed(name="Shared Reef")
    join_team(person("bo"), shared, TeamRole.OWNER)

    told = said(fresh().get("/accounts/delete/"))

    warning = told[told.index("You are the only owner here") : told.index("What goes")]
    assert "Invented Bay Council" in warning
    assert "Shared Reef" not in warning
    assert "You are the only owner here" not in said(fresh("sam").get("/accounts/delete/"))


def test_an_account_is_deleted_after_a_tick(bay: Organization) -> None:
    client = fresh()
    refused = client.post("/accounts/delete/", {"delete": "yes"})
    assert list(errors(refused)) == ["sure"]
    assert Erasure.objects.count() == 0

    answer = client.post("/accounts/delete/", {"delete": "yes", "sure": "on"}, follow=True)

    assert "Your account is deleted." in said(answer)
    assert "_auth_user_id" not in client.session
    assert not Person.objects.filter(email="amina@people.example.org").exists()
    assert client.post("/accounts/delete/", {"sure": "on"})["Location"] == "/accounts/login/?next=/accounts/delete/"


def test_a_form_that_deletes_sent_twice_at_once_is_answered_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    client, erase = fresh("sam"), erasures.erase_person

    def late(**given: Any) -> Erasure:
        erase(**given)
        return erase(**given)

    monkeypatch.setattr(erasures, "erase_person", late)

    assert "Your account is deleted." in said(client.post("/accounts/delete/", {"sure": "on"}, follow=True))
    assert Erasure.objects.count() == 1


# -- Lineage and networks ---------------------------------------------------------------------------------------------


def owned(name: str, by: str = "", **given: str) -> Organization:
    made = Organization.objects.get(public_id=partner(name, **given))
    if by:
        Membership.objects.create(organization=made, person=person(by), role=TeamRole.OWNER)
    return made


@pytest.fixture
def reef() -> Organization:
    return owned("Coral Reef Trust", "amina")


@pytest.fixture
def house() -> Organization:
    return owned("Ocean House", "kim", type="network")


def test_a_partner_is_searched_and_asked_and_accepts() -> None:
    reef, house = listed(name="Coral Reef Trust"), listed(person("kim"), name="Ocean House")
    amina, kim = signed_in(), signed_in("kim")
    page = amina.get(at(reef, "relations"), {"q": "ocean"})
    assert "Ocean House" in said(page)
    assert "No partner of that name" in said(amina.get(at(reef, "relations"), {"q": "qqqq"}))

    answer = amina.post(at(reef, "relations"), {"what": "parent-0", "partner": house.public_id_id}, follow=True)
    assert "They are asked." in said(answer)
    assert "We are part of Ocean House ." in said(answer)
    assert "Take it back" in said(answer)
    page = kim.get(at(house, "relations"))
    assert "Coral Reef Trust is part of us." in said(page)

    answer = kim.post(at(house, "relations"), {"accept": str(Relation.objects.get().pk)}, follow=True)

    assert "Accepted." in said(answer)
    assert "Part of Ocean House" in said(Client().get(f"/directory/{reef.public_id_id}/", follow=True))
    assert "Has parts Coral Reef Trust" in said(Client().get(f"/directory/{house.public_id_id}/", follow=True))


@pytest.mark.parametrize("what", ["parent-1", "successor-0", "successor-1", "membership-0"])
def test_everything_that_can_be_proposed(what: str, reef: Organization, house: Organization) -> None:
    amina = signed_in()
    for _time in range(2):
        amina.post(at(reef, "relations"), {"what": what, "partner": house.public_id_id})
    made = Relation.objects.first() or NetworkMembership.objects.get()
    assert Relation.objects.count() + NetworkMembership.objects.count() == 1
    assert amina.get(at(reef, "relations")).context["asked"][0]["kind"] == what
    end = f"/workspace/{house.public_id_id}/relations/{made.pk}/end/"
    signed_in("kim").post(at(house, "relations"), {"accept": str(made.pk)})
    assert "End this?" in said(signed_in("kim").get(end))

    answer = signed_in("kim").post(end, follow=True)

    assert "Nothing yet." in said(answer)
    assert signed_in("kim").get(end).status_code == 404


def test_a_network_asks_a_member_and_who_owns_both_need_not_ask(reef: Organization, house: Organization) -> None:
    signed_in("kim").post(at(house, "relations"), {"what": "membership-1", "partner": reef.public_id_id})
    assert "We are a member of the network Ocean House ." in said(signed_in().get(at(reef, "relations")))
    other = owned("Second Trust", "amina")

    answer = signed_in().post(at(reef, "relations"), {"what": "parent-0", "partner": other.public_id_id}, follow=True)

    assert "Both sides are yours" in said(answer)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"accept": "x"},
        {"end": "0190f3a0-0000-7000-8000-000000000001"},
        {"what": "parent-0", "partner": "nobody"},
        {"what": "marriage-0", "partner": "house"},
        {"what": "membership-1", "partner": "house"},
        {"end": "foreign"},
    ],
)
def test_what_no_button_of_the_page_sends_is_not_there(
    sent: dict[str, str], reef: Organization, house: Organization
) -> None:
    foreign = relations.propose(kind="parent", organization=house, other=owned("Third"), by=person("kim"))
    names = {"house": house.public_id_id, "foreign": str(foreign.pk)}
    answer = signed_in().post(at(reef, "relations"), {key: names.get(value, value) for key, value in sent.items()})

    assert answer.status_code == 404
    assert Relation.objects.get().ended_at is None


def test_an_editor_reads_and_has_no_buttons(reef: Organization, house: Organization) -> None:
    join_team(person("bo"), reef)
    relations.propose(kind="parent", organization=reef, other=house, by=person("kim"))

    told = said(signed_in("bo").get(at(reef, "relations")))

    assert "An owner of this entry answers." in told
    assert "Accept" not in told
    assert "Ask a partner" not in told


def test_a_circle_is_refused_on_the_page(reef: Organization, house: Organization) -> None:
    now = timezone.now()
    Relation.objects.create(kind="parent", organization=house, other=reef, accepted_at=now)

    answer = signed_in().post(at(reef, "relations"), {"what": "parent-0", "partner": house.public_id_id}, follow=True)

    assert "This would lead in a circle" in said(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_many_as_for_one(
    number: int, reef: Organization, house: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(number):
        relations.propose(kind="parent", organization=reef, other=owned(f"P{count}", "kim"), by=person("amina"))
        networks.propose(network=owned(f"N{count}", "kim", type="network"), member=reef, by=person("amina"))
        child = complete_draft(person("sam"), name=f"Child {count}")
        relations.propose(kind="parent", organization=child.organization, other=reef, by=person("sam"))
        send(child, person("sam"))
    client = signed_in()
    client.get(at(reef, "relations"))

    with django_assert_num_queries(8):  # session, person, membership; names, submissions; relations, networks, names
        page = client.get(at(reef, "relations"))

    assert len(page.context["asked"]) == 2 * number
    assert len(page.context["to_answer"]) == number


def test_the_json_tells_of_lineage_by_public_ids(bay: Organization, house: Organization) -> None:
    Relation.objects.create(kind="successor", organization=house, other=bay, accepted_at=timezone.now())

    told = Client().get(f"/directory/{bay.public_id_id}.json").json()["relations"]

    assert told["took_over"] == [house.public_id_id]
    assert {key for key, value in told.items() if value} == {"took_over"}


# -- The secretariat --------------------------------------------------------------------------------------------------


def test_the_secretariat_answers_for_those_without_a_team(reef: Organization) -> None:
    lone = owned("Lone House")
    made = [
        relations.propose(kind=kind, organization=reef, other=lone, by=person("amina"))
        for kind in ("parent", "successor")
    ]
    rosa = signed_in("rosa")
    assert "/secretariat/relations/" in rosa.get("/secretariat/").content.decode()
    told = said(rosa.get("/secretariat/relations/"))
    assert "Coral Reef Trust is part of Lone House ." in told
    assert "Lone House took over the work of Coral Reef Trust ." in told

    rosa.post("/secretariat/relations/", {"accept": str(made[0].pk)})
    answer = rosa.post("/secretariat/relations/", {"decline": str(made[1].pk)}, follow=True)

    assert "Nothing waits" in said(answer)
    for one in made:
        one.refresh_from_db()
    assert (made[0].accepted_at is not None, made[1].ended_at is not None) == (True, True)
    assert "This could not" not in said(answer)


def test_the_secretariat_answers_for_a_network_without_a_team(reef: Organization) -> None:
    lone = owned("Lone Alliance")
    Organization.objects.filter(pk=lone.pk).update(type="network")
    lone.refresh_from_db()
    rosa = signed_in("rosa")
    for button, column in (("decline", "ended_at"), ("accept", "accepted_at")):
        made = networks.propose(network=lone, member=reef, by=person("amina"))
        told = said(rosa.get("/secretariat/relations/"))
        assert "Coral Reef Trust is a member of the network Lone Alliance ." in told

        answer = rosa.post("/secretariat/relations/", {button: str(made.pk)}, follow=True)

        assert "Answered. The side that asked is told." in said(answer)
        assert "Nothing waits" in said(answer)
        made.refresh_from_db()
        assert getattr(made, column) is not None
    refused = rosa.post("/secretariat/relations/", {"decline": str(owned_membership(reef).pk)}, follow=True)
    assert "You may not do this." in said(refused)


def owned_membership(member: Organization) -> NetworkMembership:
    """A proposal to a network with an owner."""
    network = owned("Alliance of Kim", "kim")
    Organization.objects.filter(pk=network.pk).update(type="network")
    network.refresh_from_db()
    return networks.propose(network=network, member=member, by=person("amina"))


def test_the_secretariat_answers_for_nobody_who_can_answer(reef: Organization, house: Organization) -> None:
    made = relations.propose(kind="parent", organization=reef, other=house, by=person("amina"))

    answer = signed_in("rosa").post("/secretariat/relations/", {"accept": str(made.pk)}, follow=True)

    assert "You may not do this." in said(answer)
    for sent in ({}, {"accept": "x"}, {"decline": str(reef.pk)}):
        assert signed_in("rosa").post("/secretariat/relations/", sent).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_the_secretariat_asks_as_often_for_many_as_for_one(
    number: int, reef: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(number):
        child = complete_draft(person("sam"), name=f"Child {count}")
        relations.propose(kind="parent", organization=child.organization, other=owned(f"P{count}"), by=person("sam"))
        send(child, person("sam"))
    client = signed_in("rosa")

    with django_assert_num_queries(5):  # the session, the person, relations, memberships of networks, names
        page = client.get("/secretariat/relations/")

    assert len(page.context["waiting"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_administrators_read_the_reports_of_erasures(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "Nothing was erased yet" in said(signed_in("ada").get("/secretariat/erasures/"))
    for count in range(number):
        erasures.erase_person(person=person(f"leaver{count}"), now=timezone.now())
    client = signed_in("ada")

    with django_assert_num_queries(4):  # the session, the person, a count, the page
        page = client.get("/secretariat/erasures/")

    assert len(re.findall("registry_person: 1", said(page))) == number
    assert "leaver" not in page.content.decode()
    assert "/secretariat/erasures/" in client.get("/secretariat/").content.decode()
    assert Message.objects.filter(kind="account_deleted").count() == number
