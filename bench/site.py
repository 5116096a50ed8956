"""The site while it is measured: served by gunicorn as `make run` serves it, and asked over one connection."""

import contextlib
import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import quote

import psutil

from bin.serve import GUNICORN
from partnership import environment

SECONDS_TO_START = 60
SECONDS_UNTIL_RIGHT = 30
FRESH_CONNECTIONS = 40  # enough that every worker answers some of them
KEPT_ALIVE = 1.0  # seconds, of gunicorn's two
MEGABYTE = 1024 * 1024


@dataclass
class Server:
    """A server of this machine, by its port and its process."""

    port: int
    process: psutil.Process
    connection: http.client.HTTPConnection = field(init=False)
    asked_last: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)  # sent with each request, such as the cookie of a session

    def __post_init__(self) -> None:
        self.connection = self.new_connection()

    def new_connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def get(self, address: str) -> tuple[float, bytes]:
        """Milliseconds until the last byte, and the body. Raises RuntimeError for any answer but 200."""
        began = self._ask(address)
        response = self.connection.getresponse()
        body = response.read()
        taken = (time.perf_counter() - began) * 1000
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{address} answers {response.status}.")
        return taken, body

    def _ask(self, address: str) -> float:
        """Send a request -> when. A connection that was silent for a while is made anew: the server may close it."""
        if time.perf_counter() - self.asked_last > KEPT_ALIVE:
            self.connection.close()
            self.connection.connect()
        self.asked_last = time.perf_counter()
        self.connection.request("GET", quote(address, safe="/?&=%,+:~-._"), headers=self.headers)
        return self.asked_last

    def stream(self, address: str) -> tuple[float, int, int]:
        """Seconds, bytes and line ends of an answer that is read piece by piece."""
        began = self._ask(address)
        response = self.connection.getresponse()
        size = lines = 0
        while piece := response.read(MEGABYTE // 4):
            size += len(piece)
            lines += piece.count(b"\n")
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{address} answers {response.status}.")
        return time.perf_counter() - began, size, lines

    def seconds_until(self, address: str, is_right: Callable[[bytes], bool]) -> float:
        """Seconds until every worker gives the right answer: as many fresh connections as reach them all, in turn.

        Raises RuntimeError where that takes too long.
        """
        began = time.perf_counter()
        right: list[float] = []  # when each right answer since the last wrong one came
        while len(right) < FRESH_CONNECTIONS:
            with contextlib.closing(self.new_connection()) as fresh:
                fresh.request("GET", quote(address, safe="/?&=%,+:~-._"))
                answer = fresh.getresponse().read()
            taken = time.perf_counter() - began
            right = [*right, taken] if is_right(answer) else []
            if not right and taken > SECONDS_UNTIL_RIGHT:
                raise RuntimeError(f"{address} is not right after {taken:.0f} s.")
        return right[0]

    def memory(self) -> float:
        """Megabytes that the largest worker holds in memory, what it shares with the others included."""
        return max(worker.memory_info().rss for worker in self.process.children()) / MEGABYTE

    @contextlib.contextmanager
    def watched(self) -> Iterator[list[float]]:
        """The memory of the largest worker, measured again and again until the end of the block."""
        measured, over = [self.memory()], threading.Event()

        def watch() -> None:
            while not over.wait(0.02):
                measured.append(self.memory())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield measured
        finally:
            over.set()
            watcher.join()


@contextlib.contextmanager
def served(env: dict[str, str]) -> Iterator[Server]:
    """The site with this environment."""
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "bench.wsgi:application", "--bind"]
    with running(lambda port: [*command, f"127.0.0.1:{port}"], "/healthz", env) as server:
        yield server


@contextlib.contextmanager
def running(
    command: Callable[[int], list[str]], ready: str, env: dict[str, str], log: IO[str] | None = None
) -> Iterator[Server]:
    """A server that is started by the command for a port, and answers under the address `ready`.

    What it says goes to `log`, else to the screen.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(command(port), cwd=environment.CHECKOUT, env=env, stdout=log, stderr=log)
    try:
        server = Server(port, psutil.Process(process.pid))
        _wait(server, ready, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(server: Server, ready: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            server.get(ready)
            return
        server.connection.close()
        time.sleep(0.1)
    raise RuntimeError("The server did not start. What it said is above.")
