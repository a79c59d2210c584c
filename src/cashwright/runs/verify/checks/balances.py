"""Balances kept by the database are the sums of what moved them (I-05, I-17, I-19, I-22 to I-24, I-28)."""

from cashwright.runs.verify.check import Check
from cashwright.runs.verify.prepare import LIVE

_INVOICES = f"""
SELECT 'inv', i.id, 'balance ' || i.balance_minor || ', total less applications '
       || i.total_minor - coalesce(a.amount, 0) || ' ' || i.currency
FROM invoicing_invoice i
LEFT JOIN (SELECT invoice_id, sum(amount_minor) AS amount, sum(invoice_functional_minor) AS functional
           FROM cash_application GROUP BY invoice_id) a ON a.invoice_id = i.id
WHERE i.{LIVE}
  AND (i.balance_minor <> i.total_minor - coalesce(a.amount, 0)
       OR i.balance_functional_minor <> i.functional_minor - coalesce(a.functional, 0))
"""  # noqa: S608 - our own

_INVOICE_RANGE = """
SELECT 'inv', invoice_id, 'settled by ' || settled || ' of ' || total_minor || ' on ' || applied_on
FROM (
    SELECT a.invoice_id, a.applied_on, i.total_minor,
           sum(a.amount) OVER (PARTITION BY a.invoice_id ORDER BY a.applied_on) AS settled
    FROM (SELECT invoice_id, applied_on, sum(amount_minor) AS amount FROM cash_application
          GROUP BY invoice_id, applied_on) a
    JOIN invoicing_invoice i ON i.id = a.invoice_id
) AS days WHERE settled < 0 OR settled > total_minor
"""

_INVOICE_DAYS = """
SELECT 'inv', i.id, 'remembers other days than its applications have'
FROM invoicing_invoice i
LEFT JOIN (SELECT invoice_id, max(applied_on) AS latest,
                  max(applied_on) FILTER (WHERE amount_minor < 0) AS reopened
           FROM cash_application GROUP BY invoice_id) a ON a.invoice_id = i.id
WHERE i.last_applied_on IS DISTINCT FROM a.latest OR i.reopened_on IS DISTINCT FROM a.reopened
"""

_USES = """
    SELECT source_id, source_kind, applied_on AS used_on, amount_minor AS amount,
           source_functional_minor AS functional, 0 AS refunded
    FROM cash_application WHERE source_kind <> 'write_off'
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

_LINES = """
SELECT 'inv', l.invoice_id, 'line ' || l.line_no || ': credited ' || l.credited_net_minor || ' and tax '
       || l.credited_tax_minor || ', credit notes say ' || coalesce(c.net, 0) || ' and '
       || coalesce(c.tax, 0)
FROM invoicing_invoiceline l
FULL JOIN (SELECT invoice_id, invoice_line_no, sum(net_minor) AS net, sum(tax_minor) AS tax
           FROM invoicing_creditnoteline WHERE invoice_id IS NOT NULL
           GROUP BY invoice_id, invoice_line_no) c
    ON c.invoice_id = l.invoice_id AND c.invoice_line_no = l.line_no
WHERE l.invoice_id IS NULL OR l.credited_net_minor <> coalesce(c.net, 0)
   OR l.credited_tax_minor <> coalesce(c.tax, 0)
"""

_LINES_RANGE = """
SELECT 'inv', invoice_id, 'line ' || line_no || ': more is credited than the line has'
FROM invoicing_invoiceline
WHERE credited_net_minor NOT BETWEEN least(net_minor, 0) AND greatest(net_minor, 0)
   OR credited_tax_minor NOT BETWEEN least(tax_minor, 0) AND greatest(tax_minor, 0)
UNION ALL
SELECT 'inv', i.id, 'credit notes of ' || sum(c.total_minor) || ' on a total of ' || i.total_minor
FROM invoicing_creditnote c JOIN invoicing_invoice i ON i.id = c.invoice_id
GROUP BY i.id HAVING sum(c.total_minor) > i.total_minor
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
WHERE a.source_kind <> 'write_off'
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

CHECKS = (
    Check("I-05", "credit note balances", "What is unapplied of a credit note is its total less its uses.",
          _CREDIT_NOTES),
    Check("I-05", "invoice days", "An invoice knows when it was last applied to and reopened.",
          _INVOICE_DAYS),
    Check("I-05", "write-off balances",
          "A write-off and its application say the same; what is recovered is the sum of its recoveries.",
          _WRITE_OFFS),
    Check("I-17", "invoice balances", "Invoice balance = total less what was applied, plus what was undone.",
          _INVOICES),
    Check("I-17", "balance in range on every day",
          "On no day is more applied to an invoice than its total, or less than nothing.", _INVOICE_RANGE),
    Check("I-19", "credited as credit notes say",
          "What an invoice line counts as credited is the sum of its credit note lines.", _LINES),
    Check("I-19", "credits within lines", "Credit notes never exceed the invoice, per line and as a whole.",
          _LINES_RANGE),
    Check("I-22", "payment balances",
          "Unapplied = amount less applications, refunds and recoveries; nothing is left of a returned one.",
          _PAYMENTS),
    Check("I-22", "use in range on every day",
          "On no day is more used of a payment or credit note than there is.", _SOURCE_RANGE),
    Check("I-23", "applications fit",
          "An application has the currency and customer of its documents and is not dated before them.",
          _APPLICATIONS),
    Check("I-23", "undone once", "An application is taken back at most once, exactly.", _UNDONE),
    Check("I-24", "refunds within sources",
          "Refunds never exceed what they refund, in its currency, to its customer.", _REFUNDS),
    Check("I-28", "returned payments reopen", "Nothing that a returned payment closed stays closed by it.",
          _RETURNED),
)  # fmt: skip
