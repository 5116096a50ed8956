"""What background jobs promise: a message is sent once, and the work of a killed worker is not lost."""

import smtplib
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone
from procrastinate import jobs as library
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext
from procrastinate.manager import JobManager
from pytest_django import Settings

from registry import jobs, tasks
from registry.actions import (
    attachments,
    confirmations,
    enquiries,
    erasures,
    held,
    introduction_nights,
    invitations,
    messages,
    old_claims,
    teams,
    unfinished,
    uploads,
    withdrawals,
)
from registry.models import Message
from registry.models.messages import MessageKind
from tests.jobs import as_worker, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def post_a_code() -> Message:
    return messages.post(
        kind=MessageKind.SIGN_IN_CODE,
        address="amina@forests.example",
        context={"minutes": 10},
        secret={"code": "1234-5678"},
    )


def state_of_the_job() -> str:
    return ProcrastinateJob.objects.get(task_name="send_message").status


def test_a_posted_message_is_sent_and_keeps_no_secret() -> None:
    message = post_a_code()

    run_jobs()

    message.refresh_from_db()
    assert [email.to for email in outgoing.outbox] == [["amina@forests.example"]]
    assert message.sent_at is not None
    assert (message.address, message.secret) == ("", {})
    assert state_of_the_job() == "succeeded"


def test_a_job_that_runs_twice_sends_once() -> None:
    message = post_a_code()
    jobs.enqueue("send_message", message_id=str(message.pk))

    run_jobs()

    assert len(outgoing.outbox) == 1


def test_a_message_that_is_gone_is_no_failure() -> None:
    post_a_code()
    Message.objects.all().delete()

    run_jobs()

    assert (outgoing.outbox, state_of_the_job()) == ([], "succeeded")


class ServerThatIsDown(EmailBackend):
    def send_messages(self, messages: Iterable[outgoing.EmailMessage]) -> int:
        raise smtplib.SMTPServerDisconnected("amina@forests.example: try again")


def test_a_mail_server_that_is_down_is_tried_again_later(settings: Settings) -> None:
    message = post_a_code()
    settings.EMAIL_BACKEND = f"{__name__}.ServerThatIsDown"

    run_jobs()

    message.refresh_from_db()
    job = ProcrastinateJob.objects.get(task_name="send_message")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at > timezone.now()
    assert (message.sent_at, message.error) == (None, "SMTPServerDisconnected")
    assert message.secret == {"code": "1234-5678"}


def test_the_mail_server_gets_a_day_to_come_back() -> None:
    job = library.Job(queue="default", lock=None, queueing_lock=None, task_name="send_message")
    retry = tasks.send_message.retry_strategy
    decisions = [retry.get_retry_decision(exception=OSError(), job=job.evolve(attempts=n)) for n in range(11)]

    assert decisions[10] is None
    waits = [decision.retry_at - timezone.now() for decision in decisions[:10]]
    assert timedelta(hours=20) < sum(waits, timedelta()) < timedelta(hours=30)


def take_a_job_and_die(*, silent_for: timedelta) -> None:
    """What is left of a worker that took the job and was killed: nothing but its last sign of life."""

    async def take() -> None:
        worker = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=worker)

    as_worker(take)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - %s", [silent_for])


def look_for_stalled_jobs() -> None:
    jobs.enqueue("retry_stalled_jobs", timestamp=int(time.time()))
    run_jobs()


def test_the_job_of_a_killed_worker_is_done_by_another() -> None:
    message = post_a_code()
    take_a_job_and_die(silent_for=timedelta(seconds=tasks.STALLED_AFTER + 1))

    look_for_stalled_jobs()
    run_jobs()

    message.refresh_from_db()
    assert (len(outgoing.outbox), message.sent_at is not None, state_of_the_job()) == (1, True, "succeeded")


def test_the_job_of_a_slow_worker_stays_with_it() -> None:
    post_a_code()
    take_a_job_and_die(silent_for=timedelta(seconds=tasks.STALLED_AFTER - 15))

    look_for_stalled_jobs()

    assert (outgoing.outbox, state_of_the_job()) == ([], "doing")


