"""What matching looks at: waiting lines, open and lately closed documents, payers, what was learned."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import BooleanField, Case, Q, When

from cashwright.areas.cash.queries import memory, queue
from cashwright.areas.cash.rules.already import DAYS_APART, Pair
from cashwright.areas.cash.rules.matching import (
    ClosedDocument,
    Known,
    LineFacts,
    OpenDocument,
    Payer,
)
from cashwright.areas.cash.states import BankLineState
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, FLAG, ID, MINOR, TEXT

CLOSED_DAYS = 200  # how long a settled invoice is known, to tell that a payment cites it once more

LINES = {
    "line_id": ID,
    "state": CODE,
    "account_code": CODE,
    "money_account": CODE,
    "payment_id": ID,
    "booked_on": DAY,
    "currency": CODE,
    "amount_minor": MINOR,
    "charge_minor": MINOR,
    "payer_name": TEXT,
    "payer_key": TEXT,
    "payer_print": TEXT,
    "text": TEXT,
    "references": pl.List(pl.String),
    "end_to_end_id": TEXT,
    "cited": TEXT,
    "advised": TEXT,
}
_LINES = """
SELECT l.id AS line_id, l.state, b.code AS account_code, b.account_id AS money_account, l.payment_id,
       l.booked_on, l.currency, l.amount_minor, l.charge_minor, l.payer_name, l.payer_key,
       coalesce(encode(l.payer_print, 'hex'), '') AS payer_print, l.text, l."references",
       l.end_to_end_id, l.cited, r.items AS advised
FROM cash_bankline l JOIN cash_bankaccount b ON b.id = l.bank_account_id
LEFT JOIN payments_payment p ON p.id = l.payment_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(i.document_no, i.paid_minor) ORDER BY a.id, i.item_no) AS items
    FROM cash_remittance a JOIN cash_remittanceitem i ON i.remittance_id = a.id WHERE a.line_id = l.id
) r ON true
WHERE l.entity_id = %(entity)s AND l.state IN ('received', 'queued') AND l.booked_on <= %(on)s
  AND l.amount_minor > 0 AND (p.reopened_on IS NULL OR p.reopened_on <= %(on)s)
  AND (%(lines)s::uuid[] IS NULL OR l.id = ANY(%(lines)s::uuid[]))
ORDER BY l.booked_on, l.id
"""
_DOCUMENTS = """
SELECT i.id AS document_id, i.document_no, i.customer_id, i.currency, i.issued_on, i.due_on,
       i.total_minor, i.balance_minor, false AS is_credit, i.discount_bp, i.discount_until_on,
       i.purchase_order_no, EXISTS (
           SELECT FROM disputes_dispute d WHERE d.invoice_id = i.id AND d.opened_on <= %(on)s
           AND (d.closed_on IS NULL OR d.closed_on > %(on)s)
       ) AS is_held
FROM invoicing_invoice i
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.currency = ANY(%(currencies)s)
  AND greatest(i.issued_on, i.reopened_on) <= %(on)s
UNION ALL
SELECT n.id, n.document_no, n.customer_id, n.currency, n.issued_on, n.issued_on, n.total_minor,
       n.unapplied_minor, true, 0, NULL, '', false
FROM invoicing_creditnote n
WHERE n.entity_id = %(entity)s AND n.unapplied_minor > 0 AND n.currency = ANY(%(currencies)s)
  AND greatest(n.issued_on, n.reopened_on) <= %(on)s
"""
_BOOKED = """
WITH ours AS (
    SELECT id, booked_on, currency, amount_minor FROM cash_bankline
    WHERE entity_id = %(entity)s AND state IN ('received', 'queued') AND payment_id IS NULL
      AND amount_minor > 0 AND booked_on <= %(on)s
), span AS (SELECT min(booked_on) AS first, max(booked_on) AS last FROM ours)
SELECT l.id AS line_id, l.booked_on, p.id AS payment_id, p.received_on, p.customer_id
FROM span, payments_payment p JOIN ours l ON l.currency = p.currency AND l.amount_minor = p.amount_minor
    AND p.received_on BETWEEN l.booked_on - %(days)s AND l.booked_on + %(days)s
WHERE p.entity_id = %(entity)s AND p.state = 'received' AND p.source <> 'bank'
  AND p.received_on BETWEEN span.first - %(days)s AND span.last + %(days)s
  AND NOT EXISTS (SELECT FROM cash_bankline o WHERE o.payment_id = p.id)
"""
BOOKED = {
    "line_id": ID,
    "booked_on": DAY,
    "payment_id": ID,
    "received_on": DAY,
    "customer_id": ID,
}
DOCUMENTS = {
    "document_id": ID,
    "document_no": TEXT,
    "customer_id": ID,
    "currency": CODE,
    "issued_on": DAY,
    "due_on": DAY,
    "total_minor": MINOR,
    "balance_minor": MINOR,
    "is_credit": FLAG,
    "discount_bp": pl.Int64(),
    "discount_until_on": DAY,
    "purchase_order_no": TEXT,
    "is_held": FLAG,
}
_CLOSED = """
SELECT id AS document_id, document_no, customer_id, currency, total_minor, last_applied_on AS closed_on
FROM invoicing_invoice
WHERE entity_id = %(entity)s AND state IN ('settled', 'credited') AND last_applied_on >= %(since)s
  AND currency = ANY(%(currencies)s)
