"""The databases of the benchmark: one for each size, on an embedded server of their own, kept from run to run."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from partnership import embedded_postgres, environment

# As an operator would set them for a registry of this size; what is written survives a crash.
OPTIONS = {
    **embedded_postgres.OPTIONS,
    "shared_buffers": "1GB",
    "effective_cache_size": "3GB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}
# A database is made anew when any of these changed.
MADE_FROM = (
    *("bench/words.py", "bench/population.py", "bench/rows.py", "bench/load.py", "fixtures"),
    *("registry/migrations", "registry/entry", "registry/text.py"),
    *("registry/actions/listing.py", "registry/queries/facets.py"),
)


def folder() -> Path:
    return environment.own_folder(environment.data_dir() / "bench")


def start() -> None:
    """Start the server, unless it runs."""
    cluster = folder() / "cluster"
    if embedded_postgres.running(cluster):
        return
    if not cluster.is_dir():
        embedded_postgres.start(cluster)  # makes it, with settings of its own
        embedded_postgres.stop(cluster)
    embedded_postgres.launch(embedded_postgres.cluster_of(cluster), OPTIONS)


def stop() -> None:
    embedded_postgres.stop(folder() / "cluster")


def filled(size: int) -> str:
    """The address of a database with so many organizations; made, unless it is there, which takes a while."""
    name = f"organizations_{size}"
    stamp, print_ = folder() / f"{name}.made", fingerprint(MADE_FROM)
    cluster = embedded_postgres.cluster_of(folder() / "cluster")
    address = cluster.address(name)
    if stamp.exists() and stamp.read_text() == print_:
        return address
    stamp.unlink(missing_ok=True)
    print(f"Making the database of {size:,} organizations ...", flush=True)
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    began = time.monotonic()
    run("bench.load", str(size), address=address)
    print(f"... in {time.monotonic() - began:.0f} s", flush=True)
    stamp.write_text(print_)
    return address


def environment_of(address: str) -> dict[str, str]:
    """What the site finds in its environment when it is served from a database of the benchmark."""
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "LOG_LEVEL": "WARNING",
        "DEMO": "",
        "ALLOWED_HOSTS": "",
    }


def run(module: str, *arguments: str, address: str) -> None:
    """Run a module of the benchmark in a process of its own, since Django knows one database only."""
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, cwd=environment.CHECKOUT, env=environment_of(address), check=True)


def fingerprint(names: tuple[str, ...]) -> str:
    """A digest of files and folders of this checkout."""
    digest = hashlib.sha256()
    for name in names:
        path = environment.CHECKOUT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(environment.CHECKOUT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()
