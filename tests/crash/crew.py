"""The people of the crash test, and the comparison at the end."""

import mailbox
import time
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import close_old_connections, connection

from registry.models import Message, Person
from tests import factories
from tests.crash.browser import Browser
from tests.crash.journeys import Journey, Ledger
from tests.crash.site import Site

SECONDS_TO_DELIVER = 120


@dataclass(frozen=True)
class Report:
    promises: int
    broken: list[str]
    failures: list[str]
    messages: int
    undelivered: int
    twice: int
    oftener: int

    @property
    def passed(self) -> bool:
        return not (self.broken or self.failures or self.undelivered or self.oftener)

    def __str__(self) -> str:
        lines = [
            f"{self.promises} answered redirects, {len(self.broken)} not kept",
            f"{self.messages} messages: {self.undelivered} not delivered, {self.twice} delivered twice, "
            f"{self.oftener} oftener",
        ]
        return "\n".join([*lines, *self.broken, *self.failures])


class Crew:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.ledger = Ledger()
        self.failures: list[str] = []
        self.amina = Browser(site.address, session(factories.person("amina")))
        self.rosa = Browser(site.address, session(factories.person("rosa")))

    def walk(self) -> None:
        try:
            Journey(self.amina, self.rosa, self.ledger).walk()
        except (LookupError, TimeoutError) as error:
            self.failures.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def report(self) -> Report:
        """Wait until every message went out, then compare."""
        deadline = time.monotonic() + SECONDS_TO_DELIVER
        close_old_connections()
        while Message.objects.filter(sent_at=None, refused_at=None).exists() and time.monotonic() < deadline:
            self.site.ensure()  # a worker may notice late that its database was killed, and end
            time.sleep(0.5)
        delivered = Counter(
            str(message["Message-ID"]).strip("<>").split("@")[0]
            for message in mailbox.Maildir(Path(self.site.folder) / "mail", create=True)
        )
        counts = [delivered[str(pk)] for pk in Message.objects.values_list("pk", flat=True)]
        return Report(
            promises=len(self.ledger.promises),
            broken=self.ledger.broken(),
            failures=self.failures,
            messages=len(counts),
            undelivered=sum(count == 0 for count in counts),
            twice=sum(count == 2 for count in counts),
            oftener=sum(count > 2 for count in counts),
        )


def session(person: Person) -> str:
    """A session in which the person is signed in."""
    made = import_module(settings.SESSION_ENGINE).SessionStore()
    made[SESSION_KEY] = str(person.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = person.get_session_auth_hash()
    made.create()
    return str(made.session_key)
