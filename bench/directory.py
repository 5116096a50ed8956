"""Measures the directory against a bare Django page and against Datasette, all in the same run.

    python -m bench.directory [--sizes 1000 10000 100000] [--json FILE]

The databases are kept under DATA_DIR/bench, so a second run need not fill them again. Ends with 1 when a bar is missed.
"""

import argparse
import json
import os
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import database

SIZES = [1_000, 10_000, 100_000]
PAGES = (
    "browse",
    "facet1",
    "facet3",
    "word_rare",
    "word_2pct",
    "word_10pct",
    "word_facet2",
    "typo",
    "deep",
    "hot",
    "suggest",
    "partner",
    "api",
    "matches",
    "coverage",
    "country",
    "overlaps",
)
# Times the floor, at 10 thousand and at 100 thousand organizations.
BARS = {
    "word_rare": (20, 25),
    "word_2pct": (21, 34),  # decisions 016 and 018
    "browse": (25, 60),
    "facet1": (25, 60),
    "facet3": (25, 60),
    "word_facet2": (60, 60),
    "hot": (3, 3),
    "suggest": (4, 4),
    "typo": (30, 42),  # decision 018
    "partner": (25, 25),
    "matches": (80, 80),
    "coverage": (150, 150),
    "country": (60, 68),  # decision 018
    "overlaps": (120, 120),
}
BAR_SIZES = (10_000, 100_000)
FASTER_THAN_PEER = 8  # times, at 100 thousand
FASTER_THAN_PEER_AT = {"word_rare": 4}  # decision 010
ROWS_PER_SECOND = 5_000
GROWTH = 20  # megabytes during a download, however long
LISTING_WORK = 45  # times the floor, of one edit (decision 015)
SEEN_WITHIN = 1  # seconds
WORKER_MEMORY = 300  # megabytes, at 100 thousand (decision 015)


