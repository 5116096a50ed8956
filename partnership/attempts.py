"""Limits on what anybody may send without an account, counted in the cache that all processes share.

What is counted lies there under a keyed hash of the network address, or of the email address that was given, and no
longer than the limit looks back: neither the address nor the hash is written anywhere else. A limit slows down one
sender; it does not stop a crowd of them.
"""

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

LINKS_A_DAY = 3
NO_MORE_LINKS = _("Three links were sent to this address within a day. Open one of them, or try again tomorrow.")
SUBSCRIBER = 64  # bits of an IPv6 address: one connection has all addresses that share them


def spend(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Whether the sender of a request may do `action` now: `most` times within `seconds`. If so, it is counted.

    Each time takes one of `most` places for so long; a place is taken by one of two who come at the same moment.
    """
    return _take(_network(request), action, most, seconds)


def spend_address(address: str, action: str, *, most: int, seconds: int) -> bool:
    """Whether `action` may be done now in the name of an email address, whoever comes with it; counted likewise.

    What stands behind a plus sign is left out: many providers deliver it all to one mailbox.
    """
    mailbox, _at, host = address.lower().rpartition("@")
    return _take(f"{mailbox.partition('+')[0]}@{host}", action, most, seconds)


def spend_link(address: str) -> bool:
    """Whether another link that lets something go may be mailed to an address that anybody may have typed."""
    return spend_address(address, "link", most=LINKS_A_DAY, seconds=24 * 60 * 60)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this form, or a program that says nothing of where it comes from.

    For forms that need no cookie: a token would need one.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _take(sender: str, action: str, most: int, seconds: int) -> bool:
    hashed = salted_hmac("partnership.attempts", sender, algorithm="sha256").hexdigest()
    return any(cache.add(f"attempt:{action}:{hashed}:{place}", True, seconds) for place in range(most))


def _network(request: HttpRequest) -> str:
    """The address of the sender, as our own proxies tell it; of an IPv6 address the part that one connection has.

    Raises `PermissionDenied` when there is none.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, SUBSCRIBER), strict=False))
