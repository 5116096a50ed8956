"""The desk of the secretariat: its pages as the menu of each of them lists them."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.models import Person

SESSION_KEY = "refused"  # what the reader has just refused, as long as it can be taken back


@dataclass(frozen=True)
class Page:
    """A page of the desk by the name of its address, for those whom `rule` lets in; `around` are addresses below it."""

    name: str
    label: str | Promise
    rule: Callable[[Person], bool] = rules.may_review
    around: tuple[str, ...] = ()


PAGES = (
    Page("secretariat", _("Review queue"), around=("review", "correct", "correct_item", "opinions", "approve_chosen")),
    Page("afterwards", _("To look at afterwards")),
    Page("cases", _("Cases"), around=("claim_review", "appoint_owner")),
    Page("secretariat_introductions", _("Introductions"), around=("suggest_introduction",)),
    Page(
        "secretariat_organizations",
        _("Organizations"),
        around=("secretariat_organization", "secretariat_restore", "as_of"),
    ),
    Page("imports", _("Imports"), rules.may_import, around=("import", "import_rows")),
    Page("export", _("Export of all entries"), rules.may_import),
    Page("sent_messages", _("Messages"), around=("sent_message",)),
    Page("mailings", _("Mailings"), rules.may_import, around=("mailing", "write_mailing", "edit_mailing")),
    Page("texts", _("Texts"), rules.may_write_texts, around=("text", "new_text")),
    Page("secretariat_relations", _("Lineage")),
    Page("secretariat_unmet", _("Unmet gaps")),
    Page("recoveries", _("Lost second factors"), rules.may_recover),
    Page("secretariat_erasures", _("Erasures"), rules.may_administer),
    Page("roles", _("Roles"), rules.may_administer, around=("role",)),
    Page("your_desk", _("You at the desk")),
)


def refusals(session: Mapping[str, Any]) -> dict[str, Any]:
    """What the reader has refused and can still take back, by the id of the decision, the last one at the end."""
    now = timezone.now()
    return {id_: one for id_, one in session.get(SESSION_KEY, {}).items() if taken_back_until(one) > now}


def taken_back_until(refusal: Mapping[str, Any]) -> datetime.datetime:
    at = datetime.datetime.fromisoformat(refusal["at"])
    return at + datetime.timedelta(seconds=settings.TAKE_BACK_SECONDS)


def menu(reader: Person, current: str) -> list[dict[str, Any]]:
    """The pages that the site has and the reader may open; `current` is the name of the address that is shown."""
    return [
        {"label": page.label, "href": href, "current": current == page.name or current in page.around}
        for page in PAGES
        if page.rule(reader) and (href := _address(page.name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
