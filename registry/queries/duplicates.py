"""Who may be the same organization: among listed entries, by all their names, and open registrations.

Served alike to joining, the review and merging. PostgreSQL finds whom to look at by keys (registry.likeness): those
behind a sign, and the rarest words; the closer look is Python's. What is not public says nothing of itself: whoever
shows a result looks at `listing` first.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, combinations
from typing import Any

from django.db import connection

from registry.entry.document import Document, present
from registry.likeness import EXACT, Profile, Reason, compare, form_of, is_number, shared, told, weights
from registry.models import EXCLUSIVE_SCHEMES, Listing, Submission
from registry.states import OPEN, OrganizationState
from registry.text import is_unparted

SHARED_FROM = 3  # entries that use a domain, from which on it is no evidence
MOST = 10  # candidates
LOOKED_AT = 40  # rows that Python compares
RARE = 60, 300  # entries that one word may bring along: of a hundred entries one, but at least and at most so many
COMMON_TOGETHER = 800  # entries that two common words may bring along, by what is to be expected
CORRECTED = 4  # words of which misspellings are looked for
HOLDERS = 2  # of a name that is rare, at most
RARE_WORD = 5  # entries at most in which a word stands that makes a name rare


@dataclass(frozen=True)
class Candidate:
    """An organization that may be the same, and why: `listing` when everyone may see it, else its open `submission`.

    `share` is how much of the names is the same (likeness.shared).
    """

    organization_id: uuid.UUID
    reasons: Sequence[Reason]
    share: float
    listing: Listing | None = None
    submission: Submission | None = None

    @property
    def is_exact(self) -> bool:
        return not EXACT.isdisjoint(self.reasons)

    @property
    def told(self) -> list[str]:
        """Why, and how alike, in words."""
        return told(self.reasons, self.share)


def profile(
    names: Sequence[tuple[str, str]], *, country: str, type: str, website: str, identifiers: Sequence[tuple[str, str]]
) -> Profile:
    """What an organization is compared by, from its names with their kinds and the rest of what is known."""
    return Profile.of(
        names=[text for text, kind in names if kind != "acronym"],
        acronyms=[text for text, kind in names if kind == "acronym"],
        country=country,
        type=type,
        website=website,
        identifiers=[one for one in identifiers if one[0] in EXCLUSIVE_SCHEMES],
    )


def profile_of(document: Document) -> Profile:
    """What a document's organization is compared by."""
    return profile(
        [(name["text"], name["kind"]) for name in present(document, "names").values()],
        country=document["where"]["base_country"] or "",
        type=document["organization"]["type"],
        website=document["organization"]["website"],
        identifiers=[(one["scheme"], one["value"]) for one in present(document, "identifiers").values()],
    )


def candidates(known: Profile, *, leave_out: uuid.UUID | None = None) -> list[Candidate]:
    """Who may be the organization of which `known` tells, the likeliest first; at most ten.

    `leave_out` is its own id, if it has one: neither itself nor who is known to be another is shown. Two queries, and
    one more where registrations are found.
    """
    if not known.keys:
        return []
    spread = _spread(known)
    if spread.domain_is_shared:
        known = without_domain(known)
    found, counts = _rows(known, spread, leave_out)
    profiles = {row.organization_id: row.profile for row in found}
    counts |= spread.counts
    weigh = weights(counts, spread.entries)
    judged = []
    for row in found:
        other = row.profile
        rare = partial(is_rare, known, other, profiles.values(), counts)
        reasons = compare(known, other, weigh=weigh, is_rare=rare)
        if reasons:
            judged.append((rank(reasons), row, reasons))
    judged.sort(key=lambda one: (one[0], one[1].organization_id))
    return _shown([(row, reasons, shared(known, row.profile, weigh=weigh)) for _rank, row, reasons in judged[:MOST]])


def rank(reasons: Sequence[Reason]) -> tuple[int, int]:
    return list(Reason).index(reasons[0]), -len(reasons)


def without_domain(known: Profile) -> Profile:
    return Profile(known.forms, known.acronyms, known.country, known.type, "", known.identifiers)


# -- What is known of words ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Spread:
    """How common what was asked about is: entries in all, by word, and whether its domain is used by several.

    `meant` are words of names that the rarest of its words may be misspellings of, or that are misspellings of them,
    with in how many entries each stands.
    """

    entries: int
    counts: Mapping[str, int]
    domain_is_shared: bool
    meant: Mapping[str, int]


