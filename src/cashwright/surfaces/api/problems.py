"""Problems (RFC 9457): every answer that is not what was asked for has this one shape.

`code` is the refusal's and stable; `detail` is its sentence, the same that people read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, ConfigDict

from cashwright.surfaces.console.words import say

CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: "Not readable", 401: "Not known", 403: "Not allowed", 404: "Not found",
    405: "No such method", 409: "Not possible now", 410: "Gone", 413: "Too large",
    415: "Wrong kind of content", 422: "Not as it should be", 429: "Too often",
    500: "Our mistake", 503: "Not now",
}  # fmt: skip
_NOT_FOUND = 404
_LARGEST = 20


class Field(BaseModel):
    """One member that is not as it should be: where it stands, and what is wrong with it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    at: str
    detail: str


class Problem(BaseModel):
    """What is wrong, for a program (`code`) and for a person (`detail`)."""

    model_config = ConfigDict(strict=True, extra="forbid")

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: list[Field] = []


def problem(
    status: int, code: str, detail: str, fields: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """The response for one problem."""
    told: dict[str, Any] = {
        "type": f"urn:cashwright:{code}",
        "title": _TITLES.get(status, "Refused"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if fields:
        told["fields"] = [{"at": at, "detail": text} for at, text in fields[:_LARGEST]]
    response = HttpResponse(json.dumps(told), status=status, content_type=CONTENT_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="cashwright"'
    return response


def of_refusal(_request: HttpRequest, refusal: Any) -> HttpResponse:
    """A refusal in its own words."""
    status, sentence = say(refusal)
    response = problem(status, refusal.code, sentence)
    if "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def of_validation(_request: HttpRequest, error: Any) -> HttpResponse:
    """A body or query that does not keep to the schema: where, never with what was sent."""
    fields = [(".".join(map(str, each["loc"][1:])), str(each["msg"])) for each in error.errors]
    return problem(422, "bad_input", "What was sent is not as it should be.", fields)


def of_http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    """What the framework itself declines: a body that is no JSON."""
    return problem(error.status_code, "unreadable", "The body cannot be read as JSON.")


def of_missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    """An address that leads nowhere."""
    return problem(_NOT_FOUND, "not_found", "There is nothing at this address.")
