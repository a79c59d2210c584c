"""JSON read exactly: what has a decimal point is a Decimal, never a float.

The same member twice, NaN, and numbers of absurd length are refused before anything looks at them.
"""

import json
from decimal import Decimal
from typing import Any, NoReturn

from cashwright.kernel.refusals import BadInput

_DIGITS_MAX = 60


def read_exactly(text: str) -> Any:
    """The value `text` stands for. Raises BadInput."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise BadInput(
            field="json", value="", expected="JSON, each member once, numbers of usual length"
        ) from None


def _decimal(text: str) -> Decimal:
    if len(text) > _DIGITS_MAX:
        raise ValueError("too long")
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > _DIGITS_MAX:
        raise ValueError("too long")
    return int(text)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no numbers")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


_DECODER = json.JSONDecoder(
    parse_float=_decimal,
    parse_int=_whole,
    parse_constant=_no_constant,
    object_pairs_hook=_each_once,
)
