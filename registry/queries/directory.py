"""The directory: which partners a visitor's words and filters find, in which order, and what each filter would leave.

Words are looked for in the folded text of a listing, facets in its `facet:value` words (actions.listing writes both).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial, reduce
from operator import and_
from typing import TypeAlias
from unicodedata import category

from django.db import connection
from django.db.models import Case, CharField, IntegerField, Q, QuerySet, Sum, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.models import Listing
from registry.text import canonical_language_tag, fold, language_name
from registry.vocabulary import Element, OrganizationType, Realm, Scale, SupportKind

PAGE_SIZE = 25
LONGEST_SEARCH = 200  # characters

Listings: TypeAlias = "QuerySet[Listing]"


# -- Facets -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facet:
    """A way to narrow the directory. Within one facet the chosen values are alternatives; across facets all count.

    `values` are all there are, in the order to show them; empty where there are too many to show those that find
    nothing. `knows` tells a value that may be asked for from one that never can be; `label_of` names a value in a
    language of the site.
    """

    name: str
    label: str | Promise
    knows: Callable[[str], bool]
    label_of: Callable[[str, str], str]
    values: tuple[str, ...] = ()


def _of(choices: type[TextChoices], name: str, label: str | Promise) -> Facet:
    labels = dict(choices.choices)
    return Facet(name, label, labels.__contains__, lambda value, _language: str(labels[value]), tuple(choices.values))


def _is_language(value: str) -> bool:
    return "-" not in value and canonical_language_tag(value) == value


FACETS: tuple[Facet, ...] = (
    _of(OrganizationType, "type", _("Type of organization")),
    Facet("country", _("Country"), lambda value: value in places.country_codes(), places.country_name),
    _of(Element, "element", _("Element of Target 3")),
    Facet("region", _("Region"), lambda value: value in places.region_codes(), places.region_name),
    _of(SupportKind, "lacks", _("Lacks support with")),
    _of(SupportKind, "offers", _("Offers support with")),
    _of(Realm, "realm", _("Realm")),
    _of(Scale, "scale", _("Scale of work")),
    Facet("language", _("Working language"), _is_language, cache(language_name)),
)

Chosen: TypeAlias = Mapping[str, Collection[str]]


def having(facet: str, values: Iterable[str]) -> Q:
    """Listings with at least one of the values of a facet."""
    return Q(facets__overlap=[f"{facet}:{value}" for value in values])


# -- Words ------------------------------------------------------------------------------------------------------------


def words_of(search: str) -> list[str]:
    """What has to be found of what a visitor typed: folded words without punctuation at their ends, the longest first.

    A word within another one says nothing more and is left out.
    """
    found: list[str] = []
    for word in sorted({_bare(word) for word in fold(search).split()}, key=lambda word: (-len(word), word)):
        if word and not any(word in longer for longer in found):
            found.append(word)
    return found


def _bare(word: str) -> str:
    counted = [number for number, character in enumerate(word) if category(character)[0] in "LMN"]
    return word[counted[0] : counted[-1] + 1] if counted else ""


def matching(listings: Listings, words: Iterable[str]) -> Listings:
    """Those in whose text every word stands somewhere."""
    return reduce(lambda narrowed, word: narrowed.filter(search_text__contains=word), words, listings)


def ranked(listings: Listings, search: str) -> Listings:
    """The best answers first: a name that is what was typed, one that begins so, names with all the words, the rest.

    Each of these by name; the order is the same on every page.
    """
    words = words_of(search)
    if words:
        typed = fold(search)
        rank = Case(
            When(names_text__contains=f"\n{typed}\n", then=0),
            When(names_text__contains=f"\n{typed}", then=1),
            When(reduce(and_, (Q(names_text__contains=word) for word in words)), then=2),
            default=3,
            output_field=IntegerField(),
        )
        return listings.order_by(rank, "sort_name", "organization")
    return listings.order_by("sort_name", "organization")


# -- Counts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How many listings were found, and how many each value of each facet would find beside the other facets."""

    total: int = 0
    by_facet: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, facet: str) -> Mapping[str, int]:
        return self.by_facet.get(facet, {})

    def most(self, facet: str, number: int) -> list[tuple[str, int]]:
        """The values of a facet that find most."""
        return sorted(self.of(facet).items(), key=lambda pair: (-pair[1], pair[0]))[:number]


def count(listings: Listings, chosen: Chosen) -> Counts:
    """Count `listings` (matching the words, not yet filtered) under the chosen values of each facet, with one query.

    A listing that fails one chosen facet alone still counts for the values of that facet, since choosing another of
    them would find it.
    """
    sql, parameters = listings.annotate(failed=_failed(chosen)).values_list("facets", "failed").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found (facets, failed) AS MATERIALIZED ({sql})"  # noqa: S608 - the ORM's own, its parameters apart
            " SELECT word, count(*) FROM"
            " (SELECT unnest(array_append(facets, 'all:')) AS word FROM found WHERE failed = '') AS passing"
            " GROUP BY word"
            " UNION ALL SELECT word, count(*) FROM"
            " (SELECT unnest(facets) AS word, failed || ':' AS of FROM found WHERE failed <> '') AS failing"
            " WHERE starts_with(word, of) GROUP BY word",
            parameters,
        )
        rows: list[tuple[str, int]] = cursor.fetchall()
    by_facet: dict[str, dict[str, int]] = {name: {} for name in ("all", *(facet.name for facet in FACETS))}
    for word, number in rows:
        name, _colon, value = word.partition(":")
        by_facet[name][value] = by_facet[name].get(value, 0) + number
    total = by_facet.pop("all").get("", 0)
    return Counts(total, by_facet)


def _failed(chosen: Chosen) -> Case:
    """The one chosen facet that a listing fails; "" where it fails none, null where it fails more."""
    passes = {name: having(name, values) for name, values in chosen.items() if values}
    all_of: Callable[[Iterable[Q]], Q] = partial(reduce, and_)
    whens = [
        When(all_of([Q(pk__isnull=False), *(q for other, q in passes.items() if other != name)]), then=Value(name))
        for name in ["", *passes]
    ]
    return Case(*whens, default=None, output_field=CharField())


# -- Pages ------------------------------------------------------------------------------------------------------------


def page_of(listings: Listings, number: int) -> Listings:
    """One page of listings in their order, without the text that is only searched. `number` starts at 1."""
    first = (number - 1) * PAGE_SIZE
    return _to_show(listings)[first : first + PAGE_SIZE]


def newest(number: int) -> Listings:
    return _to_show(Listing.objects.order_by("-listed_at", "organization"))[:number]


def _to_show(listings: Listings) -> Listings:
    return listings.defer("search_text", "names_text", "sort_name", "facets")


def totals() -> dict[str, int]:
    """How many activities, open gaps and open offers all listings show: `activities`, `gaps`, `offers`."""
    columns = {"activities": "activity_count", "gaps": "gap_count", "offers": "offer_count"}
    return Listing.objects.aggregate(**{name: Coalesce(Sum(column), 0) for name, column in columns.items()})
