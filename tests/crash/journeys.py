"""What people do while parts of the site are killed, and what each answered redirect promised."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import close_old_connections

from registry.ids import uuid7
from registry.models import Listing, Submission
from registry.text import fold
from tests import factories
from tests.crash.browser import Browser, NoAnswer

SECONDS_OF_PATIENCE = 90
Promise = Callable[[], bool]


@dataclass
class Ledger:
    """Every redirect that was answered, as a promise about the database."""

    promises: list[tuple[str, Promise]] = field(default_factory=list)

    def add(self, what: str, holds: Promise) -> None:
        self.promises.append((what, holds))

    def broken(self) -> list[str]:
        return [what for what, holds in self.promises if not holds()]


class Journey:
    """One organization joins: each step is repeated, as people do, until it is answered."""

    def __init__(self, applicant: Browser, reviewer: Browser, ledger: Ledger) -> None:
        self.applicant, self.reviewer, self.ledger = applicant, reviewer, ledger
        self.id = ""
        self.mark = uuid7().hex[-8:]

    def walk(self) -> None:
        self.start()
        at = f"/join/{self.id}"
        text = f"Keeps the bay, {self.mark}."
        self.save(
            f"{at}/organization/",
            {**_typed(factories.ORGANIZATION), "description": text},
            "organization",
            "description",
            text,
        )
        self.save(
            f"{at}/where/", {**_typed(factories.WHERE), "base_place": self.mark}, "where", "base_place", self.mark
        )
        for part, values in (
            ("activities", factories.ACTIVITY),
            ("gaps", factories.GAP),
            ("offers", factories.OFFER),
        ):
            title = f"{values['title']} {self.mark}"
            self.save(f"{at}/{part}/{uuid7()}/", {**_typed(values), "title": title}, part, "title", title)
        self.save(f"{at}/contacts/{uuid7()}/", _typed(factories.CONTACT), "contacts", "role", "main")
        self.patiently("sent", lambda: self._send(f"{at}/check/"))
        self.patiently("approved", lambda: self._approve(f"/secretariat/submissions/{self.id}/"))

    def start(self) -> None:
        name = f"Invented Council {self.mark}"
        values = {"name": name, "language": "en", "type": "ngo", "base_country": "KE", "website": ""}

        def begin() -> None:
            if not self.id:
                self.id = self._begun(values)

        self.patiently("begun", begin)

    def _begun(self, values: dict[str, Any]) -> str:
        if known := Submission.objects.filter(folded_name=fold(values["name"])).first():
            return str(known.pk)  # an earlier try was carried out, and its answer was lost
        where = self.applicant.send("/join/start/", values)
        id_ = where.split("/")[2]
        self.ledger.add(f"{id_} begun", lambda: Submission.objects.filter(pk=id_).exists())
        return id_

    def save(self, path: str, values: dict[str, Any], part: str, name: str, value: str) -> None:
        id_ = self.id

        def kept() -> bool:
            section = Submission.objects.get(pk=id_).document[part]
            items = [section] if part in ("organization", "where") else section.values()
            return any(item.get(name) == value for item in items)

        def save() -> None:
            self.applicant.send(path, values)
            self.ledger.add(f"{id_} {part} saved", kept)

        self.patiently(f"{part} saved", save)

    def _send(self, path: str) -> None:
        id_ = self.id
        if _state(id_) not in ("draft", "changes_requested"):
            return  # an earlier try was carried out, and its answer was lost
        self.applicant.send(path, dict.fromkeys(("may_speak", "supports", "licence", "privacy"), "on"))
        self.ledger.add(f"{id_} sent", lambda: Submission.objects.filter(pk=id_, submitted_at__isnull=False).exists())

    def _approve(self, path: str) -> None:
        id_ = self.id
        if _state(id_) == "approved":
            return
        self.reviewer.send(path, {"decision": "approve"})
        self.ledger.add(
            f"{id_} approved",
            lambda: _state(id_) == "approved" and Listing.objects.filter(organization__submissions=id_).count() == 1,
        )

    def patiently(self, what: str, step: Callable[[], None]) -> None:
        """Try a step until the site answers. Raises `TimeoutError`."""
        deadline = time.monotonic() + SECONDS_OF_PATIENCE
        while True:
            try:
                return step()
            except (NoAnswer, *_database_away()) as error:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{what}: no answer within {SECONDS_OF_PATIENCE} seconds ({error})") from error
                close_old_connections()  # one to a killed server stays dead
                time.sleep(0.1)


def _database_away() -> tuple[type[Exception], ...]:
    from django.db.utils import InterfaceError, OperationalError

    return (OperationalError, InterfaceError)


def _state(id_: str) -> str:
    return Submission.objects.values_list("state", flat=True).get(pk=id_)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return dict(values)
