"""The journal of erasures: a file beside the database, so that a restored backup can be brought up to it.

One line of JSON for each erasure, by ids alone. Lines are only ever added; the same one twice does no harm.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from registry.models import Erasure
from registry.vocabulary import ErasureKind


@dataclass(frozen=True)
class Line:
    """An erasure as the journal tells it."""

    id: uuid.UUID
    kind: ErasureKind
    subject: uuid.UUID
    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, erasure: Erasure) -> "Line":
        return cls(erasure.pk, ErasureKind(erasure.kind), erasure.subject, erasure.at, erasure.counts)

    @classmethod
    def read(cls, text: str) -> "Line":
        """Raises `ValueError` for what is no line of the journal."""
        try:
            said = json.loads(text)
            return cls(
                uuid.UUID(said["id"]),
                ErasureKind(said["kind"]),
                uuid.UUID(said["subject"]),
                datetime.fromisoformat(said["at"]),
                dict(said["counts"]),
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(text) from error

    def __str__(self) -> str:
        told = asdict(self) | {"id": str(self.id), "subject": str(self.subject), "at": self.at.isoformat()}
        return json.dumps(told)


def append(lines: Iterable[Line]) -> None:
    """Add lines at the end, and return once they are on the disk. Raises `OSError`.

    What a process left half written is cut off first; `catch_up` writes it again.
    """
    path = Path(settings.ERASURE_JOURNAL)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write("".join(f"{line}\n" for line in lines).encode())
        file.flush()
        os.fsync(file.fileno())


def lines(path: Path) -> list[Line]:
    """The lines of a journal, in order, but for a last one that was not written to its end.

    Raises `OSError`, and `ValueError` for a line that is none.
    """
    whole, _newline, _half = path.read_text(encoding="utf-8").rpartition("\n")
    return [Line.read(text) for text in whole.splitlines()]


def catch_up() -> int:
    """Add what the database knows and the journal of this machine does not. Returns the number of lines.

    So a process that died after its commit leaves no gap, and an erasure that another machine made is here too.
    """
    path = Path(settings.ERASURE_JOURNAL)
    known = {line.id for line in lines(path)} if path.exists() else set()
    missing = [Line.of(one) for one in Erasure.objects.exclude(pk__in=known).order_by("at", "pk")]
    if missing:
        append(missing)
    return len(missing)
