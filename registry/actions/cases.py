"""Cases: what the desk must settle outside a submission."""

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.errors import IllegalMove, NotAllowed
from registry.models import Case, Organization, Person
from registry.states import CaseState


def open_case(*, kind: str, organization: Organization | None = None, person: Person | None = None) -> Case:
    """The open case of this kind about an organization or a person; opened if there is none. May run twice."""
    case, _made = Case.objects.get_or_create(kind=kind, organization=organization, person=person, state=CaseState.OPEN)
    return case


def settle_case(*, case: Case, by: Person) -> Case:
    """Close a case. Raises `NotAllowed`, and `IllegalMove` when it was settled meanwhile."""
    with transaction.atomic():
        if not rules.may_review(by):
            raise NotAllowed
        settled = Case.objects.filter(pk=case.pk, state=CaseState.OPEN).update(
            state=CaseState.SETTLED, settled_at=timezone.now(), settled_by=by
        )
        if not settled:
            raise IllegalMove
        case.refresh_from_db()
        return case
