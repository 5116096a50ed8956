"""Gaps that nobody has answered, the longest open first: how many wait how long, and which."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnership import addresses, cards
from partnership.reading import circle_of
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from partnership.views.support import GAPS
from registry.queries import support
from registry.states import GapState

SHOWN = 25


@require_safe
@reviewers_only()
def unmet(request: StaffRequest) -> HttpResponse:
    """Each figure leads to its gaps on the board, which shows the secretariat those that others may not see."""
    waiting = support.waiting(circle_of(request), SHOWN)
    context = {
        "total": waiting.total,
        "all": addresses.board("gaps", state=GapState.OPEN),
        "ages": [
            (number, int(age), addresses.board("gaps", age=age, state=GapState.OPEN))
            for age, number in sorted(waiting.for_days.items(), key=lambda pair: int(pair[0]))
        ],
        "columns": [{"label": column.label, "href": "", "sorted": "", "is_number": False} for column in GAPS.columns],
        "rows": cards.rows_of_gaps(waiting.rows),
    }
    return render(request, "secretariat/unmet.html", context)
