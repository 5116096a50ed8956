"""What others wrote and a browser loads from here: unchanged, licensed, and light."""

import gzip
import hashlib
import json

import pytest
from django.conf import settings as site
from django.test import Client

from tests import factories
from tests.web.test_partner import PREFIXES

VENDOR = site.BASE_DIR / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def test_every_file_is_the_one_that_was_taken() -> None:
    said = {name: digest for library in MANIFEST for name, digest in library["files"].items()}
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "manifest.json"]
    found = {str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert found == said


@pytest.mark.parametrize("library", MANIFEST, ids=lambda library: library["name"])
def test_every_library_says_where_it_is_from_and_may_be_given_on(library: dict[str, str]) -> None:
    assert all(library[name] for name in ("name", "version", "source", "licence"))
    assert library["version"] in library["source"]
    assert library["licence"] in (VENDOR / library["licence_file"]).read_text(encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("page", ["/report/{}/", "/directory/{}/write/"])
def test_a_page_with_the_check_stays_under_60_kilobytes_on_the_wire(client: Client, prefix: str, page: str) -> None:
    path = prefix + page.format(factories.listed().public_id_id)
    names = ("css/site.css", "favicon.svg", "js/proof.js", *(f"vendor/{name}" for name in MANIFEST[0]["files"]))
    html = client.get(path).content
    loaded = [html, *((site.BASE_DIR / "static" / name).read_bytes() for name in names)]
    assert b"altcha-widget" in html
    assert sum(len(gzip.compress(content, 6)) for content in loaded) < 60_000
