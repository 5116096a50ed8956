"""`manage.py import_ror`: the report, who imports, and going on after an interruption."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.management.commands import import_ror
from registry.models import Listing, Organization, Person, Submission
from tests import factories
from tests.registry.exchange.test_ror import ROW, file_of

pytestmark = pytest.mark.django_db

TABLE = (
    ROW,
    {**ROW, "ror_id": "046hez538", "name": "Invented Ministry", "type": "government", "wikidata": "", "isni": ""},
    {**ROW, "ror_id": "003dvmy85", "country_iso2": "XK"},
    {**ROW, "ror_id": "00dbx4k72", "name": "Invented Works", "type": "company", "wikidata": "", "website": "ftp://x"},
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return file_of(tmp_path / "table.csv", *TABLE)


def run(capsys: Any, *arguments: str | Path, **options: Any) -> list[str]:
    call_command("import_ror", *map(str, arguments), **options)
    return [line for line in capsys.readouterr().out.splitlines() if line]


def test_the_report_tells_what_was_skipped_left_out_and_mapped(table: Path, tmp_path: Path, capsys: Any) -> None:
    factories.person("ada")
    said = run(capsys, table, "--approve", "--report", tmp_path / "report.txt")
    assert said == [
        "line 4: 003dvmy85 skipped: “XK” is not among the 249 countries and areas",
        "line 5: 00dbx4k72 without website “ftp://x”: Start the address with https:// or http://, as in "
        "https://www.name.example.",
        "line 5: 00dbx4k72 without isni 000000012146438X: it belongs to another organization",
        "type “nonprofit” is Non-governmental here: 1",
        "type “government” is Other here: 1",
        "type “company” is Private sector here: 1",
        "4 rows: 3 listed, 1 skipped",
    ]
    ids = {row.source: row.organization.public_id_id for row in Submission.objects.select_related("organization")}
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines() == [
        *said,
        f"line 2: 03wcpny22 listed, {ids['ror:03wcpny22']}; type “nonprofit” is ngo here",
        f"line 3: 046hez538 listed, {ids['ror:046hez538']}; type “government” is other here",
        f"line 5: 00dbx4k72 listed, {ids['ror:00dbx4k72']}; type “company” is private_sector here",
    ]
    assert Listing.objects.count() == 3


def test_without_approve_they_wait(table: Path, capsys: Any) -> None:
    factories.person("ada")
    assert run(capsys, table)[-1] == "4 rows: 3 waiting for review, 1 skipped"
    assert (Submission.objects.waiting().count(), Listing.objects.count()) == (3, 0)


def test_an_entry_that_validation_refuses_is_skipped_with_its_sentence(
    table: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reader lets pass and the whole-document check does not: here a type that it does not know."""
    factories.person("ada")
    monkeypatch.setitem(import_ror.ror.TYPES, "government", "realm")
    said = run(capsys, table, "--approve")
    assert said[0][:68] == "line 3: 046hez538 skipped: organization.type: Value 'realm' is not a"
    assert said[-1] == "4 rows: 2 listed, 2 skipped"


def test_killed_in_the_middle_and_started_again_it_goes_on(
    table: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.person("ada")
    monkeypatch.setattr(import_ror, "BATCH", 2)
    bring_in = import_ror.bring_in

    def once(**kwargs: Any) -> Any:
        monkeypatch.setattr(import_ror, "bring_in", killed)
        return bring_in(**kwargs)

    def killed(**kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_ror, "bring_in", once)
    with pytest.raises(KeyboardInterrupt):
        run(capsys, table, "--approve")
    assert Organization.objects.count() == 2

    monkeypatch.setattr(import_ror, "bring_in", bring_in)
    assert run(capsys, table, "--approve")[-1] == "4 rows: 2 already here, 1 skipped, 1 listed"
    assert run(capsys, table, "--approve")[-1] == "4 rows: 3 already here, 1 skipped"
    assert Organization.objects.count() == 3


def test_an_empty_table_imports_nothing(tmp_path: Path, capsys: Any) -> None:
    factories.person("ada")
    assert run(capsys, file_of(tmp_path / "table.csv")) == ["0 rows: nothing"]


def test_it_can_be_silent(table: Path, capsys: Any) -> None:
    factories.person("ada")
    assert run(capsys, table, verbosity=0) == []
    assert Submission.objects.count() == 3


def test_it_imports_in_the_name_of_the_one_named(table: Path, capsys: Any) -> None:
    factories.person("ada")
    curator = Person.objects.create(email="cleo@people.example.org", staff_role="curator")
    run(capsys, table, "--by", "Cleo@people.example.org")
    assert {submission.opened_by for submission in Submission.objects.all()} == {curator}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "There is no curator or administrator yet. Make one: manage.py create_administrator"),
        (["--by", "rosa@people.example.org"], "rosa@people.example.org is not a curator or administrator. Name one"),
    ],
)
def test_reviewers_do_not_import(arguments: list[str], sentence: str, table: Path) -> None:
    factories.person("rosa")
    with pytest.raises(CommandError) as refusal:
        call_command("import_ror", str(table), *arguments)
    assert str(refusal.value)[: len(sentence)] == sentence
    assert Submission.objects.count() == 0


def test_a_file_that_cannot_be_read_to_its_end_changes_nothing(tmp_path: Path) -> None:
    factories.person("ada")
    table = file_of(tmp_path / "table.csv", *TABLE)
    table.write_bytes(table.read_bytes() + b"\xff")
    with pytest.raises(CommandError, match="is not UTF-8"):
        call_command("import_ror", str(table))
    assert Submission.objects.count() == 0


def test_a_report_that_cannot_be_written_is_said(table: Path, tmp_path: Path) -> None:
    factories.person("ada")
    with pytest.raises(CommandError, match="The report could not be written"):
        call_command("import_ror", str(table), report=tmp_path / "missing" / "report.txt", verbosity=0)


def test_where_another_has_to_approve_it_says_to_leave_approving_out(table: Path, capsys: Any, settings: Any) -> None:
    factories.person("ada")
    settings.IMPORTS_NEED_ANOTHER = True
    with pytest.raises(CommandError, match="Leave out --approve"):
        run(capsys, table, "--approve")
