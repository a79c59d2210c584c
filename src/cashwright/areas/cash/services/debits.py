"""Lines that took money: returned payments, refunds that are in the books, the bank's own charges.

What none of these explains waits for a person, who sets it aside to the account it belongs to.
"""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from cashwright.areas.cash.events import LineSettled
from cashwright.areas.cash.models import Application, BankLine, SourceKind
from cashwright.areas.cash.rules.debits import is_charge, is_return
from cashwright.areas.cash.services.lines import locked_line
from cashwright.areas.cash.services.setting_aside import set_line_aside
from cashwright.areas.cash.services.undoing import return_payment
from cashwright.areas.cash.states import BANK_LINE, BankLineState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.refusals import PeriodClosed
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import post_entry
from cashwright.areas.payments.models import Refund
from cashwright.areas.payments.services import locked_payment
from cashwright.areas.payments.states import PaymentState
from cashwright.kernel.actors import Actor

_NO_REFERENCE = ("", "NOTPROVIDED", "NONREF")
_LOOK_BACK = timedelta(days=400)  # a direct debit may come back after thirteen months
_REFUND_DAYS = timedelta(days=10)


@command
def settle_debits(*, entity_id: UUID, on: date, by: Actor) -> Counter[str]:
    """Book what went out by `on` and was not looked at: counts of returned, refunded, charges, asked.

    repeat  every line is looked at once; what was asked about waits for a person
    """
    found: Counter[str] = Counter()
    waiting = BankLine.objects.filter(
        entity_id=entity_id, state=BankLineState.RECEIVED, amount_minor__lt=0, booked_on__lte=on
    )
    for line_id in waiting.order_by("booked_on", "pk").values_list("pk", flat=True):
        found[_settle(locked_line(line_id), by)] += 1
    return found


def _settle(line: BankLine, by: Actor) -> str:
    """What became of a line; one of a closed month waits for people, who may reopen it."""
    if not _is_open(line):
        return _ask(line)
    if is_return(line.return_reason, line.bank_code, is_reversal=line.is_reversal):
        paid = _paid_before(line)
        if paid is not None and _can_return(paid):
            _return(line, paid, by)
            return "returned"
    refund = _refund(line)
    if refund is not None:
        _refunded(line, refund, by)
        return "refunded"
    if is_charge(line.bank_code):
        fees = ledger.account("fees")
        set_line_aside(
            line_id=line.pk, account_code=fees, memo="charges of the bank", on=line.booked_on, by=by
        )
        return "charges"
    return _ask(line)


def _is_open(line: BankLine) -> bool:
    try:
        ledger.check_open(line.entity_id, line.booked_on)
    except PeriodClosed:
        return False
    return True


def _ask(line: BankLine) -> str:
    line.state = BANK_LINE.after(BankLineState(line.state), "ask")
    line.save(update_fields=["state"])
    return "asked"


def _paid_before(line: BankLine) -> BankLine | None:
    """The one line whose money went back with this one; None where it is not clear."""
    lines = BankLine.objects.filter(
        bank_account_id=line.bank_account_id, currency=line.currency, payment_id__isnull=False,
        amount_minor=-line.amount_minor, booked_on__lte=line.booked_on,
        booked_on__gte=line.booked_on - _LOOK_BACK,
        state__in=[BankLineState.QUEUED, BankLineState.APPLIED],
    )  # fmt: skip
    told = (
        Q(end_to_end_id=line.end_to_end_id) if line.end_to_end_id not in _NO_REFERENCE else None,
        Q(bank_ref=line.bank_ref) if line.bank_ref not in _NO_REFERENCE else None,
        Q(payer_print=line.payer_print) if line.payer_print is not None else None,
        Q(payer_key=line.payer_key) if line.payer_key else None,
    )
    for clue in told:
        if clue is not None and (found := list(lines.filter(clue)[:2])):
            return found[0] if len(found) == 1 else None
    return None


def _can_return(paid: BankLine) -> bool:
    assert paid.payment_id is not None, "asked for"
    payment = locked_payment(paid.payment_id)
    return payment.state == PaymentState.RECEIVED and payment.refunded_minor == 0


def _return(line: BankLine, paid: BankLine, by: Actor) -> None:
    assert paid.payment_id is not None, "asked for"
    applied = Application.objects.filter(
        source_kind=SourceKind.PAYMENT, source_id=paid.payment_id
    ).order_by("-applied_on").values_list("applied_on", flat=True).first()  # fmt: skip
    on = max(line.booked_on, applied or line.booked_on)
    reason = f"returned by the bank: {line.return_reason}" if line.return_reason else "returned"
    return_payment(payment_id=paid.payment_id, on=on, reason=reason, by=by)
    paid.state = BANK_LINE.after(BankLineState(paid.state), "return")
    paid.teaches = False
    paid.save(update_fields=["state", "teaches"])
    _tie(line, paid.payment_id, None, by)


def _refund(line: BankLine) -> Refund | None:
    """The one refund of the books that this line paid out; None where there is none, or two."""
    tied = BankLine.objects.filter(settles_id__isnull=False, entity_id=line.entity_id)
    refunds = Refund.objects.filter(
        entity_id=line.entity_id, currency=line.currency, amount_minor=-line.amount_minor,
        refunded_on__range=(line.booked_on - _REFUND_DAYS, line.booked_on + _REFUND_DAYS),
    ).exclude(pk__in=tied.values("settles_id"))  # fmt: skip
    found = list(refunds[:2])
    return found[0] if len(found) == 1 else None


def _refunded(line: BankLine, refund: Refund, by: Actor) -> None:
    entry_id = None
    if refund.money_account_id != line.bank_account.account_id:
        minor, worth = refund.amount_minor, refund.functional_minor
        entry_id = post_entry(
            entity_id=line.entity_id, effective_on=max(line.booked_on, refund.refunded_on),
            kind="bank_line", document_id=line.pk,
            lines=[
                Line(refund.money_account_id, line.currency, minor, worth),
                Line(line.bank_account.account_id, line.currency, -minor, -worth),
            ],
            by=by, memo="refund, paid from this account",
        ).pk  # fmt: skip
    _tie(line, refund.pk, entry_id, by)


def _tie(line: BankLine, settles_id: UUID, entry_id: UUID | None, by: Actor) -> None:
    line.state = BANK_LINE.after(BankLineState(line.state), "set aside")
    line.settles_id, line.entry_id = settles_id, entry_id
    line.save(update_fields=["state", "settles_id", "entry_id"])
    event = LineSettled(
        entity_id=line.entity_id, line_id=line.pk, settles_id=settles_id, entry_id=entry_id
    )
    announce(event, by=by)
