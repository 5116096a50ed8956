"""`make audit`: what needs more than Python, PostgreSQL and Chromium. Prints NOT RUN for a tool that it could not get.

Ends with 1 when a check complains; a check that was not run is no complaint, but is shown last and loudly. With
AUDIT_UNTIL (in seconds since 1970) nothing begins or goes on after that: what is not done by then was not run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from partnership import embedded_postgres, environment

CHECKOUT = environment.CHECKOUT
FOLDER = environment.data_dir() / "audit"
NODE_FOLDER = CHECKOUT / "audit"
NODE_TOOLS = NODE_FOLDER / "node_modules"
PORT = environment.integer("AUDIT_PORT", 8765)
OLD_POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
# The tests of what is put to the database in words of our own, and of what it refuses by itself.
ASKING_THE_DATABASE = ("tests/registry/queries", "tests/registry/models", "tests/searches")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
# The lowest marks of Lighthouse, of 1.0; the speed of a page wavers with the load of the machine, so it may try again.
MARKS = {"accessibility": 1.0, "best-practices": 1.0, "seo": 1.0, "performance": 0.98}
ATTEMPTS = 5
# The same result drawn otherwise: measured like a page of its own, but search engines are told to keep to the list.
VIEWS = tuple(f"{language}/directory/?view={view}" for language in ("", "/ar") for view in ("table", "map"))
# Lighthouse makes a telephone of a machine by slowing it 4 times, which its documentation (docs/throttling.md) gives
# for a benchmark index of 1500 to 2000; a machine that is slower itself is slowed less, to be the same telephone.
SLOWDOWN, INDEX_OF_SLOWDOWN = 4.0, 1750
# The same questions to the API in every run, so that a complaint can be repeated; another number asks others.
SEED = environment.integer("AUDIT_SEED", 1)
UNTIL = environment.integer("AUDIT_UNTIL", 0)
T = TypeVar("T")


class NotRun(Exception):
    """A tool is missing and could not be installed, or there was no time left for it."""


class Complaint(Exception):
    """A check found something; what, it has printed."""


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """What `make` makes, made for the first who asks; others who ask meanwhile wait for it."""
    lock, made = Lock(), cache(make)

    @wraps(make)
    def ask() -> T:
        with lock:
            return made()

    return ask


def main() -> int:
    with _open_until_the_end:
        with ThreadPoolExecutor(max_workers=2) as lanes:
            results = list(lanes.map(_verdict, SIDE_BY_SIDE))
        results.append(_verdict(lighthouse))
    print("\n== Audit")
    for verdict, name in results:
        print(f"{'!' * 12 if verdict != 'passed' else '':12} {verdict:8} {name}")
    return int(any(verdict == "FAILED" for verdict, _name in results))


def _verdict(check: Callable[[], None]) -> tuple[str, str]:
    name = str(check.__doc__).splitlines()[0].rstrip(".")
    print(f"\n== {name}: begun", flush=True)
    try:
        check()
        verdict = "passed", name
    except Complaint as complaint:
        verdict = "FAILED", f"{name}: {complaint}"
    except NotRun as reason:
        verdict = "NOT RUN", f"{name}: {reason}"
    print(f"\n== {verdict[1]}: {verdict[0]}", flush=True)
    return verdict


def nu() -> None:
    """The Nu HTML checker finds no error and no warning on any page."""
    _command("java", package="default-jre-headless")
    jar = _node_tools() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    _check("java", "-jar", jar, "--Werror", *_saved_pages())


def html_validate() -> None:
    """html-validate finds nothing on any page."""
    tool = _node_tools() / ".bin" / "html-validate"
    _check(tool, "--config", NODE_FOLDER / "html-validate.config.mjs", *_saved_pages())


def lighthouse() -> None:
    """Lighthouse (mobile) gives full marks to every public page, and to the table and the map of the directory."""
    tool = _node_tools() / ".bin" / "lighthouse"
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise NotRun("no Chromium on the machine")
    low_marks: dict[str, dict[str, str]] = {}
    slowdown = SLOWDOWN
    address, variables = _site()
    paths = [*VIEWS, *_pages("public", variables)]
    for path in paths:
        if _time_left() == 0:
            break
        skipped = ("--skip-audits=is-crawlable",) if path in VIEWS else ()
        for _attempt in range(ATTEMPTS):
            report = _report(tool, chromium, address + path, slowdown, *skipped)
            low_marks[path] = _low_marks(report)
            slowdown = min(SLOWDOWN, SLOWDOWN * report["environment"]["benchmarkIndex"] / INDEX_OF_SLOWDOWN)
            if "performance" not in low_marks[path]:
                break
        print(f"{path}  {'; '.join(low_marks[path].values()) or 'full marks'}", flush=True)
    if poor := [path for path, low in low_marks.items() if low]:
        raise Complaint(f"low marks for {', '.join(poor)}")
    if len(low_marks) < len(paths):
        raise NotRun(f"there was time for {len(low_marks)} of {len(paths)} pages, which have full marks")


def _report(tool: Path, chromium: str, url: str, slowdown: float, *more: str) -> dict[str, Any]:
    """What Lighthouse tells of a page on a machine slowed so many times. Raises Complaint when it did not finish."""
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(
            [
                *(tool, url, "--quiet", "--output=json", f"--only-categories={','.join(MARKS)}"),
                *(f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}", f"--chrome-flags={FLAGS}"),
                *("--disable-full-page-screenshot", *more),
            ],
            env={**os.environ, "CHROME_PATH": chromium},
            capture_output=True,
            text=True,
            check=False,
        )
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise Complaint(f"Lighthouse did not finish with {url}: {done.stderr.strip()[-300:]}")


def _low_marks(report: dict[str, Any]) -> dict[str, str]:
    """The categories of Lighthouse that got too low a mark, each with what pulled it down."""
    low = {}
    for name, category in report["categories"].items():
        if (mark := category["score"] or 0) < MARKS[name]:
            audits = [report["audits"][part["id"]] for part in category["auditRefs"] if part["weight"]]
            faults = [audit["title"] for audit in audits if audit["score"] is not None and audit["score"] < 0.9]
            low[name] = f"{name} {mark}: {', '.join(faults)}"
    return low


def suite_on_old_postgresql() -> None:
    """What asks the database passes on PostgreSQL 15, the oldest we promise: queries, constraints, searches."""
    if not OLD_POSTGRESQL.exists():
        _install("postgresql-15")
    if not OLD_POSTGRESQL.exists():
        raise NotRun("no PostgreSQL 15 (as root: apt-get install postgresql-15)")
    folder = environment.own_folder(FOLDER / "postgresql-15")
    cluster = replace(embedded_postgres.cluster_of(folder), binaries=OLD_POSTGRESQL)
    try:
        status, output = cluster.run(
            *("initdb", "-D", cluster.data, "-U", "postgres", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        if status:
            raise Complaint(output)
        embedded_postgres.launch(cluster, {**embedded_postgres.OPTIONS, **embedded_postgres.FAST_OPTIONS})
        _check(
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser and not crash"),
            *ASKING_THE_DATABASE,
            DATABASE_URL=cluster.address("registry"),
        )
    finally:
        embedded_postgres.remove(folder)


def schemathesis() -> None:
    """The API answers whatever its description allows or forbids as it says."""
    address, _variables = _site()
    tool = Path(sys.executable).with_name("schemathesis")
    _check(
        *(tool, "--config-file", NODE_FOLDER / "schemathesis.toml"),
        *("run", f"{address}/api/v1/openapi.json", "--no-color", "--max-examples", "300"),
        *("--seed", str(SEED), "--request-timeout", "60"),
        PYTHONPATH=str(CHECKOUT),
        SCHEMATHESIS_HOOKS="bin.schemathesis_hooks",
    )


def _check(*command: str | Path, **variables: str) -> None:
    """Runs a tool, and prints what it says in one piece. Raises Complaint when it complains."""
    done = _run(command, {**os.environ, **variables}, stderr=subprocess.STDOUT)
    print(done.stdout, flush=True)
    if done.returncode:
        raise Complaint("see above")


def _run(
    command: Sequence[str | Path], variables: dict[str, str], stderr: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Raises NotRun when it did not end in time."""
    try:
        return subprocess.run(
            command,
            cwd=CHECKOUT,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            check=False,
            timeout=_time_left(),
        )
    except subprocess.TimeoutExpired:
        raise NotRun("there was no time to end it") from None


