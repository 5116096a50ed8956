"""What the pages of the secretariat need of a template beside the components."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from partnership import comments, desk
from partnership.boxes import drawn
from partnership.comments import Choices
from partnership.differences import Group, UnchangedGroup
from registry.queries import review

register = template.Library()


@register.filter
def of(found: Mapping[str, Any], key: str) -> Any:
    """The value under a key that the template holds in a variable; an empty text when there is none."""
    return found.get(key, "")


@register.simple_tag(takes_context=True)
def boxes(context: Context, group: Group | UnchangedGroup) -> SafeString:
    """The items of a part of a submission: added, removed, changed or the same, each with a place for a comment."""
    page: dict[str, Any] = {**context.flatten()}  # type: ignore[dict-item]
    return drawn(group, page)


@register.simple_tag(takes_context=True)
def comment_on(context: Context, path: str, label: str, choices: Choices | None, say: str = "") -> SafeString:
    """What was asked for at a place last time, and a field for what to ask there now. `choices`: fields of an item."""
    page: dict[str, Any] = {name: context[name] for name in ("form", "asked", "may_comment")}
    return comments.comment(page, path, str(label), comments.offered(choices), str(say))


@register.inclusion_tag("secretariat/_menu.html", takes_context=True)
def desk_menu(context: Context) -> dict[str, Any]:
    request = context["request"]
    return {"pages": desk.menu(request.user, request.resolver_match.url_name if request.resolver_match else "")}


@register.inclusion_tag("secretariat/_take_back.html", takes_context=True)
def take_back_offer(context: Context) -> dict[str, Any]:
    """The button that takes the reader's last refusal back, as long as that is possible; a query while there is one."""
    request = context["request"]
    refusals = desk.refusals(request.session)
    unanswered = review.unanswered(refusals) if refusals else set()
    if not unanswered:
        return {}
    decision, last = [(id_, one) for id_, one in refusals.items() if id_ in unanswered][-1]
    token = context.get("csrf_token")
    return {**last, "decision": decision, "until": desk.taken_back_until(last), "csrf_token": token}
