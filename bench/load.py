"""Fills an empty database with organizations of the population:  python -m bench.load NUMBER

Their rows go in by COPY, by as many processes as there are cores; the derived tables are built once at the end.
"""

import multiprocessing
import os
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TYPE_CHECKING

import django
from tqdm import tqdm

if TYPE_CHECKING:
    from registry.models import Person

AT_ONCE = 500  # organizations in one transaction
IMPORTER = "importer@people.example"


def main(number: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("prepare")
    person = importer()
    parts = [range(start, min(start + AT_ONCE, number)) for start in range(0, number, AT_ONCE)]
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), spawned, django.setup) as pool, tqdm(total=number, unit=" entries") as bar:
        for part in as_completed(pool.submit(write, part, person.pk) for part in parts):
            bar.update(part.result())
    join_networks(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with searched_later():
            call_command("rebuild_listing", jobs=os.cpu_count())
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def searched_later() -> Iterator[None]:
    """Leave the indexes of the listing away meanwhile: made at the end, they cost a fraction."""
    from django.db import connection

    from registry.models import ActivityListing, GapListing, Listing, OfferListing

    indexes = [
        (model, index)
        for model in (Listing, ActivityListing, GapListing, OfferListing)
        for index in model._meta.indexes
    ]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)


def importer() -> "Person":
    """The curator in whose name everything is imported, and whose edits are measured."""
    from registry.models import Person

    columns = {"name": "Importer", "staff_role": "curator"}
    return Person.objects.get_or_create(email=IMPORTER, defaults=columns)[0]


def join_networks(number: int) -> None:
    from bench import population
    from registry.models import NetworkMembership

    belongings = ((population.network_of(one), one) for one in range(number))
    NetworkMembership.objects.bulk_create(
        NetworkMembership(
            network_id=population.organization_id(network),
            member_id=population.organization_id(member),
            proposed_by_network=True,
            accepted_at=population.listed_at(member),
        )
        for network, member in belongings
        if network is not None and network < number
    )


def write(numbers: range, person: uuid.UUID) -> int:
    from bench import rows  # the tables can be named only after django.setup

    return rows.write(numbers, person)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    main(int(sys.argv[1]))
