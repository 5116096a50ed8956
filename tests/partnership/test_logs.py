"""Logs tell where something failed without telling about whom."""

import logging

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from partnership.logs import FormatterWithoutValues
from registry.actions import people
from registry.models import Person

ADDRESS = "amina@forests.example"


def logged(error: BaseException) -> str:
    record = logging.LogRecord(
        "site", logging.ERROR, __file__, 1, "It failed", None, (type(error), error, error.__traceback__)
    )
    return FormatterWithoutValues("{message}", style="{").format(record)


@pytest.mark.django_db
def test_an_error_of_the_database_does_not_tell_the_address_in_its_message() -> None:
    people.find_or_make(email=ADDRESS)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Person.objects.create(email=ADDRESS)
    assert ADDRESS in str(caught.value)

    line = logged(caught.value)
    assert ADDRESS not in line
    assert "django.db.utils.IntegrityError" in line
    assert "psycopg.errors.UniqueViolation" in line
    assert "test_logs.py" in line


def fail() -> None:
    raise KeyError(ADDRESS)


def fail_because() -> None:
    try:
        fail()
    except KeyError as reason:
        raise DatabaseError(ADDRESS) from reason


def fail_hiding_why() -> None:
    try:
        fail()
    except KeyError:
        raise DatabaseError(ADDRESS) from None


def test_what_an_error_was_raised_after_is_told() -> None:
    with pytest.raises(DatabaseError) as caught:
        fail_because()
    line = logged(caught.value)
    assert line.index("django.db.utils.DatabaseError\nraised after") < line.index("builtins.KeyError")
    assert ADDRESS not in line


def test_what_was_hidden_on_purpose_is_not_told() -> None:
    with pytest.raises(DatabaseError) as caught:
        fail_hiding_why()
    assert "raised after" not in logged(caught.value)
