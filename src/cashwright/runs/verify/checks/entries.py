"""The journal of money: whole, balanced, mirrored entries (I-01, I-03, I-04)."""

from cashwright.runs.verify.check import Check

_BALANCED = """
SELECT 'je', entry_id, 'off by ' || sum(amount_minor) || ' ' || currency
FROM ledger_posting GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0
UNION ALL
SELECT 'je', entry_id, 'off by ' || sum(functional_minor) || ' in functional currency'
FROM ledger_posting GROUP BY entry_id HAVING sum(functional_minor) <> 0
"""

_WHOLE = """
SELECT 'je', coalesce(e.id, p.entry_id),
       CASE WHEN e.id IS NULL THEN 'postings without an entry'
            WHEN p.entry_id IS NULL THEN 'an entry without postings'
            WHEN NOT p.fits THEN 'entity or date of a line differ from the entry''s'
            ELSE 'has ' || p.lines || ' of ' || e.line_count || ' lines' END
FROM ledger_journalentry e
FULL JOIN (
    SELECT n.entry_id, count(*) AS lines, max(n.line_no) AS last,
           bool_and(n.entity_id = h.entity_id AND n.effective_on = h.effective_on) AS fits
    FROM ledger_posting n LEFT JOIN ledger_journalentry h ON h.id = n.entry_id GROUP BY n.entry_id
) p ON p.entry_id = e.id
WHERE e.id IS NULL OR p.entry_id IS NULL OR NOT p.fits
   OR p.lines <> e.line_count OR p.last <> e.line_count OR p.lines < 2
"""

_NOT_EMPTY = """
SELECT 'je', entry_id, 'line ' || line_no || ' has no amount'
FROM ledger_posting WHERE amount_minor = 0 AND functional_minor = 0
"""

_REVERSALS = """
SELECT 'je', r.id, CASE WHEN o.id IS NULL THEN 'reverses an entry that does not exist'
                        WHEN r.effective_on < o.effective_on THEN 'is dated before what it reverses'
                        ELSE 'belongs to another entity than what it reverses' END
FROM ledger_journalentry r LEFT JOIN ledger_journalentry o ON o.id = r.reverses_id
WHERE r.reverses_id IS NOT NULL
  AND (o.id IS NULL OR r.effective_on < o.effective_on OR r.entity_id <> o.entity_id)
UNION ALL
SELECT 'je', reverses_id, 'is reversed ' || count(*) || ' times'
FROM ledger_journalentry WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1
"""

_MIRRORED = """
SELECT 'je', entry_id, 'line ' || min(line_no) || ' does not mirror what the entry reverses'
FROM (
    SELECT entry_id, line_no
    FROM (
        SELECT r.id AS entry_id, p.line_no, p.account_id, p.currency, p.customer_id, p.document_id,
               p.amount_minor, p.functional_minor
        FROM ledger_journalentry r
        JOIN ledger_posting p ON p.entry_id IN (r.id, r.reverses_id)
        WHERE r.reverses_id IS NOT NULL
    ) AS sides
    GROUP BY entry_id, line_no, account_id, currency, customer_id, document_id
    HAVING count(*) <> 2 OR sum(amount_minor) <> 0 OR sum(functional_minor) <> 0
) AS lines
GROUP BY entry_id
"""

_TRIAL_BALANCE = """
SELECT NULL, 'trial balance of ' || coalesce(l.code, g.entity_id::text) || ' ' || g.effective_on,
       'off by ' || g.amount || ' ' || g.currency || ' as known on ' || g.known_on
FROM (
    SELECT p.entity_id, p.currency, p.effective_on, (e.posted_at AT TIME ZONE 'UTC')::date AS known_on,
           sum(p.amount_minor) AS amount
    FROM ledger_posting p LEFT JOIN ledger_journalentry e ON e.id = p.entry_id
    GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT p.entity_id, 'functional', p.effective_on, (e.posted_at AT TIME ZONE 'UTC')::date,
           sum(p.functional_minor)
    FROM ledger_posting p LEFT JOIN ledger_journalentry e ON e.id = p.entry_id
    GROUP BY 1, 2, 3, 4
) AS g LEFT JOIN parties_legalentity l ON l.id = g.entity_id
WHERE g.amount <> 0
"""

CHECKS = (
    Check("I-01", "entries balance",
          "Each journal entry is zero in every currency and in the functional currency.", _BALANCED),
    Check("I-01", "entries are whole",
          "Each entry has its head and all its lines, of its own entity and day.", _WHOLE),
    Check("I-01", "no empty line", "No posting is without an amount.", _NOT_EMPTY),
    Check("I-03", "reversed once",
          "An entry is reversed at most once, by one of the same entity, not before its own day.",
          _REVERSALS),
    Check("I-03", "reversals mirror",
          "A reversal mirrors its original line by line.", _MIRRORED),
    Check("I-04", "trial balance is zero",
          "The trial balance is zero per entity and currency on every effective day, as known on any day.",
          _TRIAL_BALANCE),
)  # fmt: skip
