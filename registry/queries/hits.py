"""What words find in the listing: PostgreSQL's answer as bits of the memory."""

from collections.abc import Mapping

import numpy as np
from django.db import connection

from registry.ids import is_public_id
from registry.models import Listing, NameKey
from registry.queries.memory import Bits, Memory, Slots, bits_of
from registry.queries.parse import Question

LONGEST_KEY = 200  # characters of a name's key


class Hits:
    """What the words find: bits of everything found, and of the ranks among it, the best first."""

    def __init__(self, held: Memory, question: Question, meant: Mapping[str, list[str]] | None = None) -> None:
        self.memory = held
        self.found = held.present
        self.ranks: list[Bits] = []
        if question:
            self._ask(question, question.with_corrected(dict(meant or {})))

    def _ask(self, question: Question, wanted: str) -> None:
        asked = {part: (f"{part}_vector", wanted) for part in ("text", "heading", "name") if question.wanted}
        if question.unwanted:
            asked["unwanted"] = ("text_vector", question.unwanted_tsquery)
        queries = [
            f"SELECT '{part}', string_agg(int4send(slot), '') FROM {self._table} WHERE {column} @@ %s::tsquery"  # noqa: S608
            for part, (column, _words) in asked.items()
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(queries), [words for _column, words in asked.values()])
            slots = {part: np.frombuffer(bytes(found or b""), ">i4").astype(np.int64) for part, found in cursor}
        if question.wanted:
            self.found = self.found & (self._bits(slots["text"]) | self._of_public_id(question.typed))
            self.ranks = [*self._called(question), self._bits(slots["name"]), self._bits(slots["heading"])]
        if question.unwanted:
            self.found = self.found & ~self._bits(slots["unwanted"])

    def _called(self, question: Question) -> list[Bits]:
        """Those with a name that is what was typed, and those with one that begins so."""
        if self.memory.kind.model is not Listing or not question.typed:
            return []
        typed = question.typed[:LONGEST_KEY]
        begins = NameKey.objects.filter(whole=True, key__gte=typed, key__lt=f"{typed}\U0010ffff")
        called = list(begins.values_list("listing", "key"))
        exact = [slot for slot, key in called if key == typed]
        longer = [slot for slot, key in called if key != typed]
        return [self._bits(np.array(slots, np.int64)) for slots in (exact, longer)]

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
