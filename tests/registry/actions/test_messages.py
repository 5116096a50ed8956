import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from registry.actions import messages
from registry.models import Message, Person
from registry.models.messages import MessageKind


@pytest.mark.django_db
def test_a_posted_message_and_its_job_are_written_together() -> None:
    amina = Person.objects.create(email="amina@forests.example", language="fr")

    message = messages.post(kind=MessageKind.DRAFT_LINK, person=amina, context={"submission": "0190"})

    assert (message.language, message.context, message.receiver) == ("fr", {"submission": "0190"}, amina.email)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args, job.priority) == ("send_message", {"message_id": str(message.pk)}, 0)


@pytest.mark.django_db(transaction=True)
def test_neither_stays_when_the_page_fails() -> None:
    @transaction.atomic
    def page() -> None:
        messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        page()

    assert Message.objects.count() == ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db
def test_a_stranger_is_written_to_in_the_language_of_the_page_or_in_english() -> None:
    asked = messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example", language="ar")
    unknown = messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example")

    assert (asked.language, unknown.language) == ("ar", "en")


@pytest.mark.django_db
def test_a_code_overtakes_notices_and_is_in_no_job() -> None:
    messages.post(kind=MessageKind.SIGN_IN_CODE, address="stranger@elsewhere.example", secret={"code": "1234-5678"})

    job = ProcrastinateJob.objects.get()
    assert job.priority > 0
    assert list(job.args) == ["message_id"]
