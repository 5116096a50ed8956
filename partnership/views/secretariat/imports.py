"""Imports: a table is uploaded, its columns are chosen, its rows checked, brought in, approved or taken back."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partnership import kept
from partnership.forms.imports import ColumnsForm, ReadingForm, UploadForm
from partnership.row_changes import in_short
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import uploads
from registry.errors import ColumnsNeeded, NotReadable, Refusal
from registry.exchange import import_errors
from registry.exchange import imports as exchange
from registry.exchange.import_changes import changes
from registry.models import Import, ImportRow
from registry.queries import imports as queries
from registry.states import ImportState, RowOutcome

A_PAGE = 50
SAMPLES = 3  # values of a column that are shown
LONGEST_SAMPLE = 60  # characters of each
ROW = "row-"
BEFORE = (ImportState.CHECKED, ImportState.RUNNING, ImportState.STOPPED)  # rows are still to be brought in
LIKELY_TOO = "likely"  # the tick with which those that may be here already are approved too

Answer = Callable[[StaffRequest, Import, QueryDict], HttpResponse | None]


@require_http_methods(GET_OR_POST)
@reviewers_only(rule=rules.may_import)
def imports(request: StaffRequest) -> HttpResponse:
    """All imports, the newest first, and the form that begins another."""
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            table = exchange.receive(file=file, name=file.name, by=request.user)
            return redirect("import", table.pk)
    page = Paginator(queries.imports(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "secretariat/imports/imports.html", {"form": form, "page": page})


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_import)
def import_(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """One import in the state in which it is; each button sends what is to be done as `do`. Choices that were sent
    before signing in are shown once more, and nothing is done by coming back.
    """
    table = _find(import_id)
    sent = kept.sent(request)
    if request.method != "POST":
        return _shown_again(request, table, sent.data) if sent else _page(request, table)
    answer = ANSWERS.get(request.POST.get("do", ""))
    if answer is None:
        raise Http404
    try:
        shown = answer(request, table, request.POST)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        shown = None
    return shown or redirect("import", table.pk)


def _shown_again(request: StaffRequest, table: Import, data: QueryDict) -> HttpResponse:
    if table.state == ImportState.UPLOADED and data.get("do") == "check":
        return _page(request, table, columns=_columns_form(table, data))
    return _page(request, table, likely_too=LIKELY_TOO in data)


def _find(import_id: UUID) -> Import:
    table = queries.find(import_id)
    if table is None:
        raise Http404
    return table


def _page(request: StaffRequest, table: Import, *, likely_too: bool = False, **forms: Any) -> HttpResponse:
    if table.state == ImportState.UPLOADED:
        return _choose(request, table, **forms)
    context: dict[str, Any] = {
        "table": table,
        "is_working": table.state in uploads.WORKING,
        "errors": table.counts.get(RowOutcome.ERROR, 0) if table.state == ImportState.CHECKING else 0,
        "outcomes": [(value, label, table.counts.get(value, 0)) for value, label in RowOutcome.choices],
    }
    if table.state == ImportState.CHECKED:
        likely, kept_ones = queries.undecided(table)
        context |= {"likely": likely, "kept_ones": kept_ones, "to_bring_in": queries.to_bring_in(table)}
    elif table.state not in (ImportState.CHECKING, ImportState.REFUSED, ImportState.DROPPED):
        context |= {
            "fates": queries.fates(table),
            "to_bring_in": queries.to_bring_in(table),
            "needs_another": settings.IMPORTS_NEED_ANOTHER and table.by == request.user,
            "likely_too": likely_too,
        }
    return render(request, "secretariat/imports/import.html", context)


# -- The columns ------------------------------------------------------------------------------------------------------


def _choose(
    request: StaffRequest, table: Import, reading: ReadingForm | None = None, columns: ColumnsForm | None = None
) -> HttpResponse:
    try:
        sheet = exchange.head(table)
    except NotReadable as refusal:  # it could be read before
        uploads.refuse(table=table, by=request.user, sentence=str(refusal))
        return redirect("import", table.pk)
    context = {
        "table": table,
        "sheet": sheet,
        "reading": reading or ReadingForm(sheet),
        "columns": columns or ColumnsForm(table.headers, table.columns, _samples(sheet)),
    }
    return render(request, "secretariat/imports/choose.html", context)


def _samples(sheet: Any) -> list[str]:
    """Some values of each column, for whoever has to say what it is."""
    found = []
    for number in range(len(sheet.headers)):
        cells = [line[number][:LONGEST_SAMPLE] for line in sheet.sample if number < len(line) and line[number].strip()]
        found.append(" · ".join(cells[:SAMPLES]))
    return found


def _columns_form(table: Import, data: QueryDict) -> ColumnsForm:
    return ColumnsForm(table.headers, table.columns, _samples(exchange.head(table)), data)


def _read(request: StaffRequest, table: Import, data: QueryDict) -> HttpResponse | None:
    sheet = exchange.head(table)
    form = ReadingForm(sheet, data)
    if form.is_valid():
        try:
            exchange.look(table, by=request.user, asked=form.asked(sheet.reading))
        except NotReadable as refusal:
            form.add_error(None, str(refusal))
        else:
            return None
    return _page(request, table, reading=form)


def _check(request: StaffRequest, table: Import, data: QueryDict) -> HttpResponse | None:
    form = _columns_form(table, data)
    if form.is_valid():
        try:
            uploads.check(table=table, columns=form.columns(), by=request.user)
        except ColumnsNeeded as refusal:
            twice = [name for name in form.fields if refusal.twice and form.cleaned_data[name] == refusal.twice]
            form.add_error(twice[-1] if twice else None, str(refusal))
        else:
            return None
    return _page(request, table, columns=form)


# -- The rows ---------------------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_import)
def rows(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """The rows of one outcome, each with what is said of it; who a likely duplicate is, is chosen here."""
    table = _find(import_id)
    sent = kept.sent(request)
    if request.method == "POST":
        try:
            uploads.settle_rows(table=table, choices=_choices(request.POST), by=request.user)
            messages.success(request, _("Saved."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    outcome = request.GET.get("outcome", "")
    if outcome not in ("", *RowOutcome.values):
        raise Http404
    found = queries.rows(table, outcome, said="said" in request.GET, flagged="flagged" in request.GET)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    others = queries.others({id_ for row in page for id_ in row.likely})
    changed = changes(table, list(page)) if table.state in BEFORE else {}
    context = {
        "table": table,
        "outcome": outcome,
        "outcomes": [(value, label, table.counts.get(value, 0)) for value, label in RowOutcome.choices],
        "page": page,
        "rows": [
            _shown(table, row, others, sent.data if sent else {}) | {"changes": in_short(changed.get(row.number, []))}
            for row in page
        ],
        "may_choose": table.state == ImportState.CHECKED and outcome == RowOutcome.LIKELY,
    }
    return render(request, "secretariat/imports/rows.html", context)


def _choices(data: QueryDict) -> dict[int, uploads.Choice]:
    """What was chosen for each row: an organization, a new one, or nothing."""
    found: dict[int, uploads.Choice] = {}
    for name, value in data.items():
        number = name.removeprefix(ROW)
        if name.startswith(ROW) and number.isascii() and number.isdigit() and len(number) < 9:
            found[int(number)] = _choice(str(value))
    return found


def _choice(value: str) -> uploads.Choice:
    try:
        return UUID(value)
    except ValueError:
        return value == "new"


def _shown(
    table: Import, row: ImportRow, others: Mapping[UUID, queries.Other], typed: Mapping[str, Any]
) -> dict[str, Any]:
    """A row in words: what it says, what is said of it at which column, and what was chosen for it."""
    chosen = str(row.organization_id) if row.organization_id else "new" if row.kept else ""
    cells = dict(zip(table.columns, row.cells, strict=False))
    filled = [cell for cell in row.cells if cell.strip()]
    return {
        "row": row,
        "name": cells.get("name") or (filled[0] if filled else ""),
        "faults": [(_header(table, one["column"]), one["sentence"]) for one in row.faults if "of" not in one],
        "others": [(others[id_], queries.why(row, id_)) for id_ in row.likely if id_ in others],
        "chosen": typed.get(f"{ROW}{row.number}", chosen),
    }


def _header(table: Import, column: int) -> str:
    return table.headers[column] if 0 <= column < len(table.headers) else ""


@require_safe
@reviewers_only(rule=rules.may_import)
def errors(request: StaffRequest, import_id: UUID, format: str) -> HttpResponseBase:
    """The rows with errors as a file that can be mended and sent again."""
    table = _find(import_id)
    if format not in import_errors.TYPES:
        raise Http404
    written = import_errors.as_csv(table) if format == "csv" else import_errors.as_xlsx(table, get_language_bidi())
    answer = StreamingHttpResponse(written, content_type=import_errors.TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="errors.{format}"'
    return answer


# -- What the buttons do ----------------------------------------------------------------------------------------------


def _then(action: Callable[..., Any], **kwargs: Any) -> Answer:
    """An answer that does one thing and leads back to the page."""

    def answer(request: StaffRequest, table: Import, _data: QueryDict) -> None:
        action(table=table, by=request.user, **kwargs)

    return answer


def _approve(request: StaffRequest, table: Import, data: QueryDict) -> None:
    uploads.approve(table=table, by=request.user, likely=LIKELY_TOO in data)


ANSWERS: Mapping[str, Answer] = {
    "read": _read,
    "check": _check,
    "choose": _then(uploads.choose_again),
    "keep": _then(uploads.settle_all, kept=True),
    "leave": _then(uploads.settle_all, kept=False),
    "run": _then(uploads.run),
    "stop": _then(uploads.stop),
    "approve": _approve,
    "undo": _then(uploads.undo),
    "drop": _then(uploads.drop),
}
