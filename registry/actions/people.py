"""People: making them, and what they choose for themselves."""

from collections.abc import Collection

from django.contrib.auth.hashers import make_password
from django.db import transaction

from registry import rules
from registry.errors import NotAllowed
from registry.models.people import Language, Person, StaffRole
from registry.vocabulary import SCRIPTS


def find_or_make(*, email: str, name: str = "", language: str = Language.ENGLISH) -> tuple[Person, bool]:
    """The person of an address, made if there is none; the second value says whether it was.

    The name and language of someone who is known stay as they are. A new person proves the address when first
    signing in by code. Two callers at once get the same person.
    """
    return Person.objects.get_or_create(
        email=email.strip().lower(), defaults={"name": name, "language": language, "password": make_password(None)}
    )


@transaction.atomic
def make_administrator(*, email: str, name: str) -> Person:
    """Give the role of administrator to the person of an address, who is made if need be. May run twice."""
    person, _made = find_or_make(email=email, name=name)
    person.name = name
    person.staff_role = StaffRole.ADMINISTRATOR
    person.is_active = True
    person.save(update_fields=["name", "staff_role", "is_active"])
    return person


def set_language(*, person: Person, language: str) -> None:
    """The language of mails to this person from now on; one that the site does not speak raises `ValueError`."""
    person.language = Language(language)
    person.save(update_fields=["language"])


def set_scripts(*, person: Person, scripts: Collection[str]) -> None:
    """The scripts that a member of the secretariat reads from now on; none means the one of their language.

    Raises `NotAllowed` for others, `ValueError` for a script that cannot be chosen.
    """
    if not rules.may_review(person):
        raise NotAllowed
    if not set(scripts) <= set(SCRIPTS):
        raise ValueError(sorted(scripts))
    person.reads_scripts = [script for script in SCRIPTS if script in scripts]
    person.save(update_fields=["reads_scripts"])
