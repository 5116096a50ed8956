"""How alike two organizations are by what is known of them. Compares only; asks no database, and never raises.

Each kind of evidence stands alone, so that whoever shows a result can say why: an identifier, a name, the words of a
name, an acronym that fits initials, a web domain.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from math import log

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from registry.text import fold, is_unparted, search_tokens, tokens, web_domain, without_article


class Reason(TextChoices):
    """Why two may be one, the strongest first. The last two are looked for among the rows of one table only."""

    IDENTIFIER = "identifier", _("It has the same identifier.")
    NAME = "name", _("It has the same name, in the same country.")
    NAME_ELSEWHERE = "name_elsewhere", _("It has the same name, and another country or none.")
    WORDS = "words", _("Its name has nearly the same words.")
    ACRONYM = "acronym", _("The letters of one name are the initials of the other.")
    WEBSITE = "website", _("Its website is at the same domain.")
    EMAIL = "email", _("Its main contact has the same email address.")
    SHORT_NAME = "short_name", _("It has the same acronym, in the same country.")


EXACT = frozenset({Reason.IDENTIFIER, Reason.NAME})

# -- Words ------------------------------------------------------------------------------------------------------------

# Forms of law and words that only join others: what stands in a name or not as it pleases. All are folded.
_SUFFIXES = (
    "inc incorporated ltd limited llc llp plc corp corporation co gmbh ggmbh mbh ag ev eg kg sa sas sarl srl spa sl ac "
    "bv nv vzw asbl aisbl ab as oy aps lda ltda sab cv ong ngo osc cic pty pte pvt pbc npo "
    "ооо оао зао пао ао нко ано фгбу фгбун фгбоу фгуп гбу мбоу фгау ргп тоо оо "
    "ذ م ش المحدوده محدوده"
)
_JOINING = (
    "the a an of for and in on to at by with from le la les l d de du des et pour en au aux sur dans el los las del y "
    "e para por un una con der die das dem den des und fur von im am zur zum do da dos das di della dei il lo "
    "и в во на для по о об с из و في من على الى عن ل"
)
_LEFT_OUT = frozenset((*_SUFFIXES.split(), *_JOINING.split()))
_CHINESE_SUFFIXES = re.compile("(?:股份有限公司|有限责任公司|有限責任公司|有限公司)$")
_ROMAN = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"])
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
LONGEST_ACRONYM = 10
LONGEST_KEY = 100  # characters
LONGEST_NAME = 600


def _parts(words: Sequence[str]) -> list[str]:
    """The words of a text, letters that stand alone put together: "S. A." and "S.A." give "sa"."""
    found: list[str] = []
    letters = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha() and not is_unparted(word):
            letters += word
            continue
        if letters:
            found.append(letters)
            letters = ""
        if word:
            found.append(word)
    return found


@lru_cache(maxsize=4096)
def is_number(word: str) -> bool:
    return any(map(str.isdigit, word)) or word in _ROMAN


@lru_cache(maxsize=4096)  # names are of few words, again and again
def _pieces(word: str) -> tuple[str, ...]:
    """The word as search asks for it: pairs of characters in scripts that do not part words."""
    pieces = [token.text for token in search_tokens(word)]
    several = len(pieces) > 1
    return tuple(without_article(piece) for piece in pieces if not (several and len(piece) == 1 and piece in word))


@dataclass(frozen=True)
class Form:
    """A name as comparing sees it."""

    folded: str

    @cached_property
    def tokens(self) -> list[str]:
        return tokens(self.folded)

    @cached_property
    def parts(self) -> list[str]:
        bare = _CHINESE_SUFFIXES.sub("", self.folded.strip())
        return _parts(self.tokens if bare == self.folded else tokens(bare))

    @cached_property
    def joined(self) -> str:
        return "".join(self.parts)

    @cached_property
    def compact(self) -> str:
        """The letters alone: equal for two that differ in spaces, case, accents and signs."""
        return "".join(self.tokens)[:LONGEST_NAME]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What tells it from others, each once: pairs of characters in scripts that do not part words."""
        kept = [word for word in self.parts if word not in _LEFT_OUT] or self.parts
        return tuple(dict.fromkeys(piece for word in kept for piece in _pieces(word)))

    @cached_property
    def core(self) -> str:
        """Equal for two that differ in the order of words, forms of law and articles only."""
        return "".join(sorted(self.words))[:LONGEST_NAME]

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(filter(is_number, self.words))

    @cached_property
    def initials(self) -> frozenset[str]:
        """The first letters of its words, once with the small ones and once without."""
        kept = [word for word in self.parts if word not in _LEFT_OUT]
        found = {"".join(word[0] for word in some) for some in (self.parts, kept)}
        return frozenset(one for one in found if 3 <= len(one) <= LONGEST_ACRONYM and not is_unparted(one))

    @property
    def is_bare(self) -> bool:
        """Whether it may be nothing but an acronym."""
        return len(self.parts) == 1 and 2 <= len(self.parts[0]) <= LONGEST_ACRONYM and not is_unparted(self.parts[0])


