"""Runs the site on this machine: `python -m bin.serve run` in the foreground, `... stop` from elsewhere.

Under DATA_DIR lie `run.pid`, held locked while the site runs, `parts.pid`, the processes of the last run, and
`prepared`, which says what the database and the static files were last made from.
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import psutil
from django.core.exceptions import ImproperlyConfigured

from partnership import embedded_postgres, environment
from partnership.catalogs import compile_catalogs

MANAGE = [sys.executable, "manage.py"]
GUNICORN = ["--preload", "--graceful-timeout", "5", "--log-level", "warning"]
# A change below these calls for another look at the database and the static files before the site starts.
PREPARED_FROM = ("requirements.txt", "registry/migrations", "fixtures", "static", "partnership/locale")
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


class Stop(BaseException):
    """A signal asked this process to end."""


def run() -> None:
    """Prepare what changed, start the site, say where it is and wait for the end. Raises ImproperlyConfigured."""
    port = environment.integer("PORT", 8000)
    folder = environment.own_folder(environment.data_dir())
    with _only_one(folder, port), _signals_as_stop():
        _end_leftovers(folder)
        _free(port)
        embedded = not environment.secret("DATABASE_URL")
        if embedded:
            os.environ["DATABASE_URL"] = embedded_postgres.start(folder / "cluster")
            os.environ.setdefault("DEMO", "1")
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        try:
            _prepare(folder, embedded=embedded)
            _serve(folder, port)
        finally:
            _end_leftovers(folder)
            if embedded:
                embedded_postgres.stop(folder / "cluster")


def stop() -> None:
    """End the site of DATA_DIR and its database server, also what a killed `run` left behind."""
    folder = environment.data_dir()
    if not folder.is_dir():
        return
    with environment.own_folder(folder).joinpath("run.pid").open("a+") as file:
        if not _lock(file):
            file.seek(0)
            os.kill(int(file.readline()), signal.SIGTERM)
            fcntl.flock(file, fcntl.LOCK_EX)  # freed when the site has ended
    _end_leftovers(folder)
    embedded_postgres.stop(folder / "cluster")


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _only_one(folder: Path, port: int) -> Iterator[None]:
    """Hold the folder for this run; the kernel frees it even when we are killed."""
    with (folder / "run.pid").open("a+") as file:
        if not _lock(file):
            file.seek(0)
            _pid, address = file.read().split()
            raise ImproperlyConfigured(
                f"The site of {folder} already runs at {address} - `make stop` ends it. "
                f"For a second one: PORT={port + 1} DATA_DIR=~/second make run"
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n{_address(port)}\n")
        file.flush()
        yield


@contextlib.contextmanager
def _signals_as_stop() -> Iterator[None]:
    def raise_stop(*_: object) -> None:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)  # once is enough: what follows is the tidying up
        raise Stop

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, raise_stop)
    with contextlib.suppress(Stop):
        yield


def _address(port: int) -> str:
    return f"http://localhost:{port}/"


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise ImproperlyConfigured(f"Port {port} cannot be used: {error}. Try: PORT=8001 make run") from error


def _prepare(folder: Path, *, embedded: bool) -> None:
    """Bring database and static files up to date, unless nothing changed since the last time.

    A database of somebody else's making is looked at every time: we would not know that it was made anew.
    """
    compile_catalogs()
    stamp, fingerprint = folder / "cluster" / "prepared", _fingerprint()
    if embedded and stamp.exists() and stamp.read_text() == fingerprint and (folder / "static").is_dir():
        return
    print("Preparing the database and the static files ...", flush=True)
    _manage("prepare")
    if environment.flag("DEMO"):
        _manage("demo", "--when-empty")
    if embedded:
        stamp.write_text(fingerprint)


def _fingerprint() -> str:
    """A digest of the names and contents of all files that the preparation reads."""
    digest = hashlib.sha256()
    for name in PREPARED_FROM:
        path = environment.CHECKOUT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{file.relative_to(environment.CHECKOUT)} {content}\n".encode())
    return digest.hexdigest()


def _manage(*arguments: str) -> None:
    """Run one of the project's commands; its own words on the screen say what went wrong."""
    done = subprocess.run([*MANAGE, *arguments], cwd=environment.CHECKOUT, check=False)
    if done.returncode:
        raise ImproperlyConfigured(f"The site was not started: manage.py {arguments[0]} failed (see above).")


def _serve(folder: Path, port: int) -> None:
    parts = {
        "web server": [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *GUNICORN],
        "worker": [*MANAGE, "procrastinate", "worker", "--concurrency", "2"],  # mail goes on beside an import
    }
    processes = {}
    for name, command in parts.items():
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others in order.
        processes[name] = subprocess.Popen(command, cwd=environment.CHECKOUT, start_new_session=True)
        with (folder / "parts.pid").open("a") as file:
            file.write(f"{processes[name].pid} {psutil.Process(processes[name].pid).create_time()}\n")
    with ThreadPoolExecutor() as meanwhile:
        cast = meanwhile.submit(_cast, port)
        _wait_until_it_answers(port, processes)
        print(f"\nThe partnership is open at  {_address(port)}\n{cast.result()}", flush=True)
    print("Ctrl-C ends it, or `make stop` from elsewhere.", flush=True)
    ended, _status = os.wait()
    name = next((name for name, process in processes.items() if process.pid == ended), "a process")
    raise ImproperlyConfigured(f"The {name} ended by itself, so the rest was stopped too. What it said is above.")


def _cast(port: int) -> str:
    """Who can sign in to the demonstration, and how; empty where there is none."""
    if not environment.flag("DEMO"):
        return ""
    command = [*MANAGE, "demo", "--who"]
    done = subprocess.run(command, cwd=environment.CHECKOUT, stdout=subprocess.PIPE, text=True, check=False)
    return f"\n{done.stdout}\nThe codes to sign in with are shown at  {_address(port)}demo/mail/\n"


def _wait_until_it_answers(port: int, processes: dict[str, "subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        for name, process in processes.items():
            if process.poll() is not None:
                raise ImproperlyConfigured(f"The {name} did not start. What it said is above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=SECONDS_TO_START):
                return
        except urllib.error.HTTPError as error:
            raise ImproperlyConfigured(f"/healthz answers {error.code}. What the site said is above.") from error
        except OSError:  # not listening yet
            time.sleep(0.05)
    raise ImproperlyConfigured(f"The site did not answer within {SECONDS_TO_START} seconds.")


def _end_leftovers(folder: Path) -> None:
    """End the processes of the last run that still live; a pid that is another program's by now is left alone."""
    file = folder / "parts.pid"
    if not file.exists():
        return
    processes = []
    for line in file.read_text().splitlines():
        pid, created = line.split()
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(pid))
            if process.create_time() == float(created):
                processes += [process, *process.children(recursive=True)]
                process.terminate()
    for process in psutil.wait_procs(processes, timeout=SECONDS_TO_STOP)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    file.unlink()


if __name__ == "__main__":
    try:
        {"run": run, "stop": stop}[sys.argv[1]]()
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
