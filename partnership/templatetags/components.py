"""The components of the site: one tag for each file in `templates/components/`, with declared arguments.

A misspelt argument is a `TemplateSyntaxError`. Tags with an end tag take the markup between the two as their content.
The gallery (`/gallery/`) shows every component in every state. One file, although long, so that a template loads one
library; a function here declares arguments and little else.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from partnership import fields
from partnership.cards import Card, Fact, Row, Tag, grouped, initials
from partnership.coverage import Drawn as Matrix
from partnership.coverage import Figure, PlaceRow
from partnership.escaping import escaped
from partnership.forms.facets import Choice, Panel
from partnership.map import HEIGHT, WIDTH, Circle, Place, circles
from partnership.proof import FIELD
from partnership.waiting import WaitingRow
from registry.text import direction_of_most

register = template.Library()
register.filter(initials)
register.filter("direction", direction_of_most)
register.filter("grouped", lambda number: grouped(number, get_language() or "en"))

# The languages by their own names, in the order that the United Nations list them.
OWN_NAMES = {"ar": "العربية", "zh-hans": "中文", "en": "English", "fr": "Français", "ru": "Русский", "es": "Español"}

# What the menu offers to everyone; a page that the site does not have is left out.
NAVIGATION = [
    ("directory", _("Directory")),
    ("activities", _("Activities")),
    ("support", _("Gaps and offers")),
    ("countries", _("Countries")),
    ("coverage", _("Coverage")),
    ("events", _("Events")),
    ("notices", _("Notices")),
    ("about", _("About")),
]

LONGEST_QUERY = 2000  # characters that a link to another language takes along

# What the United Nations say of every map of theirs.
NO_BOUNDARIES = _(
    "Boundaries are not shown. The designations employed and the presentation of material on this map do not imply the "
    "expression of any opinion whatsoever on the part of the Secretariat of the United Nations concerning the legal "
    "status of any country, territory, city or area or of its authorities, or concerning the delimitation of its "
    "frontiers or boundaries."
)


def _component(name: str, content: str = "", **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **context})


def _repeated(name: str, **context: Any) -> SafeString:
    """What stands on a page many times, by Jinja2."""
    return mark_safe(render_to_string(f"components/{name}.jinja", context, using="jinja2"))  # noqa: S308 - escapes


def _address(name: str) -> str:
    """The address of a named page, or nothing when the site does not have that page."""
    return _address_in(name, get_language(), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=1024)
def _address_in(name: str, _language: str | None, _prefix: str, _urls: str) -> str:
    """Some twenty of them stand on every page, and looking for one that the site does not have takes longest."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


# -- Text that people wrote -------------------------------------------------------------------------------------------


@register.simple_tag
def said(text: str, lang: str = "") -> SafeString:
    """A short stored text inside a line, marked with its language and kept from turning the line around it."""
    if not lang or lang == "und":
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}">{}</bdi>', lang, text)


@register.simple_tag
def prose(text: str, lang: str = "") -> SafeString:
    """A longer stored text as paragraphs of its own language and direction."""
    paragraphs = mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - linebreaks escapes what it wraps
    if not lang or lang == "und":
        return format_html('<div dir="auto">{}</div>', paragraphs)
    return format_html('<div lang="{}" dir="auto">{}</div>', lang, paragraphs)


# -- The frame of a page ----------------------------------------------------------------------------------------------


def languages(context: Context) -> list[dict[str, Any]]:
    """The same page in each language of the site, in the order that the United Nations name them.

    Each has `code`, `name`, `path` (with the query, for people), `address` (absolute, without it, for machines) and
    `current`. `same_query` of the context is the query that asks for the same in any language, where that is not the
    one that was sent. A page that was not found has no translation, so its links lead home. Without a request there are
    none.
    """
    request = context.get("request")
    if request is None:
        return []
    known = getattr(request, "resolver_match", None) is not None
    here = _with_query(request, context.get("same_query")) if known else _address("home") or "/"
    found: list[dict[str, Any]] | None = context.render_context.get("languages")
    if found is None:
        found = context.render_context["languages"] = [_in_language(request, here, code) for code in OWN_NAMES]
    return found


def _with_query(request: HttpRequest, same_query: str | None) -> str:
    """The path and query of this page; a query that is longer than any of ours is left out."""
    path, mark, sent = request.get_full_path().partition("?")
    if same_query is not None:
        return path + same_query
    return path + mark + sent if len(sent) <= LONGEST_QUERY else path


def _translated(path: str, code: str) -> str:
    """The path of a page in another language. Only its prefix differs, so no address has to be looked up."""
    current = f"/{get_language()}/"
    bare = path[len(current) - 1 :] if path.startswith(current) else path
    return bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"


