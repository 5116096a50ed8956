"""Refusals for programs: problem details (RFC 9457), which name each parameter that is not right."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class ParameterProblem(BaseModel):
    """One parameter that cannot be answered."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Always about:blank: the status says what kind of problem it is.")
    title: str = Field(description="The status in words.")
    status: int
    detail: str = Field(description="What is wrong, and what to do.")
    parameters: list[ParameterProblem] = Field(default=[], description="The parameters that are not right.")


class Refused(Exception):
    """The question cannot be answered: pairs of a parameter and a sentence about it."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.problems = problems


DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request could not be read. Check its address and its headers.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. /api/docs lists all there are.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This API is for reading: ask with GET or HEAD.",
    HTTPStatus.NOT_ACCEPTABLE: "Answers are JSON: accept application/json.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests from your address. Wait as long as Retry-After says.",
    HTTPStatus.SERVICE_UNAVAILABLE: "This took too long and was ended. Ask for less, or try again later.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is on our side and was logged. Try again later.",
    HTTPStatus.SERVICE_UNAVAILABLE: "This took too long and was ended. Ask for less at once, or try again later.",
}


def problem(status: int, detail: str = "", *, headers: Mapping[str, str] | None = None, **members: Any) -> HttpResponse:
    """An answer that says what is wrong; `members` are added to it."""
    phrase = HTTPStatus(status)
    body = {"type": "about:blank", "title": phrase.phrase, "status": int(status)}
    body |= {"detail": detail or DETAILS.get(phrase, phrase.description or phrase.phrase), **members}
    text = json.dumps(body, ensure_ascii=False, default=str)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=headers)


def refusal(problems: Sequence[tuple[str, str]]) -> HttpResponse:
    detail = " ".join(f"{name}: {sentence}" for name, sentence in problems)
    told = [{"parameter": name, "detail": sentence} for name, sentence in problems]
    return problem(HTTPStatus.BAD_REQUEST, detail, parameters=told)