SPREAD = """
    WITH typed AS (
        SELECT word, coalesce(entries, 0) AS entries
        FROM unnest(%(words)s::text[]) AS asked (word) LEFT JOIN registry_nameword USING (word)
    ),
    doubtful AS (
        SELECT word FROM typed WHERE word = ANY(%(doubtful)s) ORDER BY entries, word LIMIT %(corrected)s
    )
    SELECT
        (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'registry_likeness'::regclass),
        (
            SELECT count(*)
            FROM (
                SELECT 1 FROM registry_likeness
                WHERE domain = %(domain)s AND %(domain)s <> '' AND submission_id IS NULL LIMIT %(shared_from)s
            ) AS users
        ),
        (SELECT coalesce(json_object_agg(word, entries), '{}') FROM typed),
        (
            SELECT coalesce(json_object_agg(meant.word, meant.entries), '{}')
            FROM doubtful AS typed CROSS JOIN LATERAL (
                SELECT word, entries FROM registry_nameword
                WHERE word %% typed.word AND word <> typed.word
                    AND length(word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
                    AND levenshtein_less_equal(word, typed.word, 2) <= 2
                ORDER BY levenshtein(word, typed.word), word
                LIMIT 8
            ) AS meant
        )
"""


def _spread(known: Profile) -> _Spread:
    asked: dict[str, Any] = {
        "words": sorted(known.words),
        "doubtful": [word for word in known.words if len(word) >= 4 and not is_unparted(word) and not is_number(word)],
        "corrected": CORRECTED,
        "domain": known.domain,
        "shared_from": SHARED_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, asked)
        entries, users, counts, meant = cursor.fetchone()
    return _Spread(entries, counts, users >= SHARED_FROM, meant)


def is_rare(known: Profile, other: Profile, all_found: Collection[Profile], counts: Mapping[str, int]) -> bool:
    """Whether the name that two have in common has few bearers, and a word that few have."""
    common = {form.core for form in known.forms} & {form.core for form in other.forms}
    bearers = sum(any(form.core in common for form in one.forms) for one in all_found)
    words = {word for form in other.forms if form.core in common for word in form.words}
    return 0 < bearers <= HOLDERS and min((counts.get(word, 0) for word in words), default=0) <= RARE_WORD


# -- Whom to look at --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    organization_id: uuid.UUID
    submission_id: uuid.UUID | None
    profile: Profile
    listing: Listing | None


def _rows(known: Profile, spread: _Spread, leave_out: uuid.UUID | None) -> tuple[list[_Row], dict[str, int]]:
    """The rows that have the most in common with `known`, and in how many entries their words stand; in one query."""
    rare, together = _blocks(known, spread)
    sure = sorted(known.wanted)
    query, arguments = statement(sure=sure, rare=rare, together=together, domain=known.domain, leave_out=leave_out)
    found: list[_Row] = []
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, {**arguments, "all": sorted({*known.words, *rare, f"/{known.country}"})})
        for of_all, organization_id, submission_id, *told, public_id, record in cursor:
            counts = of_all or counts  # the first row tells them
            listing = Listing(organization_id=organization_id, public_id=public_id, record=record)
            profile = profile_of_row(*told)
            found.append(_Row(organization_id, submission_id, profile, listing if public_id else None))
    return found, counts


def profile_of_row(
    names: list[str], acronyms: list[str], country: str, type_: str, domain: str, identifiers: list[str]
) -> Profile:
    return Profile(tuple(map(form_of, names)), frozenset(acronyms), country, type_, domain, frozenset(identifiers))


