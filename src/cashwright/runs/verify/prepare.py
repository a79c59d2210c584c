"""What several checks look at, gathered once: temporary tables that go with the transaction.

verify_fact    every fact with its data as JSON: chain_id, seq, name, document_id, data
verify_booked  which fact told of which journal entry: entry_id, chain_id, seq
verify_known   payments that became known, or unknown again, in their order: payment_id, entry_id, n,
               is_last, is_known, moved_on, customer_id (whose they became, or were)
verify_was     whose payments were that became unknown again: payment_id, customer_id; those entries
               of their applications are meant that lie between after_id and entry_id
verify_item    how documents say the control accounts moved: role, entity_id, prefix, document_id,
               customer_id (zero for none), currency, moved_on, amount_minor, functional_minor
verify_posted  the same as the ledger has it
"""

from django.db import connection

from cashwright.areas.payments.states import IDENTIFIED, UNIDENTIFIED

NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"
"""Stands for "no id" where rows are grouped by ids."""

LIVE = "state NOT IN ('draft', 'discarded')"
"""An invoice that was issued."""

_ID = "'^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'"

# A chain that was tampered with may hold bytes that are no JSON; it is read with care.
_CAREFUL = """
CREATE OR REPLACE FUNCTION pg_temp.verify_json(body bytea) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN convert_from(body, 'UTF8')::jsonb;
EXCEPTION WHEN others THEN
    RETURN NULL;
END $$
"""

_FACTS = """
CREATE TEMP TABLE verify_fact ON COMMIT DROP AS
SELECT chain_id, seq, name, document_id, {read} -> 'data' AS data FROM controls_fact
"""
_PLAIN = "convert_from(body, 'UTF8')::jsonb"  # several workers can share this
_WITH_CARE = "pg_temp.verify_json(body)"

_BOOKED = f"""
CREATE TEMP TABLE verify_booked ON COMMIT DROP AS
SELECT told.entry_id::uuid AS entry_id, chain_id, min(seq) AS seq
FROM verify_fact, LATERAL (VALUES (data ->> 'entry_id'), (data ->> 'reversal_id')) AS told (entry_id)
WHERE told.entry_id ~ {_ID}
GROUP BY 1, 2
UNION ALL
SELECT a.entry_id, f.chain_id, f.seq
FROM verify_fact f JOIN credit_writeoff w ON w.id = f.document_id
JOIN cash_application a ON a.id = w.application_id
WHERE f.name = 'credit.written_off'
"""  # noqa: S608 - our own

_KNOWN = f"""
CREATE TEMP TABLE verify_known ON COMMIT DROP AS
SELECT e.document_id AS payment_id, e.id AS entry_id, e.effective_on AS moved_on,
       e.kind = '{IDENTIFIED}' AS is_known, e.n, e.n = e.count AS is_last,
       CASE WHEN e.kind = '{IDENTIFIED}' AND e.n = e.count THEN p.customer_id ELSE of.customer_id END
           AS customer_id
FROM (
    SELECT id, document_id, effective_on, kind,
           row_number() OVER (PARTITION BY document_id ORDER BY posted_at, id) AS n,
           count(*) OVER (PARTITION BY document_id) AS count
    FROM ledger_journalentry WHERE kind IN ('{IDENTIFIED}', '{UNIDENTIFIED}')
) AS e
LEFT JOIN payments_payment p ON p.id = e.document_id
LEFT JOIN LATERAL (
    SELECT customer_id FROM ledger_posting WHERE entry_id = e.id AND customer_id IS NOT NULL LIMIT 1
) AS of ON true
"""  # noqa: S608 - our own

_WAS = f"""
CREATE TEMP TABLE verify_was ON COMMIT DROP AS
SELECT payment_id, customer_id, entry_id,
       coalesce(lag(entry_id) OVER (PARTITION BY payment_id ORDER BY n), {NOBODY}) AS after_id
FROM verify_known WHERE NOT is_known
"""  # noqa: S608 - our own

WAS = "verify_was w ON w.payment_id = a.source_id AND a.entry_id > w.after_id AND a.entry_id < w.entry_id"
"""Joins an application to whose its payment was then, where that changed: ids grow with time."""

FIRST_PAYER = f"""CASE WHEN k.payment_id IS NULL THEN coalesce(p.customer_id, {NOBODY})
     WHEN k.is_known THEN {NOBODY} ELSE coalesce(k.customer_id, {NOBODY}) END"""
"""Whose a payment was when it came in; p a payment, k its first row of verify_known, if any."""

