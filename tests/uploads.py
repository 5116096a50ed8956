"""Tables that tests upload, and imports in each of their states."""

from collections.abc import Callable, Sequence

from django.core.files.base import ContentFile

from registry.actions import uploads
from registry.exchange import imports
from registry.models import Import, Person
from tests.factories import person

HEADER = ("id", "name", "name_language", "type", "base_country", "founded", "website")


def row(
    name: str = "", *, id: str = "", type: str = "ngo", country: str = "KE", founded: str = "", website: str = ""
) -> list[str]:
    """A row under `HEADER`."""
    return [id, name, "en" if name else "", type, country, founded, website]


def csv_of(*rows: Sequence[str], header: Sequence[str] = HEADER) -> bytes:
    lines = [header, *rows]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def uploaded(
    *rows: Sequence[str], by: Person | None = None, header: Sequence[str] = HEADER, name: str = "table.csv"
) -> Import:
    """A table whose columns are to be chosen."""
    return imports.receive(file=ContentFile(csv_of(*rows, header=header)), name=name, by=by or person("cora"))


def checking(*rows: Sequence[str], by: Person | None = None, **kwargs: object) -> Import:
    """A table whose check was asked for."""
    by = by or person("cora")
    table = uploaded(*rows, by=by, **kwargs)  # type: ignore[arg-type]
    return uploads.check(table=table, columns=table.columns, by=by)


def checked(*rows: Sequence[str], by: Person | None = None, **kwargs: object) -> Import:
    """A table whose rows are judged."""
    by = by or person("cora")
    return work(checking(*rows, by=by, **kwargs), by)


def work(table: Import, by: Person | None = None, **told: int) -> Import:
    """Do what the job of the present state does, told what it is told."""
    table.refresh_from_db()
    job: dict[str, Callable[..., None]] = {
        "checking": imports.check,
        "running": imports.bring_in,
        "approving": imports.approve,
        "undoing": imports.undo,
    }
    job[table.state](table.pk, (by or person("cora")).pk, **told)
    table.refresh_from_db()
    return table


def brought_in(*rows: Sequence[str], by: Person | None = None, **kwargs: object) -> Import:
    """A table of which the rows wait for review."""
    by = by or person("cora")
    return work(uploads.run(table=checked(*rows, by=by, **kwargs), by=by), by)


def approved(*rows: Sequence[str], by: Person | None = None, **kwargs: object) -> Import:
    """A table of which everything is listed."""
    by = by or person("cora")
    return work(uploads.approve(table=brought_in(*rows, by=by, **kwargs), by=by), by)


def taken_back(table: Import, by: Person | None = None) -> Import:
    """A table of which everything is taken back, as far as it can be."""
    by = by or person("cora")
    return work(uploads.undo(table=table, by=by), by)


def outcomes(table: Import) -> list[tuple[int, str]]:
    return list(table.rows.order_by("number").values_list("number", "outcome"))
