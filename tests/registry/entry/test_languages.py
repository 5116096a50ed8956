"""In which languages and scripts an entry is written."""

from typing import Any

from registry.entry.document import Document, empty
from registry.entry.languages import languages, scripts


def entry(**texts: Any) -> Document:
    document = empty()
    document["names"] = {
        str(number): {"text": text, "language": tag, "kind": "official"}
        for number, (text, tag) in enumerate(texts.pop("names", []))
    }
    document["organization"] |= {"description": "", "description_language": "", **texts.pop("organization", {})}
    for part, items in texts.items():
        document[part] = items
    return document


def test_an_empty_entry_is_written_in_nothing() -> None:
    assert (languages(empty()), scripts(empty())) == ([], [])


def test_names_descriptions_and_items_count_and_what_was_removed_does_not() -> None:
    document = entry(
        names=[("Bay Council", "en-GB"), ("海湾", "zh-Hans")],
        organization={"description": "Хранит залив.", "description_language": "ru"},
        activities={"1": {"title": "تدريب", "text": "", "language": "ar"}},
        gaps={"2": {"removed": True}},
        offers={"3": {"title": "Visites", "text": "Deux par an.", "language": "fr"}},
    )
    assert languages(document) == ["ar", "en", "fr", "ru", "zh"]
    assert scripts(document) == ["Arab", "Cyrl", "Hani", "Latn"]


def test_a_language_that_is_not_known_is_none() -> None:
    assert languages(entry(names=[("Bay", "und"), ("Bae", "")])) == []
    assert languages(entry(organization={"description_language": "fr"})) == []
