"""Identifiers that the registry gives out: UUIDs in order of time for rows, short public ids for addresses."""

import functools
import re
import secrets
import threading
import time
import uuid

# Crockford's base 32: no i, l, o, u, so that nothing is misread on paper or on the phone.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_PATTERN = r"[0-9a-hjkmnp-tv-z]{6}[0-9]{2}"

_COUNTER_BITS = 42
_RANDOM_BITS = 32


class _Clock:
    """The last instant and counter that this process gave out, so that its next UUID sorts after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._milliseconds = 0
        self._counter = 0

    def tick(self) -> tuple[int, int]:
        """The next pair of Unix milliseconds and counter: above every one before, even if the clock steps back."""
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._milliseconds:
                self._milliseconds = now
                # The top bit stays free: room for 2 ** 41 ids within one millisecond.
                self._counter = secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._counter += 1
            return self._milliseconds, self._counter


_clock = _Clock()


def uuid7() -> uuid.UUID:
    """A UUID, version 7 (RFC 9562, method 1): those of one process sort in the order in which they were made."""
    milliseconds, counter = _clock.tick()
    high, low = divmod(counter, 1 << 30)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= high << 64
    value |= 0b10 << 62
    value |= low << _RANDOM_BITS
    value |= secrets.randbits(_RANDOM_BITS)
    return uuid.UUID(int=value)


def new_public_id() -> str:
    """A new public id: six random characters and two check digits, such as "8xk2mq57".

    Opaque: it says nothing about the organization. Whether it was given out before is for the database to say.
    """
    body = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return body + base32_check_digits(body)


def is_public_id(value: str) -> bool:
    """Whether `value` is a public id exactly as we write them, check digits included."""
    return re.fullmatch(PUBLIC_ID_PATTERN, value) is not None and base32_check_digits(value[:6]) == value[6:]


def normalize_public_id(value: str) -> str:
    """What a person typed, as we write it: lower case, i and l read as 1, o as 0, hyphens and spaces left out.

    Crockford's rules for reading. The result need not be a public id; `is_public_id` tells.
    """
    return re.sub(r"[\s-]", "", value).lower().translate(str.maketrans("ilo", "110"))


def base32_number(body: str) -> int:
    """The number that characters of the alphabet stand for, five bits each."""
    return functools.reduce(lambda number, character: number << 5 | ALPHABET.index(character), body, 0)


def base32_text(number: int, length: int) -> str:
    """The characters of the alphabet that stand for a number, five bits each: what `base32_number` reads."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def base32_check_digits(body: str) -> str:
    """The two check digits (ISO 7064, mod 97-10, as ROR computes them) of characters of Crockford's base 32.

    Raises ValueError if a character is not in the alphabet.
    """
    number = 0
    for character in body:
        number = number * 32 + ALPHABET.index(character)
    return f"{98 - number * 100 % 97:02d}"
