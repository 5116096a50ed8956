"""Limits on what anybody may send without an account, counted in the cache that all processes share.

What is counted lies there under a keyed hash of the network address, and no longer than the limit looks back: neither
the address nor the hash is written anywhere else. A limit slows down one sender; it does not stop a crowd of them.
"""

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SUBSCRIBER = 64  # bits of an IPv6 address: one connection has all addresses that share them


def spend(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Whether the sender of a request may do `action` now: `most` times within `seconds`. If so, it is counted.

    Each time takes one of `most` places for so long; a place is taken by one of two who come at the same moment.
    """
    sender = salted_hmac("partnership.attempts", _network(request), algorithm="sha256").hexdigest()
    return any(cache.add(f"attempt:{action}:{sender}:{place}", True, seconds) for place in range(most))


def _network(request: HttpRequest) -> str:
    """The address of the sender, as our own proxies tell it; of an IPv6 address the part that one connection has.

    Raises `PermissionDenied` when there is none.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, SUBSCRIBER), strict=False))