def _in_language(request: HttpRequest, here: str, code: str) -> dict[str, Any]:
    path = _translated(here, code)
    return {
        "code": code,
        "name": OWN_NAMES[code],
        "path": path,
        "address": request.build_absolute_uri(path.partition("?")[0]),
        "current": code == get_language(),
    }


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of this page: absolute, without the query. Nothing without a request."""
    request = context.get("request")
    return request.build_absolute_uri(request.path) if request else ""


@register.simple_tag(takes_context=True)
def alternate_links(context: Context) -> SafeString:
    """The same page in each language, told to machines; whoever reads none of them is led to the English one. Where the
    page is one of many of a result, nothing.
    """
    if context.get("is_one_of_many"):
        return SafeString("")
    query = escaped(context.get("canonical_query", ""))
    made = [
        f'<link rel="alternate" hreflang="{code}" href="{escaped(link["address"])}{query}">'
        for link in languages(context)
        for code in ([link["code"], "x-default"] if link["code"] == "en" else [link["code"]])
    ]
    return SafeString("\n".join(made))  # each address is escaped


@register.simple_tag(takes_context=True)
def language_menu(context: Context) -> SafeString:
    links = languages(context)
    return _repeated("languages", links=links, label=gettext("Language")) if links else SafeString("")


@register.inclusion_tag("components/masthead.html", takes_context=True)
def masthead(context: Context) -> dict[str, Any]:
    """The wordmark, the menu and the Join button. The menu holds what exists and what the reader may open; whoever is
    signed in registers another organization from the workspace.
    """
    request = context.get("request")
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    pages = list(NAVIGATION)
    if signed_in:
        pages.append(("workspace", _("Workspace")))
        if getattr(person, "is_staff_member", False):
            pages.append(("secretariat", _("Secretariat")))
        pages.append(("account", _("Your account")))
    path = request.path if request else ""
    found = [
        {"href": href, "label": label, "current": path.startswith(href)}
        for name, label in pages
        if (href := _address(name))
    ]
    return {
        "pages": found,
        "home": _address("home") or "/",
        "join": "" if signed_in else _address("join"),
        "sign_in": "" if signed_in else _address("account_login"),
        "sign_out": _address("account_logout") if signed_in else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    return _component("crumbs", content)


@register.simple_tag
def footer() -> SafeString:
    """The sentence on joining, the pages in plain words, and in the demonstration that everything is invented."""
    return _footer_in(get_language(), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, settings.DEMO)


@lru_cache(maxsize=64)
def _footer_in(_language: str | None, _prefix: str, _urls: str, demo: bool) -> SafeString:
    """The same on all pages in a language."""
    pages = [
        ("about", _("About")),
        ("privacy", _("Privacy")),
        ("accessibility", _("Accessibility")),
        ("api_docs", _("Data for programs")),
    ]
    context = {
        "pages": [{"href": href, "label": label} for name, label in pages if (href := _address(name))],
        "demo": demo,
        "mail": _address("demo_mail"),
    }
    return render_to_string("components/footer.html", context)


@register.inclusion_tag("components/message.html")
def message(*, text: str, kind: str = "success") -> dict[str, Any]:
    """`kind`: success, info, warning or error, as Django's messages name them."""
    return {"text": text, "kind": kind}


@register.simple_block_tag
def banner(content: str, *, title: str, kind: str = "") -> SafeString:
    return _component("banner", content, title=title, kind=kind)


@register.simple_block_tag
def empty_state(content: str, *, title: str) -> SafeString:
    return _component("empty_state", content, title=title)


# -- Finding ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/search.html")
def search(
    *,
    action: str,
    label: str,
    name: str = "q",
    value: str = "",
    hint: str = "",
    kept: Iterable[tuple[str, str]] = (),
    id: str = "search",
    suggest: bool = False,
) -> dict[str, Any]:
    """`kept`: names and values that stay as they are when a new word is searched, such as filters. `suggest`: partners,
    countries and elements are offered while somebody types, where scripts run.
    """
    return {
        "action": action,
        "label": label,
        "name": name,
        "value": value,
        "hint": hint,
        "kept": kept,
        "id": id,
        "suggestions": reverse("suggest") if suggest else "",
    }