def _blocks(known: Profile, spread: _Spread) -> tuple[list[str], list[list[str]]]:
    """The rare words, and pairs of keys of which both together are rare enough.

    Of the words that were meant only as many stand alone as bring along what one rare word may: "foret" may be a rare
    name, or any of the thousands with "forest".
    """
    counts = {**spread.meant, **spread.counts}
    most = sorted((*RARE, spread.entries // 100))[1]
    ordered = sorted(known.words, key=lambda word: (counts[word], word))
    rare = [word for word in ordered if counts[word] <= most][:12]
    common = [word for word in ordered if word not in rare][:6]
    meant = sorted(spread.meant, key=lambda word: (counts[word], word))
    alone = [word for word, sum_ in zip(meant, accumulate(counts[word] for word in meant), strict=True) if sum_ <= most]
    whole = max(spread.entries, 1)
    together = [
        list(pair)
        for pair in combinations([*rare[:2], *common, *meant[len(alone) :][:3]], 2)
        if counts[pair[0]] * counts[pair[1]] / whole <= COMMON_TOGETHER
    ][:10]
    if known.country:
        together += [[word, f"/{known.country}"] for word in common[:1] if counts[word] <= 4 * COMMON_TOGETHER]
    return rare + alone, together


def statement(
    *, sure: list[str], rare: list[str], together: list[list[str]], domain: str, leave_out: uuid.UUID | None
) -> tuple[str, dict[str, Any]]:
    """The question for whom to look at, and its arguments, all but `all`: the keys by which rows are put in order.

    Keys stand in queries of their own: else PostgreSQL, which takes comparing two lists for nearly free, would rather
    read thousands of rows than ask an index. States of rows are looked up in their order, until there are enough.
    """
    fits = ["one.keys && (SELECT %(sure)s::text[])", "one.keys && (SELECT %(rare)s::text[])"]
    fits += [f"one.keys @> (SELECT %(pair_{number})s::text[])" for number in range(len(together))]
    if domain:
        fits.append("one.domain = %(domain)s")
    query = (
        "WITH alike AS (SELECT one.*, one.keys && %(sure)s::text[] AS is_sure,"  # noqa: S608 - ours
        " one.domain <> '' AND one.domain = %(domain)s AS is_there,"
        " (SELECT count(*) FROM unnest(one.keys) AS key WHERE key = ANY(%(all)s)) AS number"
        " FROM registry_likeness AS one"
        f" WHERE ({' OR '.join(fits)}) AND one.organization_id IS DISTINCT FROM %(own)s"
        " ORDER BY is_sure DESC, is_there DESC, number DESC, organization_id OFFSET 0),"
        " near AS MATERIALIZED (SELECT * FROM alike"
        " WHERE NOT EXISTS (SELECT FROM registry_distinctpair AS pair WHERE (pair.first_id, pair.second_id)"
        " IN ((%(own)s, alike.organization_id), (alike.organization_id, %(own)s)))"
        " AND CASE (SELECT state FROM registry_organization WHERE id = alike.organization_id)"
        " WHEN %(listed)s THEN TRUE"
        " WHEN %(pending)s THEN"
        " (SELECT state FROM registry_submission WHERE id = alike.submission_id) = ANY(%(open)s)"
        " ELSE FALSE END"
        f" ORDER BY is_sure DESC, is_there DESC, number DESC, organization_id LIMIT {LOOKED_AT})"
        " SELECT CASE WHEN row_number() OVER ranked = 1 THEN"
        " (SELECT json_object_agg(word, entries) FROM registry_nameword"
        " WHERE word = ANY(ARRAY(SELECT DISTINCT key FROM near, unnest(keys) AS key"
        " WHERE left(key, 1) NOT IN ('=', '~', '#', '/')))) END,"
        " near.organization_id, near.submission_id, near.names, near.acronyms, near.country, near.type, near.domain,"
        " near.identifiers, listing.public_id, json_build_object('name', listing.record -> 'name',"
        " 'name_language', listing.record -> 'name_language', 'base_country', listing.record -> 'base_country',"
        " 'words', listing.record -> 'words')"
        " FROM near LEFT JOIN registry_listing AS listing ON listing.organization_id = near.organization_id"
        " WINDOW ranked AS (ORDER BY is_sure DESC, is_there DESC, number DESC, near.organization_id)"
        " ORDER BY is_sure DESC, is_there DESC, number DESC, near.organization_id"
    )
    return query, {
        "sure": sure,
        "rare": rare,
        **{f"pair_{number}": pair for number, pair in enumerate(together)},
        "domain": domain,
        "own": leave_out,
        "listed": str(OrganizationState.LISTED),
        "pending": str(OrganizationState.PENDING),
        "open": [str(state) for state in OPEN],
    }


def _shown(judged: Sequence[tuple[_Row, list[Reason], float]]) -> list[Candidate]:
    """The candidates with what can be shown of them; one query where registrations are among them."""
    waiting = [row.submission_id for row, _reasons, _share in judged if row.submission_id is not None]
    submissions = Submission.objects.defer("base", "unaccepted", "seen").in_bulk(waiting)
    found = [
        Candidate(
            row.organization_id,
            tuple(reasons),
            share,
            listing=None if row.submission_id else row.listing,
            submission=submissions.get(row.submission_id) if row.submission_id else None,
        )
        for row, reasons, share in judged
    ]
    return [one for one in found if one.listing or one.submission]