def _time_left() -> float | None:
    """Seconds; None where nobody set an end."""
    return max(0.0, UNTIL - time.time()) if UNTIL else None


def _command(name: str, *, package: str) -> None:
    if shutil.which(name) is None:
        _install(package)
    if shutil.which(name) is None:
        raise NotRun(f"no {name} (as root: apt-get install {package})")


def _install(package: str) -> None:
    """Debian's package, when we may; whoever calls looks whether it is there then."""
    if os.geteuid() or shutil.which("apt-get") is None:
        return
    print(f"Installing {package} ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _installing:
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
            subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)


@_once
def _node_tools() -> Path:
    """The checkers of `audit/package-lock.json`, installed when the lock has changed."""
    _command("npm", package="npm")
    lock, installed = NODE_FOLDER / "package-lock.json", NODE_TOOLS / "package-lock.json"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=NODE_FOLDER,
            env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"},
            check=False,
        )
        if done.returncode:
            raise NotRun("the checkers could not be installed from npm")
        shutil.copy(lock, installed)
    return NODE_TOOLS


_open_until_the_end = ExitStack()
_installing = Lock()


@_once
def _site() -> tuple[str, dict[str, str]]:
    """The address and the environment of the site that all checks look at, started for the first of them."""
    return _open_until_the_end.enter_context(_started_site())


@contextmanager
def _started_site() -> Iterator[tuple[str, dict[str, str]]]:
    """The site with its demonstration, in a folder of its own -> its address, and its environment."""
    if _time_left() == 0:
        raise NotRun("there was no time to start the site")
    folder = FOLDER / "site"
    embedded_postgres.remove(folder / "cluster")
    shutil.rmtree(folder, ignore_errors=True)
    variables = {**os.environ, "PORT": str(PORT), "DATA_DIR": str(folder), "DATABASE_URL": "", "DEMO": "1"}
    command = [sys.executable, "-m", "bin.serve", "run"]
    log = environment.own_folder(FOLDER) / "site.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=CHECKOUT, env=variables, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                if found := re.search(r"open at\s+(\S+)/$", line.rstrip()):
                    yield found.group(1), variables
                    return
            raise Complaint(f"the site did not start: {log.read_text()[-1000:]}")
        finally:
            process.terminate()


def _pages(what: str, variables: dict[str, str]) -> list[str]:
    command = [sys.executable, "-m", "bin.pages", what]
    done = _run(command, variables)
    if done.returncode:
        raise Complaint("not every page could be read")
    return done.stdout.splitlines()


@_once
def _saved_pages() -> list[str]:
    """Files of every kind of page, as each of the cast sees it, in English and Arabic."""
    _address, variables = _site()
    return _pages("save", variables)


# Two at a time. Lighthouse comes after them: it takes the time of pages, and wants the machine for itself.
SIDE_BY_SIDE: tuple[Callable[[], None], ...] = (schemathesis, suite_on_old_postgresql, nu, html_validate)

if __name__ == "__main__":
    sys.exit(main())
