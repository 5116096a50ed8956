"""Addresses of partners, gaps and offers: the id decides, the words after are for people (The entry, Addresses)."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from registry.text import words_for_address

BOARDS = {"gaps": "support", "offers": "support_offers"}  # the names of the addresses


def partner(public_id: str, name: str) -> str:
    """The page of a partner, in the language of the request."""
    return reverse("partner", args=[public_id, words_for_address(name)])


def item(kind: str, item_id: str, title: str) -> str:
    """The page of a gap or an offer (`kind`), in the language of the request."""
    return reverse(kind, args=[item_id, words_for_address(title)])


def board(kind: str, **chosen: str) -> str:
    """The board of gaps or of offers (`kind`: gaps, offers) with these words (`q`) or facets chosen."""
    page = reverse(BOARDS[kind])
    return f"{page}?{urlencode(chosen)}" if chosen else page


def directory(**chosen: str) -> str:
    """The directory with these words (`q`) or facets chosen."""
    return f"{reverse('directory')}?{urlencode(chosen)}" if chosen else reverse("directory")


def permanent_item(kind: str, item_id: str) -> str:
    """The address of a gap or an offer (`kind`) to keep."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_ADDRESS + reverse(kind, args=[item_id])


def permanent(public_id: str) -> str:
    """The address of a partner to keep: absolute, and the same in every language and under every later name."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_ADDRESS + reverse("partner", args=[public_id])
