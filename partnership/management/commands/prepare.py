"""`manage.py prepare`: what an installation needs before it serves, after every upgrade."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from partnership.catalogs import compile_catalogs


class Command(BaseCommand):
    help = "Brings tables, places, catalogs and static files up to date. May be repeated at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogs()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_places", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
