"""Atom feeds of what was published last, in each language of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from partnership import addresses
from registry.queries import newest
from registry.states import GapState
from registry.vocabulary import SupportKind

ENTRIES = 50
KINDS = dict(SupportKind.choices)


class Feed(Atom1Feed):
    """Entries in the languages in which they were written. `language` of an item: a tag, "" or "und" if not known."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] not in {"", "und"} else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        # The summary is HTML to whoever reads the feed, and what people wrote is not. Nothing written, no summary.
        summary = linebreaks(item["description"], autoescape=True) if item["description"] else None
        super().add_item_elements(handler, {**item, "description": summary})


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The partners that joined last."""
    feed = _feed(
        request, title=_("New partners of the Target 3 Partnership"), page=reverse("directory") + "?sort=newest"
    )
    for record, joined in newest.partners(ENTRIES):
        feed.add_item(
            title=record["name"],
            link=_page_of(request, record),
            description=record["description"],
            unique_id=addresses.permanent(record["id"]),
            pubdate=joined,
            updateddate=joined,
            language=record["name_language"],
        )
    return _answer(feed)


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The support gaps that were opened last, of those still open."""
    feed = _feed(
        request,
        title=_("New support gaps in the Target 3 Partnership"),
        page=addresses.board("gaps", state=GapState.OPEN),
    )
    for gap in newest.gaps(ENTRIES):
        feed.add_item(
            title=gap.title,
            link=request.build_absolute_uri(addresses.item("gap", gap.id, gap.title)),
            description=gap.text,
            author_name=gap.partner["name"],
            categories=[str(KINDS[kind]) for kind in gap.kinds],
            unique_id=f"urn:uuid:{gap.id}",
            pubdate=gap.since,
            updateddate=gap.since,
            language=gap.language,
        )
    return _answer(feed)


def _feed(request: HttpRequest, *, title: str, page: str) -> Feed:
    return Feed(
        title=title,
        link=request.build_absolute_uri(page),
        description="",
        language=get_language(),
        author_name=_("Target 3 Partnership"),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=settings.SITE_ADDRESS + request.path,
    )


def _page_of(request: HttpRequest, record: dict[str, Any]) -> str:
    return request.build_absolute_uri(reverse("partner", args=[record["id"], record["words"]]))


def _answer(feed: Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
