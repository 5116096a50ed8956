"""Measures the directory, with a word and two facets, against a bare Django page in the same run.

    python -m bench.directory [FILE]        FILE, or ORGANIZATIONS in the environment, is a table of ROR

Without a table 2,000 invented organizations take their place. A database of its own is made for the run, filled by
the documented commands, and removed; gunicorn serves as it serves the site. Ends with 1 when the bar is missed.
"""

import contextlib
import http.client
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import django
import gunicorn

from bench import FLOOR
from partnership import embedded_postgres, environment

BAR = 60  # times the floor
ROUNDS = 20
SEARCHES = 15
PARTNER = re.compile(rb'href="/directory/[0-9a-z]{8}/')
SERVER_SETTINGS = ("server_version", "shared_buffers", "work_mem", "effective_cache_size", "jit", "fsync")


@dataclass(frozen=True)
class Search:
    """A word and two facets that partners have, and how many of them."""

    word: str
    type: str
    region: str
    found: int

    @property
    def address(self) -> str:
        return "/directory/?" + urlencode({"q": self.word, "type": self.type, "region": self.region})


def main(table: Path | None) -> int:
    folder = environment.own_folder(environment.data_dir() / "bench")
    embedded_postgres.remove(folder / "cluster")
    os.environ |= {
        "DATABASE_URL": embedded_postgres.start(folder / "cluster"),
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    try:
        fill(table, folder)
        searches = choose_searches()
        with served() as port:
            times = measure(port, searches)
        return report(times, searches)
    finally:
        embedded_postgres.remove(folder / "cluster")


def fill(table: Path | None, folder: Path) -> None:
    """The tables, the demonstration, and the organizations of the file."""
    manage("prepare")
    manage("demo")
    django.setup()
    if table is None:
        from bench import lookalikes

        table = folder / "lookalikes.csv"
        lookalikes.write(table, 2000)
    began = time.monotonic()
    manage("import_ror", str(table), "--approve", "--verbosity", "0")
    print(f"Imported {table.name} in {time.monotonic() - began:.1f} s")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=environment.CHECKOUT, check=True)


def choose_searches() -> list[Search]:
    """Words from common to rare, each with the type and the region that most of the partners found by it have."""
    from registry.models import Listing
    from registry.text import tokens

    listings = list(Listing.objects.values_list("name", "search_text", "facets"))
    words = Counter(word for name, _text, _facets in listings for word in set(tokens(name)) if len(word) >= 4)
    common = [word for word, count in words.most_common() if count >= 8]
    searches = []
    for word in common[:: max(1, len(common) // SEARCHES)][:SEARCHES]:
        having = [set(facets) for _name, text, facets in listings if word in text]
        type_ = most_common(having, "type:")
        having = [facets for facets in having if f"type:{type_}" in facets]
        region = most_common(having, "region:")
        found = sum(f"region:{region}" in facets for facets in having)
        searches.append(Search(word, type_, region, found))
    return searches


def most_common(having: list[set[str]], prefix: str) -> str:
    counted = Counter(facet for facets in having for facet in facets if facet.startswith(prefix))
    return counted.most_common(1)[0][0].removeprefix(prefix)


@contextlib.contextmanager
def served() -> Iterator[int]:
    """The site, served as `make run` does -> its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    server = subprocess.Popen([*command, "bench.wsgi:application"], cwd=environment.CHECKOUT)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            get(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/healthz")
            return
        time.sleep(0.1)
    raise RuntimeError("The site did not start. What it said is above.")


def measure(port: int, searches: list[Search]) -> Mapping[str, list[float]]:
    """Milliseconds of each request; floor and pages take turns, so that they share whatever else the machine does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times: dict[str, list[float]] = {"floor": [], "word and two facets": [], "all partners": []}
    for number in range(ROUNDS + 1):
        for search in searches:
            floor, _body = get(connection, FLOOR)
            page, body = get(connection, search.address)
            whole, _body = get(connection, "/directory/")
            shown = len(set(PARTNER.findall(body)))
            if shown != min(search.found, 25):
                raise RuntimeError(f"{search.address} shows {shown} partners; {search.found} fit.")
            if number:  # the first round warms up
                for name, taken in zip(times, (floor, page, whole), strict=True):
                    times[name].append(taken)
    return times


def get(connection: http.client.HTTPConnection, address: str) -> tuple[float, bytes]:
    """Milliseconds until the last byte, and the body. Raises RuntimeError for any answer but 200."""
    began = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    taken = (time.perf_counter() - began) * 1000
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{address} answers {response.status}.")
    return taken, body


def report(times: Mapping[str, list[float]], searches: list[Search]) -> int:
    """Print what was measured; 1 when the bar is missed, else 0."""
    from django.db import connection

    from registry.models import Listing

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(SERVER_SETTINGS)])
        settings = ", ".join(f"{name} {value}" for name, value in cursor.fetchall())
    print(
        f"Python {platform.python_version()}, Django {django.__version__}, gunicorn {gunicorn.__version__}: 2 workers"
    )
    print(f"PostgreSQL: {settings}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {Listing.objects.count()} partners")
    print("Searches: " + ", ".join(f"{s.word} + {s.type} + {s.region} ({s.found})" for s in searches))
    floor = statistics.median(times["floor"])
    print(f"{'':<22} {'median':>9} {'p95':>9} {'ratio':>7}")
    for name, taken in times.items():
        median, slow = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"{name:<22} {median:>6.2f} ms {slow:>6.2f} ms {median / floor:>7.1f}")
    ratio = statistics.median(times["word and two facets"]) / floor
    if ratio >= BAR:
        print(f"The bar is missed: a word and two facets take {ratio:.0f} times the floor, not under {BAR}.")
        return 1
    return 0


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else environment.text("ORGANIZATIONS")
    sys.exit(main(Path(named) if named else None))
