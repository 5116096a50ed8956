"""What the page of a partner is made of, for people and for machines.

Two components have their tags here (`templates/components/timeline.html`, `presence.html`): only entries need them.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from partnership import linked_data
from partnership.presence import Presence
from partnership.templatetags.components import NO_BOUNDARIES, prose, said
from partnership.templatetags.entries import listed, readable
from partnership.timeline import Activity, drawn
from registry.entry.document import Item
from registry.entry.fields import label_of

register = template.Library()


@register.simple_tag
def tags(codes: Sequence[str], path: str, kind: str = "") -> SafeString:
    """A tag for each code of a list. `path`: as for `readable`. `kind`: activity, gap, offer, or nothing."""
    words = readable(codes, path)
    css = format_html("tag {}", kind) if kind else "tag"
    return format_html_join(" ", '<span class="{}">{}</span>', ((css, word) for word in words))


# What an item says beside its text and its tags, in the order in which it is shown.
FACTS = {
    "gaps": ("for_whom", "wanted_by", "amount"),
    "offers": ("languages", "conditions", "capacity", "until"),
    "activities": ("national_target", "indicator", "site_ids", "link"),
}


@register.simple_tag
def facts(item: Item, part: str) -> SafeString | str:
    """What an item says beside its text and its tags. `part`: activities, gaps or offers."""
    shown = [(label_of(part, name), _fact(item, part, name)) for name in FACTS[part] if item[name]]
    if not shown:
        return ""
    terms = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", shown)
    return format_html('<dl class="figures">{}</dl>', terms)


def _fact(item: Item, part: str, name: str) -> SafeString | str:
    value = item[name]
    if name == "link":
        return _link(value, format_html('<bdi dir="ltr">{}</bdi>', value))
    if name == "site_ids":
        return format_html_join(" ", "{}", ((_link(f"https://www.protectedplanet.net/{one}", one),) for one in value))
    if name in ("conditions", "capacity"):
        return prose(value, item["language"])
    if name in ("national_target", "indicator"):
        return said(value, item["language"])
    words = listed(readable(value, f"{part}.{name}"))
    return format_html("{} <bdi>{}</bdi>", words, item["currency"]) if name == "amount" else words


def _link(address: str, text: str) -> SafeString:
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', address, text)


@register.inclusion_tag("components/timeline.html")
def timeline(*, activities: Sequence[Activity], id: str = "timeline") -> dict[str, Any]:
    """`activities`: those with a start, in the order to show them. Mirrored where the page is read from the right."""
    today = timezone.now().date()
    return {
        "drawn": drawn(activities, today, rtl=get_language_bidi()),
        "id": id,
        "today": today,
    }


@register.inclusion_tag("components/presence.html")
def presence_map(*, presence: Presence, label: str) -> dict[str, Any]:
    """`label`: what the map shows, a sentence. Each country leads to the partners that work there."""
    return {"presence": presence, "label": label, "disclaimer": NO_BOUNDARIES}


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Linked data for machines that read the page (`partnership.linked_data`)."""
    return linked_data.script(data)
