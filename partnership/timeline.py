"""When activities run, drawn: one bar for each on an axis of years, in per cent of its length.

Bars are told apart by their shape, which follows from their status, and each stands beside the same said in words. A
bar without an end goes on as a thin line to the end of the axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from django.utils.safestring import SafeString, mark_safe

from registry.vocabulary import ActivityStatus

MOST_LABELS = 6  # as many years as fit side by side on a small phone
STEPS = (1, 2, 5, 10, 20, 50, 100)  # years from label to label
SHORTEST = 1.2  # per cent: a month within fifty years is still seen

# Full, pale with an edge, with a dashed edge, cut into pieces; an empty box where the status is not said.
BOX = '<rect x="{x}%" y="50%" width="{width}%" height="10" rx="2" transform="translate(0 -5)" '
SHAPES = {
    ActivityStatus.UNDER_WAY: BOX + 'fill="currentColor"/>',
    ActivityStatus.COMPLETED: BOX + 'fill="currentColor" fill-opacity=".25" stroke="currentColor"/>',
    ActivityStatus.PLANNED: BOX + 'fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 3"/>',
    ActivityStatus.PAUSED: '<line x1="{x}%" x2="{end}%" y1="50%" y2="50%" stroke="currentColor" stroke-width="10" '
    'stroke-dasharray="6 4"/>',
    "": BOX + 'fill="none" stroke="currentColor"/>',
}
TAIL = '<line x1="{}%" x2="{}%" y1="50%" y2="50%" stroke="currentColor" stroke-width="2" stroke-dasharray="2 4"/>'


@dataclass(frozen=True)
class Activity:
    """An activity as the timeline shows it: its title and language, where it is described, when it runs in words.

    `start` and `end` are months as documents hold them ("2024-03").
    """

    title: str
    language: str
    href: str
    when: str
    status: str
    start: str
    end: str | None


@dataclass(frozen=True)
class Bar:
    """A bar from `x` on, `width` wide. `tail`: the two ends of the line on which it goes on, if it has no end."""

    status: str
    x: float
    width: float
    tail: tuple[float, float] | None

    @property
    def svg(self) -> SafeString:
        """Its shapes, for an image as wide as there is room and at least 12 pixels high."""
        shape = SHAPES[self.status].format(x=self.x, width=self.width, end=round(self.x + self.width, 2))
        return mark_safe(shape + (TAIL.format(*self.tail) if self.tail else ""))  # noqa: S308 - numbers of ours


@dataclass(frozen=True)
class Row:
    activity: Activity
    bar: Bar


@dataclass(frozen=True)
class Timeline:
    """Rows, and the axis over them: years and where they begin, and where today is."""

    rows: Sequence[Row]
    years: Sequence[tuple[int, float]]
    today: float

    @property
    def labels(self) -> SafeString:
        """The years, for an image 16 pixels high. A number at an end of the axis does not leave it."""
        texts = []
        for year, x in self.years:
            anchor = "start" if x < 4 else "end" if x > 96 else "middle"
            texts.append(f'<text x="{x}%" y="12" text-anchor="{anchor}" direction="ltr">{year}</text>')
        return mark_safe("".join(texts))  # noqa: S308 - numbers of ours

    @property
    def lines(self) -> SafeString:
        """An upright line where each year begins, and a stronger one for today."""
        years = [f'<line x1="{x}%" x2="{x}%" y2="100%"/>' for _year, x in self.years]
        today = f'<line x1="{self.today}%" x2="{self.today}%" y2="100%" stroke="currentColor" stroke-width="2"/>'
        return mark_safe("".join([*years, today]))  # noqa: S308 - numbers of ours


def drawn(activities: Sequence[Activity], today: date, *, rtl: bool) -> Timeline:
    """The timeline of activities, in their order. `rtl`: time runs from right to left, as the page is read."""
    now = today.year + (today.timetuple().tm_yday - 1) / 366
    spans = [(_moment(one.start), _end(one)) for one in activities]
    first = floor(min([now, *(start for start, _end in spans)]))
    last = max([today.year + 1, *(ceil(end or start + 1) for start, end in spans)])
    length = last - first

    def place(at: float) -> float:
        """From the beginning of the axis, in per cent."""
        return 100 * (at - first) / length

    def mirrored(x: float) -> float:
        return round(100 - x if rtl else x, 2)

    def bar(status: str, start: float, end: float | None) -> Bar:
        x, until = place(start), place(end if end is not None else max(start, now))
        width = min(max(until - x, SHORTEST), 100 - x)
        tail = (mirrored(x + width), mirrored(100)) if end is None else None
        return Bar(status, mirrored(x + width if rtl else x), round(width, 2), tail)

    return Timeline(
        rows=[Row(one, bar(one.status, *span)) for one, span in zip(activities, spans, strict=True)],
        years=[(year, mirrored(place(year))) for year in _labelled(first, last)],
        today=mirrored(place(now)),
    )


def _end(activity: Activity) -> float | None:
    """An activity lasts to the end of its last month."""
    return _moment(activity.end) + 1 / 12 if activity.end else None


def _moment(month: str) -> float:
    """The beginning of a month in years and parts of a year."""
    year, _dash, number = month.partition("-")
    return int(year) + (int(number) - 1) / 12


def _labelled(first: int, last: int) -> list[int]:
    """The years written on the axis: round ones, as many as there is room for."""
    step = next((step for step in STEPS if (last - first) / step <= MOST_LABELS), STEPS[-1])
    return [year for year in range(first, last + 1) if year % step == 0]
