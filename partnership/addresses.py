"""Addresses of partners: their id decides, the words after it are for people (The entry, Addresses)."""

from urllib.parse import urlencode

from django.urls import reverse

from registry.text import words_for_address


def partner(public_id: str, name: str) -> str:
    """The page of a partner, in the language of the request."""
    return reverse("partner", args=[public_id, words_for_address(name)])


def directory(**chosen: str) -> str:
    """The directory with these words (`q`) or facets chosen."""
    return f"{reverse('directory')}?{urlencode(chosen)}" if chosen else reverse("directory")