def main(sizes: list[int], file: Path | None) -> int:
    print(f"Python {platform.python_version()}, Django {version('django')}, gunicorn {version('gunicorn')} (2 workers)")
    print(f"Datasette {version('datasette')}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    database.start()
    try:
        results = [measure(size) for size in sizes]
    finally:
        database.stop()
    missed = [sentence for result in results for sentence in judged(result)]
    if file:
        file.write_text(json.dumps(summary(results), indent=1))
    held_to = [size for size in sizes if size in BAR_SIZES]
    print("\n".join(["", *missed]) if missed else f"\nNo bar is missed; {held_to or 'none of these sizes'} have bars.")
    return 1 if missed else 0


def measure(size: int) -> dict[str, Any]:
    """The figures of one size, printed."""
    address = database.filled(size)
    file = database.folder() / f"figures_{size}.json"
    database.run("bench.measure", str(size), str(file), address=address)
    figures: dict[str, Any] = json.loads(file.read_text())
    result = {**figures, "rows": rows(figures)}
    show(result)
    return result


def rows(figures: dict[str, Any]) -> list[dict[str, Any]]:
    floor = statistics.median(figures["floor"])
    pages = {page: joined(addresses) for page, addresses in figures["pages"].items()}
    pages["hot"] = [time for addresses in figures["hot"].values() for time in joined(addresses)]
    found = []
    for page in PAGES:
        if page not in pages:
            continue
        middle = statistics.median(pages[page])
        peer = figures["peer"].get(page)
        found.append(
            {
                "size": figures["size"],
                "page": page,
                "median_ms": round(middle, 2),
                "p95_ms": round(slow(pages[page]), 2),
                "x_floor": round(middle / (statistics.median(figures["hot_floor"]) if page == "hot" else floor), 1),
                "x_datasette": round(statistics.median(peer) / middle, 1) if peer else None,
            }
        )
    return found


def joined(addresses: dict[str, list[float]]) -> list[float]:
    return [time for times in addresses.values() for time in times]


def slow(times: list[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(times, n=20)[-1]


def show(result: dict[str, Any]) -> None:
    print(f"\n{result['size']:,} organizations; PostgreSQL: {result['settings']}")
    print(f"load {result['load'][0]:.1f} at the beginning, {result['load'][-1]:.1f} at the end")
    print(f"{'page':<14}{'median':>10}{'p95':>10}{'x floor':>9}{'x Datasette':>13}   slowest address")
    floor = statistics.median(result["floor"])
    for name, key in (("floor", "floor"), ("full stack", "stack"), ("one row", "row")):
        times = result[key]
        middle = statistics.median(times)
        print(f"{name:<14}{middle:>7.2f} ms{slow(times):>7.2f} ms{middle / floor:>9.1f}")
    for row in result["rows"]:
        addresses = result["hot" if row["page"] == "hot" else "pages"].get(row["page"], {})
        slowest = max(addresses, key=lambda one: statistics.median(addresses[one]), default="")
        told = f"{slowest} {statistics.median(addresses[slowest]):.1f} ms" if slowest else ""
        peer = f"{row['x_datasette']:.0f}" if row["x_datasette"] else ""
        print(
            f"{row['page']:<14}{row['median_ms']:>7.2f} ms{row['p95_ms']:>7.2f} ms{row['x_floor']:>9.1f}{peer:>13}"
            f"   {told}"
        )
    for form, export in result["exports"].items():
        print(f"download {form}: {export['rows_per_s']:,.0f} rows a second, the worker grew {export['grew_mb']:.1f} MB")
    edit, listing = statistics.median(result["edit"]), statistics.median(result["edit_listing"])
    seen = max(result["edit_seen"])
    print(f"one edit: approved in {edit:.1f} ms, of which the listing {listing:.1f} ms; all see it {seen:.2f} s later")
    print(f"the largest worker holds {result['worker_mb']:.0f} MB", flush=True)


def judged(result: dict[str, Any]) -> list[str]:
    """A sentence for each bar that was missed; none for sizes that have no bars."""
    size = result["size"]
    if size not in BAR_SIZES:
        return []
    missed = []

    def bar(what: str, value: float, limit: float, *, least: bool = False) -> None:
        if value < limit if least else value > limit:
            word = "at least" if least else "at most"
            missed.append(f"Missed at {size:,}: {what} {value:.1f}, should be {word} {limit}.")

    for row in result["rows"]:
        if row["page"] in BARS:
            bar(f"{row['page']}, times the floor,", row["x_floor"], BARS[row["page"]][BAR_SIZES.index(size)])
        if row["x_datasette"] and size == BAR_SIZES[-1]:
            least = FASTER_THAN_PEER_AT.get(row["page"], FASTER_THAN_PEER)
            bar(f"{row['page']}, times faster than Datasette,", row["x_datasette"], least, least=True)
    floor = statistics.median(result["hot_floor"])
    for page, addresses in result["hot"].items():
        if page != "suggest":
            middle = statistics.median(joined(addresses))
            bar(f"{page}, hot, times the floor,", middle / floor, BARS["hot"][BAR_SIZES.index(size)])
    bar("rows of a table a second", result["exports"]["csv"]["rows_per_s"], ROWS_PER_SECOND, least=True)
    bar("megabytes by which a download grows the worker", result["exports"]["csv"]["grew_mb"], GROWTH)
    listing = statistics.median(result["edit_listing"]) / statistics.median(result["floor"])
    bar("an edit's listing, times the floor,", listing, LISTING_WORK)
    bar("seconds until an edit is seen", max(result["edit_seen"]), SEEN_WITHIN)
    if size == BAR_SIZES[-1]:
        bar("megabytes of a worker", result["worker_mb"], WORKER_MEMORY)
    return missed


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures for other programs; those that have no size are those of the largest."""
    largest = max(results, key=lambda result: result["size"])
    return {
        "floor_ms": round(statistics.median(time for result in results for time in result["floor"]), 3),
        "rows": [row for result in results for row in result["rows"]],
        "export_rows_per_s": round(largest["exports"]["csv"]["rows_per_s"]),
        "edit_ms": round(statistics.median(largest["edit"]), 1),
        "worker_mb": round(largest["worker_mb"]),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="organizations, a database for each number")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    given = parser.parse_args()
    sys.exit(main(given.sizes, given.json))
