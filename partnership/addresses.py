"""Addresses of partners: their id decides, the words after it are for people (The entry, Addresses)."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from registry.text import words_for_address


def partner(public_id: str, name: str) -> str:
    """The page of a partner, in the language of the request."""
    return reverse("partner", args=[public_id, words_for_address(name)])


def directory(**chosen: str) -> str:
    """The directory with these words (`q`) or facets chosen."""
    return f"{reverse('directory')}?{urlencode(chosen)}" if chosen else reverse("directory")


def permanent(public_id: str) -> str:
    """The address of a partner to keep: absolute, and the same in every language and under every later name."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_ADDRESS + reverse("partner", args=[public_id])
