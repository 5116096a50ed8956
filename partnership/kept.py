"""Forms that were sent by someone whose session had ended: kept until they have signed in, then used as if sent then.

They lie in the new, anonymous session, under the address that they were sent to, for a day.
"""

from dataclasses import dataclass
from typing import Any

from django.forms import CharField, Form
from django.http import HttpRequest, QueryDict
from django.utils.choices import flatten_choices
from django.utils.datastructures import MultiValueDict

from registry.entry.document import blank, empty
from registry.entry.fields import COLLECTIONS, SECTIONS, Label
from registry.entry.forms import FORMS
from registry.entry.inputs import DATE_PARTS

SESSION_KEY = "kept_forms"
SECONDS = 60 * 60 * 24
NOT_TYPED = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class Sent:
    """What a form sent. Files are never kept: a browser has to be asked for them again."""

    data: QueryDict
    files: MultiValueDict[str, Any]


def keep(request: HttpRequest) -> None:
    """Keep what was sent to this address, in a session that ends within a day."""
    keep_here(request)
    request.session.set_expiry(SECONDS)


def keep_here(request: HttpRequest) -> None:
    """Keep what was sent to this address by somebody who goes on to another page of ours, and comes back."""
    keep_at(request, request.get_full_path(), typed(request.POST))


def typed(data: QueryDict) -> list[Any]:
    """What a form sent, without its token, as a session can hold it."""
    return [[name, values] for name, values in data.lists() if name not in NOT_TYPED]


def keep_at(request: HttpRequest, address: str, typed: list[Any]) -> None:
    """Keep what was typed for the page at another address, which its sender goes to."""
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), address: typed}


def sent(request: HttpRequest) -> Sent | None:
    """What is sent with this request, or was sent to its address before signing in (once); `None` if nothing."""
    found = waiting(request)
    if found and request.method != "POST":
        forms = request.session[SESSION_KEY]
        del forms[request.get_full_path()]
        request.session[SESSION_KEY] = forms
    return found


def waiting(request: HttpRequest) -> Sent | None:
    """The same, and it can be asked for again."""
    if request.method == "POST":
        return Sent(request.POST, request.FILES)
    found = request.session.get(SESSION_KEY, {}).get(request.get_full_path())
    return None if found is None else Sent(query(dict(found)), MultiValueDict())


def query(typed: dict[str, list[str]]) -> QueryDict:
    """Values by name as a form sends them."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def shown(data: QueryDict) -> list[tuple[str, str]]:
    """Every value of a form, by name, without its token: to be sent again from another page."""
    return [(name, value) for name, values in data.lists() if name not in NOT_TYPED for value in values]


def written(data: QueryDict, *forms: type[Form]) -> list[tuple[Label, list[str]]]:
    """What somebody wrote in their own words into one of these forms, by the label of its field: to be read and copied
    where it can no longer be sent. What they chose is not among it.
    """
    found: list[tuple[Label, list[str]]] = []
    for form in forms:
        for name, field in form.base_fields.items():
            typed = data.get(f"{form.prefix}-{name}" if form.prefix else name, "")
            if isinstance(field, CharField) and field.label and typed.strip():
                found.append((field.label, [typed]))
    return found


def in_words(part: str, data: QueryDict) -> list[tuple[Label, list[str]]]:
    """What was typed into the form of a section or an item, as its page asked for it; nothing of the entry itself."""
    of_part = SECTIONS.get(part) or COLLECTIONS.get(part)
    if of_part is None:
        return []
    found = []
    item = blank(of_part)
    if part == "organization":  # each type is asked for something of its own
        item["type"] = data.get("type", "")
    for name, field in FORMS[part](document=empty(), item=item, need=None).fields.items():
        labels = dict(flatten_choices(getattr(field, "choices", ())))
        parts = [data.get(f"{name}_{one}", "") for one in DATE_PARTS]
        typed = [str(labels.get(value, value)) for value in (*data.getlist(name), *parts) if value]
        if typed and field.label:
            found.append((field.label, typed))
    return found
