"""Letters about submissions and decisions, to teams and to reviewers."""

from collections.abc import Mapping

from registry.entry.called import about
from registry.entry.corrections import told
from registry.entry.difference import difference
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.paths import anchor
from registry.entry.upgrade import upgrade
from registry.letters.facts import Facts, Title, address_of, called, decision_of, letter, submission_of, title_of
from registry.models import (
    Case,
    Decision,
    Message,
    Submission,
)
from registry.queries import review, texts
from registry.states import Origin
from registry.text import words_for_address


def _comment(submission: Submission, comment: Mapping[str, str]) -> Facts:
    """A reviewer's comment with what it is about, in words, and the address of the very field."""
    part, *below = comment["path"].split(".")
    if part in SECTIONS:
        link = address_of("draft_section", submission.pk, part)
    elif below:
        link = address_of("draft_item", submission.pk, part, below.pop(0))
    else:
        link = address_of("draft_section", submission.pk, part)
    if below:
        link += f"#{anchor(comment['path'])}"
    named = about(upgrade(submission.document), comment["path"])
    return {
        "about": [Title(text, language) if language else text for text, language in named],
        "text": comment["text"],
        "link": link,
    }


@letter
def submission_received(message: Message) -> Facts:
    """To the team: it arrived, what happens next, and that nothing more is to be done now."""
    submission = submission_of(message)
    return {
        "organization": title_of(submission, message.language),
        "is_registration": submission.is_registration,
        "link": address_of("workspace"),
    }


def _reasons(decision: Decision, language: str) -> list[Title]:
    """The reasons from the list, in the words of the very version that was chosen."""
    return [Title(words, code) for words, code in texts.reasons_of([decision], language).get(decision.pk, [])]


def _corrections(decision: Decision) -> list[Facts]:
    """What the secretariat changed in what was sent: where, what it said, and what it says now."""
    document = upgrade(decision.submission.document)
    return [
        {
            "about": [*one.labels, *([Title(one.title, "und")] if one.title else [])],
            "was": [Title(line, one.lang or "und") for line in one.was],
            "now": [Title(line, one.lang or "und") for line in one.now],
            "is_removal": one.is_removal,
            "is_reference": not one.was and not one.now,
        }
        for one in told(document, decision.corrections)
    ]


@letter
def changes_requested(message: Message) -> Facts:
    """To the team: what a reviewer asks for, field by field, each with the address of the very field."""
    decision = decision_of(message)
    submission = decision.submission
    return {
        "organization": title_of(submission, message.language),
        "reasons": _reasons(decision, message.language),
        "reason": decision.reason,
        "comments": [_comment(submission, comment) for comment in decision.comments],
        "link": address_of("draft", submission.pk),
    }


def _by_secretariat(decision: Decision) -> Facts:
    """What the secretariat changed in an entry without being asked by its team, and what that leaves untouched."""
    submission = decision.submission
    of_team = Submission.objects.open().filter(organization=submission.organization_id, origin=Origin.TEAM)
    changed = {change.part for change in difference(*review.around(decision))}
    return {
        "is_restored": submission.origin == Origin.RESTORE,
        "parts": [
            *(section.title for key, section in SECTIONS.items() if key in changed),
            *(collection.title for key, collection in COLLECTIONS.items() if key in changed),
        ],
        "has_own_change": of_team.exists(),
    }


@letter
def approved(message: Message) -> Facts:
    """To the team: it is public, and where; of a change that the secretariat made, that it did so, and to what."""
    decision = decision_of(message)
    submission = decision.submission
    title = title_of(submission, message.language)
    words = words_for_address(title.text if title else "")
    by_secretariat = submission.origin != Origin.TEAM and not submission.is_registration
    return {
        "organization": title,
        "is_registration": submission.is_registration,
        "by_secretariat": _by_secretariat(decision) if by_secretariat else None,
        "reason": decision.reason,
        "corrections": _corrections(decision),
        "link": address_of("partner", submission.organization.public_id_id, words),
        "workspace": address_of("workspace"),
    }


@letter
def listed_at_once(message: Message) -> Facts:
    """To the team: the change is public already, and the secretariat looks at it afterwards."""
    decision = decision_of(message)
    submission = decision.submission
    title = title_of(submission, message.language)
    words = words_for_address(title.text if title else "")
    return {
        "organization": title,
        "link": address_of("partner", submission.organization.public_id_id, words),
        "workspace": address_of("workspace"),
    }


@letter
def declined(message: Message) -> Facts:
    """To the team: it is not listed, or not changed, and why."""
    decision = decision_of(message)
    return {
        "organization": title_of(decision.submission, message.language),
        "is_registration": decision.submission.is_registration,
        "reasons": _reasons(decision, message.language),
        "reason": decision.reason,
        "link": address_of("workspace"),
    }


@letter
def new_submission(message: Message) -> Facts:
    """To a reviewer: something waits in the queue."""
    submission = submission_of(message)
    return {
        "organization": title_of(submission, message.language),
        "is_registration": submission.is_registration,
        "link": address_of("review", submission.pk),
    }


@letter
def case_opened(message: Message) -> Facts:
    """To a reviewer: there is a case to settle. A claim is decided on a page of its own."""
    case = Case.objects.select_related("organization").get(pk=message.context["case"])
    claim = message.context.get("claim")
    return {
        "kind": case.get_kind_display(),
        "organization": called(case.organization) if case.organization else None,
        "is_claim": bool(claim),
        "link": address_of("claim_review", claim) if claim else address_of("cases"),
    }
