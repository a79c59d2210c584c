"""Values of events: exact numbers and plain text. A float never gets here: JSON is read as Decimal."""

import re
from decimal import Decimal

from cashwright.areas.usage.refusals import ValueUnreadable

_NUMBER = re.compile(r"([+-]?)([0-9]{1,13})(?:\.([0-9]{1,6})0*)?", re.ASCII)
_EXPECTED = "a number with at most 13 digits before and 6 after the point"
_WHOLE_MAX = 10**13


def quantity_e6(value: object, field: str = "value") -> int:
    """`value` (a whole number, a Decimal or its text) in millionths, exactly.

    raises   ValueUnreadable for anything else, more than six decimals, or more than 13 digits
    """
    if type(value) is int:
        if -_WHOLE_MAX < value < _WHOLE_MAX:
            return value * 1_000_000
        raise ValueUnreadable(field=field, expected=_EXPECTED)
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() > 13 or len(value.as_tuple().digits) > 40:
            raise ValueUnreadable(field=field, expected=_EXPECTED)
        value = f"{value:f}" if value.adjusted() > -40 else "unreadable"
    found = _NUMBER.fullmatch(value) if type(value) is str else None
    if found is None:
        raise ValueUnreadable(field=field, expected=_EXPECTED)
    sign, whole, rest = found.groups()
    size = int(whole) * 1_000_000 + int((rest or "").ljust(6, "0"))
    return -size if sign == "-" else size


def text_of(value: object) -> str:
    """A property's value as filters, groups and identities compare it: 5 and "5" are the same."""
    if type(value) is str:
        return value
    if value is True or value is False:
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
