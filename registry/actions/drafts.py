"""Writing a submission: opening it and saving its forms.

Nothing typed is lost (Product, rule 2): what passes goes into the document, what does not is kept beside it as it was
typed, for each person apart. Nothing is overwritten unseen (rule 5): each save names the version that it saw.
"""

import copy
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions import attachments, duplicates, kept
from registry.actions.messages import post
from registry.actions.named import NOTED, is_begun_already, note_names, once_a_name, refuse_begun
from registry.actions.submissions import locked, move_organization
from registry.entry.document import TOMBSTONE, Document, Item, blank, empty, is_removed, present, read
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.forms import FORMS, ContactForm, NameForm, OrganizationForm, PartForm
from registry.entry.inputs import typed_values
from registry.entry.needs import fitting
from registry.entry.upgrade import upgrade
from registry.errors import ChangedMeanwhile, NotAllowed, NotEditable, OtherRegion
from registry.ids import uuid7
from registry.models import (
    Attachment,
    Contact,
    Membership,
    Organization,
    Person,
    PublicId,
    Relation,
    Submission,
    TeamRole,
)
from registry.models.messages import MessageKind
from registry.states import OPEN, DecisionKind, OrganizationState, Origin
from registry.vocabulary import RelationKind

# What the first page asks beside the name, by section and field.
BEGUN = (("organization", "type"), ("organization", "website"), ("where", "base_country"), ("where", "no_seat"))
# What is known of a form that was never saved (Submission.seen).
UNSEEN = {"saves": 0, "changed": 0}


@dataclass(frozen=True)
class Beginning:
    """What the first page of joining asks."""

    name: str
    language: str
    type: str
    website: str = ""
    base_country: str = ""
    no_seat: bool = False
    scheme: str = ""  # of an identifier, if one is given
    identifier: str = ""


@dataclass(frozen=True)
class Saved:
    """What came of saving a form.

    `form` carries the errors; `theirs` the values that somebody else saved meanwhile where they differ (`None` for an
    item that was removed), in which case nothing of this save went into the document.
    """

    submission: Submission
    form: PartForm
    theirs: dict[str, Any]

    @property
    def is_done(self) -> bool:
        return not self.theirs and self.form.is_valid()


def open_registration(
    *,
    by: Person,
    beginning: Beginning,
    submission_id: uuid.UUID | None = None,
    insisted: Mapping[str, Any] | None = None,
    branch_of: Organization | None = None,
) -> Submission:
    """Begin a registration: the organization's row, its public id, the team of one, the draft, the mail with its link.

    `insisted` says why it is none of those that are like it; as a branch, its parent is proposed. Sent twice with the
    same `submission_id`, it is opened once. Raises `NotAllowed` for an id of somebody else's, or a parent that is not
    listed, and `AlreadyBegun` where `by` has an open registration of that name.
    """
    submission_id = submission_id or uuid7()
    with once_a_name(), transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # a form sent twice at once waits here
        known = Submission.objects.select_related("organization").filter(pk=submission_id).first()
        if known:
            if known.opened_by_id != by.pk:
                raise NotAllowed
            return known
        organization = Organization.objects.create(public_id=PublicId.objects.create())
        Membership.objects.create(organization=organization, person=by, role=TeamRole.OWNER)
        document = _begun(beginning)
        submission = Submission(
            pk=submission_id,
            organization=organization,
            opened_by=by,
            base=empty(),
            document=document,
            insisted=dict(insisted or {}),
        )
        note_names(submission)
        submission.save(force_insert=True)
        duplicates.write_registrations([submission])
        if branch_of:
            _propose_parent(organization, branch_of, by)
        post(kind=MessageKind.DRAFT_LINK, person=by, context={"submission": str(submission.pk)})
        return submission


def _propose_parent(organization: Organization, parent: Organization, by: Person) -> None:
    if not Organization.objects.listed().filter(pk=parent.pk).exists():
        raise NotAllowed
    Relation.objects.create(kind=RelationKind.PARENT, organization=organization, other=parent, proposed_by=by)


def _begun(beginning: Beginning) -> Document:
    document = empty()
    document["organization"] |= {"type": beginning.type, "website": beginning.website}
    document["where"] |= {"base_country": beginning.base_country, "no_seat": beginning.no_seat}
    name = {"text": beginning.name, "language": beginning.language, "kind": "official"}
    document["names"][str(uuid7())] = name
    if beginning.identifier:
        document["identifiers"][str(uuid7())] = {"scheme": beginning.scheme, "value": beginning.identifier}
    return document


