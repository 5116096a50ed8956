"""What waits for the secretariat, in words: a row of the queue, since when it waits, who has it, what is not read.

The rows are drawn by Jinja2 (decision 005).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
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

    `lacks`: what is missing in it; `flags`: each a few words on what to look at; `holder`: who has it, as markup;
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
    if row.is_elsewhere:
        flags.append(_("another desk decides"))
    if row.is_own:
        flags.append(_("yours, so another decides"))
    if row.asked:
        flags.append(_("you are asked for an opinion") if row.asked == queue.Asked.ME else _("an opinion is asked for"))
    href = reverse("review", args=[row.id])
    holder = held_words(row.holder, row.cover, reader)
    return WaitingRow(
        href=f"{href}?{query}" if query else href,
        name=row.name or _("Organization without a name"),
        lang=row.language if row.name and row.language != "und" else "",
        kind=str(row.kind.label),
        waiting=waiting_words(row.days(now)),
        late=row.is_late(now),
        holder=SafeString(_("with: %(holder)s") % {"holder": holder}) if holder else "",
        facts=[*type_, *country, sent],
        lacks=[str(queue.title_of_missing(name)) for name in row.missing],
        flags=[*flags, *unread_words(row.unread)],
        choose="" if row.is_elsewhere or row.is_own else f"{row.id} {row.saved_at.isoformat()}",
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


def choice_words(person: Person) -> str:
    """What a colleague is called where one is chosen: with until when they are away today, and who covers."""
    absence = queue.absence_of(person)
    if absence is None:
        return person.called
    until = date_format(absence.until, "DATE_FORMAT")
    names = {"name": person.called, "date": until, "cover": absence.cover.called}
    return _("%(name)s (away until %(date)s, covered by %(cover)s)") % names


def handed_words(to: Person, reader: Person) -> SafeString:
    """What is said when something was handed to a colleague: that they have it, and who sees to it while they are
    away.
    """
    absence = queue.absence_of(to)
    name = format_html("<bdi>{}</bdi>", to.called)
    if absence is None:
        return format_html(_("{name} has it now."), name=name)
    until = date_format(absence.until, "DATE_FORMAT")
    if absence.cover == reader:
        sentence = _("{name} has it now, but is away until {date}. You cover, so it stands in your list as well.")
        return format_html(sentence, name=name, date=until)
    sentence = _("{name} has it now, but is away until {date}. {cover} covers and has it in their list as well.")
    return format_html(sentence, name=name, date=until, cover=format_html("<bdi>{}</bdi>", absence.cover.called))


def held_words(holder: Person | None, cover: Person | None, reader: Person) -> SafeString:
    """Who has something, and who covers for them today: each set apart, the sentence runs as the page does."""
    if holder is None:
        return SafeString("")
    away = format_html("<bdi>{}</bdi>", holder_words(holder, reader))
    if cover is None:
        return away
    names = {"away": away, "cover": format_html("<bdi>{}</bdi>", holder_words(cover, reader))}
    return SafeString(_("%(away)s (away), covered by %(cover)s") % names)
