"""Rules of writing to a partner: open to everyone, the team's addresses stay hidden, nothing typed is lost."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from partnership.views import enquiries as views
from registry import mail
from registry.actions import enquiries
from registry.models import Case, Enquiry, Membership, Message, Organization, Report
from tests import factories
from tests.factories import join_team, person
from tests.listings import organization
from tests.web.joining import errors, said, signed_in
from tests.web.proofs import link_of, proved
from tests.web.test_partner import NAME, PREFIXES

pytestmark = pytest.mark.django_db

WRITTEN = {
    "name": "Sam, of the Reef Watch",
    "address": "sam@reader.example.org",
    "text": "May we visit you in spring?",
    "agrees": "on",
}


@pytest.fixture
def browser() -> Client:
    """A visitor's: without a cookie, and the site insists on its tokens."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def partner() -> Organization:
    listed = factories.listed(name=NAME)
    Message.objects.all().delete()
    return listed


def at(partner: Organization, prefix: str = "") -> str:
    return f"{prefix}/directory/{partner.public_id_id}/write/"


def write(browser: Client, partner: Organization, prefix: str = "", **values: str) -> Any:
    """Send the form as a browser that runs scripts does."""
    return without_scripts(browser, partner, prefix, **{**proved(browser, at(partner, prefix)), **values})


def without_scripts(
    browser: Client, partner: Organization, prefix: str = "", headers: Any = None, **values: str
) -> Any:
    return browser.post(
        at(partner, prefix), {**WRITTEN, **values}, headers=headers or {"Sec-Fetch-Site": "same-origin"}
    )


def send(partner: Organization, **values: Any) -> Enquiry:
    words = {name: WRITTEN[name] for name in ("name", "address", "text")}
    return enquiries.send(organization=partner, language="en", **{**words, **values})


# -- Writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_partners_page_leads_to_the_form_and_the_form_to_the_team(
    browser: Client, partner: Organization, prefix: str
) -> None:
    page = browser.get(f"{prefix}/directory/{partner.public_id_id}/", follow=True).content.decode()
    assert f'href="{at(partner, prefix)}"' in page
    assert NAME in said(browser.get(at(partner, prefix)))

    response = write(browser, partner, prefix)
    assert (response.status_code, response.headers["Location"]) == (302, f"{at(partner, prefix)}sent/")
    assert browser.get(response.headers["Location"]).status_code == 200
    assert browser.cookies == {}
    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.address, enquiry.text) == (WRITTEN["name"], WRITTEN["address"], WRITTEN["text"])
    assert (enquiry.language, enquiry.held) == (prefix.removeprefix("/") or "en", False)
    assert [one.person for one in Message.objects.filter(kind="enquiry")] == [person("amina")]


def test_no_page_tells_a_visitor_who_is_in_the_team(browser: Client, partner: Organization) -> None:
    for response in (browser.get(at(partner)), write(browser, partner, text=""), browser.get(f"{at(partner)}sent/")):
        assert person("amina").email not in response.content.decode()
        assert person("amina").name not in said(response)


def test_without_a_proof_it_waits_for_a_link(browser: Client, partner: Organization) -> None:
    response = without_scripts(browser, partner)
    assert (response.status_code, response.headers["Location"]) == (302, "/held/")
    assert [(one.kind, one.address) for one in Message.objects.all()] == [("held", WRITTEN["address"])]
    assert WRITTEN["text"] not in said(signed_in().get(f"/workspace/{partner.public_id_id}/enquiries/"))

    link = link_of(Message.objects.get())
    page = said(browser.get(link))
    for words in (NAME, *list(WRITTEN.values())[:3]):
        assert words in page, words
    assert Enquiry.objects.get().held is True
    assert browser.head(link).status_code == 200
    assert Enquiry.objects.get().held is True

    assert browser.post(link, {"do": "send"}).headers["Location"] == f"{at(partner)}sent/"
    assert Enquiry.objects.get().held is False
    assert Message.objects.filter(kind="enquiry").count() == 1
    assert browser.cookies == {}


