"""Compiles the message catalogs as `msgfmt` would, on machines without gettext: `python -m partnership.catalogs`."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_catalogs() -> None:
    """Write the .mo beside every .po that is newer than it."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            # Without the locale, Babel would leave out which plural form belongs to which number.
            catalog = read_po(file, locale=source.parts[-3], abort_invalid=True)
        part = compiled.with_suffix(".part")
        with part.open("wb") as file:
            write_mo(file, catalog)
        part.replace(compiled)


if __name__ == "__main__":
    compile_catalogs()
