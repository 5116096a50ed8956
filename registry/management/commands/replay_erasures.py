"""Carries out again, in a restored database, what was erased after its backup was made."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.actions import erasures, journal


class Command(BaseCommand):
    help = (
        "Erases in a restored database what was erased after the backup was made, as the journal tells. "
        "Run it before the site is opened again. May be repeated, and stopped, at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the journal (default: the one in DATA_DIR)")

    def handle(self, *, file: Path | None, verbosity: int, **options: Any) -> None:
        path = file or Path(settings.ERASURE_JOURNAL)
        try:
            lines = journal.lines(path)
        except FileNotFoundError as error:
            raise CommandError(
                f"There is no journal at {path}. Name the file that was kept beside the backup."
            ) from error
        except ValueError as error:
            raise CommandError(f"{path} holds a line that is none of the journal's: {error}") from error
        done = sum(erasures.replay(line) for line in lines)
        if verbosity:
            self.stdout.write(f"{len(lines)} erasures are in the journal; {done} of them were carried out again.")
