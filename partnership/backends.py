"""Whoever is signed in, read with whether they have a second factor: pages of the secretariat ask on every request."""

from typing import Any

from allauth.account import auth_backends

from registry import rules
from registry.models import Person


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: Any) -> Person | None:
        """The person of a session, in one query; nobody where the account was shut since."""
        person: Person | None = rules.with_second_factor().filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
