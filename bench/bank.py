"""A made-up month at the bank, laid down in books: customers, open invoices, habits known, a camt file."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from bench import books
from cashwright.areas.cash.models import BankAccount
from cashwright.areas.cash.rules.matching import OpenDocument
from cashwright.areas.cash.services import open_bank_account
from cashwright.areas.controls import keys
from cashwright.areas.invoicing.frames import HEADERS, LINES
from cashwright.areas.invoicing.services import post_credit_notes, post_invoices
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import create_customers
from cashwright.connectors.simulator.bank_world import World, habits_of, world
from cashwright.connectors.simulator.bank_writers import (
    Cited,
    OurAccount,
    Statement,
    Told,
    write_camt053,
)
from cashwright.connectors.simulator.ibans import account_of

OURS = "DE", 1


def a_world(open_count: int, line_count: int) -> World:
    """The world of the bars: the shares of the report, nothing strayed."""
    return world(habits_of(7), open_count=open_count, line_count=line_count)


def lay_down(told: World, code: str) -> tuple[LegalEntity, BankAccount, dict[str, str]]:
    """Books as the world has them; returns also document id in the world -> id in the books.

    What was learned of accounts before is laid down as lines that taught it, and invoices settled before
    as such, both past the triggers.
    """
    home = books.entity(code)
    payers = pl.DataFrame(
        [(one.account_no, one.name) for one in told.payers],
        schema=["account_no", "name"],
        orient="row",
    )
    made = create_customers(payers, entity_id=home.pk, by=books.BY)
    ids = dict(zip((p.customer_id for p in told.payers), made["customer_id"], strict=True))
    _families(told, ids)
    account = open_bank_account(
        entity_id=home.pk, code="HOUSE", name="House bank", currency="EUR",
        number=account_of(*OURS), bank="TESTDEFF", by=books.BY,
    )  # fmt: skip
    documents = _invoices(told, ids, home)
    _taught(told, ids, home, account)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return home, account, documents


def _families(told: World, ids: dict[str, str]) -> None:
    pairs = [(ids[p.customer_id], ids[p.parent_id]) for p in told.payers if p.parent_id]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE parties_customer c SET parent_id = n.parent_id"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS n (id, parent_id) WHERE c.id = n.id",
            [[child for child, _ in pairs], [parent for _, parent in pairs]],
        )


def _invoices(told: World, ids: dict[str, str], home: LegalEntity) -> dict[str, str]:
    invoices = [one for one in told.documents if not one.is_credit]
    notes = [one for one in told.documents if one.is_credit]
    settled = [
        OpenDocument(
            document_id=one.document_id, document_no=one.document_no, customer_id=one.customer_id,
            currency=one.currency, issued_on=one.closed_on, due_on=one.closed_on,
            total_minor=one.total_minor, balance_minor=one.total_minor,
        )
        for one in told.closed
    ]  # fmt: skip
    found: dict[str, str] = {}
    for post, documents in ((post_invoices, [*invoices, *settled]), (post_credit_notes, notes)):
        if documents:
            posted = post([_frames(documents, ids)], entity_id=home.pk, source="bench", by=books.BY)
            found |= dict(posted.select("ref", "id").iter_rows())
    _discounts([one for one in invoices if one.discount_bp], found)
    _settled([found[one.document_id] for one in settled])
    return found


def _frames(
    documents: list[OpenDocument], ids: dict[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    headers = pl.DataFrame(
        [
            (
                one.document_id, ids[one.customer_id], one.issued_on, one.due_on, one.document_no,
                one.purchase_order_no,
            )
            for one in documents
        ],
        schema=["ref", "customer_id", "issued_on", "due_on", "document_no", "purchase_order_no"],
        orient="row",
    ).with_columns(
        currency=pl.lit("EUR"), source_ref="ref", memo=pl.lit(""), kind=pl.lit("invoice")
    )  # fmt: skip
    lines = pl.DataFrame(
        {
            "ref": [one.document_id for one in documents],
            "net_minor": [one.total_minor for one in documents],
        }
    ).with_columns(
        line_no=pl.lit(1), description=pl.lit("Seats"), account_code=pl.lit(None, pl.String),
        quantity_scaled=pl.lit(1), quantity_exponent=pl.lit(0), unit_price_scaled="net_minor",
        unit_price_exponent=pl.lit(2), tax_code=pl.lit("Z"), tax_rate_ppm=pl.lit(0),
        tax_minor=pl.lit(0),
    )  # fmt: skip
    return (
        headers.cast(pl.Schema(HEADERS)).select(list(HEADERS)),
        lines.cast(pl.Schema(LINES)).select(list(LINES)),
    )


def _settled(ids: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE invoicing_invoice SET state = 'settled', balance_minor = 0,"
            " balance_functional_minor = 0, last_applied_on = issued_on WHERE id = ANY(%s::uuid[])",
            [ids],
        )


def _discounts(invoices: list[Any], found: dict[str, str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE invoicing_invoice i SET discount_bp = n.bp, discount_until_on = n.until_on"
            " FROM unnest(%s::uuid[], %s::int[], %s::date[]) AS n (id, bp, until_on) WHERE i.id = n.id",
            [
                [found[one.document_id] for one in invoices],
                [one.discount_bp for one in invoices],
                [one.discount_until_on for one in invoices],
            ],
        )


def iban_of(print_: str) -> str:
    """The account a print of the world stands for."""
    return account_of("DE", int(hashlib.sha256(print_.encode()).hexdigest()[:8], 16))


_TAUGHT = """
INSERT INTO cash_bankline (id, entity_id, bank_account_id, statement_id, key, detail_no, line_no, state,
    booked_on, currency, amount_minor, charge_minor, is_reversal, payer_name, payer_key, payer_print,
    text, cited, "references", end_to_end_id, bank_ref, bank_code, return_reason, customer_id, teaches,
    created_at)