def test_a_held_message_whose_team_left_stays_held_and_says_so(browser: Client, partner: Organization) -> None:
    without_scripts(browser, partner)
    Membership.objects.all().delete()
    response = browser.post(link_of(Message.objects.get()), {"do": "send"})
    assert (response.status_code, Enquiry.objects.get().held) == (409, True)
    assert "Nobody of this organization uses this site at the moment" in said(response)
    Organization.objects.filter(pk=partner.pk).update(state="withdrawn")
    response = browser.get(link_of(Message.objects.get()))
    assert (response.status_code, NAME in said(response)) == (200, False)


def test_who_is_signed_in_has_their_address_filled_in_and_needs_no_link_for_it(partner: Organization) -> None:
    sam = signed_in("sam")
    form = sam.get(at(partner)).context["form"]
    assert (form.initial["name"], form.initial["address"]) == ("Sam", person("sam").email)
    assert without_scripts(sam, partner, address=person("sam").email).headers["Location"] == f"{at(partner)}sent/"
    assert without_scripts(sam, partner, address="other@reader.example.org").headers["Location"] == "/held/"


def test_a_session_that_has_ended_is_a_visitors(partner: Organization) -> None:
    browser = Client()
    browser.cookies["sessionid"] = "ended"
    assert browser.get(at(partner)).context["form"].initial == {}
    assert without_scripts(browser, partner).headers["Location"] == "/held/"


# -- What cannot be sent ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "\u202eSam"}, "name"),
        ({"address": ""}, "address"),
        ({"address": "sam"}, "address"),
        ({"address": "Sam <sam@reader.example.org>"}, "address"),
        ({"address": "sam@reader.example.org, eve@evil.example"}, "address"),
        ({"address": "sam@reader.example.org\r\nBcc: eve@evil.example"}, "address"),
        ({"address": "=?utf-8?q?sam=40reader.example.org?="}, "address"),
        ({"text": ""}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"agrees": ""}, "agrees"),
    ],
)
def test_what_does_not_pass_comes_back_with_the_reason_at_its_field(
    browser: Client, partner: Organization, typed: dict[str, str], field: str
) -> None:
    response = write(browser, partner, **typed)
    assert (response.status_code, list(errors(response))) == (200, [field])
    shown = response.context["form"].data
    assert {name: shown[name] for name in WRITTEN} == {**WRITTEN, **typed}
    assert (Enquiry.objects.count(), Message.objects.count()) == (0, 0)


def test_a_name_is_one_line_whatever_a_program_sends(browser: Client, partner: Organization) -> None:
    write(browser, partner, name="Sam\r\nBcc: eve@evil.example")
    assert Enquiry.objects.get().name == "Sam Bcc: eve@evil.example"
    assert mail.compose(Message.objects.get()).message()["Bcc"] is None


def test_what_another_website_made_up_is_shown_and_not_sent(browser: Client, partner: Organization) -> None:
    response = without_scripts(browser, partner, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, Enquiry.objects.count()) == (403, 0)
    assert WRITTEN["text"] in said(response)


def test_a_proof_of_another_page_is_told_and_the_words_stay(browser: Client, partner: Organization) -> None:
    response = without_scripts(browser, partner, **proved(browser, f"/report/{partner.public_id_id}/"))
    assert (response.status_code, Enquiry.objects.count()) == (403, 0)
    assert "send the form once more" in said(response)
    assert WRITTEN["text"] in said(response)


def test_a_double_click_sends_one_message(browser: Client, partner: Organization) -> None:
    typed = proved(browser, at(partner))
    assert [without_scripts(browser, partner, **typed).status_code for _click in range(2)] == [302, 302]
    assert (Enquiry.objects.count(), Message.objects.count()) == (1, 1)


def test_an_entry_without_a_team_says_so_and_shows_no_form(browser: Client, partner: Organization) -> None:
    Membership.objects.all().delete()
    page = browser.get(at(partner))
    assert "Nobody of this organization uses this site at the moment, so there is nobody" in said(page)
    assert "<textarea" not in page.content.decode()
    response = write(browser, partner)
    assert (response.status_code, Enquiry.objects.count()) == (409, 0)
    assert WRITTEN["text"] in said(response)


def test_only_a_listed_partner_has_the_page(browser: Client) -> None:
    for state, status in (("pending", 404), ("refused", 404), ("withdrawn", 410)):
        about = organization(state=state)
        assert browser.get(at(about)).status_code == status
        assert without_scripts(browser, about).status_code == status
    assert browser.get("/directory/nonsense/write/").status_code == 404


