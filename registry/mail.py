"""Letters: what each kind of message says, and sending it.

A message row holds ids. What it says is looked up and rendered when it is sent, in the language of its receiver, from
`templates/mail/<kind>.txt` (its first line is the subject) and `templates/mail/<kind>.html`.
"""

import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from email.utils import formataddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext

from registry.actions import bounces
from registry.actions import held as held_rows
from registry.actions.withdrawals import erased_on
from registry.entry import document
from registry.entry.fields import COLLECTIONS, SECTIONS, label_of
from registry.entry.paths import anchor
from registry.models import (
    Case,
    Claim,
    Decision,
    Enquiry,
    Invitation,
    Message,
    Name,
    NetworkMembership,
    Organization,
    Person,
    Relation,
    Report,
    Submission,
    TeamRequest,
    Withdrawal,
)
from registry.models.messages import SignInChange
from registry.queries import claims, confirmation_links, confirmations, on_file, workspace
from registry.states import RequestState
from registry.text import ascii_host, clean_line, words_for_address
from registry.vocabulary import NameKind, Visibility

logger = logging.getLogger(__name__)

Facts = Mapping[str, Any]
LONGEST_LINE = 200  # characters that a letter quotes of a text that is on file
LETTERS: dict[str, Callable[[Message], Facts]] = {}


def letter(function: Callable[[Message], Facts]) -> Callable[[Message], Facts]:
    """Registers the function under its own name as the letter of that kind of message."""
    LETTERS[function.__name__] = function
    return function


# -- Sending ----------------------------------------------------------------------------------------------------------


def send(message_id: UUID) -> None:
    """Send a message once and write down that it was.

    The row is locked meanwhile, so of two workers the second finds it sent. A worker that dies after the mail server
    answered and before the commit sends it once more; nothing else does. An address that does not exist ends it and
    opens a case; every other failure of the mail server is raised, for the job to be tried again.

    Raises `OSError` (to which `smtplib.SMTPException` belongs), `Message.DoesNotExist`.
    """
    try:
        with transaction.atomic():
            message = Message.objects.select_for_update(of=("self",)).select_related("person").get(pk=message_id)
            if not message.is_handled:
                _send(message)
    except OSError as failure:
        Message.objects.filter(pk=message_id, sent_at=None, refused_at=None).update(
            error=_told_without_address(failure)
        )
        raise


def _send(message: Message) -> None:
    try:
        compose(message).send()
    except ObjectDoesNotExist:  # a draft that was discarded meanwhile, an invitation that was taken back
        _close(message, refused=True, error="what it tells of is gone")
    except smtplib.SMTPRecipientsRefused as refusal:
        if not _is_final(refusal):
            raise
        bounces.dead_address(message)
        _close(message, refused=True, error=_told_without_address(refusal))
    else:
        _close(message, refused=False, error="")


def _close(message: Message, *, refused: bool, error: str) -> None:
    now = timezone.now()
    message.sent_at, message.refused_at = (None, now) if refused else (now, None)
    message.address, message.secret, message.error = "", {}, error
    message.save(update_fields=["sent_at", "refused_at", "address", "secret", "error"])


def _is_final(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    """Whether the server will never take it (5xx); 4xx asks to come again, as greylisting does."""
    return all(code >= 500 for code, _text in refusal.recipients.values())


def _told_without_address(failure: OSError) -> str:
    """The kind of a failure and its codes. Never its text: servers quote addresses in it."""
    codes: set[int] = set()
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _text in failure.recipients.values()}
    elif isinstance(failure, smtplib.SMTPResponseException):
        codes = {failure.smtp_code}
    return " ".join([type(failure).__name__, *map(str, sorted(codes))])


