"""What is left of payments and credit notes is what came less its uses (I-05, I-22, I-24, I-28)."""

from cashwright.runs.verify.check import Check

_USES = """
    SELECT source_id, source_kind, applied_on AS used_on, amount_minor AS amount,
           source_functional_minor AS functional, 0 AS refunded
    FROM cash_application WHERE source_kind IN ('payment', 'credit_note')
    UNION ALL
    SELECT source_id, source_kind, refunded_on, amount_minor, source_functional_minor, amount_minor
    FROM payments_refund
    UNION ALL
    SELECT payment_id, 'payment', recovered_on, amount_minor, functional_minor, 0
    FROM credit_recovery
"""

_PAYMENTS = f"""
SELECT 'pay', p.id, 'unapplied ' || p.unapplied_minor || ', amount less uses '
       || CASE p.state WHEN 'returned' THEN 0 ELSE p.amount_minor END - coalesce(u.amount, 0)
       || ', refunded ' || p.refunded_minor || ' of ' || coalesce(u.refunded, 0) || ' ' || p.currency
FROM payments_payment p
LEFT JOIN (SELECT source_id, sum(amount) AS amount, sum(functional) AS functional,
                  sum(refunded) AS refunded
           FROM ({_USES}) AS uses WHERE source_kind = 'payment' GROUP BY source_id) u
    ON u.source_id = p.id
WHERE p.unapplied_minor <> CASE p.state WHEN 'returned' THEN 0 ELSE p.amount_minor END
                           - coalesce(u.amount, 0)
   OR p.unapplied_functional_minor <> CASE p.state WHEN 'returned' THEN 0 ELSE p.functional_minor END
                                      - coalesce(u.functional, 0)
   OR p.refunded_minor <> coalesce(u.refunded, 0)
"""  # noqa: S608 - our own

_CREDIT_NOTES = f"""
SELECT 'cn', c.id, 'unapplied ' || c.unapplied_minor || ', total less uses '
       || c.total_minor - coalesce(u.amount, 0) || ' ' || c.currency
FROM invoicing_creditnote c
LEFT JOIN (SELECT source_id, sum(amount) AS amount, sum(functional) AS functional
           FROM ({_USES}) AS uses WHERE source_kind = 'credit_note' GROUP BY source_id) u
    ON u.source_id = c.id
WHERE c.unapplied_minor <> c.total_minor - coalesce(u.amount, 0)
   OR c.unapplied_functional_minor <> c.functional_minor - coalesce(u.functional, 0)
"""  # noqa: S608 - our own

_SOURCE_RANGE = f"""
SELECT prefix, source_id, 'used ' || used || ' of ' || whole || ' by ' || used_on
FROM (
    SELECT CASE WHEN c.id IS NULL THEN 'pay' ELSE 'cn' END AS prefix, u.source_id, u.used_on,
           coalesce(p.amount_minor, c.total_minor) AS whole,
           sum(u.amount) OVER (PARTITION BY u.source_id ORDER BY u.used_on) AS used
    FROM (SELECT source_id, source_kind, used_on, sum(amount) AS amount FROM ({_USES}) AS uses
          GROUP BY source_id, source_kind, used_on) u
    LEFT JOIN payments_payment p ON p.id = u.source_id AND u.source_kind = 'payment'
    LEFT JOIN invoicing_creditnote c ON c.id = u.source_id AND u.source_kind = 'credit_note'
) AS days WHERE used < 0 OR used > whole OR whole IS NULL
"""  # noqa: S608 - our own

_RETURNED = """
SELECT 'pay', p.id, 'returned, but ' || count(*) || ' of its applications stand'
FROM payments_payment p
JOIN cash_application a ON a.source_id = p.id AND a.source_kind = 'payment' AND a.amount_minor > 0
LEFT JOIN cash_application undo ON undo.reverses_id = a.id
WHERE p.state = 'returned' AND undo.id IS NULL GROUP BY p.id
UNION ALL
SELECT 'pay', id, 'state and day of return do not belong together'
FROM payments_payment WHERE (state = 'returned') <> (returned_on IS NOT NULL)
"""

_REFUNDS = """
SELECT CASE r.source_kind WHEN 'payment' THEN 'pay' ELSE 'cn' END, r.source_id,
       'refunded ' || sum(r.amount_minor) || ' of ' || coalesce(max(p.amount_minor), max(c.total_minor), 0)
FROM payments_refund r
LEFT JOIN payments_payment p ON p.id = r.source_id AND r.source_kind = 'payment' AND p.state = 'received'
LEFT JOIN invoicing_creditnote c ON c.id = r.source_id AND r.source_kind = 'credit_note'
GROUP BY r.source_kind, r.source_id
HAVING sum(r.amount_minor) > coalesce(max(p.amount_minor), max(c.total_minor), 0)
UNION ALL
SELECT 'ref', r.id, 'does not fit what it refunds'
FROM payments_refund r
LEFT JOIN payments_payment p ON p.id = r.source_id AND r.source_kind = 'payment'
LEFT JOIN invoicing_creditnote c ON c.id = r.source_id AND r.source_kind = 'credit_note'
WHERE (r.currency, r.customer_id, r.entity_id) IS DISTINCT FROM (
           coalesce(p.currency, c.currency), coalesce(p.customer_id, c.customer_id),
           coalesce(p.entity_id, c.entity_id))
   OR r.refunded_on < coalesce(p.received_on, c.issued_on)
"""

CHECKS = (
    Check("I-05", "credit note balances", "What is unapplied of a credit note is its total less its uses.",
          _CREDIT_NOTES),
    Check("I-22", "payment balances",
          "Unapplied = amount less applications, refunds and recoveries; nothing is left of a returned one.",
          _PAYMENTS),
    Check("I-22", "use in range on every day",
          "On no day is more used of a payment or credit note than there is.", _SOURCE_RANGE),
    Check("I-24", "refunds within sources",
          "Refunds never exceed what they refund, in its currency, to its customer.", _REFUNDS),
    Check("I-28", "returned payments reopen", "Nothing that a returned payment closed stays closed by it.",
          _RETURNED),
)  # fmt: skip
