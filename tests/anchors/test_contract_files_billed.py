"""Two public files of subscriptions are billed day by day; each month comes to what the file says.

What is expected is computed here from the rows of the file alone, in plain Python.
"""

import csv
import json
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.db.models import Sum
from typer.testing import CliRunner

from cashwright.areas.invoicing.models import CreditNote, Invoice, InvoiceLine
from cashwright.areas.invoicing.services import release_invoice
from cashwright.areas.ledger.models import Posting
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.bill import run_bill
from cashwright.runs.verify import verify
from cashwright.surfaces.cli import import_
from tests.makers import ANN

pytestmark = pytest.mark.django_db
SAAS = "saas-subscriptions/ravenstack_subscriptions_part_a.csv"
TELCO = "telco-billing-churn/telco_part_a.csv"
Month = tuple[int, int]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def take(path: Path, on: date, *more: str) -> LegalEntity:
    """The file imported on a day before the first of its contracts."""
    with running_on(noon_utc(on)):
        told = CliRunner().invoke(
            import_.app, ["contracts", str(path), "--json", "--currency", "USD", *more],
            catch_exceptions=False,
        )  # fmt: skip
    assert json.loads(told.stdout)["state"] == "done", told.stdout
    return LegalEntity.objects.get()


def later(first: date, months: int) -> date:
    """The same day of a later month, or the last there is."""
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def half_up(amount: Fraction) -> int:
    return int((amount * 2 + 1) // 2)


def periods(
    start: date, end: date | None, months: int, minor: int, until: date
) -> Iterator[tuple[date, int]]:
    """(first day, amount) of each period that begins before `until`; the last only for its days."""
    for number in range(10_000):
        first, following = later(start, months * number), later(start, months * (number + 1))
        if first >= (end or until) or first >= until:
            return
        last = min(following, end or following)
        yield first, half_up(Fraction(minor * (last - first).days, (following - first).days))


def billed_in() -> Counter[Month]:
    """Net of the invoices by the month they were issued in, those that wait for a person included."""
    found: Counter[Month] = Counter()
    for on, net in Invoice.objects.values_list("issued_on", "net_minor"):
        found[on.year, on.month] += net
    return found


def proven(entity: LegalEntity, expected: Counter[Month]) -> None:
    """The books say what the file says: by month, in the ledger, and by every check of `verify`."""
    assert billed_in() == expected
    posted = Invoice.objects.exclude(state="draft").aggregate(net=Sum("net_minor"))["net"]
    income = Posting.objects.filter(account__kind="income").aggregate(net=Sum("amount_minor"))[
        "net"
    ]
    assert -income == posted > 0
    last = Invoice.objects.latest("issued_on").issued_on
    before = Invoice.objects.count()
    run_bill(entity, last, again=True)
    assert Invoice.objects.count() == before, "a second run of a day bills nothing"
    assert verify().ok


def test_each_month_of_the_saas_file_is_billed_to_the_cent(
    real_data: Callable[[str], Path],
) -> None:
    """At the end of each month for 23 months, then once for three weeks, then day by day."""
    path = real_data(SAAS)
    entity = take(path, date(2022, 12, 31), "--accept-valid")
    until = date(2025, 1, 1)
    expected: Counter[Month] = Counter()
    lines = 0
    for row in rows_of(path):
        start = date.fromisoformat(row["start_date"])
        end = date.fromisoformat(row["end_date"]) if row["end_date"] else None
        if end and end <= start:
            continue  # the import refuses it
        months = {"monthly": 1, "annual": 12}[row["billing_frequency"]]
        minor = int(Decimal(row["mrr_amount"]) * 100) * months
        for day, net in periods(start, end, months, minor, until):
            expected[day.year, day.month] += net
            lines += 1
    for number in range(1, 24):
        run_bill(entity, later(date(2023, 1, 1), number) - timedelta(days=1))
    for number in range(20, 31):
        run_bill(entity, date(2024, 12, 1) + timedelta(days=number))
    assert InvoiceLine.objects.count() == lines > 10_000
    proven(entity, expected)
    waiting = Invoice.objects.filter(state="draft", issued_on=date(2024, 12, 31)).first()
    assert waiting is not None
    assert waiting.parked_code == "billing.total_jumped"
    released = release_invoice(invoice_id=waiting.pk, on=waiting.issued_on, by=ANN, why="A year")
    assert released.net_minor == waiting.net_minor
    assert not CreditNote.objects.exists()


def test_each_month_of_the_telco_file_is_billed_to_the_cent(
    real_data: Callable[[str], Path],
) -> None:
    path = real_data(TELCO)
    first = date(2024, 9, 1)
    entity = take(path, date(2024, 8, 31), "--cutover", first.isoformat())
    a_month = sum(int(Decimal(row["MonthlyCharges"]) * 100) for row in rows_of(path))
    for day in (first, date(2024, 9, 2), date(2024, 9, 30), date(2024, 10, 1)):
        run_bill(entity, day)
    assert Invoice.objects.count() == 2 * 4474
    proven(entity, Counter({(2024, 9): a_month, (2024, 10): a_month}))
