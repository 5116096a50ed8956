"""The steps of a registration: what each asks, how far it is, and which one comes next."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnership.templatetags.components import Step
from registry.actions.drafts import kept_input
from registry.entry.document import present
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.paths import anchor
from registry.entry.upgrade import upgrade
from registry.entry.validate import Problem, problems
from registry.models import Person, Submission
from registry.states import OF_STAFF

# The parts of the entry that each step asks for. The first is where the step begins.
PARTS: dict[str, tuple[str, ...]] = {
    "organization": ("organization", "names", "identifiers"),
    "where": ("where",),
    "activities": ("activities",),
    "gaps": ("gaps",),
    "offers": ("offers",),
    "contacts": ("contacts",),
}
CHECK = _("Check and send")
CHECK_OF_STAFF = _("Check and approve")  # which its writer does in the review


@dataclass(frozen=True)
class Task:
    """One step of a submission, as it stands for one person. `state`: done, todo, or kept (input not accepted yet)."""

    key: str
    title: str | Promise
    href: str
    state: str
    count: int = 0
    nothing: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.state == "done"


def tasks(submission: Submission, person: Person) -> list[Task]:
    """The steps before "Check and send". Costs no query."""
    document = upgrade(submission.document)
    found = problems(document, need="send", nothing_to_state=submission.nothing_to_state)
    kept = {key.partition(".")[0] for key in submission.unaccepted if kept_input(submission, key, person)}
    made = []
    for key, parts in PARTS.items():
        mine = [problem for problem in found if problem.part in parts]
        made.append(
            Task(
                key=key,
                title=title_of(key),
                href=reverse("draft_section", args=[submission.pk, key]),
                state="kept" if kept & {*parts} else "todo" if mine else "done",
                count=len(present(document, key)) if key in COLLECTIONS else 0,
                nothing=key in submission.nothing_to_state,
                problems=mine,
            )
        )
    return made


def title_of(part: str) -> str | Promise:
    """What a part of the entry is called, the declarations ("send") too."""
    if part == "send":
        return CHECK
    return SECTIONS[part].title if part in SECTIONS else COLLECTIONS[part].title


def last_title(submission: Submission) -> str | Promise:
    """What the last step is called."""
    return CHECK_OF_STAFF if submission.origin in OF_STAFF else CHECK


def step_of(part: str) -> str:
    """The step that asks for a part of the entry. Raises `KeyError`."""
    for key, parts in PARTS.items():
        if part in parts:
            return key
    raise KeyError(part)


def shown_steps(submission: Submission, made: list[Task], current: str) -> list[Step]:
    """The list of steps beside a page."""
    check = reverse("draft_check", args=[submission.pk])
    return [
        *(
            Step(str(task.title), "current" if task.key == current else "done" if task.is_done else "todo", task.href)
            for task in made
        ),
        Step(str(last_title(submission)), "current" if current == "check" else "todo", check),
    ]


def beginning_of(submission: Submission, task: Task) -> str:
    """Where a step begins: at the form of a first item while it has none, else at its page."""
    if task.key in COLLECTIONS and not task.count and not task.nothing and task.state == "todo":
        return reverse("draft_new", args=[submission.pk, task.key])
    return task.href


def next_after(submission: Submission, made: list[Task], part: str, *, skip_done: bool = True) -> str:
    """The address that follows a step: the next one that still needs something, else "Check and send"."""
    for task in _after(made, step_of(part)):
        if not (skip_done and task.is_done):
            return beginning_of(submission, task)
    return reverse("draft_check", args=[submission.pk])


def _after(made: list[Task], key: str) -> Iterator[Task]:
    keys = [task.key for task in made]
    yield from made[keys.index(key) + 1 :]


def address_of(submission: Submission, path: str) -> str:
    """The address of the very field of a path such as "where.base_country", "gaps.<uuid>.title", "contacts"."""
    part, *below = path.split(".")
    if part == "send":
        return reverse("draft_check", args=[submission.pk]) + f"#id_{below[0]}"
    if part in COLLECTIONS and below:
        address = reverse("draft_item", args=[submission.pk, part, below.pop(0)])
    else:
        address = reverse("draft_section", args=[submission.pk, part])
    return f"{address}#{anchor(path)}" if below else address
