"""Background jobs are asked for by name, so that nothing below `registry.tasks` imports a task."""

from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

# Always Django's own connection. Inside a worker the library's app holds a pool of its own, outside of the
# transaction: a job asked for there would stay when its transaction is rolled back, or not be written at all.
_manager = JobManager(DjangoConnector())

URGENT = 10


def enqueue(task_name: str, *, priority: int = 0, delay: int = 0, **ids: str | int) -> int:
    """Ask for a job in the current transaction: it exists if, and only if, everything else was committed.

    `ids` are its arguments, which logs show: ids alone, never a name or an address. A higher priority runs first, and
    none before `delay` seconds have passed. Returns the id of the job.
    """
    when: dict[str, Any] = {"schedule_in": {"seconds": delay}} if delay else {}
    return configure_task(name=task_name, job_manager=_manager, priority=priority, **when).defer(**ids)
