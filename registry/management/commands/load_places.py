"""Loads the countries and regions of `fixtures/` into the database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models, transaction

from registry import places
from registry.models.places import Country, Region


class Command(BaseCommand):
    help = "Loads the countries and regions of the fixtures folder. May be run again at any time; removes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path(settings.BASE_DIR) / "fixtures",
            help="where regions.json and countries.json are (default: %(default)s)",
        )

    def handle(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            loaded = {model: load(model, folder / name) for model, name in FILES.items()}
        places.forget()
        if verbosity:
            for model, (new, changed, same) in loaded.items():
                name = model._meta.verbose_name_plural
                self.stdout.write(f"{name}: {new} new, {changed} changed, {same} as they were")


# In the order of loading: regions come before the countries that name them, and in their file after those they lie in.
FILES: dict[type[models.Model], str] = {Region: "regions.json", Country: "countries.json"}

# The columns that hold the code of a region; the others are named as in the files.
REFERENCES = {"parent", "region", "subregion", "intermediate_region"}


def load(model: type[models.Model], path: Path) -> tuple[int, int, int]:
    """Writes the rows of a file that are new or differ, and returns how many were new, changed, as they were."""
    present = {row["code"]: row for row in model._default_manager.values()}
    new, changed, same = [], [], 0
    for facts in json.loads(path.read_text(encoding="utf-8")):
        row = {f"{key}_id" if key in REFERENCES else key: value for key, value in facts.items()}
        if row["code"] not in present:
            new.append(model(**row))
        elif row != present[row["code"]]:
            changed.append(model(**row))
        else:
            same += 1
    model._default_manager.bulk_create(new)
    if changed:
        columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        model._default_manager.bulk_update(changed, columns)
    return len(new), len(changed), same