def says(submission: Submission, beginning: Beginning) -> bool:
    """Whether a draft says what the first page says."""
    draft, begun = submission.document, _begun(beginning)
    told = all(draft[part].get(key) == begun[part][key] for part, key in BEGUN)
    return told and all(
        item in present(draft, part).values() for part in ("names", "identifiers") for item in begun[part].values()
    )


def open_change(*, organization: Organization, by: Person, origin: Origin = Origin.TEAM) -> Submission:
    """The open submission with which `by` changes an entry: the one that is there, else a new draft of what is live.

    After a refusal it starts from what was declined, and the organization is `pending` again. Raises `NotAllowed`,
    `OtherRegion` for a desk that could not decide on what it wrote there, and `AlreadyBegun` where `by` has another
    open registration of its name.
    """
    with once_a_name(), transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if not _may_open(by, organization, origin):
            raise NotAllowed
        if origin != Origin.TEAM and not rules.settles_there(by, organization):
            raise OtherRegion
        open_ones = organization.submissions.filter(origin=origin, state__in=OPEN)
        if origin != Origin.TEAM:
            open_ones = open_ones.filter(opened_by=by)
        known = open_ones.first()
        if known:
            return known
        if organization.state == OrganizationState.REFUSED:
            move_organization(organization, OrganizationState.PENDING)
        live = read(organization)
        declined = _last_declined(organization)
        submission = Submission(
            organization=organization,
            origin=origin,
            opened_by=by,
            base=live,
            base_version=organization.live_version,
            document=upgrade(declined.document) if declined else live,
        )
        if declined:
            submission.nothing_to_state = declined.nothing_to_state
        elif organization.live_version:
            submission.nothing_to_state = [key for key, part in COLLECTIONS.items() if part.optional and not live[key]]
        note_names(submission)
        submission.save(force_insert=True)
        duplicates.write_registrations([submission])
        return submission


def _may_open(by: Person, organization: Organization, origin: Origin) -> bool:
    """A team changes its entry until it is withdrawn or merged; the secretariat changes what is listed."""
    if origin == Origin.TEAM:
        over = (OrganizationState.MERGED, OrganizationState.WITHDRAWN)
        return organization.state not in over and rules.is_in_team(by, organization)
    return organization.state == OrganizationState.LISTED and rules.may_review(by)


def _last_declined(organization: Organization) -> Submission | None:
    """The registration that was declined last, as long as nothing of the organization was ever listed."""
    if organization.live_version:
        return None
    declined = organization.submissions.filter(decisions__kind=DecisionKind.DECLINE, decisions__taken_back_at=None)
    return declined.order_by("-opened_at", "-pk").first()


def form_of(
    submission: Submission,
    key: str,
    *,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    need: str | None = "send",
) -> PartForm:
    """The form of a section ("where") or item ("activities.<uuid>"), with what the draft says there.

    Costs at most one query, for a contact's row or a told mandate. Raises `KeyError` for a key that is none.
    """
    part, _, item_id = key.partition(".")
    document = upgrade(submission.document)
    kwargs: dict[str, Any] = {"document": document, "need": need}
    if part in SECTIONS and not item_id:
        kwargs["item"] = document[part]
        if part == "organization" and document[part]["mandate"]:
            kwargs["told"] = _told(submission, document[part]["mandate"])
    else:
        kwargs["item"] = _item(document, part, item_id)
        if part == "names":
            kwargs["listed"] = submission.base["names"].get(item_id)
        if part == "contacts":
            kwargs["row"] = Contact.objects.filter(
                pk=kwargs["item"]["contact"], organization=submission.organization_id
            ).first()
    return FORMS[part](data, files, **kwargs)


def _told(submission: Submission, attachment: str) -> str:
    row = Attachment.objects.filter(pk=attachment, organization=submission.organization_id).first()
    return row.told if row else ""


def _item(document: Document, part: str, item_id: str) -> Item:
    """The item of a draft; blank for one that is new or was removed. Raises `KeyError` for a malformed key."""
    collection = COLLECTIONS[part]
    try:
        canonical = str(uuid.UUID(item_id))
    except ValueError:
        raise KeyError(item_id) from None
    if canonical != item_id:
        raise KeyError(item_id)
    item: Item = document[part].get(item_id, {})
    return blank(collection) if not item or is_removed(item) else item


def kept_input(submission: Submission, key: str, person: Person) -> dict[str, list[str]] | None:
    """What `person` typed into a form and was not accepted, as it was typed."""
    return kept.shown(submission, key, person)


