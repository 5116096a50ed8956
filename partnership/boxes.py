"""The items of a submission as its review shows them: of hundreds, each with answers and a place for a comment.

Drawn by Jinja2 (decision 005); what changed in an item has rows, and those are drawn as everywhere.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from partnership.answers import Answer
from partnership.comments import broken, comment, offered
from partnership.differences import Box, Group, UnchangedGroup
from partnership.escaping import escaped

PARAGRAPHS = re.compile("\n{2,}")
BETWEEN = "\0"  # two lines, while they are escaped together; in no text, since the database holds none


def drawn(group: Group | UnchangedGroup, page: Mapping[str, Any]) -> SafeString:
    """The boxes of a group, in their order; of the page: `form`, `asked`, `may_comment`, `is_new`."""
    made: list[str] = []
    waiting: list[Box] = []
    for box in group.boxes:
        if not box.rows:
            waiting.append(box)
            continue
        made += [_together(waiting, group, page), _changed(box, group, page)]
        waiting = []
    made.append(_together(waiting, group, page))
    return SafeString("".join(made))  # each part is escaped


def _changed(box: Box, group: Group | UnchangedGroup, page: Mapping[str, Any]) -> str:
    return render_to_string("secretariat/box.html", {**page, "box": box, "choices": group.choices})


def _together(boxes: Sequence[Box], group: Group | UnchangedGroup, page: Mapping[str, Any]) -> str:
    if not boxes:
        return ""
    private, fields = _("(not public)"), offered(group.choices)
    shown = [
        (
            box,
            "" if box.lang == "und" else box.lang,
            _told(box.answers, private),
            comment(page, box.path, box.title, fields) if box.what else "",
        )
        for box in boxes
    ]
    words = {"what_it_said": _("What it said"), "correct_it": _("Correct it")}
    context = {"boxes": shown, **words, "may_comment": page["may_comment"]}
    return render_to_string("secretariat/boxes.jinja", context, using="jinja2")


def _told(answers: Sequence[Answer], private: str) -> SafeString:
    """Each answer below its label."""
    made = [
        f"<div><dt>{_label(one.label, private if one.is_private else '')}</dt><dd>{_said(one)}</dd></div>"
        for one in answers
    ]
    return SafeString("".join(made))  # each part is escaped


@lru_cache(maxsize=1024)
def _label(label: str, private: str) -> str:
    return escaped(f"{label} {private}" if private else label)


def _said(answer: Answer) -> SafeString:
    """What one answer says, as answer.html has it."""
    lang = f' lang="{escaped(answer.lang)}"' if answer.lang and answer.lang != "und" else ""
    if answer.file:
        words = escaped(_("Open the file"))
        return SafeString(f'<a href="{reverse("file", args=[answer.file])}">{words}</a>')
    if answer.is_own_words:
        paragraphs = "".join(f"<p>{broken(one)}</p>" for one in PARAGRAPHS.split(answer.lines[0]))
        return SafeString(f'<div{lang} dir="auto">{paragraphs}</div>')  # each one is escaped
    lines = broken(BETWEEN.join(answer.lines)).replace(BETWEEN, f"</bdi> · <bdi{lang}>")
    return SafeString(f"<bdi{lang}>{lines}</bdi>")  # all lines are escaped
