"""What a submission is found by: its name, told from others of the same person; what the queue narrows by."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from registry.entry.document import present
from registry.entry.forms import PartForm
from registry.entry.languages import languages, scripts
from registry.errors import AlreadyBegun
from registry.models import Submission
from registry.states import Origin
from registry.text import fold, web_domain

# The columns that `note_names` sets.
NOTED = ("folded_name", "web_domain", "type", "seat", "languages", "scripts")


def note_names(submission: Submission) -> None:
    """Keep what finds a submission beside it: the folded official name, the web domain, what the queue narrows by."""
    official = [n for n in present(submission.document, "names").values() if n["kind"] == "official"]
    submission.folded_name = fold(official[0]["text"])[:600] if official else ""
    submission.web_domain = web_domain(submission.document["organization"]["website"])
    submission.type = submission.document["organization"]["type"]
    submission.seat = submission.document["where"]["base_country"]
    submission.languages, submission.scripts = languages(submission.document), scripts(submission.document)


@contextmanager
def once_a_name() -> Iterator[None]:
    """Around a transaction that names a registration: its person's other open one of that name is `AlreadyBegun`."""
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint != "submission_one_open_of_a_name":
            raise
        raise AlreadyBegun from error


def is_begun_already(submission: Submission, form: PartForm) -> bool:
    """Whether the document now gives the name of another open registration of its person; said at the name, if so.

    The name is noted in the database at once, so that of two at the same moment one waits for the other.
    """
    before = submission.folded_name
    note_names(submission)
    if submission.folded_name == before:
        return False
    try:
        with once_a_name(), transaction.atomic():
            submission.save(update_fields=["folded_name"])
    except AlreadyBegun as refusal:
        submission.folded_name = before
        form.add_error("text", str(refusal))
        return True
    return False


def refuse_begun(submission: Submission, key: str, form: PartForm) -> None:
    """Say at a validated form of an official name that another open registration of the same person has it, if so."""
    if not key.startswith("names.") or form.errors or not submission.is_registration:
        return
    name = form.proposed()
    folded = fold(name["text"])[:600] if name["kind"] == "official" else ""
    others = Submission.objects.open().filter(
        opened_by=submission.opened_by_id, origin=Origin.TEAM, base_version=0, folded_name=folded
    )
    if folded and submission.origin == Origin.TEAM and others.exclude(pk=submission.pk).exists():
        form.add_error("text", str(AlreadyBegun.sentence))
