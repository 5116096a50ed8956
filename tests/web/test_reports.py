"""Rules of reporting what is wrong with an entry: open to everyone, nothing typed is lost, nobody is told who did."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from partnership.views import reports
from registry.actions import cases
from registry.models import Case, Message, Organization, Report
from tests import factories
from tests.factories import person
from tests.listings import organization
from tests.web.joining import errors, said, signed_in
from tests.web.proofs import link_of, proved
from tests.web.test_partner import NAME, PREFIXES

pytestmark = pytest.mark.django_db

TOLD = {
    "reason": "wrong",
    "text": "The council moved to the northern shore in May.",
    "address": "sam@reader.example.org",
}


@pytest.fixture
def browser() -> Client:
    """A visitor's: without a cookie, and the site insists on its tokens."""
    return Client(enforce_csrf_checks=True)


def at(partner: Organization, prefix: str = "") -> str:
    return f"{prefix}/report/{partner.public_id_id}/"


def tell(browser: Client, partner: Organization, prefix: str = "", headers: Any = None, **values: str) -> Any:
    """Send the form as a browser that runs scripts does."""
    return without_scripts(browser, partner, prefix, headers, **{**proved(browser, at(partner, prefix)), **values})


def without_scripts(
    browser: Client, partner: Organization, prefix: str = "", headers: Any = None, **values: str
) -> Any:
    return browser.post(at(partner, prefix), {**TOLD, **values}, headers=headers or {"Sec-Fetch-Site": "same-origin"})


# -- Telling ----------------------------------------------------------------------------------------------------------


