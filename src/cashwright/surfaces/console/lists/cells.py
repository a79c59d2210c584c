"""Values of a row as table cells. Python, not templates: a hundred rows cost a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cashwright.surfaces.console.badges import badge
from cashwright.surfaces.console.formats import (
    count_text,
    day_text,
    instant_text,
    late_text,
    money_text,
    relative_text,
)
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.icons import icon
from cashwright.surfaces.console.lists.columns import Column, Kind, Row

NOTHING = format_html(
    '<span class="nothing">{}<span class="visually-hidden">{}</span></span>', "–", "none"
)


def money(minor: int, currency: str, *, language: str = "en", code: bool = True) -> SafeString:
    """An amount with its currency code beside it; negative ones carry a class of their own."""
    text = money_text(minor, currency, language=language)
    classes = "money negative" if minor < 0 else "money"
    if not code:
        return format_html('<span class="{}">{}</span>', classes, text)
    return format_html(
        '<span class="{}">{} <span class="code">{}</span></span>', classes, text, currency
    )


def day(on: date, frame: Frame) -> SafeString:
    """A day, with its distance from the frame's day on pointing at it."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        on.isoformat(),
        relative_text(on, frame.as_of),
        day_text(on, frame.language),
    )


def due(on: date, frame: Frame) -> SafeString:
    """A day with its distance in words below it."""
    return format_html(
        '<time datetime="{}">{}</time><span class="below">{}</span>',
        on.isoformat(),
        day_text(on, frame.language),
        relative_text(on, frame.as_of),
    )


def instant(at: datetime, frame: Frame) -> SafeString:
    """An instant in the frame's zone; the zone is told on pointing at it."""
    text = instant_text(at, frame.zone, frame.language)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        text,
        text.removesuffix(f" {frame.zone}"),
    )


def lateness(days: int) -> SafeString:
    """Days past due, in words; late ones stand out by weight and word, not by color alone."""
    return format_html(
        '<span class="{}">{}</span>', "late" if days > 0 else "early", late_text(days)
    )


def copyable(text: str) -> SafeString:
    """An id in a fixed-width face with a button that copies it."""
    return format_html(
        '<span class="copy-id"><code>{0}</code><button type="button" class="btn-bare" data-copy="{0}" '
        'aria-label="Copy {0}">{1}</button></span>',
        text,
        icon("copy", "icon icon-sm"),
    )


def reasons(told: list[str]) -> SafeString:
    """The first reason in words; the others open below it."""
    if len(told) <= 1:
        return format_html("{}", told[0]) if told else NOTHING
    rest = format_html_join("", "<li>{}</li>", ((each,) for each in told[1:]))
    return format_html(
        '<details class="why"><summary>{} <span class="more">+{}</span></summary><ul>{}</ul></details>',
        told[0],
        len(told) - 1,
        rest,
    )


def _link(value: Any, column: Column, row: Row, frame: Frame) -> SafeString:
    assert column.href, f"{column.key} is a link without href"
    return format_html('<a href="{}">{}</a>', column.href(row), value)


_MADE: dict[Kind, Callable[[Any, Column, Row, Frame], SafeString]] = {
    Kind.TEXT: lambda v, c, r, f: format_html("{}", v),
    Kind.LINK: _link,
    Kind.ID: lambda v, c, r, f: copyable(str(v)),
    Kind.NUMBER: lambda v, c, r, f: format_html("{}", count_text(v, f.language)),
    Kind.DATE: lambda v, c, r, f: day(v, f),
    Kind.DUE: lambda v, c, r, f: due(v, f),
    Kind.DAYS: lambda v, c, r, f: lateness(v),
    Kind.INSTANT: lambda v, c, r, f: instant(v, f),
    Kind.STATE: lambda v, c, r, f: badge(str(v)),
    Kind.REASONS: lambda v, c, r, f: reasons(list(v)),
}


def cell(column: Column, row: Row, frame: Frame, *, is_uniform: bool = False) -> SafeString:
    """What stands in `column` of `row`; nothing shows as a dash.

    is_uniform  whether the column's head names the currency, so that the cell need not
    """
    value = column.of(row, frame)
    if value is None or value == "":
        return NOTHING
    if column.kind is Kind.MONEY:
        shown = money(value, row[column.currency], language=frame.language, code=not is_uniform)
    else:
        shown = _MADE[column.kind](value, column, row, frame)
    if column.href and column.kind is not Kind.LINK:
        return format_html('<a href="{}" class="plain">{}</a>', column.href(row), shown)
    return shown
