"""What the tests of joining share: addresses, a client that is signed in, what a page says."""

import html
import re
from typing import Any

from django.test import Client

from registry.entry.document import present
from registry.models import Submission
from tests.factories import person


def at(submission: Submission, *below: object) -> str:
    """The address of a page of a draft."""
    return "/".join(["/join", str(submission.pk), *map(str, below), ""])


def signed_in(name: str = "amina", **kwargs: Any) -> Client:
    client = Client(**kwargs)
    client.force_login(person(name))
    return client


def only_item(submission: Submission, part: str) -> str:
    """The id of the only item of a collection."""
    submission.refresh_from_db()
    (item_id,) = present(submission.document, part)
    return item_id


def said(response: Any) -> str:
    """The words of a page, in one line."""
    page = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def errors(response: Any) -> dict[str, list[str]]:
    """The errors of the form of a page, by field."""
    return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}
