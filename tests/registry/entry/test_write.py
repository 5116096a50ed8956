"""Reading what was written: the tables are the projection of the document (The entry, The document)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from registry.entry.document import Document, empty, read, without_tombstones
from registry.entry.merge import merge
from registry.entry.needs import of_whole
from registry.entry.write import write
from registry.errors import NotAllowed
from registry.ids import uuid7
from registry.models import Activity, Name, Organization, PublicId
from tests.documents import an_item, documents

pytestmark = pytest.mark.django_db
PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def organization() -> Organization:
    return Organization.objects.create(public_id=PublicId.objects.create(), live_version=1)


def written(target: Organization, document: Document) -> Document:
    write(target, document, at=timezone.now())
    return read(Organization.objects.get(pk=target.pk))


@contextmanager
def undone() -> Iterator[None]:
    """Ends an example without its rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(document=documents(tombstones=False))
@PROPERTY
def test_a_document_read_back_is_the_document_written(document: Document) -> None:
    with undone():
        assert written(organization(), document) == document


@given(before=documents(), after=documents())
@PROPERTY
def test_writing_over_an_entry_leaves_what_the_merge_says(before: Document, after: Document) -> None:
    with undone():
        target = organization()
        live = written(target, before)
        merged = merge(base=live, live=live, proposal=after)
        assert merged.conflicts == []
        assume(not [path for path, _sentence in of_whole(merged.document, "list") if path.endswith(".language")])
        assert written(target, merged.document) == without_tombstones(merged.document)


@given(document=documents(tombstones=False))
@PROPERTY
def test_writing_twice_changes_nothing_more(document: Document) -> None:
    with undone():
        target = organization()
        once = written(target, document)
        assert written(target, once) == once


@given(languages=st.permutations(["en", "fr", "es"]))
@PROPERTY
def test_official_names_may_trade_languages(languages: list[str]) -> None:
    with undone():
        target, ids = organization(), [str(uuid7()) for _ in languages]
        document = empty()
        document["organization"]["type"] = "ngo"
        document["names"] = {
            id_: an_item("names", text=id_, language=language, kind="official")
            for id_, language in zip(ids, ["en", "fr", "es"], strict=True)
        }
        written(target, document)
        for id_, language in zip(ids, languages, strict=True):
            document["names"][id_]["language"] = language
        assert written(target, document) == document


def test_a_removed_item_keeps_its_row_and_comes_back_under_its_id() -> None:
    target, id_ = organization(), str(uuid7())
    document = empty()
    item = an_item("activities", title="Nursery", countries=["KE"])
    document["activities"] = {id_: item}
    written(target, document)

    removed = written(target, {**document, "activities": {id_: {"removed": True}}})

    assert removed["activities"] == {}
    assert Activity.objects.get(pk=id_).removed_at is not None
    assert written(target, document)["activities"] == {id_: item}


def test_an_item_of_another_organization_is_refused() -> None:
    id_ = str(uuid7())
    document = empty()
    document["names"] = {id_: an_item("names", text="Mine", language="en", kind="official")}
    written(organization(), document)

    with pytest.raises(NotAllowed):
        write(organization(), document, at=timezone.now())

    assert Name.objects.get(pk=id_).text == "Mine"


def test_a_file_of_another_organization_is_refused() -> None:
    document = empty()
    document["organization"]["logo"] = str(uuid7())

    with pytest.raises(NotAllowed):
        write(organization(), document, at=timezone.now())
