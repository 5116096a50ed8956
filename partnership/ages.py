"""How long ago something was, in whole sentences that translators can turn."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.queries.facets import AGES
from registry.states import GapState, OfferState

DAYS_OF_MONTH = 30.44
DAYS_OF_YEAR = 365.25


def confirmed(on: date) -> str:
    """When an entry was confirmed, such as "confirmed 3 weeks ago"."""
    unit, number = _whole(on)
    if unit == "day" and number == 0:
        return _("confirmed today")
    return {
        "day": ngettext("confirmed %(number)s day ago", "confirmed %(number)s days ago", number),
        "week": ngettext("confirmed %(number)s week ago", "confirmed %(number)s weeks ago", number),
        "month": ngettext("confirmed %(number)s month ago", "confirmed %(number)s months ago", number),
        "year": ngettext("confirmed %(number)s year ago", "confirmed %(number)s years ago", number),
    }[unit] % {"number": number}


def open_for(since: date) -> str:
    """How long a gap or an offer is open, such as "open for 4 months"."""
    unit, number = _whole(since)
    if unit == "day" and number == 0:
        return _("open since today")
    return {
        "day": ngettext("open for %(number)s day", "open for %(number)s days", number),
        "week": ngettext("open for %(number)s week", "open for %(number)s weeks", number),
        "month": ngettext("open for %(number)s month", "open for %(number)s months", number),
        "year": ngettext("open for %(number)s year", "open for %(number)s years", number),
    }[unit] % {"number": number}


def standing(state: str, since: date) -> str:
    """How a gap or an offer stands and since when, such as "open for 4 months" or "met on 3 March 2026"."""
    if state == GapState.OPEN:
        return open_for(since)
    return {
        GapState.ANSWERED.value: _("answered on %(date)s"),
        GapState.MET.value: _("met on %(date)s"),
        GapState.CLOSED.value: _("closed on %(date)s"),
        GapState.EXPIRED.value: _("expired on %(date)s"),
        OfferState.PAUSED.value: _("paused since %(date)s"),
    }[state] % {"date": date_format(since, "DATE_FORMAT")}


def badge(state: str, since: date) -> str:
    """What marks a gap that is open for long: "more than 180 days", of 90, 180 and 365; "" before, and when not open.

    The days are counted as the facet of the board counts them, so what is marked so is what that filter finds.
    """
    if state != GapState.OPEN:
        return ""
    days = (timezone.now().date() - since).days
    passed = next((int(age) for age in AGES if days > int(age)), 0)
    words = ngettext("Unmet for more than %(number)s day", "Unmet for more than %(number)s days", passed)
    return words % {"number": passed} if passed else ""


def _whole(since: date) -> tuple[str, int]:
    """The time since a day in the largest unit that it fills twice, days up to a fortnight."""
    days = max(0, (timezone.now().date() - since).days)
    if days < 14:
        return "day", days
    if days < 2 * DAYS_OF_MONTH:
        return "week", days // 7
    if days < 2 * DAYS_OF_YEAR:
        return "month", int(days / DAYS_OF_MONTH)
    return "year", int(days / DAYS_OF_YEAR)
