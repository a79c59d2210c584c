"""Settling many bank lines at once: booked, given to their payers, applied, noted.

A plan decided about them from facts read before; here the documents are locked and looked at again.
A line whose documents no longer fit is not applied: it waits, and is planned anew.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.cash.frames import DIFFERENCES
from cashwright.areas.cash.models import BankLine, SourceKind
from cashwright.areas.cash.queries import locked_lines, locked_notes, locked_open
from cashwright.areas.cash.rules.matching import Hypothesis
from cashwright.areas.cash.rules.netting import netted
from cashwright.areas.cash.services.bulk import PLAN, apply_plan
from cashwright.areas.cash.services.differences import clear_differences
from cashwright.areas.cash.services.lines import METHOD, SOURCE
from cashwright.areas.cash.services.noting import Noted, note_lines
from cashwright.areas.cash.services.tying import tie_line
from cashwright.areas.cash.services.waiting import TIED, Waiting
from cashwright.areas.controls.services import command
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import (
    PAYERS,
    PAYMENTS,
    identify_payments,
    keep_many_on_account,
    receive_payments,
)
from cashwright.areas.payments.states import PaymentState
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id


@command
def settle_lines(
    waiting: Sequence[Waiting], *, entity_id: UUID, on: date, by: Actor
) -> Counter[str]:
    """Carry a plan of lines out, as of `on`; every line's money is in the books afterwards.

    returns  how many lines came to which outcome; `contested` are those whose documents had changed
    repeat   lines that were decided about meanwhile are left alone
    raises   PeriodClosed, NoRate
    """
    waits = _still_waiting(waiting)
    for one in waits:
        if one.outcome == TIED:
            tie_line(line_id=UUID(one.line_id), payment_id=UUID(one.tied_to), on=on, by=by)
    fresh = [one for one in waits if one.outcome != TIED]
    applied, contested = _fitting([one for one in fresh if one.outcome == "applied"], on)
    told = {one.line_id for one in applied}
    payers = {one.line_id: one.best.customer_id for one in applied}
    payments = _book(fresh, payers, entity_id, on, by)
    _apply(applied, payments, entity_id, on, by)
    noted = [Noted(one, payments.get(one.line_id), one.line_id in told) for one in fresh]
    note_lines(noted, entity_id=entity_id, on=on, by=by)
    counts = Counter(one.outcome for one in waits)
    counts["applied"] -= len(contested)
    counts["contested"] += len(contested)
    return counts


def _still_waiting(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Lock the lines; those that somebody decided about since the plan are left out."""
    locked = locked_lines([one.line_id for one in waiting])
    now_in = {line_id: (state, payment_id) for line_id, state, payment_id in locked.iter_rows()}
    return [
        one
        for one in waiting
        if now_in.get(one.line_id) == (one.row["state"], one.row["payment_id"])
    ]


def _fitting(applied: Sequence[Waiting], on: date) -> tuple[list[Waiting], list[Waiting]]:
    """Which lines still fit their documents, taken in the order of their ids; and which do not."""
    used = _used(applied)
    left = _left(applied, on)
    fitting, contested = [], []
    for one in sorted(applied, key=lambda each: each.line_id):
        need = _need(one.best)
        if one.line_id not in used and all(left.get(pk, 0) >= minor for pk, minor in need.items()):
            for pk, minor in need.items():
                left[pk] -= minor
            fitting.append(one)
        else:
            contested.append(one)
    return fitting, contested


def _left(applied: Sequence[Waiting], on: date) -> dict[str, int]:
    """What is left on `on` of the credit notes and invoices that are wanted, locked in that order."""
    left: dict[str, int] = {}
    notes = {part[0] for one in applied for part in one.best.credits}
    if notes:
        found = locked_notes(sorted(notes)).filter(pl.col("available_on") <= on)
        left |= dict(found.select("payment_id", "unapplied_minor").iter_rows())
    invoices = {part[0] for one in applied for part in one.best.parts}
    if invoices:
        is_open = (pl.col("state") == "posted") & (pl.col("open_since_on") <= on)
        found = locked_open(sorted(invoices)).filter(is_open)
        left |= dict(found.select("invoice_id", "balance_minor").iter_rows())
    return left


def _used(applied: Sequence[Waiting]) -> set[str]:
    """Lines whose payment somebody gave to another customer, used or returned on its own page."""
    of = {UUID(one.row["payment_id"]): one for one in applied if one.row["payment_id"]}
    held = Payment.objects.select_for_update().filter(pk__in=of).order_by("pk")
    return {
        of[payment.pk].line_id
        for payment in held
        if payment.state != PaymentState.RECEIVED
        or payment.unapplied_minor != payment.amount_minor
        or str(payment.customer_id or of[payment.pk].best.customer_id)
        != of[payment.pk].best.customer_id
    }


