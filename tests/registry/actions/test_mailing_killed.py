"""A worker that sends a mailing is killed (kill -9) at any moment; the next one goes on, and each person gets one."""

import os
import random
import signal
import time
from multiprocessing import get_context
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.core import mail as outgoing
from django.db import connections

from registry import mail
from registry.actions import mailings
from registry.models import Mailing, Membership, Person, TeamRole
from registry.queries import mailings as queries
from registry.queries.directory import Asked
from tests import factories
from tests.factories import person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 60


def being_sent(people: int) -> Mailing:
    """A mailing to a team of so many."""
    organization = factories.listed()
    team = [Person(email=f"otter{number}@people.example.org", password="!") for number in range(people - 1)]
    Membership.objects.bulk_create(
        Membership(organization=organization, person=one, role=TeamRole.EDITOR)
        for one in Person.objects.bulk_create(team)
    )
    words: dict[str, Any] = {"subjects": {"en": "News"}, "bodies": {"en": "We meet."}}
    written = mailings.write(**words, filter="", official=False, by=person("cora"))
    return mailings.send(mailing=written, asked=Asked(), seen=written.saved_at.isoformat(), by=person("cora"))


def _child(mailing_id: UUID, by_id: UUID) -> None:
    """The work of the jobs in a process of its own, in batches of a few people."""
    mailings.AT_ONCE = 4
    while (mailing := Mailing.objects.get(pk=mailing_id)).state == "sending":
        mailings.send_some(mailing_id, by_id)
        for pk in queries.unsent(mailing).values_list("pk", flat=True):
            mail.send(pk)
    os._exit(0)


def test_a_worker_killed_at_any_moment_loses_and_doubles_nobody() -> None:
    chance = random.Random(time.time_ns())
    mailing, by, kills = being_sent(PEOPLE), person("cora").pk, 0
    while mailing.state == "sending":
        connections.close_all()
        connections["default"].close_pool()  # type: ignore[attr-defined]  # a process shares no connection
        child = get_context("fork").Process(target=_child, args=(mailing.pk, by))
        child.start()
        child.join(chance.uniform(0.05, 0.3) * (kills + 1))
        if child.is_alive() and child.pid:
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            kills += 1
        mailing.refresh_from_db()

    assert mailing.state == "sent"
    assert kills > 0
    standing = queries.standing(mailing)
    assert (standing.total, standing.sent, standing.done) == (PEOPLE, PEOPLE, PEOPLE)
    assert mailing.messages.values("person").distinct().count() == mailing.messages.count() == PEOPLE


def test_two_workers_at_once_write_nobody_twice() -> None:
    mailing = being_sent(PEOPLE)

    def work() -> None:
        try:
            mailings.send_some(mailing.pk, person("cora").pk)
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert mailing.messages.values("person").distinct().count() == mailing.messages.count() == mailings.AT_ONCE


def test_the_worker_sends_it_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 2)
    mailing = being_sent(5)
    run_jobs()

    mailing.refresh_from_db()
    assert mailing.state == "sent"
    assert len({email.to[0] for email in outgoing.outbox if email.subject == "News"}) == 5
    assert len([email for email in outgoing.outbox if email.subject == "News"]) == 5
    moves = Mailing.pgh_event_models["update"].objects.filter(pgh_obj=mailing)  # type: ignore[attr-defined]
    assert [event.state for event in moves.order_by("pgh_id")][-1] == "sent"
    assert moves.order_by("pgh_id").last().pgh_context.metadata["user"] == str(person("cora").pk)