@lru_cache(maxsize=4096)
def form_of(folded: str) -> Form:
    """The form of a name that is folded already. Whoever compares many with what is on file meets the same again."""
    return Form(folded)


def forms_of(names: Iterable[str]) -> tuple[Form, ...]:
    """The forms of names, each once; of one with its acronym in brackets also what stands without that."""
    found: dict[str, None] = {}
    for name in names:
        folded = fold(name)[:LONGEST_NAME]
        bare, acronyms = _without_acronyms(folded)
        for text in (folded, bare) if acronyms else (folded,):
            if tokens(text):
                found[text] = None
    return tuple(map(Form, found))


def bracketed(names: Iterable[str]) -> list[str]:
    """Acronyms that stand in brackets beside a name."""
    return [acronym for name in names for acronym in _without_acronyms(fold(name)[:LONGEST_NAME])[1]]


def _without_acronyms(folded: str) -> tuple[str, list[str]]:
    """What stands outside of brackets, and the words in brackets that may be its acronym: no place, no branch."""
    bare = " ".join(_IN_BRACKETS.sub(" ", folded).split())
    inner = [form.parts[0] for form in map(Form, _IN_BRACKETS.findall(folded)) if form.is_bare]
    return bare, [word for word in inner if _in_order(word, Form(bare).compact)]


def _in_order(letters: str, text: str) -> bool:
    """Whether a text has these letters in this order, whatever stands between."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


# -- Web domains ------------------------------------------------------------------------------------------------------

# Below these each label is somebody's own: governments, and hosts that give a name to each of their users.
_GOVERNMENT = frozenset(["gov", "gob", "gouv", "go", "govt", "gv", "gub", "gc", "mil", "admin", "bund", "overheid"])
_HOSTS_OF_MANY = [
    "wordpress.com",
    "blogspot.com",
    "github.io",
    "gitlab.io",
    "wixsite.com",
    "weebly.com",
    "webs.com",
    "jimdo.com",
    "jimdofree.com",
    "squarespace.com",
    "webnode.com",
    "site123.me",
    "strikingly.com",
    "tumblr.com",
    "netlify.app",
    "vercel.app",
    "pages.dev",
    "business.site",
    "godaddysites.com",
    "webflow.io",
    "canalblog.com",
    "over-blog.com",
    "free.fr",
    "narod.ru",
    "ucoz.ru",
    "tilda.ws",
    "myshopify.com",
]
# What is below these is nobody's own.
_NOBODYS = frozenset(
    [
        "facebook.com",
        "fb.com",
        "fb.me",
        "instagram.com",
        "linkedin.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "youtu.be",
        "t.me",
        "telegram.me",
        "vk.com",
        "ok.ru",
        "weibo.com",
        "weixin.qq.com",
        "qq.com",
        "tiktok.com",
        "linktr.ee",
        "medium.com",
        "google.com",
        "goo.gl",
        "bit.ly",
        "wikipedia.org",
        "wikidata.org",
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "aol.com",
        "icloud.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.ru",
        "yandex.ru",
        "163.com",
        "126.com",
        "un.org",
        "europa.eu",
    ]
)
_SECOND_LEVELS = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "gen",
        "info",
        "int",
        "ltd",
        "me",
        "ne",
        "net",
        "nom",
        "nic",
        "or",
        "org",
        "ong",
        "sch",
        "school",
        "web",
        "asso",
    ]
)


def own_domain(address: str) -> str:
    """The part of a web address that one organization may have to itself, in ASCII; "" where it is shared by nature.

    A domain that looks like another is another; one that is written in its own script is the same as in ASCII.
    """
    host = web_domain(address)
    labels = host.split(".")
    if not host or labels[-1].isdigit() or labels[0] in _GOVERNMENT:
        return ""
    if _GOVERNMENT.intersection(labels):
        return host
    for suffix in _HOSTS_OF_MANY:
        if f".{host}".endswith(f".{suffix}"):
            return "" if host == suffix else ".".join(labels[-(suffix.count(".") + 2) :])
    keep = 3 if len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _SECOND_LEVELS else 2
    domain = ".".join(labels[-keep:])
    return "" if domain in _NOBODYS or domain.split(".")[0] in _SECOND_LEVELS else domain


# -- Comparing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Profile:
    """What two organizations are compared by. `country` is "" where there is none, or none is known."""

    forms: tuple[Form, ...] = ()
    acronyms: frozenset[str] = frozenset()
    country: str = ""
    type: str = ""
    domain: str = ""
    identifiers: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        *,
        names: Sequence[str],
        acronyms: Sequence[str] = (),
        country: str = "",
        type: str = "",
        website: str = "",
        identifiers: Iterable[tuple[str, str]] = (),
    ) -> "Profile":
        short = {form.compact for form in forms_of(acronyms)} | set(bracketed(names))
        return cls(
            forms=forms_of(names) or forms_of(acronyms),
            acronyms=frozenset(short),
            country=country,
            type=type,
            domain=own_domain(website),
            identifiers=frozenset(f"{scheme}:{value}" for scheme, value in identifiers),
        )

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for form in self.forms for word in form.words)

    @cached_property
    def initials(self) -> frozenset[str]:
        return frozenset(initials for form in self.forms for initials in form.initials)

    @cached_property
    def bare(self) -> frozenset[str]:
        return frozenset(form.parts[0] for form in self.forms if form.is_bare)

    @cached_property
    def keys(self) -> frozenset[str]:
        """By what others find it: its words, and what is behind a sign."""
        return self.words | frozenset(
            [
                *(f"={form.compact[:LONGEST_KEY]}" for form in self.forms),
                *(f"~{form.core[:LONGEST_KEY]}" for form in self.forms),
                *(f"#{identifier}" for identifier in self.identifiers),
                *(f"i:{initials}" for initials in self.initials),
                *(f"a:{acronym}" for acronym in self.acronyms),
                *(f"b:{bare}" for bare in self.bare),
                *([f"/{self.country}"] if self.country else []),
            ]
        )

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Keys of others of which one is enough to look at them closely."""
        kept = ("=", "~", "#")
        return frozenset(
            [
                *(key for key in self.keys if key.startswith(kept)),
                *(f"{sign}:{bare}" for bare in self.bare for sign in "ia"),
                *(f"b:{short}" for short in self.initials | self.acronyms),
            ]
        )


