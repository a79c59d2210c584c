"""Any order of acts, right and wrong ones: the books agree with the oracle, today and as of any day.

After each act the documents, the ledger and the oracle say the same as of today and as of an earlier
day; what is wrong is refused for the reason the oracle expects; what was remembered of a day that has
passed stays true unless an act was dated back before it. At the end the verifier has nothing to say.

CASHWRIGHT_MODEL_EXAMPLES and CASHWRIGHT_MODEL_STEPS make it longer.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.refusals import (
    AlreadyUndone,
    AppliedTooEarly,
    ExceedsBalance,
    ExceedsUnapplied,
    NothingLeft,
    NotOpen,
    WrongEntity,
)
from cashwright.areas.cash.services import Part, apply, credit_invoice, return_payment
from cashwright.areas.controls.policies import CREDIT_NOTE, REFUND, WRITE_OFF
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.credit.refusals import NotWrittenOff, RecoveredInPart, RecoveryExceeds
from cashwright.areas.credit.services import recover, take_back, write_off, write_off_payload
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.refusals import CreditExceedsLine, EmptyInvoice, IssueDateBeforeLast
from cashwright.areas.invoicing.services import discard_invoice, post_invoice
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.ledger.refusals import EarlierPeriodOpen, PeriodClosed, PeriodNotOver
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import post_manual
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.refusals import NotPositive, NotReceivedYet, RefundExceeds
from cashwright.areas.payments.services import refund, refund_payload
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.periods import month_of
from cashwright.kernel.refusals import CurrencyMismatch, NotAllowedNow, NotFound, Refusal
from cashwright.kernel.rounding import round_half_up
from cashwright.runs.verify import verify
from tests import makers
from tests.books import approved, reopened
from tests.makers import ANN, BOB
from tests.stories.oracle import Applied, Lost, Money, Oracle, Owed

EXAMPLES = int(os.environ.get("CASHWRIGHT_MODEL_EXAMPLES", "20"))
STEPS = int(os.environ.get("CASHWRIGHT_MODEL_STEPS", "40"))
FIRST, LAST = date(2026, 1, 1), date(2026, 8, 31)
Expected = type[Refusal] | None
Told = dict[str, dict[str, int]]

pick = st.integers(0, 999)
mostly = st.sampled_from([True, True, False])
back = st.sampled_from([0, 0, 0, 0, 0, 2, 15, 40])
share = st.sampled_from(["all", "all", "half", "half", "one", "more", "none"])


def part_of(most: int, how: str) -> int:
    """An amount that fits, or one that does not."""
    return {"all": most, "half": most // 2, "one": 1, "more": most + 1, "none": 0}[how]


class World:
    """The companies, customers and rates every example starts from."""

    def __init__(self) -> None:
        for n, on in enumerate(FIRST + timedelta(days=d) for d in range(0, 245, 5)):
            for code, cents in (("USD", 105 + n % 17), ("JPY", 15_800 + 97 * (n % 13))):
                makers.rate(code, on, f"{cents / 100:.2f}")
            makers.rate("KWD", on, f"0.3{30 + n % 7}7")
        self.entities = {"DE": makers.entity("DE"), "JP": makers.entity("JP", "JPY", "JP")}
        self.customers = [
            makers.customer(self.entities["DE"], "C-1"),
            makers.customer(self.entities["DE"], "C-2"),
            makers.customer(self.entities["JP"], "J-1"),
        ]
        self.currencies = [("EUR", "USD"), ("EUR", "KWD"), ("JPY", "EUR")]


class BooksMachine(RuleBasedStateMachine):
    """Acts on the books and on the oracle, side by side."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.oracle = Oracle()
        self.day = date(2026, 1, 10)
        self.probe = self.day
        self.last_issued: dict[tuple[str, str], date] = {}
        self.posted_on: dict[str, set[date]] = {"DE": set(), "JP": set()}
        self.months: dict[tuple[str, date], str] = {}
        self.alone: list[tuple[str, object, str, date, int]] = []
        self.by_hand = 0
        self.remembered: dict[tuple[str, date], Told] = {}

    def teardown(self) -> None:
        report = verify()
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        assert [(r.name, r.named) for r in report.broken] == []

    # What the oracle expects.

    def is_closed(self, entity: str, on: date) -> bool:
        own = self.months.get((entity, on.replace(day=1)))
        if own is not None:
            return own == "closed"
        return any(
            of == entity and state == "closed" and start > on
            for (of, start), state in self.months.items()
        )

    def first_that_holds(self, *reasons: tuple[bool, type[Refusal]]) -> Expected:
        return next((kind for holds, kind in reasons if holds), None)

    def attempt(self, expected: Expected, act: Callable[[], Any]) -> Any:
        """Do it; None when it was refused, as it had to be."""
        if expected is None:
            return act()
        with pytest.raises(Refusal) as refused:
            act()
        assert type(refused.value) is expected, f"{refused.value!r} instead of {expected.__name__}"
        return None

    def dated(self, days_back: int) -> date:
        return max(self.day - timedelta(days=days_back), FIRST)

    def happened(self, entity: str, on: date) -> None:
        """An act of that date was booked: what was known of that day and later is no longer known."""
        self.posted_on[entity].add(on)
        self.probe = on
        for of, day in list(self.remembered):
            if of == entity and day >= on:
                del self.remembered[of, day]

    def beyond_limit(self, kind: str, owner: object, currency: str, on: date, minor: int) -> bool:
        major = {WRITE_OFF: 100, CREDIT_NOTE: 1_000, REFUND: 0}[kind]
        if currency == "JPY":
            major *= 100
        recent = sum(
            amount for of, whose, code, day, amount in self.alone
            if (of, whose, code) == (kind, owner, currency) and on - timedelta(days=30) < day <= on
        )  # fmt: skip
        scale: int = 10 ** minor_units(currency)
        return minor + recent > major * scale

    @initialize(minor=st.integers(1, 90_000))
    def some_documents_are_there(self, minor: int) -> None:
        """Without them most acts of a short example would have nothing to act on."""
        for who in (0, 1, 2):
            self.invoice_is_issued(who, who != 1, 3, [(minor, minor // 5), (50_00, 0)])
        for who in (0, 1):
            self.payment_comes(who, who != 1, 2, 80_00)
        self.apply(self.oracle.owed[0], self.oracle.money[0], 40_00, self.day)

    # Time.

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        for entity in self.world.entities:
            self.remembered[entity, self.day] = self.told(entity, self.day)
        self.day = min(self.day + timedelta(days=days), LAST)

    # Documents.

    @rule(
        who=pick, home=mostly, ago=back,
        lines=st.lists(st.tuples(st.integers(1, 90_000), st.integers(0, 17_000)), min_size=1, max_size=3),
    )  # fmt: skip
    def invoice_is_issued(
        self, who: int, home: bool, ago: int, lines: list[tuple[int, int]]
    ) -> None:
        customer, currency = self.world.customers[who % 3], self.world.currencies[who % 3][not home]
        entity, on = customer.entity.code, self.dated(ago)
        draft = makers.draft(
            customer, [makers.line(net, tax) for net, tax in lines], issued_on=on, currency=currency
        )
        expected = self.first_that_holds(
            (self.is_closed(entity, on), PeriodClosed),
            (on < self.last_issued.get((entity, "INV"), FIRST), IssueDateBeforeLast),
        )
        made = self.attempt(expected, lambda: post_invoice(invoice_id=draft.pk, by=ANN))
        if made is None:
            discard_invoice(invoice_id=draft.pk, by=ANN)
            return
        self.last_issued[entity, "INV"] = on
        self.oracle.owed.append(Owed(made.pk, entity, customer.pk, currency, on, lines))
        self.happened(entity, on)

    @rule(
        who=pick, home=mostly, ago=back, minor=st.integers(1, 200_000),
    )  # fmt: skip
    def payment_comes(self, who: int, home: bool, ago: int, minor: int) -> None:
        currency = self.world.currencies[who % 3][not home]
        self.pay(self.world.customers[who % 3], currency, self.dated(ago), minor)

    @precondition(lambda self: self.oracle.owed)
    @rule(of=pick, how=share, ago=back)
    def invoice_is_paid(self, of: int, how: str, ago: int) -> None:
        owed = self.oracle.owed[of % len(self.oracle.owed)]
        customer = next(c for c in self.world.customers if c.pk == owed.customer)
        if owed.balance():
            on = self.dated(ago)
            money = self.pay(customer, owed.currency, on, owed.balance())
            if money is not None:
                self.apply(owed, money, part_of(owed.balance(), how), on)

    def pay(self, customer: Customer, currency: str, on: date, minor: int) -> Money | None:
        entity = customer.entity.code
        expected = self.first_that_holds((self.is_closed(entity, on), PeriodClosed))
        made = self.attempt(
            expected, lambda: makers.payment(customer, minor, on=on, currency=currency)
        )
        if made is None:
            return None
        money = Money(made.pk, "payment", entity, customer.pk, currency, on, minor)
        self.oracle.money.append(money)
        self.happened(entity, on)
        return money

    # Settling.

    @precondition(lambda self: self.oracle.owed and self.oracle.money)
    @rule(of=pick, by=pick, how=share, ago=back)
    def money_is_applied(self, of: int, by: int, how: str, ago: int) -> None:
        owed = self.oracle.owed[of % len(self.oracle.owed)]
        fitting = [
            m for m in self.oracle.money if (m.entity, m.currency) == (owed.entity, owed.currency)
        ]
        money = (fitting or self.oracle.money)[by % len(fitting or self.oracle.money)]
        self.apply(
            owed, money, part_of(min(owed.balance(), money.unapplied()), how), self.dated(ago)
        )

    @precondition(lambda self: self.oracle.owed and self.oracle.money)
    @rule(of=pick, by=pick, minor=st.integers(-5, 5), ago=back)
    def anything_is_applied_to_anything(self, of: int, by: int, minor: int, ago: int) -> None:
        owed = self.oracle.owed[of % len(self.oracle.owed)]
        money = self.oracle.money[by % len(self.oracle.money)]
        self.apply(owed, money, minor, self.dated(ago))

    def apply(self, owed: Owed, money: Money, minor: int, on: date) -> None:
        expected = self.first_that_holds(
            (self.is_closed(money.entity, on), PeriodClosed),
            (money.unapplied() == 0, NothingLeft),
            (owed.balance() == 0, NotOpen),
            (owed.entity != money.entity, WrongEntity),
            (owed.currency != money.currency, CurrencyMismatch),
            (
                on < max(money.since, money.reopened_on, owed.issued_on, owed.reopened_on),
                AppliedTooEarly,
            ),
            (minor <= 0, NotPositive),
            (minor > money.unapplied(), ExceedsUnapplied),
            (minor > owed.balance(), ExceedsBalance),
        )
        made = self.attempt(
            expected,
            lambda: apply(
                source_kind=SourceKind(money.kind), source_id=money.id, on=on, by=ANN,
                parts=[Part(owed.id, minor)],
            ),
        )  # fmt: skip
        if made is not None:
            self.note_applied(made[0].pk, owed, money, on, minor)
            self.happened(owed.entity, on)

    def note_applied(
        self, pk: Any, owed: Owed, money: Money | None, on: date, minor: int
    ) -> Applied:
        applied = Applied(pk, owed, money, on, minor)
        self.oracle.applied.append(applied)
        owed.moves.append((on, minor))
        if money is not None:
            money.moves.append((on, minor))
        return applied

    @precondition(lambda self: self.oracle.applied)
    @rule(which=pick, ago=back)
    def application_is_taken_back(self, which: int, ago: int) -> None:
        applied = self.oracle.applied[which % len(self.oracle.applied)]
        on = self.dated(ago)
        expected = self.first_that_holds(
            (
                any(one.applied is applied and one.recovered for one in self.oracle.lost),
                RecoveredInPart,
            ),
            (applied.is_undone, AlreadyUndone),
            (on < applied.earliest_undoing, AppliedTooEarly),
            (self.is_closed(applied.owed.entity, on), PeriodClosed),
        )
        made = self.attempt(
            expected, lambda: take_back(application_id=applied.id, on=on, by=ANN, reason="wrong")
        )
        if made is not None:
            self.note_undone(applied, on)
            self.happened(applied.owed.entity, on)

    def note_undone(self, applied: Applied, on: date) -> None:
        applied.is_undone = True
        applied.owed.moves.append((on, -applied.amount))
        applied.owed.reopened_on = max(applied.owed.reopened_on, on)
        if applied.money is not None:
            applied.money.moves.append((on, -applied.amount))
            applied.money.reopened_on = max(applied.money.reopened_on, on)

    @precondition(lambda self: self.oracle.owed)
    @rule(of=pick, line=pick, how=share, ago=back, whole=st.booleans())
    def invoice_is_credited(self, of: int, line: int, how: str, ago: int, whole: bool) -> None:
        owed = self.oracle.owed[of % len(self.oracle.owed)]
        on, no = self.dated(ago), line % len(owed.lines)
        net_left, tax_left = owed.left(no)
        net = part_of(net_left, how)
        tax = round_half_up(tax_left * net, net_left) if net_left and net <= net_left else 0
        taken = [(no, net, tax)] if net else []
        if whole:
            taken = [(n, *owed.left(n)) for n in range(len(owed.lines)) if any(owed.left(n))]
        total = sum(net + tax for _, net, tax in taken)
        expected = self.first_that_holds(
            (self.oracle.state(owed) == "credited", NotAllowedNow),
            (not whole and net > net_left, CreditExceedsLine),
            (on < owed.issued_on, IssueDateBeforeLast),
            (total == 0, EmptyInvoice),
            (
                self.beyond_limit(CREDIT_NOTE, owed.customer, owed.currency, on, total),
                ApprovalNeeded,
            ),
            (self.is_closed(owed.entity, on), PeriodClosed),
            (on < self.last_issued.get((owed.entity, "CN"), FIRST), IssueDateBeforeLast),
            (owed.balance() > 0 and on < owed.reopened_on, AppliedTooEarly),
        )
        made: CreditNote | None = self.attempt(
            expected,
            lambda: credit_invoice(
                invoice_id=owed.id, on=on, reason="goodwill", by=ANN,
                net_by_line=None if whole else {no + 1: net},
            ),
        )  # fmt: skip
        if made is None:
            return
        assert made.total_minor == total
        self.last_issued[owed.entity, "CN"] = on
        self.alone.append((CREDIT_NOTE, owed.customer, owed.currency, on, total))
        owed.takings += taken
        note = Money(made.pk, "credit_note", owed.entity, owed.customer, owed.currency, on, total)
        self.oracle.money.append(note)
        part = min(total, owed.balance())
        if part:
            (application,) = Application.objects.filter(source_id=made.pk)
            self.note_applied(application.pk, owed, note, on, part)
        self.happened(owed.entity, on)

    # Losses.

    @precondition(lambda self: self.oracle.owed)
    @rule(of=pick, how=share, ago=back, ask=st.booleans())
    def invoice_is_written_off(self, of: int, how: str, ago: int, ask: bool) -> None:
        owed = self.oracle.owed[of % len(self.oracle.owed)]
        on, minor = self.dated(ago), part_of(owed.balance(), how)
        approval = None
        if ask:
            payload = write_off_payload(owed.id, minor, on, "insolvent")
            entity_id = self.world.entities[owed.entity].pk
            approval = approved(WRITE_OFF, owed.id, payload, entity_id).pk
        expected = self.first_that_holds(
            (owed.balance() == 0, NotOpen),
            (self.is_closed(owed.entity, on), PeriodClosed),
            (on < max(owed.issued_on, owed.reopened_on), AppliedTooEarly),
            (minor <= 0, NotPositive),
            (minor > owed.balance(), ExceedsBalance),
            (not ask and self.beyond_limit(WRITE_OFF, owed.customer, owed.currency, on, minor),
             ApprovalNeeded),
        )  # fmt: skip
        made = self.attempt(
            expected,
            lambda: write_off(
                invoice_id=owed.id, amount_minor=minor, on=on, reason="insolvent", by=ANN,
                approval_id=approval,
            ),
        )  # fmt: skip
        if made is not None:
            if not ask:
                self.alone.append((WRITE_OFF, owed.customer, owed.currency, on, minor))
            applied = self.note_applied(made.application_id, owed, None, on, minor)
            self.oracle.lost.append(Lost(made.pk, applied, minor))
            self.happened(owed.entity, on)

    @precondition(lambda self: self.oracle.lost and self.oracle.money)
    @rule(which=pick, by=pick, how=share, ago=back)
    def loss_is_recovered(self, which: int, by: int, how: str, ago: int) -> None:
        lost = self.oracle.lost[which % len(self.oracle.lost)]
        owed, on = lost.applied.owed, self.dated(ago)
        payments = [m for m in self.oracle.money if m.kind == "payment"]
        fitting = [
            m for m in payments if (m.customer, m.currency) == (owed.customer, owed.currency)
        ]
        if not payments:
            return
        money = (fitting or payments)[by % len(fitting or payments)]
        left = min(lost.amount - lost.recovered, money.unapplied())
        minor = part_of(left, how)
        expected = self.first_that_holds(
            (money.customer != owed.customer, NotFound),
            (lost.applied.is_undone, NotWrittenOff),
            (minor <= 0, NotPositive),
            (on < max(money.since, money.reopened_on, lost.applied.on), NotReceivedYet),
            (money.currency != owed.currency or minor > left, RecoveryExceeds),
            (self.is_closed(owed.entity, on), PeriodClosed),
        )
        made = self.attempt(
            expected,
            lambda: recover(
                write_off_id=lost.id, payment_id=money.id, amount_minor=minor, on=on, by=ANN
            ),
        )
        if made is not None:
            lost.recovered += minor
            money.moves.append((on, minor))
            self.happened(owed.entity, on)

    # Money that goes back.

    @precondition(lambda self: self.oracle.money)
    @rule(which=pick, how=share, ago=back, ask=st.sampled_from([True, True, True, False]))
    def money_is_refunded(self, which: int, how: str, ago: int, ask: bool) -> None:
        money = self.oracle.money[which % len(self.oracle.money)]
        on, minor = self.dated(ago), part_of(money.unapplied(), how)
        approval = None
        if ask:
            payload = refund_payload(money.kind, money.id, minor, on, "asked for")
            entity_id = self.world.entities[money.entity].pk
            approval = approved(REFUND, money.id, payload, entity_id).pk
        expected = self.first_that_holds(
            (minor <= 0, NotPositive),
            (on < max(money.since, money.reopened_on), NotReceivedYet),
            (minor > money.unapplied(), RefundExceeds),
            (not ask, ApprovalNeeded),
            (self.is_closed(money.entity, on), PeriodClosed),
        )
        made = self.attempt(
            expected,
            lambda: refund(
                source_kind=money.kind, source_id=money.id, amount_minor=minor, on=on,
                reason="asked for", by=ANN, approval_id=approval,
            ),
        )  # fmt: skip
        if made is not None:
            money.moves.append((on, minor))
            self.happened(money.entity, on)

    @precondition(lambda self: self.oracle.money)
    @rule(which=pick, ago=back)
    def payment_bounces(self, which: int, ago: int) -> None:
        payments = [m for m in self.oracle.money if m.kind == "payment"]
        if not payments:
            return
        money, on = payments[which % len(payments)], self.dated(ago)
        standing = [a for a in self.oracle.applied if a.money is money and not a.is_undone]
        standing.sort(key=lambda applied: (applied.owed.id, applied.id))
        still_used = sum(used for _, used in money.moves) != sum(a.amount for a in standing)
        closed = self.is_closed(money.entity, on)
        earlier = [reason for applied in standing for reason in (
            (on < applied.earliest_undoing, AppliedTooEarly), (closed, PeriodClosed))]  # fmt: skip
        expected = self.first_that_holds(
            *earlier,
            (money.returned_on is not None, NotAllowedNow),
            (still_used, NotAllowedNow),
            (on < max(money.since, money.reopened_on), NotReceivedYet),
            (closed, PeriodClosed),
        )
        made = self.attempt(
            expected, lambda: return_payment(payment_id=money.id, on=on, reason="no cover", by=ANN)
        )
        if made is not None:
            for applied in standing:
                self.note_undone(applied, on)
            money.returned_on = on
            self.happened(money.entity, on)

    # The books themselves.

    @precondition(lambda self: self.by_hand < 4)
    @rule(entity=st.sampled_from(["DE", "JP"]), ago=back, minor=st.integers(1, 9_999))
    def entry_is_written_by_hand(self, entity: str, ago: int, minor: int) -> None:
        home, on = self.world.entities[entity], self.dated(ago)
        lines = [
            Line("6200", home.currency, minor, minor),
            Line("1000", home.currency, -minor, -minor),
        ]
        expected = self.first_that_holds((self.is_closed(entity, on), PeriodClosed))
        made = self.attempt(
            expected,
            lambda: post_manual(
                entity_id=home.pk, effective_on=on, lines=lines, memo="fees", by=ANN
            ),
        )
        if made is not None:
            self.by_hand += 1
            self.happened(entity, on)

    @rule(entity=st.sampled_from(["DE", "JP"]), months_ago=st.sampled_from([0, 1, 1, 1, 2]))
    def month_is_closed(self, entity: str, months_ago: int) -> None:
        start = self.day.replace(day=1)
        for _ in range(months_ago):
            start = (start - timedelta(days=1)).replace(day=1)
        month = month_of(start)
        expected = self.first_that_holds(
            (month.last_on >= self.day, PeriodNotOver),
            (self.months.get((entity, start)) == "closed", NotAllowedNow),
            (self.has_open_postings_before(entity, start), EarlierPeriodOpen),
        )
        made = self.attempt(
            expected,
            lambda: close_period(
                entity_id=self.world.entities[entity].pk, starts_on=start, today=self.day, by=BOB
            ),
        )
        if made is not None:
            self.months[entity, start] = "closed"

    def has_open_postings_before(self, entity: str, start: date) -> bool:
        return any(on < start and not self.is_closed(entity, on) for on in self.posted_on[entity])

    @precondition(lambda self: "closed" in self.months.values())
    @rule(which=pick)
    def month_is_reopened_by_two_people(self, which: int) -> None:
        closed = sorted(key for key, state in self.months.items() if state == "closed")
        entity, start = closed[which % len(closed)]
        reopened(Period.objects.get(entity=self.world.entities[entity], starts_on=start))
        self.months[entity, start] = "open"

    # What must be true after every act.

    def told(self, entity: str, on: date) -> Told:
        return _as_of(self.world.entities[entity], on)

    @invariant()
    def documents_ledger_and_oracle_agree(self) -> None:
        for entity in self.world.entities:
            for on in {self.day, self.probe}:
                owed = self.oracle.receivable(entity, on)
                unapplied = self.oracle.credits(entity, on)
                assert self.told(entity, on) == {
                    "owed": owed, "ledger owed": owed,
                    "unapplied": unapplied, "ledger unapplied": unapplied,
                }, (entity, on)  # fmt: skip

    @invariant()
    def balances_shown_are_those_of_the_oracle(self) -> None:
        stored = Invoice.objects.exclude(state="discarded").values_list(
            "pk", "state", "balance_minor"
        )
        assert sorted(stored) == sorted(
            (owed.id, self.oracle.state(owed), owed.balance()) for owed in self.oracle.owed
        )
        left = [*Payment.objects.values_list("pk", "unapplied_minor"),
                *CreditNote.objects.values_list("pk", "unapplied_minor")]  # fmt: skip
        assert sorted(left) == sorted((money.id, money.unapplied()) for money in self.oracle.money)

    @invariant()
    def days_that_have_passed_stay_as_they_were(self) -> None:
        for (entity, on), known in list(self.remembered.items())[-2:]:
            assert self.told(entity, on) == known, (entity, on)


_AS_OF = """
SELECT told, currency, sum(minor)::bigint FROM (
    SELECT 'owed' AS told, currency, total_minor AS minor FROM invoicing_invoice
    WHERE entity_id = %(entity)s AND issued_on <= %(on)s AND state NOT IN ('draft', 'discarded')
    UNION ALL
    SELECT 'owed', currency, -amount_minor FROM cash_application
    WHERE entity_id = %(entity)s AND applied_on <= %(on)s
    UNION ALL
    SELECT 'unapplied', currency, amount_minor FROM payments_payment
    WHERE entity_id = %(entity)s AND received_on <= %(on)s
      AND (returned_on IS NULL OR returned_on > %(on)s)
    UNION ALL
    SELECT 'unapplied', currency, total_minor FROM invoicing_creditnote
    WHERE entity_id = %(entity)s AND issued_on <= %(on)s
    UNION ALL
    SELECT 'unapplied', currency, -amount_minor FROM cash_application
    WHERE entity_id = %(entity)s AND applied_on <= %(on)s AND source_kind <> 'write_off'
    UNION ALL
    SELECT 'unapplied', currency, -amount_minor FROM payments_refund
    WHERE entity_id = %(entity)s AND refunded_on <= %(on)s
    UNION ALL
    SELECT 'unapplied', currency, -amount_minor FROM credit_recovery
    WHERE entity_id = %(entity)s AND recovered_on <= %(on)s
    UNION ALL
    SELECT 'ledger owed', currency, amount_minor FROM ledger_posting
    WHERE entity_id = %(entity)s AND effective_on <= %(on)s AND account_id = '1100'
    UNION ALL
    SELECT 'ledger unapplied', currency, -amount_minor FROM ledger_posting
    WHERE entity_id = %(entity)s AND effective_on <= %(on)s AND account_id = '2100'
) AS movements GROUP BY told, currency HAVING sum(minor) <> 0
"""


def _as_of(home: LegalEntity, on: date) -> Told:
    """What documents and ledger say is owed and unapplied as of a day, by currency, without zeros."""
    found: Told = {"owed": {}, "unapplied": {}, "ledger owed": {}, "ledger unapplied": {}}
    with connection.cursor() as cursor:
        cursor.execute(_AS_OF, {"entity": home.pk, "on": on})
        for told, currency, minor in cursor.fetchall():
            found[told][currency] = minor
    return found


@pytest.mark.django_db
def test_any_order_of_acts_leaves_books_that_agree_with_the_oracle() -> None:
    BooksMachine.world = World()
    run_state_machine_as_test(
        BooksMachine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