# What each kind of document does to the three accounts whose balance is a list of open items.
_ITEMS = f"""
CREATE TEMP TABLE verify_item ON COMMIT DROP AS
WITH paid AS (
    SELECT p.*, {FIRST_PAYER} AS receiver FROM payments_payment p
    LEFT JOIN verify_known k ON k.payment_id = p.id AND k.n = 1
), known AS (
    SELECT p.entity_id, p.id, p.currency, k.moved_on, coalesce(k.customer_id, {NOBODY}) AS payer,
           CASE WHEN k.is_known THEN p.amount_minor ELSE -p.amount_minor END AS amount,
           CASE WHEN k.is_known THEN p.functional_minor ELSE -p.functional_minor END AS functional
    FROM verify_known k JOIN payments_payment p ON p.id = k.payment_id
)
SELECT 'receivable' AS role, entity_id, 'inv' AS prefix, id AS document_id, customer_id, currency,
       issued_on AS moved_on, total_minor AS amount_minor, functional_minor
FROM invoicing_invoice WHERE {LIVE}
UNION ALL
SELECT 'receivable', a.entity_id, 'inv', a.invoice_id, a.customer_id, a.currency, a.applied_on,
       -a.amount_minor, -a.invoice_functional_minor
FROM cash_application a
UNION ALL
SELECT 'customer_credit', entity_id, 'cn', id, customer_id, currency, issued_on, -total_minor,
       -functional_minor
FROM invoicing_creditnote
UNION ALL
SELECT CASE WHEN receiver = {NOBODY} THEN 'unidentified' ELSE 'customer_credit' END, entity_id,
       'pay', id, receiver, currency, received_on, -amount_minor, -functional_minor
FROM paid
UNION ALL
SELECT 'unidentified', entity_id, 'pay', id, {NOBODY}, currency, moved_on, amount, functional
FROM known
UNION ALL
SELECT 'customer_credit', entity_id, 'pay', id, payer, currency, moved_on, -amount, -functional
FROM known
UNION ALL
SELECT CASE WHEN customer_id IS NULL THEN 'unidentified' ELSE 'customer_credit' END, entity_id,
       'pay', id, coalesce(customer_id, {NOBODY}), currency, returned_on, amount_minor,
       functional_minor
FROM payments_payment WHERE returned_on IS NOT NULL
UNION ALL
SELECT 'customer_credit', a.entity_id, CASE WHEN c.id IS NULL THEN 'pay' ELSE 'cn' END, a.source_id,
       coalesce(w.customer_id, p.customer_id, c.customer_id, {NOBODY}), a.currency, a.applied_on,
       a.amount_minor, a.source_functional_minor
FROM cash_application a LEFT JOIN {WAS}
LEFT JOIN payments_payment p ON p.id = a.source_id AND a.source_kind = 'payment'
LEFT JOIN invoicing_creditnote c ON c.id = a.source_id AND a.source_kind = 'credit_note'
WHERE a.source_kind IN ('payment', 'credit_note')
UNION ALL
SELECT 'customer_credit', entity_id, CASE source_kind WHEN 'payment' THEN 'pay' ELSE 'cn' END,
       source_id, customer_id, currency, refunded_on, amount_minor, source_functional_minor
FROM payments_refund
UNION ALL
SELECT 'customer_credit', entity_id, 'pay', payment_id, customer_id, currency, recovered_on,
       amount_minor, functional_minor
FROM credit_recovery
"""  # noqa: S608 - our own

_POSTED = f"""
CREATE TEMP TABLE verify_posted ON COMMIT DROP AS
SELECT a.role, p.entity_id, p.document_id, coalesce(p.customer_id, {NOBODY}) AS customer_id,
       p.currency, p.effective_on AS moved_on, p.amount_minor, p.functional_minor
FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id
WHERE a.role IN ('receivable', 'customer_credit', 'unidentified')
"""  # noqa: S608 - our own

_TABLES = {
    "verify_booked": _BOOKED,
    "verify_known": _KNOWN,
    "verify_was": _WAS,
    "verify_item": _ITEMS,
    "verify_posted": _POSTED,
}


def prepare(*, is_broken: bool) -> None:
    """Make the tables. is_broken: some chain's bytes are not what their hashes say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL work_mem = '192MB'; SET LOCAL jit = off; SET LOCAL datestyle = ISO"
        )
        cursor.execute(_CAREFUL)
        facts = _FACTS.format(read=_WITH_CARE if is_broken else _PLAIN)
        for table, sql in {"verify_fact": facts, **_TABLES}.items():
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
            cursor.execute(sql)
            cursor.execute(f"ANALYZE {table}")
