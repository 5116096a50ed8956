"""The addresses of all partners, in parts of a fixed size, for search engines."""

import datetime
from collections.abc import Iterable

from django.db.models import F

from registry.models import Listing


def parts(size: int) -> list[int]:
    """The numbers of the parts that hold a partner, each at most `size` of them, in their order. One query.

    A number may be missing: a partner never changes its part, and a part falls empty as its partners withdraw.
    """
    number = (F("slot") - 1) / size  # of whole numbers, so PostgreSQL drops the fraction
    return list(Listing.objects.annotate(part=number).values_list("part", flat=True).distinct().order_by("part"))


def part(number: int, size: int) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Public id and words of the address of each partner of a part (0 is the first), and when its entry last changed.

    One query. A partner stays in its part as long as it is listed.
    """
    first, last = number * size + 1, (number + 1) * size
    partners = Listing.objects.filter(slot__range=(first, last)).order_by("slot")
    return partners.values_list("public_id", "record__words", "organization__public_change__at")
