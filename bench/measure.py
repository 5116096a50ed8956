"""Measures the directory at one size and writes the figures:  python -m bench.measure SIZE FILE

Its database is the one of the environment (bench.database). Every page is checked before it is measured: it has to
show as many organizations as the population has.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django
from django.core.management import call_command
from django.http import QueryDict
from tqdm import tqdm

from bench import FLOOR, ONE_ROW, STACK, database, peer, site
from bench.questions import Question, questions
from bench.site import Server

if TYPE_CHECKING:
    from registry.models import Organization, Submission

ROUNDS = 15
PEER_ROUNDS = 3
PEER_PAGES = ("browse", "facet1", "facet3", "word_rare", "word_2pct", "word_10pct")
PARTNER = re.compile(rb'href="/directory/([0-9a-z]{6}[0-9]{2})/')
PAGE_SIZE = 25
WALK = 2000  # organizations in one step to a deep page
EDITS = 12
# The beginnings of words of names, as somebody types them; all are words of the population's frequent ones or known.
TYPED = ("fo", "for", "fore", "tarv", "silvo", "wate", "conserv", "мель", "лес", "جمع", "森", "环境", "숲", "वन")
OVERLAPPING = ("US", "KE", "FR", "BR", "CN", "TV")  # countries with many activities, and with few
SETTINGS = (
    *("server_version", "shared_buffers", "work_mem", "effective_cache_size", "fsync"),
    *("jit", "random_page_cost", "max_parallel_workers_per_gather"),
)


@dataclass
class Figures:
    """What was measured at one size. Times are milliseconds, one for each request, by page or address."""

    size: int
    settings: str = ""
    load: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    stack: list[float] = field(default_factory=list)
    row: list[float] = field(default_factory=list)
    pages: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    hot_floor: list[float] = field(default_factory=list)
    hot: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    peer: dict[str, list[float]] = field(default_factory=dict)
    exports: dict[str, dict[str, float]] = field(default_factory=dict)
    edit: list[float] = field(default_factory=list)
    edit_listing: list[float] = field(default_factory=list)
    edit_seen: list[float] = field(default_factory=list)
    worker_mb: float = 0.0


def main(size: int, file: Path) -> None:
    call_command("prepare")  # catalogs and static files may be newer than the database
    figures = Figures(size, settings=server_settings())
    env = dict(os.environ)
    asked = questions()
    check(asked, known_counts(size))
    pages = addresses(asked)
    with site.served({**env, "BENCH_COLD": "1"}) as server:
        check_shown(server, asked, known_counts(size))
        server.seconds_until("/directory/", lambda body: b"</html>" in body)  # every worker has read its memory
        figures.load.append(os.getloadavg()[0])
        constants = {FLOOR: figures.floor, STACK: figures.stack, ONE_ROW: figures.row}
        figures.pages = measured(server, pages, constants)
        figures.worker_mb = server.memory()
        figures.exports = exports(server, size)
        edits(server, figures)
        figures.worker_mb = max(figures.worker_mb, server.memory())
    with site.served(env) as server:
        figures.hot = measured(server, pages, {FLOOR: figures.hot_floor})
        figures.worker_mb = max(figures.worker_mb, server.memory())
    figures.load.append(os.getloadavg()[0])
    figures.peer = of_peer(asked, known_counts(size), size)
    file.write_text(json.dumps(asdict(figures)))


def server_settings() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(SETTINGS)])
        return ", ".join(f"{name} {value}" for name, value in cursor.fetchall())


# -- What is asked ----------------------------------------------------------------------------------------------------


def known_counts(size: int) -> dict[str, int]:
    """How many organizations each question has to find; counted once for a population."""
    sources = ("bench/words.py", "bench/population.py", "bench/questions.py")
    file = database.folder() / f"counts_{size}_{database.fingerprint(sources)[:12]}.json"
    if not file.exists():
        for old in database.folder().glob(f"counts_{size}_*.json"):
            old.unlink()
        print("Counting what each question must find ...", flush=True)
        database.run("bench.questions", str(size), str(file), address=os.environ["DATABASE_URL"])
    counts: dict[str, int] = json.loads(file.read_text())
    return counts


def addresses(asked: list[Question]) -> dict[str, list[str]]:
    """The addresses of each kind of page."""
    pages: dict[str, list[str]] = {}
    for question in asked:
        pages.setdefault(question.page, []).append(question.address)
    pages["deep"] = [deep(""), deep("sort=newest"), deep("type=ngo")]
    pages["suggest"] = [f"/directory/suggest?{urlencode({'q': typed})}" for typed in TYPED]
    pages["partner"] = list(partners())
    pages["matches"] = list(matches())
    pages["coverage"] = ["/coverage/", "/coverage/?works_in=002", "/coverage/?realm=land&scale=local&type=ngo"]
    pages["country"] = [f"/countries/{code}/" for code in ("US", "BR", "KE", "FJ")]
    pages["overlaps"] = [f"/activities/overlaps/?country={code}" for code in OVERLAPPING]
    api = [question.address for question in asked if question.page in ("browse", "facet1", "word_2pct")]
    pages["api"] = [address.replace("/directory/", "/api/v1/organizations") for address in api]
    return pages


def deep(query: str) -> str:
    """The address of a page half-way through a result."""
    from partnership.forms.directory import ResultFilter
    from registry.queries.directory import search

    asked = ResultFilter(QueryDict(query)).asked
    found = search(asked, size=WALK)
    for _ in range(found.total // 2 // WALK):
        found = search(asked, after=found.next, size=WALK)
    place = search(asked, after=found.next, size=PAGE_SIZE).next if found.next else search(asked).next
    return f"/directory/?{'&'.join(filter(None, [query, urlencode({'after': place})]))}"


def partners() -> Iterator[str]:
    from django.urls import reverse

    from registry.models import Listing

    some = Listing.objects.filter(slot__in=range(1, 20_000, 97)).order_by("slot")[:20]
    for record in some.values_list("record", flat=True):
        yield reverse("partner", kwargs={"public_id": record["id"], "words": record["words"]})


def matches() -> Iterator[str]:
    """What fits some open gaps, two of them of somebody who works everywhere."""
    from django.urls import reverse

    from registry.models import SupportGap

    open_gaps = SupportGap.objects.filter(state="open", removed_at=None, visible_to="everyone", listing__isnull=False)
    some = list(open_gaps.filter(listing__slot__in=range(1, 20_000, 997)).order_by("listing__slot")[:12])
    for gap in [*some, *open_gaps.filter(everywhere=True).order_by("listing__slot")[:2]]:
        yield reverse("gap_matches", args=[gap.pk])


# -- Whether it is right ----------------------------------------------------------------------------------------------


def check(asked: list[Question], counts: dict[str, int]) -> None:
    """Raises RuntimeError where the engine finds another number than the population has."""
    from partnership.forms.directory import ResultFilter

    for question in asked:
        found = ResultFilter(QueryDict(urlencode(question.query))).found.total
        if found != counts[question.address]:
            raise RuntimeError(f"{question.address} finds {found}; {counts[question.address]} fit.")


def check_shown(server: Server, asked: list[Question], counts: dict[str, int]) -> None:
    """Raises RuntimeError where a page does not show what it must."""
    for question in asked:
        _taken, body = server.get(question.address)
        expected = counts[question.address]
        shown = len(set(PARTNER.findall(body)))
        if shown != min(expected, PAGE_SIZE) or f"{expected:,}".encode() not in body:
            raise RuntimeError(f"{question.address} shows {shown} partners; {expected} fit.")


# -- Times ------------------------------------------------------------------------------------------------------------


def measured(
    server: Server, pages: dict[str, list[str]], constants: dict[str, list[float]]
) -> dict[str, dict[str, list[float]]]:
    """Times by page and address. Constant pages and others take turns, so that all share what else goes on."""
    times: dict[str, dict[str, list[float]]] = {page: {one: [] for one in some} for page, some in pages.items()}
    for number in tqdm(range(ROUNDS + 1), desc="rounds", disable=None):
        for page, some in pages.items():
            for address in some:
                for constant, taken in constants.items():
                    taken.append(server.get(constant)[0])
                times[page][address].append(server.get(address)[0])
        if not number:  # the first round warms up
            for taken in constants.values():
                taken.clear()
            for of_page in times.values():
                for taken in of_page.values():
                    taken.clear()
    return times


def exports(server: Server, size: int) -> dict[str, dict[str, float]]:
    """Of each form of download of everything: rows a second, and by how many megabytes the worker grew."""
    found = {}
    for form in ("csv", "json", "geojson", "xlsx"):
        server.stream(f"/directory/download/{form}?type=academic")  # warms up
        with server.watched() as memory:
            seconds, _size, lines = server.stream(f"/directory/download/{form}")
        if form == "csv" and lines < size:
            raise RuntimeError(f"The table has {lines} lines for {size} organizations.")
        found[form] = {"rows_per_s": size / seconds, "grew_mb": max(memory) - memory[0]}
    return found


def of_peer(asked: list[Question], counts: dict[str, int], size: int) -> dict[str, list[float]]:
    """Times of Datasette on the same rows, by page: for the first two questions of each, words in Latin letters."""
    file = database.folder() / f"organizations_{size}.sqlite"
    peer.export(file)
    times: dict[str, list[float]] = {}
    with (
        (database.folder() / "datasette.log").open("w") as log,
        site.running(lambda port: peer.command(file, port), "/-/versions.json", dict(os.environ), log) as server,
    ):
        for page in PEER_PAGES:
            some = [question for question in asked if question.page == page and question.text.isascii()][:2]
            for question in some:
                _taken, body = server.get(peer.address(file, question, as_json=True))
                found = json.loads(body)["filtered_table_rows_count"]
                if found != counts[question.address]:
                    raise RuntimeError(f"Datasette finds {found} for {question.address}.")
            times[page] = [server.get(peer.address(file, one))[0] for one in some for _ in range(PEER_ROUNDS)]
    return times


# -- Edits ------------------------------------------------------------------------------------------------------------


def edits(server: Server, figures: Figures) -> None:
    """Write a new word into descriptions, approve it, look until every worker finds it, and take it out again."""
    from registry.models import Organization

    for number in range(EDITS):
        organization = Organization.objects.listed().order_by("pk")[number * 7]
        word = f"vibrelisko{chr(ord('a') + number)}"
        before = approve(organization, lambda text, word=word: f"{text} {word}.", figures)
        public_id = organization.public_id_id.encode()
        address = f"/directory/?{urlencode({'q': word, 'exact': 'yes'})}"
        figures.edit_seen.append(server.seconds_until(address, lambda body, id_=public_id: id_ in body))
        approve(organization, lambda _text, before=before: before, figures)


def approve(organization: "Organization", change: Callable[[str], str], figures: Figures) -> str:
    """Change a description by a submission of the secretariat, and measure its approval -> what stood there before."""
    from bench.load import importer
    from registry.actions import drafts, listing, submissions
    from registry.states import Origin

    by = importer()
    draft: Submission = drafts.open_change(organization=organization, by=by, origin=Origin.STAFF)
    before = draft.document["organization"]["description"]
    draft.document["organization"]["description"] = change(before)
    draft.save(update_fields=["document"])
    refresh = listing.refresh

    def timed(ids: Any) -> None:
        began = time.perf_counter()
        refresh(ids)
        figures.edit_listing.append((time.perf_counter() - began) * 1000)

    listing.refresh = timed
    try:
        began = time.perf_counter()
        submissions.approve(submission=draft, by=by)
        figures.edit.append((time.perf_counter() - began) * 1000)
    finally:
        listing.refresh = refresh
    return str(before)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), Path(sys.argv[2]))
