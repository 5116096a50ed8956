"""Every page of the site, as the people who meet it: accessible in both directions, whole on a small phone, no refusal.

A new address fails here until it has a row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.actions import (
    claims,
    confirmations,
    corrections,
    drafts,
    enquiries,
    held,
    introductions,
    invitations,
    joint_responses,
    lacks_too,
    listing,
    mailings,
    opinions,
    overlaps,
    recoveries,
    relations,
    submissions,
    teams,
    texts,
    unsubscribing,
    withdrawals,
)
from registry.entry.corrections import fingerprint
from registry.entry.document import present
from registry.exchange import imports
from registry.models import Decision, Message, Organization, Submission, SupportGap
from registry.models.texts import TextKind
from registry.queries import confirmation_links
from registry.queries.directory import Asked
from registry.queries.overlaps import Cell
from registry.text import words_for_address
from tests import factories, uploads
from tests.axe import violations
from tests.factories import person
from tests.registry.actions.test_confirmations import aged
from tests.web.accounts import PASSWORD, account, has_shown

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
    "support_download",
    "support_offers_download",
    "gaps",
    "offers",
    "coverage_download",
    "country_download",
    "region_download",
    "sitemap_gaps",
    "sitemap_offers",
    "citation",
    "suggest",
    "proof_challenge",
    "draft_new",
    "change_entry",
    "settle_case",
    "assign_case",
    "take_back_decision",
    "import_errors",
    "as_of_file",
    "export_file",
    "approve_chosen",  # a button shows it, as the journey of the queue does
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
    yield from _of_matches()
    yield from (Row(name) for name in ("home", "about", "privacy", "accessibility", "gallery", "join", "demo_mail"))
    yield from (Row("directory", query=query) for query in ("", "?q=%D9%85%D8%AC%D9%84%D8%B3&type=iplc", "?q=nothing"))
    yield from (Row("directory", query=query) for query in ("?view=table", "?view=map", "?more=works_in"))
    yield from (Row("activities", query=query) for query in ("", "?view=table", "?view=map", "?q=nothing"))
    for board in ("support", "support_offers"):
        yield from (Row(board, query=query) for query in ("", "?view=table", "?view=map", "?q=nothing"))
    yield from _of_the_board(listed)
    yield from (Row("coverage", query=query) for query in ("", "?works_in=KE&type=iplc&show=organizations"))
    yield Row("countries")
    yield from (Row("country", {"code": code}) for code in ("KE", "FJ"))
    yield Row("region", {"code": "002"})
    yield from _of_overlaps(listed)
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
    yield from _of_imports()
    yield from _of_decisions()
    yield from _of_mailings()
    yield from _of_confirmations()
    yield from _of_introductions()
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
    message = Message.objects.filter(kind="approved", person=person("nour")).latest("created_at")
    yield Row("workspace_message", {**here, "message_id": message.pk}, "nour")
    left = factories.partner(person("nour"), name="Red de Manglares Vivos")
    withdrawals.withdraw(organization=left, by=person("nour"))
    yield Row("workspace_withdraw", {"public_id": left.public_id_id}, "nour")
    yield Row("workspace_entry", {"public_id": left.public_id_id}, "nour")
    yield Row("account_delete", who="nour")
    yield from (Row(name, who="ada") for name in ("secretariat_relations", "secretariat_erasures", "export"))


def _of_matches() -> Iterator[Row]:
    """A gap and an offer that fit, and a pair of which they do not."""
    needing = factories.partner(person("mona"), name="مجلس خليج المرجان")
    gap = needing.gaps.create(title="مدرّبون للحراس", language="ar", kinds=["knowledge_exchange"], everywhere=True)
    needing.gaps.create(title="زوارق", language="ar", kinds=["technology_equipment"], everywhere=True)
    listing.refresh([needing.pk])
    offer = factories.listed(person("ilya"), name="Фонд мангровых берегов").offers.get()
    yield Row("gap_matches", {"item_id": gap.pk})
    yield Row("offer_matches", {"offer_id": offer.pk})
    yield from (Row("why", {"item_id": one.pk, "offer_id": offer.pk}) for one in needing.gaps.order_by("pk"))
    for name in ("workspace_matches", "workspace_stated"):
        yield Row(name, {"public_id": needing.public_id_id}, "mona")


def _of_introductions() -> Iterator[Row]:
    """Written and to be answered, accepted with contacts exchanged, answered together, suggested."""
    needing = factories.listed(person("nour"), name="مجلس نهر الأرز", language="ar", type="iplc")
    helping = factories.listed(person("ilya"), name="Фонд мангровых берегов", language="ru")
    third = factories.listed(person("mia"), name="Red de Manglares Vivos", language="es")
    gap, offer = needing.gaps.get(), helping.offers.get()
    here = {"gap_id": gap.pk}
    yield from (Row("help_gap", here, who) for who in ("mia", "nour", "sam"))
    yield Row("ask_for_offer", {"offer_id": offer.pk}, "mia")
    lacks_too.lack_too(gap=gap, organization=third, by=person("mia"))
    yield from (Row("lack_too", here, who) for who in ("mia", "ilya"))
    said = {"text": "We can help. " * 20, "language": "en", "shares": True}
    first = introductions.introduce(organization=helping, by=person("ilya"), gap=gap, **said)
    introductions.accept(introduction=first, organization=needing, by=person("nour"), shares=True, text="تعالوا.")
    second = introductions.introduce(organization=third, by=person("mia"), gap=gap, **said)
    joint = joint_responses.open_joint(introduction=first, organization=helping, by=person("ilya"))
    joint_responses.ask_to_join(joint=joint, organization=third, by=person("mia"), words="Tenemos barcos.")
    for one in (first, second):
        yield from (Row("introduction", {"introduction_id": one.pk}, who) for who in ("nour", "rosa"))
    yield Row("introduction", {"introduction_id": second.pk}, "mia")
    yield from (Row("joint_response", {"joint_id": joint.pk}, who) for who in ("ilya", "mia"))
    yield Row("introductions", {"public_id": needing.public_id_id}, "nour")
    yield Row("secretariat_introductions", who="rosa")
    yield Row("suggest_introduction", {"gap_id": third.gaps.get().pk, "offer_id": offer.pk}, "rosa")


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


def _of_the_board(listed: Organization) -> Iterator[Row]:
    """A gap that has long been open and an offer, as everyone sees them, and one for partners as a partner sees it."""
    long_ago = timezone.now() - timedelta(days=400)
    SupportGap.objects.filter(organization=listed).update(state_since=long_ago)
    listing.refresh([listed.pk])
    items = {"gap": listed.gaps.get(), "offer": listed.offers.get()}
    for kind, item in items.items():
        yield Row(kind, {"item_id": item.pk, "words": words_for_address(item.title)})
    hidden = factories.listed(person("ines"), name="مجلس نهر الأرز", language="ar").gaps.get()
    SupportGap.objects.filter(pk=hidden.pk).update(visible_to="partners")
    yield Row("gap", {"item_id": hidden.pk, "words": words_for_address(hidden.title)}, "amina")
    yield Row("secretariat_unmet", who="rosa")


def _of_overlaps(listed: Organization) -> Iterator[Row]:
    """Of two partners that do the same, one of which says that it coordinates; and of two that do nothing together."""
    factories.listed(person("bo"), name="Фонд мангровых берегов", language="ru")
    cell = Cell("KE", "equitable", "capacity_building")
    words = {"note": "نلتقي كل شهر.", "language": "ar"}
    overlaps.coordinate(cell=cell, organization=listed, by=person("amina"), **words)
    here = {"key": cell.key}
    yield from (Row("overlaps", query=query) for query in ("", "?country=KE", "?country=TV"))
    yield from (Row("overlap", here, who) for who in ("", "amina"))
    yield from (Row(name, here, "amina") for name in ("overlap_invite", "overlap_coordinate"))
    yield Row("overlap_coordinate", here, "rosa")
    yield Row("workspace_overlaps", {"public_id": listed.public_id_id}, "amina")


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
    opinions.ask(submission=waiting, of=person("rosa"), question="Фонд существует?", by=person("ravi"))
    yield Row("opinions", {"submission_id": waiting.pk}, "rosa")
    yield Row("cases", who="rosa")
    yield from (Row("your_desk", who=who) for who in ("rosa", "ada"))
    partner = factories.listed(person("noor"), name="Red de Manglares Vivos", language="es")
    change = drafts.open_change(organization=partner, by=person("noor"))
    here = {"public_id": partner.public_id_id}
    yield Row("edit_entry", here, "rosa")
    yield from (Row("secretariat_organizations", who="rosa", query=query) for query in ("", "?text=nothing"))
    decision = Decision.objects.get(submission__organization=partner)
    yield from (
        Row("secretariat_organization", here, "rosa", query)
        for query in ("", "?topic=imports", f"?from={decision.pk}&to={decision.pk}")
    )
    yield Row("secretariat_restore", {**here, "decision_id": decision.pk}, "rosa")
    yield from (Row("as_of", who="rosa", query=query) for query in ("", f"?on={timezone.now():%Y-%m-%d}"))
    yield Row("roles", who="ada")
    yield Row("role", {"person_id": person("rosa").pk}, "ada")
    factories.save(change, "organization", {**factories.ORGANIZATION, "description": "Changed."}, person("noor"))
    factories.send(change, person("noor"))
    yield Row("review", {"submission_id": change.pk}, "rosa")


def _of_mailings() -> Iterator[Row]:
    """A mailing that is written, one that is being sent and one that was stopped; the record; the link."""
    words = {"subjects": {"en": "News", "ar": "أخبار"}, "bodies": {"en": "We meet in May.", "ar": "نلتقي في أيار."}}
    made = [mailings.write(**words, filter="q=reef", official=False, by=person("cora"))]
    for _number in range(2):
        mailing = mailings.write(**words, filter="", official=True, by=person("cora"))
        seen = mailing.saved_at.isoformat()
        made.append(mailings.send(mailing=mailing, asked=Asked(), seen=seen, by=person("cora")))
        mailings.send_some(mailing.pk, person("cora").pk)
    mailings.stop(mailing=made[-1], by=person("cora"))
    yield from (Row(name, who="cora") for name in ("mailings", "write_mailing"))
    yield from (Row("mailing", {"mailing_id": one.pk}, "cora") for one in made)
    yield Row("edit_mailing", {"mailing_id": made[0].pk}, "cora")
    yield from (Row("sent_messages", who="rosa", query=query) for query in ("", "?kind=none", "?until=2020-01-01"))
    for kind in ("approved", "mailing"):
        yield Row("sent_message", {"message_id": Message.objects.filter(kind=kind).latest("pk").pk}, "rosa")
    yield Row("no_mailings", {"token": unsubscribing.token(person("amina"))})
    unsubscribing.want_none(person=person("sam"))
    yield Row("no_mailings", {"token": unsubscribing.token(person("sam"))})


def _of_imports() -> Iterator[Row]:
    """A table in each state in which its page looks otherwise, with rows in every outcome."""
    factories.imported(name="Invented Delta Trust")
    lines = [uploads.row(name) for name in ("Invented Delta Trust", "مجلس نهر", "مجلس نهر")] + [
        uploads.row("Фонд", founded="x")
    ]
    checked = uploads.checked(*lines)
    made = [uploads.uploaded(*lines), uploads.checking(*lines), checked, uploads.brought_in(lines[1])]
    refused = imports.receive(file=ContentFile(b"%PDF-1.7"), name="table.csv", by=person("cora"))
    yield Row("imports", who="cora")
    yield from (Row("import", {"import_id": one.pk}, "cora") for one in (*made, refused))
    yield from (
        Row("import_rows", {"import_id": checked.pk}, "cora", f"?outcome={outcome}") for outcome in ("likely", "error")
    )


def _of_decisions() -> Iterator[Row]:
    """What waits with corrections, what was approved with them, what was listed at once; and the texts."""
    words = {"en": "Say where it happens.", "ar": "اذكروا المكان."}
    text = texts.write(kind=TextKind.REQUEST_CHANGES, words=words, by=person("ada"))
    texts.rewrite(text=text, words={**words, "fr": "Dites où cela se passe."}, seen=1, by=person("ada"))
    texts.retire(text=texts.write(kind=TextKind.DECLINE, words=words, by=person("ada")), by=person("ada"))
    yield from (Row(name, who="ada") for name in ("texts", "afterwards"))
    yield Row("new_text", {"kind": "decline"}, "ada")
    yield Row("text", {"text_id": text.pk}, "ada")
    for approved, name in ((False, "مجلس نهر الأرز"), (True, "مجلس وادي الأرز")):
        submission = factories.submitted(person("uma"), name=name, language="ar")
        here = {"submission_id": submission.pk}
        gap = next(iter(present(submission.document, "gaps")))
        seen = submission.saved_at
        corrections.remove(submission=submission, key=f"gaps.{gap}", seen=seen, by=person("rosa"))
        corrections.correct(
            submission=submission,
            key="organization",
            data=factories.form_data({**factories.ORGANIZATION, "founded": "1989"}),
            seen=seen,
            known=fingerprint({}),
            by=person("rosa"),
        )
        if approved:
            submissions.approve(submission=submission, by=person("rosa"))
            yield Row("draft", here, "uma")
            yield Row("workspace_history", {"public_id": submission.organization.public_id_id}, "uma")
        else:
            yield Row("correct", {**here, "part": "organization"}, "rosa")
            yield Row("correct_item", {**here, "part": "gaps", "item_id": gap}, "rosa")
        yield Row("review", here, "rosa")
    change = drafts.open_change(organization=submission.organization, by=person("uma"))
    factories.save(change, "where", {**factories.WHERE, "scales": ["global"]}, person("uma"))
    with override_settings(LISTED_AT_ONCE=("where.scales",)):
        factories.send(change, person("uma"))
    yield Row("afterwards", who="rosa")
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
        found = violations(page)
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
