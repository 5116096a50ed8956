"""The page that describes the API: from the same description as programs get, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from partnership.api.limit import WINDOW
from partnership.api.parameters import LARGEST_PAGE, LONGEST_LIST
from partnership.api.routes import api

# What to try first, below the address of each operation.
EXAMPLES = {
    "organizations": "?q=mangrove&works_in=002&lacks=finance",
    "activities": "?element=oecm&status=under_way",
    "gaps": "?works_in=002&kind=finance&age=180",
    "offers": "?works_in=KE&kind=capacity_building",
}


@dataclass(frozen=True)
class Line:
    """A parameter, or a member of an answer. `values`: codes that it may have; `shape`: the name of a shape below."""

    name: str
    type: str
    meaning: str
    values: Iterable[str] = ()
    shape: str = ""


@dataclass(frozen=True)
class Operation:
    name: str
    path: str
    summary: str
    description: str
    example: str
    parameters: list[Line]
    shapes: list[str]


@dataclass(frozen=True)
class Shape:
    name: str
    lines: list[Line]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    schema = api.described()
    root = request.build_absolute_uri("/").removesuffix("/")
    context = {
        "operations": list(_operations(schema, root)),
        "shapes": [Shape(name, list(_members(shape))) for name, shape in schema["components"]["schemas"].items()],
        "description": schema["info"]["description"],
        "copy": f"curl '{root}/api/v1/organizations?modified_since=2000-01-01&limit={LARGEST_PAGE}'",
        "files": [
            f"{root}{reverse(name, args=[format])}"
            for name in ("directory_download", "activities_download", "support_download", "support_offers_download")
            for format in ("csv", "xlsx", "json", "geojson")
            if name == "directory_download" or format != "geojson"
        ],
        "limit": settings.API_REQUESTS_A_MINUTE,
        "seconds": WINDOW,
    }
    return render(request, "api/docs.html", context)


def _operations(schema: dict[str, Any], root: str) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        operation = methods["get"]
        name = operation["operationId"]
        answer = operation["responses"][200]["content"]["application/json"]["schema"]
        yield Operation(
            name,
            path,
            operation["summary"],
            operation.get("description", ""),
            "" if "{" in path else f"curl '{root}{path}{EXAMPLES.get(name, '')}'",
            [_line(parameter["name"], parameter["schema"], parameter) for parameter in operation["parameters"]],
            [_shape_of(one) for one in answer.get("anyOf", [answer])],
        )


def _members(shape: dict[str, Any]) -> Iterator[Line]:
    for name, member in shape["properties"].items():
        yield _line(name, member, member)


def _line(name: str, schema: dict[str, Any], described: dict[str, Any]) -> Line:
    one = schema.get("items", schema)
    values = one.get("enum", ())
    shown = values if len(values) <= LONGEST_LIST else ()
    return Line(name, _type(schema), str(described.get("description", "")), shown, _shape_of(one))


def _type(schema: dict[str, Any]) -> str:
    """A short name of a type, the one that programmers use."""
    if "anyOf" in schema and "type" not in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_type(schema['items'])}[]"
    name = str(schema.get("format") or schema.get("type") or _shape_of(schema))
    return f"{name} {schema['minimum']}–{schema['maximum']}" if "maximum" in schema else name


def _shape_of(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