def beside_kept(submission: Submission, key: str, person: Person, form: PartForm) -> dict[str, Any]:
    """What the draft says where `form`, validated with the kept input of `person`, says something else: of a field that
    did not pass only if it was saved from another page; else it is what its own page showed.
    """
    changed = int(submission.seen.get(key, UNSEEN)["changed"])
    contested = kept.is_contested(submission, key, person, changed=changed)
    found = differing(submission, key, form)
    return {name: value for name, value in found.items() if contested or name not in form.errors}


def version_of(submission: Submission, key: str) -> int:
    """How often the form was saved: what a page names as seen."""
    return int(submission.seen.get(key, UNSEEN)["saves"])


def save_section(
    *,
    submission: Submission,
    key: str,
    data: Mapping[str, Any],
    files: Mapping[str, Any] | None = None,
    seen: int,
    by: Person,
    need: str | None = "send",
) -> Saved:
    """Save a form as it was sent: valid answers into the document, the others beside it as they were typed.

    `seen` is the version of the form that the page showed. Where somebody saved other answers since, nothing goes
    into the document; the input is kept, and `Saved.theirs` holds what stands there now. Raises `NotAllowed`,
    `NotEditable`, and `KeyError` for a key that is no section or item.
    """
    with transaction.atomic():
        submission = locked(submission)
        _check_editable(submission, by)
        form = form_of(submission, key, data=data, files=files, need=need)
        _check_not_foreign(submission, key)
        form.is_valid()
        refuse_what_others_have(submission, key, form)
        typed = typed_values(data, list(form.base_fields))
        if kept.shown(submission, key, by) == typed:  # the same form again, after an answer that was lost on its way
            seen = max(seen, kept.shown_at(submission, key, by))
        theirs = differing(submission, key, form) if _is_stale(submission, key, seen) else {}
        changed = not theirs and _accept_named(submission, key, form)
        version = _count_save(submission, key, changed=changed)
        passed = not theirs and not form.errors
        kept.replace(submission, key, by, None if passed else typed, seen=seen, version=version, contested=bool(theirs))
        _save(submission)
        return Saved(submission, form, theirs)


def refuse_what_others_have(submission: Submission, key: str, form: PartForm) -> None:
    """Say at a validated form what in it belongs to others: an identifier, the name of another open registration."""
    duplicates.refuse_taken(submission, key, form)
    refuse_begun(submission, key, form)


def _is_stale(submission: Submission, key: str, seen: int) -> bool:
    """Whether the answers changed after version `seen` of a form."""
    return seen < int(submission.seen.get(key, UNSEEN)["changed"])


def _count_save(submission: Submission, key: str, *, changed: bool) -> int:
    """Count a save; the new version of the form."""
    before = submission.seen.get(key, UNSEEN)
    version = int(before["saves"]) + 1
    submission.seen[key] = {"saves": version, "changed": version if changed else before["changed"]}
    return version


def note_changed(submission: Submission, keys: Iterable[str]) -> None:
    """Count that the answers of these forms changed by something else than their page, so that a page that shows the
    earlier ones is stale.
    """
    for key in keys:
        _count_save(submission, key, changed=True)


def _save(submission: Submission) -> None:
    """Save what an edit may change. Whoever edits has not abandoned the draft."""
    note_names(submission)
    submission.saved_at = timezone.now()
    submission.reminders = 0
    submission.save(
        update_fields=[
            *("document", "unaccepted", "seen", "nothing_to_state", "saved_at", "reminders"),
            *NOTED,
        ]
    )
    duplicates.write_registrations([submission])


def _check_editable(submission: Submission, by: Person) -> None:
    if not rules.may_edit(by, submission):
        raise NotAllowed
    if not submission.is_editable:
        raise NotEditable(submission.state)


def _check_not_foreign(submission: Submission, key: str) -> None:
    """An item's UUID comes from the page's address: it may not be one of another organization's."""
    part, _, item_id = key.partition(".")
    if not item_id or item_id in submission.document[part]:
        return
    rows = COLLECTIONS[part].model._default_manager.filter(pk=item_id)
    if rows.exclude(organization_id=submission.organization_id).exists():
        raise NotAllowed


def differing(submission: Submission, key: str, form: PartForm) -> dict[str, Any]:
    """What the draft says where a validated form says something else, by field; `{"": None}` for a removed item.

    Fields whose input did not pass are among them, unless nothing was typed and nothing stands there.
    """
    part, _, item_id = key.partition(".")
    if item_id and is_removed(submission.document[part].get(item_id, {})):
        return {"": None}
    accepted = form.accepted()
    theirs = {name: form.item[name] for name, value in accepted.items() if value != form.item[name]}
    refused = [name for name in form.errors if name in form.item]
    theirs |= {name: form.item[name] for name in refused if form.item[name] or _is_typed(form[name].data)}
    if isinstance(form, ContactForm):
        columns = {name: getattr(form.row, name, "") for name in form.columns() or ()}
        theirs |= {name: value for name, value in columns.items() if value != form.cleaned_data[name]}
    if isinstance(form, OrganizationForm):
        if form.cleaned_data.get("mandate_told", form.told) != form.told:
            theirs["mandate_told"] = form.told
        theirs |= attachments.replaced_files(form)
    return theirs


