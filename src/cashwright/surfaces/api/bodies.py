"""Bodies: JSON read with exact numbers and within limits, and the strict types that fields have.

A float never comes to be: what has a decimal point is a Decimal. The same member twice, NaN, and
what is nested too deeply are refused before anything looks at them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from ninja.parser import Parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

from cashwright.kernel.exact_json import read_exactly
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.api.refusals import BodyTooLarge, BodyUnreadable, ContentTypeUnknown

BODY_MAX = 4 * 1024 * 1024
_DEEPEST = 12


class Strict(BaseModel):
    """What a body may hold: members of exactly these kinds, and no others."""

    model_config = ConfigDict(strict=True, extra="forbid")


def body_of(request: HttpRequest, largest: int = BODY_MAX) -> bytes:
    """The bytes that were sent. Raises BodyTooLarge, BodyUnreadable."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isdigit() and int(told) > largest:
        raise BodyTooLarge(most=largest)
    try:
        body = request.body
    except RequestDataTooBig:
        raise BodyTooLarge(most=largest) from None
    except (UnreadablePostError, RawPostDataException):
        raise BodyUnreadable(reason="it broke off") from None
    if len(body) > largest:
        raise BodyTooLarge(most=largest)
    return body


def read_json(body: bytes | str, *, deepest: int | None = _DEEPEST) -> Any:
    """JSON with exact numbers. Raises BodyUnreadable.

    deepest   how far objects may lie in each other; None: who reads on looks at each part anyway
    """
    try:
        found = read_exactly(body if isinstance(body, str) else body.decode())
    except UnicodeDecodeError:
        raise BodyUnreadable(reason="it is not UTF-8") from None
    except BadInput as refusal:
        raise BodyUnreadable(reason=f"it is not {refusal.facts['expected']}") from None
    if deepest is not None and not _is_shallow(found, deepest):
        raise BodyUnreadable(reason=f"it is nested more than {deepest} deep")
    return found


def _is_shallow(value: Any, left: int) -> bool:
    """Whether nothing lies deeper than `left`; looks into lists and objects only."""
    if type(value) is dict:
        inner: Any = value.values()
    elif type(value) is list:
        inner = value
    else:
        return True
    return left > 0 and all(
        _is_shallow(each, left - 1) for each in inner if type(each) in (dict, list)
    )


class ExactParser(Parser):
    """Reads the bodies of all operations."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON that was sent; its content type must say that it is JSON."""
        if request.content_type != "application/json":
            raise ContentTypeUnknown(expected="application/json")
        return read_json(body_of(request))


def _day(value: object) -> date:
    if type(value) is str and len(value) == 10:
        return date.fromisoformat(value)
    raise ValueError("a day such as 2026-03-02")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day as text; never a number."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]


def public_id_of(prefix: str, text: str) -> UUID:
    """The id in an address; of one that cannot be one, an id that nothing has."""
    try:
        return parse_public_id(prefix, text)
    except BadInput:
        return UUID(int=0)
