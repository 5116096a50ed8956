"""The benchmark's organizations come in by COPY. They must be what the import of the same entries makes of them."""

import json
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.core.management import call_command
from django.db import models, transaction
from pghistory.models import Event

from bench import population, rows
from bench.load import importer
from registry.actions.imports import Entry, Outcome, bring_in
from registry.entry.validate import problems
from registry.models import DataVersion, Organization, Submission, SupportGap, SupportOffer
from registry.queries.facets import owner_number

NUMBER = 200

# What may differ: moments, which an import takes from the clock, and numbers that tables count themselves.
MOMENTS = {
    *("given_at", "created_at", "opened_at", "saved_at", "submitted_at", "decided_at", "state_since", "at"),
    *("joined_at", "last_login", "looked_at"),
}
COUNTED = {"version", "slot", "digest"}  # the last tells of a row with its keys
# The audit sleeps during the load, and each transaction raises the version.
LEFT_OUT = (Event, DataVersion)

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-z]{6}[0-9]{2}\b|slot \d+")


@pytest.mark.django_db
def test_loaded_rows_are_those_of_an_import() -> None:
    by = importer()
    with undone():
        rows.write(range(NUMBER), by.pk)
        call_command("rebuild_listing", verbosity=0)
        loaded = every_row()
    with undone():
        entries = [Entry(population.source(number), population.document(number)) for number in range(NUMBER)]
        results = bring_in(entries=entries, by=by, approve=True)
        assert {result.outcome for result in results} == {Outcome.LISTED}
        take_the_days_of_the_population()
        call_command("rebuild_listing", verbosity=0)
        imported = every_row()
    assert loaded.keys() == imported.keys()
    for table in loaded:
        assert loaded[table] == imported[table], table
    assert len(loaded["registry_listing"]) == NUMBER
    for table in ("name", "identifier", "activityplace", "gapplace", "offerplace", "decision", "namekey", "searchword"):
        assert loaded[f"registry_{table}"]


def take_the_days_of_the_population() -> None:
    """An import lists everything now and confirms nothing."""
    for number in range(NUMBER):
        listed_at = population.listed_at(number)
        found = Organization.objects.filter(submissions__source=population.source(number))
        found.update(listed_at=listed_at, confirmed_on=population.confirmed_on(number))
        for model in (SupportGap, SupportOffer):
            stated = model.objects.filter(organization__submissions__source=population.source(number))
            stated.update(state_since=listed_at, stated_at=listed_at)


@pytest.mark.django_db
def test_every_entry_could_be_sent_but_for_its_contact() -> None:
    for number in range(NUMBER):
        document = population.document(number)
        nothing = [part for part in ("activities", "gaps", "offers") if not document[part]]
        found = problems(document, need="send", nothing_to_state=nothing)
        assert [problem.path for problem in found] == ["contacts"]


def test_an_entry_is_known_by_its_number() -> None:
    assert population.document(31) == population.document(31)
    ids = {population.public_id(number) for number in range(10_000)}
    assert len(ids) == 10_000


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def every_row() -> dict[str, list[str]]:
    """The rows of every table of the registry as text, without what may differ, keys by what they belong to."""
    belongs = dict(keys())
    tables = {}
    for model in apps.get_app_config("registry").get_models():
        if issubclass(model, LEFT_OUT):
            continue
        columns = [
            field
            for field in model._meta.concrete_fields
            if not isinstance(field, models.AutoField) and field.name not in MOMENTS | COUNTED
        ]
        found = model._default_manager.values_list(*(field.attname for field in columns))
        tables[model._meta.db_table] = sorted(
            "; ".join(f"{field.name} {told(field, value, belongs)}" for field, value in zip(columns, row, strict=True))
            for row in found
        )
    return tables


def keys() -> Iterator[tuple[str, str]]:
    """Each key that an import draws, and what it belongs to."""
    for submission in Submission.objects.select_related("organization__listing").prefetch_related("decisions"):
        yield str(submission.pk), f"submission of {submission.source}"
        yield str(submission.organization_id), submission.source
        yield submission.organization.public_id_id, f"id-of-{submission.source}"
        yield f"owner {owner_number(submission.organization.public_id_id)}", f"owner is {submission.source}"
        yield f"slot {submission.organization.listing.slot}", f"slot of {submission.source}"
        for decision in submission.decisions.all():
            yield str(decision.pk), f"decision on {submission.source}"


def told(field: Any, value: Any, belongs: dict[str, str]) -> str:
    """One value as text."""
    if field.name == "numbers":
        *numbers, owner = struct.unpack(f"<{len(value) // 4}i", value)
        return f"{numbers} {belongs[f'owner {owner}']}"
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if field.name == "listing":
        value = f"slot {value}"
    text = KEY.sub(lambda key: belongs.get(key[0], key[0]), json.dumps(value, default=str, sort_keys=True))
    return " ".join(sorted(text.strip('"').split())) if isinstance(field, SearchVectorField) else text
