"""The repository keeps its word: what its documents say is what the code does."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)


def test_the_description_of_the_fields_is_the_one_of_the_code() -> None:
    written = StringIO()
    call_command("describe_fields", stdout=written)
    assert (ROOT / "docs/fields.md").read_text() == written.getvalue()


def test_every_setting_of_the_environment_is_in_the_operators_guide() -> None:
    source = (ROOT / "partnership/settings.py").read_text()
    names = set(re.findall(r'environment\.(?:flag|integer|text|secret|words)\(\s*"([A-Z_]+)"', source))
    guide = (ROOT / "docs/operators.md").read_text()
    assert {name for name in names if f"`{name}`" not in guide} == set()


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_every_dependency_says_what_it_is_for() -> None:
    listed = (ROOT / "docs/dependencies.md").read_text()
    project = (ROOT / "pyproject.toml").read_text()
    wanted = re.findall(r'^\s*"([A-Za-z0-9_-]+)(?:\[[^\]]*\])?\s*(?:[~=<>!;][^"]*)?",?$', project, re.M)
    assert {name for name in wanted if f"`{name.lower()}`" not in listed.lower()} == set()
