"""Functional amounts: rounded once at the stored rate, and relieved to nothing (I-10, I-11)."""

from cashwright.kernel.currencies import CURRENCIES
from cashwright.runs.verify.check import Check
from cashwright.runs.verify.prepare import LIVE

_UNITS = "(VALUES {}) AS {{0}} (code, units)".format(
    ", ".join(f"('{code}', {known.minor_units})" for code, known in CURRENCIES.items())
)

# Half away from zero without a fraction anywhere: (2 * size + denominator) div (2 * denominator).
_PRICED = f"""
SELECT prefix, id, 'functional amount ' || functional_minor || ', at the stored rate ' || priced
FROM (
    SELECT d.prefix, d.id, d.functional_minor,
           CASE WHEN d.currency = e.currency THEN amount_minor ELSE
               sign(amount_minor) * div(
                   2 * abs(amount_minor) * d.rate_numerator * power(10::numeric, home.units)
                   + d.rate_denominator * power(10::numeric, own.units),
                   2 * d.rate_denominator * power(10::numeric, own.units))
           END::bigint AS priced
    FROM (
        SELECT 'inv' AS prefix, id, entity_id, currency, total_minor::numeric AS amount_minor,
               functional_minor, rate_numerator, rate_denominator
        FROM invoicing_invoice WHERE {LIVE}
        UNION ALL
        SELECT 'cn', id, entity_id, currency, total_minor, functional_minor, rate_numerator,
               rate_denominator
        FROM invoicing_creditnote
        UNION ALL
        SELECT 'pay', id, entity_id, currency, amount_minor, functional_minor, rate_numerator,
               rate_denominator
        FROM payments_payment
    ) AS d
    JOIN parties_legalentity e ON e.id = d.entity_id
    JOIN {_UNITS.format("own")} ON own.code = d.currency
    JOIN {_UNITS.format("home")} ON home.code = e.currency
) AS judged WHERE priced <> functional_minor
"""  # noqa: S608 - our own

_RELIEVED = """
SELECT 'inv', id, 'nothing is owed, but ' || balance_functional_minor || ' is left in functional currency'
FROM invoicing_invoice WHERE balance_minor = 0 AND balance_functional_minor <> 0
UNION ALL
SELECT 'pay', id, 'nothing is left, but ' || unapplied_functional_minor || ' in functional currency is'
FROM payments_payment WHERE unapplied_minor = 0 AND unapplied_functional_minor <> 0
UNION ALL
SELECT 'cn', id, 'nothing is left, but ' || unapplied_functional_minor || ' in functional currency is'
FROM invoicing_creditnote WHERE unapplied_minor = 0 AND unapplied_functional_minor <> 0
"""

# A part of a document differs from its own conversion by half a unit, the largest by one a part.
_PARTS = """
SELECT CASE e.kind WHEN 'invoice' THEN 'inv' ELSE 'cn' END, d.id,
       'account ' || p.account_id || ' has ' || p.functional_minor || ' of ' || d.functional_minor
FROM (
    SELECT id, entry_id, total_minor, functional_minor FROM invoicing_invoice
    UNION ALL SELECT id, entry_id, total_minor, functional_minor FROM invoicing_creditnote
) AS d
JOIN ledger_journalentry e ON e.id = d.entry_id JOIN ledger_posting p ON p.entry_id = e.id
WHERE d.total_minor <> 0 AND p.document_id IS NULL
  AND abs(p.functional_minor::numeric * d.total_minor - p.amount_minor::numeric * d.functional_minor)
      > e.line_count * abs(d.total_minor::numeric)
"""

_REVALUED = """
SELECT NULL, 'revaluation ' || r.id, 'is not taken back the day after'
FROM ledger_revaluation r
LEFT JOIN ledger_journalentry e ON e.id = r.entry_id
LEFT JOIN ledger_journalentry back ON back.id = r.reversal_id
WHERE back.reverses_id IS DISTINCT FROM e.id OR e.effective_on IS DISTINCT FROM r.on
   OR back.effective_on IS DISTINCT FROM r.on + 1
UNION ALL
SELECT NULL, 'revaluation ' || r.id, 'leaves ' || sum(p.functional_minor) || ' on account ' || p.account_id
FROM ledger_revaluation r JOIN ledger_posting p ON p.entry_id IN (r.entry_id, r.reversal_id)
GROUP BY r.id, p.account_id, p.currency HAVING sum(p.functional_minor) <> 0 OR sum(p.amount_minor) <> 0
"""

# A day revalued twice would count its gains twice; an entry nobody keeps account of is never taken back.
_ONCE = """
SELECT NULL, 'revaluation of ' || e.code || ' as of ' || r.on, 'was made ' || count(*) || ' times'
FROM ledger_revaluation r JOIN parties_legalentity e ON e.id = r.entity_id
GROUP BY e.code, r.on HAVING count(*) > 1
UNION ALL
SELECT 'je', j.id::text, 'revalues open items, but belongs to no revaluation'
FROM ledger_journalentry j
LEFT JOIN ledger_revaluation r ON r.id = j.document_id AND j.id IN (r.entry_id, r.reversal_id)
WHERE j.kind LIKE 'revaluation%' AND r.id IS NULL
"""

CHECKS = (
    Check("I-10", "functional amounts",
          "Functional amount = amount at the stored rate, rounded half up once.", _PRICED),
    Check("I-10", "functional parts",
          "The functional amounts of income and tax are their shares of the document's.", _PARTS),
    Check("I-10", "relieved to nothing",
          "What is settled or used up has no functional amount left.", _RELIEVED),
    Check("I-11", "revaluations taken back",
          "A revaluation is fully taken back on the first day of the next period.", _REVALUED),
    Check("I-11", "revalued once",
          "Open items of one day are revalued once, by the entries of that revaluation alone.", _ONCE),
)  # fmt: skip
