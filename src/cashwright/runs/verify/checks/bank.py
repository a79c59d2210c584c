"""Bank lines, statements and the books (I-25, I-26, I-27): each line once, and the bank as the books."""

from cashwright.runs.verify.check import Check

_LINES = """
SELECT 'bln', l.id,
       CASE WHEN p.id IS NULL THEN 'its payment does not exist'
            ELSE 'its payment is of ' || p.amount_minor || ' ' || p.currency END
FROM cash_bankline l LEFT JOIN payments_payment p ON p.id = l.payment_id
WHERE l.payment_id IS NOT NULL
  AND (p.entity_id, p.currency, p.amount_minor) IS DISTINCT FROM (l.entity_id, l.currency, l.amount_minor)
UNION ALL
SELECT 'bln', l.id, 'is ' || l.state || ', but not in the books'
FROM cash_bankline l
WHERE (l.state IN ('queued', 'applied') AND l.amount_minor > 0 AND l.payment_id IS NULL)
   OR (l.state = 'set_aside' AND l.amount_minor <> 0
       AND l.entry_id IS NULL AND l.settles_id IS NULL AND l.payment_id IS NULL)
UNION ALL
SELECT 'bln', l.id, 'is applied for another customer than its payment is of'
FROM cash_bankline l JOIN payments_payment p ON p.id = l.payment_id
WHERE l.state = 'applied' AND l.customer_id IS DISTINCT FROM p.customer_id
"""

_ENTRIES = """
SELECT 'bln', l.id, 'its entry moves ' || coalesce(sum(p.amount_minor), 0) || ' on its bank account, not '
       || l.amount_minor
FROM cash_bankline l JOIN cash_bankaccount b ON b.id = l.bank_account_id
LEFT JOIN ledger_posting p ON p.entry_id = l.entry_id AND p.account_id = b.account_id
    AND p.currency = l.currency
WHERE l.entry_id IS NOT NULL
GROUP BY l.id, l.amount_minor HAVING coalesce(sum(p.amount_minor), 0) <> l.amount_minor
"""

_STATEMENTS = """
SELECT 'bst', s.id, 'opens with ' || s.opening_minor || ', tells ' || s.booked_minor || ', closes with '
       || s.closing_minor || ', and its file says nothing of a gap'
FROM cash_bankstatement s JOIN cash_bankfile f ON f.id = s.file_id
WHERE s.kind = 'end_of_day' AND s.opening_minor + s.booked_minor <> s.closing_minor AND f.gaps = '[]'
"""

_BANKS = """
WITH chained AS (
    SELECT s.*, b.account_id, row_number() OVER (PARTITION BY s.bank_account_id ORDER BY closing_on, s.id) AS n,
           row_number() OVER (PARTITION BY s.bank_account_id ORDER BY closing_on DESC, s.id DESC) AS back
    FROM cash_bankstatement s JOIN cash_bankaccount b ON b.id = s.bank_account_id AND b.currency = s.currency
    WHERE s.kind = 'end_of_day' AND s.opening_minor IS NOT NULL AND s.closing_minor IS NOT NULL
      AND s.closing_on IS NOT NULL
), ends AS (
    SELECT f.bank_account_id, f.opening_minor, l.closing_minor, l.closing_on, l.currency
    FROM chained f JOIN chained l ON l.bank_account_id = f.bank_account_id AND l.back = 1
    WHERE f.n = 1
)
SELECT 'bac', e.bank_account_id, 'the bank says ' || e.closing_minor || ' on ' || e.closing_on
       || ', its lines lead to ' || e.opening_minor + coalesce(t.told, 0)
FROM ends e
LEFT JOIN LATERAL (SELECT sum(amount_minor) AS told FROM cash_bankline l
                   WHERE l.bank_account_id = e.bank_account_id AND l.state <> 'pending'
                     AND l.currency = e.currency AND l.booked_on <= e.closing_on) t ON true
WHERE e.opening_minor + coalesce(t.told, 0) <> e.closing_minor
  AND NOT EXISTS (SELECT FROM cash_bankstatement s JOIN cash_bankfile f ON f.id = s.file_id
                  WHERE s.bank_account_id = e.bank_account_id AND f.gaps <> '[]')
"""

_FILES = """
SELECT 'bfi', f.id, CASE WHEN t.seq IS NULL THEN 'no fact cash.bank_file_imported tells of it'
                         ELSE 'its lines are not those that it booked: ' || coalesce(l.count, 0) || ' of '
                              || (t.data ->> 'booked_count') END
FROM cash_bankfile f
LEFT JOIN verify_fact t ON t.document_id = f.id AND t.chain_id = f.entity_id
    AND t.name = 'cash.bank_file_imported'
LEFT JOIN (
    SELECT file_id, count(*), encode(sha256(convert_to(
               string_agg(line, E'\\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex') AS hash
    FROM (SELECT s.file_id, concat_ws('|', l.bank_account_id, l.key, l.detail_no, l.booked_on, l.currency,
                                      l.amount_minor) AS line
          FROM cash_bankline l JOIN cash_bankstatement s ON s.id = l.statement_id
          WHERE l.state <> 'pending') AS lines
    GROUP BY file_id
) AS l ON l.file_id = f.id
WHERE t.data ->> 'lines_hash' IS DISTINCT FROM coalesce(l.hash, encode(sha256(''), 'hex'))
"""

CHECKS = (
    Check("I-25", "bank lines as imported",
          "The lines a file booked are the same, to the amount and day, as when it was taken in.", _FILES),
    Check("I-25", "bank lines booked once",
          "A bank line is in the books once: as its payment, or against another account.", _LINES),
    Check("I-25", "bank lines as booked",
          "The entry of a bank line moves its bank account by exactly its amount.", _ENTRIES),
    Check("I-26", "statements add up",
          "What a statement opens with and tells is what it closes with, or a gap is told.", _STATEMENTS),
    Check("I-27", "banks reconcile",
          "From the first opening balance all lines lead to the last closing balance.", _BANKS),
)  # fmt: skip
