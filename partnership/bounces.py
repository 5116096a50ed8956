"""Bounces as an email service reports them to a webhook, where django-anymail is installed.

The library is no dependency: it brings the webhooks of each service, and checks that the service has sent them. What it
then tells by its signal comes here.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from registry.actions.bounces import Outcome, note_bounce

# Of the reasons that the library knows, those that say that the address is not there (any more).
FOR_GOOD = ("invalid", "bounced")


def connect() -> bool:
    """Listen to the library's signal, if it is installed; says whether it is."""
    if find_spec("anymail") is None:
        return False
    import_module("anymail.signals").tracking.connect(heard, dispatch_uid="partnership.bounces")
    return True


def heard(sender: Any, event: Any, esp_name: str, **_more: Any) -> Outcome | None:
    """Note an event: by our Message-ID where the service keeps it, else by the address. None for one of no failure."""
    if event.event_type not in ("bounced", "rejected", "deferred"):
        return None
    permanent = event.event_type == "bounced" and event.reject_reason in FOR_GOOD
    by_id = note_bounce(message_id=str(event.message_id or ""), permanent=permanent)
    if by_id is not Outcome.NOT_OURS:
        return by_id
    return note_bounce(address=str(event.recipient or ""), permanent=permanent)
