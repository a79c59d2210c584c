"""What is remembered of payers: whose an account, a name or a reference is; forgetting and correcting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.models import BankLine, PayerAlias
from cashwright.areas.cash.queries import memory
from cashwright.areas.cash.services import say_alias
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.forms.cash import CorrectForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.cash.quality import company
from cashwright.surfaces.console.screens.cash.scope import queue_url

SHOWN = 100
KINDS = {"account": "Account", "name": "Name", "reference": "Reference"}


@dataclass(frozen=True, slots=True)
class Remembered:
    """One thing: whose it is, how often that was so, since when not seen; told by a person, or learned."""

    kind: str
    key: str
    shown: str
    customer: Customer | None
    count: int
    last_on: date
    is_told: bool

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


@page(permission="payments.read", section="cash_queue")
def cash_memory(request: HttpRequest) -> HttpResponse:
    """What is remembered in one company, the latest first; searched by name or customer."""
    entity = company(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    rows, count = _remembered(entity, text) if entity else ([], 0)
    context = {
        "title": "What is remembered", "entity": entity, "rows": rows, "count": count, "text": text,
        "companies": whole_entities(request, "payments.read"), "may_say": may(request, "cash.apply"),
        "crumbs": [("Review queue", queue_url(request)), ("What is remembered", "")],
    }  # fmt: skip
    return render(request, "console/cash/memory.html", context)


def _remembered(entity: LegalEntity, text: str) -> tuple[list[Remembered], int]:
    """The first of what is remembered, and how much there is."""
    found = memory(entity.pk)
    if text:
        names = Customer.objects.filter(
            Q(name__icontains=text) | Q(account_no__iexact=text), entity=entity
        )
        mine = [str(pk) for pk in names.values_list("pk", flat=True)[:500]]
        found = found.filter(
            pl.col("customer_id").is_in(mine)
            | (
                (pl.col("kind") != "account")
                & pl.col("key").str.contains(text.upper(), literal=True)
            )
        )
    latest = found.sort("last_on", "kind", "key", descending=[True, False, False]).head(SHOWN)
    told = list(latest.iter_rows(named=True))
    customers = Customer.objects.in_bulk([UUID(row["customer_id"]) for row in told])
    shown = _shown(entity, told)
    return [
        Remembered(
            row["kind"], row["key"], shown.get((row["kind"], row["key"]), row["key"]),
            customers.get(UUID(row["customer_id"])), row["count"], row["last_on"], row["is_told"],
        )
        for row in told
    ], found.height  # fmt: skip


def _shown(entity: LegalEntity, told: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """How people see each: an account by whose name it was last used under, never by its number."""
    found: dict[tuple[str, str], str] = {}
    prints = [bytes.fromhex(row["key"]) for row in told if row["kind"] == "account"]
    lines = BankLine.objects.filter(entity=entity, teaches=True, payer_print__in=prints)
    for print_, name in lines.order_by("booked_on").values_list("payer_print", "payer_name"):
        found["account", bytes(print_ or b"").hex()] = (
            f"An account of {name}" if name else "An account"
        )
    keys = [row["key"] for row in told]
    aliases = PayerAlias.objects.filter(entity=entity, alias_key__in=keys)
    for kind, key, words in aliases.values_list("kind", "alias_key", "shown"):
        found[kind, key] = words
    return found


@page(permission="cash.apply", methods=("POST",))
def memory_forget(request: HttpRequest, code: str) -> HttpResponse:
    """Forget what was learned or told of one account, name or reference until now."""
    entity = whole_entity(request, "cash.apply", code)
    kind, key, shown = _named(request)
    say_alias(
        entity_id=entity.pk, kind=kind, alias_key=key, shown=shown, customer_id=None,
        by=Actor.human(request.user.pk),
    )  # fmt: skip
    back = frame_of(request).link("console:cash_memory", of=entity.code)
    return done(request, back, "It is forgotten. What comes from now on is learned anew.")


@page(permission="cash.apply", section="cash_queue", methods=("GET", "POST"))
def memory_correct(request: HttpRequest, code: str) -> HttpResponse:
    """Say whose it is instead."""
    entity, frame = whole_entity(request, "cash.apply", code), frame_of(request)
    kind, key, shown = _named(request)
    back = frame.link("console:cash_memory", of=entity.code)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["account_no"]
        payer, problem = customer_by_number(request, frame, number, "cash.apply")
        if payer is None or payer.entity_id != entity.pk:
            form.add_error("account_no", problem or "That customer belongs to another company.")
        else:
            say_alias(
                entity_id=entity.pk, kind=kind, alias_key=key, shown=shown, customer_id=payer.pk,
                by=Actor.human(request.user.pk),
            )  # fmt: skip
            return done(request, back, f"From now on it is {payer.name}'s.")
    context = {
        "title": f"Whose is it? {shown}", "form": form, "button": "Remember this instead", "back": back,
        "note": "What you say goes before what was learned.",
        "crumbs": [("Review queue", queue_url(request)), ("What is remembered", back), ("Correct", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context)


def _named(request: HttpRequest) -> tuple[str, str, str]:
    """Which one is meant: (kind, key, how people see it). An unknown kind is that of a name."""
    params = request.POST if request.POST.get("kind") else request.GET
    kind = params.get("kind", "name")
    return (
        kind if kind in KINDS else "name",
        params.get("key", "")[:120],
        params.get("shown", "")[:120],
    )
