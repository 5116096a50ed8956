"""The corrections of a submission as its review page shows them: what was sent, what stands there now, by whom."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from partnership.differences import Box, Differences, Row, place
from registry.entry.corrections import corrected, form_key
from registry.entry.difference import difference
from registry.entry.fields import Label
from registry.models import Person
from registry.queries.review import Review


@dataclass(frozen=True)
class Correction:
    """One field, or an item (`box`) that is to go; `key` is the form that it was made in."""

    key: str
    labels: list[Label]
    title: str
    lang: str
    by: Person | None
    at: datetime.datetime | None
    row: Row | None = None
    box: Box | None = None

    @property
    def where(self) -> str:
        return " › ".join(str(label) for label in self.labels)

    @property
    def sides(self) -> tuple[str, str]:
        return _("As it was sent"), _("Corrected")


def shown_corrections(review: Review) -> list[Correction]:
    """Those that approving would apply, or that it applied, in the order of the entry. Costs no query."""
    if not review.corrections:
        return []
    written = review.submission.document
    after = corrected(written, review.corrections)
    found = Differences(replace(review, before=written, after=after, changes=difference(written, after)))
    return [
        replace(one, labels=place(path), by=review.correctors.get(mark["by"]), at=parse_datetime(mark["at"]))
        for path, one in _flat(found)
        if (mark := review.corrections.get(path))
    ]


def _flat(found: Differences) -> Iterator[tuple[str, Correction]]:
    """Each row and each box without rows, with its path."""
    for group in found.groups:
        for row in group.rows:
            yield row.path, Correction(form_key(row.path), [], "", "", None, None, row=row)
        for box in group.boxes:
            for row in box.rows:
                yield row.path, Correction(box.path, [], box.title, box.lang, None, None, row=row)
            if not box.rows:
                yield box.path, Correction(box.path, [], box.title, box.lang, None, None, box=box)
