"""What organizations are compared by, kept beside entries and registrations; and pairs that are known to be two."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.entry.forms import PartForm
from registry.entry.upgrade import upgrade
from registry.errors import NotAllowed, WhyDistinctNeeded
from registry.likeness import Profile, is_word
from registry.models import (
    EXCLUSIVE_SCHEMES,
    DistinctPair,
    Identifier,
    Likeness,
    NameWord,
    Organization,
    Person,
    Submission,
)
from registry.queries.duplicates import profile, profile_of
from registry.states import OPEN, OrganizationState

AT_ONCE = 1000
_COLUMNS = ("submission", "names", "acronyms", "identifiers", "country", "type", "domain", "keys")

# The names of organizations that were merged into others, at any remove, with those into which they were.
_MERGED_NAMES = """
WITH RECURSIVE merged AS (
    SELECT id, merged_into_id AS survivor FROM registry_organization WHERE merged_into_id = ANY(%s)
    UNION
    SELECT one.id, merged.survivor FROM registry_organization AS one JOIN merged ON one.merged_into_id = merged.id
)
SELECT survivor, text, kind
FROM merged JOIN registry_name ON organization_id = merged.id
WHERE removed_at IS NULL
ORDER BY registry_name.id
"""


# -- Of listed entries ------------------------------------------------------------------------------------------------


def keep_likeness(organization_ids: Sequence[uuid.UUID], entries: Sequence[Any], *, anew: bool = False) -> None:
    """Make what these organizations are compared by what their entries say, as `queries.listed` read them.

    Those that are not among the entries lose it. Words are counted with it, unless everything is made `anew` and
    counted after that. Two queries where nothing of it changed.
    """
    kept = {row.organization_id: row for row in Likeness.objects.filter(organization__in=organization_ids)}
    rows = _of_entries(entries)
    changed = [row for row in rows if anew or not _is_same(kept.get(row.organization_id), row)]
    listed = {row.organization_id for row in rows}
    gone = [row for key, row in kept.items() if key not in listed and row.submission_id is None]
    if gone:
        Likeness.objects.filter(organization__in=[row.organization_id for row in gone]).delete()
    _write(changed)
    if not anew:
        old = [kept[row.organization_id] for row in changed if row.organization_id in kept]
        count_words(_counted([*gone, *old]), _counted(changed))


def _of_entries(entries: Sequence[Any]) -> list[Likeness]:
    merged: dict[uuid.UUID, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MERGED_NAMES, [[uuid.UUID(entry.pk) for entry in entries]])
        for survivor, text, kind in cursor.fetchall():
            merged.setdefault(survivor, []).append((text, kind))
    rows = []
    for entry in entries:
        names = [(name.text, name.kind) for name in sorted(entry.names, key=lambda name: name.pk)]
        known = profile(
            names + merged.get(uuid.UUID(entry.pk), []),
            country=entry.base_country_id or "",
            type=entry.type,
            website=entry.website,
            identifiers=[(one.scheme, one.value) for one in entry.identifiers],
        )
        rows.append(_likeness(uuid.UUID(entry.pk), known))
    return rows


def _is_same(before: Likeness | None, after: Likeness) -> bool:
    columns = ("submission_id", *(name for name in _COLUMNS if name != "submission"))
    return before is not None and all(getattr(before, name) == getattr(after, name) for name in columns)


def _counted(rows: Iterable[Likeness]) -> Counter[str]:
    """In how many of these rows each word stands; registrations count nothing."""
    return Counter(word for row in rows if row.submission_id is None for word in _words(row.keys))


def count_words(before: Counter[str], after: Counter[str]) -> None:
    """Bring the counts of words from what they were to what they are."""
    after.subtract(before)
    changed = sorted((word, number) for word, number in after.items() if number)
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_nameword AS known (word, entries)"
            " SELECT * FROM unnest(%s::text[], %s::int[]) ON CONFLICT (word)"
            " DO UPDATE SET entries = known.entries + EXCLUDED.entries",
            [[word for word, _number in changed], [number for _word, number in changed]],
        )


def recount_words() -> None:
    """Forget what is kept of nothing any more, make anew what open registrations are compared by, count all words.

    The caller holds the version of the public data, so that nobody else counts meanwhile.
    """
    Likeness.objects.filter(submission=None).exclude(organization__state=OrganizationState.LISTED).delete()
    is_open = Q(submission__state__in=OPEN, organization__state=OrganizationState.PENDING)
    Likeness.objects.exclude(submission=None).exclude(is_open).delete()
    NameWord.objects.all().delete()
    waiting = Submission.objects.open().filter(organization__state=OrganizationState.PENDING).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        write_registrations(waiting.filter(pk__in=keys[start : start + AT_ONCE]).select_related("organization"))
    counted: Counter[str] = Counter()
    for found in Likeness.objects.filter(submission=None).values_list("keys", flat=True).iterator(AT_ONCE):
        counted.update(_words(found))
    count_words(Counter(), counted)


# -- Of registrations -------------------------------------------------------------------------------------------------


def write_registrations(submissions: Iterable[Submission]) -> None:
    """Keep what registrations that are open are compared by; changes of what was listed are left out.

    Their words are known from then on, but count nothing. Costs two queries.
    """
    rows = [
        _likeness(submission.organization_id, profile_of(upgrade(submission.document)), submission.pk)
        for submission in submissions
        if submission.organization.state == OrganizationState.PENDING
    ]
    _write(rows)
    words = sorted({word for row in rows for word in _words(row.keys)})
    NameWord.objects.bulk_create([NameWord(word=word) for word in words], ignore_conflicts=True)


def _likeness(organization_id: uuid.UUID, profile: Profile, submission_id: uuid.UUID | None = None) -> Likeness:
    return Likeness(
        organization_id=organization_id,
        submission_id=submission_id,
        names=[form.folded for form in profile.forms],
        acronyms=sorted(profile.acronyms),
        identifiers=sorted(profile.identifiers),
        country=profile.country,
        type=profile.type,
        domain=profile.domain,
        keys=sorted(profile.keys),
    )


def _write(rows: Iterable[Likeness]) -> None:
    Likeness.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organization"], update_fields=list(_COLUMNS)
    )


def _words(keys: Iterable[str]) -> list[str]:
    """The words among keys."""
    return [key for key in keys if is_word(key)]


# -- Identifiers that another has -------------------------------------------------------------------------------------

TAKEN = _("A listed entry has this identifier already. If that is you, ask its team to take you in, or claim it.")


def taken(submission: Submission, held: Mapping[str, tuple[str, str]]) -> list[str]:
    """Which identifiers of a submission another listed entry has, by whatever key they are `held` under.

    One query; none where no identifier is of a register that gives each to one organization only.
    """
    exclusive = {key: one for key, one in held.items() if one[0] in EXCLUSIVE_SCHEMES and one[1]}
    if not exclusive:
        return []
    others = Identifier.objects.present().filter(
        scheme__in=EXCLUSIVE_SCHEMES,
        value__in=[value for _scheme, value in exclusive.values()],
        organization__state=OrganizationState.LISTED,
    )
    theirs = set(others.exclude(organization=submission.organization_id).values_list("scheme", "value"))
    return sorted(key for key, one in exclusive.items() if one in theirs)


def refuse_taken(submission: Submission, key: str, form: PartForm) -> None:
    """Say at a validated form of an identifier that another listed entry has it, if so."""
    if key.startswith("identifiers.") and not form.errors:
        item = form.proposed()
        if taken(submission, {key: (item["scheme"], item["value"])}):
            form.add_error("value", TAKEN)


# -- Known to be two --------------------------------------------------------------------------------------------------


def mark_distinct(*, one: Organization, other: Organization, by: Person, reason: str) -> DistinctPair:
    """Note that two organizations that look alike are two. Marked again, the first mark stays.

    Raises `NotAllowed`, and `WhyDistinctNeeded` without a reason.
    """
    if not rules.may_review(by) or one.pk == other.pk:
        raise NotAllowed
    if not reason.strip():
        raise WhyDistinctNeeded
    first, second = sorted((one, other), key=lambda organization: organization.pk)
    with transaction.atomic():
        pair, _new = DistinctPair.objects.get_or_create(
            first=first, second=second, defaults={"by": by, "reason": reason.strip()[:500]}
        )
        return pair