def compose(message: Message) -> EmailMultiAlternatives:
    """The email of a message, ready to be sent. Raises `ObjectDoesNotExist` if what it tells of is gone."""
    with translation.override(message.language):
        facts = LETTERS[message.kind](message)
        subject, _, text = render_to_string(f"mail/{message.kind}.txt", facts).strip().partition("\n")
        html = render_to_string(f"mail/{message.kind}.html", {**facts, "subject": subject})
    email = EmailMultiAlternatives(
        subject=subject.strip(),
        body=text.strip() + "\n",
        to=[message.receiver],
        reply_to=facts.get("reply_to", []),
        headers={
            "Message-ID": bounces.message_id(message),
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(html, "text/html")
    return email


# -- What letters point at --------------------------------------------------------------------------------------------


class Title(str):
    """A text that somebody typed, inside our sentence: its direction is kept apart from ours, in text and in HTML."""

    def __new__(cls, text: str, language: str) -> "Title":
        title = super().__new__(cls, f"\u2068{text}\u2069")
        title.text, title.language = text, language
        return title

    text: str
    language: str

    def __html__(self) -> SafeString:
        return format_html('<bdi lang="{}">{}</bdi>', "" if self.language == "und" else self.language, self.text)


def _address(name: str, *args: Any) -> str:
    """The full address of a page in the language of the letter."""
    return settings.SITE_ADDRESS + reverse(name, args=args)


def _submission(message: Message) -> Submission:
    return Submission.objects.select_related("organization").get(pk=message.context["submission"])


def _decision(message: Message) -> Decision:
    return Decision.objects.select_related("submission__organization").get(pk=message.context["decision"])


def _invitation(message: Message) -> Invitation:
    sent = Invitation.objects.select_related("organization", "invited_by").filter(withdrawn_at=None)
    return sent.get(pk=message.context["invitation"])


def _called(organization: Organization) -> Title:
    """What an organization is called, in the reader's language where it has a name in that."""
    named = workspace.name_of(organization)
    return Title(named.name or gettext("Organization without a name"), named.language if named.name else "")


def _member(person: Person) -> Title:
    """What somebody is called to the others of a team."""
    return Title(person.name or person.email, "")


def _claim(message: Message) -> tuple[Claim, Facts]:
    """A claim, and what every letter about one tells: what the entry is called now, and where its page is."""
    claim = Claim.objects.select_related("organization").get(pk=message.context["claim"])
    name, tag = claims.name_of(claim.organization, message.language)
    words = words_for_address(name)
    return claim, {
        "organization": Title(name or claim.organization.public_id_id, tag),
        "partner": _address("partner", claim.organization.public_id_id, words),
    }


def _title(submission: Submission, language: str) -> Title | None:
    """The official name that is proposed: in the reader's language, else the first; none if none was typed yet."""
    name, tag = document.official_name(submission.document, language)
    return Title(name, tag) if name else None


def _entry_name(organization: Organization, language: str) -> Title | None:
    """An organization as its entry calls it: in the reader's language, else by the name that was given first."""
    names = Name.objects.present().filter(organization=organization, kind=NameKind.OFFICIAL).order_by("pk")
    found = sorted(names, key=lambda name: name.language.partition("-")[0] != language.partition("-")[0])
    return Title(found[0].text, found[0].language) if found else None


def _reply_address(name: str, address: str) -> str:
    """Where an answer goes, as a header names it. No name can add another address, another header, or a disguise."""
    local, _at, host = address.rpartition("@")
    plain = clean_line(name).replace("=?", "= ?")  # what begins a word that is decoded later
    return formataddr((plain, f"{local}@{ascii_host(host)}"))


def _draft_facts(message: Message) -> Facts:
    submission = _submission(message)
    return {
        "organization": _title(submission, message.language),
        "saved_at": submission.saved_at,
        "link": _address("draft", submission.pk),
    }


def _comment(submission: Submission, comment: Mapping[str, str]) -> Facts:
    """A reviewer's comment with what it is about, in words, and the address of the very field."""
    part, *below = comment["path"].split(".")
    about = [SECTIONS[part].title if part in SECTIONS else COLLECTIONS[part].one]
    if part in SECTIONS:
        link = _address("draft_section", submission.pk, part)
    elif below:
        link = _address("draft_item", submission.pk, part, below.pop(0))
    else:
        link = _address("draft_section", submission.pk, part)
    if below:
        about.append(label_of(part, below[0]))
        link += f"#{anchor(comment['path'])}"
    return {"about": about, "text": comment["text"], "link": link}


# -- The letters ------------------------------------------------------------------------------------------------------


def _code_facts(message: Message) -> Facts:
    return {"code": message.secret["code"], "minutes": message.context["minutes"]}


@letter
def sign_in_code(message: Message) -> Facts:
    """To someone who wants to sign in, or to choose a new password: the code."""
    return {**_code_facts(message), "for_password": message.context.get("use") == "password"}


@letter
def confirm_address_code(message: Message) -> Facts:
    """To someone who signs up, or changes the address: the code that proves it."""
    return _code_facts(message)


@letter
def account_already_exists(message: Message) -> Facts:
    """To someone who signs up again: there is an account, so sign in. The page said the same as to a stranger."""
    return {"link": _address("account_login")}


@letter
def unknown_account(message: Message) -> Facts:
    """To an address without an account that was used to sign in: sign up. The page said the same as to others."""
    return {"link": _address("account_signup")}


@letter
def address_changed(message: Message) -> Facts:
    """To both addresses of somebody who changed theirs: that it happened. Neither letter names the other address."""
    return {"contact": settings.CONTACT_EMAIL, "is_new": message.person is not None}


@letter
def sign_in_changed(message: Message) -> Facts:
    """To a person: what changed in how they sign in, and what to do if it was not they who changed it."""
    change = SignInChange(message.context["change"]).label
    return {"change": change, "contact": settings.CONTACT_EMAIL, "link": _address("account")}


@letter
def factor_recovered(message: Message) -> Facts:
    """To a person who lost their second factor: it is off, so are the password and all sessions; set up a new one."""
    return {"contact": settings.CONTACT_EMAIL, "link": _address("account")}


@letter
def draft_link(message: Message) -> Facts:
    """To someone who began a draft: it is kept, and this is the way back, from any device."""
    return _draft_facts(message)


@letter
def draft_reminder(message: Message) -> Facts:
    """To the authors of a draft that has been lying for a while."""
    return _draft_facts(message)


@letter
def draft_deletion_notice(message: Message) -> Facts:
    """To the authors of a forgotten draft: the day on which it is deleted, unless somebody saves it before."""
    deleted_at = message.created_at + timedelta(days=settings.DRAFT_DELETION_DAYS)
    return {**_draft_facts(message), "deleted_on": deleted_at}


@letter
def draft_handed_over(message: Message) -> Facts:
    """To a colleague who may decide what the sender may not: an invitation to take over the draft."""
    invitation = _invitation(message)
    sender = invitation.invited_by.name if invitation.invited_by else ""
    return {
        "organization": _title(_submission(message), message.language),
        "sender": Title(sender, "") if sender else "",
        "note": invitation.note,
        "expires_at": invitation.expires_at,
        "link": _address("invitation", invitation.pk),
    }


@letter
def team_invitation(message: Message) -> Facts:
    """To a colleague who is offered a place in a team: the link accepts nothing by itself, and may be declined."""
    invitation = _invitation(message)
    sender = invitation.invited_by.name if invitation.invited_by else ""
    return {
        "organization": _called(invitation.organization),
        "sender": Title(sender, "") if sender else "",
        "note": invitation.note,
        "expires_at": invitation.expires_at,
        "link": _address("invitation", invitation.pk),
    }


@letter
def team_request(message: Message) -> Facts:
    """To an owner: somebody asks for a place in the team; and a week later once more, if nobody has answered."""
    wishes = TeamRequest.objects.select_related("organization", "person").filter(state=RequestState.OPEN)
    wish = wishes.get(pk=message.context["request"])
    return {
        "organization": _called(wish.organization),
        "asker": _member(wish.person),
        "address": Title(wish.person.email, ""),
        "note": wish.note,
        "asked_at": wish.asked_at,
        "is_reminder": wish.reminders > 0,
        "link": _address("workspace_team_wish", wish.organization.public_id_id, wish.pk),
    }


@letter
def team_request_answered(message: Message) -> Facts:
    """To whoever asked: a place in the team, or why not."""
    wish = TeamRequest.objects.select_related("organization").get(pk=message.context["request"])
    is_accepted = wish.state == RequestState.ACCEPTED
    page = "workspace_entry" if is_accepted else "partner"
    return {
        "organization": _called(wish.organization),
        "is_accepted": is_accepted,
        "reason": wish.reason,
        "link": _address(page, wish.organization.public_id_id),
    }


@letter
def team_changed(message: Message) -> Facts:
    """To a member whose role changed or who was taken out; to the owners, that somebody came by a link or left."""
    organization = Organization.objects.get(pk=message.context["organization"])
    change = message.context["change"]
    return {
        "organization": _called(organization),
        "change": change,
        "member": _member(Person.objects.get(pk=message.context["person"])),
        "link": _address("workspace") if change == "removed" else _address("workspace_team", organization.public_id_id),
    }


@letter
def submission_received(message: Message) -> Facts:
    """To the team: it arrived, what happens next, and that nothing more is to be done now."""
    submission = _submission(message)
    return {
        "organization": _title(submission, message.language),
        "is_registration": submission.is_registration,
        "link": _address("workspace"),
    }


@letter
def changes_requested(message: Message) -> Facts:
    """To the team: what a reviewer asks for, field by field, each with the address of the very field."""
    decision = _decision(message)
    submission = decision.submission
    return {
        "organization": _title(submission, message.language),
        "reason": decision.reason,
        "comments": [_comment(submission, comment) for comment in decision.comments],
        "link": _address("draft", submission.pk),
    }


@letter
def approved(message: Message) -> Facts:
    """To the team: it is public, and where."""
    decision = _decision(message)
    submission = decision.submission
    title = _title(submission, message.language)
    words = words_for_address(title.text if title else "")
    return {
        "organization": title,
        "is_registration": submission.is_registration,
        "reason": decision.reason,
        "link": _address("partner", submission.organization.public_id_id, words),
        "workspace": _address("workspace"),
    }


@letter
def declined(message: Message) -> Facts:
    """To the team: it is not listed, or not changed, and why."""
    decision = _decision(message)
    return {
        "organization": _title(decision.submission, message.language),
        "is_registration": decision.submission.is_registration,
        "reason": decision.reason,
        "link": _address("workspace"),
    }


@letter
def new_submission(message: Message) -> Facts:
    """To a reviewer: something waits in the queue."""
    submission = _submission(message)
    return {
        "organization": _title(submission, message.language),
        "is_registration": submission.is_registration,
        "link": _address("review", submission.pk),
    }


@letter
def case_opened(message: Message) -> Facts:
    """To a reviewer: a case to settle stands beside the queue. A claim is decided on a page of its own."""
    case = Case.objects.get(pk=message.context["case"])
    claim = message.context.get("claim")
    link = _address("claim_review", claim) if claim else _address("secretariat")
    return {"kind": case.get_kind_display(), "is_claim": bool(claim), "link": link}


def _confirmation_facts(message: Message) -> dict[str, Any]:
    """How the organization stands today, and the link for this receiver."""
    organization = Organization.objects.get(pk=message.context["organization"])
    standing = confirmations.standing(organization, confirmations.day(timezone.now()))
    filed = on_file.on_file(standing)
    token = confirmation_links.token(organization, message.person, message.context.get("number", 0))  # type: ignore[arg-type]
    return {
        "standing": standing,
        "organization": Title(filed.name["text"], filed.name["language"]),
        "parts": [{**vars(part), "lines": [_line(line) for line in part.lines]} for part in filed.parts],
        "link": _address("confirm_link", token),
        "workspace": _address("workspace_confirm", organization.public_id_id),
    }


def _line(line: on_file.Line) -> Facts:
    """One thing that is on file: our words for it, or the organization's own, in short."""
    own = Title(Truncator(line.words[0]).chars(LONGEST_LINE), line.language) if line.is_own else ""
    return {"label": line.label, "words": line.words, "own": own}


def _named(held: Iterable[confirmations.Held]) -> list[Facts]:
    """Gaps and offers by their titles; of one that visitors do not see, the kind alone."""
    return [
        {
            "part": one.part,
            "title": Title(one.row.title, one.row.language) if one.row.visible_to == Visibility.EVERYONE else "",
            "expires_on": one.expires_on,
            "until": one.row.until if one.is_over else None,
        }
        for one in held
    ]


@letter
def confirmation_due(message: Message) -> Facts:
    """To each of a team: what is on file, what of it is to be confirmed, and what follows when nobody does."""
    facts = _confirmation_facts(message)
    if not facts["standing"].is_due:
        raise ObjectDoesNotExist  # somebody was faster than the mail
    return {**facts, "due": _named(facts["standing"].due)}


@letter
def support_expired(message: Message) -> Facts:
    """To each of a team: which gaps and offers expired, and the page with a button that opens them again."""
    facts = _confirmation_facts(message)
    ids = message.context["items"].split()
    expired = [one for one in facts["standing"].expired if str(one.row.pk) in ids]
    if not expired:
        raise ObjectDoesNotExist  # all are open again
    ended = sum(one.is_over for one in expired)
    return {**facts, "expired": _named(expired), "some_ended": ended > 0, "some_unconfirmed": ended < len(expired)}


@letter
def claim_code(message: Message) -> Facts:
    """To an address at the domain of a website: the code that proves it to be the claimant's."""
    _of_claim, facts = _claim(message)
    return {**facts, **_code_facts(message)}


@letter
def claim_answered(message: Message) -> Facts:
    """To the claimant: what was asked or decided, and why; to the main contact on file: somebody looks after the entry.

    `answer` in the context is the state that the claim got, or "closed" when another was approved, or "looked_after".
    """
    claim, facts = _claim(message)
    answer = message.context["answer"]
    links = {
        "approved": _address("workspace"),
        "looked_after": _address("report", claim.organization.public_id_id),
    }
    return {
        **facts,
        "answer": answer,
        "question": claim.question,
        "reason": claim.reason,
        "secretariat": settings.CONTACT_EMAIL,
        "link": links.get(answer) or _address("own_claim", claim.pk),
    }


def _organization(message: Message) -> Organization:
    return Organization.objects.get(pk=message.context["organization"])


@letter
def withdrawn(message: Message) -> Facts:
    """To the team: the entry is out of the directory, how to return, and until when that takes one click."""
    organization = _organization(message)
    withdrawal = Withdrawal.objects.get(pk=message.context["withdrawal"])
    return {
        "organization": _called(organization),
        "until": erased_on(withdrawal),
        "link": _address("workspace_withdraw", organization.public_id_id),
    }


@letter
def returned(message: Message) -> Facts:
    """To the team: the entry is listed again."""
    organization = _organization(message)
    return {
        "organization": _called(organization),
        "link": _address("partner", organization.public_id_id),
    }


@letter
def erasure_notice(message: Message) -> Facts:
    """To the team of an entry that was withdrawn: personal data goes soon, and how to prevent that."""
    return withdrawn(message)


@letter
def account_deleted(message: Message) -> Facts:
    """To the address of an account that is gone: the last message to it."""
    return {"contact": settings.CONTACT_EMAIL, "link": _address("home")}


@letter
def relation_proposed(message: Message) -> Facts:
    """To the owners of the side that is asked: what is proposed, and where to answer."""
    return _tie_facts(message, to_asked=True)


@letter
def relation_answered(message: Message) -> Facts:
    """To the owners of the other side: accepted, declined, or ended later."""
    return {**_tie_facts(message, to_asked=False), "answer": message.context["answer"]}


def _tie_facts(message: Message, *, to_asked: bool) -> Facts:
    """What a relation or a membership says: of `organization`, the part, and `other`, the whole."""
    if "membership" in message.context:
        belonging = NetworkMembership.objects.select_related("member", "network")
        row = belonging.get(pk=message.context["membership"])
        kind, sides, by_other = "membership", (row.member, row.network), row.proposed_by_network
    else:
        relations = Relation.objects.select_related("organization", "other")
        relation = relations.get(pk=message.context["relation"])
        kind, sides, by_other = relation.kind, (relation.organization, relation.other), relation.proposed_by_other
    return {
        "kind": kind,
        "organization": _called(sides[0]),
        "other": _called(sides[1]),
        "link": _address("workspace_relations", sides[0 if by_other is to_asked else 1].public_id_id),
    }


@letter
def enquiry(message: Message) -> Facts:
    """To a member of a team: what a visitor wrote. An answer to the mail goes to the visitor, and not through us."""
    found = Enquiry.objects.select_related("organization").get(pk=message.context["enquiry"], erased_at=None)
    return {
        "organization": _entry_name(found.organization, message.language),
        "sender": Title(found.name, ""),
        "address": found.address,
        "text": found.text,
        "link": _address("workspace_enquiry", found.organization.public_id_id, found.pk),
        "reply_to": [_reply_address(found.name, found.address)],
    }


@letter
def held(message: Message) -> Facts:
    """To an address that was given with a message without a proof of work: the link that lets it go."""
    if "report" in message.context:
        found: held_rows.Held = Report.objects.select_related("organization").get(
            pk=message.context["report"], held=True
        )
    else:
        found = Enquiry.objects.select_related("organization").get(pk=message.context["enquiry"], held=True)
    organization: Any = found.organization  # what is held names one, by a constraint
    return {
        "organization": _entry_name(organization, message.language),
        "is_report": isinstance(found, Report),
        "until": found.sent_at + timedelta(days=held_rows.KEPT_DAYS),
        "link": _address("held", held_rows.token(found)),
    }
