"""Texts that staff writes: what can be chosen, and what was said with a decision."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from registry.models import Decision, Text, TextVersion
from registry.models.people import Language
from registry.models.texts import TextKind

Said = tuple[str, str]  # words and the language that they are in


def words_of(version: TextVersion, language: str) -> Said:
    """What a version says in a language, else in English."""
    code = language if language in version.words else str(Language.ENGLISH)
    return version.words[code], code


def every_version() -> list[TextVersion]:
    """Every version of every text, the oldest text first: they are few. One query."""
    return list(TextVersion.objects.select_related("text").order_by("text_id", "number"))


def offered(versions: Iterable[TextVersion]) -> list[TextVersion]:
    """Those among them that can be chosen: the latest of each text that is not retired. No query."""
    return [one for one in versions if one.number == one.text.version and one.text.retired_at is None]


@dataclass(frozen=True)
class Written:
    """A text with its latest words, and how many decisions that stand were made with one of its versions."""

    text: Text
    latest: TextVersion
    used: int

    @property
    def languages(self) -> list[str]:
        return [str(code) for code in Language if code in self.latest.words]


def all_of(kind: TextKind) -> list[Written]:
    """Every text of a kind, those that are offered first. Two queries, whatever their number."""
    rows = (
        TextVersion.objects.filter(number=F("text__version"), text__kind=kind)
        .select_related("text", "by")
        .order_by(F("text__retired_at").asc(nulls_first=True), "text_id")
    )
    found = list(rows)
    used = _uses([str(row.text_id) for row in found])
    return [Written(row.text, row, used.get(str(row.text_id), 0)) for row in found]


def versions(text: Text) -> list[TextVersion]:
    """Every version, the latest first. One query."""
    return list(text.versions.select_related("by").order_by("-number"))


def reasons_of(decisions: Iterable[Decision], language: str) -> dict[uuid.UUID, list[Said]]:
    """What the reasons of decisions said, in the very version that was chosen, by decision. One query at most."""
    named = [decision for decision in decisions if decision.reasons]
    texts = {one["text"] for decision in named for one in decision.reasons}
    versions = list(TextVersion.objects.filter(text_id__in=texts)) if texts else []
    return {decision.pk: said_with(decision, versions, language) for decision in named}


def said_with(decision: Decision, versions: Iterable[TextVersion], language: str) -> list[Said]:
    """What the reasons of a decision said, found among these versions. No query."""
    by_name = {(str(row.text_id), row.number): row for row in versions}
    return [words_of(by_name[one["text"], one["version"]], language) for one in decision.reasons]


USES = """
    SELECT named ->> 'text', count(DISTINCT decision.id)
    FROM registry_decision decision, jsonb_array_elements(decision.reasons) named
    WHERE named ->> 'text' = ANY(%s) AND decision.taken_back_at IS NULL GROUP BY 1
"""


def _uses(texts: Sequence[str]) -> dict[str, int]:
    """How many decisions that were not taken back name each text."""
    with connection.cursor() as cursor:
        cursor.execute(USES, [list(texts)])
        return {str(text): int(number) for text, number in cursor.fetchall()}
