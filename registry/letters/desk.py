"""Letters inside the secretariat: work handed on, second opinions, what waits for too long."""

from uuid import UUID

from django.utils.translation import gettext

from registry.letters.facts import Facts, Title, address_of, called, letter, submission_of, title_of
from registry.models import Absence, Case, Message, Opinion, Person, Submission


def colleague(person: Person | None) -> Title:
    """What a member of the secretariat is called to the others."""
    return Title(person.called if person else gettext("A colleague"), "")


def _named(submission: Submission, language: str) -> Title:
    return title_of(submission, language) or Title(gettext("Organization without a name"), "")


@letter
def handed_on(message: Message) -> Facts:
    """To a member of the secretariat who got a submission, a case, or what is a colleague's who is away."""
    context = message.context
    facts: dict[str, object] = {"by": colleague(Person.objects.filter(pk=context["by"]).first())}
    if "absence" in context:
        absence = Absence.objects.select_related("person").get(pk=context["absence"], cover=message.person)
        who = {"away": colleague(absence.person), "since": absence.since, "until": absence.until}
        return {**facts, **who, "link": address_of("secretariat") + "?holder=me"}
    if "case" in context:
        case = Case.objects.select_related("organization").get(pk=context["case"])
        about = called(case.organization) if case.organization else None
        return {**facts, "kind": case.get_kind_display(), "organization": about, "link": address_of("cases")}
    submission = submission_of(message)
    return {
        **facts,
        "organization": _named(submission, message.language),
        "link": address_of("review", submission.pk),
    }


def _opinion(message: Message) -> Opinion:
    return Opinion.objects.select_related("submission", "asked_by", "of").get(pk=message.context["opinion"])


def _of_opinion(opinion: Opinion, language: str) -> dict[str, object]:
    return {
        "organization": _named(opinion.submission, language),
        "question": opinion.question,
        "link": address_of("opinions", opinion.submission_id),
    }


@letter
def opinion_asked(message: Message) -> Facts:
    """To a member of the secretariat: a colleague wants to know what they think of a submission, or what somebody does
    whom they cover for.
    """
    opinion = _opinion(message)
    away = colleague(opinion.of) if opinion.of_id != message.person_id else None
    return {**_of_opinion(opinion, message.language), "asker": colleague(opinion.asked_by), "away": away}


@letter
def opinion_given(message: Message) -> Facts:
    """To whoever asked: what the colleague said. The decision is still theirs."""
    opinion = _opinion(message)
    return {**_of_opinion(opinion, message.language), "giver": colleague(opinion.of), "answer": opinion.answer}


@letter
def waits_too_long(message: Message) -> Facts:
    """To an administrator: how much waits for more than twice its target, and the oldest of it."""
    ids = [UUID(one) for one in str(message.context["submissions"]).split()]
    found = Submission.objects.filter(pk__in=ids).order_by("submitted_at", "pk")
    return {
        "number": message.context["number"],
        "oldest": [
            {
                "organization": _named(one, message.language),
                "since": one.submitted_at,
                "link": address_of("review", one.pk),
            }
            for one in found
        ],
        "link": address_of("secretariat") + "?age=late",
    }
