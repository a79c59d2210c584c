"""The 1,469 payments of real receivables through the Matcher alone: cited, and without a word."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from cashwright.areas.cash.rules.matching import (
    ClosedDocument,
    LineFacts,
    Matcher,
    OpenDocument,
    Payer,
    Verdict,
)
from cashwright.areas.cash.rules.names import name_key
from cashwright.kernel.currencies import minor_of

RealData = Callable[[str], Path]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def american(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day, no instant


def invoices(path: Path) -> list[OpenDocument]:
    return [
        OpenDocument(
            document_id=row["invoiceNumber"], document_no=row["invoiceNumber"],
            customer_id=row["customerID"], currency="USD", issued_on=american(row["InvoiceDate"]),
            due_on=american(row["DueDate"]), total_minor=minor_of(row["InvoiceAmount"], "USD"),
            balance_minor=minor_of(row["InvoiceAmount"], "USD"),
        )
        for row in rows(path)
    ]  # fmt: skip


@pytest.mark.parametrize("is_cited", [True, False])
def test_every_payment_finds_its_invoices(real_data: RealData, is_cited: bool) -> None:
    """With references all are certain and right; without, what is certain is right to 99.9 %."""
    folder = real_data("ar-ibm/")
    issued = invoices(folder / "invoices_before_2013-03-01.csv")
    payers = [
        Payer(customer_id=c, name=c, account_no=c, root_id=c)
        for c in {i.customer_id for i in issued}
    ]
    truth: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(folder / "DERIVED_payment_to_invoice.csv"):
        truth[row["payment_id"]][row["invoiceNumber"]] = minor_of(row["applied_amount"], "USD")
    by_day: dict[date, list[dict[str, str]]] = defaultdict(list)
    for row in rows(folder / "DERIVED_payments.csv"):
        by_day[date.fromisoformat(row["date"])].append(row)

    settled: dict[str, date] = {}
    certain, right = 0, 0
    for on, paid in sorted(by_day.items()):
        matcher = Matcher(
            documents=[i for i in issued if i.issued_on <= on and i.document_id not in settled],
            closed=[closed(i, settled[i.document_id]) for i in issued if i.document_id in settled],
            payers=payers,
        )
        for decision in matcher.decide_all([line(row, on, truth, is_cited) for row in paid]):
            meant = truth[decision.line_id]
            certain += decision.verdict is Verdict.CERTAIN
            found = {no: minor for _, no, minor in decision.best.parts} if decision.best else {}
            right += decision.verdict is Verdict.CERTAIN and found == meant
            settled |= dict.fromkeys(meant, on)

    assert sum(len(paid) for paid in by_day.values()) == 1_469
    if is_cited:
        assert (certain, right) == (1_469, 1_469)
    assert right >= 0.999 * certain
    assert certain >= 1_400


def closed(one: OpenDocument, on: date) -> ClosedDocument:
    return ClosedDocument(
        document_id=one.document_id, document_no=one.document_no, customer_id=one.customer_id,
        currency="USD", total_minor=one.total_minor, closed_on=on,
    )  # fmt: skip


def line(
    row: dict[str, str], on: date, truth: dict[str, dict[str, int]], is_cited: bool
) -> LineFacts:
    return LineFacts(
        line_id=row["payment_id"], booked_on=on, currency="USD",
        amount_minor=minor_of(row["amount"], "USD"), payer_name=row["customerID"],
        payer_key=name_key(row["customerID"]),
        text=" ".join(truth[row["payment_id"]]) if is_cited else "",
    )  # fmt: skip
