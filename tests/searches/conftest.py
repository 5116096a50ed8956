"""The population, listed once for all searches of a module."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.searches.population import POPULATION, load


@pytest.fixture(scope="module")
def population(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """The public id of each key. Searches only read, so that all of a module share one transaction, never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(POPULATION)
        transaction.set_rollback(True)
