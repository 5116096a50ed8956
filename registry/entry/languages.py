"""The languages and scripts that an entry is written in, so that somebody who reads them can be found."""

from collections.abc import Iterator

from registry.entry.document import Document, present
from registry.text import script_of

WITH_TEXTS = ("activities", "gaps", "offers")


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every text that is somebody's own words, with its language tag; "" where none was given."""
    organization = document["organization"]
    yield organization["description"], organization["description_language"]
    for name in present(document, "names").values():
        yield name["text"], name["language"]
    for part in WITH_TEXTS:
        for item in present(document, part).values():
            yield item["title"], item["language"]
            yield item["text"], item["language"]


def languages(document: Document) -> list[str]:
    """The languages of the texts, without region and script, in order; those that are not known are left out."""
    tags = {tag.partition("-")[0] for text, tag in texts(document) if text}
    return sorted(tag for tag in tags if tag not in ("", "und"))


def scripts(document: Document) -> list[str]:
    """The scripts of the texts (ISO 15924), in order; of each text the one that most of its letters are of."""
    return sorted({script_of(text) for text, _tag in texts(document)} - {""})