def is_word(key: str) -> bool:
    """Whether a key is a word of a name, not one behind a sign."""
    return key[0] not in "=~#/" and key[1:2] != ":"


LEAST_TOLD = 0.3  # share of two names below which it says nothing: they are alike in something else


def told(reasons: Iterable[Reason], share: float) -> list[str]:
    """What a page says of two that may be one: the reasons, and how much of their names is the same, in per cent.

    `share` is as `shared` gives it; what is nearly the whole is never told as the whole, and what is little not at all.
    """
    words = [str(reason.label) for reason in reasons]
    if share < LEAST_TOLD:
        return words
    score = gettext("Names alike: %(percent)d%%.") % {"percent": int(100 * share)}
    return [*words, score]


Weigh = Callable[[str], float]
ALIKE = 0.82  # share of the words, by their weight, that two names have in common
ALIKE_OF_OTHER_TYPE = 0.9
CLOSE_LETTERS = 90  # of 100, for names of few words in scripts that do not part them
SHORTEST, MOST_SLIPS = 4, 2  # of a word that may be mistyped: letters, and how many of them are wrong at most
MISTYPED = 0.95  # what a word counts that is nearly another


def compare(
    one: Profile, other: Profile, *, weigh: Weigh = lambda _word: 1.0, is_rare: Callable[[], bool] = lambda: True
) -> list[Reason]:
    """Why two may be one, the strongest reason first; none where they are apart. The same from both sides.

    `weigh` says how much a word tells, `is_rare` whether few bear the name; both are what the registry knows of others.
    """
    if one.identifiers & other.identifiers:
        return [Reason.IDENTIFIER]
    apart = bool(one.country and other.country and one.country != other.country)
    same_domain = bool(one.domain) and one.domain == other.domain
    best = 0.0
    differ_in_numbers = False
    for form in one.forms:
        for its in other.forms:
            if form.compact == its.compact:
                if one.country == other.country:
                    return [Reason.NAME, *([Reason.WEBSITE] if same_domain else [])]
                best = 1.0
            elif form.numbers == its.numbers:
                best = max(best, alike(form, its, weigh))
            elif same_domain and not differ_in_numbers:
                differ_in_numbers = _but_for_numbers(form, its, weigh)
    reasons = []
    if best == 1.0 and (not apart or same_domain or is_rare()):
        reasons.append(Reason.NAME_ELSEWHERE if apart or one.country != other.country else Reason.WORDS)
    elif not apart and best >= (ALIKE if one.type == other.type else ALIKE_OF_OTHER_TYPE):
        reasons.append(Reason.WORDS)
    if not apart and _initials_fit(one, other):
        reasons.append(Reason.ACRONYM)
    if same_domain and not differ_in_numbers:  # of another country: a national office has its parent's domain
        reasons.append(Reason.WEBSITE)
    return reasons


