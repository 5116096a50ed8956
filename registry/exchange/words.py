"""Which code of a vocabulary somebody means, by the code, its label in any of the six languages, or other words.

Languages of people are found by their tag or their name, in the six languages or in the language itself.
"""

import pickle
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from babel import localedata
from babel.core import get_global
from django.db.models import TextChoices
from django.utils import translation

from registry.exchange.countries import key_of
from registry.text import canonical_language_tag, language_name
from registry.vocabulary import (
    SITE_LANGUAGES,
)

# What people write for a code beside its labels. Only words that mean one code and no other.
OTHER_WORDS: Mapping[str, Mapping[str, str]] = {
    "OrganizationType": {
        "national_government": "government; ministry; governmental; national authority; gouvernement; ministère; "
        "gobierno; ministerio; правительство; министерство; 政府; 部委; حكومة; وزارة",
        "subnational_government": "local government; regional government; municipality; province; collectivité locale; "
        "commune; gobierno local; municipio; ayuntamiento; муниципалитет; местные органы власти; 地方政府; "
        "بلدية; حكومة محلية",
        "iplc": "iplc; iplcs; indigenous; indigenous people; indigenous peoples; palc; paclos; "
        "peuples autochtones; pueblos indígenas; коренные народы; 土著人民; الشعوب الأصلية",
        "ngo": "ngo; non governmental organization; non governmental organisation; nongovernmental organization; "
        "civil society; civil society organization; cso; nonprofit; non profit; not for profit; charity; ong; osbl; "
        "obnl; organisation non gouvernementale; organización no gubernamental; нпо; неправительственная организация; "
        "нко; 非政府组织; منظمة غير حكومية",
        "intergovernmental": "igo; intergovernmental organization; intergovernmental organisation; oig; "
        " organisation intergouvernementale; organización intergubernamental; "
        "межправительственная организация; 政府间组织; منظمة حكومية دولية",
        "private_sector": "company; business; corporation; private; private company; enterprise; entreprise; société; "
        "empresa; compañía; компания; предприятие; частный сектор; 公司; 企业; شركة",
        "academic": "university; research; research institute; academia; education; facility; université; universidad; "
        "institut de recherche; instituto de investigación; университет; научный институт; 大学; 研究所; جامعة",
        "network": "network; coalition; alliance; réseau; alianza; сеть; коалиция; 网络; 联盟; شبكة; تحالف",
        "women": "women; womens organization; women’s organization; femmes; mujeres; женская; 妇女; نساء",
        "youth": "youth organization; youth group; jeunes; jóvenes; молодежь; 青年组织; منظمة شبابية",
    },
    "Scale": {
        "local": "community; communal; comunitario",
        "subnational": "provincial; sub national",
        "national": "country; nationwide; country wide",
        "global": "international; worldwide; world; mondial; mundial; internacional",
    },
    "Realm": {
        "land": "terrestrial; terrestre",
        "inland_waters": "freshwater; fresh water; eau douce; agua dulce",
        "marine_coastal": "marine; coastal; sea; ocean; mer; mar",
    },
    "ActivityStatus": {
        "planned": "plan; planning; pipeline",
        "under_way": "ongoing; on going; active; running; in progress; underway; en cours; en curso",
        "paused": "suspended; on hold; suspendu; suspendido",
        "completed": "finished; closed; done; ended; terminé; terminado",
    },
    "NameKind": {
        "official": "official; officiel; oficial; main; primary",
        "translation": "translated",
        "acronym": "abbreviation; short name; sigle",
        "former": "former; old name; previous name",
        "alias": "alias; aka; other name; other",
    },
    "Visibility": {"everyone": "public; all", "secretariat": "secretariat; private; hidden; internal"},
    "SupportKind": {
        "finance": "funding; money; financial; financement; financiación",
        "capacity_building": "capacity; training; capacity development",
        "data_monitoring": "data; monitoring",
    },
    "Element": {"oecm": "oecms", "protected-areas": "pa; pas"},
    "ForWhom": {"own": "us; ourselves", "members": "members", "others": "others"},
}

REMEMBERED = 4096  # words
TRUE = "true yes y 1 x oui o vrai si sí s verdadero да 是 نعم ✓ ✔"
FALSE = "false no n 0 non faux falso нет 否 لا"


@cache
def codes_of(choices: type[TextChoices]) -> dict[str, str]:
    """The code behind each way to say it. A word that says two codes is left out."""
    said: dict[str, set[str]] = {}
    for member in choices:
        for word in _words_for(choices, member):
            said.setdefault(key_of(word), set()).add(str(member.value))
    return {word: codes.pop() for word, codes in said.items() if word and len(codes) == 1}


def _words_for(choices: type[TextChoices], member: TextChoices) -> Iterable[str]:
    yield str(member.value)
    yield str(member.value).replace("_", " ")
    for language in SITE_LANGUAGES:
        with translation.override(language):
            yield str(member.label)
    yield from OTHER_WORDS.get(choices.__name__, {}).get(str(member.value), "").split(";")


@lru_cache(maxsize=REMEMBERED)
def code_called(choices: type[TextChoices], text: str) -> str:
    """The code that `text` means, or "" where it means none."""
    return codes_of(choices).get(key_of(text), "")


def flag_called(text: str) -> bool | None:
    """Yes or no, in any of the six languages; nothing for what is neither."""
    typed = text.strip().casefold()
    if typed in TRUE.split():
        return True
    return False if typed in FALSE.split() else None


@lru_cache(maxsize=REMEMBERED)
def language_called(text: str) -> str:
    """The tag of the language that `text` is or names, or "" where it is none that we know."""
    return canonical_language_tag(text) or _languages().get(key_of(text), "")


@cache
def _languages() -> dict[str, str]:
    spoken = {tag.split("_")[0] for by_tag in get_global("territory_languages").values() for tag in by_tag}
    said: dict[str, set[str]] = {}
    for tag in sorted(spoken - {"und"}):
        for name in (*(language_name(tag, language) for language in SITE_LANGUAGES), _own_name(tag)):
            said.setdefault(key_of(name), set()).add(canonical_language_tag(tag))
    for language in SITE_LANGUAGES:
        said.setdefault(key_of(language_name("und", language)), set()).add("und")
    return {word: tags.pop() for word, tags in said.items() if word and len(tags) == 1}


def _own_name(tag: str) -> str:
    """What a language calls itself, where CLDR knows.

    Read from Babel's files one by one: it would keep all that it knows of 300 languages, which is 130 MB.
    """
    for locale in (tag, get_global("parent_exceptions").get(tag, tag)):
        file = Path(localedata.resolve_locale_filename(locale))
        known = pickle.loads(file.read_bytes()) if file.exists() else {}  # noqa: S301 - came with Babel
        if name := known.get("languages", {}).get(tag):
            return str(name)
    return ""
