"""What templates say: amounts, days, ids, states, reasons, icons, links.

{% load cashwright %}
{% money invoice.balance_minor invoice.currency %}    1,234.50 EUR, tabular, in the reader's locale
{% money minor currency parentheses=True code=False %}
{% date_words invoice.due_on %}        22 Dec 2025, in 30 days
{{ on|day }}  {{ on|relative:frame.as_of }}
{% instant entry.posted_at %}          22 Dec 2025 14:05, the zone on pointing at it
{% public_id invoice %}                its public id with a copy button
{% state invoice.state %}              icon and word
{% why "DSO = open / sales × days" %}  a small "?" that opens the sentence
{% reasons row.reasons %}              the first reason, the others on asking
{% icon "cash" %}                      from the sprite
{% query tab="open" after=None %}      this page's parameters, changed
{% go "console:customer" id %}         an address that keeps the day and the entity
{% field form.email %}                 label, control, help and errors
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from django import template
from django.forms import CheckboxSelectMultiple
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cashwright.surfaces.console import badges, icons
from cashwright.surfaces.console.formats import (
    count_text,
    day_text,
    instant_text,
    late_text,
    money_short,
    money_text,
    relative_text,
)
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import cells

register = template.Library()


class _Document(Protocol):
    """A row shown under a public id."""

    @property
    def public_id(self) -> str: ...


def _frame(context: Context) -> Frame | None:
    found = context.get("frame")
    return found if isinstance(found, Frame) else None


def _language(context: Context) -> str:
    frame = _frame(context)
    return frame.language if frame else "en"


@register.simple_tag(takes_context=True)
def money(
    context: Context, minor: int | None, currency: str, code: bool = True, parentheses: bool = False
) -> SafeString:
    """An amount in the reader's locale."""
    if minor is None:
        return cells.NOTHING
    text = money_text(minor, currency, language=_language(context), parentheses=parentheses)
    classes = "money negative" if minor < 0 else "money"
    beside = format_html(' <span class="code">{}</span>', currency) if code else ""
    return format_html('<span class="{}">{}{}</span>', classes, text, beside)


@register.simple_tag(takes_context=True)
def money_brief(context: Context, minor: int, currency: str) -> str:
    """An amount cut to three digits for tiles: 1.23M EUR."""
    return f"{money_short(minor, currency, language=_language(context))} {currency}"


@register.simple_tag(takes_context=True)
def date_words(context: Context, on: date | None) -> SafeString:
    """A day and how far it is from the frame's day."""
    if on is None:
        return cells.NOTHING
    frame = _frame(context)
    text = day_text(on, _language(context))
    if frame is None:
        return format_html('<time datetime="{}">{}</time>', on.isoformat(), text)
    return format_html(
        '<time datetime="{}">{}</time><span class="beside">, {}</span>',
        on.isoformat(),
        text,
        relative_text(on, frame.as_of),
    )


@register.simple_tag(takes_context=True)
def instant(context: Context, at: datetime | None) -> SafeString:
    """An instant in the frame's zone."""
    if at is None:
        return cells.NOTHING
    frame = _frame(context)
    if frame is None:
        return format_html("{}", instant_text(at, "UTC"))
    return cells.instant(at, frame)


@register.simple_tag
def public_id(document: _Document | str) -> SafeString:
    """The public id of a row (or one already made), with a copy button."""
    return cells.copyable(document if isinstance(document, str) else document.public_id)


@register.simple_tag
def state(value: str) -> SafeString:
    """A state as icon and word."""
    return badges.badge(str(value))


@register.simple_tag
def why(text: str, label: str = "Why?") -> SafeString:
    """A small button that opens a sentence; works without JavaScript."""
    key = f"why-{get_random_string(8)}"
    return format_html(
        '<button type="button" class="why-button" popovertarget="{0}" aria-label="{1}">?</button>'
        '<span id="{0}" class="why-sheet" popover>{2}</span>',
        key,
        label,
        text,
    )


@register.simple_tag
def reasons(told: list[str]) -> SafeString:
    """The first reason in words, the others on asking."""
    return cells.reasons(list(told))


@register.simple_tag
def icon(name: str, classes: str = "icon") -> SafeString:
    """An icon of the sprite."""
    return icons.icon(name, classes)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """This page's parameters with some changed; None removes one."""
    request: HttpRequest = context["request"]
    params = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = str(value)
    return params.urlencode()


@register.simple_tag(takes_context=True)
def go(context: Context, name: str, *args: object, **params: str) -> str:
    """An address that keeps the day and the entity."""
    frame = _frame(context)
    assert frame, "a link in the frame needs a page that has one"
    return frame.link(name, *args, **params)


@register.simple_tag
def console_script(name: str) -> str:
    """The address of one of the console's scripts."""
    return static(f"console/{name}.js")


@register.inclusion_tag("console/components/field.html")
def field(bound: BoundField, wide: bool = False) -> dict[str, Any]:
    """A form field with its label, help and errors."""
    widget = bound.field.widget
    is_group = isinstance(widget, CheckboxSelectMultiple)
    return {
        "field": bound,
        "kind": "group" if is_group else getattr(widget, "input_type", "select"),
        "wide": wide,
    }


@register.filter
def day(on: date) -> str:
    """22 Dec 2025"""
    return day_text(on)


@register.filter
def relative(on: date, today: date) -> str:
    """in 30 days"""
    return relative_text(on, today)


@register.filter
def late(days: int) -> str:
    """63 days late"""
    return late_text(days)


@register.filter
def count(number: int) -> str:
    """1,234"""
    return count_text(number)


@register.filter
def split(words: str) -> list[str]:
    """The words of a text."""
    return words.split()


@register.filter
def initials(person: object) -> str:
    """Up to two letters for a name."""
    words = str(person).split("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def params(request: HttpRequest, without: str) -> list[tuple[str, str]]:
    """The page's parameters as pairs, but for the named one and the page's place."""
    skipped = {without, "after", "before", "part"}
    return [(n, v) for n, values in request.GET.lists() if n not in skipped for v in values]


@register.filter
def own_or_home(referrer: str | None) -> str:
    """The path of the page one came from; home when there was none. Never another site."""
    path = urlsplit(referrer or "").path
    return path if path.startswith("/") and not path.startswith("//") else "/"
