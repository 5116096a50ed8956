"""Making submissions of the rows of a table, many in a few statements, inside the caller's transaction."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from registry.actions import duplicates
from registry.actions.named import note_names
from registry.entry.document import Document, empty, present
from registry.models import Contact, Identifier, Import, ImportRow, Organization, PublicId, Submission
from registry.models.organizations import EXCLUSIVE_SCHEMES
from registry.states import OrganizationState, Origin, SubmissionState


@dataclass(frozen=True)
class Proposed:
    """What a row proposes: `document` against `live`, of an organization that is locked; of none where it is new."""

    row: ImportRow
    document: Document
    organization: Organization | None = None
    live: Document | None = None
    contact: Contact | None = None  # that the document names already, still to be written


def source_of(table: Import, row: ImportRow) -> str:
    """What a submission says of where it comes from; of two with the same, the database refuses the second."""
    return f"import:{table.pk.hex}:{row.number}"


def open_submissions(table: Import, proposed: Sequence[Proposed]) -> list[Submission]:
    """Open a submission for each row, waiting for review, and note it at the row. New ones get an organization that is
    `pending`. Nobody is mailed. The rows are the caller's to save.
    """
    now, by = timezone.now(), table.by
    new = [one for one in proposed if one.organization is None]
    public_ids = PublicId.objects.bulk_create([PublicId() for _one in new])
    made = Organization.objects.bulk_create([Organization(public_id=public_id) for public_id in public_ids])
    of_new = {one.row.pk: organization for one, organization in zip(new, made, strict=True)}
    submissions, contacts = [], []
    for one in proposed:
        organization = one.organization or of_new[one.row.pk]
        submission = Submission(
            organization=organization,
            origin=Origin.IMPORT,
            source=source_of(table, one.row),
            state=SubmissionState.SUBMITTED,
            base=one.live or empty(),
            base_version=organization.live_version,
            document=one.document,
            opened_by=by,
            submitted_by=by,
            submitted_at=now,
        )
        note_names(submission)
        submissions.append(submission)
        if one.contact:
            one.contact.organization = organization
            contacts.append(one.contact)
    Contact.objects.bulk_create(contacts)
    Submission.objects.bulk_create(submissions)
    duplicates.write_registrations(submissions)
    for one, submission in zip(proposed, submissions, strict=True):
        one.row.submission, one.row.organization, one.row.handled_at = submission, submission.organization, now
    return submissions


def locked_organizations(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Organization]:
    """The organizations, locked in one order until the transaction ends."""
    rows = Organization.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {organization.pk: organization for organization in rows}


Claim = tuple[str, str]  # scheme and value of an identifier that only one organization can have


def claims_of(document: Document) -> list[Claim]:
    """The identifiers of an entry that only one organization can have."""
    items = present(document, "identifiers").values()
    return [(one["scheme"], one["value"]) for one in items if one["scheme"] in EXCLUSIVE_SCHEMES]


def holders(claims: Sequence[Claim]) -> Mapping[Claim, uuid.UUID]:
    """The listed organizations that have these identifiers. One query, none without claims."""
    if not claims:
        return {}
    held = Identifier.objects.present().filter(
        scheme__in=EXCLUSIVE_SCHEMES,
        value__in={value for _scheme, value in claims},
        organization__state=OrganizationState.LISTED,
    )
    found = {(scheme, value): pk for scheme, value, pk in held.values_list("scheme", "value", "organization_id")}
    return {claim: found[claim] for claim in claims if claim in found}
