"""Books to measure on: entities, customers, frames of invoices; and large books laid down directly."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from cashwright.areas.insight.services import rebuild_movements
from cashwright.areas.invoicing.frames import HEADERS, LINES
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import create_customers, create_legal_entity
from cashwright.kernel.actors import Actor

BY = Actor.rule("bench")
FIRST = date(2024, 1, 1)


def entity(code: str) -> LegalEntity:
    """A fresh legal entity."""
    return create_legal_entity(
        code=code, name=f"Bench {code}", currency="EUR", zone="Europe/Berlin", country="DE", by=BY
    )


def customers(of: LegalEntity, count: int) -> list[str]:
    """Ids of `count` fresh customers."""
    frame = pl.DataFrame(
        {
            "account_no": [f"B-{n}" for n in range(count)],
            "name": [f"Buyer {n}" for n in range(count)],
        }
    )
    return create_customers(frame, entity_id=of.pk, by=BY)["customer_id"].to_list()


def invoices(
    ids: list[str], first: int, count: int, days: int = 300
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Headers and five lines each, numbered from `first`."""
    n = pl.int_range(first, first + count, eager=True)
    headers = pl.DataFrame(
        {
            "ref": "R" + n.cast(pl.String),
            "customer_id": pl.Series([ids[i % len(ids)] for i in n]),
            "issued_on": [FIRST + timedelta(days=i * days // (first + count)) for i in n],
        }
    ).with_columns(
        due_on=pl.col("issued_on") + pl.duration(days=30), currency=pl.lit("EUR"),
        document_no="ref", source_ref="ref", purchase_order_no=pl.lit(""), memo=pl.lit(""),
        kind=pl.lit("invoice"),
    )  # fmt: skip
    five = pl.DataFrame({"line_no": [1, 2, 3, 4, 5]}, schema={"line_no": pl.Int64})
    lines = headers.select("ref").join(five, how="cross").with_columns(
        description=pl.format("Seats, line {}", "line_no"), account_code=pl.lit(None, pl.String),
        quantity_scaled=pl.lit(3), quantity_exponent=pl.lit(0), unit_price_scaled=pl.lit(999),
        unit_price_exponent=pl.lit(2), net_minor=pl.lit(2997), tax_code=pl.lit("S"),
        tax_rate_ppm=pl.lit(190_000), tax_minor=pl.lit(569),
    )  # fmt: skip
    return (
        headers.cast(pl.Schema(HEADERS)).select(list(HEADERS)),
        lines.cast(pl.Schema(LINES)).select(list(LINES)),
    )


_LARGE = (
    """INSERT INTO invoicing_invoice (id, entity_id, customer_id, document_no, series, issued_on, due_on,
         currency, net_minor, tax_minor, total_minor, functional_minor, rate_numerator, rate_denominator,
         line_count, memo, source, created_at, kind, state, discount_bp, purchase_order_no,
         balance_minor, balance_functional_minor, last_applied_on, posted_at, entry_id)
       SELECT gen_random_uuid(), %(entity)s, c.id, 'L-' || n, '', %(first)s::date + n %% 700,
         %(first)s::date + n %% 700 + 30, 'EUR', 10000, 0, 10000, 10000, 1, 1, 1, '', 'bench', now(),
         'invoice', 'posted', 0, '', 10000 - 5 * 500, 7500, %(first)s::date + n %% 700 + 60, now(),
         gen_random_uuid()
       FROM generate_series(1, %(invoices)s) n
       JOIN (SELECT id, row_number() OVER () - 1 AS k FROM parties_customer WHERE entity_id = %(entity)s) c
         ON c.k = n %% %(customers)s""",
    """INSERT INTO cash_application (id, entity_id, customer_id, invoice_id, source_kind, source_id,
         applied_on, currency, amount_minor, invoice_functional_minor, source_functional_minor, reason,
         entry_id, created_at)
       SELECT gen_random_uuid(), i.entity_id, i.customer_id, i.id, 'payment', i.id,
         i.issued_on + p * 12, 'EUR', 500, 500, 500, '', i.id, now()
       FROM invoicing_invoice i CROSS JOIN generate_series(1, 5) p WHERE i.entity_id = %(entity)s""",
    """INSERT INTO ledger_posting (entry_id, line_no, account_id, entity_id, effective_on, customer_id,
         document_id, currency, amount_minor, functional_minor)
       SELECT i.entry_id, l, CASE l WHEN 1 THEN '1100' ELSE '4000' END, i.entity_id, i.issued_on,
         i.customer_id, i.id, 'EUR', CASE l WHEN 1 THEN 10000 ELSE -10000 END,
         CASE l WHEN 1 THEN 10000 ELSE -10000 END
       FROM (SELECT * FROM invoicing_invoice WHERE entity_id = %(entity)s LIMIT %(entries)s) i
       CROSS JOIN generate_series(1, 2) l""",
)


def large(of: LegalEntity, invoices_count: int, customers_count: int) -> UUID:
    """Open invoices with five part payments each, and a million postings: laid down past the triggers.

    Only for measuring reads: these rows have no facts, and their sources do not exist.
    """
    params: dict[str, Any] = {
        "entity": of.pk, "first": FIRST, "invoices": invoices_count, "customers": customers_count,
        "entries": invoices_count // 2,
    }  # fmt: skip
    customers(of, customers_count)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in _LARGE:
            cursor.execute(statement, params)
    rebuild_movements(entity_id=of.pk)
    with connection.cursor() as cursor:
        for table in (
            "invoicing_invoice",
            "cash_application",
            "ledger_posting",
            "insight_movement",
        ):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return of.pk
