"""Letters about submissions and decisions, to teams and to reviewers."""

from collections.abc import Mapping

from registry.entry.fields import COLLECTIONS, SECTIONS, label_of
from registry.entry.paths import anchor
from registry.letters.facts import Facts, address_of, decision_of, letter, submission_of, title_of
from registry.models import (
    Case,
    Message,
    Submission,
)
from registry.text import words_for_address


def _comment(submission: Submission, comment: Mapping[str, str]) -> Facts:
    """A reviewer's comment with what it is about, in words, and the address of the very field."""
    part, *below = comment["path"].split(".")
    about = [SECTIONS[part].title if part in SECTIONS else COLLECTIONS[part].one]
    if part in SECTIONS:
        link = address_of("draft_section", submission.pk, part)
    elif below:
        link = address_of("draft_item", submission.pk, part, below.pop(0))
    else:
        link = address_of("draft_section", submission.pk, part)
    if below:
        about.append(label_of(part, below[0]))
        link += f"#{anchor(comment['path'])}"
    return {"about": about, "text": comment["text"], "link": link}


@letter
def submission_received(message: Message) -> Facts:
    """To the team: it arrived, what happens next, and that nothing more is to be done now."""
    submission = submission_of(message)
    return {
        "organization": title_of(submission, message.language),
        "is_registration": submission.is_registration,
        "link": address_of("workspace"),
    }


@letter
def changes_requested(message: Message) -> Facts:
    """To the team: what a reviewer asks for, field by field, each with the address of the very field."""
    decision = decision_of(message)
    submission = decision.submission
    return {
        "organization": title_of(submission, message.language),
        "reason": decision.reason,
        "comments": [_comment(submission, comment) for comment in decision.comments],
        "link": address_of("draft", submission.pk),
    }


@letter
def approved(message: Message) -> Facts:
    """To the team: it is public, and where."""
    decision = decision_of(message)
    submission = decision.submission
    title = title_of(submission, message.language)
    words = words_for_address(title.text if title else "")
    return {
        "organization": title,
        "is_registration": submission.is_registration,
        "reason": decision.reason,
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
    case = Case.objects.get(pk=message.context["case"])
    claim = message.context.get("claim")
    link = address_of("claim_review", claim) if claim else address_of("cases")
    return {"kind": case.get_kind_display(), "is_claim": bool(claim), "link": link}
