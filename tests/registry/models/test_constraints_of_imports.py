"""What the database refuses of imports and their rows, past every action."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from registry.models import ColumnMemory, Import, ImportRow
from tests.factories import person

pytestmark = pytest.mark.django_db


def refused(constraint: str, model: Any, **columns: Any) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model.objects.create(**columns)
    assert constraint in str(refusal.value)


def test_an_import_is_in_a_known_state_and_does_no_more_than_there_is() -> None:
    table = Import.objects.create(by=person("cora"), total=2, done=2)
    assert str(table) == str(table.pk)
    refused("import_state_known", Import, state="forgotten")
    refused("import_done_of_total", Import, total=1, done=2)


def test_a_row_is_there_once_and_its_outcome_is_known() -> None:
    table = Import.objects.create()
    row = ImportRow.objects.create(table=table, number=2)
    assert str(row) == str(row.pk)
    refused("importrow_once", ImportRow, table=table, number=2)
    refused("importrow_outcome_known", ImportRow, table=table, number=3, outcome="odd")


def test_a_header_is_remembered_once() -> None:
    assert str(ColumnMemory.objects.create(header="nom", field="name")) == "nom"
    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnMemory(header="nom", field="").save(force_insert=True)
