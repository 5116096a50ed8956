"""All that is held of an organization, for its own team: one JSON file, or tables for a spreadsheet.

Written in pieces, since every earlier state is in it. What the secretariat writes and has not decided yet, and what
one member of the team typed and was not accepted, is not the team's and is left out.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from registry.entry.document import Document, present, read
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS
from registry.entry.fields import Kind as FieldKind
from registry.entry.upgrade import upgrade
from registry.exchange.exports import Kind, Site
from registry.exchange.files import as_csv, cell
from registry.models import (
    Attachment,
    Contact,
    Decision,
    Invitation,
    Listing,
    Membership,
    NetworkMembership,
    Organization,
    Relation,
    Submission,
    SupportGap,
    SupportOffer,
)
from registry.queries import history, messages, texts
from registry.states import OPEN, Origin

# -- JSON -------------------------------------------------------------------------------------------------------------

OF_ORGANIZATION = ("state", "state_since", "live_version", "listed_at", "confirmed_on", "confirmed_parts", "created_at")


def as_json(organization: Organization, site: Site) -> Iterator[bytes]:
    """One object; its parts are written one after the other, its lists row by row."""
    head = {
        "what": "All that is held of an organization, for its team",
        "made_at": timezone.now(),
        "id": organization.public_id_id,
        "address": site.partner(organization.public_id_id),
        **{name: getattr(organization, name) for name in OF_ORGANIZATION},
        "document": read(organization),
        "states_of_items": _states(organization),
    }
    opened = _dumped(head)
    yield opened.removesuffix("}").encode()
    for name, rows in _lists(organization, site):
        yield f',\n"{name}": ['.encode()
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n{_dumped(row)}".encode()
        yield b"]"
    yield f',\n"enquiries": {_dumped({"count": organization.enquiries.count()})}}}\n'.encode()


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


def _states(organization: Organization) -> dict[str, dict[str, Any]]:
    """Where gaps and offers stand, which is no part of the document."""
    found = {}
    for model in (SupportGap, SupportOffer):
        rows = model._default_manager.filter(organization=organization, removed_at=None).order_by("pk")
        for pk, state, since, confirmed_on in rows.values_list("pk", "state", "state_since", "confirmed_on"):
            found[str(pk)] = {"state": state, "state_since": since, "confirmed_on": confirmed_on}
    return found


def _lists(organization: Organization, site: Site) -> Iterator[tuple[str, Iterable[Mapping[str, object]]]]:
    team = {pk: row.person.called for pk, row in history.team(organization).items()}
    of_this = {"organization": organization}
    yield "team", _team(organization)
    yield (
        "invitations",
        Invitation.objects.filter(**of_this)
        .order_by("pk")
        .values("role", "address", "created_at", "expires_at", "accepted_at", "declined_at", "withdrawn_at"),
    )
    yield "requests_to_join", organization.team_requests.order_by("pk").values("state", "asked_at", "answered_at")
    yield (
        "contacts",
        Contact.objects.filter(**of_this).order_by("pk").values("id", *CONTACT_COLUMNS, "created_at", "erased_at"),
    )
    yield "files", _files(organization, site)
    yield "submissions", _submissions(organization, team)
    yield "decisions", _decisions(organization)
    yield "messages", _messages(organization)
    yield "relations", _relations(organization)
    yield "networks", _networks(organization)
    yield "confirmations", _confirmations(organization, team)
    yield "withdrawals", organization.withdrawals.order_by("pk").values("at", "reason", "returned_at", "erased_at")


def _team(organization: Organization) -> Iterator[Mapping[str, object]]:
    rows = Membership.objects.filter(organization=organization).order_by("since", "pk")
    yield from rows.values("role", "since", name=F("person__name"), email=F("person__email"))


def _files(organization: Organization, site: Site) -> Iterator[Mapping[str, object]]:
    for row in Attachment.objects.filter(organization=organization).order_by("pk"):
        yield {
            "id": row.pk,
            "kind": row.kind,
            "content_type": row.content_type,
            "bytes": row.bytes,
            "told": row.told,
            "address": site.file(str(row.pk)) if row.file else None,
            "created_at": row.created_at,
        }


def _submissions(organization: Organization, team: dict[Any, str]) -> Iterator[Mapping[str, object]]:
    others = (origin for origin in Origin.values if origin != Origin.TEAM)
    rows = Submission.objects.filter(organization=organization).exclude(origin__in=[*others], state__in=OPEN)
    for row in rows.defer("base", "unaccepted", "seen", "settlements").order_by("opened_at", "pk").iterator():
        yield {
            "id": row.pk,
            "origin": row.origin,
            "state": row.state,
            "state_since": row.state_since,
            "opened_at": row.opened_at,
            "opened_by": team.get(row.opened_by_id),
            "saved_at": row.saved_at,
            "submitted_at": row.submitted_at,
            "submitted_by": team.get(row.submitted_by_id),
            "declarations": _declared(row, team),
            "document": upgrade(row.document),
        }


def _declared(submission: Submission, team: dict[Any, str]) -> dict[str, Any]:
    names = {str(pk): name for pk, name in team.items()}
    return {
        key: {**declared, "by": names.get(declared.get("by", ""))} for key, declared in submission.declarations.items()
    }


def _decisions(organization: Organization) -> Iterator[Mapping[str, object]]:
    rows = Decision.objects.filter(submission__organization=organization).order_by("decided_at", "pk")
    reasons = texts.reasons_of(rows.exclude(reasons=[]).only("id", "reasons"), get_language() or "en")
    for row in rows.iterator():
        yield {
            "id": row.pk,
            "submission": row.submission_id,
            "kind": row.kind,
            "by": f"rule: {row.rule}" if row.rule else "secretariat",
            "at": row.decided_at,
            "taken_back_at": row.taken_back_at,
            "reason": row.reason,
            "reasons": [words for words, _language in reasons.get(row.pk, [])],
            "comments": row.comments,
            "corrections": {
                path: {name: one[name] for name in ("was", "value", "at")} for path, one in row.corrections.items()
            },
            "version": row.live_version or None,
            "snapshot": row.snapshot,
        }


def _messages(organization: Organization) -> Iterator[Mapping[str, object]]:
    columns = ("kind", "created_at", "sent_at", "refused_at", "bounced_at")
    for row in messages.to_team(organization).values(*columns, name=F("person__name"), email=F("person__email")):
        yield {
            "kind": row["kind"],
            "to": row["name"] or row["email"],
            "created_at": row["created_at"],
            "sent_at": row["sent_at"],
            "refused_at": row["refused_at"],
            "bounced_at": row["bounced_at"],
        }


def _relations(organization: Organization) -> Iterator[Mapping[str, object]]:
    columns = ("kind", "proposed_by_other", "proposed_at", "accepted_at", "ended_at")
    for side, other in (("organization", "other"), ("other", "organization")):
        rows = Relation.objects.filter(**{side: organization}).order_by("pk")
        for row in rows.values(*columns, with_id=F(f"{other}__public_id")):
            yield {"we_are": "the one that says so" if side == "organization" else "the other", **row}


def _networks(organization: Organization) -> Iterator[Mapping[str, object]]:
    for side, other in (("member", "network"), ("network", "member")):
        rows = NetworkMembership.objects.filter(**{side: organization}).order_by("pk")
        for row in rows.values("proposed_at", "accepted_at", "ended_at", with_id=F(f"{other}__public_id")):
            yield {"we_are": side, **row}


def _confirmations(organization: Organization, team: dict[Any, str]) -> Iterator[Mapping[str, object]]:
    for row in organization.confirmations.order_by("at", "pk"):
        yield {"at": row.at, "way": row.way, "parts": row.parts, "by": team.get(row.by_id)}


# -- Tables -----------------------------------------------------------------------------------------------------------

# Every field that an item of any kind has, once, with how its cell is written.
_KINDS = {FieldKind.CODES: Kind.CODES, FieldKind.FLAG: Kind.FLAG, FieldKind.NUMBER: Kind.NUMBER}
FIELDS = {field.name: _KINDS.get(field.kind, Kind.TEXT) for part in COLLECTIONS.values() for field in part}
ITEM_COLUMNS = ("part", "id", "state", *FIELDS, *CONTACT_COLUMNS)


class _Pieces(io.RawIOBase):
    """Where a ZIP file is written to: what was written since the last look is taken away."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, piece: Any) -> int:
        self.written.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self.written = self.written, []
        return b"".join(pieces)