class LateManager(JobManager):
    """Of two that look at the same moment, the one that comes second: it still sees what the first has handed out."""

    async def get_stalled_jobs(self, **_options: object) -> Iterable[library.Job]:
        job = ProcrastinateJob.objects.get(task_name="send_message")
        return [job.procrastinate_job]


def test_of_two_that_look_at_once_the_second_leaves_it(caplog: pytest.LogCaptureFixture) -> None:
    post_a_code()

    async def look() -> None:
        late = type("LateApp", (), {"job_manager": LateManager(app.connector)})()
        of_upkeep = library.Job(queue="upkeep", lock=None, queueing_lock=None, task_name="retry_stalled_jobs")
        context = JobContext(start_timestamp=0.0, app=late, job=of_upkeep, abort_reason=lambda: None)
        await tasks.retry_stalled_jobs.func(context, 0)

    as_worker(look)

    assert state_of_the_job() == "todo"
    assert [r.message for r in caplog.records if r.name == "registry.tasks"] == [
        f"job {ProcrastinateJob.objects.get().pk} was handed out by another worker"
    ]


def test_a_dead_worker_is_noticed_within_a_minute() -> None:
    [periodic] = [p for p in app.periodic_registry.periodic_tasks.values() if p.task.name == "retry_stalled_jobs"]
    first, second = (periodic.croniter.get_next() for _ in range(2))

    assert tasks.STALLED_AFTER + (second - first) < 60


def age_jobs(days: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - make_interval(days => %s)", [days])


def names_of_jobs() -> list[str]:
    return sorted(ProcrastinateJob.objects.values_list("task_name", flat=True).distinct())


def test_jobs_that_are_done_go_after_thirty_days_and_upkeep_after_one() -> None:
    post_a_code()
    look_for_stalled_jobs()
    age_jobs(days=2)
    jobs.enqueue("erase_handled_jobs", timestamp=0)

    run_jobs()
    assert [name for name in names_of_jobs() if name != "retry_stalled_jobs"] == ["erase_handled_jobs", "send_message"]

    age_jobs(days=29)
    jobs.enqueue("erase_handled_jobs", timestamp=0)
    run_jobs()
    assert "send_message" not in names_of_jobs()


def test_a_job_that_waits_is_never_erased() -> None:
    jobs.enqueue("send_message", message_id="0190")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day'")
    age_jobs(days=400)
    jobs.enqueue("erase_handled_jobs", timestamp=0)

    run_jobs()

    assert state_of_the_job() == "todo"


def test_expired_sessions_are_cleared_and_others_stay() -> None:
    for key, days in (("expired", -1), ("alive", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    jobs.enqueue("clear_expired_sessions", timestamp=0)

    run_jobs()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]


@pytest.mark.parametrize(
    ("task", "module", "action"),
    [
        ("remind_unfinished_drafts", unfinished, "remind_unfinished"),
        ("delete_abandoned_drafts", unfinished, "delete_abandoned"),
        ("sweep_orphan_attachments", attachments, "sweep"),
        ("expire_unconfirmed_support", confirmations, "expire_due"),
        ("remind_of_confirmations", confirmations, "remind_due"),
        ("put_old_claims_away", old_claims, "close_unproved"),
        ("put_old_claims_away", old_claims, "forget"),
        ("remind_of_wishes_to_join", teams, "remind_of_wishes"),
        ("blank_expired_invitations", invitations, "blank_expired"),
        ("send_erasure_notices", withdrawals, "send_notices"),
        ("erase_personal_data", erasures, "erase_due"),
        ("forget_held", held, "forget"),
        ("forget_enquiries", enquiries, "forget"),
        ("remind_of_introductions", introduction_nights, "remind"),
        ("forget_introductions", introduction_nights, "forget"),
        ("forget_imports", uploads, "forget"),
    ],
)
def test_the_nightly_jobs_do_their_action_as_of_now(
    monkeypatch: pytest.MonkeyPatch, task: str, module: object, action: str
) -> None:
    called: list[datetime] = []
    monkeypatch.setattr(module, action, lambda *, now: called.append(now))
    jobs.enqueue(task, timestamp=0)

    before = datetime.now(UTC)
    run_jobs()

    assert called  # twice, where the test runs at the very minute of the night's own job
    assert all(before <= now <= datetime.now(UTC) for now in called)
