"""The rows of the population's entries, as approved imports would leave them, written by COPY.

Two things are left out for speed: the audit, whose triggers sleep meanwhile, and the checks of foreign keys. A test
compares the rows with those of an import (tests/test_bench.py).
"""

import datetime
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction

from bench import population
from registry.entry.document import Document, Item, column, empty, from_json
from registry.entry.fields import COLLECTIONS, PLACED, SECTIONS, Collection, Field, Kind, Section
from registry.entry.languages import languages, scripts
from registry.models import Decision, Name, Organization, OrganizationPlace, PublicId, Submission
from registry.states import DecisionKind, OrganizationState, Origin, SubmissionState
from registry.text import fold, web_domain

# What text holds in a document is what a column holds, and PostgreSQL reads numbers, days and UUIDs from it.
AS_WRITTEN = {kind for kind in Kind if kind is not Kind.MONTH}


def write(numbers: Iterable[int], importer: uuid.UUID) -> int:
    """Write the entries of these numbers, in the name of a person, but not their listing -> how many there were.

    One transaction, or a part of the caller's.
    """
    rows = Rows(importer)
    for number in numbers:
        rows.add(number)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, lines in rows.lines.items():
            table = connection.ops.quote_name(model._meta.db_table)
            columns = ", ".join(connection.ops.quote_name(field.column) for field in columns_of(model))
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return len(rows.lines[Organization])


def columns_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns that are written; a number that the table itself counts is not."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


def _sources(part: Section | Collection, model: type[models.Model]) -> list[tuple[str, str, Field]]:
    fields = [field for field in part if field.name not in ("countries", "regions")]
    return [(field.name, column(field, model), field) for field in fields]


# Where the values of each section and collection go: field, attribute of the row, and what the field is.
SOURCES = {key: _sources(section, Organization) for key, section in SECTIONS.items()} | {
    key: _sources(collection, collection.model) for key, collection in COLLECTIONS.items()
}


def _columns(key: str, item: Item) -> dict[str, Any]:
    return {
        attribute: item[name] if field.kind in AS_WRITTEN else from_json(field, item[name])
        for name, attribute, field in SOURCES[key]
    }


class Rows:
    """Rows by table, each a tuple in the order of `columns_of`."""

    def __init__(self, importer: uuid.UUID) -> None:
        self.importer = importer
        self.lines: dict[type[models.Model], list[tuple[Any, ...]]] = {}
        self.defaults: dict[type[models.Model], dict[str, Any]] = {}
        self.nothing = json.dumps(empty())

    def add(self, number: int) -> None:
        """Add the rows of the entry of this number."""
        document, at = population.document(number), population.listed_at(number)
        domain = web_domain(document["organization"]["website"])
        self._organization(number, document, at, domain)
        for key, collection in COLLECTIONS.items():
            for id_, item in document[key].items():
                self._item(number, key, collection, id_, item)
        self._history(number, document, at, domain)

    def _row(self, model: type[models.Model], **values: Any) -> None:
        """Add a row: these values by attribute, and the model's defaults for the others."""
        if model not in self.defaults:
            new = model()
            self.defaults[model] = {
                field.attname: json.dumps(field.get_default())
                if isinstance(field, models.JSONField) and field.has_default()
                else getattr(new, field.attname)
                for field in columns_of(model)
            }
        self.lines.setdefault(model, []).append(tuple({**self.defaults[model], **values}.values()))

    def _organization(self, number: int, document: Document, at: datetime.datetime, domain: str) -> None:
        columns: dict[str, Any] = {}
        for key in SECTIONS:
            columns |= _columns(key, document[key])
        columns |= {
            "id": population.organization_id(number),
            "public_id_id": population.public_id(number),
            "base_country_id": columns["base_country_id"] or None,
            "web_domain": domain,
            "state": OrganizationState.LISTED.value,
            "state_since": at,
            "live_version": 1,
            "listed_at": at,
            "confirmed_on": population.confirmed_on(number),
            "created_at": at,
        }
        self._row(PublicId, value=population.public_id(number), given_at=at)
        self._row(Organization, **columns)
        self._places(OrganizationPlace, document["where"], organization_id=population.organization_id(number))

    def _item(self, number: int, key: str, collection: Collection, id_: str, item: Item) -> None:
        columns = _columns(key, item)
        columns |= {"id": id_, "organization_id": population.organization_id(number)}
        if collection.model is Name:
            columns["folded"] = fold(item["text"])[:600]
        if key in ("gaps", "offers"):
            columns["state_since"] = columns["stated_at"] = population.listed_at(number)
        self._row(collection.model, **columns)
        if key in PLACED:
            places: Any = collection.model._meta.get_field("places").related_model
            self._places(places, item, **{f"{PLACED[key]}_id": id_})

    def _places(self, model: type[models.Model], item: Item, **owner: Any) -> None:
        for country in item["countries"]:
            self._row(model, **owner, country_id=country)
        for region in item["regions"]:
            self._row(model, **owner, region_id=region)

    def _history(self, number: int, document: Document, at: datetime.datetime, domain: str) -> None:
        written = json.dumps(document, ensure_ascii=False)
        official = next(name for name in document["names"].values() if name["kind"] == "official")
        self._row(
            Submission,
            id=population.submission_id(number),
            organization_id=population.organization_id(number),
            origin=Origin.IMPORT.value,
            source=population.source(number),
            state=SubmissionState.APPROVED.value,
            state_since=at,
            base=self.nothing,
            document=written,
            opened_by_id=self.importer,
            opened_at=at,
            saved_at=at,
            submitted_by_id=self.importer,
            submitted_at=at,
            looked_by_id=self.importer,
            looked_at=at,
            folded_name=fold(official["text"])[:600],
            web_domain=domain,
            type=document["organization"]["type"],
            seat=document["where"]["base_country"],
            languages=languages(document),
            scripts=scripts(document),
        )
        self._row(
            Decision,
            id=population.decision_id(number),
            submission_id=population.submission_id(number),
            kind=DecisionKind.APPROVE.value,
            by_id=self.importer,
            snapshot=written,
            live_version=1,
            decided_at=at,
        )