@register.simple_tag
def facets(panels: Iterable[Panel], action: str = "") -> SafeString:
    """Ways to narrow a list: what `partnership.forms.facets.panels` says of them. Stands in a form to `action`.

    Of a long facet a button asks for the rest: the same form, sent with `more` and the name of the facet.
    """
    shown = [
        {
            "panel": panel,
            "boxes": _boxes(panel.choices),
            "more": ngettext("%(number)s more", "%(number)s more", panel.more) % {"number": panel.more},
        }
        for panel in panels
    ]
    words = {"find": gettext("Find in this list"), "nothing": gettext("Nothing in this list is called so.")}
    return _repeated("facets", shown=shown, action=action, **words)


@register.simple_tag
def facet(
    *, name: str, label: str, choices: Sequence[dict[str, Any]], open: bool = False, shown: int = 8
) -> SafeString:
    """One facet. `choices`: dictionaries with `value`, `label`, `count` and `checked`, in the order to show them.

    After the first `shown` and those that are ticked there is a button for the others.
    """
    boxes = [Choice(name, one["value"], one["label"], one["count"], one["checked"]) for one in choices]
    seen = [box for number, box in enumerate(boxes) if number < shown or box.checked]
    is_open = open or any(box.checked for box in boxes)
    return facets([Panel(name, label, seen, len(boxes) - len(seen), is_open)])


def _boxes(choices: Iterable[Choice]) -> SafeString:
    """A box for each choice. Drawn here: a list of all countries in a template takes longer than the rest of a page."""
    language = get_language() or "en"
    boxes = [
        f"<label{_kind_of_box(choice)}>{_box(choice.name, choice.value, choice.label, choice.also)[choice.checked]}"
        f"<b>{grouped(choice.number, language)}</b></label>"
        for choice in choices
    ]
    return mark_safe("\n".join(boxes))  # noqa: S308 - each part is escaped


def _kind_of_box(choice: Choice) -> str:
    if not choice.number:
        return ' class="none"'
    return f' class="in{choice.depth}"' if choice.depth else ""


@lru_cache(maxsize=16384)
def _box(name: str, value: str, label: str, also: str) -> tuple[str, str]:
    """An empty box with its label, and a ticked one. `also`: other names by which a script finds it."""
    box = f'<input type="checkbox" name="{escape(name)}" value="{escape(value)}"'
    called = f'<span data-also="{escape(also)}">' if also else "<span>"
    return f"{box}>{called}{escape(label)}</span>", f"{box} checked>{called}{escape(label)}</span>"


@register.inclusion_tag("components/active_filters.html")
def active_filters(*, filters: Sequence[tuple[str, str]], clear: str) -> dict[str, Any]:
    """`filters`: what is chosen, each with the address of the same page without it; `clear`: without any."""
    return {"filters": filters, "clear": clear}


@register.simple_tag
def result_cards(cards: Iterable[Card]) -> SafeString:
    """Results one below the other; stands inside `<ul class="results">`."""
    return _repeated("result_cards", cards=cards)


@register.simple_tag
def result_card(
    *,
    href: str,
    name: str,
    lang: str = "",
    logo: str = "",
    type: str = "",
    facts: Sequence[str] = (),
    text: str = "",
    text_lang: str = "",
    activities: str = "",
    gaps: str = "",
    offers: str = "",
) -> SafeString:
    """One result. `facts`: short phrases shown in one line under the name. `text`: a string, or safe markup with
    marked words. `activities`, `gaps` and `offers`: how many there are, in words.
    """
    tags = {"type": type, "activity": activities, "gap": gaps, "offer": offers}
    card = Card(
        href=href,
        name=name,
        lang=lang,
        logo=logo,
        initials=initials(name),
        facts=[Fact(fact) for fact in facts],
        text=text,
        text_lang=text_lang,
        tags=[Tag(kind, words) for kind, words in tags.items() if words],
    )
    return result_cards([card])


@register.simple_tag
def result_table(*, columns: Sequence[dict[str, Any]], rows: Iterable[Row]) -> SafeString:
    """The head and body of a table of results; stands inside `data_table`.

    `columns`: dictionaries with `label`, `href` (of the same, sorted by it), `sorted` (ascending, descending or
    nothing) and `is_number`.
    """
    return _repeated("result_table", columns=columns, rows=rows)


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, *, page: int, pages: int, name: str = "page") -> dict[str, Any]:
    """Links to the pages of a list, this page's other filters kept. Nothing when there is one page only."""
    request = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query.pop(name, None)
        if number > 1:
            query[name] = str(number)
        return f"?{query.urlencode()}" if query else request.path

    near = sorted({1, *range(max(1, page - 1), min(pages, page + 1) + 1), pages})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *near], near, strict=False):
        items.append({"number": number, "href": address(number), "current": number == page, "gap": number > before + 1})
    return {
        "items": items,
        "page": page,
        "pages": pages,
        "previous": address(page - 1) if page > 1 else "",
        "next": address(page + 1) if page < pages else "",
    }


