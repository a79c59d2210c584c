"""P11: the worklist with 100,000 open items: its page, a page after something happened, focus mode;
and how much of the money that will still be unpaid in 14 days its order finds (P5).
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import books
from bench.measuring import Measured
from cashwright.areas.access.granting import grant_role
from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.services import add_person
from cashwright.areas.collections.models import WorklistEntry
from cashwright.areas.collections.policies import CallOutcome
from cashwright.areas.collections.rules.worth import Record, pooled_ppm, unpaid_ppm
from cashwright.areas.collections.services import log_call
from cashwright.areas.collections.services.working import refresh_worklist
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.clock import today

_CODE = "P11"
_REAL = "ar-ibm/invoices_before_2013-03-01.csv"

# What these customers paid before: twenty invoices each, five to sixty days late.
_SETTLED = """
INSERT INTO invoicing_invoice (id, entity_id, customer_id, document_no, series, issued_on, due_on,
    currency, net_minor, tax_minor, total_minor, functional_minor, rate_numerator, rate_denominator,
    line_count, memo, source, created_at, kind, state, discount_bp, purchase_order_no, balance_minor,
    balance_functional_minor, last_applied_on, posted_at, entry_id)
SELECT gen_random_uuid(), c.entity_id, c.id, 'S-' || c.account_no || '-' || n, '', d.due_on - 30, d.due_on,
    'EUR', 9000, 0, 9000, 9000, 1, 1, 1, '', 'bench', now(), 'invoice', 'settled', 0, '', 0, 0,
    d.due_on + 5 + (n * 7 + length(c.name)) %% 55, now(), gen_random_uuid()
