"""A worker for tests: real job rows, real tasks, and an end."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from procrastinate.contrib.django import app


def run_jobs() -> None:
    """Let a worker do every job that is due, and stop. The test needs `django_db(transaction=True)`."""
    as_worker(lambda: app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False))


def as_worker(work: Callable[[], Awaitable[object]]) -> None:
    """Do something asynchronous with the connections that a worker has, and close them."""

    async def with_connections() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                await work()

    # In a thread of its own: where a browser was open before, this one has a loop that runs.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, with_connections()).result()
