"""The filters of the directory: one declaration (`registry.queries.directory.FACETS`) for form, query, tags, counts.

Nothing that an address may say is an error: what cannot be asked for is left out, and `ignored` says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.models import Listing
from registry.places import countries
from registry.queries import directory
from registry.queries.directory import FACETS, LONGEST_SEARCH, PAGE_SIZE, Facet
from registry.text import clean_line, fold

TOP = 8  # values of a long facet that are shown before the others fold away


class FacetField(forms.MultipleChoiceField):
    """Values of a facet; those that it does not know are left out."""

    def __init__(self, *, facet: Facet, **options: Any) -> None:
        super().__init__(**options)
        self.facet = facet

    def clean(self, value: Any) -> list[str]:
        return sorted({text for text in self.to_python(value) if self.facet.knows(text)})


class FacetFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]  # has no types
    """Listings with any of the chosen values of a facet."""

    field_class = FacetField

    def __init__(self, facet: Facet) -> None:
        super().__init__(field_name=facet.name, label=facet.label, facet=facet)

    def filter(self, queryset: Any, value: list[str]) -> Any:
        return queryset.filter(directory.having(self.field_name, value)) if value else queryset


class WordsField(forms.Field):
    """What was typed into the search box, in one line, cut where it is too long."""

    def clean(self, value: Any) -> str:
        return clean_line(str(value or ""))[:LONGEST_SEARCH]


class WordsFilter(django_filters.Filter):  # type: ignore[misc]
    """Listings in whose text every word stands."""

    field_class = WordsField

    def filter(self, queryset: Any, value: str) -> Any:
        return directory.matching(queryset, directory.words_of(value))


@dataclass(frozen=True)
class Shown:
    """A facet as the page shows it; `choices` are what the component "facet" takes."""

    name: str
    label: str
    choices: list[dict[str, Any]]
    open: bool


class DirectoryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The directory as the query of an address asks for it."""

    q = WordsFilter()

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        return {**super().get_filters(), **{facet.name: FacetFilter(facet) for facet in FACETS}}

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, Listing.objects.all())
        self.form.is_valid()  # always: its fields leave out what they do not know

    @property
    def search(self) -> str:
        return str(self.form.cleaned_data["q"])

    @cached_property
    def words(self) -> list[str]:
        return directory.words_of(self.search)

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values chosen of each facet that narrows the list."""
        return {facet.name: values for facet in FACETS if (values := self.form.cleaned_data[facet.name])}

    # -- What is found ------------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> directory.Counts:
        return directory.count(directory.matching(Listing.objects.all(), self.words), self.chosen)

    @property
    def total(self) -> str:
        """How many were found, as people of the reader's language write large numbers."""
        return number_format(self.counts.total, force_grouping=True)

    @property
    def pages(self) -> int:
        return max(1, -(-self.counts.total // PAGE_SIZE))

    @property
    def page(self) -> int:
        """The page that was asked for, or the nearest that there is."""
        asked = self.data.get("page", "")
        return min(max(1, int(asked)), self.pages) if asked.isdecimal() and len(asked) < 10 else 1

    @property
    def listings(self) -> list[Listing]:
        """The listings of the page, the best first."""
        return list(directory.page_of(directory.ranked(self.qs, self.search), self.page))

    # -- What the page says of it -------------------------------------------------------------------------------------

    @property
    def ignored(self) -> Iterator[str]:
        """A sentence for each thing asked that this directory cannot look for."""
        typed = clean_line(self.data.get("q", ""))
        if len(typed) > LONGEST_SEARCH:
            yield _("Only the first %(number)s characters of your search were used.") % {"number": LONGEST_SEARCH}
        if typed and not self.words:
            yield _("There was no letter or digit to search for, so every partner is shown.")
        for facet in FACETS:
            if any(not facet.knows(value) for value in self.data.getlist(facet.name) if value):
                yield _("A filter of “%(facet)s” does not exist. It was left out.") % {"facet": facet.label}

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What narrows the list: its name, and the query without it."""
        language = get_language() or "en"
        found = [(_("“%(words)s”") % {"words": self.search}, self.query(without=("q", "")))] if self.words else []
        return found + [
            (facet.label_of(value, language), self.query(without=(facet.name, value)))
            for facet in FACETS
            for value in self.chosen.get(facet.name, [])
        ]

    def query(self, *, without: tuple[str, str] = ("", "")) -> str:
        """The query that asks for the same, in one order whatever the address said; without one part of it."""
        query = QueryDict(mutable=True)
        if self.words and without[0] != "q":
            query["q"] = self.search
        for name, values in self.chosen.items():
            if kept := [value for value in values if (name, value) != without]:
                query.setlist(name, kept)
        return f"?{query.urlencode()}" if query else "?"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The facets chosen as pairs, for the search box to keep."""
        return [(name, value) for name, values in self.chosen.items() for value in values]

    @property
    def facets(self) -> Iterator[Shown]:
        for number, facet in enumerate(FACETS):
            choices = self._choices(facet)
            if choices:
                yield Shown(facet.name, str(facet.label), choices, open=number < 3)

    def _choices(self, facet: Facet) -> list[dict[str, Any]]:
        """The values to choose from: a short list whole and in its own order; a long one with what finds something,
        the chosen and the most found first, the rest by name."""
        counts, chosen = self.counts.of(facet.name), self.chosen.get(facet.name, [])
        names = _names(facet, {*counts, *chosen})
        values = facet.values or _top_first(names, counts, chosen)
        return [
            {"value": value, "label": names[value], "count": counts.get(value, 0), "checked": value in chosen}
            for value in values
        ]


def _names(facet: Facet, found: set[str]) -> dict[str, str]:
    """The values that a facet may show and their names in the reader's language, in the order of these names."""
    language = get_language() or "en"
    if facet.values:
        return {value: facet.label_of(value, language) for value in facet.values}
    if facet.name == "country":
        return {code: name for code, name in countries(language) if code in found}
    named = {value: facet.label_of(value, language) for value in found}
    return dict(sorted(named.items(), key=lambda pair: (fold(pair[1]), pair[0])))


def _top_first(names: Mapping[str, str], counts: Mapping[str, int], chosen: list[str]) -> list[str]:
    top = sorted(names, key=lambda value: (value not in chosen, -counts.get(value, 0)))[:TOP]
    return [*top, *(value for value in names if value not in top)]
