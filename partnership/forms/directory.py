"""A result of the directory, the activities or the board, as the query of an address asks for it.

One declaration for form, question, tags, counts and address: the facets (`registry.queries.facets`). Nothing that an
address may say stops a page: what cannot be asked is left out, and `problems` says so.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, KeysView, Mapping
from copy import copy
from dataclasses import replace
from functools import cache, cached_property
from itertools import islice, takewhile
from typing import Any, Self
from urllib.parse import urlencode

import django_filters
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from registry.queries import directory
from registry.queries.directory import MATCH, SORTS, USUAL, Asked, Found
from registry.queries.facets import Facet
from registry.queries.memory import KINDS
from registry.queries.parse import LONGEST_SEARCH, parse
from registry.text import clean_line, fold, is_unparted, tokens, without_article
from registry.vocabulary import Visibility

FACETS: Mapping[str, tuple[Facet, ...]] = {name: kind.asked for name, kind in KINDS.items()}

VIEWS = ("list", "table", "map", "seats")  # the last: the map once more, by where each is based
MOST_CHOSEN = 500  # values of all facets together; every country and region twice fits
MOST_TAGS = 40
LONGEST_TOLD = 60  # characters of what was asked and is not there
YES = "yes"
WORDS = re.compile(r"\w+")
LABELLED = {"element", "lacks", "offers", "kind"}  # facets whose labels people type into the search box
SHORTEST_LABEL = 4  # letters of what is looked for among the labels; two of scripts that do not part words
MOST_CALLED_SO = 4
QUOTES = set('"“”«»„「」')

SORT_LABELS: Mapping[str, str | Promise] = {
    "match": gettext_lazy("Best match"),
    "name": gettext_lazy("Name"),
    "newest": gettext_lazy("Newest"),
    "unmet": gettext_lazy("Longest unmet"),
    "confirmed": gettext_lazy("Recently confirmed"),
    "activities": gettext_lazy("Most activities"),
    "gaps": gettext_lazy("Most gaps"),
    "offers": gettext_lazy("Most offers"),
    "start": gettext_lazy("Latest start"),
}

# Facets whose values are told apart only by the name of their facet: a country may be a seat or a place of work.
NAMED_WITH_FACET = {
    "country",
    "region",
    "works_in",
    "lacks",
    "offers",
    "language",
    "network",
    "kind",
    "when",
    "age",
    "joined_in",
    "stated_in",
    "state_since",
    "seen_by",
}


# -- Parameters -------------------------------------------------------------------------------------------------------


class Shared:
    """A field that keeps nothing of a request, so that the forms of all requests share it. Copying costs a search."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class WordsField(Shared, forms.Field):
    """What was typed into the search box, in one line, cut where it is too long; "" where nothing can be searched."""

    def clean(self, value: Any) -> str:
        typed = clean_line(str(value or ""))[:LONGEST_SEARCH].rstrip()
        return typed if parse(typed) else ""


class ValuesField(Shared, forms.MultipleChoiceField):
    """Values of a facet, each once and in one order; those that it does not know are left out."""

    def __init__(self, *, facet: Facet, **options: Any) -> None:
        super().__init__(**options)
        self.facet = facet

    def clean(self, value: Any) -> tuple[str, ...]:
        chosen = {text for text in self.to_python(value) if self.facet.knows(text)}
        return tuple(sorted(chosen, key=self.facet.values.index if self.facet.values else None))


