"""What the accounts library leaves to the site about passkeys, authenticator apps and recovery codes."""

import base64
import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnership.demo.people import CAST
from registry import rules
from registry.models import Person

# Where somebody wanted to go who had to set up a second factor first.
SESSION_KEY = "after_second_factor"
EDGE = 4  # modules of white around a QR code, which readers need
# What stands before a secret that is kept encrypted; one without it is read as it is.
ENCRYPTED = "fernet:"

SEEDED = frozenset(role.email for role in CAST)

log = logging.getLogger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not right, or no longer. Try once more; a code has to be a newer one."),
        "unverified_email": _("Confirm your email address first, or keep the old one. Then come back."),
    }

    def get_totp_issuer(self) -> str:
        return gettext("Target 3 Partnership")

    def _get_site_name(self) -> str:
        return gettext("Target 3 Partnership")

    def build_totp_svg(self, url: str) -> SafeString:
        """A QR code as markup: the policy of the site lets a page show no picture that came as data."""
        from qrcode.main import QRCode  # type: ignore[import-untyped]

        code = QRCode(border=EDGE)
        code.add_data(url)
        code.make()
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return format_html(
            '<svg viewBox="0 0 {0} {0}" width="240" height="240" role="img" aria-label="{1}">'
            '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>',
            len(rows),
            gettext("QR code for your authenticator app"),
            path,
        )

    def encrypt(self, text: str) -> str:
        """The secret of an app, or the seed of recovery codes, as the database keeps it: a dump of it opens nothing."""
        return ENCRYPTED + _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted with the key of this site or an earlier one. Where no key fits, a secret that no code is
        right for: its owner is told that the code is wrong, never let in, and has the second factor taken off.
        """
        if not encrypted_text.startswith(ENCRYPTED):
            return encrypted_text
        try:
            return _box().decrypt(encrypted_text.removeprefix(ENCRYPTED)).decode()
        except InvalidToken:
            log.exception("The key of a second factor is neither SECRET_KEY nor among SECRET_KEY_FALLBACKS.")
            return str(generate_totp_secret())

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


def _box() -> MultiFernet:
    """Encrypts with a key made of SECRET_KEY; decrypts with those of SECRET_KEY_FALLBACKS too."""
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    made: bytes = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(made))


def is_missing(person: Person) -> bool:
    """Whether a member of the secretariat has to set up a second factor first.

    The seeded people of the demonstration need none, as long as the site is one: nobody has their telephones.
    """
    if settings.DEMO and person.email in SEEDED:
        return False
    return not rules.has_second_factor(person)


@receiver(authenticator_added)
def proved(request: HttpRequest, user: Person, authenticator: Authenticator, **_signal: Any) -> None:
    """Who has just set one up, be it while signing up, has just used it, and is not asked for it again at once."""
    if authenticator.type in rules.SECOND_FACTORS:
        record_authentication(request, user, "mfa", type=authenticator.type, reauthenticated=True)


def of(person: Person) -> Mapping[str, Any]:
    """The ways of a person to sign in beside the code by email: `app`, `passkeys`, `codes`. One query."""
    found = list(Authenticator.objects.filter(user=person).order_by("created_at", "pk"))
    by_type = {one.type: one for one in found}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return {
        "app": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_factor": any(one.type in rules.SECOND_FACTORS for one in found),
    }
