"""What all journeys share: whatever people change on their way, the audit knows who they are."""

from collections.abc import Iterator
from uuid import UUID

import pghistory
import pytest
from playwright.sync_api import expect

from tests.audit import nameless, newest

# How long a page may take to become what is expected of it: a machine of two cores runs four browsers at once, and what
# never comes is told just as well after half a minute.
expect.set_options(timeout=30_000)

THE_TEST = str(UUID(int=0))
# What happens to tables of events while nobody is known yet.
BY_NOBODY = {
    ("registry_personevent", "insert"),  # who signs up is a person from then on
    ("registry_caseevent", "insert"),  # a visitor without an account reports an entry
}


@pytest.fixture(autouse=True)
def every_change_names_its_person(request: pytest.FixtureRequest) -> Iterator[None]:
    """What the test prepares itself is marked as its own; pages and jobs run in other threads, and have to say whose
    the change is.
    """
    if not request.node.get_closest_marker("browser"):
        yield
        return
    request.getfixturevalue("transactional_db")
    before = newest()
    with pghistory.context(user=THE_TEST):
        yield
    assert set(nameless(before)) - BY_NOBODY == set()