def test_a_merged_entry_leads_to_the_one_that_was_kept(browser: Client, partner: Organization) -> None:
    merged = organization(state="merged", merged_into=partner)
    response = browser.get(at(merged))
    assert (response.status_code, response.headers["Location"]) == (301, at(partner))
    assert write(browser, merged).status_code == 302
    assert Enquiry.objects.get().organization == partner


def test_an_organization_called_like_the_page_keeps_its_own_page(browser: Client) -> None:
    listed = factories.listed(name="Write")
    page = browser.get(f"/directory/{listed.public_id_id}/", follow=True)
    assert page.redirect_chain == [(f"/directory/{listed.public_id_id}/write-entry/", 301)]
    assert "At a glance" in said(page)


def test_the_pages_are_not_for_search_engines_or_caches(browser: Client, partner: Organization) -> None:
    without_scripts(browser, partner)
    link = link_of(Message.objects.get())
    for path in (at(partner), f"{at(partner)}sent/", "/held/", "/held/deleted/", link):
        assert '<meta name="robots" content="noindex">' in browser.get(path).content.decode(), path
    for path in (at(partner), link):
        assert "no-store" in browser.get(path).headers["Cache-Control"]


# -- Floods -----------------------------------------------------------------------------------------------------------


def test_one_connection_sends_five_in_an_hour_and_the_sixth_keeps_its_words(
    browser: Client, partner: Organization
) -> None:
    sent = [write(browser, partner, text=f"Number {number}") for number in range(6)]
    assert [response.status_code for response in sent] == [302] * 5 + [429]
    assert "Try again later." in said(sent[5])
    assert "Number 5" in said(sent[5])
    assert Enquiry.objects.count() == 5


def test_ten_thousand_messages_from_one_address_end_in_refusals(browser: Client, partner: Organization) -> None:
    """From as many connections, each with its proof; what is refused costs a look at so many counters and no row."""
    statuses = []
    for number in range(views.MOST_OF_ADDRESS + 20):
        typed = {**WRITTEN, **proved(browser, at(partner)), "text": f"Number {number}"}
        typed["address"] = f"Sam+{number}@reader.example.org"
        response = browser.post(at(partner), typed, REMOTE_ADDR=f"198.51.100.{number}")
        statuses.append(response.status_code)
    assert statuses == [302] * views.MOST_OF_ADDRESS + [429] * 20
    assert "Ten messages came from this email address within a day." in said(response)
    assert "Number 29" in said(response)
    assert Message.objects.filter(kind="enquiry").count() == Enquiry.objects.count() == views.MOST_OF_ADDRESS


