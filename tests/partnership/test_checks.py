"""An installation that is set up wrongly is told so in a sentence, before anyone meets it."""

import subprocess
import sys
from typing import Any

import psycopg
import pytest
from django.core.management.base import SystemCheckError
from django.db import connection, connections
from pytest_django import Settings

from partnership import checks, environment


def ids(found: list[Any]) -> list[str]:
    return [complaint.id for complaint in found]


@pytest.fixture
def deployment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings.DEPLOYED = True
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    return settings


def test_a_sound_deployment_is_not_complained_of(deployment: Settings) -> None:
    checks.refuse_unsafe_serving()


def test_the_demonstration_is_for_this_machine_alone(deployment: Settings) -> None:
    deployment.DEMO = True
    assert ids(checks.check_demonstration(None)) == ["partnership.E001"]
    with pytest.raises(SystemCheckError, match="demonstration is switched on in a deployment"):
        checks.refuse_unsafe_serving()
    deployment.DEPLOYED = False
    assert ids(checks.check_demonstration(None)) == []


def test_debug_is_for_this_machine_alone(deployment: Settings) -> None:
    deployment.DEBUG = True
    assert ids(checks.check_debug(None)) == ["partnership.E002"]
    deployment.DEPLOYED = False
    assert ids(checks.check_debug(None)) == []


def test_a_deployment_needs_a_secret_key_of_its_own(deployment: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    assert ids(checks.check_secret_key(None)) == ["partnership.E003"]
    deployment.DEPLOYED = False
    assert ids(checks.check_secret_key(None)) == []


@pytest.mark.django_db
def test_the_database_of_the_tests_is_sound() -> None:
    assert checks.check_database(None, databases=["default"]) == []


def test_no_database_is_asked_where_none_was_named() -> None:
    assert checks.check_database(None) == []


def test_an_unreachable_server_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    [complaint] = checks.check_database(None, databases=["default"])
    assert complaint.id == "partnership.E004"
    assert complaint.msg.startswith("The database cannot be reached: connection failed")
    assert "DATABASE_URL" in str(complaint.hint)


def test_an_unreachable_server_leaves_no_traceback_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ana@127.0.0.1:1/registry")
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"], cwd=environment.CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 99)
    assert ids(checks.check_database(None, databases=["default"])) == ["partnership.E005"]


@pytest.fixture
def other_database(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """A database beside the one of the tests, made as `request.param` says."""
    name = f"{connection.settings_dict['NAME'][:50]}_other"
    arguments = {**connections["default"].get_connection_params(), "dbname": "postgres"}
    arguments = {key: value for key, value in arguments.items() if key not in {"cursor_factory", "context"}}
    with psycopg.connect(**arguments, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 {request.param}')
        monkeypatch.setitem(connection.settings_dict, "NAME", name)
        yield server
        server.execute(f'DROP DATABASE "{name}"')


@pytest.mark.parametrize("other_database", ["LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"], indirect=True)
def test_a_database_that_is_blind_to_other_scripts_is_refused(other_database: Any) -> None:
    [complaint] = checks.check_database(None, databases=["default"])
    assert complaint.id == "partnership.E007"
    assert "LC_CTYPE 'C.UTF-8'" in str(complaint.hint)


@pytest.mark.parametrize("other_database", [""], indirect=True)
def test_a_database_that_may_not_have_the_extension_is_refused(
    other_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"{connection.settings_dict['NAME']}_role"
    other_database.execute(f'CREATE ROLE "{role}" LOGIN')
    monkeypatch.setitem(connection.settings_dict, "USER", role)
    try:
        [complaint] = checks.check_database(None, databases=["default"])
    finally:
        other_database.execute(f'DROP ROLE "{role}"')
    assert complaint.id == "partnership.E006"
    assert "CREATE EXTENSION pg_trgm" in str(complaint.hint)


def test_only_harmless_fields_may_be_listed_at_once(settings: Any) -> None:
    settings.LISTED_AT_ONCE = ("where.scales", "gaps.text")
    assert checks.check_listed_at_once(None) == []
    settings.LISTED_AT_ONCE = ("where.scales", "names.text", "scales")
    assert ids(checks.check_listed_at_once(None)) == ["partnership.E008"]
