import pytest
from django.db import connection

from registry import personal

pytestmark = pytest.mark.django_db


def test_every_column_of_every_table_is_classed() -> None:
    assert personal.unclassed() == []


def test_nothing_is_classed_that_is_not_there() -> None:
    assert personal.gone() == []


def test_a_new_column_fails_the_test_above_until_somebody_classes_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_person ADD COLUMN shoe_size integer")
        cursor.execute("ALTER TABLE registry_contactevent ADD COLUMN shoe_size integer")
        cursor.execute("CREATE TABLE registry_dream (of_whom text)")

    assert personal.unclassed() == [
        "registry_contactevent.shoe_size",
        "registry_dream.of_whom",
        "registry_person.shoe_size",
    ]


def test_a_column_that_was_removed_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_message RENAME COLUMN secret TO hidden")

    assert personal.gone() == ["registry_message.secret"]


def test_history_is_classed_as_what_it_follows() -> None:
    assert personal.classes()["registry_contactevent"].personal == {"name", "email", "phone"}