"""
CLOSED = {
    "document_id": ID,
    "document_no": TEXT,
    "customer_id": ID,
    "currency": CODE,
    "total_minor": MINOR,
    "closed_on": DAY,
}
_PAYERS = """
WITH RECURSIVE down (id, root_id) AS (
    SELECT id, id FROM parties_customer WHERE entity_id = %(entity)s AND parent_id IS NULL
    UNION ALL
    SELECT c.id, d.root_id FROM parties_customer c JOIN down d ON c.parent_id = d.id
)
SELECT c.id AS customer_id, c.name, c.account_no, c.parent_id, d.root_id,
       coalesce(s.code, '') AS segment
FROM parties_customer c JOIN down d ON d.id = c.id LEFT JOIN parties_segment s ON s.id = c.segment_id
WHERE c.entity_id = %(entity)s
"""
PAYERS = {
    "customer_id": ID,
    "name": TEXT,
    "account_no": TEXT,
    "parent_id": ID,
    "root_id": ID,
    "segment": CODE,
}


def waiting_lines(entity_id: UUID, on: date, line_ids: list[UUID] | None = None) -> pl.DataFrame:
    """LINES: money in that nobody decided about by `on`; those of `line_ids` alone when given."""
    given = {"entity": entity_id, "on": on, "lines": line_ids}
    return read_frame(_LINES, given, schema=LINES)


def booked_before(entity_id: UUID, on: date, wants: dict[str, str]) -> list[Pair]:
    """Lines and payments that came another way and may be the same money; wants: line -> customer."""
    given = {"entity": entity_id, "on": on, "days": DAYS_APART}
    found = read_frame(_BOOKED, given, schema=BOOKED)
    return [Pair(**row, wants=wants.get(row["line_id"])) for row in found.iter_rows(named=True)]


def what_waits(entity_id: UUID, on: date) -> tuple[bool, bool]:
    """Whether money came in that waits, and whether money went out that nobody has looked at.

    One question: most days, in most houses, neither did.
    """
    lines = queue([entity_id]).filter(booked_on__lte=on).order_by()
    came = Q(amount_minor__gt=0)
    went = Q(amount_minor__lt=0, state=BankLineState.RECEIVED)
    found = lines.filter(came | went).values_list(
        Case(When(came, then=True), default=False, output_field=BooleanField())
    ).distinct()  # fmt: skip
    ways = {is_in for (is_in,) in found}
    return True in ways, False in ways


def open_documents(entity_id: UUID, on: date, currencies: list[str]) -> list[OpenDocument]:
    """Open invoices, and credit notes with money left, as they stand on `on`; disputed ones are held."""
    given = {"entity": entity_id, "on": on, "currencies": currencies}
    found = read_frame(_DOCUMENTS, given, schema=DOCUMENTS)
    return [OpenDocument(**row) for row in found.iter_rows(named=True)]


def closed_documents(entity_id: UUID, on: date, currencies: list[str]) -> list[ClosedDocument]:
    """Invoices that were settled lately."""
    since = on - timedelta(days=CLOSED_DAYS)
    given = {"entity": entity_id, "since": since, "currencies": currencies}
    found = read_frame(_CLOSED, given, schema=CLOSED)
    return [ClosedDocument(**row) for row in found.iter_rows(named=True)]


def payers(entity_id: UUID) -> list[Payer]:
    """Everybody who may pay, with the top of their family."""
    found = read_frame(_PAYERS, {"entity": entity_id}, schema=PAYERS)
    return [Payer(**row) for row in found.iter_rows(named=True)]


def known(entity_id: UUID) -> list[Known]:
    """What was learned and told of payers."""
    return [Known(**row) for row in memory(entity_id).iter_rows(named=True)]


def line_facts(lines: pl.DataFrame) -> list[LineFacts]:
    """LINES as the matcher takes them: everything the payer wrote in one text."""
    return [_line(row) for row in lines.iter_rows(named=True)]


def _line(row: dict[str, Any]) -> LineFacts:
    told = [row["text"], *(row["references"] or ()), row["end_to_end_id"]]
    cited = [*json.loads(row["cited"] or "[]"), *json.loads(row["advised"] or "[]")]
    return LineFacts(
        line_id=row["line_id"], booked_on=row["booked_on"], currency=row["currency"],
        amount_minor=row["amount_minor"], payer_name=row["payer_name"], payer_key=row["payer_key"],
        payer_print=row["payer_print"], text="\n".join(part for part in told if part),
        cited=tuple((number, minor) for number, minor in cited), charge_minor=row["charge_minor"],
        account_code=row["account_code"],
    )  # fmt: skip
