"""Ties between documents fit both ends, and are taken back once; losses are ties too (I-05, I-23)."""

from cashwright.runs.verify.check import Check

_APPLICATIONS = """
SELECT 'app', a.id,
       CASE WHEN i.id IS NULL THEN 'its invoice does not exist'
            WHEN i.currency <> a.currency THEN 'its invoice is in ' || i.currency
            WHEN i.customer_id <> a.customer_id THEN 'its invoice has another customer'
            ELSE 'it is dated before its invoice' END
FROM cash_application a LEFT JOIN invoicing_invoice i ON i.id = a.invoice_id
WHERE i.id IS NULL OR i.currency <> a.currency OR i.customer_id <> a.customer_id
   OR a.applied_on < i.issued_on
UNION ALL
SELECT 'app', a.id,
       CASE WHEN s.id IS NULL THEN 'what it applies does not exist'
            WHEN s.currency <> a.currency THEN 'what it applies is in ' || s.currency
            ELSE 'it is dated before what it applies' END
FROM cash_application a
LEFT JOIN (SELECT id, 'payment' AS kind, currency, received_on AS since FROM payments_payment
           UNION ALL SELECT id, 'credit_note', currency, issued_on FROM invoicing_creditnote) s
    ON s.id = a.source_id AND s.kind = a.source_kind
WHERE a.source_kind IN ('payment', 'credit_note')
  AND (s.id IS NULL OR s.currency <> a.currency OR a.applied_on < s.since)
"""

_UNDONE = """
SELECT 'app', u.id, 'does not undo what it names'
FROM cash_application u LEFT JOIN cash_application o ON o.id = u.reverses_id
WHERE u.reverses_id IS NOT NULL
  AND ((o.invoice_id, o.source_kind, o.source_id, o.currency, o.amount_minor,
        o.invoice_functional_minor, o.source_functional_minor)
       IS DISTINCT FROM
       (u.invoice_id, u.source_kind, u.source_id, u.currency, -u.amount_minor,
        -u.invoice_functional_minor, -u.source_functional_minor)
       OR u.applied_on < o.applied_on OR o.amount_minor < 0)
UNION ALL
SELECT 'app', reverses_id, 'was taken back ' || count(*) || ' times'
FROM cash_application WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1
UNION ALL
SELECT 'app', id, 'is negative and undoes nothing'
FROM cash_application WHERE (amount_minor < 0) <> (reverses_id IS NOT NULL)
"""

_WRITE_OFFS = """
SELECT 'wo', w.id, 'recovered ' || w.recovered_minor || ', recoveries say ' || coalesce(r.amount, 0)
       || ' of ' || w.amount_minor
FROM credit_writeoff w
LEFT JOIN (SELECT write_off_id, sum(amount_minor) AS amount FROM credit_recovery GROUP BY 1) r
    ON r.write_off_id = w.id
WHERE w.recovered_minor <> coalesce(r.amount, 0) OR w.recovered_minor > w.amount_minor
UNION ALL
SELECT 'wo', w.id, 'its application does not say the same'
FROM credit_writeoff w LEFT JOIN cash_application a ON a.id = w.application_id
WHERE (w.id, w.invoice_id, w.customer_id, w.written_off_on, w.currency, w.amount_minor,
       w.functional_minor, 'write_off')
      IS DISTINCT FROM
      (a.source_id, a.invoice_id, a.customer_id, a.applied_on, a.currency, a.amount_minor,
       a.invoice_functional_minor, a.source_kind)
UNION ALL
SELECT 'app', a.id, 'no write-off stands behind it'
FROM cash_application a LEFT JOIN credit_writeoff w ON w.id = a.source_id
WHERE a.source_kind = 'write_off' AND w.id IS NULL
"""

_DIFFERENCES = """
SELECT 'dif', d.id, 'its application does not say the same'
FROM cash_difference d LEFT JOIN cash_application a ON a.id = d.application_id
WHERE (d.id, d.invoice_id, d.customer_id, d.cleared_on, d.currency, d.amount_minor,
       d.functional_minor, 'difference')
      IS DISTINCT FROM
      (a.source_id, a.invoice_id, a.customer_id, a.applied_on, a.currency, a.amount_minor,
       a.invoice_functional_minor, a.source_kind)
UNION ALL
SELECT 'dif', d.id, 'its payment does not exist, or is in another currency'
FROM cash_difference d LEFT JOIN payments_payment p ON p.id = d.payment_id
WHERE p.id IS NULL OR (p.entity_id, p.currency) IS DISTINCT FROM (d.entity_id, d.currency)
UNION ALL
SELECT 'app', a.id, 'no difference stands behind it'
FROM cash_application a LEFT JOIN cash_difference d ON d.id = a.source_id
WHERE a.source_kind = 'difference' AND d.id IS NULL
"""

CHECKS = (
    Check("I-05", "differences cleared",
          "A cleared difference and its application say the same, and a payment stands behind it.",
          _DIFFERENCES),
    Check("I-05", "write-off balances",
          "A write-off and its application say the same; what is recovered is the sum of its recoveries.",
          _WRITE_OFFS),
    Check("I-23", "applications fit",
          "An application has the currency and customer of its documents and is not dated before them.",
          _APPLICATIONS),
    Check("I-23", "undone once", "An application is taken back at most once, exactly.", _UNDONE),
)  # fmt: skip
