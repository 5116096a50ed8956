"""What the two pages that confirm an entry share: the one that a link in a mail opens, and the one in the workspace."""

from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.actions import confirmations
from registry.models import Organization, Person
from registry.queries.confirmations import PARTS, Standing, day, standing
from registry.queries.on_file import on_file
from registry.vocabulary import ConfirmationWay

ALL = "all"


def where_it_stands(organization: Organization) -> Standing:
    return standing(organization, day(timezone.now()))


def shown(stands: Standing, *, everything: bool) -> dict[str, Any]:
    """What is on file, part by part, each with when it was confirmed and whether it is asked for now; of one in which
    everything has expired there is nothing to say.
    """
    filed = on_file(stands, everything=everything)
    return {
        "standing": stands,
        "filed": filed.name,
        "parts": [
            {
                "on_file": part,
                "on": stands.parts[part.key],
                "is_due": stands.part_is_due(part.key),
                "is_over": bool(part.expired) and not part.lines and not part.hidden,
            }
            for part in filed.parts
        ],
        "expired": [
            {"held": one, "title": one.row.title if everything or one.row.visible_to == "everyone" else ""}
            for one in stands.expired
        ],
        "several_expired": sum(not one.is_over for one in stands.expired) > 1,
    }


def act(data: QueryDict, stands: Standing, by: Person, way: ConfirmationWay) -> str:
    """Do what a button asks for, and say what was done. Raises `Http404` for no button of ours, and as the actions."""
    if "reopen" in data:
        return _reopen(str(data["reopen"]), stands, by)
    asked = data.get("part", "")
    parts = PARTS if asked == ALL else (asked,)
    seen = data.get("seen", "")
    if not set(parts) <= set(PARTS) or not seen.isdecimal():
        raise Http404
    confirmations.confirm(organization=stands.organization, parts=parts, by=by, way=way, seen=int(seen))
    return _("Thank you. It is noted that this is still true as of today.")


def _reopen(asked: str, stands: Standing, by: Person) -> str:
    """Open one again, or all whose end has not passed."""
    if asked == ALL:
        chosen = [one for one in stands.expired if not one.is_over]
    else:
        chosen = [one for one in stands.expired if one.row.pk == _uuid(asked)]
    if not chosen:
        raise Http404
    for one in chosen:
        confirmations.reopen(item=one.row, by=by)
    return _("It is open again, and confirmed as of today.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
