"""A worker for tests: real job rows, real tasks, and an end."""

import asyncio

from procrastinate.contrib.django import app


def run_jobs() -> None:
    """Let a worker do every job that is due, and stop. The test needs `django_db(transaction=True)`."""
    asyncio.run(_run())


async def _run() -> None:
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
