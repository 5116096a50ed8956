"""`manage.py create_administrator`: the first person of the secretariat in an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import ProgrammingError

from registry.actions import people
from registry.models import Person
from registry.models.people import StaffRole


class Command(BaseCommand):
    help = "Makes an administrator, who signs in with a code sent to the address and then adds everyone else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--another", action="store_true", help="although there is an administrator already")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"].strip(), options["name"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an email address.") from error
        if not name:
            raise CommandError("Write the name of the person after the address.")
        try:
            known = Person.objects.active().filter(staff_role=StaffRole.ADMINISTRATOR).exists()
        except ProgrammingError as error:
            raise CommandError("The database has no tables yet. First run: manage.py prepare") from error
        if known and not options["another"]:
            raise CommandError("There is an administrator already, who can add others. To make one here: --another")
        person = people.make_administrator(email=email, name=name)
        self.stdout.write(f"{person.name} is an administrator and signs in with a code sent to {person.email}.")
