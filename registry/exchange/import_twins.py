"""Which rows of one table may be the same organization: told by keys that two rows have in common, in a table of them.

Keys are compared, never row with row, so what it costs grows with the rows and no faster. They are kept in the memory
of a job rather than asked of the database for each batch; a job that goes on with another one's work reads them once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from django.db.models import F, Value

from registry.exchange.cells import unguarded
from registry.likeness import Profile, Reason, compare, shared
from registry.models import Import, ImportRow
from registry.queries.duplicates import SHARED_FROM, rank

NAME = "name"  # the column that has the official name
WHOLE_ROW = "!"  # before what stands for all cells of a row
NAMES = ("=", "~")  # before what stands for a whole name among the keys of a profile (registry.likeness)
# What a key that two rows have in common says of them.
WHY = {
    "#": Reason.IDENTIFIER,
    "=": Reason.NAME,
    "~": Reason.WORDS,
    "/": Reason.WEBSITE,
    "@": Reason.EMAIL,
    "^": Reason.SHORT_NAME,
}
SHARED = ("/", "@")  # what several may have, and is no evidence then
SHORTEST = 3  # letters of an acronym that says something
AT_ONCE = 2000


@dataclass(frozen=True)
class Twin:
    """Another row of the table that may be the same, why, and how much of their names is the same."""

    number: int
    reasons: Sequence[Reason]
    share: float


class Holder(NamedTuple):
    """The first row that holds a key, and how many hold it."""

    number: int
    rows: int


class Before:
    """The keys of the rows that were judged before. A key is held by the first row that has it; one that several may
    have by as many as show that they do.
    """

    def __init__(self) -> None:
        self._first: dict[int, int] = {}  # by the hash of a key, which is a third of its size
        self._more: Counter[int] = Counter()
        self._names: dict[int, str] = {}
        self._last = 0

    def follow(self, table: Import) -> None:
        """Learn of rows that somebody else judged meanwhile, or of all of them in a new job. One query."""
        name = F(f"cells__{table.columns.index(NAME)}") if NAME in table.columns else Value("")
        rows = table.rows.filter(number__gt=self._last).order_by("number").annotate(name=name)
        for number, keys, called in rows.values_list("number", "keys", "name").iterator(AT_ONCE):
            self.add(number, keys, called)

    def add(self, number: int, keys: Iterable[str], name: str) -> None:
        self._last = number
        for key in map(hash, keys):
            if self._first.setdefault(key, number) != number:
                self._more[key] += 1
            else:
                self._names[number] = name

    def holders(self, keys: Iterable[str]) -> dict[str, Holder]:
        """Which of the keys are held."""
        found = {}
        for key in keys:
            hashed = hash(key)
            if hashed in self._first:
                found[key] = Holder(self._first[hashed], 1 + self._more[hashed])
        return found

    def twin(self, profile: Profile, held: Mapping[str, Holder]) -> Twin | None:
        """Of the rows that hold keys of another one, the one with the strongest reason."""
        why: dict[int, set[Reason]] = {}
        for key, (number, rows) in held.items():
            reason = WHY[key[0]]
            if rows < SHARED_FROM and not (reason == Reason.WEBSITE and self._is_another_branch(profile, number)):
                why.setdefault(number, set()).add(reason)
        if not why:
            return None
        ordered = {number: _in_order(reasons) for number, reasons in why.items()}
        first = min(ordered, key=lambda number: (rank(ordered[number]), number))
        return Twin(first, ordered[first], shared(profile, self._profile(first)))

    def _profile(self, number: int, website: str = "") -> Profile:
        return Profile.of(names=[unguarded(self._names[number])], website=website)

    def _is_another_branch(self, profile: Profile, number: int) -> bool:
        """Whether a row with the same domain has a name that differs in its numbers only: Region 3 and Region 4."""
        return not compare(profile, self._profile(number, profile.domain))


def _in_order(reasons: Set[Reason]) -> list[Reason]:
    """The strongest first. What has the same name has its words too, which need not be said."""
    said_already = {Reason.WORDS} if Reason.NAME in reasons else set()
    return [reason for reason in Reason if reason in reasons - said_already]


def keys_of(row: ImportRow, profile: Profile, email: str) -> list[str]:
    """By what a row finds another one of its table: all its cells, its identifiers, its contact's address; in its
    country its names, its domain and, of those of its type, its acronym.
    """
    names = [key for key in profile.keys if key.startswith(NAMES)]
    domain = [f"/{profile.domain}"] if profile.domain else []
    short = [f"^{one}/{profile.type}" for one in profile.acronyms | profile.bare if len(one) >= SHORTEST]
    return [
        f"{WHOLE_ROW}{_digest(chr(0).join(row.cells))}",
        *(f"{key}/{profile.country}" for key in (*names, *domain, *short)),
        *(f"#{one}" for one in profile.identifiers),
        *([f"@{_digest(email.casefold())}"] if email else []),
    ]


def to_hold(keys: Sequence[str], held: Mapping[str, Holder]) -> list[str]:
    """Which of its keys a row holds in its turn."""
    most = {key: SHARED_FROM if key[0] in SHARED else 1 for key in keys}
    return [key for key in keys if key not in held or held[key].rows < most[key]]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
