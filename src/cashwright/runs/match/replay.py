"""Shadow mode on a house's own history: what matching would have done, against what people did.

The payments of the past are decided about once more, day by day, each with what was known on its day:
invoices as they stood, and only what earlier payments had taught. What stands applied today is taken
for the truth, so mistakes that nobody corrected count as mistakes of the machine.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.cash.rules.matching import (
    ClosedDocument,
    Decision,
    Known,
    LineFacts,
    Matcher,
    OpenDocument,
    Verdict,
)
from cashwright.areas.cash.rules.names import name_key
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT
from cashwright.runs.match.facts import CLOSED_DAYS, payers

_PAYMENTS = """
SELECT p.id AS payment_id, p.customer_id, p.received_on, p.currency, p.amount_minor,
       coalesce(l.text, p.reference) AS text, coalesce(l.payer_name, p.payer_text) AS payer_name,
       coalesce(encode(l.payer_print, 'hex'), '') AS payer_print, coalesce(b.code, '') AS account
FROM payments_payment p LEFT JOIN cash_bankline l ON l.payment_id = p.id
LEFT JOIN cash_bankaccount b ON b.id = l.bank_account_id
WHERE p.entity_id = %(entity)s AND p.state = 'received' AND p.customer_id IS NOT NULL
  AND p.received_on BETWEEN %(from)s AND %(until)s
ORDER BY p.received_on, p.id
"""
PAYMENTS = {
    "payment_id": ID, "customer_id": ID, "received_on": DAY, "currency": CODE,
    "amount_minor": MINOR, "text": TEXT, "payer_name": TEXT, "payer_print": TEXT, "account": CODE,
}  # fmt: skip
_INVOICES = """
SELECT id AS document_id, document_no, customer_id, currency, issued_on, due_on, total_minor,
       discount_bp, discount_until_on, purchase_order_no
FROM invoicing_invoice
WHERE entity_id = %(entity)s AND state IN ('posted', 'settled', 'credited') AND issued_on <= %(until)s
"""
INVOICES = {
    "document_id": ID, "document_no": TEXT, "customer_id": ID, "currency": CODE, "issued_on": DAY,
    "due_on": DAY, "total_minor": MINOR, "discount_bp": pl.Int64(), "discount_until_on": DAY,
    "purchase_order_no": TEXT,
}  # fmt: skip
_APPLIED = """
SELECT a.invoice_id, a.applied_on, a.amount_minor, a.source_id,
       a.source_kind = 'payment' AND u.id IS NULL AND a.amount_minor > 0 AS stands
