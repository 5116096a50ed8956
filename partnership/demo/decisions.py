"""How the secretariat decides: by reasons from a list, with corrections of its own; and what it looks at afterwards."""

from collections.abc import Mapping

from partnership.demo.stories import Stories
from partnership.demo.times import days_pass
from partnership.demo.typed import typed
from registry.actions import corrections, drafts, submissions, texts
from registry.entry.document import present
from registry.models import Person, Submission, Text, TextVersion
from registry.models.texts import TextKind
from registry.states import SubmissionState
from registry.vocabulary import OrganizationType

WORDS: Mapping[TextKind, tuple[Mapping[str, str], ...]] = {
    TextKind.REQUEST_CHANGES: (
        {
            "en": "Please say for each activity where it happens and since when.",
            "ar": "يُرجى ذكر مكان كل نشاط وتاريخ بدايته.",
            "es": "Indique de cada actividad dónde se desarrolla y desde cuándo.",
            "fr": "Veuillez préciser pour chaque activité où elle se déroule et depuis quand.",
            "ru": "Укажите для каждого вида деятельности, где и с какого времени он ведётся.",
            "zh-hans": "请说明每项活动的地点和开始时间。",
        },
        {"en": "The website does not open. Give the right address, or leave it empty."},
    ),
    TextKind.DECLINE: (
        {
            "en": "What you describe does not serve Target 3. You may apply again when that changes.",
            "fr": "Ce que vous décrivez ne sert pas la cible 3. Vous pourrez présenter une nouvelle demande.",
        },
    ),
}


def tell(stories: Stories) -> None:
    """All of it, by the actions that staff and teams use."""
    administrator = stories.cast["administrator"]
    written = _texts(administrator)
    _refused(stories, written)
    _corrected(stories)
    _listed_at_once(stories)


def _texts(by: Person) -> dict[TextKind, Text]:
    """The first of each kind, which was rewritten once; another one is offered no more."""
    first = {}
    for kind, several in WORDS.items():
        made = [texts.write(kind=kind, words=words, by=by) for words in several]
        first[kind] = made[0]
    old = texts.write(kind=TextKind.DECLINE, words={"en": "Somebody else has registered this organization."}, by=by)
    texts.retire(text=old, by=by)
    return first


def _latest(text: Text) -> TextVersion:
    return text.versions.get(number=Text.objects.get(pk=text.pk).version)


def _refused(stories: Stories, written: Mapping[TextKind, Text]) -> None:
    """Changes are asked for, and a registration is declined, by reasons from the list; one was rewritten since."""
    asked = stories.send("fr", OrganizationType.ACADEMIC)
    text = written[TextKind.REQUEST_CHANGES]
    submissions.request_changes(submission=asked, by=stories.reviewer, reasons=[_latest(text)])
    days_pass([asked.organization_id], 3)
    declined = stories.send("es", OrganizationType.OTHER)
    submissions.decline(
        submission=declined,
        by=stories.reviewer,
        reason="This organization exists in the demonstration only.",
        reasons=[_latest(written[TextKind.DECLINE])],
    )
    days_pass([declined.organization_id], 12)
    words = {**WORDS[TextKind.REQUEST_CHANGES][0], "en": "Please say of each activity where it happens and since when."}
    texts.rewrite(text=text, words=words, seen=1, by=stories.cast["administrator2"])


def _corrected(stories: Stories) -> None:
    """One waits with corrections of a reviewer; another was approved with them."""
    for approve in (False, True):
        submission = stories.send("en", OrganizationType.NGO)
        _correct(stories, submission)
        if approve:
            submissions.approve(submission=submission, by=stories.reviewer, note="Two small corrections of ours.")
        days_pass([submission.organization_id], 2)


def _correct(stories: Stories, submission: Submission) -> None:
    """Another year of foundation, and an activity that is to go."""
    section = typed("organization", submission.document["organization"])
    section["founded"] = "1987"
    corrections.correct(
        submission=submission,
        key="organization",
        data=section,
        seen=submission.saved_at,
        known=corrections.version_of(submission, "organization"),
        by=stories.reviewer,
    )
    activity = next(iter(present(submission.document, "activities")))
    corrections.remove(
        submission=submission, key=f"activities.{activity}", seen=submission.saved_at, by=stories.cast["reviewer2"]
    )


def _listed_at_once(stories: Stories) -> None:
    """Two changes of a field that the demonstration lists at once (LISTED_AT_ONCE); one of them was looked at."""
    for year in ("1990", "1991"):
        organization, owner = stories.listed("en", OrganizationType.ACADEMIC), stories.owner("en")
        change = drafts.open_change(organization=organization, by=owner)
        change = stories.save(change, "organization", {**change.document["organization"], "founded": year}, owner)
        change = stories.submit(change, owner)
        if year == "1990" and change.state == SubmissionState.APPROVED:
            submissions.look(submission=change, by=stories.reviewer)
        days_pass([organization.pk], 1)
