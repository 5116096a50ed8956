"""What those in the overlaps of the demonstration did: an invitation to talk, of a partner and of the secretariat, and
the word of some that they coordinate, of which one was taken back.
"""

import itertools
from collections.abc import Iterator, Mapping
from uuid import UUID

from registry.actions import overlaps as actions
from registry.models import Organization, Person
from registry.queries import overlaps as queries
from registry.queries.overlaps import Cell

WITH_TEAMS = 2  # partners in it whose teams are of the cast
LOOKED_AT = 2000


def tell(cast: Mapping[str, Person]) -> None:
    """After the listing was made: overlaps are told from it."""
    found = _with_teams(cast)
    cell, (first, second) = next(found)
    text = "We plant the same invented mangroves. Shall we share one nursery, and meet on the first Monday?"
    actions.invite(cell=cell, organization=first[0], text=text, language="en", by=first[1])
    note = "We meet on the first Monday of each invented month and share one nursery."
    actions.coordinate(cell=cell, organization=first[0], note=note, language="en", by=first[1])
    actions.coordinate(cell=cell, organization=second[0], note="", language="en", by=second[1])
    other, (third, _fourth) = next(found)
    text = "You do the same in one country. The secretariat would gladly bring you together."
    actions.invite(cell=other, organization=None, text=text, language="en", by=cast["reviewer"])
    said = actions.coordinate(cell=other, organization=third[0], note="We thought so.", language="en", by=third[1])
    actions.end(coordination=said, by=third[1])


def _with_teams(cast: Mapping[str, Person]) -> Iterator[tuple[Cell, list[tuple[Organization, Person]]]]:
    """Overlaps, those that ask most for talking first, each with two partners and who writes for them."""
    _total, found = queries.worldwide(size=LOOKED_AT)
    for overlap in found:
        members = queries.find(overlap.cell)
        teams = Organization.objects.filter(
            public_id__in=members.partners if members else [], memberships__person__in=cast.values()
        )
        rows = teams.order_by("pk").values_list("pk", "memberships__person")
        by_organization = itertools.groupby(rows, key=lambda row: row[0])
        own = [(pk, next(iter(team))[1]) for pk, team in by_organization]
        if len({person for _pk, person in own}) >= WITH_TEAMS:
            first = own[0]
            second = next(one for one in own if one[1] != first[1])
            yield overlap.cell, [_both(*first), _both(*second)]


def _both(organization: UUID, person: UUID) -> tuple[Organization, Person]:
    return Organization.objects.get(pk=organization), Person.objects.get(pk=person)
