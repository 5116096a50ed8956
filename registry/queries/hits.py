"""What words find in the listing: PostgreSQL's answer as bits of the memory."""

from collections.abc import Mapping, Sequence

import numpy as np
from django.db import connection

from registry.ids import is_public_id
from registry.models import Listing, NameKey
from registry.queries.memory import Bits, Memory, Slots, bits_of
from registry.queries.parse import Question

LONGEST_KEY = 200  # characters of a name's key
VECTORS = ("text", "heading", "name")  # items have no names, so they are not asked for
RANKS = ("called", "begins", "name", "heading")  # the best first: a name that is what was typed, one that begins so


class Hits:
    """What the words find: bits of everything found, of the ranks among it, the best first, and of those of which$
    names have all the words.
    """

    def __init__(self, held: Memory, question: Question, meant: Mapping[str, Sequence[str]] | None = None) -> None:
        self.memory = held
        self.found = held.present
        self.ranks: list[Bits] = []
        self.in_name = held.nothing()
        if question:
            self._ask(question, question.with_corrected(meant or {}), question.typed_as(meant or {}))

    def _ask(self, question: Question, wanted: str, name: str) -> None:
        """Put all that has to be looked up into one query. `name`: what names are compared with."""
        asked: list[tuple[str, str, list[str]]] = []
        if question.wanted:
            parts = VECTORS if self.memory.kind.model is Listing else VECTORS[:-1]
            asked += [(part, f"{self._table} WHERE {part}_vector @@ %s::tsquery", [wanted]) for part in parts]
        if question.unwanted:
            asked.append(("unwanted", f"{self._table} WHERE text_vector @@ %s::tsquery", [question.unwanted_tsquery]))
        if question.typed and self.memory.kind.model is Listing:
            typed = name[:LONGEST_KEY]
            names = f"(SELECT listing_id AS slot, key FROM {NameKey._meta.db_table} WHERE whole) AS names"  # noqa: S608
            asked.append(("called", f"{names} WHERE key = %s", [typed]))
            asked.append(("begins", f"{names} WHERE key >= %s AND key < %s", [typed, f"{typed}\U0010ffff"]))
        queries = [f"SELECT '{part}', string_agg(int4send(slot), '') FROM {where}" for part, where, _words in asked]  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(queries), [word for _part, _where, words in asked for word in words])
            found = {
                part: self._bits(np.frombuffer(bytes(slots or b""), ">i4").astype(np.int64)) for part, slots in cursor
            }
        if question.wanted:
            self.found = self.found & (found["text"] | self._of_public_id(question.typed))
            self.ranks = [found[part] for part in RANKS if part in found]
            if self.memory.kind.model is Listing:
                self.in_name = found["name"]
        if question.unwanted:
            self.found = self.found & ~found["unwanted"]

    def _of_public_id(self, typed: str) -> Bits:
        """The organization whose public id was typed; ids are no words, so that no beginning of one finds anything."""
        if self.memory.kind.model is not Listing or not is_public_id(typed):
            return self.memory.nothing()
        return self._bits(np.array(Listing.objects.filter(public_id=typed).values_list("slot", flat=True), np.int64))

    def _bits(self, slots: Slots) -> Bits:
        return bits_of(slots, self.memory.numbers.shape[1]) & self.memory.present

    @property
    def _table(self) -> str:
        return connection.ops.quote_name(self.memory.kind.model._meta.db_table)
