"""Typed readers of the environment. Every one raises ImproperlyConfigured with a sentence that names the variable."""

import contextlib
import os
import pwd
import secrets
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

CHECKOUT = Path(__file__).resolve().parent.parent

YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable without the spaces around it; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """The variable cut at its commas."""
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    return found or default


def flag(name: str, default: bool = False) -> bool:
    """True or False, written as 1/0, true/false, yes/no or on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value in YES:
        return True
    if value in NO:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 to switch it on or 0 to switch it off.")


def integer(name: str, default: int) -> int:
    """A whole number of 0 or more."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number, such as {default}.")
    return int(value)


def secret(name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names (as container platforms hand over secrets).

    An empty string where neither is set.
    """
    file = text(f"{name}_FILE")
    if not file:
        return text(name)
    if text(name):
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set; keep one of them.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error


def kept_secret(path: Path) -> str:
    """A secret of this installation, made at the first call and kept in a file that only its owner can read."""
    if not path.exists():
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            path.hardlink_to(part)
        part.unlink()
    return path.read_text(encoding="utf-8")


def data_dir() -> Path:
    """The folder of all that an installation keeps: DATA_DIR, or `var` in the checkout."""
    return Path(text("DATA_DIR", str(CHECKOUT / "var"))).resolve()


def own_folder(path: Path) -> Path:
    """The folder, made where it is missing; refused when it is another user's, whose files we would spoil."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {path} cannot be made: {error.strerror}. Choose another: DATA_DIR=~/partnership make run"
        ) from error
    owner = path.stat().st_uid
    if owner != os.geteuid():
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = f"#{owner}"
        raise ImproperlyConfigured(
            f"The folder {path} belongs to {name}. Either become that user:  sudo -u {name} make run\n"
            "or keep your own data in another folder:  DATA_DIR=~/partnership make run"
        )
    return path


# The whole registry fits in memory, where an index is read as fast as a table: without the first option the planner
# reads every text for a word that an index finds ten times sooner. And starting processes that help with a query takes
# longer than they help: a search that finds 2 % is three times as fast alone. Options in the address come instead.
MEMORY_IS_FAST = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"


def database(address: str, *, pool_size: int) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address such as postgresql://user:password@host:5432/name?sslmode=require.

    `pool_size` is how many connections one process may hold.
    """
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not an address of PostgreSQL; write postgresql://user:password@host:5432/name."
        ) from error
    return {
        "ENGINE": "partnership.postgresql",
        "NAME": parts.pop("dbname", "postgres"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": {"options": MEMORY_IS_FAST, **parts, "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10}},
    }
