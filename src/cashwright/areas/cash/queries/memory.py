"""What is remembered of payers: read from the lines that taught it, so that undoing un-teaches.

Words: a line *teaches* when its invoices were cited or a person decided; what a person says of an
account, a name or a reference (PayerAlias) goes before what was learned, and can make it forgotten.
"""

from uuid import UUID

import polars as pl

from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, COUNT, DAY, FLAG, ID, TEXT

MEMORY = {
    "kind": CODE,  # account, name, reference
    "key": TEXT,  # as PayerAlias.alias_key
    "customer_id": ID,
    "count": COUNT,
    "last_on": DAY,
    "is_told": FLAG,
}
_LEARNED = """
SELECT '{kind}' AS kind, {key} AS key, l.customer_id, count(*) AS count, max(l.booked_on) AS last_on,
       false AS is_told
FROM cash_bankline l
LEFT JOIN cash_payeralias f ON f.entity_id = l.entity_id AND f.kind = '{kind}'
    AND f.alias_key = {key} AND f.customer_id IS NULL
WHERE l.entity_id = %(entity)s AND l.teaches AND l.customer_id IS NOT NULL AND {there}
  AND (f.id IS NULL OR EXISTS (SELECT FROM cash_match m WHERE m.line_id = l.id
                               AND m.state = 'applied' AND m.decided_at > f.said_at))
GROUP BY 2, 3
"""
_MEMORY = " UNION ALL ".join(
    [
        _LEARNED.format(
            kind="account", key="encode(l.payer_print, 'hex')", there="l.payer_print IS NOT NULL"
        ),
        _LEARNED.format(kind="name", key="l.payer_key", there="l.payer_key <> ''"),
        """SELECT kind, alias_key, customer_id, 1, said_at::date, true
           FROM cash_payeralias WHERE entity_id = %(entity)s AND customer_id IS NOT NULL""",
    ]
)


def memory(entity_id: UUID) -> pl.DataFrame:
    """MEMORY of an entity: how often which account, name or reference was whose."""
    return read_frame(_MEMORY, {"entity": entity_id}, schema=MEMORY)
