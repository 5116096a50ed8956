"""Invented words in nine scripts, the frequent ones far more frequent than the rest, as in every language."""

import itertools
import random
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, eq=False)
class Script:
    """A script and how invented words of it are made.

    `share` is that of the organizations which write in it first; `languages` and `countries` stand with the most used
    first. A word has `shortest` to `longest` syllables, each a beginning and an end. `terms` are real words of the
    field, which become the most frequent. `known` maps words that nothing else here begins like to the share of all
    organizations that have them.
    """

    name: str
    share: float
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    between: str
    stop: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    shortest: int
    longest: int
    size: int
    terms: tuple[str, ...]
    known: dict[str, float]


def _letters(first: int, last: int, step: int = 1) -> tuple[str, ...]:
    return tuple(map(chr, range(first, last, step)))


def spaced(text: str) -> tuple[str, ...]:
    """The words of a list that is written with spaces."""
    return tuple(text.split())


HAN = tuple(map(chr, random.Random("han").sample(range(0x4E00, 0x9FA5), 2500)))

LATIN = Script(
    "latin",
    0.60,
    spaced("en fr es pt de id sw vi it tr pl ro nl cs sv fi ha yo ms tl qu gn mi sm"),
    (),  # those that no other script names (population.countries)
    " ",
    ".",
    spaced("b c d f g h j k l m n p r s t v z ch st tr ñ ç š"),
    spaced("a e i o u é è ö ü ã á ai ou an en on"),
    2,
    4,
    60_000,
    spaced(
        "forest foundation water network women international association community ocean centre nature youth rivière "
        "conservation red institute coast fundación climate mangrove société bosque rights alliance bioma wetland "
        "savane fonds reef council unité montaña coopérative park stiftung landscape peuples agua wald corridor"
    ),
    {
        "tarvolindes": 0.002,
        "morquenasti": 0.002,
        "pelsuvandra": 0.002,
        "silvondare": 0.02,
        "cambrolith": 0.02,
        "ganderouve": 0.02,
        "loversane": 0.10,
        "bartoquin": 0.10,
        "dernavelt": 0.10,
    },
)
OTHERS = (
    Script(
        "cyrillic",
        0.08,
        spaced("ru uk bg sr kk mn ky be mk"),
        spaced("RU UA KZ BG RS MN KG BY MK TJ"),
        " ",
        ".",
        tuple("бвгджзклмнпрстфхцчш"),
        tuple("аеиоуыёюя"),
        2,
        4,
        15_000,
        spaced("фонд лес вода союз центр природа реки институт община степь океан право"),
        {"костравель": 0.002, "мельдорага": 0.02},
    ),
    Script(
        "arabic",
        0.08,
        spaced("ar fa ur ps"),
        spaced("EG IR PK MA DZ SA IQ JO TN SD AF LB"),
        " ",
        ".",
        tuple("بتثجحخدذرزسشصضطظعغفقكلمنه"),
        ("ا", "و", "ي", "", "َ"),
        2,
        4,
        15_000,
        spaced("جمعية غابة ماء شبكة مركز بيئة نهر معهد ساحل مؤسسة حقوق"),
        {"برسودينا": 0.002, "قلمونسار": 0.02},
    ),
    Script(
        "han",
        0.08,
        ("zh",),
        spaced("CN TW SG HK"),
        "",
        "。",
        HAN,
        HAN[:600],
        1,
        1,
        12_000,
        spaced("环境 森林 基金 海洋 保护 协会 自然 中心 水 湿地 研究"),
        {"鹭岬": 0.002, "鲸藻": 0.02},
    ),
    Script(
        "kana",
        0.03,
        ("ja",),
        ("JP",),
        "",
        "。",
        _letters(0x30A2, 0x30EF),
        ("", "ー", "ン"),
        2,
        3,
        6_000,
        spaced("環境 森林 協会 自然 センター 海洋 ネットワーク"),
        {},
    ),
    Script(
        "hangul",
        0.03,
        ("ko",),
        ("KR", "KP"),
        " ",
        ".",
        _letters(0xAC00, 0xD7A3, 23),
        ("",),
        1,
        3,
        9_000,
        spaced("환경 숲 재단 바다 협회 자연 센터 물 습지 연구"),
        {},
    ),
    Script(
        "devanagari",
        0.05,
        spaced("hi mr ne"),
        spaced("IN NP"),
        " ",
        "।",
        tuple("कखगघचछजटडतदधनपबभमयरलवशसह"),
        ("", "ा", "ि", "ी", "ु", "े", "ो"),
        2,
        4,
        12_000,
        spaced("वन जल संस्था पर्यावरण केंद्र समुदाय नदी परिषद अधिकार"),
        {},
    ),
    Script(
        "thai",
        0.03,
        ("th",),
        ("TH",),
        "",
        " ",
        tuple(chr(code) for code in range(0xE01, 0xE2E) if code not in (0xE24, 0xE26)),
        ("า", "ี", "ู", "อ", ""),
        2,
        3,
        9_000,
        spaced("มูลนิธิ ป่า ทะเล เครือข่าย ชุมชน แม่น้ำ"),
        {},
    ),
    Script(
        "greek",
        0.02,
        ("el",),
        ("GR", "CY"),
        " ",
        ".",
        tuple("βγδζθκλμνπρστφχψ"),
        tuple("αεηιουωάέίό"),
        2,
        4,
        8_000,
        spaced("δάσος νερό ίδρυμα δίκτυο κέντρο φύση ποτάμι"),
        {},
    ),
)
SCRIPTS = (LATIN, *OTHERS)


@cache
def vocabulary(script: Script) -> tuple[str, ...]:
    """The words of a script, the most frequent first."""
    drawn = random.Random(script.name)
    reserved = tuple(word[:3] for word in script.known)
    words = dict.fromkeys(script.terms)
    while len(words) < script.size:
        syllables = drawn.randint(script.shortest, script.longest)
        word = "".join(drawn.choice(script.begins) + drawn.choice(script.ends) for _ in range(syllables))
        if not word.startswith(reserved):
            words[word] = None
    return tuple(words)


@cache
def weights(count: int) -> list[float]:
    """Running sums of Zipf's law, by which the n-th of `count` things is drawn in proportion to 1 / (n + 1.7)."""
    return list(itertools.accumulate(1 / (rank + 1.7) for rank in range(1, count + 1)))