def _is_typed(data: Any) -> bool:
    return any(data) if isinstance(data, list) else bool(data)


def _accept_named(submission: Submission, key: str, form: PartForm) -> bool:
    """As `_accept`; a name of another open registration of the same person does not pass."""
    if not key.startswith("names."):
        return _accept(submission, key, form)
    before = copy.deepcopy(submission.document)
    changed = _accept(submission, key, form)
    if not is_begun_already(submission, form):
        return changed
    submission.document = before
    return _accept(submission, key, form)


def _accept(submission: Submission, key: str, form: PartForm) -> bool:
    """Put what passed into the document; whether that changed anything."""
    part, _, item_id = key.partition(".")
    values = {**form.item, **form.accepted(), **_side_rows(submission, form)}
    if not item_id:
        before = submission.document[part]
        submission.document[part] = fitting(values) if part == "organization" else values
        return bool(submission.document[part] != before)
    before = submission.document[part].get(item_id)
    if before is None and values == blank(COLLECTIONS[part]):
        return False  # nothing of a new item passed yet: it lives beside the document until something does
    submission.document[part][item_id] = values
    former = form.former() if isinstance(form, NameForm) else None
    if former:
        submission.document[part][str(uuid7())] = former
    if part in submission.nothing_to_state:
        submission.nothing_to_state.remove(part)
    return bool(values != before)


def _side_rows(submission: Submission, form: PartForm) -> Item:
    """Rows for what a form holds beside its document fields, and the references to them."""
    if isinstance(form, OrganizationForm):
        return attachments.store_uploads(submission.organization, form)
    columns = form.columns() if isinstance(form, ContactForm) else None
    if columns is None:
        return {}
    return {"contact": str(Contact.objects.create(organization=submission.organization, **columns).pk)}


def forget_input(*, submission: Submission, key: str, seen: int, by: Person) -> bool:
    """Drop what `by` typed and was not accepted, as a form of version `seen` showed it, at their own wish; whether
    something else of theirs, which was not accepted either, comes up now.

    Raises `NotAllowed`, `NotEditable`.
    """
    with transaction.atomic():
        submission = locked(submission)
        _check_editable(submission, by)
        _forget(submission, key, by, seen=seen, changed=False)
        submission.save(update_fields=["unaccepted", "seen"])
        return kept.shown(submission, key, by) is not None


def _forget(submission: Submission, key: str, by: Person, *, seen: int, changed: bool) -> None:
    """Drop the input that a page of version `seen` showed to `by`."""
    if changed or kept.shown(submission, key, by) is not None:
        version = _count_save(submission, key, changed=changed)
        kept.replace(submission, key, by, None, seen=seen, version=version)


def remove_item(*, submission: Submission, key: str, seen: int, by: Person) -> bool:
    """Put a tombstone where an item was; whether something else that `by` typed for it, and was not accepted, is left.

    `seen` is the version of the item that the page showed. Raises `NotAllowed`, `NotEditable`, `ChangedMeanwhile` when
    somebody changed the item since, `AlreadyBegun` where the name that is left is that of another, and `KeyError`.
    """
    part, _, item_id = key.partition(".")
    with once_a_name(), transaction.atomic():
        submission = locked(submission)
        _check_editable(submission, by)
        _item(submission.document, part, item_id)
        present_one = not is_removed(submission.document[part].get(item_id, TOMBSTONE))
        if present_one and _is_stale(submission, key, seen):
            raise ChangedMeanwhile
        if present_one:
            submission.document[part][item_id] = dict(TOMBSTONE)
        _forget(submission, key, by, seen=seen, changed=present_one)
        _save(submission)
        return kept.shown(submission, key, by) is not None


def say_nothing(*, submission: Submission, part: str, nothing: bool, by: Person) -> None:
    """Note that there is nothing to state in a collection, or that there is.

    Raises `NotAllowed`, `NotEditable`, `KeyError`.
    """
    if not COLLECTIONS[part].optional:
        raise KeyError(part)
    with transaction.atomic():
        submission = locked(submission)
        _check_editable(submission, by)
        stated = set(submission.nothing_to_state)
        stated = stated | {part} if nothing and not present(submission.document, part) else stated - {part}
        submission.nothing_to_state = sorted(stated)
        _save(submission)
