"""P3: posting a set of invoices against a raw COPY of the same rows into the same tables."""

from collections.abc import Iterator
from io import BytesIO

from django.db import connection, transaction

from bench import books
from bench.measuring import Measured, spending
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.services import post_invoices

TABLES = {
    "invoicing_invoice": "entity_id = %(e)s",
    "invoicing_invoiceline": "invoice_id IN (SELECT id FROM invoicing_invoice WHERE entity_id = %(e)s)",
    "ledger_journalentry": "entity_id = %(e)s",
    "ledger_posting": "entity_id = %(e)s",
    "controls_fact": "chain_id = %(e)s AND name = 'invoicing.posted'",
}


def run(scale: float) -> Iterator[Measured]:
    count = int(50_000 * scale)
    home = books.entity("P3")
    headers, lines = books.invoices(books.customers(home, 500), 0, count)

    @command
    def post() -> None:
        post_invoices([(headers, lines)], entity_id=home.pk, source="bench", by=books.BY)

    kept: dict[str, bytes] = {}
    with transaction.atomic():
        with spending() as ours:
            post()
        for table, where in TABLES.items():
            kept[table] = _out(table, where, home.pk)
        transaction.set_rollback(True)
    with transaction.atomic():
        with spending() as raw:
            for table, data in kept.items():
                _into(table, data)
        transaction.set_rollback(True)
    yield Measured(
        "P3", f"posting {count:,} invoices of 5 lines against a raw COPY of their rows",
        ours.wall / raw.wall, "times", 2.0,
        notes={
            "posting s": ours.wall, "raw COPY s": raw.wall, "invoices/s": count / ours.wall,
            "posting CPU-s": ours.cpu, "raw CPU-s": raw.cpu,
        },
    )  # fmt: skip


def _out(table: str, where: str, entity_id: object) -> bytes:
    buffer = BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT (FORMAT BINARY)",
            {"e": entity_id},
        ) as copy,
    ):
        for part in copy:
            buffer.write(part)
    return buffer.getvalue()


def _into(table: str, data: bytes) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy,
    ):
        for start in range(0, len(data), 1 << 20):
            copy.write(data[start : start + (1 << 20)])
