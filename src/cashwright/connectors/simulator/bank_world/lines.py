"""Bank lines of every kind, each with its hidden truth: what was paid, and how it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from cashwright.areas.cash.rules.matching.values import LineFacts, OpenDocument
from cashwright.areas.cash.rules.names import name_key
from cashwright.connectors.simulator.bank_world import texts
from cashwright.connectors.simulator.bank_world.books import MONTH_STARTS, Account
from cashwright.connectors.simulator.bank_world.habits import Habits

_FEES = (500, 700, 750, 1000, 1200, 1250, 1500, 1500, 2000, 2500, 3000)
_DEDUCTED = {
    "de": ("Abzug Reklamation", "Kuerzung", "abzgl. Gutschrift folgt", "", ""),
    "en": ("less damaged", "short shipped", "deduction", "", ""),
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What a line was for.

    paid     {document id: minor units of the line}; cleared: what of them nobody owes any more
    credits  {credit note id: minor units netted}; over: what belongs to no document
    is_matchable  it pays open invoices: not a duplicate, not a stranger's money
    is_echo       it pays once more what another line of the same month pays
    """

    kind: str
    customer_id: str = ""
    paid: dict[str, int] = field(default_factory=dict)
    cleared: dict[str, int] = field(default_factory=dict)
    credits: dict[str, int] = field(default_factory=dict)
    over: int = 0
    is_matchable: bool = True
    is_echo: bool = False


@dataclass(slots=True)
class Payment:
    """A line in the making: who pays what, how it is told, what is kept back."""

    account: Account
    invoices: list[OpenDocument]
    text: str
    gap: int = 0
    cleared: bool = False
    over: int = 0
    notes: list[OpenDocument] = field(default_factory=list)
    payer: Account | None = None
    settles: bool = True
    booked_on: date | None = None
    name: str = ""


