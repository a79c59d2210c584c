"""What invoices and their lines show is the sum of what moved them (I-05, I-17, I-19)."""

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

CHECKS = (
    Check("I-05", "invoice days", "An invoice knows when it was last applied to and reopened.",
          _INVOICE_DAYS),
    Check("I-17", "invoice balances", "Invoice balance = total less what was applied, plus what was undone.",
          _INVOICES),
    Check("I-17", "balance in range on every day",
          "On no day is more applied to an invoice than its total, or less than nothing.", _INVOICE_RANGE),
    Check("I-19", "credited as credit notes say",
          "What an invoice line counts as credited is the sum of its credit note lines.", _LINES),
    Check("I-19", "credits within lines", "Credit notes never exceed the invoice, per line and as a whole.",
          _LINES_RANGE),
)  # fmt: skip
