"""Closed periods: nothing is posted into them, and their trial balance is still the same (I-43, I-44).

Order is taken from the journal of facts, whose numbers follow the order of commits; instants cannot
tell it, because a company may be run on a virtual clock.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import connection

from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.rules import BalanceRow, trial_balance_hash
from cashwright.runs.verify.check import Check, Violation, shown

# A closed stretch of a period: from the fact that closed it to the one that reopened it, if any.
_CLOSED_STRETCHES = """
    SELECT document_id AS period_id, chain_id, seq AS from_seq, until_seq
    FROM (
        SELECT *, data ->> 'state' AS state, data ->> 'before' AS before,
               min(seq) FILTER (WHERE data ->> 'state' = 'open') OVER (
                   PARTITION BY document_id ORDER BY seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
               ) AS until_seq
        FROM verify_fact WHERE name = 'ledger.period_moved'
    ) AS moves WHERE state = 'closed'
"""

_NOT_IN_CLOSED = f"""
SELECT 'je', e.id, 'dated ' || e.effective_on || ', posted while that period was closed'
FROM ({_CLOSED_STRETCHES}) AS c
JOIN ledger_period p ON p.id = c.period_id
JOIN ledger_journalentry e ON e.entity_id = p.entity_id
    AND e.effective_on BETWEEN p.starts_on AND p.ends_on
JOIN verify_booked b ON b.entry_id = e.id AND b.chain_id = c.chain_id
WHERE b.seq > c.from_seq AND (c.until_seq IS NULL OR b.seq < c.until_seq)
"""  # noqa: S608 - our own

_TWO_PEOPLE = """
SELECT 'per', f.document_id, 'was reopened by fact ' || f.seq || ' without a second person'
FROM (SELECT *, row_number() OVER (PARTITION BY document_id ORDER BY seq) AS nth
      FROM verify_fact WHERE name = 'ledger.period_moved' AND data ->> 'state' = 'open') AS f
WHERE f.nth > (
    SELECT count(DISTINCT d.document_id) FROM verify_fact d
    JOIN controls_approval a ON a.id = d.document_id AND a.requested_by <> a.decided_by
    WHERE d.name = 'controls.approval_decided' AND d.data ->> 'decision' = 'approved'
      AND d.chain_id = f.chain_id AND d.seq < f.seq AND a.kind = 'ledger.reopen_period'
      AND a.payload ->> 'period_id' = f.document_id::text
)
"""

_AS_CLOSED = """
SELECT p.account_id, p.currency, sum(p.amount_minor), sum(p.functional_minor)
FROM ledger_posting p LEFT JOIN verify_booked b ON b.entry_id = p.entry_id AND b.chain_id = p.entity_id
WHERE p.entity_id = %s AND p.effective_on <= %s AND coalesce(b.seq, 0) < %s
GROUP BY p.account_id, p.currency
"""


def _closing_facts() -> dict[UUID, int]:
    """The number of the fact that closed each period last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document_id, max(seq) FROM verify_fact"
            " WHERE name = 'ledger.period_moved' AND data ->> 'state' = 'closed' GROUP BY document_id"
        )
        return dict(cursor.fetchall())


def _hash_as_closed(entity_id: UUID, ends_on: date, closing_seq: int) -> str:
    """The trial balance of a day, of what was booked before the closing fact."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_CLOSED, [entity_id, ends_on, closing_seq])
        return trial_balance_hash(BalanceRow(*row) for row in cursor.fetchall())


def _same_hash() -> Iterator[Violation]:
    closing = _closing_facts()
    for period in Period.objects.exclude(state="open").order_by("pk"):
        seq = closing.get(period.pk)
        if seq is None:
            yield Violation(shown("per", str(period.pk)), "no fact tells of its closing")
        elif _hash_as_closed(period.entity_id, period.ends_on, seq) != period.trial_balance_hash:
            yield Violation(
                shown("per", str(period.pk)),
                f"the trial balance of {period.ends_on} is not the one it was closed with",
            )


CHECKS = (
    Check("I-43", "closed is closed", "Nothing was posted into a period while it was closed.",
          _NOT_IN_CLOSED),
    Check("I-43", "two people reopen",
          "Each reopening of a period was approved before by someone who had not asked for it.", _TWO_PEOPLE),
    Check("I-44", "trial balance as closed",
          "The trial balance a period was closed with is the one computed again.", _same_hash),
)  # fmt: skip
