"""How gunicorn serves the site; its command line may say otherwise."""

import contextlib
import ctypes
import gc

from gunicorn.arbiter import Arbiter
from gunicorn.http import message
from gunicorn.workers.base import Worker

wsgi_app = "partnership.wsgi"
workers = 2
threads = 4
# Bytes of an address: 100 thousand letters of any script or 10 thousand filters are answered by the site, which says
# what of them it can use. gunicorn stops at 8190 by itself, and 0 would take a line without end into memory.
limit_request_line = message.MAX_REQUEST_LINE = 1024 * 1024
control_socket_disable = True
timeout = 60

# What glibc calls the size from which on a piece of memory is given back to the system when it is freed.
M_MMAP_THRESHOLD, LARGE = -3, 1024 * 1024

# New objects after which Python looks for cycles among them. A page makes ten thousand and hardly a cycle; with the
# 700 of Python itself, looking took a tenth of its time.
NEW_OBJECTS = 25_000


def on_starting(server: Arbiter) -> None:
    """The demonstration shows everyone's sign-in codes: refuse to serve it to other machines."""
    from partnership import environment

    addresses = [address for address in server.cfg.address if isinstance(address, tuple)]  # others are socket files
    strangers = [host for host, _port in addresses if host not in {"127.0.0.1", "::1", "localhost"}]
    if strangers and environment.flag("DEMO"):
        raise SystemExit(
            f"The demonstration shows everyone's sign-in codes, and would answer on {', '.join(strangers)}. "
            f"Bind it to 127.0.0.1, or unset DEMO."
        )


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Give large arrays back when they are freed: glibc learns to keep them for the next ones, a third of a worker.

    And look for cycles less often, never among what was there before the first page.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    with contextlib.suppress(OSError, AttributeError):  # another C library has other ways
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)
