"""Message catalogs are compiled on any machine, and again when they have changed."""

import gettext
import os
from pathlib import Path

import pytest

from partnership import catalogs

FRENCH = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Partner"
msgstr "{word}"

msgid "one gap"
msgid_plural "{{n}} gaps"
msgstr[0] "un manque"
msgstr[1] "{{n}} manques"

#, fuzzy
msgid "Offer"
msgstr "Peut-être"
"""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogs, "LOCALE", tmp_path)
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(FRENCH.format(word="Partenaire"))
    return path


def compiled(catalog: Path) -> gettext.GNUTranslations:
    catalogs.compile_catalogs()
    with catalog.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_words_and_plurals_are_translated(catalog: Path) -> None:
    french = compiled(catalog)
    assert french.gettext("Partner") == "Partenaire"
    assert french.ngettext("one gap", "{n} gaps", 0) == "un manque"
    assert french.ngettext("one gap", "{n} gaps", 2) == "{n} manques"


def test_every_language_keeps_its_own_rule_for_plurals(catalog: Path, tmp_path: Path) -> None:
    rule = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
    arabic = tmp_path / "ar" / "LC_MESSAGES" / "django.po"
    arabic.parent.mkdir(parents=True)
    forms = "".join(f'msgstr[{number}] "form {number}"\n' for number in range(6))
    arabic.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: {rule};\\n"\n\n'
        f'msgid "one"\nmsgid_plural "many"\n{forms}'
    )
    translations = compiled(arabic)
    assert [translations.ngettext("one", "many", number) for number in (0, 1, 2, 3, 11, 100)] == [
        f"form {number}" for number in range(6)
    ]


def test_a_guess_is_not_a_translation(catalog: Path) -> None:
    assert compiled(catalog).gettext("Offer") == "Offer"


def test_only_what_has_changed_is_compiled_again(catalog: Path) -> None:
    compiled(catalog)
    when = catalog.with_suffix(".mo").stat().st_mtime_ns
    catalog.write_text(FRENCH.format(word="Membre"))
    os.utime(catalog, ns=(when - 1, when - 1))
    assert compiled(catalog).gettext("Partner") == "Partenaire"
    os.utime(catalog, ns=(when + 1, when + 1))
    assert compiled(catalog).gettext("Partner") == "Membre"
