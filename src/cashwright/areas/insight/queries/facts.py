"""The dated facts behind the KPIs, added up from movements: days, never documents or states.

All amounts are by currency and in minor units; `as_of` is the last day counted.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.insight.rules import LateAmount
from cashwright.kernel.periods import Period

_RECEIVABLE = "kind IN ('issued', 'payment', 'credit_note', 'write_off', 'difference')"
AT_RISK_DAYS = 90


def _rows(sql: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def balances_by_due_date(entity_id: UUID, as_of: date) -> list[tuple[str, date, date, int]]:
    """Open receivables as of a day: (currency, issued_on, due_on, amount), none of them zero."""
    return _rows(
        "SELECT currency, issued_on, due_on, sum(amount_minor)::bigint FROM insight_movement"  # noqa: S608 - constants
        f" WHERE entity_id = %(entity)s AND moved_on <= %(as_of)s AND {_RECEIVABLE}"
        " GROUP BY currency, issued_on, due_on HAVING sum(amount_minor) <> 0"
        " ORDER BY currency, due_on, issued_on",
        entity=entity_id,
        as_of=as_of,
    )


def unapplied(entity_id: UUID, as_of: date) -> dict[str, int]:
    """Customer credits tied to no invoice as of a day: <= 0 by currency, zeros left out."""
    rows = _rows(
        "SELECT currency, sum(amount_minor)::bigint FROM insight_movement"
        " WHERE entity_id = %(entity)s AND moved_on <= %(as_of)s AND kind = 'unapplied'"
        " GROUP BY currency HAVING sum(amount_minor) <> 0",
        entity=entity_id,
        as_of=as_of,
    )
    return dict(rows)


def receivable_on(entity_id: UUID, days: Collection[date]) -> dict[str, dict[date, int]]:
    """A/R at the end of each of `days`, by currency."""
    found: dict[str, dict[date, int]] = {}
    rows = _rows(
        "SELECT m.currency, d.day, sum(m.amount_minor)::bigint"  # noqa: S608 - constants
        " FROM unnest(%(days)s::date[]) AS d(day)"
        " JOIN insight_movement m ON m.entity_id = %(entity)s AND m.moved_on <= d.day"
        f" AND m.{_RECEIVABLE} GROUP BY m.currency, d.day",
        entity=entity_id,
        days=sorted(set(days)),
    )
    for currency, day, amount in rows:
        found.setdefault(currency, dict.fromkeys(days, 0))[day] = amount
    return found


def billings_by_month(entity_id: UUID, as_of: date) -> dict[str, dict[date, int]]:
    """Billings of every month that had any, by currency and first day of the month."""
    found: dict[str, dict[date, int]] = {}
    rows = _rows(
        "SELECT currency, date_trunc('month', moved_on)::date, sum(amount_minor)::bigint"
        " FROM insight_movement WHERE entity_id = %(entity)s AND moved_on <= %(as_of)s"
        " AND kind IN ('issued', 'credited') GROUP BY 1, 2 ORDER BY 1, 2",
        entity=entity_id,
        as_of=as_of,
    )
    for currency, month, amount in rows:
        found.setdefault(currency, {})[month] = amount
    return found


def billings_in(entity_id: UUID, period: Period) -> dict[str, int]:
    """Billings of a period by currency: invoices issued less credit notes issued."""
    return _sum_in(entity_id, period, "kind IN ('issued', 'credited')")


def written_off_in(entity_id: UUID, period: Period) -> dict[str, int]:
    """What was written off in a period by currency, less what was undone in it; > 0 is a loss."""
    found = _sum_in(entity_id, period, "kind = 'write_off'")
    return {currency: -amount for currency, amount in found.items()}


def recovered_in(entity_id: UUID, period: Period) -> dict[str, int]:
    """What came in a period for what had been written off, by currency."""
    rows = _rows(
        "SELECT currency, sum(amount_minor)::bigint FROM credit_recovery"
        " WHERE entity_id = %(entity)s AND recovered_on >= %(start)s AND recovered_on < %(end)s"
        " GROUP BY currency",
        entity=entity_id,
        start=period.start,
        end=period.end,
    )
    return dict(rows)


def _sum_in(entity_id: UUID, period: Period, kinds: str) -> dict[str, int]:
    rows = _rows(
        "SELECT currency, sum(amount_minor)::bigint FROM insight_movement"  # noqa: S608
        " WHERE entity_id = %(entity)s AND moved_on >= %(start)s AND moved_on < %(end)s"
        f" AND {kinds} GROUP BY currency",
        entity=entity_id,
        start=period.start,
        end=period.end,
    )
    return dict(rows)


def paid_in(entity_id: UUID, period: Period) -> dict[str, list[LateAmount]]:
    """Money applied in a period, by currency and days late; bounced money counts against itself."""
    rows = _rows(
        "SELECT currency, moved_on - due_on, -sum(amount_minor)::bigint FROM insight_movement"
        " WHERE entity_id = %(entity)s AND moved_on >= %(start)s AND moved_on < %(end)s"
        " AND kind = 'payment' GROUP BY 1, 2 HAVING sum(amount_minor) <> 0 ORDER BY 1, 2",
        entity=entity_id,
        start=period.start,
        end=period.end,
    )
    return _late(rows)


def invoices_late(
    entity_id: UUID, period: Period
) -> tuple[dict[str, list[LateAmount]], dict[str, list[LateAmount]]]:
    """(paid, overdue) invoices by currency and days late, with their number.

    paid     settled by the end of the period, the last money applied within it
    overdue  open and past due at the end of the period, late up to its last day
    """
    params = {"entity": entity_id, "start": period.start, "last": period.last_on}
    paid = _rows(
        "SELECT i.currency, p.paid_on - i.due_on, sum(i.total_minor)::bigint, count(*)"
        " FROM (SELECT invoice_id, max(applied_on) AS paid_on FROM cash_application"
        "       WHERE entity_id = %(entity)s AND applied_on BETWEEN %(start)s AND %(last)s"
        "         AND source_kind = 'payment' GROUP BY invoice_id) AS p"
        " JOIN invoicing_invoice i ON i.id = p.invoice_id"
        " WHERE CASE WHEN i.last_applied_on <= %(last)s THEN i.balance_minor = 0"
        "       ELSE i.total_minor = (SELECT sum(a.amount_minor) FROM cash_application a"
        "                             WHERE a.invoice_id = i.id AND a.applied_on <= %(last)s) END"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        **params,
    )
    overdue = _rows(
        "SELECT currency, %(last)s - due_on, sum(balance)::bigint, count(*)"
        " FROM (SELECT i.currency, i.due_on, i.balance_minor + CASE"
        "         WHEN i.last_applied_on > %(last)s THEN ("
        "           SELECT sum(a.amount_minor) FROM cash_application a"
        "           WHERE a.invoice_id = i.id AND a.applied_on > %(last)s) ELSE 0 END AS balance"
        "       FROM invoicing_invoice i"
        "       WHERE i.entity_id = %(entity)s AND i.issued_on <= %(last)s"
        "         AND i.due_on < %(last)s"
        "         AND (i.balance_minor > 0 OR i.last_applied_on > %(last)s)) AS open"
        " WHERE balance > 0 GROUP BY 1, 2 ORDER BY 1, 2",
        **params,
    )
    return _late(paid), _late(overdue)


def _late(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[LateAmount]]:
    found: dict[str, list[LateAmount]] = {}
    for currency, days_late, amount, *count in rows:
        late = LateAmount(amount, days_late, *count)
        found.setdefault(currency, []).append(late)
    return found


def collectable_in(entity_id: UUID, period: Period) -> dict[str, tuple[int, int, int]]:
    """(past-due collected, opening past-due, became past-due) of a period, by currency.

    An item becomes past due the day after its due date, with the balance it has by then.
    """
    rows = _rows(
        "SELECT currency,"  # noqa: S608 - constants
        " -coalesce(sum(amount_minor) FILTER (WHERE kind = 'payment' AND due_on < moved_on"
        "   AND moved_on >= %(start)s), 0)::bigint,"
        " coalesce(sum(amount_minor) FILTER (WHERE moved_on < %(start)s"
        "   AND due_on < %(before)s), 0)::bigint,"
        " coalesce(sum(amount_minor) FILTER (WHERE due_on >= %(before)s AND due_on < %(last)s"
        "   AND moved_on <= due_on), 0)::bigint"
        f" FROM insight_movement WHERE entity_id = %(entity)s AND {_RECEIVABLE}"
        " AND moved_on <= %(last)s GROUP BY currency",
        entity=entity_id,
        start=period.start,
        before=period.start - timedelta(days=1),
        last=period.last_on,
    )
    return {currency: (collected, opening, became) for currency, collected, opening, became in rows}


def at_risk(entity_id: UUID, as_of: date) -> dict[str, tuple[date, int, int]]:
    """(first day of the month, still unpaid 90 days past due, billed) by currency.

    The month is the latest whose last invoice was 90 days past due by `as_of`.
    """
    rows = _rows(
        "SELECT DISTINCT ON (currency) currency, month, unpaid, billed FROM ("  # noqa: S608 - constants
        "  SELECT currency, date_trunc('month', issued_on)::date AS month,"
        "    sum(amount_minor) FILTER (WHERE moved_on <= due_on + %(late)s)::bigint AS unpaid,"
        "    sum(amount_minor) FILTER (WHERE kind = 'issued')::bigint AS billed"
        f"  FROM insight_movement WHERE entity_id = %(entity)s AND {_RECEIVABLE}"
        "  AND issued_on <= %(as_of)s GROUP BY 1, 2"
        "  HAVING max(due_on) + %(late)s <= %(as_of)s) AS months"
        " ORDER BY currency, month DESC",
        entity=entity_id,
        as_of=as_of,
        late=AT_RISK_DAYS,
    )
    return {currency: (month, unpaid, billed) for currency, month, unpaid, billed in rows}
