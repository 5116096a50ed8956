"""The repository keeps its word: what its documents say is what the code does."""

import re
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)


def test_the_description_of_the_fields_is_the_one_of_the_code() -> None:
    written = StringIO()
    call_command("describe_fields", stdout=written)
    assert (ROOT / "docs/fields.md").read_text() == written.getvalue()


def test_the_description_of_the_columns_is_the_one_of_the_code() -> None:
    written = StringIO()
    call_command("describe_columns", stdout=written)
    assert (ROOT / "docs/columns.md").read_text() == written.getvalue()


def test_chinese_texts_have_chinese_marks() -> None:
    catalog = (ROOT / "partnership/locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    assert re.findall(r".*(?:[\u4e00-\u9fff][,:;?!]|[,:;?!][\u4e00-\u9fff]).*", catalog) == []


def test_every_text_of_the_code_is_marked_in_a_way_that_the_catalogs_know() -> None:
    """`_` and the library's own names; of any other alias no text would come to the translators."""
    sources = [path for folder in ("partnership", "registry") for path in (ROOT / folder).rglob("*.py")]
    aliases = {alias for path in sources for alias in re.findall(r"gettext(?:_lazy|_noop)? as (\w+)", path.read_text())}
    assert aliases == {"_"}


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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [re.match(r"[A-Za-z0-9-]+", line)[0] for line in _requirements(project)]
    assert {name for name in wanted if f"`{name.lower()}`" not in listed.lower()} == set()


def _requirements(project: dict[str, Any]) -> list[str]:
    return [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
