"""Invented examples for the gallery of components: every component in every state."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from partnership import coverage
from partnership.cards import Card, Cell, Row
from partnership.coverage import Figure, Links, PlaceRow
from partnership.map import HEIGHT, WIDTH, Place, project
from partnership.presence import Country, Presence
from partnership.templatetags.components import Part, Step
from partnership.timeline import Activity
from partnership.waiting import WaitingRow
from registry.queries.coverage import IN_CELLS, Matrix
from registry.vocabulary import Element, SupportKind


class MonthWidget(forms.MultiWidget):
    """A month and a year as two inputs, as forms that ask for a month do."""

    use_fieldset = True

    def __init__(self) -> None:
        numeric = {"inputmode": "numeric"}
        super().__init__({"month": forms.TextInput(numeric), "year": forms.TextInput(numeric)})

    def decompress(self, value: str | None) -> list[Any]:
        return value.split("-")[::-1] if value else [None, None]


class MonthField(forms.MultiValueField):
    def __init__(self, **options: Any) -> None:
        super().__init__(fields=(forms.IntegerField(), forms.IntegerField()), widget=MonthWidget, **options)

    def compress(self, values: list[int]) -> str:
        month, year = values
        if not 1 <= month <= 12:
            raise forms.ValidationError(_("Give the month as a number from 1 to 12."))
        return f"{year}-{month:02}"


class ExampleForm(forms.Form):
    title = forms.CharField(label=_("Title"), help_text=_("A few words, as you would say it to a neighbour."))
    text = forms.CharField(
        label=_("What it does"),
        help_text=_("Up to 1,500 characters."),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say what the activity does for Target 3.")},
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    status = forms.ChoiceField(
        label=_("Status"),
        widget=forms.RadioSelect,
        choices=[("planned", _("Planned")), ("under_way", _("Under way")), ("paused", _("Paused"))],
    )
    elements = forms.MultipleChoiceField(
        label=_("Elements of Target 3 it serves"),
        help_text=_("Choose all that apply."),
        widget=forms.CheckboxSelectMultiple,
        choices=[("equitably_governed", _("Equitably governed")), ("well_connected", _("Well connected"))],
    )
    elements.choice_help = {  # type: ignore[attr-defined]
        "equitably_governed": _("Decisions are shared fairly, rights are respected, costs and benefits are balanced."),
        "well_connected": _("Areas linked by corridors or flows, on land or at sea."),
    }
    countries = forms.MultipleChoiceField(
        label=_("Countries where it happens"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (_("Africa"), [("EG", _("Egypt")), ("KE", _("Kenya")), ("SN", _("Senegal"))]),
            (_("Oceania"), [("FJ", _("Fiji")), ("TV", _("Tuvalu")), ("WS", _("Samoa"))]),
        ],
    )
    language = forms.ChoiceField(label=_("Language of this text"), choices=[("ar", "العربية"), ("en", "English")])
    start = MonthField(label=_("Start"), help_text=_("For example 3 and 2024."))
    letter = forms.FileField(
        label=_("Letter"),
        help_text=_("A PDF or a picture, up to 5 MB."),
        error_messages={"required": _("Choose the file with the letter.")},
    )
    agreed = forms.BooleanField(
        label=_("I may speak for this organization"),
        help_text=_("The secretariat keeps the day on which you said so."),
        error_messages={"required": _("Tick this, or pass the draft to somebody who may speak for the organization.")},
    )


def _matrix() -> coverage.Drawn:
    """Every shade, cells with nothing, with no offers, and with activities alone."""
    numbers = {(0, 0): (8, 2, 13), (0, 1): (5, 0, 0), (1, 0): (3, 1, 0), (1, 3): (1, 0, 1), (2, 2): (0, 0, 4)}
    elements, kinds = Element.values, SupportKind.values
    cells = {
        (elements[row], kinds[column]): dict(zip(IN_CELLS, some, strict=True))
        for (row, column), some in numbers.items()
    }
    nothing = dict.fromkeys(IN_CELLS, 0)
    matrix = Matrix(cells, dict.fromkeys(elements, nothing), {}, {"gaps": 17, "offers": 3, "activities": 18}, nothing)
    return coverage.matrix(matrix, Links({}), "en")


def examples() -> dict[str, Any]:
    """The context of the gallery page."""
    return {
        "empty_form": ExampleForm(auto_id="empty_%s"),
        "filled_form": ExampleForm(
            {
                "title": "Warden training in nine villages",
                "website": "https://example.org/wardens",
                "status": "under_way",
                "elements": ["equitably_governed"],
                "countries": ["KE"],
                "language": "en",
                "start_month": "13",
                "start_year": "2024",
            },
            auto_id="filled_%s",
        ),
        "more_errors": [("", _("A colleague saved this page while you were typing. Both texts are shown below."))],
        "logo": static("favicon.svg"),
        "steps": [
            Step(_("Your organization"), "done", "#steps"),
            Step(_("Where you work"), "done", "#steps"),
            Step(_("Activities"), "current", "#steps"),
            Step(_("Support gaps")),
            Step(_("Support offers")),
            Step(_("Contacts and consent")),
            Step(_("Check and send")),
        ],
        "saved_at": datetime(2026, 11, 3, 10, 42, tzinfo=UTC),
        "types": [
            {"value": "ngo", "label": _("Non-governmental"), "count": 41, "checked": False},
            {"value": "iplc", "label": _("Indigenous peoples and local communities"), "count": 22, "checked": True},
            {"value": "subnational", "label": _("Subnational government"), "count": 14, "checked": False},
            {"value": "youth", "label": _("Youth"), "count": 0, "checked": False},
        ],
        "works_in": [
            {"value": name, "label": name, "count": count, "checked": False}
            for name, count in [(_("Senegal"), 6), (_("Indonesia"), 5), (_("Colombia"), 4), (_("Fiji"), 3)]
        ],
        "filters": [("“mangrove”", "?type=iplc"), (_("Indigenous peoples and local communities"), "?q=mangrove")],
        "kept": [("type", "iplc")],
        "marked": mark_safe(
            "Keeps the lake’s <mark>mangrove</mark> fringe and its fishing calendar under customary law."
        ),
        "columns": [
            {"label": _("Region"), "href": "#regions", "sorted": "ascending", "is_number": False},
            {"label": _("Gaps"), "href": "#regions", "sorted": "", "is_number": True},
        ],
        "rows": [
            Row("#regions", name, "", [Cell(str(number), is_number=True)])
            for name, number in [(_("Africa"), 41), (_("Oceania"), 9)]
        ],
        "two_paragraphs": "Two boats of seven metres and fuel for one season.\n\nThe northern shore comes first.",
        "facts": [_("Works in 6 countries"), _("Regional")],
        "waiting": _waiting(),
        "places": [
            Place(_("Fiji"), -17.71, 178.07, 14, "#map"),
            Place(_("Kenya"), 0.02, 37.91, 31, "#map"),
            Place(_("Peru"), -9.19, -75.02, 22, "#map"),
            Place(_("Philippines"), 12.88, 121.77, 27, "#map"),
            Place(_("Senegal"), 14.5, -14.45, 9, "#map"),
            Place(_("Tuvalu"), -7.11, 177.65, 1, "#map"),
            Place(_("Kazakhstan"), 48.02, 66.92, 4, "#map"),
            Place(_("Norway"), 60.47, 8.47, 12, "#map"),
        ],
        "presence": Presence(
            [
                Country(_("Fiji"), "#map", True, True, *project(-17.71, 178.07)),
                Country(_("Samoa"), "#map", True, False, *project(-13.76, -172.1)),
                Country(_("Kazakhstan"), "#map", True, False, *project(48.02, 66.92)),
                Country(_("Antarctica"), "#map", True, False, None, None),
            ],
            (0, 0, WIDTH, HEIGHT),
        ),
        "amount": Figure(1200, "1,200", "#coverage"),
        "matrix": _matrix(),
        "place_rows": [
            PlaceRow(name, "#coverage", [Figure(number, str(number), "#coverage" if number else "")] * 5)
            for name, number in ((_("Fiji"), 14), (_("Tuvalu"), 0))
        ],
        "elements": [str(label) for label in Element.labels],
        "doers": [
            (Card("#coverage", name, lang), "3", ["2", "", "1", *[""] * 10])
            for name, lang in (("Lake Maren Guardians’ Council", "en"), ("مجلس خليج المرجان", "ar"))
        ],
        "activities": [
            Activity(title, language, "#time", words, status, start, end)
            for title, language, words, status, start, end in (
                ("Warden training", "en", _("since March 2024, under way"), "under_way", "2024-03", None),
                ("Vivero de mangle", "es", _("January 2028 to June 2030, planned"), "planned", "2028-01", "2030-06"),
                ("مراقبة الخليج", "ar", _("since May 2022, paused"), "paused", "2022-05", None),
                ("Учёт птиц", "ru", _("June 2019 to May 2021, completed"), "completed", "2019-06", "2021-05"),
                ("红树林", "zh", _("June 2023 to May 2026"), "", "2023-06", "2026-05"),
            )
        ],
        "parts": [
            Part("same", "Restores and connects cloud forest "),
            Part("del", "in two municipalities"),
            Part("ins", "across the whole upper basin, with eleven municipalities"),
            Part("same", "."),
        ],
    }


def _waiting() -> list[WaitingRow]:
    return [
        WaitingRow(
            "#desk",
            "Fundación Corredor Alto",
            _("Change"),
            _("waiting 2 days"),
            lang="es",
            holder="Reviewer One",
            facts=[_("Works in 6 countries"), _("Regional")],
        ),
        WaitingRow(
            "#desk",
            "مجلس خليج المرجان",
            _("New organization"),
            _("waiting 12 days"),
            lang="ar",
            late=True,
            lacks=[_("Website"), _("Contacts")],
            flags=[_("possible duplicate")],
            choose="1",
        ),
    ]
