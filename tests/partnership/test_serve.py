"""`make run`: one command starts everything, says where it is, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.exceptions import ImproperlyConfigured

from bin import serve
from partnership import embedded_postgres, environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """The command, in a folder of its own, on a port of its own, without the demonstration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.variables = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
            },
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "DEMO": "0",
        }

    def command(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "bin.serve", *arguments],
            cwd=environment.CHECKOUT,
            env={**self.variables, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_until_open(self, process: "subprocess.Popen[str]") -> str:
        said = ""
        for line in process.stdout or ():
            said += line
            if "ends it" in line:
                return said
        raise AssertionError(said)

    def parts(self) -> list[psutil.Process]:
        pids = [int(line.split()[0]) for line in (self.folder / "parts.pid").read_text().splitlines()]
        return [psutil.Process(pid) for pid in pids]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    found = Run(tmp_path / "data")
    yield found
    found.command("stop").wait()
    embedded_postgres.remove(found.folder / "cluster")


def test_the_site_opens_is_ended_and_opens_again_at_once(run: Run) -> None:
    first = run.command("run")
    said = run.read_until_open(first)
    assert f"The partnership is open at  http://localhost:{run.port}/" in said
    assert "Preparing the database" in said
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/healthz") as answer:
        assert answer.read() == b"ok\n"

    second = run.command("run", PORT=str(free_port()))
    assert f"already runs at http://localhost:{run.port}/" in second.communicate()[0]
    assert second.returncode == 1

    first.send_signal(signal.SIGINT)
    assert first.wait() == 0
    assert not (run.folder / "parts.pid").exists()
    assert not embedded_postgres.running(run.folder / "cluster")

    third = run.command("run")
    assert "Preparing" not in run.read_until_open(third)
    parts = run.parts()
    third.kill()
    third.wait()
    assert [part.is_running() for part in parts] == [True, True]
    stop = run.command("stop")
    assert stop.communicate()[0] == ""
    assert [part.is_running() and part.status() != psutil.STATUS_ZOMBIE for part in parts] == [False, False]
    assert not embedded_postgres.running(run.folder / "cluster")


def test_a_port_in_use_is_named(run: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", run.port))
        other.listen()
        process = run.command("run")
        said = process.communicate()[0]
    assert process.returncode == 1
    assert re.fullmatch(rf"Port {run.port} cannot be used: .*\n", said)
    assert not embedded_postgres.running(run.folder / "cluster")


def test_stopping_what_does_not_run_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "absent"))
    serve.stop()
    assert not (tmp_path / "absent").exists()


def test_a_leftover_pid_that_is_another_programs_by_now_is_left_alone(tmp_path: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    try:
        created = psutil.Process(bystander.pid).create_time()
        (tmp_path / "parts.pid").write_text(f"{bystander.pid} {created - 100}\n")
        serve._end_leftovers(tmp_path)
        assert bystander.poll() is None
        (tmp_path / "parts.pid").write_text(f"{bystander.pid} {created}\n")
        serve._end_leftovers(tmp_path)
        assert not psutil.pid_exists(bystander.pid)
    finally:
        bystander.kill()


def test_a_change_of_any_file_that_is_prepared_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    (tmp_path / "requirements.txt").write_text("one")
    (tmp_path / "static" / "css").mkdir(parents=True)
    prints = [serve._fingerprint()]
    (tmp_path / "static" / "css" / "site.css").write_text("a {}")
    prints.append(serve._fingerprint())
    (tmp_path / "requirements.txt").write_text("two")
    prints.append(serve._fingerprint())
    (tmp_path / "unrelated").touch()
    assert len(set(prints)) == 3
    assert serve._fingerprint() == prints[-1]


def test_a_part_that_ends_by_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with pytest.raises(ImproperlyConfigured, match="The worker did not start"):
        serve._wait_until_it_answers(free_port(), {"worker": ended})