def test_a_refusal_costs_the_same_however_many_came_before(
    browser: Client, partner: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(views.MOST):
        write(browser, partner, text=f"Number {number}")
    for number in range(2):
        typed = proved(browser, at(partner))
        with django_assert_num_queries(2):
            assert without_scripts(browser, partner, text=f"More {number}", **typed).status_code == 429


def test_one_address_gets_three_links_a_day(browser: Client, partner: Organization) -> None:
    sent = [without_scripts(browser, partner, text=f"Number {number}") for number in range(4)]
    assert [response.status_code for response in sent] == [302, 302, 302, 429]
    assert Message.objects.count() == 3


def test_a_team_that_got_its_share_gets_no_more(
    browser: Client, partner: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 1)
    send(partner)
    response = write(browser, partner, text="One more")
    assert (response.status_code, Enquiry.objects.count()) == (429, 1)
    assert "Many people have written to this organization today" in said(response)
    assert "One more" in said(response)


def test_neither_the_log_nor_the_cache_tells_who_wrote(
    browser: Client, partner: Organization, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    add = cache.add
    monkeypatch.setattr(cache, "add", lambda *args: kept.append(str(args)) or add(*args))
    with caplog.at_level(logging.DEBUG):
        write(browser, partner)
    assert len(kept) >= 3
    for secret in ("127.0.0.1", "sam@", "Reef Watch", "May we visit"):
        assert secret not in caplog.text + "".join(kept), secret


# -- The team ---------------------------------------------------------------------------------------------------------


def below(partner: Organization, enquiry: Enquiry | None = None) -> str:
    return f"/workspace/{partner.public_id_id}/enquiries/" + (f"{enquiry.pk}/" if enquiry else "")


def test_the_team_reads_them_the_newest_first_page_by_page(partner: Organization) -> None:
    assert "No message yet" in said(signed_in().get(below(partner)))
    for number in range(21):
        send(partner, text=f"Number {number}.")
    first = said(signed_in().get(below(partner)))
    assert first.index("Number 20.") < first.index("Number 1.")
    assert "Number 0." not in first
    assert "Number 0." in said(signed_in().get(f"{below(partner)}?page=2"))
    page = said(signed_in().get(below(partner, Enquiry.objects.get(text="Number 7."))))
    for words in ("Number 7.", WRITTEN["name"], WRITTEN["address"]):
        assert words in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_a_fixed_number_of_queries(
    partner: Organization, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [send(partner, text=f"Number {one}.") for one in range(number)]
    client = signed_in()
    with django_assert_num_queries(7):
        client.get(below(partner))
    with django_assert_num_queries(6):
        client.get(below(partner, rows[0]))


def test_what_is_held_forgotten_or_anothers_is_not_found(partner: Organization) -> None:
    held = send(partner, held=True)
    deleted = enquiries.delete(enquiry=send(partner), by=person("amina"))
    others = send(factories.listed(person("kim")))
    for enquiry in (held, deleted, others):
        assert signed_in().get(below(partner, enquiry)).status_code == 404


def test_abuse_is_reported_with_a_reason_and_read_by_a_reviewer_among_the_cases(partner: Organization) -> None:
    enquiry, team, desk = send(partner, text="<b>Pay at once.</b>"), signed_in(), signed_in("rosa")
    response = team.post(below(partner, enquiry), {"do": "report", "text": ""})
    assert (list(errors(response)), Report.objects.count()) == (["text"], 0)

    response = team.post(below(partner, enquiry), {"do": "report", "text": "It wants money."}, follow=True)
    assert "The message is reported." in said(response)
    assert "You reported this message on" in said(response)
    page = desk.get("/secretariat/cases/")
    for words in (NAME, "It wants money.", "<b>Pay at once.</b>", WRITTEN["name"], WRITTEN["address"]):
        assert words in said(page), words
    assert "<b>Pay" not in page.content.decode()

    response = team.post(below(partner, enquiry), {"do": "delete"}, follow=True)
    assert "the secretariat has not settled the matter yet" in said(response)
    desk.post(f"/secretariat/cases/{Case.objects.get().pk}/settle/")
    response = team.post(below(partner, enquiry), {"do": "delete"}, follow=True)
    assert "The message is deleted." in said(response)
    assert Enquiry.objects.get().text == ""


def test_what_a_colleague_reports_too_is_read_beside_the_first(partner: Organization) -> None:
    enquiry, team = send(partner), signed_in()
    for words in ("It wants money.", "It came again today."):
        assert "The message is reported." in said(
            team.post(below(partner, enquiry), {"do": "report", "text": words}, follow=True)
        )
    page = said(signed_in("rosa").get("/secretariat/cases/"))
    assert "It wants money." in page
    assert "It came again today." in page


def test_a_reviewer_sees_that_a_reported_message_was_deleted(partner: Organization) -> None:
    enquiry = send(partner)
    enquiries.report_abuse(enquiry=enquiry, text="It wants money.", language="en", by=person("amina"))
    Enquiry.objects.update(name="", address="", text="", erased_at=enquiry.sent_at)
    assert "The message is deleted." in said(signed_in("rosa").get("/secretariat/cases/"))


def test_the_letter_speaks_the_language_of_each_member_and_leads_to_the_message(partner: Organization) -> None:
    join_team(person("bo"), partner)
    enquiry = send(partner)
    links = {
        one.person.name: str(mail.compose(one).body) for one in Message.objects.filter(kind="enquiry") if one.person
    }
    assert f"/fr{below(partner, enquiry)}" in links["Bo"]
    assert signed_in("bo").get(f"/fr{below(partner, enquiry)}").status_code == 200
