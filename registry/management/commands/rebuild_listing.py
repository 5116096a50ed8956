"""Makes the listing anew from the entries."""

import multiprocessing
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from typing import Any

import django
from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from registry.actions import listing
from registry.actions.versions import note_changes, raise_version
from registry.models import Listing, Organization


class Command(BaseCommand):
    help = (
        "Makes the listing anew from the entries: after an upgrade that changed what it holds, or in doubt. "
        "The site goes on serving meanwhile. May be repeated, and stopped, at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="organizations in one transaction (default: 200)")
        parser.add_argument("--jobs", type=int, default=1, help="processes that share the work (default: 1)")

    def handle(self, *, batch: int, jobs: int, verbosity: int, **options: Any) -> None:
        listed = list(Organization.objects.listed().order_by("pk").values_list("pk", flat=True))
        gone = Listing.objects.exclude(organization__in=Organization.objects.listed())
        organizations = [*listed, *gone.values_list("organization", flat=True)]
        with tqdm(total=len(organizations), unit="organization", disable=verbosity == 0) as progress:
            for number in _shared(organizations, batch, jobs) if jobs > 1 else _alone(organizations, batch):
                progress.update(number)
        listing.recount_words()
        if verbosity:
            self.stdout.write(f"{len(listed)} organizations are listed.")


def _alone(organizations: list[uuid.UUID], batch: int) -> Iterator[int]:
    """Refresh them batch by batch -> how many were done each time."""
    for start in range(0, len(organizations), batch):
        some = organizations[start : start + batch]
        listing.refresh(some, anew=True)
        yield len(some)


def _shared(organizations: list[uuid.UUID], batch: int, jobs: int) -> Iterator[int]:
    """The same by several processes. Each batch has one version for all of them, which this process holds meanwhile."""
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), django.setup) as pool:
        for start in range(0, len(organizations), batch * jobs):
            some = organizations[start : start + batch * jobs]
            parts = [some[first : first + batch] for first in range(0, len(some), batch)]
            with transaction.atomic():
                version = raise_version()
                note_changes(some)
                list(pool.map(listing.remake, parts, repeat(version)))
            yield len(some)
