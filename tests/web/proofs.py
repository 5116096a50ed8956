"""What the tests of forms without an account share: a proof of work, and the link of what is held."""

import re
from urllib.parse import urlencode

from altcha import Challenge, Payload, solve_challenge
from django.test import Client

from registry import mail
from registry.models import Message


def proved(browser: Client, page: str) -> dict[str, str]:
    """What a browser adds to the form of a page when it has solved the challenge."""
    asked = browser.get(f"/proof/challenge?{urlencode({'page': page})}").json()
    return {"proof": solved(Challenge.from_dict(asked))}


def solved(challenge: Challenge) -> str:
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def link_of(message: Message) -> str:
    """The path that a message leads to."""
    (path,) = re.findall(r"^https?://[^/\s]+(/\S*held/\S+)$", str(mail.compose(message).body), re.MULTILINE)
    return str(path)
