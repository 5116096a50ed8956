"""The addresses of the API, and its description in OpenAPI 3.1."""

from http import HTTPStatus
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from partnership import published
from partnership.api import answers, shapes
from partnership.api.parameters import parameters
from partnership.api.problems import MEDIA_TYPE, Problem, Refused, problem, refusal
from registry.exchange.exports import LICENCE
from registry.ids import is_public_id, normalize_public_id
from registry.queries import organizations as entries


def _(text: str) -> str:
    """A text that is translated when it is told, which ninja takes for any other."""
    return cast(str, gettext_lazy(text))


DESCRIPTION = _(
    "Everybody may read the public entries, without a key, under CC BY 4.0; cite the organization and the Target 3 "
    "Partnership registry, with the date. Values are codes, the same in every language, which the vocabulary names. "
    "What was not stated is null or empty."
)
LIST_RESPONSES = (304, 400, 406, 429, 503)
LISTS = ("organizations", "activities", "gaps", "offers")
REASONS = {
    304: "It is what you have already (If-None-Match).",
    400: "Something cannot be asked; `parameters` says what.",
    404: "There is no such thing.",
    406: "Answers are JSON alone.",
    410: "The entry was withdrawn; `withdrawn` says on which day. Delete your copy.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "The search took too long and was ended.",
}
HEADERS = {
    "ETag": "Says whether you have it already: send it as If-None-Match.",
    "RateLimit-Policy": "How many answers an address may ask for in how many seconds.",
}


class RegistryAPI(NinjaAPI):
    """Adds to the description what comes from declarations that need the database: parameters; and the refusals."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        with translation.override("en"):
            return self.described(**where)

    def described(self, **where: Any) -> OpenAPISchema:
        """The description in the language in force, for the page that shows it."""
        schema = super().get_openapi_schema(**where)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schema["components"]["schemas"] |= schema["components"]["schemas"]["Problem"].pop("$defs")
        for path in schema["paths"].values():
            _complete(path["get"])
        return schema


def _complete(operation: dict[str, Any]) -> None:
    kind = operation["operationId"]
    if kind in LISTS:
        operation["parameters"] = [_described(parameter) for parameter in parameters(kind)[:-1]]
    statuses = LIST_RESPONSES if operation["parameters"] else (304, 406, 429)
    for status in (*statuses, *((404, 410) if kind == "organization" else ())):
        operation["responses"][status] = {"description": REASONS[status]}
        if status != 304:
            content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            operation["responses"][status]["content"] = content
    operation["responses"][200]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }


def _described(parameter: Any) -> dict[str, Any]:
    schema = dict(parameter.schema)
    if parameter.several:
        schema = {"type": "array", "items": schema}
    described = {"in": "query", "name": parameter.name, "description": str(parameter.meaning), "schema": schema}
    if parameter.example:
        described["example"] = parameter.example
    return {**described, "required": False}


api = RegistryAPI(
    title="Target 3 Partnership registry",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    servers=[{"url": "/"}],
)


@api.exception_handler(Refused)
def refuse(_request: HttpRequest, refused: Refused) -> HttpResponse:
    return refusal(refused.problems)


def _json(content: dict[str, Any]) -> JsonResponse:
    return JsonResponse(content, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False})


@api.get("/", response=shapes.Start, operation_id="start", summary=_("Where to begin"))
def start(request: HttpRequest) -> HttpResponse:
    names = {
        "organizations": "api:organizations",
        "activities": "api:activities",
        "gaps": "api:gaps",
        "offers": "api:offers",
        "vocabulary": "api:vocabulary",
        "openapi": "api:openapi-json",
        "documentation": "api_docs",
    }
    addresses = {name: request.build_absolute_uri(reverse(route)) for name, route in names.items()}
    return _json({**addresses, "licence": LICENCE[0]})


@api.get(
    "/organizations",
    response=shapes.Organizations,
    operation_id="organizations",
    summary=_("Find partners"),
    description=_(
        "The partners that all filters find: as many, counted alike and in the same order as in the directory in "
        "English. Values of one parameter are alternatives; different parameters all have to hold. With modified_since "
        "the answer tells what changed, and what was withdrawn or merged, the oldest change first, "
        "whatever is asked of the order."
    ),
)
def organizations(request: HttpRequest) -> HttpResponse:
    changes_alone = "modified_since" in request.GET
    return _json(answers.changed(request) if changes_alone else answers.found(request, "organizations"))


@api.get(
    "/organizations/{id}",
    response=shapes.Entry | shapes.Merged,
    operation_id="organization",
    summary=_("One partner"),
    description=_("The whole public entry of a partner by its public id; or the id of the entry that took it up."),
)
def organization(request: HttpRequest, id: str) -> HttpResponse:
    written = normalize_public_id(id)
    found = entries.find(written) if is_public_id(written) else None
    if found is None:
        raise Http404
    content, status = published.partner(request, found)
    if status != HTTPStatus.OK:
        day = content["withdrawn"]
        return problem(status, f"This entry was withdrawn on {day}. Delete your copy.", **content)
    return _json(content)


@api.get(
    "/activities",
    response=shapes.Activities,
    operation_id="activities",
    summary=_("Find activities"),
    description=_("The activities that all filters find: as many, counted alike and in the same order as on the site."),
)
def activities(request: HttpRequest) -> HttpResponse:
    return _json(answers.found(request, "activities"))


@api.get(
    "/gaps",
    response=shapes.Gaps,
    operation_id="gaps",
    summary=_("Find support gaps"),
    description=_(
        "The support gaps that all filters find, those open longest first: as many, counted alike and in the same "
        "order as on the site. Those for partners only are told to who asks with a session of theirs, and to nobody "
        "else."
    ),
)
def gaps(request: HttpRequest) -> HttpResponse:
    return _json(answers.found(request, "gaps"))


@api.get(
    "/offers",
    response=shapes.Offers,
    operation_id="offers",
    summary=_("Find support offers"),
    description=_(
        "The support offers that all filters find, the newest first: as many, counted alike and in the same order as "
        "on the site. Those for partners only are told to who asks with a session of theirs, and to nobody else."
    ),
)
def offers(request: HttpRequest) -> HttpResponse:
    return _json(answers.found(request, "offers"))


@api.get(
    "/vocabulary",
    response=shapes.Vocabulary,
    operation_id="vocabulary",
    summary=_("What the codes mean"),
    description=_("Every code, and what it is called in the six languages of the United Nations."),
)
def vocabulary(request: HttpRequest) -> HttpResponse:
    return _json(answers.vocabulary())
