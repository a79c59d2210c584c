"""The plan of a day's cash: decided payment by payment, in the order the money came."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.cash.policies import ApplicationPolicy
from cashwright.areas.cash.rules import OpenItem, Outcome, PaymentPlan, plan_payment
from cashwright.columns.dtypes import CODE, ID, MINOR, TEXT, no_rows
from cashwright.kernel.money import Money
from cashwright.runs.apply_cash.facts import open_items, payments_to_apply
from cashwright.runs.policies import application_policy

ROWS = {
    "payment_id": ID,
    "invoice_id": ID,
    "amount_minor": MINOR,
    "reason": TEXT,
    "outcome": CODE,
    "root_id": ID,
    "document_no": TEXT,
}
_QUESTIONS = (Outcome.AMBIGUOUS, Outcome.UNMATCHED)

# A question of yesterday is asked of the same items today: thought through once. Of many items
# comparing them would cost as much as thinking.
_ITEMS_REMEMBERED = 200
_remembered = lru_cache(maxsize=2_000)(plan_payment)


def _decide(payment: Money, items: tuple[OpenItem, ...], policy: ApplicationPolicy) -> PaymentPlan:
    think = _remembered if len(items) <= _ITEMS_REMEMBERED else plan_payment
    return think(payment, items, policy)


@dataclass(frozen=True, slots=True)
class Question:
    """A payment for a person. `candidates` are sets of invoice ids that fit equally well."""

    payment: dict[str, Any]
    outcome: Outcome
    reasons: tuple[str, ...]
    candidates: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CashPlan:
    """What would be applied, and what would be asked.

    payments   facts.PAYMENTS that were looked at
    rows       ROWS, one a pair of payment and invoice
    untouched  payments of customers without an open item: their money stays on account
    """

    payments: pl.DataFrame
    rows: pl.DataFrame
    questions: tuple[Question, ...]
    untouched: int


def plan_cash(entity_id: UUID, on: date) -> CashPlan:
    """Decide where the money of `on` and before goes. Reads, writes nothing.

    order    by day received, then by id: an earlier payment leaves what it takes to no later one
    family   a payer may settle its own items and those of the customers below it
    """
    payments = payments_to_apply(entity_id, on)
    if payments.is_empty():
        return CashPlan(payments, no_rows(ROWS), (), 0)
    items = open_items(entity_id, on, payments["customer_id"].unique())
    policy = application_policy(entity_id=entity_id, on=on)
    rows: list[tuple[object, ...]] = []
    questions: list[Question] = []
    untouched = 0
    numbers = dict(zip(items["invoice_id"], items["document_no"], strict=True))
    for payment, plan in _plans(payments, items, policy):
        said = " ".join(plan.reasons)
        rows += [
            (
                payment["payment_id"], invoice_id, part.minor, said, str(plan.outcome),
                payment["root_id"], numbers[invoice_id],
            )
            for invoice_id, part in plan.application.applied
        ]  # fmt: skip
        if plan.outcome in _QUESTIONS:
            questions.append(Question(payment, plan.outcome, plan.reasons, plan.candidates))
        untouched += plan.outcome is Outcome.NO_OPEN_ITEMS
    frame = pl.DataFrame(rows, schema=ROWS, orient="row")
    return CashPlan(payments, frame, tuple(questions), untouched)


def _plans(
    payments: pl.DataFrame, items: pl.DataFrame, policy: ApplicationPolicy
) -> Iterator[tuple[dict[str, Any], PaymentPlan]]:
    """Each payment with its plan; what one takes is gone for the next."""
    still_open: dict[str, OpenItem] = {}
    of_payer: dict[tuple[str, str], list[str]] = defaultdict(list)
    columns = items.select("payer_id", "currency", "invoice_id", "due_on", "balance_minor")
    for payer, code, invoice_id, due_on, minor in columns.iter_rows():
        of_payer[payer, code].append(invoice_id)
        still_open[invoice_id] = OpenItem(invoice_id, due_on, Money(minor, code))
    for payment in payments.iter_rows(named=True):
        of = payment["customer_id"], payment["currency"]
        known = of_payer[of] = [one for one in of_payer[of] if one in still_open]
        money = Money(payment["unapplied_minor"], payment["currency"])
        plan = _decide(money, tuple(still_open[one] for one in known), policy)
        for invoice_id, part in plan.application.applied:
            item = still_open.pop(invoice_id)
            if part != item.balance:
                still_open[invoice_id] = replace(item, balance=item.balance - part)
        yield payment, plan
