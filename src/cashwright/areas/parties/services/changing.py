"""Changing a row field by field: only named fields, each read by its own rule, told without PII."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from cashwright.areas.parties.events import Changes
from cashwright.kernel.refusals import BadInput

Readers = Mapping[str, Callable[[Any], Any]]


def apply_changes(
    row: Model, asked: Mapping[str, Any], readers: Readers, personal: frozenset[str]
) -> Changes:
    """Set on `row` what differs, without saving; returns (field, before, after) of each.

    readers   how the value of each field that may be changed is read
    personal  fields whose values are not told: before and after stay empty
    raises    BadInput for a field nobody may change, or a value its reader refuses
    """
    changed: list[tuple[str, str, str]] = []
    for field, value in asked.items():
        if field not in readers:
            raise BadInput(field=field[:64], value="", expected=", ".join(readers))
        before, after = getattr(row, field), readers[field](value)
        if before == after:
            continue
        setattr(row, field, after)
        told = ("", "") if field in personal else (_text(before), _text(after))
        changed.append((field, *told))
    return tuple(changed)


def _text(value: object) -> str:
    return "" if value is None else str(value)
