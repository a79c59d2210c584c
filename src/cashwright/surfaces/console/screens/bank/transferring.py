"""Money between our own accounts: two lines that are one transfer; and what an account held at first."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.policies import TRANSFER_LINES
from cashwright.areas.cash.queries import first_statement, transfers_of
from cashwright.areas.cash.services import book_opening_balance, mark_transfer, transfer_payload
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.approving import Asking
from cashwright.surfaces.console.formats import day_text, money_text, plural
from cashwright.surfaces.console.forms.cash import TransferForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.bank.accounts import one_account
from cashwright.surfaces.console.screens.cash.scope import line_url, money_of, one_line, words_of


@page(permission="cash.apply", section="bank", methods=("GET", "POST"))
def line_transfer(request: HttpRequest, public: str) -> HttpResponse:
    """Mark a line and one of another account as a transfer. The entries are shown before they are written."""
    line = one_line(request, public, "cash.apply")
    others = _others(line)
    crumbs = [
        ("Bank", frame_of(request).link("console:bank")), (money_of(line), line_url(line)), ("Transfer", ""),
    ]  # fmt: skip
    if not others:
        context = {
            "title": "No other side yet", "crumbs": crumbs, "back": line_url(line),
            "note": "No waiting line of another account of ours has this amount within some days. Take in"
            " that account's statement first.",
        }  # fmt: skip
        return render(request, "console/bank/no_transfer.html", context)
    step = Step(
        "A transfer between our accounts", "Mark as transfer", line_url(line),
        "It is a transfer. It is no income and settles nothing.",
        "Both lines leave the queue and stand against payments in transit, which end as they began. You can"
        " take it back.", words_of(line), crumbs,
    )  # fmt: skip
    first = {"other": next(iter(others))} if len(others) == 1 else {}
    posted = request.POST if request.method == "POST" else None
    form = TransferForm(
        posted, others=[(pk, told) for pk, (_, told) in others.items()], initial=first
    )
    if posted is None or not form.is_valid():
        return show(request, step, form)
    other, by, on = (
        others[form.cleaned_data["other"]][0],
        Actor.human(request.user.pk),
        frame_of(request).today,
    )
    out, came = sorted((line, other), key=lambda one: one.amount_minor)
    asking = Asking(
        TRANSFER_LINES, line.entity_id, out.pk, None, line.currency, came.amount_minor,
        transfer_payload(out, came), "transfer between our accounts",
    )  # fmt: skip
    return carry_out(
        request, step, form, lambda: mark_transfer(line_id=line.pk, other_id=other.pk, on=on, by=by), by,
        asking,
    )  # fmt: skip


def _others(line: BankLine) -> Mapping[str, tuple[BankLine, str]]:
    """The lines that may be the other side, by their public id, each in words."""
    found = transfers_of(line)
    sides = [one.came if one.out.line_id == str(line.pk) else one.out for one in found]
    rows = BankLine.objects.select_related("bank_account").in_bulk(
        [UUID(one.line_id) for one in sides]
    )
    told: dict[str, tuple[BankLine, str]] = {}
    for one, side in zip(found, sides, strict=True):
        other = rows[UUID(side.line_id)]
        apart = f"{plural(abs(one.days), 'day', 'days')} apart" if one.days else "the same day"
        names = ", names our account" if one.is_named else ""
        words = f"{other.bank_account.name}, {day_text(other.booked_on)}, {money_of(other)}: {apart}{names}"
        told[other.public_id] = (other, words)
    return told


@page(permission="journal.manual", section="bank", methods=("GET", "POST"))
def account_opening(request: HttpRequest, public: str) -> HttpResponse:
    """Book what an account held before its first statement, once."""
    account = one_account(request, public, "journal.manual")
    first, url = first_statement(account), reverse("console:bank_account", args=[public])
    minor = first.opening_minor if first and first.opening_minor else 0
    told = f"{money_text(minor, account.currency)} {account.currency}"
    step = Step(
        "Opening balance", "Book it", url, f"{told} are in the books as the opening balance.",
        f"Its first statement began with {told}. They are booked against opening balances, once, so that"
        " the books say what the bank says.", account.name,
        [("Bank", frame_of(request).link("console:bank")), (account.code, url), ("Opening balance", "")],
    )  # fmt: skip
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by = Actor.human(request.user.pk)
        return carry_out(
            request, step, form, lambda: book_opening_balance(bank_account_id=account.pk, by=by), by
        )
    return show(request, step, form)
