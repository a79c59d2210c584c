"""A world's customers and documents: who they are, what they owe, what is remembered of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from cashwright.areas.cash.rules.matching.values import (
    ClosedDocument,
    Known,
    OpenDocument,
    Payer,
)
from cashwright.areas.cash.rules.names import name_key
from cashwright.connectors.simulator.bank_world.habits import Habits
from cashwright.connectors.simulator.names import FIRST, FORM, SECOND

MONTH_STARTS = date(2026, 3, 2)
_PLACES = (
    "Nord",
    "Süd",
    "Berlin",
    "London",
    "Lyon",
    "Texas",
    "Holding",
    "Group",
    "Europe",
    "Services",
)
_COUNTRY = {"de": "DE", "en": "GB", "fr": "FR", "nl": "NL"}


@dataclass(slots=True)
class Account:
    """A customer as the world knows it: the payer, its bank accounts' prints, its invoices not yet paid."""

    payer: Payer
    prints: list[str]
    open: list[OpenDocument] = field(default_factory=list)
    notes: list[OpenDocument] = field(default_factory=list)
    closed: list[ClosedDocument] = field(default_factory=list)


def accounts_of(habits: Habits, count: int, roll: Random) -> list[Account]:
    """The customers: some of one name, some in groups, some sharing a bank account."""
    forms = FORM[_COUNTRY[habits.language]] + FORM["EU"]
    made: list[Account] = []
    for number in range(count):
        name = _name(roll, forms)
        if made and roll.random() < 0.01:
            name = roll.choice(made).payer.name
        parent = roll.choice(made[-40:]).payer if made and roll.random() < 0.06 else None
        if parent is not None and roll.random() < 0.6:
            name = f"{parent.name.split()[0]} {roll.choice(SECOND)} {roll.choice(forms)}"
        payer = Payer(
            customer_id=f"c{number}", name=name, account_no=f"{roll.choice(('K', 'C', 'D'))}{100_000 + number}",
            parent_id=parent.customer_id if parent else None,
            root_id=(parent.root_id or parent.customer_id) if parent else f"c{number}",
        )  # fmt: skip
        prints = [f"{roll.getrandbits(64):016x}" for _ in range(roll.choice((1, 1, 1, 2)))]
        if made and roll.random() < 0.015:
            prints = list(roll.choice(made).prints)  # one company pays for both
        made.append(Account(payer, prints))
    return made


def _name(roll: Random, forms: tuple[str, ...]) -> str:
    words = [roll.choice(FIRST), roll.choice(SECOND)]
    if roll.random() < 0.4:
        words.insert(roll.randint(0, 2), roll.choice(_PLACES))
    if roll.random() < 0.2:
        words.insert(0, _made_up(roll))
    return " ".join([*words, roll.choice(forms)])


def _made_up(roll: Random) -> str:
    syllables = ("ka", "lo", "mi", "ren", "tas", "vo", "zu", "bel", "dor", "fin", "gra", "hel")
    return "".join(roll.choice(syllables) for _ in range(roll.randint(2, 3))).capitalize()


def write_invoices(habits: Habits, accounts: list[Account], count: int, roll: Random) -> None:
    """Invoices of four months in the order of their days, open ones and some settled since."""
    sizes = [min(roll.paretovariate(1.1), 17.0) for _ in accounts]
    plans = [roll.choice(habits.prices) for _ in accounts]
    terms = [roll.choice((14, 14, 30, 30, 30, 45, 60)) for _ in accounts]
    discounts = [roll.choice((200, 300)) if roll.random() < 0.15 else 0 for _ in accounts]
    orders = [
        f"45{roll.randint(10_000_000, 99_999_999)}" if roll.random() < 0.12 else ""
        for _ in accounts
    ]
    running = {form: roll.randint(800, 60_000) for form in (*habits.series, habits.notes)}
    whose = roll.choices(range(len(accounts)), sizes, k=round(count * 1.25))
    for place, number in enumerate(whose):
        issued = MONTH_STARTS - timedelta(days=round(115 * (1 - place / len(whose))) - 15)
        account = accounts[number]
        amount = _amount(habits, plans[number], roll)
        form = habits.series[number % len(habits.series)]
        is_note = roll.random() < 0.02
        form = habits.notes if is_note else form
        running[form] += 1
        no = form.format(y=issued.year, yy=issued.year % 100, m=issued.month, n=running[form])
        due = issued + timedelta(days=terms[number])
        bp = discounts[number]
        if not is_note and roll.random() < 0.2 and issued < MONTH_STARTS - timedelta(days=20):
            on = min(due + timedelta(days=roll.randint(-5, 20)), MONTH_STARTS - timedelta(days=1))
            account.closed.append(
                ClosedDocument(
                    document_id=f"d{place}", document_no=no, customer_id=account.payer.customer_id,
                    currency="EUR", total_minor=amount, closed_on=on,
                )
            )  # fmt: skip
            continue
        amount = max(amount // 10, 100) if is_note else amount
        document = OpenDocument(
            document_id=f"d{place}", document_no=no, customer_id=account.payer.customer_id,
            currency="EUR", issued_on=issued, due_on=due, total_minor=amount, balance_minor=amount,
            is_credit=is_note, is_held=not is_note and roll.random() < 0.001,
            discount_bp=0 if is_note else bp,
            discount_until_on=issued + timedelta(days=10) if bp and not is_note else None,
            purchase_order_no=orders[number],
        )  # fmt: skip
        (account.notes if is_note else account.open).append(document)
    for account in accounts:
        account.open.sort(key=lambda d: (d.due_on, d.document_no))


def _amount(habits: Habits, plan: int, roll: Random) -> int:
    if roll.random() < habits.plan_share:
        net = plan * roll.choice((1, 1, 1, 1, 1, 2, 3))
    else:
        net = round(roll.lognormvariate(10.8, 1.1)) + 500
    return net + (net * habits.vat_bp + 5_000) // 10_000


def memory_of(habits: Habits, accounts: list[Account], roll: Random) -> list[Known]:
    """What earlier months taught: most accounts, some spellings of names."""
    known: list[Known] = []
    for account in accounts:
        customer_id = account.payer.customer_id
        last = MONTH_STARTS - timedelta(days=roll.randint(1, 90))
        if roll.random() < habits.known_share:
            known.append(
                Known(
                    kind="account", key=account.prints[0], customer_id=customer_id,
                    count=roll.randint(1, 12), last_on=last,
                )
            )  # fmt: skip
        if roll.random() < habits.named_share:
            key = name_key(account.payer.name)
            known.append(
                Known(
                    kind="name",
                    key=key,
                    customer_id=customer_id,
                    count=roll.randint(1, 12),
                    last_on=last,
                )
            )
    return known
