"""How one customer usually pays: their latest paying days, as the rule that warns sees them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.credit.policies import DriftPolicy
from cashwright.areas.credit.queries.paying import LOOK_BACK
from cashwright.areas.credit.rules import Baseline, Prior, baseline

# Of invoices closed now; whoever looks at a day gone by sees the days up to it.
_DAYS = """
SELECT avg(last_applied_on - due_on)::float8
FROM invoicing_invoice
WHERE customer_id = %(customer)s AND state = 'settled'
  AND last_applied_on > %(since)s AND last_applied_on <= %(on)s
GROUP BY last_applied_on ORDER BY last_applied_on DESC LIMIT %(count)s
"""


def habit_of(customer_id: UUID, on: date, policy: DriftPolicy) -> Baseline | None:
    """The habit of one customer in their latest paying days; None where there are too few."""
    asked: dict[str, Any] = {
        "customer": customer_id, "on": on, "since": on - LOOK_BACK, "count": policy.history_count,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, asked)
        days: list[float] = [row[0] for row in cursor.fetchall()]
    return baseline(days, Prior()) if len(days) >= policy.history_min else None
