"""What was billed by contract: days a charge has, each once; items and credit that are there (I-21)."""

from cashwright.runs.verify.check import Check

# Lines of charges on documents that stand: not of drafts thrown away, whose charges are taken off.
_LINES = """
    SELECT 'inv' AS prefix, l.invoice_id AS document_id, l.line_no, l.charge_id, l.from_on, l.until_on,
           l.revision, l.gross_minor, l.discount_minor, l.net_minor, l.tax_minor
    FROM invoicing_invoiceline l WHERE l.charge_id IS NOT NULL
    UNION ALL
    SELECT 'cn', l.credit_note_id, l.line_no, l.charge_id, l.from_on, l.until_on, l.revision,
           -l.gross_minor, -l.discount_minor, -l.net_minor, -l.tax_minor
    FROM invoicing_creditnoteline l WHERE l.charge_id IS NOT NULL
"""

# A charge is billed for days of its spans alone; a one-off for the day its span begins.
_OUTSIDE = f"""
SELECT l.prefix, l.document_id, 'line ' || l.line_no || ' bills ' || l.from_on || ' to ' || l.until_on
       || ', which the charge does not have'
FROM ({_LINES}) l
WHERE l.revision = 0 AND NOT EXISTS (
    SELECT FROM contracts_chargespan s JOIN contracts_charge c ON c.id = s.charge_id
    WHERE s.charge_id = l.charge_id AND s.from_on <= l.from_on)
   OR l.until_on <= l.from_on
   OR NOT EXISTS (SELECT FROM contracts_charge c WHERE c.id = l.charge_id)
"""  # noqa: S608 - our own

_TWICE = f"""
SELECT b.prefix, b.document_id, 'line ' || b.line_no || ' bills days from ' || b.from_on
       || ' that a line before it has billed'
FROM (
    SELECT l.*, max(l.until_on) OVER (
        PARTITION BY l.charge_id ORDER BY l.from_on, l.until_on
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS billed_until
    FROM ({_LINES}) l WHERE l.revision = 0
) b WHERE b.from_on < b.billed_until
"""  # noqa: S608 - our own

# Priced is gross less discount: the net, or net and tax where the price contains it.
_AMOUNTS = f"""
SELECT l.prefix, l.document_id, 'line ' || l.line_no || ' was priced at '
       || l.gross_minor - l.discount_minor || ', its net is ' || l.net_minor
FROM ({_LINES}) l
WHERE l.gross_minor - l.discount_minor NOT IN (l.net_minor, l.net_minor + l.tax_minor)
"""  # noqa: S608 - our own

_ITEMS = """
SELECT 'bli', i.id, 'is billed on a document that does not stand'
FROM contracts_billitem i
WHERE i.invoice_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM invoicing_invoice v WHERE v.id = i.invoice_id AND v.state <> 'discarded')
  AND NOT EXISTS (SELECT FROM invoicing_creditnote c WHERE c.id = i.invoice_id)
UNION ALL
SELECT 'bli', i.id, 'is marked as billed, and no line of its document bills it'
FROM contracts_billitem i
WHERE i.invoice_id IS NOT NULL AND i.charge_id IS NOT NULL
  AND i.invoice_id IN (SELECT id FROM invoicing_invoice UNION ALL SELECT id FROM invoicing_creditnote)
  AND NOT EXISTS (
    SELECT FROM invoicing_invoiceline l WHERE l.invoice_id = i.invoice_id
      AND l.charge_id = i.charge_id AND l.from_on = i.from_on AND l.revision = i.revision)
  AND NOT EXISTS (
    SELECT FROM invoicing_creditnoteline l WHERE l.credit_note_id = i.invoice_id
      AND l.charge_id = i.charge_id AND l.from_on = i.from_on AND l.revision = i.revision)
"""

_DRAWS = """
SELECT 'pcg', g.id, 'says ' || g.used_minor || ' is used, its draws say ' || coalesce(d.minor, 0)
FROM contracts_creditgrant g
LEFT JOIN (SELECT grant_id, sum(amount_minor) AS minor FROM contracts_creditdraw GROUP BY grant_id) d
  ON d.grant_id = g.id
WHERE g.used_minor <> coalesce(d.minor, 0)
UNION ALL
SELECT 'pcg', d.grant_id, 'is drawn on for an invoice that does not stand'
FROM contracts_creditdraw d
LEFT JOIN invoicing_invoice i ON i.id = d.invoice_id AND i.state <> 'discarded'
WHERE i.id IS NULL
"""

CHECKS = (
    Check("I-21", "days as agreed", "What is billed of a charge are days that it has.", _OUTSIDE),
    Check("I-21", "days billed once", "No day of a charge is billed twice by the regular run.", _TWICE),
    Check("I-16", "lines as priced", "The net of a billed line is what it was priced at, less its discount.",
          _AMOUNTS),
    Check("I-21", "items billed once", "A bill item that is billed is on one document that stands.", _ITEMS),
    Check("I-21", "prepaid credit adds up", "What is used of a prepaid credit is what invoices drew on it.",
          _DRAWS),
)  # fmt: skip
