"""Killing a part of the site in the middle of the main job loses nothing that was answered; see tests/crash/."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.crash
def test_what_was_answered_is_kept_when_web_worker_and_database_are_killed() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATA_DIR")}

    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "1"],
        cwd=settings.BASE_DIR,
        env=environment | {"DJANGO_SETTINGS_MODULE": "partnership.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
