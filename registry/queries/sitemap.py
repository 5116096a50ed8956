"""The addresses of all partners, gaps and offers, in parts of a fixed size, for search engines."""

import datetime
from collections.abc import Iterable

from django.db.models import F

from registry.models import GapListing, Listed, Listing, OfferListing
from registry.vocabulary import Visibility

# The tables of gaps and offers, each with the column that names the item.
ITEMS: dict[str, tuple[type[Listed], str]] = {"gap": (GapListing, "gap"), "offer": (OfferListing, "offer")}


def parts(size: int, kind: str = "") -> list[int]:
    """The numbers of the parts that hold a partner, or a gap or an offer (`kind`), each at most `size` of them, in their
    order. One query.

    A number may be missing: nothing ever changes its part, and a part falls empty as its partners withdraw.
    """
    model: type[Listed] = ITEMS[kind][0] if kind else Listing
    number = (F("slot") - 1) / size  # of whole numbers, so PostgreSQL drops the fraction
    found = model._default_manager.annotate(part=number).values_list("part", flat=True)
    return list(found.distinct().order_by("part"))


def part(number: int, size: int) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Public id and words of the address of each partner of a part (0 is the first), and when its entry last changed.

    One query. A partner stays in its part as long as it is listed.
    """
    partners = Listing.objects.filter(slot__range=_slots(number, size)).order_by("slot")
    return partners.values_list("public_id", "record__words", "organization__public_change__at")


def items(kind: str, number: int, size: int) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Id and title of each gap or offer (`kind`) of a part that everyone may see, and when the entry that states it last
    changed. One query.
    """
    model, column = ITEMS[kind]
    rows = model._default_manager.filter(slot__range=_slots(number, size), record__seen_by=Visibility.EVERYONE)
    return rows.order_by("slot").values_list(column, "record__title", "organization__public_change__at")


def _slots(number: int, size: int) -> tuple[int, int]:
    return number * size + 1, (number + 1) * size
