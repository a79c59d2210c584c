"""What buyers pay, when and how exactly: each by its habit, with the slips money makes on its way.

All of it follows from the invoices a buyer received and what they were told about them: what was paid on
a day does not depend on when anybody asks. `covers` is the truth: what a person who called the payer would write down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.connectors.simulator.company import Buyer, Company, Entity, dice
from cashwright.connectors.simulator.payers import Payer, payers_of
from cashwright.connectors.simulator.people.characters import Character
from cashwright.connectors.simulator.people.of_company import characters_of
from cashwright.connectors.simulator.received import Received
from cashwright.connectors.simulator.slips import Slip, slip_of, slipped
from cashwright.connectors.simulator.spans import known_on, span_end
from cashwright.kernel.periods import add_months, last_day_of_month

Cover = tuple[str, int]
"""A document's number, and the money for it."""
Part = tuple[Received, int]
"""An invoice, and what is paid of it before anything goes wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One movement of money; below zero the bank takes one back.

    cites       the documents meant, whatever is written
    covers      the truth: which documents this settles, and how much of each it brings
    kept_minor  what is missing of them: a fee, a discount, a tax, or simply less
    over_minor  what is too much, and stays on the buyer's account
    """

    payment_id: str
    buyer: Buyer
    payer: Payer
    received_on: date
    currency: str
    amount_minor: int
    cites: tuple[str, ...]
    covers: tuple[Cover, ...]
    slip: Slip = Slip.NONE
    kept_minor: int = 0
    over_minor: int = 0


_AHEAD_MONTHS, _AHEAD_MINOR = 9, 4_000_00
_ECHO_DAYS = 20  # after so many days nothing follows from a payment any more


def payments_between(
    company: Company, invoices: Iterable[Received], first: date, last: date
) -> list[Paid]:
    """The movements booked from `first` to `last`, by day and payment."""
    since = first - timedelta(days=_ECHO_DAYS)
    found = (
        paid
        for buyer, payer, on, parts in _groups(company, invoices)
        if since <= on <= last
        for paid in _moves(company, buyer, payer, on, parts)
    )
    return _between(found, first, last)


def paid_ahead(company: Company, entity: Entity, first: date, last: date) -> list[Paid]:
    """Money before any invoice: one buyer of the story sends some once, and asks for it back later."""
    on = last_day_of_month(add_months(company.starts_on, _AHEAD_MONTHS))
    found = (
        Paid(
            payment_id=f"{on:%Y%m%d}-AHEAD", buyer=buyer, payer=payers_of(company)[buyer.account_no], received_on=on,
            currency=buyer.currency, amount_minor=_AHEAD_MINOR, cites=(), covers=(), slip=Slip.AHEAD,
            over_minor=_AHEAD_MINOR,
        )
        for buyer in company.buyers
        if buyer.entity == entity and buyer.part == "prepaid"
    )  # fmt: skip
    return _between(found, first, last)


def _between(found: Iterable[Paid], first: date, last: date) -> list[Paid]:
    kept = [paid for paid in found if first <= paid.received_on <= last]
    return sorted(kept, key=lambda paid: (paid.received_on, paid.payment_id))


def _groups(
    company: Company, invoices: Iterable[Received]
) -> Iterator[tuple[Buyer, Payer, date, list[Part]]]:
    """What is paid together: (buyer, who pays, day, invoices with the amount of each)."""
    buyers = {buyer.account_no: buyer for buyer in company.buyers}
    payers, people = payers_of(company), characters_of(company)
    due: dict[tuple[date, str, str], list[Part]] = {}
    for invoice in invoices:
        buyer = buyers.get(invoice.account_no)
        if buyer is None:
            continue
        payer = payers[buyer.account_no]
        for on, amount in parts_of(company, buyer, payer, people[buyer.account_no], invoice):
            if amount > 0:
                due.setdefault((on, invoice.account_no, invoice.currency), []).append(
                    (invoice, amount)
                )
    for (on, account_no, _), parts in sorted(due.items()):
        buyer = buyers[account_no]
        payer = payers[account_no]
        parts.sort(key=lambda part: part[0].document_no)
        if buyer.habit.bundles_on or payer.combines:
            yield buyer, payer, on, parts
        else:
            yield from ((buyer, payer, on, [part]) for part in parts)