class Teller:
    """Makes lines from what is still unpaid; what it pays in full is unpaid no longer."""

    def __init__(self, habits: Habits, accounts: list[Account], roll: Random) -> None:
        self.habits, self.accounts, self.roll = habits, accounts, roll
        self.by_id = {account.payer.customer_id: account for account in accounts}
        self.weighed = [account for account in accounts for _ in range(len(account.open))]
        self.children = [account for account in accounts if account.payer.parent_id]
        self.paid: list[tuple[Payment, date]] = []
        self.count = 0

    def line(self, kind: str) -> tuple[LineFacts, Truth] | None:
        """One line of a kind; None when no customer has the invoices for it."""
        if kind == "duplicate":
            return self._duplicate()
        if kind == "unrelated":
            return self._unrelated()
        make: Callable[[], Payment | None] = getattr(self, f"_{kind}")
        payment = make()
        if payment is None:
            return None
        return self._booked(kind, payment)

    # Who pays which invoices.

    def _pick(
        self, count: int, *, fits: Callable[[OpenDocument], bool] = bool
    ) -> tuple[Account, list[OpenDocument]] | None:
        for _ in range(40):
            account = self.roll.choice(self.weighed)
            usable = [d for d in account.open if fits(d)]
            if len(usable) < count:
                continue
            if self.roll.random() < self.habits.oldest_share:
                return account, usable[:count]
            return account, sorted(self.roll.sample(usable, count), key=lambda d: d.document_no)
        return None

    def _of(
        self, account: Account, invoices: list[OpenDocument], text: str, **more: object
    ) -> Payment:
        return Payment(account, invoices, text, **more)  # type: ignore[arg-type]

    def _one(self, spoil: Callable[[str], str], **more: object) -> Payment | None:
        picked = self._pick(1)
        if picked is None:
            return None
        account, invoices = picked
        text = texts.one(spoil(invoices[0].document_no), self.habits, self.roll)
        return self._of(account, invoices, text, **more)

    def _exact(self) -> Payment | None:
        return self._one(str)

    def _reformatted(self) -> Payment | None:
        return self._one(lambda no: texts.reformatted(no, self.roll))

    def _typo(self) -> Payment | None:
        return self._one(lambda no: texts.mistyped(no, self.roll))

    def _truncated(self) -> Payment | None:
        return self._one(lambda no: texts.cut(no, self.roll))

    def _no_reference(self) -> Payment | None:
        return self._one(lambda _: texts.nothing(self.habits, self.roll))

    def _wrong_reference(self) -> Payment | None:
        """A number that never was, an older one of the payer's, or one of somebody else."""
        picked = self._pick(1)
        if picked is None:
            return None
        account, invoices = picked
        style = self.roll.random()
        wrong = texts.mistyped(texts.mistyped(invoices[0].document_no, self.roll), self.roll)
        if style < 0.4 and account.closed:
            wrong = self.roll.choice(account.closed).document_no
        elif style < 0.6:
            wrong = self.roll.choice(self.roll.choice(self.weighed).open or invoices).document_no
        return self._of(account, invoices, texts.one(wrong, self.habits, self.roll))

    def _several(self) -> Payment | None:
        picked = self._pick(self.roll.choice((2, 2, 2, 3, 3, 4, 6)))
        if picked is None:
            return None
        account, invoices = picked
        numbers = [d.document_no for d in invoices]
        if self.roll.random() < 0.2:
            numbers = [texts.reformatted(no, self.roll) for no in numbers]
        return self._of(account, invoices, texts.many(numbers, self.habits, self.roll))

    def _range(self) -> Payment | None:
        picked = self._pick(self.roll.choice((3, 3, 4, 5)))
        if picked is None:
            return None
        account, invoices = picked
        invoices.sort(key=lambda d: d.document_no)
        text = texts.from_to(
            invoices[0].document_no, invoices[-1].document_no, self.habits, self.roll
        )
        return self._of(account, invoices, text)

    def _some_cited(self) -> Payment | None:
        picked = self._pick(self.roll.choice((2, 3, 3, 4)))
        if picked is None:
            return None
        account, invoices = picked
        cited = [
            d.document_no
            for d in self.roll.sample(invoices, self.roll.randint(1, len(invoices) - 1))
        ]
        return self._of(account, invoices, texts.many(cited, self.habits, self.roll))

    def _sum(self) -> Payment | None:
        picked = self._pick(self.roll.choice((2, 2, 3, 3, 4, 5)))
        if picked is None:
            return None
        account, invoices = picked
        if self.roll.random() < 0.2:
            invoices = list(account.open) if len(account.open) < 9 else invoices
        return self._of(account, invoices, texts.nothing(self.habits, self.roll))

    # What is kept back, or paid too much.

    def _kept(self, share: tuple[float, float], cleared: bool, words: str = "") -> Payment | None:
        payment = self._told()
        if payment is None:
            return None
        total = payment.invoices[0].balance_minor
        payment.gap = max(1, round(total * self.roll.uniform(*share)))
        payment.cleared = cleared
        payment.text = f"{payment.text} {words}".strip()
        return payment if payment.gap < total else None

    def _told(
        self, *, cited_share: float = 0.8, fits: Callable[[OpenDocument], bool] = bool
    ) -> Payment | None:
        picked = self._pick(1, fits=fits)
        if picked is None:
            return None
        account, invoices = picked
        text = texts.nothing(self.habits, self.roll)
        if self.roll.random() < cited_share:
            no = invoices[0].document_no
            text = texts.one(
                texts.reformatted(no, self.roll) if self.roll.random() < 0.25 else no,
                self.habits,
                self.roll,
            )
        return self._of(account, invoices, text)

    def _partial(self) -> Payment | None:
        words = self.roll.choice(("", "", "part payment", "Teilzahlung", "1/2", "acompte"))
        payment = self._kept((0.2, 0.8), cleared=False, words=words)
        if payment is not None and self.roll.random() < 0.5:
            payment.gap -= payment.gap % 10_000 if payment.gap > 20_000 else 0
        return payment

    def _deduction(self) -> Payment | None:
        words = self.roll.choice(_DEDUCTED.get(self.habits.language, _DEDUCTED["en"]))
        return self._kept((0.02, 0.15), cleared=False, words=words)

    def _fee(self) -> Payment | None:
        payment = self._told(fits=lambda d: d.balance_minor > 20_000)
        if payment is not None:
            payment.gap, payment.cleared = self.roll.choice(_FEES), True
        return payment

    def _fx(self) -> Payment | None:
        words = self.roll.choice(("", "USD", "FX", "rate 1.0842", "Kurs 0,9213", "OCMT USD"))
        payment = self._kept((0.001, 0.012), cleared=True, words=words)
        if payment is not None and self.roll.random() < 0.4:
            payment.gap, payment.over, payment.cleared = 0, payment.gap, False
        return payment

    def _overpaid(self) -> Payment | None:
        payment = self._told(cited_share=0.95)
        if payment is not None:
            total = payment.invoices[0].balance_minor
            payment.over = self.roll.choice((100, 1_000, 5_000, total // 10, total))
        return payment

    def _discount(self) -> Payment | None:
        """Two in three in time, some within days of grace, some too late."""
        payment = self._told(fits=lambda d: d.discount_bp > 0)
        if payment is None:
            return None
        document = payment.invoices[0]
        assert document.discount_until_on is not None
        payment.gap = (document.total_minor * document.discount_bp + 5_000) // 10_000
        chance = self.roll.random()
        days = (
            -self.roll.randint(0, 5)
            if chance < 0.65
            else self.roll.randint(1, 3)
            if chance < 0.8
            else self.roll.randint(4, 20)
        )
        payment.booked_on = document.discount_until_on + timedelta(days=days)
        payment.cleared = days <= 3
        return payment

    def _parent_pays(self) -> Payment | None:
        child = self.roll.choice(self.children) if self.children else None
        if child is None or not child.open:
            return None
        text = texts.one(child.open[0].document_no, self.habits, self.roll)
        parent = self.by_id[child.payer.parent_id or ""]
        return self._of(child, child.open[:1], text, payer=parent)

    def _netted(self) -> Payment | None:
        for _ in range(60):
            picked = self._pick(1)
            if picked is None or not picked[0].notes:
                continue
            account, invoices = picked
            note = self.roll.choice(account.notes)
            if note.balance_minor >= invoices[0].balance_minor:
                continue
            numbers = [invoices[0].document_no] + [note.document_no] * (self.roll.random() < 0.7)
            account.notes.remove(note)
            return self._of(
                account, invoices, texts.many(numbers, self.habits, self.roll), notes=[note]
            )
        return None

    # What is no payment of open invoices.

    def _duplicate(self) -> tuple[LineFacts, Truth] | None:
        """Something paid this month or before is paid once more."""
        settled = [a for a in (self.roll.choice(self.accounts) for _ in range(40)) if a.closed]
        if self.paid and self.roll.random() < 0.5:
            first, on = self.roll.choice(self.paid)
            if first.gap or first.over or first.notes:
                return None
            again = Payment(first.account, first.invoices, first.text, settles=False)
            again.booked_on = on + timedelta(days=self.roll.choice((0, 1, 2, 5, 9)))
            again.payer = first.payer
            return self._booked("duplicate", again)
        if not settled:
            return None
        account = settled[0]
        closed = self.roll.choice(account.closed)
        ghost = OpenDocument(
            document_id=closed.document_id, document_no=closed.document_no, customer_id=closed.customer_id,
            currency="EUR", issued_on=closed.closed_on, due_on=closed.closed_on,
            total_minor=closed.total_minor, balance_minor=closed.total_minor,
        )  # fmt: skip
        text = texts.one(closed.document_no, self.habits, self.roll)
        return self._booked("duplicate", Payment(account, [ghost], text, settles=False))

    def _unrelated(self) -> tuple[LineFacts, Truth]:
        roll = self.roll
        text = texts.cluttered(texts.nothing(self.habits, roll), "", self.habits, roll)
        name = roll.choice(
            (
                "Finanzamt Mitte",
                "HM Revenue",
                "Insurance refund",
                "J. Example",
                "Energy Supply Co",
                "Interest",
            )
        )
        amount = roll.choice((roll.randint(500, 500_000), roll.choice(self.habits.prices)))
        return self._facts(
            "unrelated", name, f"{roll.getrandbits(64):016x}", text, amount, self._day()
        ), Truth("unrelated", is_matchable=False, over=amount)

    # Booking.

    def _day(self) -> date:
        on = MONTH_STARTS + timedelta(days=self.roll.randint(0, 27))
        return on if on.weekday() < 5 else on + timedelta(days=2)

    def _booked(self, kind: str, payment: Payment) -> tuple[LineFacts, Truth]:
        roll, account = self.roll, payment.account
        payer = payment.payer or account
        total = sum(d.balance_minor for d in payment.invoices)
        netted = sum(d.balance_minor for d in payment.notes)
        amount = total - netted - payment.gap + payment.over
        on = payment.booked_on or self._day()
        text = texts.cluttered(payment.text, account.payer.account_no, self.habits, roll)
        name = payment.name or texts.payer_name(payer.payer.name, self.habits, roll)
        account_print = (
            roll.choice(payer.prints) if roll.random() < self.habits.account_share else ""
        )
        payment.name = name
        if not payment.settles:
            is_echo = payment.booked_on is not None
            truth = Truth(
                kind, account.payer.customer_id, over=amount, is_matchable=False, is_echo=is_echo
            )
            return self._facts(kind, name, account_print, text, amount, on), truth
        paid = {d.document_id: d.balance_minor for d in payment.invoices}
        last = payment.invoices[-1].document_id
        paid[last] -= payment.gap
        truth = Truth(
            kind, account.payer.customer_id, paid, {last: payment.gap} if payment.cleared and payment.gap else {},
            {d.document_id: d.balance_minor for d in payment.notes}, payment.over,
        )  # fmt: skip
        for document in payment.invoices:
            account.open.remove(document)
        self.paid.append((payment, on))
        return self._facts(kind, name, account_print, text, amount, on), truth

    def _facts(
        self, kind: str, name: str, account_print: str, text: str, amount: int, on: date
    ) -> LineFacts:
        self.count += 1
        return LineFacts(
            line_id=f"l{self.count}", booked_on=on, currency="EUR", amount_minor=amount, payer_name=name,
            payer_key=name_key(name), payer_print=account_print, text=text,
        )  # fmt: skip
