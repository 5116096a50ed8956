"""Organizations in any state, as the secretariat looks for them."""

import uuid
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    names = Name.objects.filter(organization=OuterRef("pk"), folded__contains=words)
    proposed = Submission.objects.filter(organization=OuterRef("pk"), folded_name__contains=words)
    fits = Q(Exists(names)) | Q(Exists(proposed)) if words else Q(pk=None)
    domain = web_domain(text)
    return found.filter(fits | Q(web_domain=domain)) if domain else found.filter(fits)


def named(organizations: Sequence[Organization]) -> dict[uuid.UUID, OwnName]:
    """What each of them is called. Two queries."""
    return names_of([one.pk for one in organizations])