def parts_of(
    company: Company, buyer: Buyer, payer: Payer, people: Character, invoice: Received
) -> list[tuple[date, int]]:
    """When and in which parts an invoice is paid; nothing once the buyer has stopped paying."""
    habit, roll = buyer.habit, dice(company.seed, "pay", buyer.account_no, invoice.document_no)
    on = invoice.due_on + timedelta(days=round(roll.gauss(habit.delay_days, habit.spread)))
    if people.changes_on and invoice.due_on >= people.changes_on:
        on += timedelta(days=people.slip_days)
    if invoice.discount_until_on and roll.random() < 0.7:
        on = invoice.discount_until_on - timedelta(days=roll.randint(-1, 3))
    on = max(on, known_on(invoice.issued_on))
    if habit.bundles_on:
        on = _next(max(on, invoice.due_on), habit.bundles_on, payer.every)
    on = _changed(_working_day(on), invoice)
    if habit.stops_on and on >= habit.stops_on:
        return []
    if roll.random() < habit.share:
        return [(on, invoice.total_minor)]
    half = invoice.total_minor // 2
    return [
        (on, half),
        (_working_day(on + timedelta(days=roll.randint(7, 25))), invoice.total_minor - half),
    ]


def _changed(on: date, invoice: Received) -> date:
    """The day an invoice is paid after what messages about it changed.

    Banks tell by thirds of a month: what is told in one changes nothing that is paid by its end, so
    what was paid on a day does not depend on when anybody asks.
    """
    for change in invoice.changes:
        if on > span_end(change.on):
            if change.earliest is not None:
                on = max(on, change.earliest)
            if change.latest is not None:
                on = min(on, max(change.latest, known_on(change.on)))
            on = _working_day(on)
    return on


def _next(on: date, day: int, every: int) -> date:
    """The next such day of a month that its payer pays in."""
    while on.day != day or on.month % every:
        on += timedelta(days=1)
    return on


def _working_day(on: date) -> date:
    return on + timedelta(days=max(0, 7 - on.weekday()) % 7) if on.weekday() >= 5 else on


def _moves(
    company: Company, buyer: Buyer, payer: Payer, on: date, parts: list[Part]
) -> Iterator[Paid]:
    """The payment of a group, and what follows from a slip: it comes twice, or comes back."""
    numbers = tuple(invoice.document_no for invoice, _ in parts)
    payment_id = f"{on:%Y%m%d}-{numbers[0]}"
    roll = dice(company.seed, "slip", payment_id)
    slip = slip_of(buyer, payer.withholds, parts, on, roll)
    kept, over = slipped(slip, parts, roll)
    covers = _less(parts, kept)
    paid = Paid(
        payment_id=payment_id, buyer=buyer, payer=payer, received_on=on,
        currency=parts[0][0].currency, amount_minor=sum(minor for _, minor in covers) + over,
        cites=numbers, covers=covers, slip=slip, kept_minor=kept, over_minor=over,
    )  # fmt: skip
    yield paid
    if slip is Slip.TWICE:
        yield _again(paid, roll.randint(1, 6), covers=())
    if slip is Slip.RETURNED:
        yield _back(paid, roll.randint(2, 4))
        yield _again(paid, roll.randint(9, 14), covers=covers)


def _less(parts: list[Part], kept: int) -> tuple[Cover, ...]:
    """The money for each document, when `kept` is missing of the largest."""
    largest = max(range(len(parts)), key=lambda n: parts[n][1])
    return tuple(
        (invoice.document_no, amount - (kept if n == largest else 0))
        for n, (invoice, amount) in enumerate(parts)
    )


def _again(paid: Paid, days: int, covers: tuple[Cover, ...]) -> Paid:
    """The same money once more; for nothing but the account where it was there already."""
    return Paid(
        payment_id=f"{paid.payment_id}-2", buyer=paid.buyer, payer=paid.payer,
        received_on=_working_day(paid.received_on + timedelta(days=days)), currency=paid.currency,
        amount_minor=paid.amount_minor, cites=paid.cites, covers=covers,
        slip=Slip.NONE if covers else Slip.TWICE, over_minor=0 if covers else paid.amount_minor,
    )  # fmt: skip


def _back(paid: Paid, days: int) -> Paid:
    """The bank takes the money back."""
    return Paid(
        payment_id=f"{paid.payment_id}-R", buyer=paid.buyer, payer=paid.payer,
        received_on=_working_day(paid.received_on + timedelta(days=days)), currency=paid.currency,
        amount_minor=-paid.amount_minor, cites=paid.cites, covers=(), slip=Slip.RETURNED,
    )  # fmt: skip
