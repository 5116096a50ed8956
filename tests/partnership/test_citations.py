"""Rules of citations: what a reference manager reads is one entry, whatever an organization is called."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.citations import Citation
from registry.text import clean_line

LINES = st.text().map(clean_line)


def citation(name: str) -> Citation:
    address = "https://partnership.example/directory/8xk2mq57/"
    return Citation("8xk2mq57", name, address, version=3, on=date(2026, 3, 9))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Bay & Reef {Trust}", r"Bay \& Reef \{Trust\}"),
        ("100 % #1_a", r"100 \% \#1\_a"),
        ("a\\b~c^d$", r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d\$"),
        ("مجلس خليج المرجان", "مجلس خليج المرجان"),
    ],
)
def test_what_tex_takes_for_an_order_is_written_so_that_it_is_none(name: str, written: str) -> None:
    assert f"author = {{{{{written}}}}}" in citation(name).bibtex()


@given(LINES)
def test_any_name_leaves_one_whole_bibtex_entry(name: str) -> None:
    bare = re.sub(r"\\.", "", citation(name).bibtex())
    assert (bare.count("{"), bare.count("}")) == (bare.count("}"), bare.count("{"))
    assert bare.count("@online{8xk2mq57,") == 1
    assert len(citation(name).bibtex().splitlines()) >= 9


@given(LINES)
def test_any_name_leaves_one_whole_ris_entry(name: str) -> None:
    lines = citation(name).ris().split("\r\n")
    assert [line[:6] for line in lines] == [
        f"{tag}  - " for tag in ("TY", "ID", "AU", "TI", "PY", "DA", "ET", "UR", "N1", "ER")
    ] + [""]
