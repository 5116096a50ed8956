"""gunicorn refuses to show the demonstration to other machines, and to serve a deployment that is not safe."""

import os
import subprocess
import sys

from partnership import environment

SAFE = {"ALLOWED_HOSTS": "partnership.example", "SECRET_KEY": "x" * 50, "DEMO": "", "DEBUG": ""}


def gunicorn(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Load the site as gunicorn would, or try to bind it and end at once."""
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", *arguments],
        cwd=environment.CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "partnership.settings", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demonstration_is_bound_to_this_machine() -> None:
    done = gunicorn("--bind", "127.0.0.1:0", "--bind", "0.0.0.0:0", DEMO="1")
    assert done.returncode == 1
    assert "shows everyone's sign-in codes" in done.stderr


def test_a_safe_deployment_loads() -> None:
    assert gunicorn("--check-config", **SAFE).returncode == 0


def test_an_unsafe_deployment_does_not() -> None:
    done = gunicorn("--check-config", **{**SAFE, "DEMO": "1", "DEBUG": "1", "SECRET_KEY": ""})
    assert done.returncode != 0
    for complaint in ("E001", "E002", "E003"):
        assert f"partnership.{complaint}" in done.stderr
