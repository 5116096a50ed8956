"""A whole site of its own: database server, web server, worker; each can be killed and started again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from partnership import embedded_postgres, environment

PARTS = ("web", "worker", "database")
SECONDS_TO_START = 60


class Site:
    """Everything lies in `folder`; the database is durable, as in production."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.health = f"{self.address}/healthz"
        self.cluster = folder / "cluster"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        database = embedded_postgres.start(environment.own_folder(folder) / "cluster")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "partnership.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "ALLOWED_HOSTS": "",
            "DEMO": "",
            "DEBUG": "",
            "LOG_LEVEL": "ERROR",
            "PORT": str(self.port),
        }
        self.log = (folder / "log").open("ab")

    def open(self) -> None:
        self.manage("prepare")
        for part in ("web", "worker"):
            self.start(part)

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, cwd=environment.CHECKOUT, env=self.environment, check=True, stdout=self.log, stderr=self.log
        )

    def start(self, part: str) -> None:
        """Start a part and wait until it answers; the worker is not waited for."""
        if part == "database":
            embedded_postgres.start(self.cluster)
            return
        bind = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--log-level", "critical"]
        command = {
            "web": [sys.executable, "-m", "gunicorn", "--no-control-socket", *bind, "partnership.wsgi"],
            "worker": [sys.executable, "manage.py", "procrastinate", "worker"],
        }[part]
        self.processes[part] = subprocess.Popen(
            command,
            cwd=environment.CHECKOUT,
            env=self.environment,
            start_new_session=True,
            stdout=self.log,
            stderr=self.log,
        )
        if part == "web":
            self._wait_until_it_answers()

    def ensure(self) -> None:
        """Start again what is dead: the worker ends by itself when its database goes away."""
        if not embedded_postgres.running(self.cluster):
            self.start("database")
        for part in ("web", "worker"):
            if self.processes[part].poll() is not None:
                self.start(part)

    def kill(self, part: str) -> None:
        """`kill -9` of a part and all its processes."""
        if part == "database":
            for process in _servers(self.cluster):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            return
        process = self.processes[part]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for part in ("web", "worker"):
            if part in self.processes:
                self.kill(part)
        embedded_postgres.remove(self.cluster)
        self.log.close()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.health, timeout=5):
                return
            time.sleep(0.05)
        raise RuntimeError(f"The site did not answer within {SECONDS_TO_START} seconds; see {self.folder / 'log'}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _servers(cluster: Path) -> list[psutil.Process]:
    """The postmaster of a cluster and its children."""
    pid = int((embedded_postgres.data_folder(cluster) / "postmaster.pid").read_text().splitlines()[0])
    try:
        postmaster = psutil.Process(pid)
        return [postmaster, *postmaster.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
