"""Corrections: a reviewer edits a submission that waits, by the forms of its team (The entry, Corrections).

They are kept beside the team's document, marked with their author, and applied with it when it is approved.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry.actions import duplicates
from registry.actions.drafts import differing, form_of
from registry.actions.submissions import for_decision
from registry.entry.corrections import NOT_CORRECTED, corrected, fingerprint, form_key, of_form, whole
from registry.entry.document import Item, present
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.forms import ContactForm, PartForm
from registry.entry.needs import fitting
from registry.entry.upgrade import upgrade
from registry.errors import AlreadyDecided
from registry.models import Contact, Person, Submission
from registry.states import SubmissionState


@dataclass(frozen=True)
class Corrected:
    """What came of a correction: `form` has its errors, `theirs` what a colleague put there meanwhile, by field."""

    submission: Submission
    form: PartForm
    theirs: dict[str, Any]

    @property
    def is_done(self) -> bool:
        return not self.theirs and self.form.is_valid()


def version_of(submission: Submission, key: str) -> str:
    """The state of the corrections of a form: what a page names as known."""
    return fingerprint(submission.corrections, key)


def form_to_correct(submission: Submission, key: str, data: Mapping[str, Any] | None = None) -> PartForm:
    """The form of a section ("where") or item ("gaps.<uuid>") with what the team wrote and what was corrected in it.

    It does not ask who sees something, nor for files. An item that is to go is shown as it was. Raises `KeyError` for
    what the team's document does not have.
    """
    written = upgrade(submission.document)
    part, _dot, item_id = key.partition(".")
    if part not in SECTIONS and item_id not in present(written, COLLECTIONS[part].key):
        raise KeyError(key)
    others = {path: one for path, one in submission.corrections.items() if path != key}
    shown = Submission(
        pk=submission.pk,
        organization_id=submission.organization_id,
        base=submission.base,
        document=corrected(written, others),
    )
    form = form_of(shown, key, data=data, need="list")
    for name in NOT_CORRECTED & form.fields.keys():
        del form.fields[name]
    return form


def correct(
    *, submission: Submission, key: str, data: Mapping[str, Any], seen: datetime.datetime, known: str, by: Person
) -> Corrected:
    """Keep what a form says otherwise than the team wrote; what it says alike is no correction (any more).

    `seen` is when the document that the page showed was last saved, `known` the `version_of` its corrections. Where a
    colleague corrected the form since, nothing is kept and `Corrected.theirs` holds what stands there now. Raises as
    `submissions.approve` does, and `KeyError`.
    """
    with transaction.atomic():
        submission = _waiting(submission, by, seen)
        form = form_to_correct(submission, key, data)
        form.is_valid()
        duplicates.refuse_taken(submission, key, form)
        theirs = _theirs(submission, key, form) if known != version_of(submission, key) else {}
        if not theirs and not form.errors:
            proposed = {**form.item, **form.accepted(), **_row(submission, key, form)}
            if key == "organization":
                proposed = fitting(proposed)
            _replace(submission, key, of_form(key, _written(submission, key), proposed), by)
        return Corrected(submission, form, theirs)


def remove(*, submission: Submission, key: str, seen: datetime.datetime, by: Person) -> None:
    """Propose that an item goes. Raises as `correct`."""
    if key.partition(".")[0] not in COLLECTIONS:
        raise KeyError(key)
    with transaction.atomic():
        submission = _waiting(submission, by, seen)
        _replace(submission, key, {key: {"was": whole(_written(submission, key)), "value": None}}, by)


def undo(*, submission: Submission, key: str, seen: datetime.datetime, by: Person) -> None:
    """Take all corrections of a form back, whoever made them: it says what the team wrote. Raises as `correct`."""
    with transaction.atomic():
        submission = _waiting(submission, by, seen)
        _written(submission, key)
        _replace(submission, key, {}, by)


def _waiting(submission: Submission, by: Person, seen: datetime.datetime) -> Submission:
    """Only what waits is corrected; a draft of one's own is edited."""
    submission = for_decision(submission, by, seen)
    if submission.state != SubmissionState.SUBMITTED:
        raise AlreadyDecided
    return submission


def _written(submission: Submission, key: str) -> Item:
    """What the team wrote in a section or item. Raises `KeyError`."""
    part, _dot, item_id = key.partition(".")
    if part in SECTIONS and not item_id:
        section: Item = submission.document[part]
        return section
    return present(submission.document, COLLECTIONS[part].key)[item_id]


def _theirs(submission: Submission, key: str, form: PartForm) -> dict[str, Any]:
    """What stands there now where the form says something else; of an item that is to go, that it is."""
    if key in submission.corrections:
        return {"": None}
    shown = Submission(document=corrected(submission.document, submission.corrections))
    return differing(shown, key, form)


def _row(submission: Submission, key: str, form: PartForm) -> Item:
    """A row for another name, email or telephone, since a contact's are written once; the team's own if it says so."""
    columns = form.columns() if isinstance(form, ContactForm) else None
    if columns is None:
        return {}
    own = submission.organization
    written = _written(submission, key)["contact"]
    if Contact.objects.filter(pk=written, organization=own, **columns).exists():
        return {"contact": written}
    return {"contact": str(Contact.objects.create(organization=own, **columns).pk)}


def _replace(submission: Submission, key: str, found: Mapping[str, dict[str, Any]], by: Person) -> None:
    """Put these corrections in the place of all others of the form; one that stays as it was keeps its author."""
    before = submission.corrections
    marks = {"by": str(by.pk), "at": timezone.now().isoformat()}
    kept = {path: one for path, one in before.items() if form_key(path) != key}
    for path, one in found.items():
        same = path in before and {name: before[path][name] for name in ("was", "value")} == one
        kept[path] = before[path] if same else {**one, **marks}
    submission.corrections = kept
    submission.save(update_fields=["corrections"])
