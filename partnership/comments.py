"""A reviewer's comment on a place of a submission: what was asked for there last time, and a field for what to ask now.

A page has hundreds of these, and nearly all are empty: such a one is drawn once for each language and what it can be
about, and the rest of them are copies with another place and label.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from partnership.escaping import escaped

Choices = Sequence[tuple[str, Any]]  # fields by name, with their labels
Offered = tuple[tuple[str, str], ...]  # the same, in words

PATH, LABEL = "\0path", "\0label"  # in no text, since the database holds no such character


def offered(choices: Choices | None) -> Offered:
    """What a comment can be about, in the language in force."""
    return tuple((name, str(title)) for name, title in choices or ())


def comment(page: Mapping[str, Any], path: str, label: str, fields: Offered, say: str = "") -> SafeString:
    """The comment on a place; of the page: `form`, `asked`, `may_comment`. `say` stands in place of "Comment"."""
    form, asked = page["form"], page["asked"].get(path, "")
    before = _before(asked) if asked else ""
    if not page["may_comment"]:
        return SafeString(before)  # it escapes
    typed, wrong = form.typed.get(path, ""), form.wrong.get(path, ())
    if typed or wrong:
        return SafeString(before + _drawn(path, label, fields, say, typed, wrong, form.chosen.get(path, "")))
    blank = _blank(fields, say, get_language())
    return SafeString(before + blank.replace(PATH, escaped(path)).replace(LABEL, escaped(label)))


def _before(asked: str) -> str:
    label = escaped(_("Asked for last time:"))
    return f'<p class="small"><b>{label}</b> <span dir="auto">{broken(asked)}</span></p>'


@lru_cache(maxsize=256)
def _blank(fields: Offered, say: str, _language: str | None) -> str:
    return _drawn(PATH, LABEL, fields, say)


def _drawn(
    path: str,
    label: str,
    fields: Offered,
    say: str,
    typed: str = "",
    wrong: Sequence[str] = (),
    chosen: str = "",
) -> str:
    about = pgettext("what a comment is about", "About")
    words = {"about": about, "what_to_change": _("What should be changed"), "say": say or _("Comment")}
    choices = [("", _("All of it")), *fields] if fields else ()
    context = {"path": path, "label": label, "choices": choices, "typed": typed, "wrong": wrong, "chosen": chosen}
    return render_to_string("secretariat/comment.jinja", {**context, **words}, using="jinja2")


def broken(text: str) -> SafeString:
    """A text with its lines."""
    safe = escaped(text)
    return SafeString(safe.replace("\n", "<br>") if "\n" in safe else safe)
