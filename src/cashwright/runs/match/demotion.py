"""Bank accounts whose automatic matches were taken back too often: they may only propose for a while.

Read from what happened, never switched: when the days with the mistakes are past, the account is
trusted again, or sooner when a person lowers what is wanted of it.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.cash.rules.shares import wilson

LOOK_BACK_DAYS = 90
_TAKEN_BACK = """
SELECT b.code, count(*), count(*) FILTER (WHERE m.state = 'undone')
FROM cash_match m JOIN cash_bankline l ON l.id = m.line_id
JOIN cash_bankaccount b ON b.id = l.bank_account_id
WHERE m.entity_id = %(entity)s AND m.made_on BETWEEN %(since)s AND %(on)s AND m.touch = 'rule'
  AND m.state IN ('applied', 'undone')
GROUP BY 1
"""


def demoted(entity_id: UUID, on: date) -> frozenset[str]:
    """The codes of bank accounts that miss their target for sure: with 95 % more is wrong than allowed."""
    given: dict[str, Any] = {
        "entity": entity_id,
        "on": on,
        "since": on - timedelta(days=LOOK_BACK_DAYS),
    }
    rows: list[tuple[Any, ...]]
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_BACK, given)
        rows = list(cursor.fetchall())
    found = set()
    for code, applied, undone in rows:
        target = matching_policy(entity_id=entity_id, on=on, account=code).target_ppm
        if undone and wilson(undone, applied)[0] * 1_000_000 > 1_000_000 - target:
            found.add(code)
    return frozenset(found)
