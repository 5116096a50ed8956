"""Proof of work, for forms that need no account: a browser computes for about a second, and a flood costs its sender.

The protocol and the script in the browser are altcha's (`static/vendor/altcha/`); no third party is asked. A challenge
is signed and not stored. It is good for one page, for ten minutes, and once. It needs no cookie.

A form without a proof is nothing bad: its sender has no JavaScript. It is held then until they open a link in a mail.
"""

import hashlib
import time
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# Said where a proof came that is not good: most often the page stood open for longer than ten minutes.
SPOILED = _("The check of this form had run out, so it was not sent. A new one runs now: send the form once more.")

FIELD = "proof"
ALGORITHM = "PBKDF2/SHA-256"
SECONDS = 10 * 60

LONGEST_PAGE = 300  # characters of a path; a longer one is no form's
LONGEST_PROOF = 4_000  # characters


def challenge(page: str) -> dict[str, Any]:
    """What a browser has to solve before it sends the form of `page` (a path of this site), as JSON."""
    made = create_challenge(
        ALGORITHM,
        settings.PROOF_COST,
        expires_at=int(time.time()) + SECONDS,
        data={"page": page[:LONGEST_PAGE]},
        hmac_secret=_key(),
    )
    return made.to_dict()


def was_tried(request: HttpRequest) -> bool:
    """Whether a form came with a proof, good or not: from a browser that runs scripts."""
    return bool(request.POST.get(FIELD))


def is_proved(request: HttpRequest) -> bool:
    """Whether a form came with a proof for its page that nobody used before; it is used up now.

    The same form sent twice, as by a double click, is proved both times: sending it is the same as sending it once.
    """
    typed = request.POST.get(FIELD, "")
    if not 0 < len(typed) <= LONGEST_PROOF:
        return False
    try:
        payload = Payload.from_base64(typed)
        verified = verify_solution(payload, _key()).verified
    except (ValueError, KeyError, TypeError, RecursionError):  # not what a browser makes of a challenge
        return False
    signed = payload.challenge.parameters
    if not verified or signed.data != {"page": request.path}:
        return False
    used = f"proof:{payload.challenge.signature}"
    return cache.add(used, _digest(request), SECONDS) or cache.get(used) == _digest(request)


def _digest(request: HttpRequest) -> str:
    """What a form says, so that it is known again; nothing can be read from it."""
    said = repr([(name, request.POST.getlist(name)) for name in sorted(request.POST) if name != FIELD])
    hashed = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return salted_hmac("partnership.proof.form", hashed, algorithm="sha256").hexdigest()


def _key() -> str:
    return salted_hmac("partnership.proof", "challenges", algorithm="sha256").hexdigest()
