"""Whatever a file holds: it is refused with a sentence, or every row is judged; what comes in is whole or not there."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actions import uploads
from registry.entry.validate import problems
from registry.exchange import imports
from registry.exchange.columns import COLUMNS
from registry.models import Import, Organization, Submission
from registry.queries.imports import BROUGHT
from registry.states import RowOutcome
from tests.factories import person
from tests.uploads import csv_of, work

pytestmark = pytest.mark.django_db

WORDS = st.sampled_from(
    ["", "ngo", "KE", "Kenya", "Congo", "en", "1998", "Invented Delta Trust", "=1+1", "a | b", "true"]
)
CELLS = st.one_of(WORDS, st.text(max_size=20).map(lambda text: text.replace('"', "")))
COMMON = ["name", "type", "base_country", "name_language"]
TABLES = st.lists(st.sampled_from(list(COLUMNS)), max_size=6).flatmap(
    lambda more: st.tuples(
        st.just(COMMON + [key for key in dict.fromkeys(more) if key not in COMMON]),
        st.lists(st.lists(CELLS, min_size=1, max_size=12), max_size=6),
    )
)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def brought_in(content: bytes, columns: list[str] | None = None) -> Import:
    """Import a file as far as it goes."""
    by = person("cora")
    table = imports.receive(file=ContentFile(content), name="any", by=by)
    if table.state == "refused":
        assert table.refusal
        return table
    if columns is None or len(columns) != len(table.headers):
        columns = ["name", *[""] * len(table.headers)][: len(table.headers)]
    table = work(uploads.check(table=table, columns=columns, by=by), by)
    if table.state == "refused":
        assert table.refusal
        return table
    assert (table.done, sum(table.counts.values())) == (table.total, table.total)
    assert set(table.rows.values_list("outcome", flat=True)) <= set(RowOutcome.values)
    uploads.settle_all(table=table, kept=True, by=by)
    wanted = table.rows.filter(outcome__in=BROUGHT).count()
    if wanted:
        work(uploads.run(table=table, by=by), by)
        assert Submission.objects.filter(origin="import").count() == wanted
    return table


def check_whole() -> None:
    """What came in can be listed, and nothing is there beside it."""
    made = Submission.objects.filter(origin="import")
    assert [problems(one.document, need="list") for one in made] == [[]] * len(made)
    assert Organization.objects.count() == len(made)


@given(table=TABLES)
@QUICK
def test_a_table_of_anything_comes_in_whole_or_not(table: Any) -> None:
    columns, rows = table
    with transaction.atomic():
        brought_in(csv_of(*rows, header=columns), columns)
        check_whole()
        transaction.set_rollback(True)


@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
)
@QUICK
def test_bytes_of_any_kind_are_refused_or_read(content: bytes) -> None:
    with transaction.atomic():
        brought_in(content)
        check_whole()
        transaction.set_rollback(True)
