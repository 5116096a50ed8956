"""The addresses of all partners, gaps and offers, in parts of a fixed size, for search engines."""

import datetime
from collections.abc import Iterable

from django.db.models import F

from registry.models import GapListing, Listed, Listing, OfferListing
from registry.queries import memory
from registry.queries.memory import slots_of
from registry.vocabulary import Visibility

# The tables of gaps and offers, each with the column that names the item.
ITEMS: dict[str, tuple[type[Listed], str]] = {"gap": (GapListing, "gap"), "offer": (OfferListing, "offer")}


def parts(size: int) -> list[int]:
    """The numbers of the parts that hold a partner, each at most `size` of them, in their order. One query.

    A number may be missing: a partner never changes its part, and a part falls empty as its partners withdraw.
    """
    number = (F("slot") - 1) / size  # of whole numbers, so PostgreSQL drops the fraction
    return list(Listing.objects.annotate(part=number).values_list("part", flat=True).distinct().order_by("part"))


def parts_of(kind: str, size: int) -> list[int]:
    """The same of gaps or offers (`kind`) that everyone may see. One query: the memory knows them."""
    slots = slots_of(memory.current(f"{kind}s").present)
    return sorted({int(slot - 1) // size for slot in slots})


def part(number: int, size: int) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Public id and words of the address of each partner of a part (0 is the first), and when its entry last changed.

    One query. A partner stays in its part as long as it is listed.
    """
    partners = Listing.objects.filter(slot__range=_slots(number, size)).order_by("slot")
    return partners.values_list("public_id", "record__words", "organization__public_change__at")


def items(kind: str, number: int, size: int) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Id and title of each gap or offer (`kind`) of a part that everyone may see, and when the entry that states it
    last changed. One query.
    """
    model, column = ITEMS[kind]
    rows = model._default_manager.filter(slot__range=_slots(number, size), record__seen_by=Visibility.EVERYONE)
    return rows.order_by("slot").values_list(column, "record__title", "organization__public_change__at")


def _slots(number: int, size: int) -> tuple[int, int]:
    return number * size + 1, (number + 1) * size
