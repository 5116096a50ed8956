"""The first administrator comes from the command line; everyone else comes from an administrator."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from registry.models import Message, Person

pytestmark = pytest.mark.django_db


def test_the_first_administrator_can_sign_in_with_a_code(client: Client) -> None:
    call_command("create_administrator", " Ada@Example.org ", "Ada Adisa")
    ada = Person.objects.get()
    assert (ada.email, ada.name, ada.staff_role) == ("ada@example.org", "Ada Adisa", "administrator")

    answer = client.post(reverse("account_login"), {"login": "ada@example.org"})
    answer = client.post(answer["Location"], {"code": Message.objects.get(person=ada).secret["code"]})
    assert answer["Location"] == reverse("secretariat")
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert EmailAddress.objects.filter(user=ada, email="ada@example.org", verified=True).count() == 1


def test_a_second_one_is_made_only_on_purpose() -> None:
    call_command("create_administrator", "ada@example.org", "Ada Adisa")
    with pytest.raises(CommandError, match="There is an administrator already"):
        call_command("create_administrator", "other@example.org", "Other")
    assert Person.objects.count() == 1
    call_command("create_administrator", "other@example.org", "Other", "--another")
    assert set(Person.objects.values_list("staff_role", flat=True)) == {"administrator"}


@pytest.mark.parametrize(("email", "name"), [("ada", "Ada Adisa"), ("", "Ada Adisa"), ("ada@example.org", " ")])
def test_an_address_and_a_name_are_needed(email: str, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("create_administrator", email, name)
    assert not Person.objects.exists()


def test_a_database_without_tables_is_told_what_to_do() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_person RENAME TO registry_elsewhere")
    with pytest.raises(CommandError, match="First run: manage"):
        call_command("create_administrator", "ada@example.org", "Ada Adisa")
