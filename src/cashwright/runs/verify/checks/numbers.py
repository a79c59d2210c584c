"""Numbers: without gap, in the order of issue, given once (I-12 to I-14), sources booked once (I-21, I-25)."""

from cashwright.runs.verify.check import Check

_NUMBERED = """
    SELECT 'inv' AS prefix, id, entity_id, series, series_year, series_no, issued_on, document_no, state
    FROM invoicing_invoice WHERE series_no IS NOT NULL
    UNION ALL
    SELECT 'cn', id, entity_id, series, series_year, series_no, issued_on, document_no, state
    FROM invoicing_creditnote WHERE series_no IS NOT NULL
"""

# Cases are numbered without gap too, in the order they came in; they may have begun earlier.
_COUNTED = f"""
    {_NUMBERED}
    UNION ALL
    SELECT 'dsp', id, entity_id, series, series_year, series_no, opened_on, dispute_no, state
    FROM disputes_dispute
"""  # noqa: S608 - our own

# Only a series whose documents are not as many as its numbers is looked through number by number.
_NO_GAP = f"""
WITH numbered AS MATERIALIZED ({_COUNTED}), counted AS (
    SELECT entity_id, series, series_year, count(DISTINCT series_no) AS documents FROM numbered
    WHERE series_no >= 1 GROUP BY 1, 2, 3
), wanted AS MATERIALIZED (
    SELECT s.entity_id, s.prefix, s.year::bigint AS year, n.no
    FROM invoicing_series s
    LEFT JOIN counted c ON c.entity_id = s.entity_id AND c.series = s.prefix AND c.series_year = s.year
    CROSS JOIN LATERAL generate_series(1, s.last_no) AS n (no)
    WHERE coalesce(c.documents, 0) <> s.last_no
)
SELECT NULL, w.prefix || '-' || w.year || '-' || lpad(w.no::text, 6, '0'),
       'this number is missing in the books of ' || coalesce(l.code, w.entity_id::text)
FROM wanted w
LEFT JOIN parties_legalentity l ON l.id = w.entity_id
WHERE NOT EXISTS (SELECT FROM numbered d WHERE d.entity_id = w.entity_id AND d.series = w.prefix
                  AND d.series_year = w.year AND d.series_no = w.no)
UNION ALL
SELECT d.prefix, d.id::text, 'number ' || d.series_no || ' was never given out by its series'
FROM numbered AS d
LEFT JOIN invoicing_series s
    ON s.entity_id = d.entity_id AND s.prefix = d.series AND s.year = d.series_year
WHERE s.id IS NULL OR d.series_no NOT BETWEEN 1 AND s.last_no
"""  # noqa: S608 - our own

_ONCE = f"""
SELECT NULL, min(document_no), 'stands on ' || count(*) || ' documents'
FROM ({_COUNTED}) AS d GROUP BY entity_id, series, series_year, series_no HAVING count(*) > 1
UNION ALL
SELECT NULL, document_no, 'stands on ' || count(*) || ' invoices'
FROM invoicing_invoice WHERE document_no IS NOT NULL GROUP BY entity_id, document_no HAVING count(*) > 1
UNION ALL
SELECT NULL, document_no, 'stands on ' || count(*) || ' credit notes'
FROM invoicing_creditnote GROUP BY entity_id, document_no HAVING count(*) > 1
"""  # noqa: S608 - our own

_IN_ORDER = f"""
SELECT prefix, id::text, 'number ' || document_no || ' of ' || issued_on || ' follows one of ' || before
FROM (
    SELECT d.*, lag(issued_on) OVER (PARTITION BY entity_id, series, series_year ORDER BY series_no)
               AS before
    FROM ({_NUMBERED}) AS d
) AS ordered WHERE issued_on < before
UNION ALL
SELECT NULL, s.prefix || '-' || s.year, 'the series remembers ' || coalesce(s.last_issued_on::text, 'no day')
       || ', its last document is of ' || max(d.issued_on)
FROM invoicing_series s JOIN ({_NUMBERED}) AS d
    ON d.entity_id = s.entity_id AND d.series = s.prefix AND d.series_year = s.year
GROUP BY s.id, s.prefix, s.year, s.last_issued_on HAVING s.last_issued_on IS DISTINCT FROM max(d.issued_on)
"""  # noqa: S608 - our own

_AT_ISSUE = f"""
SELECT 'inv', id, CASE WHEN state IN ('draft', 'discarded') THEN 'has number ' || document_no || ' though ' || state
                       ELSE 'is issued without a number' END
FROM invoicing_invoice WHERE (state IN ('draft', 'discarded')) <> (document_no IS NULL)
UNION ALL
SELECT 'cn', id, 'is issued without a number' FROM invoicing_creditnote WHERE document_no IS NULL
UNION ALL
SELECT prefix, id, 'is called ' || document_no || ' as number ' || series_no || ' of ' || series || '-' || series_year
FROM ({_NUMBERED}) AS d
WHERE document_no <> series || '-' || series_year || '-' || CASE
    WHEN series_no < 1000000 THEN lpad(series_no::text, 6, '0') ELSE series_no::text END
"""  # noqa: S608 - our own

_SOURCES = """
SELECT NULL, source || ' ' || source_ref, 'is booked as ' || count(*) || ' ' || kind
FROM (
    SELECT 'invoices' AS kind, entity_id, source, source_ref FROM invoicing_invoice
    UNION ALL SELECT 'credit notes', entity_id, source, source_ref FROM invoicing_creditnote
    UNION ALL SELECT 'payments', entity_id, source, source_ref FROM payments_payment
) AS d
WHERE source_ref IS NOT NULL AND kind {kind} 'payments'
GROUP BY kind, entity_id, source, source_ref HAVING count(*) > 1
"""

CHECKS = (
    Check("I-12", "numbers without gap", "In each series and year the numbers are 1 to n without gap.",
          _NO_GAP),
    Check("I-12", "numbers once", "No number stands on two documents.", _ONCE),
    Check("I-13", "number order is issue order", "Within a series the issue date never decreases.",
          _IN_ORDER),
    Check("I-14", "numbers at issue", "A number is given at issue and not before, and says its series.",
          _AT_ISSUE),
    Check("I-21", "sources billed once", "What came from outside became one document, not two.",
          _SOURCES.format(kind="<>")),
    Check("I-25", "receipts booked once", "An external payment is booked at most once.",
          _SOURCES.format(kind="=")),
)  # fmt: skip
