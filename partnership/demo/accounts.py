"""Lost second factors: one that waits for a second administrator, one refused before it, one that was taken off."""

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from registry.actions import recoveries
from registry.models import Person


def tell(cast: Mapping[str, Person]) -> None:
    """By two administrators, of people who made recovery codes and lost those too."""
    first, second = cast["administrator"], cast["administrator2"]
    for one in (cast["lost"], cast["found"]):
        if not Authenticator.objects.filter(user=one).exists():
            TOTP.activate(one, generate_totp_secret())
            RecoveryCodes.activate(one)
    early = recoveries.ask(email=cast["lost"].email, by=first)
    recoveries.refuse(recovery=early, by=second)
    recoveries.ask(email=cast["lost"].email, by=second)
    done = recoveries.ask(email=cast["found"].email, by=first)
    recoveries.confirm(recovery=done, by=second)
