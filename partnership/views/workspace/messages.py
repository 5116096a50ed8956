"""Messages that the site sent to the team: which, when, to whom, and their words once more."""

import uuid

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry import letters, mail
from registry.models import Membership, Message
from registry.queries import messages as sent

PAGE_SIZE = 25


@team_page()
def messages(request: PersonRequest, membership: Membership) -> HttpResponse:
    page = Paginator(sent.to_team(membership.organization), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **frame(request, membership, "workspace_messages"),
        "page": page,
        "rows": [(one, _is_readable(request, one)) for one in page],
    }
    return render(request, "workspace/messages.html", context)


def _is_readable(request: PersonRequest, message: Message) -> bool:
    return message.kind in letters.LETTERS and sent.may_read(request.user, message)


@team_page()
def message(request: PersonRequest, membership: Membership, message_id: uuid.UUID) -> HttpResponse:
    """The words of a message, written again in the language of the page; what it told of may be gone since."""
    try:
        found = sent.find(membership.organization, message_id)
    except Message.DoesNotExist:
        raise Http404 from None
    if not _is_readable(request, found):
        raise Http404
    subject, text = _words(found)
    context = {**frame(request, membership, "workspace_messages"), "message": found, "subject": subject, "text": text}
    return render(request, "workspace/message.html", context)


def _words(message: Message) -> tuple[str, str]:
    message.language = get_language() or "en"
    message.secret, message.address = {}, ""  # what was blanked is not asked for again
    try:
        email = mail.compose(message)
    except ObjectDoesNotExist:
        return "", ""
    return str(email.subject), str(email.body)