class WordField(Shared, forms.Field):
    """One of a few words; "" for any other."""

    def __init__(self, *, words: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.words = words

    def clean(self, value: Any) -> str:
        return value if value in self.words else ""


class CursorField(Shared, forms.Field):
    """A place in a result. Whether it is one of this result only the search can tell."""

    def clean(self, value: Any) -> str:
        return str(value or "")


class Parameter(django_filters.Filter):  # type: ignore[misc]  # has no types
    """A parameter of the address. The engine takes all of them at once (`ResultFilter.asked`), none narrows alone."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return copy(self)

    def filter(self, queryset: Any, value: Any) -> Any:
        return queryset


class Words(Parameter):
    field_class = WordsField


class Values(Parameter):
    field_class = ValuesField


class Word(Parameter):
    field_class = WordField


class Cursor(Parameter):
    field_class = CursorField


def no_value(values: Iterable[str], facet: Any) -> str:
    """The sentence for values that a filter does not have; as much of them is told as a line holds."""
    told = Truncator(", ".join(filter(None, map(clean_line, values)))).chars(LONGEST_TOLD)
    return _("“%(value)s” is no value of the filter “%(facet)s”. It was left out.") % {"value": told, "facet": facet}


class ResultFilter(django_filters.FilterSet):  # type: ignore[misc]
    """A result as an address asks for it. `kind`: organizations, activities, gaps or offers; `circle`: the reader's.

    The names of its parameters are the keys of `filters`.
    """

    def __init__(self, query: QueryDict, kind: str = "organizations", circle: str = Visibility.EVERYONE) -> None:
        self.kind, self.circle = kind, circle
        self.base_filters = _parameters(kind)
        super().__init__(query, KINDS[kind].model._default_manager.none())
        self.form.is_valid()  # always: its fields leave out what they do not know
        self._cursor_refused = ""

    def get_form_class(self) -> type[forms.Form]:
        return _form_class(self.kind)

    @cached_property
    def asked(self) -> Asked:
        usual = Asked(
            kind=self.kind,
            text=self._said["q"],
            chosen=self._as_many_as_fit(),
            language=get_language() or "en",
            exact=bool(self._said["q"] and self._said["exact"]),
            circle=self.circle,
        )
        sort = self._said["sort"]
        if sort == usual.order or (sort == MATCH and not usual.question.wanted):
            return usual
        return replace(usual, sort=sort)

    def _as_many_as_fit(self) -> dict[str, tuple[str, ...]]:
        chosen, left = {}, MOST_CHOSEN
        for facet in FACETS[self.kind]:
            if values := self._said[facet.name][:left]:
                chosen[facet.name] = values
                left -= len(values)
        return chosen

    @property
    def _said(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned

    @property
    def text(self) -> str:
        return str(self._said["q"])

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        return self.asked.chosen

    @property
    def view(self) -> str:
        return self._said["view"] or VIEWS[0]

    @property
    def whole(self) -> list[str]:
        """Long facets of which all values are asked for. No part of the question: the same address without is it."""
        return [facet.name for facet in FACETS[self.kind] if facet.name in self.data.getlist("more")]

    @property
    def usual_sort(self) -> str:
        return MATCH if self.asked.question.wanted else USUAL[self.kind]

    @property
    def sort(self) -> str:
        """The order in force."""
        return self.asked.order

    @property
    def after(self) -> str:
        return str(self._said["after"])

    @property
    def before(self) -> str:
        return "" if self.after else str(self._said["before"])

    # -- What is found ------------------------------------------------------------------------------------------------

    @cached_property
    def found(self) -> Found:
        """The page of the result; its first page where the place in it is none of this result."""
        try:
            return directory.search(self.asked, after=self.after, before=self.before)
        except directory.WrongCursor as refusal:
            self._cursor_refused = str(refusal)
            return directory.search(self.asked)

    # -- What could not be asked --------------------------------------------------------------------------------------

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What was asked that cannot be: each the name of the parameter and a sentence."""
        return [*self._problems_of_words(), *self._problems_of_facets(), *self._problems_of_the_rest()]

    def _problems_of_words(self) -> Iterator[tuple[str, str]]:
        typed = clean_line(self.data.get("q", ""))
        if len(typed) > LONGEST_SEARCH:
            sentence = _("Only the first %(number)s characters of your search were used.")
            yield "q", sentence % {"number": LONGEST_SEARCH}
        if self.data.get("q", "").strip() and not self.text:
            yield "q", _("There was no letter or digit to search for, so nothing was searched.")

    def _problems_of_facets(self) -> Iterator[tuple[str, str]]:
        too_many = _("Only %(number)s filters fit into one search. Some of “%(facet)s” were left out.")
        for facet in FACETS[self.kind]:
            unknown = [value for value in self.data.getlist(facet.name) if value and not facet.knows(value)]
            if unknown:
                yield facet.name, no_value(unknown, facet.label)
            if len(self._said[facet.name]) > len(self.chosen.get(facet.name, ())):
                yield facet.name, too_many % {"number": MOST_CHOSEN, "facet": facet.label}

    def _problems_of_the_rest(self) -> Iterator[tuple[str, str]]:
        sentences = {
            "exact": _("An exact search is asked for by exact=yes. It was left out."),
            "sort": _("This order does not exist. The usual one was used."),
            "view": _("This view does not exist. The list is shown."),
        }
        for name, sentence in sentences.items():
            if self.data.get(name) and not self._said[name]:
                yield name, sentence
        if self.after and self._said["before"]:
            yield "before", _("Results are shown after a place or before it, not both. The latter was left out.")
        if (self.after or self.before) and self.found and self._cursor_refused:
            yield "after" if self.after else "before", self._cursor_refused

    # -- Addresses ----------------------------------------------------------------------------------------------------

    @property
    def is_later(self) -> bool:
        """Whether this is a page behind the first."""
        return bool(self.after or self.before) and self.found is not None and not self._cursor_refused

    @property
    def canonical(self) -> str:
        """The one query that asks for this page, without its question mark; "" for all there is. Searches nothing."""
        place = {} if self._cursor_refused else {"after": self.after, "before": self.before}
        return urlencode(self._pairs(changed=place))

    def query(self, *, without: tuple[str, str] = ("", ""), **changed: str) -> str:
        """A link to the first page of the same, without one value (name, value), or with other parameters.

        `changed`: q, sort, view, exact, after, before, or a facet that has this one value now; an empty one goes.
        """
        return "?" + urlencode(self._pairs(without, changed))

    @cached_property
    def _names_of_facets(self) -> KeysView[str]:
        return dict.fromkeys(facet.name for facet in FACETS[self.kind]).keys()

    def _pairs(
        self, without: tuple[str, str] = ("", ""), changed: Mapping[str, str] | None = None
    ) -> list[tuple[str, str]]:
        """Parameters and values in one order, whatever the address said; what is as usual is not said."""
        changed = changed or {}
        names = self._names_of_facets
        chosen = self.chosen  # in the order of the facets
        if not names.isdisjoint(changed):
            now = {**chosen, **{name: (value,) for name, value in changed.items() if name in names}}
            chosen = {name: now[name] for name in names if name in now}
        words = changed.get("q", self.text) if without[0] != "q" else ""
        rest = {"exact": YES if self.asked.exact and words else "", "sort": self.asked.sort, "view": self.view}
        rest |= {name: value for name, value in changed.items() if name not in names and name != "q"}
        usual = {"sort": self.usual_sort if words else USUAL[self.kind], "view": VIEWS[0]}
        return [
            *([("q", words)] if words else []),
            *((name, value) for name, values in chosen.items() for value in values if (name, value) != without),
            *((name, value) for name, value in rest.items() if value and value != usual.get(name)),
        ]

    @cached_property
    def instead_of(self) -> list[tuple[str, list[str]]]:
        """Each word that was read as others, and those others."""
        read: dict[str, list[str]] = {}
        for typed, meant in self.found.instead_of:
            read.setdefault(typed, []).append(meant)
        return list(read.items())

    @cached_property
    def offered(self) -> tuple[str, str] | None:
        """What was typed as it may have been meant, where it finds little, and the query for it."""
        read = dict(self.found.offered)
        if not read:
            return None
        meant = WORDS.sub(lambda word: read.get(fold(word[0]), word[0]), self.text)
        return meant, self.query(q=meant)

    @cached_property
    def called_so(self) -> list[tuple[str, str]]:
        """Filters of the site's own lists that are called as what was typed, in any of its languages: what each is
        called in the reader's, and the query with it instead of the words. Entries are not searched for these labels.
        """
        typed = " ".join(map(without_article, tokens(self.text)))
        if len(typed) < (2 if typed and is_unparted(typed) else SHORTEST_LABEL):
            return []
        labelled, labels = _labelled(self.kind), _labels(self.kind)
        alike = takewhile(lambda one: one[0].startswith(typed), islice(labels, bisect_left(labels, (typed, 0)), None))
        return [
            (
                _named(facet, facet.label_of(value, self.asked.language)),
                self.query(without=("q", ""), **{facet.name: value}),
            )
            for facet, value in (
                labelled[place] for place in sorted({place for _label, place in alike})[:MOST_CALLED_SO]
            )
        ]

    @property
    def kept_beside_words(self) -> list[tuple[str, str]]:
        """What the search box keeps of this result: all but the words."""
        return [pair for pair in self._pairs() if pair[0] not in ("q", "exact")]

    @property
    def kept_beside_facets(self) -> list[tuple[str, str]]:
        """What the form of the facets keeps: all but what was chosen of them."""
        return [pair for pair in self._pairs() if pair[0] not in self.chosen]

    @cached_property
    def tags(self) -> list[tuple[str, str]]:
        """What narrows the list: what it is called, and the query without it. So many as one would take away singly."""
        tags = [(_quoted(self.text), self.query(without=("q", "")))] if self.text else []
        for facet in FACETS[self.kind]:
            values = self.chosen.get(facet.name, ())[: MOST_TAGS - len(tags)]
            labels = facet.labels(values, self.asked.language) if values else {}
            tags += [
                (_named(facet, labels.get(value, value)), self.query(without=(facet.name, value))) for value in values
            ]
        if self.asked.exact:
            tags.append((_("Exactly these words"), self.query(exact="")))
        return tags


def _quoted(text: str) -> str:
    """What was typed, in quotes; as it is where it has quotes of its own."""
    return text if QUOTES.intersection(text) else _("“%(words)s”") % {"words": text}


def _named(facet: Facet, label: str) -> str:
    if facet.name in NAMED_WITH_FACET:
        return _("%(facet)s: %(value)s") % {"facet": facet.label, "value": label}
    return label


@cache
def _labelled(kind: str) -> list[tuple[Facet, str]]:
    """The values of the site's own lists, in the order of a page."""
    return [(facet, value) for facet in FACETS[kind] if facet.name in LABELLED for value in facet.values]


@cache
def _labels(kind: str) -> list[tuple[str, int]]:
    """What they are called in the six languages, folded, from each of its words on: sorted, each with its place among
    the values.
    """
    found: set[tuple[str, int]] = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            for place, (facet, value) in enumerate(_labelled(kind)):
                words = [without_article(word) for word in tokens(facet.label_of(value, code))]
                found.update((" ".join(words[number:]), place) for number in range(len(words)))
    return sorted(found)


@cache
def _form_class(kind: str) -> type[forms.Form]:
    fields = {name: parameter.field for name, parameter in _parameters(kind).items()}
    return type("ResultForm", (forms.Form,), fields)


@cache
def _parameters(kind: str) -> dict[str, Parameter]:
    facets = {
        facet.name: Values(field_name=facet.name, label=facet.label, facet=facet, required=False)
        for facet in FACETS[kind]
    }
    return {
        "q": Words(field_name="q", required=False),
        **facets,
        "exact": Word(field_name="exact", words=(YES,), required=False),
        "sort": Word(field_name="sort", words=tuple(SORTS[kind]), required=False),
        "view": Word(field_name="view", words=VIEWS, required=False),
        "after": Cursor(field_name="after", required=False),
        "before": Cursor(field_name="before", required=False),
    }
