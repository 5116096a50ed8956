"""The words that differ between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.entry.wording import Run, changed_codes, changed_words


def marked(before: str, after: str) -> str:
    """The runs as one text: -taken out-, +put in+."""
    signs = {"same": "", "del": "-", "ins": "+"}
    return "".join(f"{signs[run.kind]}{run.text}{signs[run.kind]}" for run in changed_words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Two boats of seven metres.", "Two boats of nine metres.", "Two boats of -seven -+nine +metres."),
        ("Corredor Alto", "Corredor Alto y Páramo", "Corredor Alto +y Páramo+"),
        ("One, two and three.", "One, two.", "One, two- and three-."),
        ("保护海岸红树林", "保护海岸珊瑚礁和红树林", "保护海岸+珊瑚礁和+红树林"),
        ("يحمي غابات المانغروف", "يحمي غابات المانغروف والشعاب", "يحمي غابات المانغروف +والشعاب+"),
        ("Охраняет берег", "Охраняет весь берег", "Охраняет +весь +берег"),
        ("नदी की रक्षा", "नदी व वन की रक्षा", "नदी +व वन +की रक्षा"),
    ],
)
def test_changed_words_are_marked_in_every_script(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "All of it is new."),
        ("All of it is gone.", ""),
        ("Keeps the bay", "Nothing in common here"),
        ("Two  boats", "Two boats"),
        ("the same", "the same"),
    ],
)
def test_texts_that_cannot_be_read_as_one_have_no_runs(before: str, after: str) -> None:
    assert changed_words(before, after) == []


@given(st.text(alphabet="ab ,.语ب\n", max_size=40), st.text(alphabet="ab ,.语ب\n", max_size=40))
def test_the_runs_that_stay_are_the_later_text(before: str, after: str) -> None:
    runs = changed_words(before, after)
    if runs:
        assert "".join(run.text for run in runs if run.kind != "del").strip() == after.strip()
        taken = "".join(run.text for run in runs if run.kind != "ins")
        assert "".join(taken.split()) == "".join(before.split())


def test_lists_keep_the_order_of_the_later_one_and_end_with_what_went() -> None:
    assert changed_codes(["Kenya", "Uganda"], ["Ecuador", "Kenya"]) == [
        Run("ins", "Ecuador"),
        Run("same", "Kenya"),
        Run("del", "Uganda"),
    ]
