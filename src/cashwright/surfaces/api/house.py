"""The API put together: operations, problems, and a gate before each address."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from cashwright import __version__
from cashwright.areas.access.gate import declares
from cashwright.areas.access.policies import PUBLIC
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.api import problems
from cashwright.surfaces.api.bodies import ExactParser
from cashwright.surfaces.api.calling import gated
from cashwright.surfaces.api.operations import (
    disputes,
    documents,
    events,
    orders,
    statements,
    usage,
)
from cashwright.surfaces.api.problems import CONTENT_TYPE, Problem

_DESCRIPTION = """
Call with `Authorization: Bearer` and a key (`cashwright machines key NAME`). Amounts are whole minor
units, quantities millionths, days `YYYY-MM-DD`. What is declined is answered as
`application/problem+json` with a stable `code`. A call that changes something may be sent again.
"""
_PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), Problem)
_PARAMETER = re.compile(r"{(\w+)}")
_SECURITY = {"key": {"type": "http", "scheme": "bearer"}}

api = NinjaAPI(
    title="Cashwright", version="1", description=_DESCRIPTION.strip(), docs_url=None,
    openapi_url=None, urls_namespace="api", parser=ExactParser(),
    openapi_extra={
        "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "security": [{"key": []}],
    },
)  # fmt: skip
api.add_exception_handler(Refusal, problems.of_refusal)
api.add_exception_handler(ValidationError, problems.of_validation)
api.add_exception_handler(HttpError, problems.of_http_error)
api.add_exception_handler(Http404, problems.of_missing)

_router = Router()
for _operations in (events, usage, orders, documents, disputes, statements):
    _operations.add_to(_router, _PROBLEMS)
api.add_router("", _router)


def openapi() -> dict[str, Any]:
    """The whole description, OpenAPI 3.1."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    told["info"]["version"] = __version__
    components = told.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    for model in events.TAKES:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        components["schemas"] |= schema.pop("$defs", {}) | {model.__name__: schema}
    for operation in (o for path_ in told["paths"].values() for o in path_.values()):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                answer["content"] = {CONTENT_TYPE: answer["content"].popitem()[1]}
    return told


@declares(PUBLIC)
def describe(_request: HttpRequest) -> HttpResponse:
    """The description: it holds nothing that is not in the source of this program."""
    return HttpResponse(json.dumps(openapi()), content_type="application/json")


@declares(PUBLIC)
def nothing_here(request: HttpRequest, **_: str) -> HttpResponse:
    """Any other address of the API."""
    return problems.of_missing(request, Http404())


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]


def _addresses() -> list[URLPattern]:
    """The operations' addresses, each behind its gate; one without a permission stops the start."""
    found = []
    for bound in api._get_bound_routers():
        for route, view in bound.path_operations.items():
            declared = {getattr(each.view_func, "permission", None) for each in view.operations}
            assert len(declared) == 1, f"{route}: one address, one permission"
            permission = declared.pop()
            assert isinstance(permission, str), f"{route} declares no permission"
            name = view.operations[0].operation_id
            address = _PARAMETER.sub(r"<str:\1>", route.lstrip("/"))
            found.append(path(address, gated(view.get_view(), permission), name=name))
    return found


urlpatterns = [
    path("openapi.json", describe, name="openapi"),
    *_addresses(),
    re_path("", nothing_here, name="nothing"),
]
