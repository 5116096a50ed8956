"""Attachments: asked for by their UUID alone, shown to those who may see them, to everyone else not there."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from registry import rules
from registry.models import Attachment, AttachmentKind
from registry.states import OrganizationState

# A file is only looked at: it runs no script, sends no form and fetches nothing, whatever is in it.
ALONE = "default-src 'none'; sandbox"
SHOWN_INLINE = ("image/webp", "image/jpeg", "image/png")
MINUTES_IN_CACHES = 5


@require_safe
def file(request: HttpRequest, attachment_id: UUID) -> HttpResponse | FileResponse:
    """The logo of a listed organization, for everyone; any file, for those who may see it."""
    attachment = Attachment.objects.select_related("organization").filter(pk=attachment_id).first()
    if attachment is None or not (attachment.file or attachment.told):  # what was erased keeps its row
        raise Http404
    public = _is_public(attachment)
    if not public and not _may_see(request, attachment):
        raise Http404
    response = _response(attachment)
    if public:
        patch_cache_control(response, public=True, max_age=MINUTES_IN_CACHES * 60)
    else:
        patch_cache_control(response, private=True, no_store=True)
    response["Content-Security-Policy"] = ALONE
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_public(attachment: Attachment) -> bool:
    organization = attachment.organization
    is_its_logo = attachment.kind == AttachmentKind.LOGO and organization.logo_id == attachment.pk
    return is_its_logo and organization.state == OrganizationState.LISTED


def _may_see(request: HttpRequest, attachment: Attachment) -> bool:
    return request.user.is_authenticated and rules.may_see_file(request.user, attachment)


def _response(attachment: Attachment) -> HttpResponse | FileResponse:
    if attachment.kind == AttachmentKind.TOLD:
        return HttpResponse(attachment.told, content_type="text/plain; charset=utf-8")
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
        content_type=attachment.content_type,
        as_attachment=attachment.content_type not in SHOWN_INLINE,
        filename=str(attachment.file.name).rpartition("/")[2],
    )
