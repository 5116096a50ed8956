"""What waits for the secretariat, in words: a row of the queue, since when it waits, who has it, what is not read.

The rows are drawn by Jinja2 (decision 005).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from registry.entry.readable import readable
from registry.models import Person
from registry.queries import queue
from registry.text import script_name

LONGEST_SCRIPTS = 3  # that a row names


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A submission in the queue. `kind`: what it is; `waiting`: since when, in words; `late`: longer than it should.

    `lacks`: what is missing in it; `flags`: each a few words on what to look at; `holder`: who has it, in words;
    `choose`: the value of a box of the form `choose`, to do something with several.
    """

    href: str
    name: str
    kind: str
    waiting: str
    lang: str = ""
    holder: str = ""
    facts: Sequence[str] = ()
    lacks: Sequence[str] = ()
    late: bool = False
    flags: Sequence[str] = ()
    choose: str = ""


def shown(row: queue.Waiting, reader: Person, query: str = "") -> WaitingRow:
    """A row of the queue in words; its link keeps the filters of the queue, which are in `query`."""
    now = timezone.now()
    type_ = readable("organization", "type", row.type)
    country = readable("where", "base_country", row.base_country)
    sent = _("sent on %(date)s") % {"date": date_format(localtime(row.since), "DATE_FORMAT")}
    flags = [_("possible duplicate")] if row.has_similar else []
    if row.domain_fits is False:
        flags.append(_("website and email differ"))
    if row.is_corrected:
        flags.append(_("corrected by the secretariat"))
    href = reverse("review", args=[row.id])
    holder = _with_cover(row, reader)
    return WaitingRow(
        href=f"{href}?{query}" if query else href,
        name=row.name or _("Organization without a name"),
        lang=row.language if row.name and row.language != "und" else "",
        kind=str(row.kind.label),
        waiting=waiting_words(row.days(now)),
        late=row.is_late(now),
        holder=SafeString(_("with: <bdi>%(holder)s</bdi>") % {"holder": escape(holder)}) if holder else "",
        facts=[*type_, *country, sent],
        lacks=[str(queue.title_of_missing(name)) for name in row.missing],
        flags=[*flags, *unread_words(row.unread)],
        choose=f"{row.id} {row.saved_at.isoformat()}",
    )


def unread_words(scripts: Iterable[str]) -> list[str]:
    """What is said of texts in scripts that the reader does not read."""
    language = get_language() or "en"
    found = list(scripts)[:LONGEST_SCRIPTS]
    return [_("in a script that you do not read: %(script)s") % {"script": script_name(one, language)} for one in found]


def waiting_words(days: int) -> str:
    if days < 1:
        return _("waiting since today")
    return ngettext("waiting %(days)d day", "waiting %(days)d days", days) % {"days": days}


def holder_words(holder: Person | None, reader: Person) -> str:
    if holder is None:
        return ""
    return _("you") if holder == reader else holder.called


def _with_cover(row: queue.Waiting, reader: Person) -> str:
    holder = holder_words(row.holder, reader)
    if row.cover is None:
        return holder
    names = {"away": holder, "cover": holder_words(row.cover, reader)}
    return _("%(away)s (away), covered by %(cover)s") % names
