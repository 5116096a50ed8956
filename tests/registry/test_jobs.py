from collections.abc import Iterator

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from registry import jobs
from tests.jobs import run_jobs


class PowerCutError(Exception):
    pass


@transaction.atomic
def ask_and_be_cut_off() -> None:
    jobs.enqueue("send_message", message_id="0190")
    raise PowerCutError


@pytest.mark.django_db(transaction=True)
def test_a_job_is_there_once_its_transaction_is_committed() -> None:
    with transaction.atomic():
        jobs.enqueue("send_message", message_id="0190")

    assert list(ProcrastinateJob.objects.values_list("task_name", "args", "status", "priority")) == [
        ("send_message", {"message_id": "0190"}, "todo", 0)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_job_disappears_with_the_transaction_that_asked_for_it() -> None:
    with pytest.raises(PowerCutError):
        ask_and_be_cut_off()

    assert ProcrastinateJob.objects.count() == 0


@pytest.fixture
def task_that_fails_after_asking() -> Iterator[str]:
    name = "ask_and_fail"

    app.task(name=name)(ask_and_be_cut_off)
    yield name
    del app.tasks[name]


@pytest.mark.django_db(transaction=True)
def test_a_job_asked_for_by_a_job_is_bound_to_its_transaction_too(task_that_fails_after_asking: str) -> None:
    jobs.enqueue(task_that_fails_after_asking)

    run_jobs()

    assert list(ProcrastinateJob.objects.filter(queue_name="default").values_list("task_name", "status")) == [
        (task_that_fails_after_asking, "failed")
    ]


@pytest.mark.django_db(transaction=True)
def test_the_urgent_job_is_taken_first() -> None:
    jobs.enqueue("send_message", message_id="a notice")
    jobs.enqueue("send_message", priority=jobs.URGENT, message_id="a code")

    assert list(ProcrastinateJob.objects.order_by("-priority").values_list("args", flat=True)) == [
        {"message_id": "a code"},
        {"message_id": "a notice"},
    ]
