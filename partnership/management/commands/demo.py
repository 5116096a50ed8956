"""`manage.py demo`: fills an empty site with invented organizations, and says who can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnership.demo import people
from partnership.demo.build import build
from registry.models import Organization


class Command(BaseCommand):
    help = "Invents 300 organizations in six languages, in every state. Only where DEMO is set, on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=30, help="another number invents others (default: %(default)s)")
        parser.add_argument("--when-empty", action="store_true", help="leave a site alone that has organizations")
        parser.add_argument("--who", action="store_true", help="say who can sign in, and do nothing else")

    def handle(self, *, seed: int, when_empty: bool, who: bool, **options: Any) -> None:
        if not settings.DEMO or settings.DEPLOYED:
            raise CommandError(
                "Invented organizations do not belong among real ones. Set DEMO=1, on a site for this machine alone."
            )
        if who:
            self._say_who()
        elif people.is_here():
            self.stdout.write("The demonstration is here already.")
        elif when_empty and Organization.objects.exists():
            self.stdout.write("There are organizations here already, so none were invented.")
        else:
            build(seed)
            self.stdout.write(f"{Organization.objects.count()} organizations were invented.")

    def _say_who(self) -> None:
        if not people.is_here():
            self.stdout.write("There is no demonstration here. Make it: DEMO=1 manage.py demo")
            return
        self.stdout.write("Who can sign in, with the code that is sent to the address:")
        for role in people.CAST:
            self.stdout.write(f"  {role.email:<29} {role.name} {role.sees}")
