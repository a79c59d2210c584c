"""The 1,469 payments of real receivables as their bank would tell them: camt.053, week by week.

Once every payer names the invoices; once nobody names any, so that amount, payer and what was learned
are all there is; once not even the payer is named. What is applied by itself is held against the
invoices that were truly settled.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cashwright.areas.cash.models import Application, BankLine, Match
from cashwright.areas.cash.services import import_bank_file, open_bank_account
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.payments.models import Payment
from cashwright.connectors.bank_files import read_bank_file
from cashwright.connectors.files import read_table, write_rows_file
from cashwright.connectors.simulator.bank_writers import OurAccount, Told, chained, write_camt053
from cashwright.connectors.simulator.ibans import account_of
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.currencies import minor_of
from cashwright.runs.load import LoadOptions, load
from cashwright.runs.match import run_match
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

FOLDER = "ar-ibm/"
OURS = OurAccount(account_of("DE", 1), "TESTDEFFXXX", "USD", "Northwind")
TARGET_PPM = 999_000
WEEK = timedelta(days=7)
RealData = Callable[[str], Path]
Truth = dict[str, dict[str, int]]
"""Payment -> invoice number -> minor units."""


@dataclass(frozen=True)
class Outcome:
    """What became of the lines: applied by themselves as they were meant, or not; the others by id."""

    right: int
    wrong: tuple[Any, ...]
    waiting: dict[Any, Match | None]
    sums: tuple[int, int]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def truth(real_data: RealData) -> Truth:
    found: Truth = defaultdict(dict)
    for row in rows(real_data(FOLDER + "DERIVED_payment_to_invoice.csv")):
        found[row["payment_id"]][row["invoiceNumber"]] = minor_of(row["applied_amount"], "USD")
    return found


def lines_of(
    payments: list[dict[str, str]], truth: Truth, *, cited: bool, named: bool
) -> list[Told]:
    accounts = {who: n for n, who in enumerate(sorted({row["customerID"] for row in payments}))}
    return [
        Told(
            booked_on=date.fromisoformat(row["date"]), amount_minor=minor_of(row["amount"], "USD"),
            currency="USD", payer_name=row["customerID"] if named else "", bank_ref=row["payment_id"],
            payer_account=account_of("DE", 100 + accounts[row["customerID"]]) if named else "",
            texts=(f"Invoice {', '.join(truth[row['payment_id']])}",) if cited else (),
        )
        for row in sorted(payments, key=lambda row: row["date"])
    ]  # fmt: skip


def weeks(lines: list[Told]) -> list[tuple[date, date, list[Told]]]:
    found, first = [], lines[0].booked_on
    while first <= lines[-1].booked_on:
        last = first + WEEK - timedelta(days=1)
        found.append((first, last, [one for one in lines if first <= one.booked_on <= last]))
        first += WEEK
    return found


def worked(
    real_data: RealData, tmp_path: Path, truth: Truth, *, cited: bool, named: bool = True,
    most: int = 1469,
) -> Outcome:  # fmt: skip
    """Invoices imported, then week after week: the bank's file taken in, its lines matched."""
    entity = makers.entity("US", "USD", "US")
    with running_on(noon_utc(date(2013, 6, 30))):
        report = load(
            read_table(real_data(FOLDER + "invoices_before_2013-03-01.csv"), tmp_path),
            kind=Kind.INVOICES, asked=Asked(currency="USD"), options=LoadOptions(entity="US"), by=ANN,
            write_rows=write_rows_file,
        )  # fmt: skip
        assert report.as_json()["posted"] == 1488
        open_bank_account(
            entity_id=entity.pk,
            code="MAIN",
            name="Main",
            currency="USD",
            number=OURS.number,
            by=ANN,
        )
    paid = rows(real_data(FOLDER + "DERIVED_payments.csv"))[:most]
    told = lines_of(paid, truth, cited=cited, named=named)
    for statement in chained(OURS, 0, weeks(told)):
        with running_on(noon_utc(statement.to_on)):
            read = read_bank_file(write_camt053([statement]), f"{statement.to_on}.xml")
            assert not import_bank_file(read, entity_id=entity.pk, by=ANN).gaps
        run_match(entity, statement.to_on)
    assert BankLine.objects.count() == len(told) == most
    return outcome(truth)


def outcome(truth: Truth) -> Outcome:
    applied: Truth = defaultdict(dict)
    refs = dict(BankLine.objects.values_list("payment_id", "bank_ref"))
    for source_id, number, minor in Application.objects.values_list(
        "source_id", "invoice__document_no", "amount_minor"
    ):
        applied[refs[source_id]][str(number)] = minor
    own = [ref for ref in truth if ref in applied]
    waiting = BankLine.objects.exclude(state="applied").values_list("pk", flat=True)
    proposed = {match.line_id: match for match in Match.objects.filter(line_id__in=waiting)}
    payments = Payment.objects.values_list("amount_minor", "unapplied_minor")
    return Outcome(
        right=sum(applied[ref] == truth[ref] for ref in own),
        wrong=tuple((ref, applied[ref], truth[ref]) for ref in own if applied[ref] != truth[ref]),
        waiting={pk: proposed.get(pk) for pk in waiting},
        sums=(sum(a for a, _ in payments), sum(u for _, u in payments)),
    )


def test_payers_who_name_their_invoices_are_all_applied_and_right(
    real_data: RealData, tmp_path: Path, truth: Truth
) -> None:
    found = worked(real_data, tmp_path, truth, cited=True)
    assert found.wrong == ()
    assert not found.waiting
    assert found.right == 1469
    assert found.sums == (88_907_10, 0)


def test_payers_who_name_none_are_applied_where_it_is_certain_and_asked_about_otherwise(
    real_data: RealData, tmp_path: Path, truth: Truth
) -> None:
    found = worked(real_data, tmp_path, truth, cited=False)
    own = found.right + len(found.wrong)
    assert found.right * 1_000_000 >= own * TARGET_PPM, found.wrong
    assert own > 1469 * 0.95
    assert own + len(found.waiting) == 1469
    assert all(match and match.reasons for match in found.waiting.values())
    assert found.sums[0] == 88_907_10


def test_money_of_nobody_in_particular_waits_whatever_its_amount(
    real_data: RealData, tmp_path: Path, truth: Truth
) -> None:
    found = worked(real_data, tmp_path, truth, cited=False, named=False, most=200)
    assert found.right + len(found.wrong) == 0
    assert len(found.waiting) == 200
    assert all(match and match.reasons for match in found.waiting.values())
