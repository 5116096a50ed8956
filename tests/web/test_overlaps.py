"""Rules of overlaps: shown to everyone, ranked; those in one write to all the others, and say that they coordinate."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing, overlaps
from registry.models import Activity, Coordination, Enquiry, Membership, Message, Organization, Talk
from registry.queries import memory
from registry.queries.overlaps import Cell
from tests.factories import join_team, person
from tests.overlaps import KEY, add_activity, at_work, with_team
from tests.web.joining import errors, said, signed_in

pytestmark = pytest.mark.django_db

LIST = "/activities/overlaps/"
PAGE = f"{LIST}{KEY}/"
WRITTEN = {"text": "Shall we share the nursery?", "agrees": "on"}


@pytest.fixture
def bay() -> Organization:
    """Amina's partner in an overlap with Kim's; no message was posted yet."""
    made = with_team("Bay Council", "amina", title="Nurseries of the bay")
    with_team("Reef Watch", "kim", title="Nurseries of the reef")
    Message.objects.all().delete()
    return made


# -- What everyone sees -----------------------------------------------------------------------------------------------


def test_the_list_shows_the_most_pressing_first_and_leads_to_each() -> None:
    for name in ("Bay Council", "Reef Watch"):
        at_work(name, countries=["KE", "TZ"])
    at_work("Delta Trust", countries=["TZ"])

    page = Client().get(LIST)

    keys = [row["overlap"].key for row in page.context["rows"]]
    assert keys == ["tz-oecm-finance", "ke-oecm-finance"]
    assert "2 overlaps" in said(page)
    assert f'href="{PAGE}"' in page.content.decode()


def test_the_list_is_narrowed_by_its_address_and_what_cannot_be_asked_is_left_out() -> None:
    for name in ("Bay Council", "Reef Watch"):
        at_work(name, countries=["KE", "TZ"], elements=["oecm", "rights"])

    page = Client().get(LIST, {"country": "KE", "element": "rights", "kind": "finance"})
    odd = Client().get(LIST, {"country": "XX", "element": "moon", "page": "9" * 30})

    assert [row["overlap"].key for row in page.context["rows"]] == ["ke-rights-finance"]
    assert (odd.status_code, odd.context["total"]) == (200, 4)


def test_an_empty_list_says_what_would_be_in_it() -> None:
    assert "Nothing overlaps here" in said(Client().get(LIST))
    narrowed = said(Client().get(LIST, {"country": "TV"}))
    assert "No two partners have an activity with all of this in common" in narrowed


def test_long_lists_have_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnership.views.overlaps.A_PAGE", 1)
    for name in ("Bay Council", "Reef Watch"):
        at_work(name, countries=["KE", "TZ"])

    first, second = (Client().get(LIST, {"page": number}) for number in ("1", "2"))

    assert [page.context["rows"][0]["overlap"].key for page in (first, second)] == [KEY, "tz-oecm-finance"]
    assert "page=2" in first.content.decode()
    assert 'content="noindex,follow"' in second.content.decode()
    for asked in ({"page": "99"}, {"page": "99", "country": "KE"}):  # beyond the last there is the last
        last = Client().get(LIST, asked)
        assert last.context["page"] == last.context["pages"] == (1 if "country" in asked else 2)
        assert "Nothing overlaps here" not in said(last)


def test_the_page_of_one_shows_its_activities_side_by_side(bay: Organization) -> None:
    page = Client().get(PAGE)

    words = said(page)
    assert "2 partners do this in Kenya at the same time, in 2 activities." in words
    for name in ("Bay Council", "Reef Watch", "Nurseries of the bay", "Nurseries of the reef", "Goes on"):
        assert name in words
    assert "None of them has said yet that they coordinate." in words
    assert "csrftoken" not in page.cookies
    assert "amina@" not in page.content.decode()


def test_the_way_to_write_to_them_is_offered_to_those_who_may_go_it(bay: Organization) -> None:
    asks = {
        "": "Sign in to invite them to talk",
        "amina": "Invite them to talk",
        "rosa": "Invite them to talk",
        "sam": "",
    }
    for name, words in asks.items():
        client = signed_in(name) if name else Client()
        html = client.get(PAGE).content.decode()
        assert (f'href="{PAGE}invite/"' in html) is bool(words)
        assert words in html


def test_one_with_very_many_says_how_many_more_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.queries.overlaps.MOST_SHOWN", 2)
    for number in range(5):
        at_work(f"Partner {number}")

    assert "3 more activities are in this overlap." in said(Client().get(PAGE))


def test_one_that_is_over_says_so_and_leads_to_those_of_the_country() -> None:
    page = Client().get(PAGE)

    assert page.status_code == 404
    assert "Nothing overlaps here now" in said(page)
    assert f'href="{LIST}?country=KE"' in page.content.decode()


@pytest.mark.parametrize("key", ["ke", "xx-oecm-finance", "KE-oecm-finance"])
def test_what_is_no_key_is_no_page(key: str) -> None:
    assert Client().get(f"{LIST}{key}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(LIST, 2), (f"{LIST}?country=KE", 2), (PAGE, 3)])
def test_its_pages_cost_the_same_whatever_they_show(
    number: int, address: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number + 1):
        at_work(f"Partner {one}", elements=["oecm", "rights", "connected"][:number])
    memory.current("activities")
    Client().get(address)

    with django_assert_num_queries(queries):
        Client().get(address)


# -- Inviting to talk -------------------------------------------------------------------------------------------------


def test_a_partner_in_it_writes_to_all_others(bay: Organization) -> None:
    amina = signed_in("amina")
    assert f'href="{PAGE}invite/"' in amina.get(PAGE).content.decode()

    response = amina.post(f"{PAGE}invite/", WRITTEN)

    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert "Your message is on its way to 1 team." in said(amina.get(PAGE))
    assert [one.person for one in Message.objects.all()] == [person("kim")]
    enquiry = Enquiry.objects.get()
    read = signed_in("kim").get(f"/workspace/{enquiry.organization.public_id_id}/enquiries/{enquiry.pk}/")
    assert WRITTEN["text"] in said(read)


def test_who_has_invited_them_reads_when_and_from_when_on_again(bay: Organization) -> None:
    amina = signed_in("amina")
    amina.post(f"{PAGE}invite/", WRITTEN)
    talk = Talk.objects.get()
    day, again = (date_format(timezone.localtime(at)) for at in (talk.at, talk.at + timedelta(days=30)))
    told = f"Bay Council invited the others on {day}."

    for page in (PAGE, f"{PAGE}invite/"):
        words = said(amina.get(page))
        assert (told in words, f"again from {again} on." in words) == (True, True)
    assert f'href="{PAGE}invite/"' not in amina.get(PAGE).content.decode()
    assert "<textarea" not in amina.get(f"{PAGE}invite/").content.decode()
    for other in (Client(), signed_in("kim"), signed_in("rosa")):
        assert told not in said(other.get(PAGE))

    second = with_team("Forest Fund", "bo")
    join_team(person("amina"), second)  # for which she may still write
    assert f'href="{PAGE}invite/"' in amina.get(PAGE).content.decode()
    Talk.objects.update(at=talk.at - timedelta(days=31))
    assert told not in said(amina.get(PAGE))


def test_the_secretariat_writes_too(bay: Organization) -> None:
    page = signed_in("rosa").get(f"{PAGE}invite/")
    assert "It says that you write for the secretariat." in said(page)

    signed_in("rosa").post(f"{PAGE}invite/", WRITTEN)

    assert Talk.objects.get().organization is None
    assert "The secretariat invited them on" in said(signed_in("rosa").get(PAGE))
    assert "The secretariat invited them on" not in said(signed_in("amina").get(PAGE))
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize("missing", ["text", "agrees"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(bay: Organization, missing: str) -> None:
    page = signed_in("amina").post(f"{PAGE}invite/", {**WRITTEN, missing: ""})

    assert list(errors(page)) == [missing]
    assert missing == "text" or WRITTEN["text"] in page.content.decode()
    assert Talk.objects.count() == 0


def test_what_is_refused_comes_back_with_the_reason(bay: Organization) -> None:
    amina = signed_in("amina")
    amina.post(f"{PAGE}invite/", WRITTEN)

    again = amina.post(f"{PAGE}invite/", {**WRITTEN, "text": "And once more."})

    assert again.status_code == 429
    assert "within the last 30 days" in said(again)
    assert "And once more." in again.content.decode()


@pytest.mark.parametrize("page", ["invite", "coordinated"])
def test_what_was_written_comes_back_to_who_is_no_longer_in_one_that_may_be_over(bay: Organization, page: str) -> None:
    amina, written = signed_in(), {**WRITTEN, "note": WRITTEN["text"]}
    Membership.objects.filter(organization=bay).delete()
    for _before_and_after_it_is_over in range(2):
        refused = amina.post(f"{PAGE}{page}/", written)
        assert (refused.status_code, WRITTEN["text"] in said(refused)) == (404, True)
        Activity.objects.filter(organization=bay).update(removed_at=timezone.now())
        listing.refresh([bay.pk])
    assert "Nothing overlaps here now" in said(refused)


def test_where_nobody_reads_the_way_to_write_is_not_offered_and_the_page_says_why() -> None:
    bay = with_team("Bay Council", "amina")
    at_work("Delta Trust")
    nobody = "Nobody else here has a team that uses this site"

    assert f'href="{PAGE}invite/"' not in signed_in("amina").get(PAGE).content.decode()
    assert "<textarea" not in signed_in("amina").get(f"{PAGE}invite/").content.decode()
    for page in (PAGE, f"{PAGE}invite/"):
        assert nobody in said(signed_in("amina").get(page))
        assert nobody not in said(signed_in("rosa").get(page))  # she may write to the bay
    assert nobody not in said(Client().get(PAGE))

    join_team(person("bo"), bay)
    assert nobody in said(signed_in("amina").get(PAGE))  # of the same organization
    join_team(person("amina"), with_team("Forest Fund", "kim"))
    assert f'href="{PAGE}invite/"' in signed_in("amina").get(PAGE).content.decode()


def test_where_nobody_can_be_written_to_the_page_says_so() -> None:
    with_team("Bay Council", "amina")
    at_work("Delta Trust")

    page = signed_in("amina").post(f"{PAGE}invite/", WRITTEN)

    assert page.status_code == 409
    assert "No other team in this overlap can be written to today" in said(page)


def test_who_is_in_it_twice_says_for_whom(bay: Organization) -> None:
    second = with_team("Forest Fund", "bo")
    join_team(person("amina"), second)

    unsaid = signed_in("amina").post(f"{PAGE}invite/", WRITTEN)
    signed_in("amina").post(f"{PAGE}invite/", {**WRITTEN, "organization": second.public_id_id})

    assert list(errors(unsaid)) == ["organization"]
    assert Talk.objects.get().organization == second


def test_what_was_typed_without_a_session_is_kept_until_its_sender_signed_in(bay: Organization) -> None:
    client = Client()
    response = client.post(f"{PAGE}invite/", WRITTEN)
    assert response.headers["Location"].startswith("/accounts/login/?next=")
    client.force_login(person("amina"))

    assert WRITTEN["text"] in client.get(f"{PAGE}invite/").content.decode()
    assert Talk.objects.count() == 0


@pytest.mark.parametrize("name", ["sam", "bo"])
@pytest.mark.parametrize("page", ["invite", "coordinated"])
def test_to_others_these_pages_do_not_exist(bay: Organization, name: str, page: str) -> None:
    add_activity(with_team("Forest Fund", "bo", countries=["UG"]).public_id_id, countries=["TZ"])

    assert signed_in(name).get(f"{PAGE}{page}/").status_code == 404
    assert signed_in(name).post(f"{PAGE}{page}/", WRITTEN).status_code == 404


# -- Coordinating -----------------------------------------------------------------------------------------------------


def test_a_partner_says_that_it_coordinates_and_takes_it_back(bay: Organization) -> None:
    amina = signed_in("amina")

    amina.post(f"{PAGE}coordinated/", {"note": "We meet each month."})

    words = said(Client().get(PAGE))
    assert "Bay Council said on" in words
    assert "We meet each month." in words
    words = said(amina.get(f"{PAGE}coordinated/"))
    assert words.index("What is shown now") < words.index("You say for your organization")
    assert "Change what you said, or take it back" in said(amina.get(PAGE))
    assert "Change what you said" not in said(signed_in("kim").get(PAGE))
    assert "1 partner says so" in said(Client().get(LIST))

    amina.post(f"{PAGE}coordinated/", {"end": Coordination.objects.get().pk})
    assert "None of them has said yet" in said(Client().get(PAGE))


def test_the_secretariat_takes_back_what_should_not_be_public(bay: Organization) -> None:
    assert "Only the teams of these partners can say so." in said(signed_in("rosa").get(f"{PAGE}coordinated/"))
    assert f'href="{PAGE}coordinated/"' not in signed_in("rosa").get(PAGE).content.decode()
    signed_in("amina").post(f"{PAGE}coordinated/", {"note": "Call 0123456789."})
    assert "Take back what should not be public" in said(signed_in("rosa").get(PAGE))

    signed_in("rosa").post(f"{PAGE}coordinated/", {"note": "We say so."})
    assert Coordination.objects.count() == 1
    signed_in("rosa").post(f"{PAGE}coordinated/", {"end": Coordination.objects.get().pk})

    assert Coordination.objects.get().ended_at is not None


def test_the_page_of_coordination_is_called_after_what_it_is_for_whom(bay: Organization) -> None:
    def title(name: str) -> str:
        return str(signed_in(name).get(f"{PAGE}coordinated/").context["heading"])

    assert title("rosa") == "What these partners say of how they coordinate"
    assert title("amina") == "Say that you coordinate"
    signed_in("amina").post(f"{PAGE}coordinated/", {"note": ""})
    assert title("amina") == "What you say of how you coordinate"
    assert title("rosa") == "What these partners say of how they coordinate"


def test_a_partner_cannot_take_back_the_word_of_another(bay: Organization) -> None:
    signed_in("amina").post(f"{PAGE}coordinated/", {"note": ""})
    made = Coordination.objects.get()

    assert signed_in("kim").post(f"{PAGE}coordinated/", {"end": made.pk}).status_code == 404
    for odd in ("", "x", str(bay.pk)):
        assert signed_in("amina").post(f"{PAGE}coordinated/", {"end": odd}).status_code == 404
    assert Coordination.objects.get().ended_at is None


def test_a_note_that_is_too_long_comes_back(bay: Organization) -> None:
    page = signed_in("amina").post(f"{PAGE}coordinated/", {"note": "x" * 501})

    assert list(errors(page)) == ["note"]


# -- The workspace ----------------------------------------------------------------------------------------------------


def test_a_team_reads_the_overlaps_of_its_organization(bay: Organization) -> None:
    cache.clear()
    page = signed_in("amina").get(f"/workspace/{bay.public_id_id}/overlaps/")

    assert [row["overlap"].key for row in page.context["rows"]] == [
        "ke-equitable-capacity_building",
        "ke-oecm-finance",
    ]


def test_a_team_without_any_is_told_so() -> None:
    alone = with_team("Bay Council", "amina")

    assert "Nothing overlaps" in said(signed_in("amina").get(f"/workspace/{alone.public_id_id}/overlaps/"))


def test_of_very_many_the_first_are_shown(bay: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnership.views.overlaps.A_PAGE", 1)

    assert "These are the first 1 of 2." in said(signed_in("amina").get(f"/workspace/{bay.public_id_id}/overlaps/"))


def test_the_list_of_activities_leads_here() -> None:
    assert f'href="{LIST}"' in Client().get("/activities/").content.decode()


def test_a_word_of_coordination_shows_in_the_next_kept_answer(bay: Organization) -> None:
    cell = Cell("KE", "oecm", "finance")
    Client().get(PAGE)

    overlaps.coordinate(cell=cell, organization=bay, note="We meet.", language="en", by=person("amina"))

    assert "We meet." in said(Client().get(PAGE))
