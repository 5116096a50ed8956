"""Imports organizations from a file in the columns of the Research Organization Registry (ROR)."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from registry.actions.imports import Entry, Outcome, bring_in
from registry.errors import OwnImport
from registry.exchange import ror
from registry.models import Person
from registry.models.people import StaffRole
from registry.vocabulary import OrganizationType

BATCH = 100  # organizations in one transaction


class Command(BaseCommand):
    help = (
        "Imports the organizations of a CSV file of the Research Organization Registry. Whatever is here already is "
        "left alone, so after an interruption the same command goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the table, in UTF-8, with the columns " + ", ".join(ror.COLUMNS))
        parser.add_argument("--approve", action="store_true", help="list the organizations; else they wait for review")
        parser.add_argument(
            "--by", metavar="EMAIL", help="the curator or administrator in whose name (default: the first)"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write what became of each row here too")

    def handle(self, *, file: Path, approve: bool, by: str | None, report: Path | None, **options: Any) -> None:
        person = _importer(by)
        told = Told()
        try:
            total = ror.count(file)
            with tqdm(total=total, unit=" rows", disable=None if options["verbosity"] else True) as bar:
                rows = ror.rows(file)
                while batch := list(islice(rows, BATCH)):
                    _import(batch, person, approve, told)
                    bar.update(len(batch))
        except ror.NotReadable as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write("\n".join(told.lines()))
        if report:
            try:
                report.write_text("\n".join([*told.lines(), *told.each, ""]), encoding="utf-8")
            except OSError as error:
                raise CommandError(f"The report could not be written to {report}: {error.strerror}.") from error


class Told:
    """What the command has to say at the end."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.types: Counter[tuple[str, str]] = Counter()
        self.skipped: list[str] = []
        self.left_out: list[str] = []
        self.each: list[str] = []  # a line for each row that is here now

    def note(self, row: ror.Row, outcome: str, public_id: str = "") -> None:
        self.outcomes[outcome] += 1
        where = f"line {row.line}"
        if row.unfit:
            self.skipped.append(f"{where}: {row.ror} skipped: {row.unfit}")
            return
        type_ = row.document["organization"]["type"]
        if outcome != Outcome.ALREADY_HERE.value:
            self.types[row.type_word, type_] += 1
        self.each.append(f"{where}: {row.ror} {outcome}, {public_id}; type “{row.type_word}” is {type_} here")
        self.left_out += [f"{where}: {row.ror} without {what}" for what in row.left_out]

    def lines(self) -> Iterator[str]:
        yield from self.skipped
        yield from self.left_out
        for (word, type_), number in self.types.most_common():
            yield f"type “{word}” is {OrganizationType(type_).label} here: {number}"
        counts = ", ".join(f"{number} {outcome}" for outcome, number in self.outcomes.most_common())
        yield f"{self.outcomes.total()} rows: {counts or 'nothing'}"


def _importer(email: str | None) -> Person:
    """The member of staff in whose name to import: the one named, else the first who may."""
    importers = Person.objects.active().filter(staff_role__in=[StaffRole.CURATOR, StaffRole.ADMINISTRATOR])
    person = importers.filter(email=email.lower()).first() if email else importers.order_by("joined_at", "pk").first()
    if not person:
        raise CommandError(
            f"{email} is not a curator or administrator. Name one with --by."
            if email
            else "There is no curator or administrator yet. Make one: manage.py create_administrator"
        )
    return person


def _import(batch: list[ror.Row], by: Person, approve: bool, told: Told) -> None:
    entries = [Entry(f"ror:{row.ror}", row.document) for row in batch if not row.unfit]
    try:
        results = iter(bring_in(entries=entries, by=by, approve=approve))
    except OwnImport as refusal:
        raise CommandError(f"{refusal} Leave out --approve: they wait for review then.") from refusal
    for row in batch:
        if row.unfit:
            told.note(row, "skipped")
            continue
        result = next(results)
        row.left_out += [f"{scheme} {value}: it belongs to another organization" for scheme, value in result.left_out]
        if result.outcome is Outcome.NOT_FIT:
            row.unfit = " ".join(f"{problem.path}: {problem.sentence}" for problem in result.problems)
            told.note(row, "skipped")
        else:
            told.note(row, result.outcome.value, result.public_id)
