"""gunicorn refuses to show the demonstration to other machines, and to serve a deployment that is not safe."""

import os
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("bind", ["0.0.0.0:0", "[::]:0"])
def test_the_demonstration_is_bound_to_this_machine(bind: str) -> None:
    done = gunicorn("--bind", bind, DEMO="1")
    assert done.returncode == 1
    assert "shows everyone's sign-in codes" in done.stderr


def test_a_safe_deployment_loads() -> None:
    assert gunicorn("--check-config", **SAFE).returncode == 0


@pytest.mark.parametrize(("name", "value"), [("DEMO", "1"), ("DEBUG", "1"), ("SECRET_KEY", "")])
def test_an_unsafe_deployment_does_not(name: str, value: str) -> None:
    done = gunicorn("--check-config", **{**SAFE, name: value})
    assert done.returncode != 0
    assert f"{name}" in done.stderr
