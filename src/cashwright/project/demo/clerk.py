"""The clerk who works the queue: asks payers what they meant, and says so to the books.

What a payer answers follows from the same dice as the payment itself; nothing is read that was kept.
The lines of the last days are left to the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.policies import DifferenceKind
from cashwright.areas.cash.queries import queue, standing_match
from cashwright.areas.cash.rules.matching import Shortfall
from cashwright.areas.cash.services import Part, apply_line, confirm_match, set_line_aside
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.connectors.simulator import Company, Entity, Received, Truth, booked_between
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.project.demo.banking import OTHER_INCOME
from cashwright.project.demo.people import actor

_ACCOUNTS = {"own transfer": "1050", "bank fee": "6200", "not ours": OTHER_INCOME}
_KINDS = {
    "fee": DifferenceKind.FEE, "discount": DifferenceKind.DISCOUNT,
    "withheld": DifferenceKind.WITHHELD_TAX,
}  # fmt: skip


def work_queue(
    told: Company, of: Entity, entity: LegalEntity, received: Sequence[Received], first: date,
    last: date, *, on: date,
) -> None:  # fmt: skip
    """Answer what waits of the lines booked from `first` to `last`, on a later day."""
    waiting = list(queue([entity.pk]).filter(booked_on__range=(first, last)))
    if not waiting:
        return
    booked = booked_between(told, of, received, first, last)
    meant = {truth.bank_ref: truth for lines in booked.values() for _, truth in lines}
    with running_on(noon_utc(on)):
        for line in waiting:
            if line.bank_ref in meant and (
                line.amount_minor > 0 or not meant[line.bank_ref].customer
            ):
                _answer(line, meant[line.bank_ref], on)


def _answer(line: BankLine, truth: Truth, on: date) -> None:
    by = actor(Role.CASH_APPLIER)
    if not truth.customer:
        account = _ACCOUNTS[truth.kind]
        set_line_aside(line_id=line.pk, account_code=account, memo=truth.kind, on=on, by=by)
        return
    customer = Customer.objects.get(entity_id=line.entity_id, account_no=truth.customer)
    match = standing_match(line.pk)
    if match is not None and _says(match) == truth.documents and match.customer_id == customer.pk:
        confirm_match(line_id=line.pk, on=on, by=by)
        return
    parts, shortfall = _parts(line, truth)
    apply_line(
        line_id=line.pk, customer_id=customer.pk, parts=parts, shortfall=shortfall,
        on_account=line.amount_minor > sum(part.amount_minor for part in parts), on=on, by=by,
    )  # fmt: skip


def _says(match: Match) -> frozenset[str]:
    return frozenset(number for _, number, _ in [*match.parts, *match.credits])


def _parts(line: BankLine, truth: Truth) -> tuple[list[Part], Shortfall | None]:
    """What the payer meant, as far as it is still open; what is missing where that has a reason."""
    parts, shortfall = [], None
    for number, minor in truth.covers:
        invoice = Invoice.objects.get(entity_id=line.entity_id, document_no=number)
        paid = min(minor, invoice.balance_minor)
        if paid:
            parts.append(Part(invoice.pk, paid))
        missing = invoice.balance_minor - paid
        if missing and truth.kind in _KINDS:
            shortfall = Shortfall(
                kind=_KINDS[truth.kind], invoice_id=str(invoice.pk), amount_minor=missing
            )
    return parts, shortfall
