"""For which circle of readers a request asks: what is for others alone is neither shown nor counted for it."""

from django.http import HttpRequest

from partnership import second_factors
from registry import rules
from registry.models import Person
from registry.queries.facets import SEEN_BY
from registry.queries.memory import KINDS
from registry.vocabulary import Visibility

CIRCLE = "partnership.circle"  # in request.META


def circle_of(request: HttpRequest) -> str:
    """The circle of the reader (`Visibility`): of the secretariat, with a second factor as its pages want it; of the
    team of a listed organization; or everyone. No query for visitors, one for whoever is signed in, once a request.
    """
    circle = request.META.get(CIRCLE)
    if circle is None:
        circle = request.META[CIRCLE] = _circle(request)
    return str(circle)


def circle_for(request: HttpRequest, kind: str) -> str:
    """The circle that decides what is found of a kind of results; everyone's, without a query, where all see all."""
    return circle_of(request) if SEEN_BY in KINDS[kind].facets else Visibility.EVERYONE


def _circle(request: HttpRequest) -> str:
    person = request.user
    if not isinstance(person, Person):
        return Visibility.EVERYONE
    known = rules.with_standing().get(pk=person.pk)
    if rules.may_review(known) and not second_factors.is_missing(known):
        return Visibility.SECRETARIAT
    return Visibility.PARTNERS if known.is_partner else Visibility.EVERYONE
