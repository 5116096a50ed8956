"""Writing a document into the rows. Nothing else writes content (The architecture, One writer)."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from registry.entry.document import Document, Item, column, from_json, is_removed, present
from registry.entry.fields import COLLECTIONS, PLACED, SECTIONS, Collection
from registry.errors import NotAllowed
from registry.models import Contact, Name, Organization, OrganizationPlace
from registry.text import fold, web_domain


def write(organization: Organization, document: Document, *, at: datetime.datetime) -> None:
    """Make the rows of `organization` say what `document` says, inside the caller's transaction.

    Items of the document are added or changed under their UUIDs, tombstones get `removed_at`, and items that the
    document does not name stay as they are. Status columns are left alone. Raises `NotAllowed` for an item, file or
    contact of another organization, and `IntegrityError` where the database refuses.
    """
    _write_sections(organization, document)
    for key, collection in COLLECTIONS.items():
        _write_items(organization, key, collection, document[key], at)


def write_new(entries: Sequence[tuple[Organization, Document]]) -> None:
    """What `write` does, for one or more organizations that have no items yet, in a fixed number of statements.

    Raises as `write`; an item whose UUID is taken is an `IntegrityError`.
    """
    if not entries:
        return
    columns: list[str] = []
    for organization, document in entries:
        columns = _set_sections(organization, document)
    Organization.objects.bulk_create(
        [organization for organization, _document in entries],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
    )
    wheres = {organization.pk: document["where"] for organization, document in entries}
    _write_places(OrganizationPlace, "organization_id", wheres, ())
    _check_contacts({organization.pk: document["contacts"] for organization, document in entries})
    for key, collection in COLLECTIONS.items():
        rows, items = [], {}
        for organization, document in entries:
            for id_, item in present(document, key).items():
                rows.append(_row(organization, collection, id_, item))
                items[rows[-1].pk] = item
        model: Any = collection.model
        model._default_manager.bulk_create(rows)
        if key in PLACED:
            _write_places(model._meta.get_field("places").related_model, f"{PLACED[key]}_id", items, ())


def _write_sections(organization: Organization, document: Document) -> None:
    organization.save(update_fields=_set_sections(organization, document))
    _write_places(OrganizationPlace, "organization_id", {organization.pk: document["where"]}, organization.places.all())


def _set_sections(organization: Organization, document: Document) -> list[str]:
    """Set the columns of an organization's sections; their names, for the caller to save."""
    columns = []
    for key, section in SECTIONS.items():
        for field in section:
            if field.name in ("countries", "regions"):
                continue
            name = column(field, Organization)
            value = from_json(field, document[key][field.name])
            setattr(organization, name, None if value == "" and field.name == "base_country" else value)
            columns.append(field.name)
    for reference in ("logo_id", "mandate_id"):
        attachment = getattr(organization, reference)
        if attachment and not organization.attachments.filter(pk=attachment).exists():
            raise NotAllowed
    organization.web_domain = web_domain(organization.website)
    return [*columns, "web_domain"]


def _write_items(
    organization: Organization, key: str, collection: Collection, items: dict[str, Item], at: datetime.datetime
) -> None:
    model: Any = collection.model
    existing = {row.pk: row for row in model._default_manager.filter(pk__in=items)}
    if any(row.organization_id != organization.pk for row in existing.values()):
        raise NotAllowed
    if key == "contacts":
        _check_contacts({organization.pk: items})
    removed = [id_ for id_, item in items.items() if is_removed(item)]
    if removed:
        model._default_manager.filter(pk__in=removed, removed_at=None).update(removed_at=at)
    rows = [_row(organization, collection, id_, item) for id_, item in present({key: items}, key).items()]
    _step_aside(model, rows, existing, at)
    columns = [f.name for f in collection if f.name not in ("countries", "regions")] + ["removed_at"]
    attributes = [model._meta.get_field(name).attname for name in columns]
    changed = [
        row
        for row in rows
        if row.pk in existing and any(getattr(row, a) != getattr(existing[row.pk], a) for a in attributes)
    ]
    model._default_manager.bulk_create([row for row in rows if row.pk not in existing])
    if changed:
        derived = ["folded"] if model is Name else []
        model._default_manager.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=[*columns, *derived]
        )
    if key in PLACED and rows:
        owner = PLACED[key]
        place_model: Any = model._meta.get_field("places").related_model
        _write_places(
            place_model,
            f"{owner}_id",
            {row.pk: items[str(row.pk)] for row in rows},
            place_model._default_manager.filter(**{f"{owner}__in": list(existing)}) if existing else (),
        )


def _check_contacts(items: Mapping[uuid.UUID, dict[str, Item]]) -> None:
    """Raises `NotAllowed` where the contacts of one organization name a person of another."""
    named = {
        (uuid.UUID(item["contact"]), organization)
        for organization, of_one in items.items()
        for item in present({"contacts": of_one}, "contacts").values()
        if item["contact"]
    }
    if named:
        known = Contact.objects.filter(pk__in={pk for pk, _organization in named})
        if not named <= set(known.values_list("pk", "organization")):
            raise NotAllowed


def _row(organization: Organization, collection: Collection, id_: str, item: Item) -> Any:
    row: Any = collection.model(id=uuid.UUID(id_), organization=organization)
    for field in collection:
        if field.name not in ("countries", "regions"):
            setattr(row, column(field, collection.model), from_json(field, item[field.name]))
    if isinstance(row, Name):
        row.folded = fold(row.text)[:600]
    return row


def _step_aside(
    model: type[models.Model], rows: Iterable[Any], existing: dict[uuid.UUID, Any], at: datetime.datetime
) -> None:
    """Take rows that trade a unique value (the official name of a language, an identifier) out of the way first."""
    unique = {"Name": ("kind", "language"), "Identifier": ("scheme", "value")}.get(model.__name__)
    if not unique:
        return
    moving = [
        row.pk
        for row in rows
        if row.pk in existing and any(getattr(row, name) != getattr(existing[row.pk], name) for name in unique)
    ]
    if moving:
        model._default_manager.filter(pk__in=moving, removed_at=None).update(removed_at=at)


def _write_places(model: type[models.Model], owner: str, wanted: dict[uuid.UUID, Item], rows: Iterable[Any]) -> None:
    """Make the place rows of each owner the ones that its part of the document names."""
    proposed = {
        (owner_id, country, region)
        for owner_id, item in wanted.items()
        for country, region in [*((c, None) for c in item["countries"]), *((None, r) for r in item["regions"])]
    }
    existing = {
        (getattr(row, owner), row.country_id, row.region_id): row.pk for row in rows if getattr(row, owner) in wanted
    }
    gone = [pk for key, pk in existing.items() if key not in proposed]
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    model._default_manager.bulk_create(
        [
            model(**{owner: owner_id, "country_id": country, "region_id": region})
            for owner_id, country, region in sorted(proposed - existing.keys(), key=str)
        ]
    )
