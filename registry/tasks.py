"""Background entry points: each takes ids, calls one thing, and may run twice.

What a killed worker was doing is taken up again: a worker gives a sign of life every 10 seconds, one that gave none
for 30 is taken for dead, and every 15 seconds somebody looks. So a mail is late by a minute at most.
"""

import logging
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext

from registry import mail
from registry.actions import (
    attachments,
    confirmations,
    enquiries,
    erasures,
    escalations,
    held,
    introduction_ends,
    introduction_nights,
    invitations,
    mailings,
    old_claims,
    teams,
    unfinished,
    uploads,
    withdrawals,
)
from registry.exchange import imports
from registry.models import Message

logger = logging.getLogger(__name__)

STALLED_AFTER = 30  # seconds without a sign of life; the library's workers give one every 10
UPKEEP = "upkeep"

# 3, 9, 27 seconds, and so on: ten attempts within a day outlive the outage of a mail server.
PATIENT = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="send_message", retry=PATIENT)
def send_message(message_id: str) -> None:
    try:
        mail.send(UUID(message_id))
    except Message.DoesNotExist:
        logger.warning("message %s is gone", message_id)


@app.periodic(cron="* * * * * */15")
@app.task(name="retry_stalled_jobs", queue=UPKEEP, pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Hand out again the jobs of workers that died. Needs no lock: of two that look, the second finds nothing."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        try:
            await manager.retry_job(job)
        except ConnectorException:
            logger.info("job %s was handed out by another worker", job.id)
        else:
            logger.warning("job %s (%s) of a dead worker is handed out again", job.id, job.task_name)


@app.periodic(cron="10 2 * * *")
@app.task(name="clear_expired_sessions", queue=UPKEEP)
def clear_expired_sessions(timestamp: int) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.periodic(cron="20 2 * * *")
@app.task(name="erase_handled_jobs", queue=UPKEEP, pass_context=True)
async def erase_handled_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs stay for 30 days after their end, failed ones too; the many of upkeep that went well for one."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=24, queue=UPKEEP)
    await manager.delete_old_jobs(nb_hours=24 * 30, include_failed=True, include_cancelled=True, include_aborted=True)


@app.periodic(cron="0 6 * * *")
@app.task(name="remind_unfinished_drafts", queue=UPKEEP, retry=PATIENT)
def remind_unfinished_drafts(timestamp: int) -> None:
    unfinished.remind_unfinished(now=timezone.now())


@app.periodic(cron="20 6 * * *")
@app.task(name="escalate_what_waits", queue=UPKEEP, retry=PATIENT)
def escalate_what_waits(timestamp: int) -> None:
    escalations.escalate(now=timezone.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="delete_abandoned_drafts", queue=UPKEEP, retry=PATIENT)
def delete_abandoned_drafts(timestamp: int) -> None:
    unfinished.delete_abandoned(now=timezone.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="sweep_orphan_attachments", queue=UPKEEP, retry=PATIENT)
def sweep_orphan_attachments(timestamp: int) -> None:
    attachments.sweep(now=timezone.now())


@app.periodic(cron="50 2 * * *")
@app.task(name="expire_unconfirmed_support", queue=UPKEEP, retry=PATIENT)
def expire_unconfirmed_support(timestamp: int) -> None:
    confirmations.expire_due(now=timezone.now())


@app.periodic(cron="10 6 * * *")
@app.task(name="remind_of_confirmations", queue=UPKEEP, retry=PATIENT)
def remind_of_confirmations(timestamp: int) -> None:
    confirmations.remind_due(now=timezone.now())


@app.periodic(cron="45 2 * * *")
@app.task(name="put_old_claims_away", queue=UPKEEP, retry=PATIENT)
def put_old_claims_away(timestamp: int) -> None:
    now = timezone.now()
    old_claims.close_unproved(now=now)
    old_claims.forget(now=now)


@app.periodic(cron="10 6 * * *")
@app.task(name="remind_of_wishes_to_join", queue=UPKEEP, retry=PATIENT)
def remind_of_wishes_to_join(timestamp: int) -> None:
    teams.remind_of_wishes(now=timezone.now())


@app.periodic(cron="50 2 * * *")
@app.task(name="blank_expired_invitations", queue=UPKEEP, retry=PATIENT)
def blank_expired_invitations(timestamp: int) -> None:
    invitations.blank_expired(now=timezone.now())


@app.periodic(cron="10 6 * * *")
@app.task(name="send_erasure_notices", queue=UPKEEP, retry=PATIENT)
def send_erasure_notices(timestamp: int) -> None:
    withdrawals.send_notices(now=timezone.now())


@app.periodic(cron="50 2 * * *")
@app.task(name="erase_personal_data", queue=UPKEEP, retry=PATIENT)
def erase_personal_data(timestamp: int) -> None:
    erasures.erase_due(now=timezone.now())


@app.task(name="forget_held", queue=UPKEEP, retry=PATIENT)
def forget_held(timestamp: int) -> None:
    held.forget(now=timezone.now())


@app.periodic(cron="55 2 * * *")
@app.task(name="forget_enquiries", queue=UPKEEP, retry=PATIENT)
def forget_enquiries(timestamp: int) -> None:
    enquiries.forget(now=timezone.now())


@app.task(name="follow_introductions", retry=PATIENT)
def follow_introductions(organization_id: str, by: str = "") -> None:
    introduction_ends.look_after(UUID(organization_id), UUID(by) if by else None)


@app.periodic(cron="10 6 * * *")
@app.task(name="remind_of_introductions", queue=UPKEEP, retry=PATIENT)
def remind_of_introductions(timestamp: int) -> None:
    introduction_ends.look_after_all()
    introduction_nights.remind(now=timezone.now())


@app.periodic(cron="55 2 * * *")
@app.task(name="forget_introductions", queue=UPKEEP, retry=PATIENT)
def forget_introductions(timestamp: int) -> None:
    introduction_nights.forget(now=timezone.now())


@app.task(name="check_import", retry=PATIENT)
def check_import(import_id: str, by: str, after: int = 0, language: str = "en") -> None:
    with translation.override(language):
        imports.check(UUID(import_id), UUID(by), after)


@app.task(name="bring_in_import", retry=PATIENT)
def bring_in_import(import_id: str, by: str, after: int = 0, language: str = "en") -> None:
    with translation.override(language):
        imports.bring_in(UUID(import_id), UUID(by), after)


@app.task(name="approve_import", retry=PATIENT)
def approve_import(import_id: str, by: str, after: int = 0, likely: int = 0, language: str = "en") -> None:
    with translation.override(language):
        imports.approve(UUID(import_id), UUID(by), after, likely)


@app.task(name="undo_import", retry=PATIENT)
def undo_import(import_id: str, by: str, after: int = 0, language: str = "en") -> None:
    with translation.override(language):
        imports.undo(UUID(import_id), UUID(by), after)


@app.task(name="send_mailing", retry=PATIENT)
def send_mailing(mailing_id: str, by: str) -> None:
    mailings.send_some(UUID(mailing_id), UUID(by))


@app.periodic(cron="55 2 * * *")
@app.task(name="forget_imports", queue=UPKEEP, retry=PATIENT)
def forget_imports(timestamp: int) -> None:
    uploads.forget(now=timezone.now())