SELECT gen_random_uuid(), %s, %s, gen_random_uuid(), 'taught-' || n, k, 0, 'applied', d, 'EUR', 1, 0,
       false, '', key, print, '', '[]', '{}', '', '', '', '', customer_id, true, now()
FROM unnest(%s::bytea[], %s::text[], %s::uuid[], %s::int[], %s::date[]) WITH ORDINALITY
     AS t (print, key, customer_id, count, d, n), generate_series(1, count) k
"""


def _taught(told: World, ids: dict[str, str], home: LegalEntity, account: BankAccount) -> None:
    accounts = [one for one in told.known if one.kind == "account"]
    names = [one for one in told.known if one.kind == "name"]
    prints = keys.fingerprints(home.pk, [iban_of(one.key) for one in accounts])
    both = [*accounts, *names]
    rows: list[Any] = [
        [*prints, *(None for _ in names)],
        [*("" for _ in accounts), *(one.key for one in names)],
        [ids[one.customer_id] for one in both],
        [one.count for one in both],
        [one.last_on for one in both],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_TAUGHT, [home.pk, account.pk, *rows])


def write_file(told: World, folder: Path) -> tuple[Path, dict[str, str]]:
    """The lines as one camt.053 file; end-to-end id in it -> line of the world."""
    lines = [_told(one, f"E2E{number:07d}") for number, one in enumerate(told.lines)]
    days = [one.booked_on for one in lines]
    statement = Statement(
        OurAccount(account_of(*OURS), "TESTDEFF", "EUR", "Bench"), 1, min(days), max(days), 0,
        tuple(lines),
    )  # fmt: skip
    file = folder / "month.xml"
    file.write_bytes(write_camt053([statement]))
    return file, {f"E2E{number:07d}": one.line_id for number, one in enumerate(told.lines)}


def _told(one: Any, end_to_end_id: str) -> Told:
    return Told(
        booked_on=one.booked_on, value_on=one.booked_on, amount_minor=one.amount_minor,
        currency=one.currency, payer_name=one.payer_name,
        payer_account=iban_of(one.payer_print) if one.payer_print else "",
        texts=tuple(part for part in one.text.split("\n") if part), end_to_end_id=end_to_end_id,
        documents=tuple(Cited(number, minor) for number, minor in one.cited),
        bank_ref=end_to_end_id, charge_minor=one.charge_minor,
    )  # fmt: skip


def last_day(told: World) -> date:
    """The day after the last line."""
    return max(one.booked_on for one in told.lines)


def ours(home: UUID) -> list[tuple[str, str, str, dict[str, int], dict[str, int]]]:
    """Every line with what stands of it: end-to-end id, state, touch, invoices and credits -> minor."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.end_to_end_id, l.state, coalesce(m.touch, ''), coalesce(m.parts, '[]')::text,"
            " coalesce(m.credits, '[]')::text FROM cash_bankline l"
            " LEFT JOIN cash_match m ON m.line_id = l.id AND m.state = 'applied'"
            " WHERE l.entity_id = %s AND l.end_to_end_id <> ''",
            [home],
        )
        return [(a, b, c, _amounts(d), _amounts(e)) for a, b, c, d, e in cursor.fetchall()]


def _amounts(told: str) -> dict[str, int]:
    return {document_id: minor for document_id, _, minor in json.loads(told)}
