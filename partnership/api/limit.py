"""How many answers an address may ask for in a minute, counted by all processes together.

A process takes some requests of an address at a time out of the counter that all share, and counts those down by
itself: asking the shared counter each time would cost half as much as a search. What one process has taken and not used
by the end of the minute is lost to the others, so an address that all of them answer may be refused a little early.
"""

import hashlib
import hmac
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

WINDOW = 60  # seconds
SHARES = 30  # into how many takings the limit is parted


@dataclass(frozen=True)
class Standing:
    """Where an address stands: whether it may have one more answer, how many then, and for how many seconds."""

    allowed: bool
    left: int
    seconds: int


class Taken:
    """What this process has taken in this minute, by address: how many are left of it, and of the shared counter."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self.left: dict[str, tuple[int, int]] = {}

    def use(self, minute: int, key: str) -> int | None:
        """Use one that was taken; how many more there are, none where none was left."""
        with self._lock:
            if minute != self._minute:
                self._minute, self.left = minute, {}
            mine, shared = self.left.get(key, (0, 0))
            if not mine:
                return None
            self.left[key] = mine - 1, shared
            return mine - 1 + shared

    def add(self, key: str, mine: int, shared: int) -> None:
        with self._lock:
            self.left[key] = self.left.get(key, (0, 0))[0] + mine, shared


taken = Taken()


def standing(address: str) -> Standing:
    """Count one more request of an address. The address itself is kept nowhere."""
    limit: int = settings.API_REQUESTS_A_MINUTE
    minute, passed = divmod(int(time.time()), WINDOW)
    key = hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:24]
    left = taken.use(minute, key)
    if left is None:
        some = max(1, limit // SHARES)
        counted = _counted(f"api:{minute}:{key}", some)
        given = some - max(0, counted - limit)
        if given <= 0:
            return Standing(False, 0, WINDOW - passed)
        shared = max(0, limit - counted)
        taken.add(key, given - 1, shared)
        left = given - 1 + shared
    return Standing(True, left, WINDOW - passed)


def _counted(name: str, some: int) -> int:
    """The shared counter after some more were taken of it."""
    if cache.add(name, some, WINDOW):
        return some
    try:
        return int(cache.incr(name, some))
    except ValueError:  # it ended, or made room for others, in between
        cache.set(name, some, WINDOW)
        return some