def test_a_partners_page_leads_to_the_form_and_the_form_to_a_case(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    person("rosa"), person("ravi"), person("ada")
    page = browser.get(f"/directory/{partner.public_id_id}/", follow=True).content.decode()
    assert f'<a href="{at(partner)}" rel="nofollow">' in page
    assert NAME in said(browser.get(at(partner)))

    response = tell(browser, partner)
    assert (response.status_code, response.headers["Location"]) == (302, f"{at(partner)}sent/")
    assert "Your report is with the secretariat." in said(browser.get(response.headers["Location"]))
    assert browser.cookies == {}

    report = Report.objects.get()
    assert (report.reason, report.text, report.address, report.language) == (*TOLD.values(), "en")
    assert (report.case.kind, report.case.organization, report.case.state) == ("report", partner, "open")
    told = Message.objects.filter(kind="case_opened")
    assert {message.person for message in told} == {person("rosa"), person("ravi"), person("ada")}
    assert {str(message.context) for message in told} == {str({"case": str(report.case.pk)})}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_it_is_told_in_the_language_of_the_page(browser: Client, prefix: str) -> None:
    response = tell(browser, factories.listed(name=NAME), prefix)
    assert browser.get(response.headers["Location"]).status_code == 200
    assert Report.objects.get().language == (prefix.removeprefix("/") or "en")


def test_nobody_has_to_leave_an_address(browser: Client) -> None:
    tell(browser, factories.listed(name=NAME), address="")
    assert Report.objects.get().address == ""


def test_the_secretariat_reads_it_among_the_cases_until_it_is_settled(browser: Client) -> None:
    partner, rosa = factories.listed(name=NAME), signed_in("rosa")
    tell(browser, partner, text="<b>It moved.</b>")
    tell(browser, partner, reason="twice", text="It is here as Bay Board too.", address="")
    page = rosa.get("/secretariat/cases/")
    for words in (
        "Report about an entry",
        NAME,
        "Something in it is wrong or out of date",
        "<b>It moved.</b>",
        "sam@reader.example.org",
        "The same organization is listed twice",
        "It is here as Bay Board too.",
    ):
        assert words in said(page), words
    assert "<b>It moved" not in page.content.decode()
    cases.settle_case(case=Case.objects.get(), by=person("rosa"))
    assert "It moved." not in said(rosa.get("/secretariat/cases/"))


# -- What cannot be sent ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "spite"}, "reason"),
        ({"reason": "abuse"}, "reason"),  # of a message, which a team alone can report
        ({"text": ""}, "text"),
        ({"text": " \u200b "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\u202etxt.exe"}, "text"),
        ({"address": "sam"}, "address"),
        ({"address": "sam@reader.example.org, bo@reader.example.org"}, "address"),
        ({"address": "a@b.example\r\nBcc: c@d.example"}, "address"),
        ({"address": "a" * 300 + "@reader.example.org"}, "address"),
    ],
)
def test_what_does_not_pass_comes_back_with_the_reason_at_its_field(
    browser: Client, typed: dict[str, str], field: str
) -> None:
    response = tell(browser, factories.listed(name=NAME), **typed)
    assert (response.status_code, list(errors(response))) == (200, [field])
    shown = response.context["form"].data
    assert {name: shown[name] for name in TOLD} == {**TOLD, **typed}
    assert Report.objects.count() == Case.objects.count() == 0


def test_what_another_website_made_up_is_shown_and_not_sent(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example.org"}):
        response = tell(browser, partner, headers=headers)
        assert (response.status_code, Report.objects.count()) == (403, 0)
        assert "This came from another website and was not sent." in said(response)
        assert TOLD["text"] in said(response)


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Accept": "*/*"}])
def test_browsers_that_say_less_can_report_too(browser: Client, headers: dict[str, str]) -> None:
    assert tell(browser, factories.listed(name=NAME), headers=headers).status_code == 302


def test_the_same_words_sent_twice_are_one_report(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    assert [tell(browser, partner).status_code for _ in range(2)] == [302, 302]
    assert (Report.objects.count(), Message.objects.filter(kind="case_opened").count()) == (1, 1)


# -- Without scripts --------------------------------------------------------------------------------------------------


def test_without_a_proof_it_waits_until_its_sender_opens_a_link(browser: Client) -> None:
    partner, rosa = factories.listed(name=NAME), signed_in("rosa")
    Message.objects.all().delete()
    response = without_scripts(browser, partner)
    assert (response.status_code, response.headers["Location"]) == (302, "/held/")
    assert "Open the link in it." in said(browser.get("/held/"))
    report = Report.objects.get()
    assert (report.held, report.case, report.organization, report.address) == (True, None, partner, TOLD["address"])
    assert Case.objects.count() == 0
    assert TOLD["text"] not in said(rosa.get("/secretariat/cases/"))
    assert [(letter.kind, letter.address) for letter in Message.objects.all()] == [("held", TOLD["address"])]

    link = link_of(Message.objects.get())
    page = said(browser.get(link))
    for words in (NAME, TOLD["text"], TOLD["address"], "Something in it is wrong or out of date"):
        assert words in page, words
    assert Report.objects.get().held is True

    response = browser.post(link, {"do": "send"})
    assert response.headers["Location"] == f"{at(partner)}sent/"
    report.refresh_from_db()
    assert (report.held, report.case.organization, report.case.state) == (False, partner, "open")
    assert TOLD["text"] in said(rosa.get("/secretariat/cases/"))
    assert Message.objects.filter(kind="case_opened").exists()
    assert browser.get(link).status_code == browser.post(link, {"do": "send"}).status_code == 404
    assert browser.cookies == {}


def test_its_sender_may_delete_it_instead(browser: Client) -> None:
    without_scripts(browser, factories.listed(name=NAME))
    link = link_of(Message.objects.get(kind="held"))
    assert browser.post(link, {"do": "delete"}).headers["Location"] == "/held/deleted/"
    assert "Nothing was sent" in said(browser.get("/held/deleted/"))
    assert (Report.objects.count(), Case.objects.count()) == (0, 0)
    gone = browser.get(link)
    assert (gone.status_code, "Nothing waits here" in said(gone)) == (404, True)


def test_without_a_proof_an_address_is_needed(browser: Client) -> None:
    response = without_scripts(browser, factories.listed(name=NAME), address="")
    assert (response.status_code, list(errors(response))) == (200, ["address"])
    assert TOLD["text"] in said(response)
    assert Report.objects.count() == 0


def test_a_proof_that_ran_out_is_told_and_the_words_stay(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    response = tell(browser, partner, proof="bm90aGluZw==")
    assert (response.status_code, Report.objects.count()) == (403, 0)
    assert "send the form once more" in said(response)
    assert TOLD["text"] in said(response)


def test_one_address_gets_three_links_a_day(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    sent = [
        without_scripts(browser, partner, text=f"Number {number}", address="Sam+1@Reader.example.org")
        for number in range(4)
    ]
    assert [response.status_code for response in sent] == [302, 302, 302, 429]
    assert list(errors(sent[3])) == ["address"]
    assert Message.objects.filter(kind="held").count() == 3


def test_a_full_case_keeps_a_held_report_waiting(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    without_scripts(browser, partner)
    for number in range(cases.MOST_REPORTS):
        cases.report_entry(organization=partner, reason="other", text=f"Flood {number}", address="", language="en")
    response = browser.post(link_of(Message.objects.get(kind="held")), {"do": "send"})
    assert (response.status_code, Report.objects.filter(held=True).count()) == (429, 1)
    assert "Many people have reported this entry" in said(response)
    assert TOLD["text"] in said(response)


def test_a_forged_link_leads_nowhere(browser: Client) -> None:
    without_scripts(browser, factories.listed(name=NAME))
    link = link_of(Message.objects.get(kind="held"))
    for forged in (link[:-3] + "xx/", "/held/x/", f"/held/report-{Report.objects.get().pk}/", "/held/%00/"):
        assert browser.get(forged).status_code == browser.post(forged, {"do": "send"}).status_code == 404
    assert Report.objects.get().held is True


# -- Floods -----------------------------------------------------------------------------------------------------------


def test_one_connection_sends_five_in_an_hour_and_the_sixth_keeps_its_words(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    sent = [tell(browser, partner, text=f"Number {number}") for number in range(6)]
    assert [response.status_code for response in sent] == [302] * 5 + [429]
    assert "This one was not sent. Try again later." in said(sent[5])
    assert "Number 5" in said(sent[5])
    assert Report.objects.count() == 5
    again = {**TOLD, **proved(browser, at(partner)), "text": "Number 6"}
    elsewhere = browser.post(at(partner), again, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_only_what_could_be_sent_counts(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    for _ in range(8):
        tell(browser, partner, text="")
    assert tell(browser, partner).status_code == 302


def test_a_full_case_says_so_and_names_another_way(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    for number in range(cases.MOST_REPORTS):
        cases.report_entry(organization=partner, reason="other", text=f"Flood {number}", address="", language="en")
    response = tell(browser, partner)
    assert response.status_code == 429
    for words in ("Send it by email", "secretariat@localhost", TOLD["text"]):
        assert words in said(response), words


def test_neither_the_log_nor_the_cache_tells_who_reported(
    browser: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []
    add = cache.add
    monkeypatch.setattr(cache, "add", lambda key, *rest: keys.append(key) or add(key, *rest))
    partner = factories.listed(name=NAME)
    with caplog.at_level(logging.DEBUG):
        for number in range(reports.MOST + 1):
            typed = {**TOLD, **proved(browser, at(partner)), "text": f"Number {number}"}
            browser.post(at(partner), typed, REMOTE_ADDR="192.0.2.77")
    assert len(keys) > reports.MOST
    for secret in ("192.0.2.77", TOLD["address"], "Number 1"):
        assert secret not in caplog.text + "".join(keys), secret


# -- Which entries ----------------------------------------------------------------------------------------------------


def test_only_a_listed_entry_can_be_reported(browser: Client) -> None:
    for state, status in (("pending", 404), ("refused", 404), ("withdrawn", 410)):
        about = organization(state=state)
        assert browser.get(at(about)).status_code == status
        assert tell(browser, about).status_code == status
    assert browser.get("/report/nonsense/").status_code == 404
    assert Case.objects.count() == 0


def test_a_report_about_a_merged_entry_reaches_the_one_that_was_kept(browser: Client) -> None:
    kept = factories.listed(name=NAME)
    between = organization(state="merged", merged_into=kept)
    merged = organization(state="merged", merged_into=between)
    response = browser.get(at(merged))
    assert (response.status_code, response.headers["Location"]) == (301, at(kept))
    assert tell(browser, merged).status_code == 302
    assert Report.objects.get().case.organization == kept


def test_the_form_and_what_follows_are_not_for_search_engines_or_caches(browser: Client) -> None:
    partner = factories.listed(name=NAME)
    form = browser.get(at(partner))
    assert "no-store" in form.headers["Cache-Control"]
    for response in (form, browser.get(f"{at(partner)}sent/")):
        assert '<meta name="robots" content="noindex">' in response.content.decode()
