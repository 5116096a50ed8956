"""Which changes may be listed at once and looked at afterwards: those of harmless fields, where a setting says so.

A sensitive field never is (The entry, Fields), nor an identifier or a contact, an item that comes or goes, or anything
that would show more than now.
"""

from collections.abc import Iterable

from registry.entry.difference import difference
from registry.entry.document import Document
from registry.entry.fields import field_of
from registry.entry.less_public import shows_more

RULE = "listed_at_once"
NEVER = ("identifiers", "contacts")


def never_at_once(paths: Iterable[str]) -> list[str]:
    """Those of the paths ("where.scales", "gaps.text") that name no field, or one whose change always waits."""
    return [path for path in paths if not _is_harmless(path)]


def _is_harmless(path: str) -> bool:
    part, _dot, name = path.partition(".")
    try:
        return not field_of(part, name).sensitive and part not in NEVER
    except KeyError:
        return False


def may_be_listed(live: Document, after: Document, fields: Iterable[str]) -> bool:
    """Whether everything that differs from what is live, and something does, is in `fields` and harmless."""
    allowed = {path for path in fields if _is_harmless(path)}
    changes = difference(live, after)
    return (
        bool(changes)
        and all(change.field and f"{change.part}.{change.field}" in allowed for change in changes)
        and not shows_more(live, after)
    )
