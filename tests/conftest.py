"""What all tests share: the database server, the places in it, folders to write to, a Chromium."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import psycopg
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.urls import get_resolver
from django.utils import translation
from pytest_django import Settings

from partnership import embedded_postgres, limits
from registry.queries import memory
from tests import settings as test_settings

# Playwright keeps an event loop in the thread of a browser test; the test may ask the database all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# How long a machine takes decides nothing.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # Chromium's own does not start as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def load_places(**_signal: Any) -> None:
    call_command("load_places", verbosity=0)


def forget_jobs(**_signal: Any) -> None:
    """A transactional test empties the tables of our models; those of jobs belong to the library."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def forget_limit(connection: Any, **_signal: Any) -> None:
    """A connection comes from the pool with the time that the last request on it allowed a statement; to empty the
    tables after a test may take longer.
    """
    nobody_asked = getattr(limits._answering, "seconds", None) is None
    if nobody_asked and limits._limits.pop(connection.connection, None) is not None:
        connection.connection.execute("SET statement_timeout = 0")


def pytest_configure(config: pytest.Config) -> None:
    connection_created.connect(forget_limit)
    # Sent when the tables have been made, and again when a transactional test has emptied them.
    post_migrate.connect(load_places, sender=apps.get_app_config("registry"))
    post_migrate.connect(forget_jobs, sender=apps.get_app_config("procrastinate"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, testrun_uid: str
) -> Iterator[None]:
    """Every process of a run copies one migrated database: to migrate takes minutes, more while coverage looks on."""
    template = f"template_{testrun_uid}"
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            server.execute(f"CREATE DATABASE {template}")
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                env={**os.environ, "DATABASE_URL": urlsplit(address)._replace(path=f"/{template}").geturl()},
                check=True,
            )
    connection.settings_dict["TEST"]["TEMPLATE"] = template
    yield
    with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {template}")


@pytest.fixture(autouse=True, scope="session")
def site_is_loaded() -> None:
    """The first request loads every view: what a test replaces just then, they would keep."""
    _ = get_resolver().url_patterns


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest first: begun last, it would keep one process busy while the other has nothing left to do.
    items.sort(key=lambda item: item.get_closest_marker("crash") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """What is done after a test, such as emptying the tables, is no part of the last request of it."""
    vars(limits._answering).clear()
    if not connection.in_atomic_block:
        connection.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    if test_settings.TEST_SERVER_USERS is None:
        return
    try:
        fcntl.flock(test_settings.TEST_SERVER_USERS, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:  # another session of tests still needs the server
        return
    embedded_postgres.remove(test_settings.TEST_CLUSTER)


@pytest.fixture(autouse=True)
def folders_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page leaves its language behind in the thread; no test begins in that of the one before it."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def no_attempts_counted_yet() -> None:
    """Limits on attempts are counted in the cache, and every test begins with none."""
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of the listing is of rows that went with the test before."""
    memory.forget()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of the machine if it has one, else the one that Playwright installed."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    installed = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **installed, "args": CHROMIUM_ARGUMENTS}
