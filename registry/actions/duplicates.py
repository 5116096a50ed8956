"""What organizations are compared by, kept beside entries and registrations; and pairs that are known to be two."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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
    Name,
    NameWord,
    Organization,
    Person,
    Submission,
)
from registry.queries.duplicates import profile, profile_of
from registry.states import OPEN, OrganizationState

AT_ONCE = 1000
_COLUMNS = ("submission", "names", "acronyms", "identifiers", "country", "type", "domain", "keys")

# The organizations that were merged into others, at any remove, with those into which they were.
_MERGED = """
WITH RECURSIVE merged AS (
    SELECT id, merged_into_id AS survivor FROM registry_organization WHERE merged_into_id = ANY(%s)
    UNION
    SELECT one.id, merged.survivor FROM registry_organization AS one JOIN merged ON one.merged_into_id = merged.id
)
SELECT id, survivor FROM merged
"""


# -- Of listed entries ------------------------------------------------------------------------------------------------


def words_of(organization_ids: Sequence[uuid.UUID]) -> Counter[str]:
    """In how many of these listed entries each word of a name stands, as they are kept now."""
    kept = Likeness.objects.filter(organization__in=organization_ids, submission=None).values_list("keys", flat=True)
    return Counter(word for keys in kept for word in _words(keys))


def write_likeness(organization_ids: Sequence[uuid.UUID]) -> None:
    """Make what listed entries are compared by what their names say; those not listed lose it.

    Costs a fixed number of queries. Counting the words is the caller's.
    """
    listed = list(Organization.objects.listed().filter(pk__in=organization_ids).order_by("pk"))
    keys = [organization.pk for organization in listed]
    Likeness.objects.filter(organization__in=set(organization_ids) - set(keys), submission=None).delete()
    with connection.cursor() as cursor:
        cursor.execute(_MERGED, [keys])
        survivors = {**dict.fromkeys(keys), **dict(cursor.fetchall())}
    names: dict[uuid.UUID, list[Name]] = {key: [] for key in keys}
    for name in Name.objects.present().filter(organization__in=survivors).order_by("pk"):
        names[survivors[name.organization_id] or name.organization_id].append(name)
    identifiers: dict[uuid.UUID, list[tuple[str, str]]] = {key: [] for key in keys}
    held = Identifier.objects.present().filter(organization__in=keys, scheme__in=EXCLUSIVE_SCHEMES)
    for key, scheme, value in held.values_list("organization", "scheme", "value"):
        identifiers[key].append((scheme, value))
    _write(
        _likeness(
            organization.pk,
            profile(
                [(name.text, name.kind) for name in names[organization.pk]],
                country=organization.base_country_id or "",
                type=organization.type,
                website=organization.website,
                identifiers=identifiers[organization.pk],
            ),
        )
        for organization in listed
    )


def count_words(before: Counter[str], after: Counter[str]) -> None:
    """Bring the counts of words from what they were to what they are."""
    after.subtract(before)
    changed = sorted((word, number) for word, number in after.items() if number)
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