FROM cash_application a LEFT JOIN cash_application u ON u.reverses_id = a.id
WHERE a.entity_id = %(entity)s ORDER BY a.applied_on, a.id
"""
APPLIED = {
    "invoice_id": ID, "applied_on": DAY, "amount_minor": MINOR, "source_id": ID,
    "stands": pl.Boolean(),
}  # fmt: skip
Truth = dict[str, dict[str, int]]


@dataclass(slots=True)
class Replayed:
    """The four numbers of a replay (formulas F11), counted; and how sure it was against how right.

    lines, parts     payments, and invoices they settled
    certain, right   what would have been applied by itself, and what of it was so
    own_parts        invoices of what would have been applied by itself
    bins             tenth of confidence -> proposals, right ones, their summed confidence in millionths
    wrong            up to twenty payments that would have gone wrong, with what was thought of them
    """

    lines: int = 0
    parts: int = 0
    certain: int = 0
    right: int = 0
    own_parts: int = 0
    bins: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    wrong: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def count(self, decision: Decision, truth: dict[str, int]) -> None:
        """Count one decision against what was applied."""
        self.lines += 1
        self.parts += len(truth)
        if decision.best is None:
            return
        thought = {document_id: minor for document_id, _, minor in decision.best.parts}
        is_right = thought == truth
        tally = self.bins[min(9, decision.best.confidence_ppm // 100_000)]
        tally[0] += 1
        tally[1] += is_right
        tally[2] += decision.best.confidence_ppm
        if decision.verdict is not Verdict.CERTAIN:
            return
        self.certain += 1
        self.right += is_right
        self.own_parts += len(thought)
        if not is_right and len(self.wrong) < 20:
            self.wrong.append((decision.line_id, decision.best.reasons))


def replay(entity_id: UUID, from_on: date, until_on: date) -> Replayed:
    """Decide about every payment of a span once more, and compare. Reads, writes nothing."""
    given: dict[str, Any] = {"entity": entity_id, "from": from_on, "until": until_on}
    paid = read_frame(_PAYMENTS, given, schema=PAYMENTS)
    books = _Books(entity_id, given)
    people = payers(entity_id)
    policies = {
        code: matching_policy(entity_id=entity_id, on=until_on, account=code)
        for code in paid["account"].unique()
    }
    memory, done = _Memory(), Replayed()
    for (on,), rows in paid.group_by("received_on", maintain_order=True):
        assert isinstance(on, date)
        documents, closed = books.as_of(on)
        matcher = Matcher(
            documents=documents, closed=closed, payers=people, known=memory.known(on),
            policies=policies,
        )  # fmt: skip
        lines = list(rows.iter_rows(named=True))
        for decision in matcher.decide_all([_line(row) for row in lines]):
            done.count(decision, books.truth.get(decision.line_id, {}))
        for row in lines:
            if row["payment_id"] in books.truth:
                memory.learn(row)
    return done


def _line(row: dict[str, Any]) -> LineFacts:
    return LineFacts(
        line_id=row["payment_id"], booked_on=row["received_on"], currency=row["currency"],
        amount_minor=row["amount_minor"], payer_name=row["payer_name"],
        payer_key=name_key(row["payer_name"]), payer_print=row["payer_print"], text=row["text"],
        account_code=row["account"],
    )  # fmt: skip


class _Books:
    """Invoices with their balances, moved forward day by day."""

    def __init__(self, entity_id: UUID, given: dict[str, Any]) -> None:
        invoices = read_frame(_INVOICES, given, schema=INVOICES)
        self._rows = {row["document_id"]: row for row in invoices.iter_rows(named=True)}
        self._left = {pk: row["total_minor"] for pk, row in self._rows.items()}
        self._closed_on: dict[str, date] = {}
        self.truth: Truth = defaultdict(dict)
        applied = read_frame(_APPLIED, {"entity": entity_id}, schema=APPLIED)
        for invoice_id, _, minor, source_id, stands in applied.iter_rows():
            if stands:
                parts = self.truth[source_id]
                parts[invoice_id] = parts.get(invoice_id, 0) + minor
        self._moves: Iterator[tuple[Any, ...]] = applied.iter_rows()
        self._next = next(self._moves, None)

    def as_of(self, on: date) -> tuple[list[OpenDocument], list[ClosedDocument]]:
        """What was open in the morning of a day, and what had been settled before."""
        while self._next is not None and self._next[1] < on:
            invoice_id, applied_on, minor, _, _ = self._next
            if invoice_id in self._left:
                self._left[invoice_id] -= minor
                self._closed_on[invoice_id] = applied_on
            self._next = next(self._moves, None)
        since = on - timedelta(days=CLOSED_DAYS)
        opened, closed = [], []
        for pk, row in self._rows.items():
            if row["issued_on"] > on:
                continue
            if self._left[pk] > 0:
                opened.append(OpenDocument(**row, balance_minor=self._left[pk]))
            elif pk in self._closed_on and self._closed_on[pk] >= since:
                closed.append(
                    ClosedDocument(
                        document_id=pk, document_no=row["document_no"],
                        customer_id=row["customer_id"], currency=row["currency"],
                        total_minor=row["total_minor"], closed_on=self._closed_on[pk],
                    )
                )  # fmt: skip
        return opened, closed


class _Memory:
    """What the payments before had taught."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str], int] = defaultdict(int)

    def learn(self, row: dict[str, Any]) -> None:
        """Remember whose account and name it was."""
        for kind, key in (
            ("account", row["payer_print"]),
            ("name", name_key(row["payer_name"])),
        ):
            if key:
                self._counts[kind, key, row["customer_id"]] += 1

    def known(self, on: date) -> list[Known]:
        """All of it, as of a day."""
        return [
            Known(kind=kind, key=key, customer_id=customer_id, count=count, last_on=on)
            for (kind, key, customer_id), count in self._counts.items()
        ]
