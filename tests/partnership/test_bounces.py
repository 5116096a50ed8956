"""Bounces that an email service reports: heard where django-anymail is installed, and nothing where it is not."""

import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from partnership import bounces
from registry.actions.bounces import message_id
from registry.models import Case, Message
from tests.factories import listed, person
from tests.registry.actions.test_bounces import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def anymail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A library of that name with the one signal that matters."""
    (tmp_path / "anymail").mkdir()
    (tmp_path / "anymail" / "__init__.py").touch()
    (tmp_path / "anymail" / "signals.py").write_text("from django.dispatch import Signal\n\ntracking = Signal()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    yield import_module("anymail.signals")
    for name in ("anymail", "anymail.signals"):
        sys.modules.pop(name)


def event(event_type: str = "bounced", reason: str | None = "invalid", **columns: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{"event_type": event_type, "reject_reason": reason, "message_id": None, "recipient": None, **columns}
    )


def test_without_the_library_nothing_is_connected() -> None:
    assert bounces.connect() is False


def test_a_bounce_is_noted_by_our_id_or_else_by_the_address(anymail: Any) -> None:
    assert bounces.connect() is True
    assert bounces.connect() is True  # at a second start in one process it is still heard once
    listed()
    first, last = sent(), sent()

    anymail.tracking.send(sender=None, event=event(message_id=message_id(first)), esp_name="Invented")
    assert [Message.objects.get(pk=one.pk).bounced_at is not None for one in (first, last)] == [True, False]

    of_service = event(message_id="0100-service-id", recipient=person("amina").email.title())
    [(_receiver, outcome)] = anymail.tracking.send(sender=None, event=of_service, esp_name="Invented")
    assert outcome.value == "noted"
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("event_type", "reason"),
    [("bounced", "timed_out"), ("bounced", "spam"), ("bounced", None), ("rejected", "blocked"), ("deferred", None)],
)
def test_what_does_not_say_that_the_address_is_gone_opens_no_case(event_type: str, reason: str | None) -> None:
    message = sent()
    outcome = bounces.heard(None, event(event_type, reason, message_id=message_id(message)), "Invented")
    assert (outcome and outcome.value, Case.objects.count()) == ("temporary", 0)


@pytest.mark.parametrize("event_type", ["delivered", "opened", "clicked", "complained"])
def test_other_events_are_not_for_us(event_type: str) -> None:
    assert bounces.heard(None, event(event_type, message_id=message_id(sent())), "Invented") is None
