"""The words that differ between two texts, for a reviewer who reads what was changed."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Below this likeness (0 to 1) marked words would be a patchwork: two whole texts are easier to read.
ALIKE = 0.4


@dataclass(frozen=True)
class Run:
    """A stretch of a changed text: in both texts, only in the earlier one (del), or only in the later one (ins)."""

    kind: Literal["same", "del", "ins"]
    text: str


def changed_words(before: str, after: str) -> list[Run]:
    """The two texts as one, with the words that were taken out and put in.

    Empty when one of them is, when they have too little in common to be read as one, or when only spaces differ. Texts
    in Chinese or Japanese characters are compared sign by sign, since nothing parts their words.
    """
    old, new = list(_words(before)), list(_words(after))
    if not old or not new:
        return []
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], autojunk=False)
    if matcher.ratio() < ALIKE:
        return []
    runs: list[Run] = []
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            runs.append(Run("same", "".join(new[k:m])))
        if operation in ("delete", "replace"):
            apart = " " if i and old[i - 1][-1].isspace() and not new[k - 1][-1].isspace() else ""
            runs.append(Run("del", apart + "".join(old[i:j])))
        if operation in ("insert", "replace"):
            runs.append(Run("ins", "".join(new[k:m])))
    return runs if any(run.kind != "same" for run in runs) else []


def changed_codes(before: list[str], after: list[str]) -> list[Run]:
    """Two lists of names as one, in the order of the later one; what was taken out comes last."""
    runs = [Run("same" if name in before else "ins", name) for name in after]
    return [*runs, *(Run("del", name) for name in before if name not in after)]


def _words(text: str) -> Iterator[str]:
    """The words and signs of a text, each with the spaces that follow it."""
    word, kind = "", ""
    for character in text:
        next_kind = _kind(character)
        if word and next_kind != "space" and (kind != "letter" or next_kind != "letter" or word[-1].isspace()):
            yield word
            word = ""
        word += character
        kind = next_kind if next_kind != "space" else kind
    if word:
        yield word


def _kind(character: str) -> str:
    """Letters, marks and digits join to words; a Chinese or Japanese character, and every other sign, is its own."""
    if character.isspace():
        return "space"
    if "\u3040" <= character <= "\u30ff" or unicodedata.name(character, "").startswith("CJK"):
        return "sign"
    return "letter" if unicodedata.category(character)[0] in "LMN" else "sign"