@register.inclusion_tag("components/pager.html")
def cursor_pager(*, first: str, previous: str, next: str) -> dict[str, Any]:
    """Links to the pages beside one that has no number; an empty address is a page that there is not."""
    return {"first": first, "previous": previous, "next": next}


# -- Showing ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def tag(content: str, *, kind: str = "") -> SafeString:
    """`kind`: activity, gap, offer, type, or nothing."""
    return _component("tag", content, kind=kind)


@register.simple_block_tag
def panel(
    content: str, *, kind: str = "", title: str = "", lang: str = "", level: int = 2, status: str = "", id: str = ""
) -> SafeString:
    """`kind`: activity, gap, offer, note, or nothing. `level`: of the heading. `status`: a few words beside it."""
    return _component("panel", content, kind=kind, title=title, lang=lang, level=level, status=status, id=id)


@register.inclusion_tag("components/figure.html")
def figure(*, value: int, label: str, href: str = "") -> dict[str, Any]:
    """A number and what it counts; stands inside `<dl class="figures">`."""
    return {"value": number_format(value, force_grouping=True), "label": label, "href": href}


@register.simple_tag
def world_map(
    *,
    places: Sequence[Place],
    label: str,
    counted: str,
    kind: str = "partner",
    open: bool = False,
    legend: bool = False,
    table: bool = True,
) -> SafeString:
    """Land without borders, one circle a country, and the same figures in a table.

    `places`: `partnership.map.Place`, in the order of the table. `label`: what the map shows, a sentence.
    `counted`: the head of the table's second column. `kind`: partner, activity, gap or offer, for the colour.
    `open`: the table shows at once. `legend`: says what the largest circle stands for. Without `table`, the page has
    the figures elsewhere.
    """
    language = get_language() or "en"
    drawn = circles(places)
    return _repeated(
        "map",
        width=WIDTH,
        height=HEIGHT,
        land=static("img/land.svg"),
        kind=kind,
        label=label,
        circles=drawn,
        legend=_legend(drawn[0], language) if legend and drawn else "",
        open=open,
        as_table=gettext("The same figures as a table"),
        country=gettext("Country"),
        counted=counted,
        rows=[(place, grouped(place.count, language)) for place in places] if table else [],
        disclaimer=NO_BOUNDARIES,
    )


def _legend(largest: Circle, language: str) -> str:
    sentence = gettext("The larger a circle, the more it counts. The largest: %(country)s, %(number)s.")
    return sentence % {"country": largest.name, "number": grouped(largest.count, language)}


@register.simple_block_tag
def data_table(content: str, *, caption: str, id: str) -> SafeString:
    """A table that scrolls by itself where the screen is too narrow. The content is its head and body."""
    return _component("data_table", content, caption=caption, id=id)


@register.simple_tag
def coverage_matrix(*, drawn: Matrix, caption: str, id: str = "matrix") -> SafeString:
    """Elements by kinds of support: unmet gaps, and the offers and activities beside them (`partnership.coverage`)."""
    return _repeated("matrix", drawn=drawn, caption=caption, id=id, total=gettext("Total"))


@register.simple_tag
def place_rows(rows: Iterable[PlaceRow]) -> SafeString:
    """Countries or regions with their figures; stands inside `<tbody>`."""
    return _repeated("places", rows=rows)


@register.simple_tag
def doers_table(*, doers: Iterable[tuple[Card, str, list[str]]], elements: Sequence[str], caption: str) -> SafeString:
    """Partners with their activities in a place: how many there are, and how many serve each element."""
    words = {"partner": gettext("Partner"), "activities": gettext("Activities")}
    return _repeated("doers", doers=doers, elements=elements, caption=caption, **words)


@register.inclusion_tag("components/amount.html")
def amount(figure: Figure) -> dict[str, Any]:
    """A figure (`partnership.coverage.Figure`) in a line of text or a cell: a link to its list, where there is one."""
    return {"figure": figure}


# -- Forms ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A step of a long form; `state`: done, current or todo. Without an address it cannot be opened yet."""

    title: str
    state: str = "todo"
    href: str = ""


@register.inclusion_tag("components/step_list.html")
def step_list(*, steps: Sequence[Step]) -> dict[str, Any]:
    number = next((number for number, step in enumerate(steps, 1) if step.state == "current"), 0)
    return {
        "steps": steps,
        "number": number,
        "total": len(steps),
        "title": steps[number - 1].title if number else "",
    }


