"""Makes the listing anew from the entries."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from registry.actions import listing
from registry.models import Listing, Organization


class Command(BaseCommand):
    help = (
        "Makes the listing anew from the entries: after an upgrade that changed what it holds, or in doubt. "
        "The site goes on serving meanwhile. May be repeated, and stopped, at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="organizations in one transaction (default: 200)")

    def handle(self, *, batch: int, verbosity: int, **options: Any) -> None:
        listed = list(Organization.objects.listed().order_by("pk").values_list("pk", flat=True))
        gone = Listing.objects.exclude(organization__in=Organization.objects.listed())
        organizations = [*listed, *gone.values_list("organization", flat=True)]
        with tqdm(total=len(organizations), unit="organization", disable=verbosity == 0) as progress:
            for start in range(0, len(organizations), batch):
                some = organizations[start : start + batch]
                listing.refresh(some)
                progress.update(len(some))
        listing.recount_words()
        if verbosity:
            self.stdout.write(f"{len(listed)} organizations are listed.")
