"""Forms that were sent by someone whose session had ended: kept until they have signed in, then used as if sent then.

They lie in the new, anonymous session, under the address that they were sent to, for a day.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

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
    typed = [[name, values] for name, values in request.POST.lists() if name not in NOT_TYPED]
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), request.get_full_path(): typed}


def sent(request: HttpRequest) -> Sent | None:
    """What is sent with this request, or was sent to its address before signing in (once); `None` if nothing."""
    if request.method == "POST":
        return Sent(request.POST, request.FILES)
    forms = request.session.get(SESSION_KEY, {})
    typed = forms.pop(request.get_full_path(), None)
    if typed is None:
        return None
    request.session[SESSION_KEY] = forms
    return Sent(query(dict(typed)), MultiValueDict())


def query(typed: dict[str, list[str]]) -> QueryDict:
    """Values by name as a form sends them."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def shown(data: QueryDict) -> list[tuple[str, str]]:
    """Every value of a form, by name, without its token: to be sent again from another page."""
    return [(name, value) for name, values in data.lists() if name not in NOT_TYPED for value in values]
