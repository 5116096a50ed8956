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


@pytest.mark.parametrize("query", ["q=" + "%D1%8F" * 100_000, "&".join(["type=ngo"] * 10_000)])
def test_a_long_address_comes_to_the_site_and_one_without_end_does_not(query: str) -> None:
    """gunicorn itself takes 8190 bytes, whatever the settings say, and answers a longer address with a bare page."""
    script = (
        "import runpy, sys\n"
        "from gunicorn.config import Config\n"
        "from gunicorn.http.parser import RequestParser\n"
        "from gunicorn.http.errors import LimitRequestLine\n"
        "settings = Config()\n"
        "settings.set('limit_request_line', runpy.run_path('gunicorn.conf.py')['limit_request_line'])\n"
        "def request(query):\n"
        "    sent = f'GET /api/v1/organizations?{query} HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'.encode()\n"
        "    return next(RequestParser(settings, iter([sent[n:n + 8192] for n in range(0, len(sent), 8192)]), None))\n"
        "query = sys.stdin.read()\n"
        "assert request(query).query == query\n"
        "try:\n"
        "    request('q=' + 'x' * 1024 * 1024)\n"
        "except LimitRequestLine:\n"
        "    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=environment.CHECKOUT,
        input=query,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", "refused\n")
