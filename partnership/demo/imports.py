"""Imports in the demonstration: a table in every state in which somebody may find one, each by what the pages call."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.core.files.base import ContentFile

from registry.actions import uploads
from registry.exchange import imports
from registry.models import Import, Organization, Person

HEADER = ("Identifiant public", "Nom", "Langue du nom", "Type", "Pays", "Fondation")
COLUMNS = ("id", "name", "name_language", "type", "base_country", "founded")
PLACES = ("Aldara", "Brumond", "Cassière", "Doulenne", "Estavelle", "Fontbrune")


def tell(cast: Mapping[str, Person]) -> None:
    """One whose columns are to be chosen, one that is checked, one that was stopped, one that waits for review, one
    that is approved, one that was taken back, one that was refused and one that was given up. Those that come in change
    entries that nobody looks after.
    """
    by = cast["administrator"]
    entries = _entries()
    _upload("tableau-a-lire.csv", _new("Cercle inventé", 3), by)

    mixed = _new("Atelier inventé", 4)
    twice = ["", mixed[0][1].upper(), "fr", "ngo", "FR", ""]
    broken = ["", "Atelier inventé sans date", "fr", "ngo", "FR", "jadis"]
    _checked("tableau-avec-erreurs.csv", [*mixed, *_changes(entries, 1), twice, broken, mixed[2]], by)

    stopped = uploads.run(table=_checked("tableau-arrete.csv", _changes(entries, 2), by), by=by)
    uploads.stop(table=stopped, by=by)

    _brought_in("tableau-en-attente.csv", _changes(entries, 3), by)
    _approved("tableau-approuve.csv", _changes(entries, 2), by)

    undone = uploads.undo(table=_approved("tableau-repris.csv", _changes(entries, 2), by), by=by)
    imports.undo(undone.pk, by.pk)

    imports.receive(file=ContentFile(b"%PDF-1.7 an invented document"), name="rapport.csv", by=by)
    uploads.drop(table=_upload("essai.csv", _new("Essai inventé", 1), by), by=by)


def _entries() -> Iterator[Organization]:
    """Entries without a team that nobody has claimed."""
    free = Organization.objects.listed().filter(memberships=None, claims=None)
    return free.order_by("-pk").iterator()


def _new(name: str, number: int) -> list[list[str]]:
    return [["", f"{name} de {place}", "fr", "ngo", "FR", str(1950 + len(place))] for place in PLACES[:number]]


def _changes(entries: Iterator[Organization], number: int) -> list[list[str]]:
    """Rows that give entries another year of foundation."""
    return [[str(one.public_id_id), "", "", "", "", str((one.founded or 1971) - 1)] for one in islice(entries, number)]


def _upload(name: str, rows: Sequence[Sequence[str]], by: Person) -> Import:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([HEADER, *rows])
    return imports.receive(file=ContentFile(written.getvalue().encode()), name=name, by=by)


def _checked(name: str, rows: Sequence[Sequence[str]], by: Person) -> Import:
    table = uploads.check(table=_upload(name, rows, by), columns=COLUMNS, by=by)
    imports.check(table.pk, by.pk)
    return table


def _brought_in(name: str, rows: Sequence[Sequence[str]], by: Person) -> Import:
    table = _checked(name, rows, by)
    imports.bring_in(uploads.run(table=table, by=by).pk, by.pk)
    return table


def _approved(name: str, rows: Sequence[Sequence[str]], by: Person) -> Import:
    table = _brought_in(name, rows, by)
    imports.approve(uploads.approve(table=table, by=by).pk, by.pk)
    return table