@register.inclusion_tag("components/saved.html")
def saved(*, at: datetime | None) -> dict[str, Any]:
    return {"at": at}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, optional: bool = False, find: bool = False) -> dict[str, Any]:
    """A field of a form: label, help, error, input, in that order.

    Groups of boxes and parts of a date become a fieldset. A form says more about a field by attributes:
    `field.choice_help` is a dictionary from a choice to its line of help; grouped `choices` fold into one line a group
    (a long list such as countries); `widget.part_labels` names the parts of a `MultiWidget` whose parts are not
    called year, month or day. `optional` adds the word; `find` lets a script add a box that narrows a long list.
    """
    return fields.shown(bound) | {"optional": optional, "find": find}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*, form: Form | None = None, errors: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """What stops a form, each error a link to its field; it takes the focus. Nothing when there is no error.

    `errors`: more of them, each the id of an input (or nothing) and a sentence.
    """
    found: list[dict[str, Any]] = [{"id": id, "text": text} for id, text in errors]
    if form is not None and form.is_bound:
        found += [{"id": "", "text": text} for text in form.non_field_errors()]
        found += [
            {"id": "" if bound.is_hidden else fields.first_input(bound), "text": text}
            for bound in form
            for text in bound.errors
        ]
    return {"errors": found}


# What the check of a form says of itself, by altcha's names.
PROOF_STRINGS = {
    "label": _("Check that no program sends this"),
    "verifying": _("Checking that no program sends this …"),
    "verified": _("Checked: this goes at once when you send it"),
    "error": _("The check did not work here. Send the form all the same: we then mail you a link that lets it go."),
    "expired": _("The check has run out. It runs again when you send the form."),
    "waitAlert": _("The check is still running. Wait a moment."),
}


@register.inclusion_tag("components/proof.html", takes_context=True)
def proof(context: Context) -> dict[str, Any]:
    """The proof of work of a form that is sent to the address of this page (`partnership.proof`)."""
    page = urlencode({"page": context["request"].path})
    # Nothing is shown of its maker, and nothing is recorded of how somebody types or moves a mouse.
    configuration = {"name": FIELD, "hideFooter": True, "hideLogo": True, "humanInteractionSignature": False}
    return {
        "challenge": f"{reverse('proof_challenge')}?{page}",
        "language": get_language(),
        "configuration": json.dumps(configuration),
        "strings": json.dumps({name: str(words) for name, words in PROOF_STRINGS.items()}, ensure_ascii=False),
    }


# -- The desk ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A run of words in a changed text; `kind`: same, del or ins."""

    kind: str
    text: str


@register.simple_block_tag
def diff_row(
    content: str,
    *,
    label: str,
    before: str = "",
    after: str = "",
    parts: Sequence[Part] = (),
    lang: str = "",
    conflict: bool = False,
    level: int = 2,
    id: str = "",
    sides: Sequence[str] = (),
) -> SafeString:
    """One change: what is listed now beside what is proposed, or one text with its changed words (`parts`).

    `sides`: what the two are called where they are something else. The content stands below it: the settlement of a
    conflict, a comment, a link.
    """
    return _component(
        "diff_row",
        content,
        label=label,
        before=before,
        after=after,
        parts=[asdict(part) for part in parts],
        lang=lang,
        conflict=conflict,
        level=level,
        id=id,
        sides=sides,
    )


@register.simple_block_tag
def decision_panel(
    content: str,
    *,
    action: str,
    csrf_token: str,
    approvable: bool = True,
    refusable: bool = True,
    id: str = "",
) -> SafeString:
    """The form of a decision: the buttons send `decision` as approve, request_changes or decline.

    Inputs elsewhere on the page belong to it by the attribute `form` with its id. When not `refusable` (a draft of the
    reader's own) approving is all there is.

    The content are its fields: the versions that were seen, the note. When not `approvable` (a conflict is open) the
    button to approve is absent, and the content says why.
    """
    return _component(
        "decision_panel",
        content,
        action=action,
        csrf_token=csrf_token,
        approvable=approvable,
        refusable=refusable,
        id=id,
    )


@register.simple_tag
def queue_rows(rows: Sequence[WaitingRow]) -> SafeString:
    """Submissions in the queue, as a list."""
    return _repeated("queue_rows", rows=rows, missing=_("Missing:"), choose=_("Choose"))


@register.inclusion_tag("components/progress.html")
def progress(*, label: str, done: int, total: int, errors: int = 0, id: str = "progress") -> dict[str, Any]:
    """Long work: how much is done, and how many rows could not be."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "errors": errors,
        "id": id,
        "per_cent": 100 * done // total if total else 0,
    }
