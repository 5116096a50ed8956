"""The addresses of all partners, in parts of a fixed size, for search engines."""

import datetime
import math
from collections.abc import Iterable

from django.db.models import Max

from registry.models import Listing


def number_of_parts(size: int) -> int:
    """How many parts of at most `size` partners there are; parts may hold fewer, as partners withdraw. One query."""
    last: int = Listing.objects.aggregate(last=Max("slot"))["last"] or 0
    return math.ceil(last / size)


def part(number: int, size: int) -> Iterable[tuple[str, str, datetime.datetime]]:
    """Public id and words of the address of each partner of a part (0 is the first), and when its entry last changed.

    One query. A partner stays in its part as long as it is listed.
    """
    first, last = number * size + 1, (number + 1) * size
    partners = Listing.objects.filter(slot__range=(first, last)).order_by("slot")
    return partners.values_list("public_id", "record__words", "organization__public_change__at")
