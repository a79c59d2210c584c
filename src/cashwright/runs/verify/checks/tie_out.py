"""Sub-ledgers tie out with their control accounts, item by item and on every day (I-06 to I-08).

A balance as of a day is the sum of the movements up to it, so equal movements on each day are equal
balances on every day; the running sums are compared as well, and the first day that differs is told.
"""

from cashwright.runs.verify.check import Check


def _per_item(role: str) -> str:
    """Documents and ledger, item by item, day by day: what moved is the same."""
    return f"""
SELECT CASE WHEN min(prefix) = 'none' THEN NULL ELSE min(prefix) END,
       CASE WHEN document_id IS NULL THEN 'postings without a document' ELSE document_id::text END,
       'from ' || min(moved_on) || ' the ledger differs by ' || sum(amount) || ' ' || min(currency)
       || ' (functional ' || sum(functional) || ')'
FROM (
    SELECT coalesce(min(prefix), CASE WHEN document_id IS NULL THEN 'none' ELSE '{_PREFIX[role]}' END)
               AS prefix,
           document_id, moved_on, currency, sum(amount) AS amount, sum(functional) AS functional
    FROM (
        SELECT prefix, document_id, entity_id, customer_id, currency, moved_on,
               -amount_minor AS amount, -functional_minor AS functional
        FROM verify_item WHERE role = '{role}'
        UNION ALL
        SELECT NULL, document_id, entity_id, customer_id, currency, moved_on, amount_minor,
               functional_minor
        FROM verify_posted WHERE role = '{role}'
    ) AS sides
    GROUP BY document_id, entity_id, customer_id, currency, moved_on
    HAVING sum(amount) <> 0 OR sum(functional) <> 0
) AS differing
GROUP BY document_id
"""  # noqa: S608 - our own


_PREFIX = {"receivable": "inv", "customer_credit": "pay", "unidentified": "pay"}

_EVERY_DAY = """
SELECT NULL, a.code || ' ' || a.name || ', ' || coalesce(l.code, d.entity_id::text) || ' ' || d.currency,
       'on ' || min(d.moved_on) || ' and ' || count(*) - 1 || ' later days: ledger '
       || (array_agg(d.ledger ORDER BY d.moved_on))[1] || ', items '
       || (array_agg(d.items ORDER BY d.moved_on))[1]
FROM (
    SELECT role, entity_id, currency, moved_on, sum(sum(posted)) OVER running AS ledger,
           sum(sum(item)) OVER running AS items
    FROM (
        SELECT role, entity_id, currency, moved_on, amount_minor AS item, 0::bigint AS posted
        FROM verify_item
        UNION ALL
        SELECT role, entity_id, currency, moved_on, 0, amount_minor FROM verify_posted
    ) AS sides
    GROUP BY role, entity_id, currency, moved_on
    WINDOW running AS (PARTITION BY role, entity_id, currency ORDER BY moved_on)
) AS d
JOIN ledger_account a ON a.role = d.role LEFT JOIN parties_legalentity l ON l.id = d.entity_id
WHERE d.ledger <> d.items AND d.role IN ({roles})
GROUP BY a.code, a.name, l.code, d.entity_id, d.currency
"""

_OPEN_NOW = """
SELECT NULL, 'receivables of ' || coalesce(l.code, entity_id::text) || ' ' || s.currency,
       'open invoices ' || sum(open) || ', control account ' || sum(ledger)
FROM (
    SELECT entity_id, currency, balance_minor AS open, 0::bigint AS ledger FROM invoicing_invoice
    UNION ALL
    SELECT entity_id, currency, 0, amount_minor FROM verify_posted WHERE role = 'receivable'
) AS s LEFT JOIN parties_legalentity l ON l.id = s.entity_id
GROUP BY l.code, s.entity_id, s.currency HAVING sum(open) <> sum(ledger)
"""

_CREDIT_NOW = """
SELECT NULL, 'customer credits of ' || coalesce(l.code, entity_id::text) || ' ' || s.currency,
       'unapplied ' || sum(open) || ', liability account ' || sum(ledger)
FROM (
    SELECT entity_id, currency, unapplied_minor AS open, 0::bigint AS ledger FROM payments_payment
    UNION ALL SELECT entity_id, currency, unapplied_minor, 0 FROM invoicing_creditnote
    UNION ALL
    SELECT entity_id, currency, 0, -amount_minor FROM verify_posted
    WHERE role IN ('customer_credit', 'unidentified')
) AS s LEFT JOIN parties_legalentity l ON l.id = s.entity_id
GROUP BY l.code, s.entity_id, s.currency HAVING sum(open) <> sum(ledger)
"""

_MOVEMENTS = """
SELECT NULL, kind || ' of ' || coalesce(l.code, entity_id::text) || ' ' || m.currency || ' on ' || moved_on,
       'reports count ' || sum(noted) || ', documents ' || sum(amount)
FROM (
    SELECT entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor AS noted,
           0::bigint AS amount
    FROM insight_movement
    UNION ALL
    SELECT entity_id, currency, 'issued', issued_on, issued_on, due_on, 0, total_minor
    FROM invoicing_invoice WHERE state NOT IN ('draft', 'discarded')
    UNION ALL
    SELECT a.entity_id, a.currency, a.source_kind, a.applied_on, i.issued_on, i.due_on, 0,
           -a.amount_minor
    FROM cash_application a LEFT JOIN invoicing_invoice i ON i.id = a.invoice_id
    UNION ALL
    SELECT entity_id, currency, 'credited', issued_on, NULL, NULL, 0, -total_minor
    FROM invoicing_creditnote
    UNION ALL
    SELECT entity_id, currency, 'unapplied', moved_on, NULL, NULL, 0, amount_minor
    FROM verify_posted WHERE role = 'customer_credit'
) AS m LEFT JOIN parties_legalentity l ON l.id = m.entity_id
GROUP BY kind, l.code, m.entity_id, m.currency, moved_on, issued_on, due_on
HAVING sum(noted) <> sum(amount)
"""

CHECKS = (
    Check("I-06", "receivables per invoice",
          "The receivable account moves with each invoice, by the same amounts on the same days.",
          _per_item("receivable")),
    Check("I-06", "receivables on every day",
          "The receivable account = the open balances of all invoices, per entity and currency, on every day.",
          _EVERY_DAY.format(roles="'receivable'")),
    Check("I-06", "receivables now",
          "The receivable account = the balances that invoices show now.", _OPEN_NOW),
    Check("I-07", "movements as documents",
          "What aging and KPIs add up is what the documents and the ledger say, day by day.", _MOVEMENTS),
    Check("I-08", "credits per document",
          "The customer-credit account moves with each payment and credit note.",
          _per_item("customer_credit")),
    Check("I-08", "unidentified per payment",
          "The account of unidentified receipts moves with each payment nobody claimed.",
          _per_item("unidentified")),
    Check("I-08", "credits on every day",
          "The credit accounts = unapplied cash and open credit notes, per entity and currency, on every day.",
          _EVERY_DAY.format(roles="'customer_credit', 'unidentified'")),
    Check("I-08", "credits now",
          "The credit accounts = what payments and credit notes show as unapplied now.", _CREDIT_NOW),
)  # fmt: skip
