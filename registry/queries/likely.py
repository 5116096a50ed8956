"""Who may be the organizations of many rows at once: what `queries.duplicates` finds of one, in five queries for all.

Rows are looked for by what is behind a sign, by their rare words and their domains. Misspelt words are not: whoever
reviews a submission is shown those too.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from django.db import connection

from registry.likeness import Profile, Reason, Weigh, compare, shared, weights
from registry.queries.duplicates import SHARED_FROM, is_rare, profile_of_row, rank, without_domain
from registry.states import OPEN, OrganizationState

MOST = 5  # organizations that one row may be
LOOKED_AT = 8  # for one row, by its names, and as many by its domain; those first that share the most words
PROBES = 4  # rare words by which one row is looked for
RARE = 50  # entries in which such a word stands, at most

Found: TypeAlias = Sequence[tuple[uuid.UUID, Profile]]


class Likely(NamedTuple):
    """An organization that one may be, why, and how much of the names is the same (likeness.shared)."""

    organization_id: uuid.UUID
    reasons: Sequence[Reason]
    share: float


def many(profiles: Mapping[int, Profile]) -> dict[int, list[Likely]]:
    """Which listed or waiting organizations each may be, the likeliest first, by the keys of `profiles`."""
    counts = _counts(word for one in profiles.values() for word in one.words)
    entries, shared = _known({one.domain for one in profiles.values() if one.domain})
    asked = {
        number: without_domain(profile) if profile.domain in shared else profile for number, profile in profiles.items()
    }
    found = _rows(asked, counts)
    theirs = {word for rows in found.values() for _id, one in rows for form in one.forms for word in form.words}
    counts |= _counts(theirs - counts.keys())
    weigh = weights(counts, entries)
    return {number: _judged(asked[number], found.get(number, ()), weigh, counts) for number in profiles}


def _judged(known: Profile, rows: Found, weigh: Weigh, counts: Mapping[str, int]) -> list[Likely]:
    others = [profile for _id, profile in rows]
    judged = []
    for organization_id, other in rows:
        rare = partial(is_rare, known, other, others, counts)
        if reasons := compare(known, other, weigh=weigh, is_rare=rare):
            judged.append((rank(reasons), organization_id, reasons, other))
    judged.sort(key=lambda one: one[:2])
    return [Likely(id_, reasons, shared(known, other, weigh=weigh)) for _rank, id_, reasons, other in judged[:MOST]]


def _counts(words: Iterable[str]) -> dict[str, int]:
    """In how many entries each word stands; words that stand in none are left out."""
    wanted = sorted(set(words))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        # One array: as many arguments as there are words take longer to read than the rows to find.
        cursor.execute("SELECT word, entries FROM registry_nameword WHERE word = ANY(%s)", [wanted])
        return dict(cursor.fetchall())


KNOWN = """
    SELECT
        (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'registry_likeness'::regclass),
        ARRAY(
            SELECT domain FROM registry_likeness
            WHERE domain = ANY(%s) AND submission_id IS NULL GROUP BY domain HAVING count(*) >= %s
        )
"""


def _known(domains: set[str]) -> tuple[int, set[str]]:
    """How many entries there are, and which domains are used by several."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [sorted(domains), SHARED_FROM])
        entries, shared = cursor.fetchone()
    return entries, set(shared)


_COLUMNS = "organization_id, submission_id, names, acronyms, country, type, domain, identifiers"
ROWS = f"""
    SELECT DISTINCT asked.number, one.organization_id, one.names, one.acronyms, one.country, one.type, one.domain,
        one.identifiers
    FROM json_to_recordset(%(asked)s) AS asked (number int, sure text[], rare text[], words text[], domain text)
    CROSS JOIN LATERAL (
        (
            SELECT {_COLUMNS} FROM registry_likeness WHERE keys && (asked.sure || asked.rare)
            ORDER BY keys && asked.sure DESC,
                (SELECT count(*) FROM unnest(keys) AS key WHERE key = ANY(asked.words)) DESC, organization_id
            LIMIT {LOOKED_AT}
        )
        UNION ALL
        (
            SELECT {_COLUMNS} FROM registry_likeness WHERE domain = asked.domain AND asked.domain <> ''
            ORDER BY organization_id LIMIT {LOOKED_AT}
        )
    ) AS one
    JOIN registry_organization AS organization ON organization.id = one.organization_id
    LEFT JOIN registry_submission AS submission ON submission.id = one.submission_id
    WHERE organization.state = %(listed)s OR (organization.state = %(pending)s AND submission.state = ANY(%(open)s))
    ORDER BY asked.number, one.organization_id
"""  # noqa: S608 - columns and limits of ours


def _rows(asked: Mapping[int, Profile], counts: Mapping[str, int]) -> dict[int, list[tuple[uuid.UUID, Profile]]]:
    """The organizations that have something in common with each, in one query."""
    told = [
        {
            "number": number,
            "sure": sorted(one.wanted),
            "rare": _rare(one, counts),
            "words": sorted(one.words),
            "domain": one.domain,
        }
        for number, one in asked.items()
    ]
    found: dict[int, list[tuple[uuid.UUID, Profile]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            ROWS,
            {
                "asked": json.dumps(told),
                "listed": str(OrganizationState.LISTED),
                "pending": str(OrganizationState.PENDING),
                "open": [str(state) for state in OPEN],
            },
        )
        for number, organization_id, *columns in cursor.fetchall():
            found.setdefault(number, []).append((organization_id, profile_of_row(*columns)))
    return found


def _rare(one: Profile, counts: Mapping[str, int]) -> list[str]:
    """The rarest of its words that are known, as many as bring along what one rare word may."""
    known = sorted((counts[word], word) for word in one.words if 0 < counts.get(word, 0) <= RARE)[:PROBES]
    sums = accumulate(count for count, _word in known)
    return [word for (_count, word), sum_ in zip(known, sums, strict=True) if sum_ <= RARE]
