"""Every page of the site, as the people who meet it: accessible in both directions, whole on a small phone, no refusal.

A new address fails here until it has a row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.actions import (
    claims,
    confirmations,
    drafts,
    enquiries,
    held,
    invitations,
    recoveries,
    relations,
    submissions,
    teams,
    withdrawals,
)
from registry.entry.document import present
from registry.models import Decision, Message, Organization, Submission
from registry.queries import confirmation_links
from tests import factories
from tests.factories import person
from tests.registry.actions.test_confirmations import aged
from tests.web.accounts import PASSWORD, account, has_shown

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Addresses that show no page of their own: data, files, and those that only answer a button.
NO_PAGE = {
    "healthz",
    "robots",
    "sitemap",
    "sitemap_pages",
    "sitemap_partners",
    "feed_partners",
    "feed_gaps",
    "file",
    "partner_json",
    "api-root",
    "openapi-json",
    "start",
    "organizations",
    "organization",
    "vocabulary",
    "directory_download",
    "activities_download",
    "citation",
    "suggest",
    "proof_challenge",
    "draft_new",
    "change_entry",
    "settle_case",
    "workspace_language",
    "workspace_everything",
    "workspace_tables",
    "demo_mail_as_html",
    # Shown in the middle of signing in; the journeys meet them.
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "mfa_authenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_signup_webauthn",
    # Data, and other names of a page.
    "mfa_login_webauthn",
    "mfa_download_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "answer_recovery",
}


# Lists of hundreds of boxes stay folded: the gallery has one open, and axe takes seconds for each.
UNFOLD = """document.querySelectorAll('details').forEach(
    folded => folded.open = folded.querySelectorAll('input').length < 20)"""


@dataclass(frozen=True)
class Row:
    """One page, as `who` sees it."""

    name: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    who: str = ""
    query: str = ""

    @property
    def path(self) -> str:
        return reverse(self.name, kwargs=self.kwargs) + self.query


def rows() -> Iterator[Row]:
    listed = factories.listed(person("amina"), name="مجلس خليج المرجان", language="ar", type="iplc")
    words = {"public_id": listed.public_id_id, "words": "مجلس-خليج-المرجان"}
    yield from (Row(name) for name in ("home", "about", "privacy", "accessibility", "gallery", "join", "demo_mail"))
    yield from (Row("directory", query=query) for query in ("", "?q=%D9%85%D8%AC%D9%84%D8%B3&type=iplc", "?q=nothing"))
    yield from (Row("directory", query=query) for query in ("?view=table", "?view=map", "?more=works_in"))
    yield from (Row("activities", query=query) for query in ("", "?view=table", "?view=map", "?q=nothing"))
    yield Row("partner", words)
    yield Row("api_docs")
    here = {"public_id": listed.public_id_id}
    yield from (Row(name, here) for name in ("report", "report_sent", "write_to_partner", "enquiry_sent"))
    yield from _of_visitors(listed)
    yield from (
        Row(name) for name in ("account_login", "account_request_login_code", "account_signup", "account_inactive")
    )
    yield from (
        Row(name, who="amina") for name in ("account_email", "account_logout", "workspace", "join", "join_start")
    )
    yield from _of_accounts()
    yield from _of_a_draft(factories.complete_draft(person("bo"), type="iplc"))
    yield from _of_claims()
    yield from _of_the_secretariat()
    yield from _of_confirmations()
    yield from _of_the_workspace()
    yield from _of_its_team()


def _of_the_workspace() -> Iterator[Row]:
    """Of a partner with an open change, a relation that holds and one that is asked for; and of one that left."""
    listed = factories.listed(person("nour"), name="مجلس نهر الأرز", language="ar", type="iplc")
    here = {"public_id": listed.public_id_id}
    other = factories.partner(person("ilya"), name="Фонд мангровых берегов")
    relation = relations.propose(kind="parent", organization=listed, other=other, by=person("nour"))
    relations.accept(relation=relation, by=person("ilya"))
    relations.propose(kind="successor", organization=other, other=listed, by=person("ilya"))
    decision = Decision.objects.get(submission__organization=listed)
    drafts.open_change(organization=listed, by=person("nour"))
    change = listed.submissions.get(state="draft")
    factories.save(change, "organization", {**factories.ORGANIZATION, "type": "iplc"}, person("nour"))
    for part in ("entry", "differences", "shown", "relations", "messages", "history", "downloads", "withdraw"):
        yield Row(f"workspace_{part}", here, "nour")
    yield Row("workspace_history", here, "nour", f"?from={decision.pk}&to={decision.pk}")
    yield Row("workspace_restore", {**here, "decision_id": decision.pk}, "nour")
    yield Row("workspace_remove_contact", {**here, "contact_id": listed.contacts.get().pk}, "nour")
    yield Row("workspace_relation_end", {**here, "relation_id": relation.pk}, "nour")
    message = Message.objects.get(kind="approved", person=person("nour"))
    yield Row("workspace_message", {**here, "message_id": message.pk}, "nour")
    left = factories.partner(person("nour"), name="Red de Manglares Vivos")
    withdrawals.withdraw(organization=left, by=person("nour"))
    yield Row("workspace_withdraw", {"public_id": left.public_id_id}, "nour")
    yield Row("workspace_entry", {"public_id": left.public_id_id}, "nour")
    yield Row("account_delete", who="nour")
    yield from (Row(name, who="ada") for name in ("secretariat_relations", "secretariat_erasures"))


def _of_its_team() -> Iterator[Row]:
    """Of a team in which somebody is invited, and which somebody wants to join."""
    listed = factories.partner(person("nour"), name="مجلس خليج المرجان")
    here = {"public_id": listed.public_id_id}
    member = factories.join_team(person("bo"), listed)
    invitation = invitations.invite(organization=listed, to="tariq@people.example.org", note="تعال.", by=person("nour"))
    wish = teams.ask_to_join(organization=listed, note="I keep the books.", by=person("kim"))
    for part in ("team", "team_hand_over", "team_leave"):
        yield Row(f"workspace_{part}", here, "nour")
    for part in ("role", "remove"):
        yield Row(f"workspace_team_{part}", {**here, "membership_id": member.pk}, "nour")
    yield Row("workspace_team_wish", {**here, "wish_id": wish.pk}, "nour")
    yield Row("workspace_team_withdraw", {**here, "invitation_id": invitation.pk}, "nour")
    yield from (Row(name, {"invitation_id": invitation.pk}, "lee") for name in ("invitation", "invitation_decline"))
    yield from (Row("join_team", here, who) for who in ("kim", "lee"))
    yield Row("appoint_owner", here, "rosa")
    yield Row("take_out", {**here, "membership_id": member.pk}, "ada")


def _of_confirmations() -> Iterator[Row]:
    """To be confirmed, with something expired; and nothing to be confirmed."""
    late = aged(factories.listed(person("mia"), name="مجلس نهر الأرز", language="ar"), 430)
    confirmations.expire_due(timezone.now())
    for organization, who in ((late, "mia"), (factories.listed(person("mia")), "mia")):
        yield Row("confirm_link", {"token": confirmation_links.token(organization, person(who), 1)})
        yield Row("workspace_confirm", {"public_id": organization.public_id_id}, who)
    yield Row("partner", {"public_id": late.public_id_id, "words": "مجلس-نهر-الأرز"})


def _of_claims() -> Iterator[Row]:
    by_letter, by_domain = (factories.imported(name="Дельта", type="iplc") for _number in range(2))
    yield Row("claim", {"public_id": by_letter.public_id_id})
    yield Row("claim", {"public_id": by_letter.public_id_id}, "kim")
    claim = claims.open_claim(organization=by_letter, by=person("sam"), evidence="mandate", words="The elders gave it.")
    claims.ask_for_more(claim=claim, by=person("rosa"), question="When?")
    code = claims.open_claim(organization=by_domain, by=person("sam"), evidence="domain", address="sam@bay.example.org")
    for name in ("own_claim", "claim_evidence", "claim_take_back"):
        yield Row(name, {"claim_id": claim.pk}, "sam")
    yield Row("own_claim", {"claim_id": code.pk}, "sam")
    yield Row("claim_review", {"claim_id": claim.pk}, "rosa")


def _of_visitors(listed: Organization) -> Iterator[Row]:
    """What a visitor wrote: passed on and reported, and held."""
    here = {"public_id": listed.public_id_id}
    said = {"name": "سام", "address": "sam@reader.example.org", "language": "ar"}
    written = enquiries.send(organization=listed, text="هل يمكننا زيارتكم؟", **said)
    waiting = enquiries.send(organization=listed, text="May we come? " * 40, held=True, **said)
    yield from (Row(name) for name in ("held_link_sent", "held_deleted"))
    yield Row("held", {"token": held.token(waiting)})
    yield Row("workspace_enquiries", here, "amina")
    yield Row("workspace_enquiry", {**here, "enquiry_id": written.pk}, "amina")
    enquiries.report_abuse(enquiry=written, text="Insults.", language="en", by=person("amina"))


def _of_accounts() -> Iterator[Row]:
    for name in ("account_login_password", "account_signup_by_passkey", "account_reset_password"):
        yield Row(name)
    yield Row("account_password_reset_completed")
    sam = account("sam", password=PASSWORD)
    yield from (Row(name, who="amina") for name in ("account", "account_set_password", "account_second_factor"))
    yield Row("account_reauthenticate_by_code", who="amina")
    factories.add_app(sam)
    RecoveryCodes.activate(sam)
    key = Authenticator.objects.create(user=sam, type="webauthn", data={"name": "هاتف", "credential": {}})
    for name in ("account", "account_change_password", "account_remove_password", "account_sessions"):
        yield Row(name, who="sam")
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        yield Row(name, who="sam")
    yield from (Row(name, {"pk": key.pk}, "sam") for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"))
    yield from (Row(name, who="amina") for name in ("mfa_activate_totp", "mfa_add_webauthn"))
    yield from (Row(f"{app}_reauthenticate", who="sam") for app in ("account", "mfa"))
    recoveries.ask(email=sam.email, by=person("abel"))
    yield Row("recoveries", who="ada")


def _of_a_draft(draft: Submission) -> Iterator[Row]:
    here = {"submission_id": draft.pk}
    factories.save(draft, "where", {**factories.WHERE, "base_place": "\u202eLamu"}, person("bo"))  # kept with its error
    for name in ("draft", "draft_check", "draft_discard", "draft_pass"):
        yield Row(name, here, "bo")
    for part in ("organization", "where", "names", "identifiers", "activities", "gaps", "offers", "contacts"):
        yield Row("draft_section", {**here, "part": part}, "bo")
    for part in ("names", "activities", "gaps", "offers", "contacts"):
        item = {**here, "part": part, "item_id": next(iter(present(draft.document, part)))}
        yield Row("draft_item", item, "bo")
    yield Row("draft_remove", {**here, "part": "gaps", "item_id": next(iter(draft.document["gaps"]))}, "bo")
    invitation = invitations.pass_draft(submission=draft, to="kim@people.example.org", note="Please", by=person("bo"))
    yield Row("invitation", {"invitation_id": invitation.pk}, "sam")


def _of_the_secretariat() -> Iterator[Row]:
    changed = factories.submitted(person("kim"), name="Fundación Corredor Alto", language="es")
    item = next(iter(changed.document["gaps"]))
    comments = [{"path": f"gaps.{item}.title", "text": "Say how many."}]
    submissions.request_changes(submission=changed, by=person("rosa"), comments=comments)
    yield Row("draft", {"submission_id": changed.pk}, "kim")
    yield Row("draft_item", {"submission_id": changed.pk, "part": "gaps", "item_id": item}, "kim")
    waiting = factories.submitted(person("lee"), name="Фонд мангровых берегов", language="ru")
    for name in ("draft", "draft_sent", "draft_take_back"):
        yield Row(name, {"submission_id": waiting.pk}, "lee")
    yield Row("secretariat", who="rosa")
    yield Row("review", {"submission_id": waiting.pk}, "rosa")
    partner = factories.listed(person("noor"), name="Red de Manglares Vivos", language="es")
    change = drafts.open_change(organization=partner, by=person("noor"))
    yield Row("edit_entry", {"public_id": partner.public_id_id}, "rosa")
    factories.save(change, "organization", {**factories.ORGANIZATION, "description": "Changed."}, person("noor"))
    factories.send(change, person("noor"))
    yield Row("review", {"submission_id": change.pk}, "rosa")


def names_of_addresses() -> set[str]:
    def walk(patterns: list[Any]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield str(pattern.name)
            else:
                yield from walk(pattern.url_patterns)

    return set(walk(get_resolver().url_patterns))


@pytest.mark.django_db
def test_every_address_has_a_row() -> None:
    assert {row.name for row in rows()} | NO_PAGE == names_of_addresses()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_accessible_whole_and_unrefused(
    language: str, page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.DEMO = True
    page.set_viewport_size({"width": 320, "height": 640})
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    faults: list[Any] = []
    for row in list(rows()):
        sign_in(page, live_server, row.who)
        with translation.override(language):
            path = row.path
        answer = page.goto(live_server.url + path)
        if not answer or answer.status != 200:
            faults.append((path, answer and answer.status))
            continue
        page.evaluate(UNFOLD)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults.append((path, "wider than 320 pixels"))
        found = Axe().run(page, options=RULES).response["violations"]
        faults += [(path, fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found]
    assert faults == [], json.dumps(faults, ensure_ascii=False, indent=1)
    assert said == []


def sign_in(page: Page, live_server: LiveServer, who: str) -> None:
    """Be this person from now on, or nobody."""
    page.context.clear_cookies()
    if who:
        client = Client()
        client.force_login(person(who))
        has_shown(client, person(who))
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
