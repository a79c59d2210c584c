"""P7: the plan of a day over a million open items, from the tables to what everybody hears, and what is
next for every late invoice.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from bench import books
from bench.measuring import Measured, Spent, peak_mb, spending
from cashwright.areas.collections.queries import known
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import today

_WHOLE = 1_000_000
_A_CUSTOMER = 10  # open invoices

# Everybody has a person with an address; every hundredth customer is a VIP.
_PEOPLE = (
    """INSERT INTO parties_contact (id, customer_id, name, email, phone, roles, language, zone, channel,
         is_active, created_at)
       SELECT gen_random_uuid(), c.id, c.name, 'ap-' || c.account_no || '@example.com', '', '{}', 'en',
         '', '', true, now()
       FROM parties_customer c WHERE c.entity_id = %(entity)s""",
    """UPDATE parties_customer SET is_vip = true
       WHERE entity_id = %(entity)s AND right(account_no, 2) = '17'""",
)
# Due from seventy days ago to a week ahead; a third of what is late has had its first reminder.
_OPEN = (
    """INSERT INTO invoicing_invoice (id, entity_id, customer_id, document_no, series, issued_on, due_on,
         currency, net_minor, tax_minor, total_minor, functional_minor, rate_numerator, rate_denominator,
         line_count, memo, source, created_at, kind, state, discount_bp, purchase_order_no,
         balance_minor, balance_functional_minor, last_applied_on, posted_at, entry_id)
       SELECT gen_random_uuid(), %(entity)s, c.id, 'D-' || n, '', %(on)s::date - 100 + n * 37 %% 78,
         %(on)s::date - 70 + n * 37 %% 78, 'EUR', 10000, 0, 10000, 10000, 1, 1, 1, '', 'bench', now(),
         'invoice', 'posted', 0, '', 10000, 10000, NULL, now(), gen_random_uuid()
       FROM generate_series(1, %(invoices)s) n
       JOIN (SELECT id, row_number() OVER () - 1 AS k FROM parties_customer WHERE entity_id = %(entity)s) c
         ON c.k = n %% %(customers)s""",
    """INSERT INTO collections_reminder (id, entity_id, customer_id, invoice_id, ladder, ladder_version,
         track, days, act, state, reminded_on, trial, arm, created_at)
       SELECT gen_random_uuid(), i.entity_id, i.customer_id, i.id, 'standard', 0, 'due', 1, 'email',
         'sent', i.due_on + 1, '', '', now()
       FROM invoicing_invoice i
       WHERE i.entity_id = %(entity)s AND i.due_on < %(on)s::date - 1 AND right(i.document_no, 1) < '4'""",
)
_READ = (
    "invoicing_invoice",
    "collections_reminder",
    "parties_customer",
    "parties_contact",
)


def run(scale: float) -> Iterator[Measured]:
    whole = int(_WHOLE * scale)
    part = whole // 10
    tenth, _ = _planned("P7T", part)
    ours, notes = _planned("P7", whole)
    yield Measured(
        "P7", f"the plan of a day over {whole:,} open items, read and made", ours.wall, "s", 20.0 * scale,
        notes=notes | {"client CPU-s": ours.client, "server CPU-s": ours.server},
    )  # fmt: skip
    yield Measured(
        "P7g", "what one item costs, against a plan of a tenth the size",
        (ours.cpu / whole) / (tenth.cpu / part), "times", 1.3,
    )  # fmt: skip
    yield Measured("P7m", "the largest memory of the process", peak_mb(), "MB", 4096)


def _planned(code: str, count: int) -> tuple[Spent, dict[str, float]]:
    home = books.entity(code)
    on = today(home.zone)
    _lay_down(home, on, count)
    with spending() as reading:
        found = known(home.pk, on)
    with spending() as planning:
        plan = found.plan()
    with spending() as looking:
        following = found.next_actions()
    assert found.items.height == count
    spent = Spent(
        reading.wall + planning.wall, reading.client + planning.client, reading.server + planning.server
    )  # fmt: skip
    return spent, {
        "read s": reading.wall, "plan s": planning.wall, "next actions s": looking.wall,
        "steps due": plan.height, "contacts": plan["lead_days"].len() - plan["lead_days"].null_count(),
        "late items": following.height,
    }  # fmt: skip


def _lay_down(home: LegalEntity, on: date, count: int) -> None:
    customers = count // _A_CUSTOMER
    asked: dict[str, Any] = {
        "entity": home.pk, "on": on, "invoices": count, "customers": customers,
    }  # fmt: skip
    books.customers(home, customers)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (*_PEOPLE, *_OPEN):
            cursor.execute(statement, asked)
    with connection.cursor() as cursor:
        for table in _READ:
            cursor.execute(f"VACUUM ANALYZE {table}")
