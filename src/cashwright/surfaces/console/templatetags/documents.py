"""What pages say of documents and facts: quantities, prices, kinds, who did what and why.

{% load documents %}
{{ line|quantity }} {{ line|unit_price }}       2.5, 19.90, or a dash
{{ application.source_kind|words }}            Credit note
{{ application.source_id|as_public:"pay" }}    pay_…
{{ fact|fact_words }} {{ fact|fact_actor }} {{ fact|fact_why }}
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template

from cashwright.areas.access.models import User
from cashwright.areas.controls.models import Fact
from cashwright.areas.invoicing.models import Line
from cashwright.kernel.ids import public_id

register = template.Library()


def _plain(scaled: int | None, exponent: int) -> str:
    return "–" if scaled is None else f"{Decimal(scaled).scaleb(-exponent):,f}"


@register.filter
def quantity(line: Line) -> str:
    """The quantity of a line as it was written."""
    return _plain(line.quantity_scaled, line.quantity_exponent)


@register.filter
def unit_price(line: Line) -> str:
    """The unit price of a line in major units, with all its decimals."""
    return _plain(line.unit_price_scaled, line.unit_price_exponent)


@register.filter
def words(kind: str) -> str:
    """credit_note as people write it: Credit note."""
    return kind.replace("_", " ").replace(".", ": ").capitalize()


@register.filter
def negated(minor: int) -> int:
    """The amount with its sign turned."""
    return -minor


@register.filter
def as_public(pk: UUID, prefix: str) -> str:
    """An id as addresses show it."""
    return public_id(prefix, pk)


def _told(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(bytes(fact.body))
    return told


@register.filter
def fact_words(fact: Fact) -> str:
    """What happened: `cash.applied` reads "Cash: applied"."""
    return words(fact.name)


@register.filter
def fact_why(fact: Fact) -> str:
    """The reason given, if any."""
    return str(_told(fact)["why"])


@register.filter
def fact_actor(fact: Fact) -> str:
    """Who did it: a person's name, or the rule's."""
    if fact.touch != "human":
        return fact.actor
    try:
        person = User.objects.filter(pk=UUID(fact.actor)).first()
    except ValueError:
        return fact.actor
    return str(person) if person else "someone who is gone"