def _need(one: Hypothesis) -> Counter[str]:
    need: Counter[str] = Counter()
    for document_id, _, minor in (*one.parts, *one.credits):
        need[document_id] += minor
    if one.shortfall is not None:
        need[one.shortfall.invoice_id] += one.shortfall.amount_minor
    return need


def _book(
    fresh: Sequence[Waiting], payers: dict[str, str], entity_id: UUID, on: date, by: Actor
) -> dict[str, str]:
    """The payment of every line: booked now, or booked before and given to its payer now."""
    payments = {one.line_id: one.row["payment_id"] for one in fresh if one.row["payment_id"]}
    nobodys = set(
        Payment.objects.filter(pk__in=list(payments.values()), customer__isnull=True).values_list(
            "pk", flat=True
        )
    )
    known = [
        (payments[line_id], customer_id)
        for line_id, customer_id in payers.items()
        if line_id in payments and UUID(payments[line_id]) in nobodys
    ]
    if known:
        frame = pl.DataFrame(known, schema=PAYERS, orient="row")
        told = identify_payments(frame, entity_id=entity_id, on=on, by=by)
        assert told["refusal"].null_count() == told.height, "looked at under the same locks"
    by_account: dict[str, list[Waiting]] = {}
    for one in fresh:
        if one.line_id not in payments:
            by_account.setdefault(one.row["money_account"], []).append(one)
    for account, lines in by_account.items():
        rows = [_receipt(one, payers.get(one.line_id)) for one in lines]
        made = receive_payments(
            pl.DataFrame(rows, schema=PAYMENTS, orient="row"), entity_id=entity_id, source=SOURCE,
            by=by, money_account=account,
        )  # fmt: skip
        payments |= dict(made.select("ref", "id").iter_rows())
    return payments


def _receipt(one: Waiting, customer_id: str | None) -> tuple[object, ...]:
    row = one.row
    return (
        one.line_id, customer_id, row["booked_on"], row["currency"], row["amount_minor"], METHOD,
        " ".join(row["text"].split())[:200], row["payer_name"][:200],
        public_id(BankLine.PREFIX, UUID(one.line_id)),
    )  # fmt: skip


def _apply(
    applied: Sequence[Waiting], payments: dict[str, str], entity_id: UUID, on: date, by: Actor
) -> None:
    money, credit = _pairs(applied, payments)
    for kind, rows in ((SourceKind.PAYMENT, money), (SourceKind.CREDIT_NOTE, credit)):
        if rows:
            plan = pl.DataFrame(rows, schema=PLAN, orient="row")
            told = apply_plan(plan, entity_id=entity_id, on=on, by=by, source_kind=kind)
            assert told["refusal"].null_count() == told.height, "looked at under the same locks"
    for discount_tax in (True, False):
        short = [
            (payments[one.line_id], cleared.invoice_id, str(cleared.kind), cleared.amount_minor)
            for one in applied
            if (cleared := one.best.shortfall) and one.policy.discount_tax is discount_tax
        ]
        if short:
            frame = pl.DataFrame(short, schema=DIFFERENCES, orient="row")
            done = clear_differences(
                frame, entity_id=entity_id, on=on, discount_tax=discount_tax, by=by
            )
            assert done["refusal"].null_count() == done.height, "looked at under the same locks"
    kept = [payments[one.line_id] for one in applied if one.best.over_minor]
    if kept:
        keep_many_on_account(kept, entity_id=entity_id, by=by)


_Pair = tuple[str, str, int, str]


def _pairs(applied: Sequence[Waiting], payments: dict[str, str]) -> tuple[list[_Pair], list[_Pair]]:
    """What the money of the lines settles, and what their credit notes settle: rows of PLAN."""
    money: list[_Pair] = []
    credit: list[_Pair] = []
    for one in applied:
        parts, notes = one.best.parts, one.best.credits
        uses, left = netted([part[2] for part in parts], [note[2] for note in notes])
        reason, payment = _reason(one), payments[one.line_id]
        money += [
            (payment, part[0], minor, reason)
            for part, minor in zip(parts, left, strict=True)
            if minor
        ]
        credit += [(notes[n][0], parts[at][0], minor, reason) for n, at, minor in uses]
    return money, credit


def _reason(one: Waiting) -> str:
    return f"bank line {public_id(BankLine.PREFIX, UUID(one.line_id))}"