FROM parties_customer c CROSS JOIN generate_series(1, 20) n
CROSS JOIN LATERAL (SELECT %(today)s::date - 100 - n * 25 AS due_on) d
WHERE c.entity_id = %(entity)s
"""


def run(scale: float) -> Iterator[Measured]:
    count = int(100_000 * scale)
    home = LegalEntity.objects.filter(code=_CODE).first() or _company(count)
    on = today(home.zone)
    began = perf_counter()
    entries = refresh_worklist(entity_id=home.pk, on=on)
    yield Measured(
        "P11w", f"the whole worklist reckoned, {count:,} open items", perf_counter() - began, "s", 20.0,
        notes={"customers": entries},
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(_collector())
    yield from _pages(client, home, count)
    times = [_after_a_call(client, home, on, n) for n in range(40)][4:]
    yield _told(f"worklist, page after a call was logged, {count:,} open items", times)
    yield from shares()


def _pages(client: Client, home: LegalEntity, count: int) -> Iterator[Measured]:
    listed = f"{reverse('console:collections')}?entity={_CODE}"
    focused = Customer.objects.filter(entity=home).order_by("account_no")[17]
    urls = {
        "page": listed,
        "all past due": f"{listed}&tab=all",
        "high value": f"{listed}&tab=high",
        "no contact": f"{listed}&tab=quiet",
        "sorted by name": f"{listed}&tab=all&sort=name",
        "searched": f"{listed}&tab=all&q=Buyer%2012",
        "focus mode": f"{reverse('console:focus', args=[focused.public_id])}?entity={_CODE}",
    }
    for name, url in urls.items():
        times = [_get(client, url) for _ in range(40)][4:]
        yield _told(f"worklist, {name}, {count:,} open items", times)


def _told(what: str, times: list[float]) -> Measured:
    return Measured(
        "P11", what, quantiles(times, n=20)[-1] * 1000, "ms (p95)", 150.0,
        notes={"median ms": sorted(times)[len(times) // 2] * 1000},
    )  # fmt: skip


def _get(client: Client, url: str) -> float:
    started = perf_counter()
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    assert response.content  # a lazy response is rendered now
    return perf_counter() - started


def _after_a_call(client: Client, home: LegalEntity, on: date, number: int) -> float:
    row = WorklistEntry.objects.filter(entity=home).order_by("-expected_functional_minor", "pk")[
        number
    ]
    log_call(customer_id=row.customer_id, outcome=CallOutcome.SPOKE, on=on, by=books.BY)
    return _get(client, f"{reverse('console:collections')}?entity={_CODE}")


def _collector() -> User:
    found = User.objects.filter(email="collector@example.com").first()
    if found is None:
        found = add_person(email="collector@example.com", name="Collector", by=books.BY)
        first = books.FIRST.replace(year=2020)
        grant_role(user_id=found.pk, role=Role.COLLECTOR, from_on=first, by=books.BY)
    return found


def _company(count: int) -> LegalEntity:
    """A company of 5,000 customers with twenty open items each, all past due, and a record of paying."""
    home = books.entity(_CODE)
    books.large(home, count, 5_000)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_SETTLED, {"entity": home.pk, "today": today(home.zone)})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE invoicing_invoice")
    return home


# P5: every Monday all open invoices are ranked; how much of the money that is still unpaid 14 days
# after the later of that day and the due date is in the first tenth of the list.


@dataclass(frozen=True, slots=True)
class Item:
    """One invoice of the real file."""

    customer: str
    issued_on: date
    due_on: date
    settled_on: date
    minor: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """An open invoice on a Monday, with what was known by then."""

    item: Item
    days_late: int
    record: Record
    pool_ppm: int


Score = Callable[[Ranked], int]
ORDERS: dict[str, Score] = {
    "amount": lambda one: one.item.minor,
    "days overdue": lambda one: one.days_late,
    "amount x P(unpaid in 14 d)": lambda one: (
        one.item.minor * unpaid_ppm(one.record, one.days_late, one.pool_ppm)
    ),
}


def shares(folder: Path | None = None) -> Iterator[Measured]:
    """The share each order finds in the first tenth, on the real file; nothing where it is not there."""
    path = (folder or Path(__file__).resolve().parents[2] / "shared" / "data") / _REAL
    if not path.exists():
        print(f"     P5: no {_REAL} on this machine")
        return
    found = found_by_order(read(path))
    least = {"amount": 0.0, "days overdue": 0.0, "amount x P(unpaid in 14 d)": 0.30}
    for name, by_percent in found.items():
        yield Measured(
            "P5", f"unpaid money in the first tenth, by {name}", by_percent[10], "share", least[name],
            at_least=True, notes={"first 5 %": by_percent[5], "first 20 %": by_percent[20]},
        )  # fmt: skip


def read(path: Path) -> list[Item]:
    """The invoices of the file."""

    def day(text: str) -> date:
        month, on, year = map(int, text.split("/"))
        return date(year, month, on)

    with path.open(encoding="utf-8") as file:
        return [
            Item(
                row["customerID"], day(row["InvoiceDate"]), day(row["DueDate"]), day(row["SettledDate"]),
                round(float(row["InvoiceAmount"]) * 100),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def found_by_order(items: list[Item]) -> dict[str, dict[int, float]]:
    """Order -> percent of the list -> share of the money that stayed unpaid found in it."""
    found = {name: Counter[int]() for name in ORDERS}
    whole = 0
    last = max(item.issued_on for item in items)
    monday = min(item.issued_on for item in items) + timedelta(days=91)
    monday += timedelta(days=-monday.weekday() % 7)
    while monday <= last:
        ranked = _open(items, monday)
        whole += sum(_unpaid(one, monday) for one in ranked)
        for name, score in ORDERS.items():
            by = sorted(ranked, key=score, reverse=True)
            for percent in (5, 10, 20):
                top = by[: max(1, round(len(by) * percent / 100))]
                found[name][percent] += sum(_unpaid(one, monday) for one in top)
        monday += timedelta(days=7)
    return {name: {p: n / whole for p, n in counts.items()} for name, counts in found.items()}


def _unpaid(one: Ranked, on: date) -> int:
    until = max(one.item.due_on, on) + timedelta(days=14)
    return one.item.minor if one.item.settled_on > until else 0


def _open(items: list[Item], on: date) -> list[Ranked]:
    settled: dict[str, list[int]] = {}
    still_open: dict[str, list[int]] = {}
    rows = [item for item in items if item.issued_on <= on]
    for item in rows:
        is_settled = item.settled_on <= on
        until = item.settled_on if is_settled else on
        kept = settled if is_settled else still_open
        kept.setdefault(item.customer, []).append((until - item.due_on).days)
    pool = tuple(
        Counter(day for days in of.values() for day in days) for of in (settled, still_open)
    )
    ranked = []
    chances: dict[int, int] = {}
    for item in rows:
        if item.settled_on > on:
            late = (on - item.due_on).days
            chances.setdefault(late, pooled_ppm(pool[0], pool[1], late))
            record = Record(
                tuple(settled.get(item.customer, ())), tuple(still_open.get(item.customer, ()))
            )
            ranked.append(Ranked(item, late, record, chances[late]))
    return ranked
