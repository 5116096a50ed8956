#!/usr/bin/env python
"""Runs one of the project's commands: `python manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError
from psycopg_pool import PoolTimeout


def main() -> None:
    """Where a command cannot run at all, say in a sentence what to do; a traceback would hide it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    except OperationalError as error:
        from partnership import checks  # its imports want the settings

        complaints = checks.check_database(None, ["default"]) if isinstance(error.__cause__, PoolTimeout) else []
        if not complaints:
            raise
        sys.exit("\n".join(map(str, complaints)))


if __name__ == "__main__":
    main()
