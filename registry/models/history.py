"""The audit: every insert, update and delete of a tracked table leaves an event row, written by a trigger."""

from typing import Any

import pghistory


def tracked(**options: Any) -> Any:
    """Class decorator of an audited table; `exclude` names columns that must not stay behind, or are kept elsewhere."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options)
