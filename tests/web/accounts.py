"""What the tests of accounts share: signing in and out as a browser does, the codes in messages."""

import re
import time
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail as outgoing
from django.test import Client

from registry import mail
from registry.models import Message, Person
from tests.factories import person

PASSWORD = "four plain words together"


def deliver() -> Any:
    """Send what was posted; the last email."""
    for message in Message.objects.filter(sent_at=None).order_by("created_at", "pk"):
        mail.send(message.pk)
    return outgoing.outbox[-1]


def code_in(email: Any) -> str:
    [code] = re.findall(r"^\d{4}-\d{4}$", email.body, re.MULTILINE)
    return str(code)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def account(name: str = "sam", *, password: str = "") -> Person:
    """Somebody whose address was proved by a code, with a password if one is given."""
    who = person(name)
    EmailAddress.objects.get_or_create(user=who, email=who.email, defaults={"primary": True, "verified": True})
    if password:
        who.set_password(password)
        who.save()
    return who


def sign_in_by_code(client: Client, who: Person) -> Any:
    answer = client.post("/accounts/login/", {"login": who.email})
    return client.post(answer["Location"], {"code": code_in(deliver())})


def sign_in_by_password(client: Client, email: str, password: str) -> Any:
    return client.post("/accounts/login/password/", {"login": email, "password": password})


def has_shown(client: Client, who: Person) -> None:
    """As if they had just shown again that it is they."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(who.pk)
    session.save()


def changes(who: Person) -> list[str]:
    """What somebody was told of how they sign in, in the order of the messages."""
    told = Message.objects.filter(person=who, kind="sign_in_changed").order_by("created_at", "pk")
    return [message.context["change"] for message in told]
