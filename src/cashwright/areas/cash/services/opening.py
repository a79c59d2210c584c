"""Doing, about the balance a bank account had before its first statement: in the books, once."""

from uuid import UUID

from cashwright.areas.cash.events import BankOpeningBooked
from cashwright.areas.cash.models import BankAccount, BankLine
from cashwright.areas.cash.queries.reconciliation import OPENING, first_statement
from cashwright.areas.cash.refusals import NoOpening
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.ledger.rules import Line, functional
from cashwright.areas.ledger.services import post_entry
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotAllowedNow, NotFound


@command
def book_opening_balance(*, bank_account_id: UUID, by: Actor) -> JournalEntry:
    """What the first statement opened with stands on the account, against opening balances.

    dated   as the statement opens, and never behind the first line
    raises  NotFound, NoOpening (no statement says one, or it is nought), NotAllowedNow (it was booked),
            PeriodClosed, NoRate
    locks   the account
    """
    account = (
        BankAccount.objects.select_for_update(of=("self",))
        .select_related("entity")
        .filter(pk=bank_account_id)
        .first()
    )
    if account is None:
        raise NotFound(document="bank account", id=str(bank_account_id))
    if JournalEntry.objects.filter(document_id=account.pk, kind=OPENING).exists():
        raise NotAllowedNow(
            document="bank account", state="opened", move="book its opening balance"
        )
    first = first_statement(account)
    on = (first.opening_on or first.from_on or first.closing_on) if first else None
    if first is None or on is None or not first.opening_minor:
        raise NoOpening(account=account.code)

    lines = BankLine.objects.filter(bank_account=account).exclude(state="pending")
    began = lines.order_by("booked_on").values_list("booked_on", flat=True).first()
    on = min(on, began or on)
    minor, home = first.opening_minor, account.entity.currency
    worth = functional(minor, account.currency, home, ledger.rate(account.currency, home, on))
    entry = post_entry(
        entity_id=account.entity_id, effective_on=on, kind=OPENING, document_id=account.pk,
        lines=[
            Line(account.account_id, account.currency, minor, worth),
            Line(ledger.account("opening"), account.currency, -minor, -worth),
        ],
        by=by, memo=f"balance of {account.code} before its first statement",
    )  # fmt: skip
    event = BankOpeningBooked(
        entity_id=account.entity_id, bank_account_id=account.pk, opened_on=on,
        currency=account.currency, amount_minor=minor, entry_id=entry.pk,
    )  # fmt: skip
    announce(event, by=by)
    return entry
