"""Every kind of page of an installation, found by following the links from the first page as people would.

`python -m bin.pages save` writes them to `pages` below DATA_DIR, as nobody in particular and as each account that the
demonstration names sees them, in English and Arabic, and prints the files. `... public` prints the paths of those that
search engines may show, in English; of the directory and a partner in Arabic too. Ends with 1 where a link leads
nowhere.
"""

import os
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import django
from django.conf import settings
from django.test import Client
from django.urls import resolve

# How many pages of one address pattern are read; the second one often has other things on it than the first.
PAGES_OF_A_KIND = 2
VISITOR = "visitor"
STARTS = {"en": "/", "ar": "/ar/"}
# What is measured in both directions.
IN_ARABIC_TOO = {"directory", "partner"}
# The HTML of a letter, which is written for mail programs.
NOT_PAGES = {"demo_mail_as_html"}


@dataclass(frozen=True)
class Page:
    path: str
    kind: str
    html: str

    def is_for(self, robots: RobotFileParser) -> bool:
        """Whether a search engine may read and show it."""
        return robots.can_fetch("*", self.path) and re.search(r'name="robots"[^>]*noindex', self.html) is None


class Links(HTMLParser):
    """The addresses of a page that are followed by a click."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address)


def walk(client: Client, language: str) -> Iterator[Page]:
    """The pages that `client` finds from the first page of `language`. Raises LookupError where a link is broken."""
    start = STARTS[language]
    waiting, seen = deque([(start, "")]), {start}
    kinds: Counter[str] = Counter()
    while waiting:
        path, origin = waiting.popleft()
        kind = resolve(urlsplit(path).path).view_name if path != start else "home"
        if kinds[kind] >= PAGES_OF_A_KIND:
            continue
        kinds[kind] += 1
        answer = client.get(path, headers={"accept-language": language})
        if answer.status_code >= 400:
            raise LookupError(f"{path} answers {answer.status_code}; the link is on {origin}")
        found = [answer["Location"]] if answer.status_code in {301, 302, 303} else []
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            html = answer.content.decode()
            yield Page(path, kind, html)
            found = Links(html).found
        for address in found:
            link = urlsplit(urldefrag(urljoin(f"http://localhost{path}", address)).url)
            target = link.path + (f"?{link.query}" if link.query else "")
            if link.netloc == "localhost" and target not in seen and _language_of(link.path) == language:
                seen.add(target)
                waiting.append((target, path))


def _language_of(path: str) -> str:
    first = path.split("/")[1]
    return first if first in dict(settings.LANGUAGES) else "en"


def everyone() -> Iterator[tuple[str, Client]]:
    """A visitor and each account of the demonstration, with a browser that is signed in."""
    from partnership.demo.people import CAST
    from registry.models import Person

    yield VISITOR, Client(raise_request_exception=False, SERVER_NAME="localhost")
    for role in CAST:
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.force_login(Person.objects.get(email=role.email))
        yield role.address, client


def save(folder: Path) -> None:
    """Kinds of pages that a visitor has seen are not saved again for everyone who is signed in."""
    folder.mkdir(parents=True, exist_ok=True)
    seen = set(NOT_PAGES)
    for who, client in everyone():
        kinds: Counter[tuple[str, str]] = Counter()
        for language in STARTS:
            for page in walk(client, language):
                if page.kind not in seen:
                    kinds[page.kind, language] += 1
                    file = folder / f"{who}-{language}-{page.kind}-{kinds[page.kind, language]}.html"
                    file.write_text(page.html)
                    print(file)
        if who == VISITOR:
            seen.update(kind for kind, _language in kinds)


def public() -> None:
    visitor = Client(raise_request_exception=False, SERVER_NAME="localhost")
    robots = RobotFileParser()
    robots.parse(visitor.get("/robots.txt").content.decode().splitlines())
    for language in STARTS:
        kinds = set()
        for page in walk(visitor, language):
            if page.kind not in kinds and page.is_for(robots):
                kinds.add(page.kind)
                if language == "en" or page.kind in IN_ARABIC_TOO:
                    print(page.path)


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    django.setup()
    try:
        if what == "save":
            save(settings.DATA_DIR / "pages")
        else:
            public()
    except LookupError as broken:
        sys.exit(str(broken))


if __name__ == "__main__":
    main(sys.argv[1])
