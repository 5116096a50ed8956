"""The words that the demonstration is made of, one file a language in `words/`.

Word and name number n mean the same in all six files, so that an organization can have its name in several.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"
WORD_COUNT = 100


@dataclass(frozen=True)
class Language:
    """A language of the demonstration: its code as it is stored, its words, and countries to be based in."""

    code: str
    countries: tuple[str, ...]
    words: dict[str, Any]

    def word(self, number: int) -> str:
        """An invented word, the same in every script; `number` is below WORD_COUNT."""
        start, end = divmod(number, len(self.words["word_ends"]))
        return str(self.words["word_starts"][start] + self.words["word_ends"][end])

    def name(self, type_: str, number: int, *, other: bool = False) -> str:
        """The name of an organization; `other` is one that it might have as well."""
        patterns = self.words["names"][type_]
        return str(patterns[(number + other) % len(patterns)].format(word=self.word(number)))

    def texts(self, key: str, topic: int, number: int) -> tuple[str, str]:
        """Title and text of an activity, gap or offer."""
        title, text = self.words[key][topic]
        return title.format(word=self.word(number)), text.format(word=self.word(number))

    def line(self, key: str, choice: int, number: int) -> str:
        """One of the sentences under `key`."""
        lines = self.words[key] if isinstance(self.words[key], list) else [self.words[key]]
        return str(lines[choice % len(lines)].format(word=self.word(number)))


# Together they lie in every region of M49.
COUNTRIES = {
    "en": "KE FJ IN US GB JE WS PW ZA PH AU TZ NP CA JM TT VU FM GH MY NZ NG LK GG IE TO KI BW TH NO UG SB BD FI GY PG",
    "fr": "FR SN CM MG HT CA BE PF CI TN CD NC CH ML MA BI GA LU",
    "es": "MX PE ES CR CU CO GT AR BO EC DO CL HN UY PY GQ",
    "ru": "RU KZ KG TJ BY UZ AM MD TM",
    "zh": "CN SG MY",
    "ar": "EG JO OM MA SD IQ TN LB MR SA DZ YE DJ KW LY",
}


def load() -> dict[str, Language]:
    return {
        code: Language(code, tuple(countries.split()), json.loads((WORDS / f"{code}.json").read_text(encoding="utf-8")))
        for code, countries in COUNTRIES.items()
    }
