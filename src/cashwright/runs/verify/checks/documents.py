"""Documents as they were issued: sealed content, lines that make totals, states that follow (I-15 to I-20)."""

from cashwright.runs.verify.check import Check
from cashwright.runs.verify.prepare import LIVE

# The text that rules.content makes of the header and lines: nothing for null, | and newlines between.
_LINE = """concat_ws('|', line_no, description, account_code, coalesce(quantity_scaled::text, ''),
    quantity_exponent, coalesce(unit_price_scaled::text, ''), unit_price_exponent, net_minor, tax_code,
    coalesce(tax_rate_ppm::text, ''), tax_minor, coalesce(from_on::text, ''), coalesce(until_on::text, ''))"""


def _sealed(prefix: str, table: str, lines: str, key: str, due_on: str, which: str) -> str:
    return f"""
SELECT '{prefix}', d.id, 'content differs from what was sealed at issue'
FROM {table} d
LEFT JOIN (SELECT {key}, string_agg({_LINE}, E'\\n' ORDER BY line_no) AS lines
           FROM {lines} GROUP BY {key}) l ON l.{key} = d.id
WHERE {which} AND d.content_hash IS DISTINCT FROM sha256(convert_to(
    concat_ws('|', coalesce(d.document_no, ''), d.customer_id, d.issued_on, {due_on}, d.currency,
              d.net_minor, d.tax_minor, d.total_minor) || E'\\n' || coalesce(l.lines, ''), 'UTF8'))
"""  # noqa: S608 - our own


_SEALED = (
    _sealed("inv", "invoicing_invoice", "invoicing_invoiceline", "invoice_id", "d.due_on", f"d.{LIVE}")
    + " UNION ALL "
    + _sealed("cn", "invoicing_creditnote", "invoicing_creditnoteline", "credit_note_id", "''", "true")
)  # fmt: skip

_TOTALS = """
SELECT 'inv', i.id, 'net ' || i.net_minor || ' and tax ' || i.tax_minor || ', lines say '
       || coalesce(l.net, 0) || ' and ' || coalesce(l.tax, 0) || ' on ' || coalesce(l.n, 0) || ' lines'
FROM invoicing_invoice i
LEFT JOIN (SELECT invoice_id, count(*) AS n, sum(net_minor) AS net, sum(tax_minor) AS tax
           FROM invoicing_invoiceline GROUP BY invoice_id) l ON l.invoice_id = i.id
WHERE i.net_minor <> coalesce(l.net, 0) OR i.tax_minor <> coalesce(l.tax, 0)
   OR i.line_count <> coalesce(l.n, 0) OR i.total_minor <> i.net_minor + i.tax_minor
UNION ALL
SELECT 'cn', c.id, 'net ' || c.net_minor || ' and tax ' || c.tax_minor || ', lines say '
       || coalesce(l.net, 0) || ' and ' || coalesce(l.tax, 0) || ' on ' || coalesce(l.n, 0) || ' lines'
FROM invoicing_creditnote c
LEFT JOIN (SELECT credit_note_id, count(*) AS n, sum(net_minor) AS net, sum(tax_minor) AS tax
           FROM invoicing_creditnoteline GROUP BY credit_note_id) l ON l.credit_note_id = c.id
WHERE c.net_minor <> coalesce(l.net, 0) OR c.tax_minor <> coalesce(l.tax, 0)
   OR c.line_count <> coalesce(l.n, 0) OR c.total_minor <> c.net_minor + c.tax_minor
"""

_ORPHANS = """
SELECT 'inv', l.invoice_id, 'lines without an invoice'
FROM invoicing_invoiceline l LEFT JOIN invoicing_invoice i ON i.id = l.invoice_id
WHERE i.id IS NULL GROUP BY l.invoice_id
UNION ALL
SELECT 'cn', l.credit_note_id, 'lines without a credit note'
FROM invoicing_creditnoteline l LEFT JOIN invoicing_creditnote c ON c.id = l.credit_note_id
WHERE c.id IS NULL GROUP BY l.credit_note_id
"""

# Credited: one credit note cancels it in full. Settled: nothing is owed for another reason.
_STATES = f"""
SELECT 'inv', i.id, 'is ' || i.state || ', its balance and applications say ' || s.state
FROM invoicing_invoice i
LEFT JOIN (
    SELECT a.invoice_id, count(*) AS n, bool_and(a.source_kind = 'credit_note') AS by_credit
    FROM cash_application a LEFT JOIN cash_application undo ON undo.reverses_id = a.id
    WHERE a.amount_minor > 0 AND undo.id IS NULL GROUP BY a.invoice_id
) standing ON standing.invoice_id = i.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN i.balance_minor > 0 THEN 'posted'
                WHEN i.total_minor > 0 AND standing.n = 1 AND standing.by_credit THEN 'credited'
                ELSE 'settled' END AS state
) AS s
WHERE i.{LIVE} AND i.state <> s.state
UNION ALL
SELECT 'inv', id, 'is ' || state || ' with a balance of ' || balance_minor
FROM invoicing_invoice WHERE NOT ({LIVE}) AND balance_minor <> 0
"""  # noqa: S608 - our own

_VOID = f"""
SELECT 'inv', i.id, 'is ' || i.state || ' and has applications or credit notes'
FROM invoicing_invoice i
WHERE NOT (i.{LIVE})
  AND (EXISTS (SELECT FROM cash_application a WHERE a.invoice_id = i.id)
       OR EXISTS (SELECT FROM invoicing_creditnote c WHERE c.invoice_id = i.id)
       OR i.entry_id IS NOT NULL OR i.posted_at IS NOT NULL)
"""  # noqa: S608 - our own

CHECKS = (
    Check("I-15", "content as issued",
          "Header and lines of every issued document still have the hash that sealed them.", _SEALED),
    Check("I-16", "lines make totals", "Net, tax and total of a document are the sums of its lines.",
          _TOTALS),
    Check("I-16", "lines have documents", "No line is without its document.", _ORPHANS),
    Check("I-18", "states follow balances", "The state of an invoice is what its balance and applications say.",
          _STATES),
    Check("I-20", "drafts claim nothing",
          "A draft or discarded invoice has no applications, no credit notes and no entry.", _VOID),
)  # fmt: skip
