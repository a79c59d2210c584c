"""What the risk rule looks at, for all customers of an entity as of a day."""

from datetime import date, timedelta
from uuid import UUID

import polars as pl

from cashwright.columns.copy import read_frame

OWED = {"customer_id": pl.String, "open_minor": pl.Int64, "late_minor": pl.Int64}
COUNTED = {"customer_id": pl.String, "written_off": pl.Int64, "is_held": pl.Boolean}

# Shares of one customer are taken at each invoice's own rate, so that currencies can be added up.
_OWED = """
SELECT customer_id, sum(left_minor)::bigint AS open_minor,
       coalesce(sum(left_minor) FILTER (WHERE due_on < %(late)s), 0)::bigint AS late_minor
FROM (SELECT i.customer_id, i.due_on, i.functional_minor - coalesce(a.minor, 0) AS left_minor
      FROM invoicing_invoice i LEFT JOIN LATERAL (
          SELECT sum(invoice_functional_minor) AS minor FROM cash_application
          WHERE invoice_id = i.id AND applied_on <= %(on)s) AS a ON true
      WHERE i.entity_id = %(entity)s AND i.issued_on <= %(on)s
        AND i.state IN ('posted', 'settled', 'credited')
        AND (i.balance_minor > 0 OR i.last_applied_on > %(on)s)) AS owed
WHERE left_minor > 0 GROUP BY customer_id
"""
_COUNTED = """
SELECT c.id AS customer_id,
       (SELECT count(*) FROM credit_writeoff w WHERE w.customer_id = c.id
        AND w.written_off_on BETWEEN %(since)s AND %(on)s AND NOT EXISTS (
            SELECT FROM cash_application u WHERE u.reverses_id = w.application_id
            AND u.applied_on <= %(on)s)) AS written_off,
       EXISTS (SELECT FROM parties_hold h WHERE h.customer_id = c.id AND h.kind = 'credit'
        AND h.from_on <= %(on)s AND coalesce(h.until_on, %(on)s) >= %(on)s
        AND (h.released_on IS NULL OR h.released_on > %(on)s)) AS is_held
FROM parties_customer c WHERE c.entity_id = %(entity)s
"""


def behavior(entity_id: UUID, on: date) -> pl.DataFrame:
    """customer_id | open_minor | late_minor | written_off | is_held of every customer."""
    asked = {
        "entity": entity_id, "on": on, "late": on - timedelta(days=30),
        "since": on - timedelta(days=730),
    }  # fmt: skip
    counted = read_frame(_COUNTED, asked, schema=COUNTED)
    owed = read_frame(_OWED, asked, schema=OWED)
    zero = pl.col("open_minor", "late_minor").fill_null(0)
    return counted.join(owed, on="customer_id", how="left").with_columns(zero)
