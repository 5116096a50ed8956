"""Organizations in any state, as the secretariat looks for them."""

import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from registry.ids import is_public_id, normalize_public_id
from registry.models import Name, Organization, Submission
from registry.queries.workspace import OwnName, names_of
from registry.text import fold, web_domain


def find(text: str = "", state: str = "") -> QuerySet[Organization]:
    """Organizations by a part of a name that they have, had or propose, by public id or by web domain, the newest
    first; all of them without `text`.
    """
    found: QuerySet[Organization] = Organization.objects.order_by("-created_at", "-pk")
    if state:
        found = found.filter(state=state)
    text = text.strip()
    if not text:
        return found
    public_id = normalize_public_id(text)
    if is_public_id(public_id):
        return found.filter(public_id=public_id)
    words = fold(text)
    names = Name.objects.filter(folded__contains=words).values("organization")
    proposed = Submission.objects.filter(folded_name__contains=words).values("organization")
    fits = Q(pk__in=names) | Q(pk__in=proposed) if words else Q(pk__in=[])
    domain = web_domain(text)
    return found.filter(fits | Q(web_domain=domain)) if domain else found.filter(fits)


def named(organizations: Sequence[Organization]) -> dict[uuid.UUID, OwnName]:
    """What each of them is called. Two queries."""
    return names_of([one.pk for one in organizations])
