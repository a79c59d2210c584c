"""A bank line that is no customer's money, and taking back whatever was done with a line."""

from datetime import date
from uuid import UUID

from cashwright.areas.cash.events import LineSetAside, LineUndone
from cashwright.areas.cash.models import Application, BankLine, Difference, Match, SourceKind
from cashwright.areas.cash.queries import standing, standing_match
from cashwright.areas.cash.services.applying import unapply
from cashwright.areas.cash.services.lines import locked_line, netting_reason, receive
from cashwright.areas.cash.services.proposals import decide
from cashwright.areas.cash.services.undoing import return_payment
from cashwright.areas.cash.states import BANK_LINE, BankLineState, MatchState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line, functional
from cashwright.areas.ledger.services import hold_open, post_entry, reverse_entry
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.services import unidentify_payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotAllowedNow


@command
def set_line_aside(*, line_id: UUID, account_code: str, memo: str, on: date, by: Actor) -> BankLine:
    """No customer's money: the line stands against an account of the books.

    dated   as the bank booked it; `on`, where it stood as a payment of nobody until now

    raises  NotFound, NotAllowedNow, PeriodClosed, NoRate, those of post_entry
    """
    line = locked_line(line_id)
    put_aside(line, account_code=account_code, memo=memo, on=on, by=by)
    return line


def put_aside(
    line: BankLine,
    *,
    account_code: str,
    memo: str,
    on: date,
    by: Actor,
    worth_minor: int | None = None,
) -> int:
    """Book a locked line against an account; returns its worth in the entity's currency.

    worth_minor  what it is worth, where it is not that of its own day
    """
    line.state = BANK_LINE.after(BankLineState(line.state), "set aside")
    on = line.booked_on if line.payment_id is None else max(on, line.booked_on)
    hold_open(line.entity_id, on)
    if line.payment_id is not None:
        return_payment(payment_id=line.payment_id, on=on, reason=f"no payment: {memo}", by=by)
    home = LegalEntity.objects.get(pk=line.entity_id).currency
    rate = ledger.rate(line.currency, home, line.booked_on)
    worth = (
        functional(line.amount_minor, line.currency, home, rate)
        if worth_minor is None
        else worth_minor
    )
    entry = post_entry(
        entity_id=line.entity_id, effective_on=on, kind="bank_line", document_id=line.pk,
        lines=[
            Line(line.bank_account.account_id, line.currency, line.amount_minor, worth),
            Line(account_code, line.currency, -line.amount_minor, -worth),
        ],
        by=by, memo=memo,
    )  # fmt: skip
    proposed = standing_match(line.pk)
    if proposed is not None:
        decide(proposed, "reject", by)
    line.entry_id = entry.pk
    line.save(update_fields=["state", "entry_id"])
    event = LineSetAside(
        entity_id=line.entity_id, line_id=line.pk, set_aside_on=on, account_code=account_code,
        entry_id=entry.pk,
    )  # fmt: skip
    announce(event, by=by, why=memo)
    return worth


@command
def undo_line(*, line_id: UUID, on: date, by: Actor, reason: str) -> BankLine:
    """Take back what was done with a line; it waits again, and what it taught is forgotten.

    With one line of a transfer the other is taken back, too, each at the earliest on its own day.
    raises  NotFound, NotAllowedNow, AppliedTooEarly, PeriodClosed
    """
    told = BankLine.objects.filter(pk=line_id).values_list("transfer_id", flat=True).first()
    if told is None:
        return _undo(locked_line(line_id), on, by, reason)
    both = BankLine.objects.filter(transfer_id=told).order_by("pk").values_list("pk", flat=True)
    done = {pk: _undo(locked_line(pk), on, by, reason) for pk in list(both)}
    return done[line_id]


def _undo(line: BankLine, on: date, by: Actor, reason: str) -> BankLine:
    on = max(on, line.booked_on) if line.transfer_id is not None else on
    was = BankLineState(line.state)
    line.state = BANK_LINE.after(was, "undo")
    if line.entry_id is not None and was is BankLineState.APPLIED:  # tied to what came another way
        raise NotAllowedNow(document="bank line", state="a payment of the books", move="undo")
    if line.settles_id is not None:  # the money went back, or was ours to pay: that stays
        raise NotAllowedNow(document="bank line", state="returned", move="undo")
    if line.entry_id is not None:
        reverse_entry(
            entry_id=line.entry_id, on=on, kind="bank_line_undone", document_id=line.pk, by=by
        )
        line.payment_id = (
            receive(line, None, by, on=on, after=line.entry_id).pk
            if line.amount_minor > 0
            else None
        )
        line.entry_id = None
    match = standing_match(line.pk)
    if line.customer_id is not None and line.payment_id is not None:
        for application in _standing(line, match):
            unapply(application_id=application.pk, on=on, by=by, reason=reason)
        unidentify_payment(payment_id=line.payment_id, on=on, by=by)
    if match is not None and match.state == MatchState.APPLIED:
        decide(match, "undo", by)
    line.customer_id, line.teaches, line.transfer_id = None, False, None
    line.save(
        update_fields=["state", "entry_id", "payment_id", "customer_id", "teaches", "transfer_id"]
    )
    event = LineUndone(entity_id=line.entity_id, line_id=line.pk, undone_on=on)
    announce(event, by=by, why=reason)
    return line


def _standing(line: BankLine, match: Match | None) -> list[Application]:
    """What stands of a line: its payment's applications, netted credits, cleared differences."""
    assert line.payment_id is not None
    netted = [document_id for document_id, _, _ in match.credits] if match else []
    cleared = Difference.objects.filter(payment_id=line.payment_id).values("pk")
    found = [
        *standing(SourceKind.PAYMENT, line.payment_id),
        *Application.objects.filter(
            source_kind=SourceKind.DIFFERENCE, source_id__in=cleared, amount_minor__gt=0,
            reversed_by__isnull=True,
        ),
        *Application.objects.filter(
            source_kind=SourceKind.CREDIT_NOTE, source_id__in=netted, reason=netting_reason(line),
            amount_minor__gt=0, reversed_by__isnull=True,
        ),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.invoice_id, one.pk))