def shared(one: Profile, other: Profile, *, weigh: Weigh = lambda _word: 1.0) -> float:
    """How much is the same of those two of their names that are nearest, from 0 to 1; nothing of names that differ in
    their numbers. The same from both sides. `weigh` is as in `compare`.
    """
    pairs = [(form, its) for form in one.forms for its in other.forms if form.numbers == its.numbers]
    return max((1.0 if a.compact == b.compact else alike(a, b, weigh) for a, b in pairs), default=0.0)


def _but_for_numbers(form: Form, its: Form, weigh: Weigh) -> bool:
    """Whether two names that differ in their numbers are the same otherwise: Region 3 and Region 4."""
    bare, theirs = (tuple(w for w in one.words if w not in one.numbers) for one in (form, its))
    return _shared(bare, theirs, weigh) >= ALIKE


def _initials_fit(one: Profile, other: Profile) -> bool:
    """Whether one is known by letters alone, and these are the other's."""
    return any(
        len(bare) >= 3 and (bare in its.acronyms or bare in its.initials)
        for mine, its in ((one, other), (other, one))
        for bare in mine.bare
    )


def alike(form: Form, its: Form, weigh: Weigh) -> float:
    """How much of two names is the same, from 0 to 1; 1 where only order, forms of law and articles differ."""
    if form.core == its.core:
        return 1.0
    if form.words and its.words and is_unparted(form.words[0]) and is_unparted(its.words[0]):
        near = ratio(form.compact, its.compact)
        return near / 100 - 0.05 if near >= CLOSE_LETTERS and min(len(form.compact), len(its.compact)) > 4 else 0.0
    if len(form.parts) != len(its.parts):
        one, other = form.joined, its.joined
        if len(one) >= 6 and len(other) >= 6 and near_word(one, other):
            return MISTYPED  # one word or two
    return min(_shared(form.words, its.words, weigh), MISTYPED)


def _shared(words: Sequence[str], others: Sequence[str], weigh: Weigh) -> float:
    """The weight of the words that two names share, of the weight of all."""
    left, right = [word for word in words if word not in others], [word for word in others if word not in words]
    # The nearest first, then by the alphabet, so that both sides pair the words alike.
    pairs = [
        (OSA.distance(a, b), *sorted((a, b)), a, b)
        for a in left
        if len(a) >= SHORTEST
        for b in right
        if -MOST_SLIPS <= len(a) - len(b) <= MOST_SLIPS and near_word(a, b)
    ]
    if not pairs and len(left) == len(words):
        return 0.0  # as a rule
    same = 2 * sum(weigh(word) for word in words if word in others)
    whole = sum(map(weigh, words)) + sum(map(weigh, others))
    pairs.sort()
    for _distance, _first, _second, a, b in pairs:
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            # The rarer of the two is the mistake: what it weighs says nothing.
            lighter = min(weigh(a), weigh(b))
            whole -= weigh(a) + weigh(b) - 2 * lighter
            same += 2 * lighter * MISTYPED
    return same / whole


@lru_cache(maxsize=16384)  # names have the same words again and again
def near_word(word: str, other: str) -> bool:
    """Whether one may be the other with a slip: one letter in four or more, two in nine or more; never in numbers."""
    if word == other:
        return True
    shorter = min(len(word), len(other))
    most = MOST_SLIPS if shorter >= 9 else 1
    # What costs the least first: nearly all pairs are apart.
    if shorter < SHORTEST or abs(len(word) - len(other)) > most or OSA.distance(word, other, score_cutoff=most) > most:
        return False
    return not (is_number(word) or is_number(other) or is_unparted(word))


def weights(counts: Mapping[str, int], entries: int) -> Weigh:
    """How much each word tells, by the number of entries in which it stands."""
    whole = max(entries, 1000)
    return cache(lambda word: log(1 + whole / (1 + min(counts.get(word, 0), whole))))