def as_tables(organization: Organization, site: Site) -> Iterator[bytes]:
    """A ZIP file with `entry.csv`, as public downloads have it, while the entry is listed, and `items.csv`."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in _tables(organization, site):
            with archive.open(name, "w") as file:
                for piece in rows:
                    file.write(piece)
                    yield pieces.taken()
    yield pieces.taken()


def _tables(organization: Organization, site: Site) -> Iterator[tuple[str, Iterator[bytes]]]:
    listing = Listing.objects.filter(organization=organization).first()
    if listing:
        yield "entry.csv", as_csv("organizations", [listing.record], site)
    yield "items.csv", _items(organization)


def _items(organization: Organization) -> Iterator[bytes]:
    document = _document(organization)
    states = _states(organization)
    contacts = {str(row.pk): row for row in Contact.objects.filter(organization=organization)}
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write("\ufeff")
    writer.writerow(ITEM_COLUMNS)
    for part in COLLECTIONS:
        for id_, item in present(document, part).items():
            row = contacts.get(item.get("contact") or "")
            writer.writerow(
                [
                    part,
                    id_,
                    states.get(id_, {}).get("state", ""),
                    *(cell(item.get(name), kind) for name, kind in FIELDS.items()),
                    *(cell(getattr(row, name, ""), Kind.TEXT) for name in CONTACT_COLUMNS),
                ]
            )
    yield written.getvalue().encode()


def _document(organization: Organization) -> Document:
    """What is listed; before anything was, what the team proposes."""
    if organization.live_version:
        return read(organization)
    last = organization.submissions.filter(origin=Origin.TEAM).order_by("-opened_at", "-pk").first()
    return upgrade(last.document) if last else read(organization)
