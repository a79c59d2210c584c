"""Doing, about money between two accounts of ours: no income, through payments in transit."""

from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.cash.events import LinesTransferred
from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.policies import TRANSFER_LINES
from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.cash.refusals import NoTransfer
from cashwright.areas.cash.services.lines import locked_line
from cashwright.areas.cash.services.setting_aside import put_aside
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries as ledger
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id


@command
def mark_transfer(
    *, line_id: UUID, other_id: UUID, on: date, by: Actor, approval_id: UUID | None = None
) -> tuple[BankLine, BankLine]:
    """Two lines are one transfer between own accounts; returns the one that left, then the one that came.

    Both stand against payments in transit, which are as they were before. What came keeps the worth
    it left with, in the entity's own currency too. Taken back by undo_line of either.

    approval_id  a second person's word for exactly this, from the lower threshold of both accounts on
    raises       NotFound, NoTransfer, NotAllowedNow, ApprovalNeeded, PeriodClosed, NoRate
    locks        the lines in id order
    """
    # Read.
    first, second = (locked_line(pk) for pk in sorted((line_id, other_id)))
    out, came = (first, second) if first.amount_minor < second.amount_minor else (second, first)

    # Decide.
    _check(out, came)
    _check_four_eyes(out, came, on, approval_id)
    clearing = ledger.account("bank_clearing")

    # Write.
    left = put_aside(out, account_code=clearing, memo=f"to {came.bank_account.code}", on=on, by=by)
    put_aside(
        came, account_code=clearing, memo=f"from {out.bank_account.code}", on=on, by=by,
        worth_minor=-left,
    )  # fmt: skip
    out.transfer_id = came.transfer_id = new_id()
    BankLine.objects.filter(pk__in=[out.pk, came.pk]).update(transfer_id=out.transfer_id)

    # Tell.
    event = LinesTransferred(
        entity_id=out.entity_id, transfer_id=out.transfer_id, out_line_id=out.pk,
        in_line_id=came.pk, currency=out.currency, amount_minor=came.amount_minor,
    )  # fmt: skip
    announce(event, by=by)
    return out, came


def transfer_payload(out: BankLine, came: BankLine) -> dict[str, Any]:
    """What a second person approves."""
    return {
        "out_line_id": str(out.pk),
        "in_line_id": str(came.pk),
        "amount_minor": came.amount_minor,
    }


def _check(out: BankLine, came: BankLine) -> None:
    reason = ""
    if out.entity_id != came.entity_id or out.bank_account_id == came.bank_account_id:
        reason = "they are not of two accounts of one company"
    elif out.currency != came.currency:
        reason = f"one is in {out.currency}, the other in {came.currency}"
    elif out.amount_minor + came.amount_minor or not came.amount_minor:
        reason = "what came is not what left"
    if reason:
        raise NoTransfer(reason=reason)


def _check_four_eyes(out: BankLine, came: BankLine, on: date, approval_id: UUID | None) -> None:
    asked = [
        matching_policy(entity_id=one.entity_id, on=on, account=one.bank_account.code)
        for one in (out, came)
    ]
    limits = [one.four_eyes_minor for one in asked if one.four_eyes_minor is not None]
    if not limits or came.amount_minor < min(limits):
        return
    if approval_id is None:
        raise ApprovalNeeded(
            kind=TRANSFER_LINES, amount_minor=came.amount_minor, recent_minor=0,
            limit_minor=min(limits), currency=came.currency,
        )  # fmt: skip
    approved(approval_id, kind=TRANSFER_LINES, payload=transfer_payload(out, came))
