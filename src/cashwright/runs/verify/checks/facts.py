"""The journal of facts and the documents tell the same story (I-46): one fact a document, saying the same."""

from cashwright.runs.verify.check import Check
from cashwright.runs.verify.prepare import FIRST_PAYER, LIVE, NOBODY

_SEVERAL = ("payments.identified", "payments.unidentified")


def same_story(prefix: str, fact: str, documents: str) -> str:
    """documents: a SELECT of (id, chain_id, told): what the one fact of each must hold as data.

    What can happen to a document more than once (it becomes known) is told apart by its entries.
    """
    entry = "'entry_id'" if fact in _SEVERAL else "''"
    return f"""
SELECT '{prefix}', id,
       CASE WHEN facts = 0 THEN 'no fact {fact} tells of it'
            WHEN NOT exists_ THEN 'a fact {fact} tells of it, but it does not exist'
            WHEN facts > 1 THEN facts || ' facts {fact} tell of it'
            ELSE 'fact ' || seq || ' ({fact}) says otherwise: ' || (
                SELECT string_agg(key, ', ' ORDER BY key) FROM jsonb_each(told)
                WHERE value IS DISTINCT FROM data -> key) END
FROM (
    SELECT coalesce(d.id, f.document_id) AS id, d.id IS NOT NULL AS exists_, d.told,
           count(f.seq) OVER (PARTITION BY coalesce(d.id, f.document_id),
                              coalesce(d.told ->> {entry}, f.data ->> {entry})) AS facts, f.seq, f.data
    FROM ({documents}) AS d (id, chain_id, told)
    FULL JOIN (SELECT * FROM verify_fact WHERE name = '{fact}') AS f
        ON f.document_id = d.id AND f.chain_id = d.chain_id
        AND coalesce(f.data ->> {entry}, '') = coalesce(d.told ->> {entry}, '')
) AS told WHERE facts <> 1 OR NOT exists_ OR NOT coalesce(data @> told, false)
"""  # noqa: S608 - our own


_INVOICES = f"""
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'invoice_id', id, 'customer_id', customer_id, 'document_no', document_no,
    'issued_on', issued_on, 'due_on', due_on, 'currency', currency, 'total_minor', total_minor,
    'entry_id', entry_id, 'content_hash', encode(content_hash, 'hex'))
FROM invoicing_invoice WHERE {LIVE}
"""  # noqa: S608 - our own

_DISCARDED = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'invoice_id', id, 'customer_id', customer_id)
FROM invoicing_invoice WHERE state = 'discarded'
"""

_CREDIT_NOTES = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'credit_note_id', id, 'customer_id', customer_id, 'invoice_id', invoice_id,
    'document_no', document_no, 'issued_on', issued_on, 'currency', currency, 'total_minor', total_minor,
    'entry_id', entry_id, 'content_hash', encode(content_hash, 'hex'))
FROM invoicing_creditnote
"""

_PAYMENTS = f"""
SELECT p.id, p.entity_id, jsonb_build_object(
    'entity_id', p.entity_id, 'payment_id', p.id,
    'customer_id', nullif({FIRST_PAYER}, {NOBODY}),
    'received_on', p.received_on, 'currency', p.currency, 'amount_minor', p.amount_minor,
    'method', p.method, 'entry_id', p.entry_id)
FROM payments_payment p LEFT JOIN verify_known k ON k.payment_id = p.id AND k.n = 1
"""  # noqa: S608 - our own

_IDENTIFIED = """
SELECT p.id, p.entity_id, jsonb_build_object(
    'entity_id', p.entity_id, 'payment_id', p.id, 'customer_id', k.customer_id,
    'identified_on', k.moved_on, 'entry_id', k.entry_id)
FROM verify_known k JOIN payments_payment p ON p.id = k.payment_id WHERE k.is_known
"""

_UNIDENTIFIED = """
SELECT p.id, p.entity_id, jsonb_build_object(
    'entity_id', p.entity_id, 'payment_id', p.id, 'customer_id', k.customer_id,
    'unidentified_on', k.moved_on, 'entry_id', k.entry_id)
FROM verify_known k JOIN payments_payment p ON p.id = k.payment_id WHERE NOT k.is_known
"""

_RETURNED = """
SELECT p.id, p.entity_id, jsonb_build_object(
    'entity_id', p.entity_id, 'payment_id', p.id, 'customer_id', p.customer_id,
    'returned_on', p.returned_on, 'currency', p.currency, 'amount_minor', p.amount_minor,
    'entry_id', e.id)
FROM payments_payment p
LEFT JOIN ledger_journalentry e ON e.document_id = p.id AND e.kind = 'payment_return'
WHERE p.state = 'returned'
"""

_APPLIED = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'application_id', id, 'customer_id', customer_id, 'invoice_id', invoice_id,
    'source_kind', source_kind, 'source_id', source_id, 'applied_on', applied_on, 'currency', currency,
    'amount_minor', amount_minor, 'entry_id', entry_id)
FROM cash_application WHERE amount_minor > 0 AND source_kind IN ('payment', 'credit_note')
"""

_UNAPPLIED = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'application_id', id, 'undoes_id', reverses_id, 'customer_id', customer_id,
    'invoice_id', invoice_id, 'source_kind', source_kind, 'source_id', source_id,
    'applied_on', applied_on, 'currency', currency, 'amount_minor', -amount_minor, 'entry_id', entry_id)
FROM cash_application WHERE amount_minor < 0
"""

_REFUNDS = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'refund_id', id, 'customer_id', customer_id, 'source_kind', source_kind,
    'source_id', source_id, 'refunded_on', refunded_on, 'currency', currency,
    'amount_minor', amount_minor, 'entry_id', entry_id)
FROM payments_refund
"""

_WRITE_OFFS = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'write_off_id', id, 'customer_id', customer_id, 'invoice_id', invoice_id,
    'written_off_on', written_off_on, 'currency', currency, 'amount_minor', amount_minor,
    'application_id', application_id, 'approval_id', approval_id)
FROM credit_writeoff
"""

_DIFFERENCES = """
SELECT d.id, d.entity_id, jsonb_build_object(
    'entity_id', d.entity_id, 'difference_id', d.id, 'customer_id', d.customer_id,
    'invoice_id', d.invoice_id, 'payment_id', d.payment_id, 'kind', d.kind,
    'cleared_on', d.cleared_on, 'currency', d.currency, 'amount_minor', d.amount_minor,
    'tax_minor', d.tax_minor, 'application_id', d.application_id, 'entry_id', a.entry_id)
FROM cash_difference d LEFT JOIN cash_application a ON a.id = d.application_id
"""

_RECOVERIES = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'recovery_id', id, 'write_off_id', write_off_id, 'payment_id', payment_id,
    'customer_id', customer_id, 'recovered_on', recovered_on, 'currency', currency,
    'amount_minor', amount_minor, 'entry_id', entry_id)
FROM credit_recovery
"""

_MANUAL = """
SELECT e.id, e.entity_id, jsonb_build_object(
    'entity_id', e.entity_id, 'entry_id', e.id, 'effective_on', e.effective_on, 'kind', e.kind,
    'lines', coalesce(jsonb_agg(jsonb_build_array(
        p.account_id, p.currency, p.amount_minor, p.functional_minor) ORDER BY p.line_no), '[]'))
FROM ledger_journalentry e LEFT JOIN ledger_posting p ON p.entry_id = e.id
WHERE e.kind = 'manual' GROUP BY e.id
"""

_PERIODS = """
SELECT 'per', p.id, 'is ' || p.state || ', the journal of facts says '
       || coalesce(f.data ->> 'state', 'nothing')
FROM ledger_period p
LEFT JOIN LATERAL (
    SELECT data FROM verify_fact
    WHERE document_id = p.id AND name = 'ledger.period_moved' ORDER BY seq DESC LIMIT 1
) AS f ON true
WHERE (f.data ->> 'state', f.data ->> 'trial_balance_hash', f.data ->> 'starts_on', f.data ->> 'ends_on')
      IS DISTINCT FROM (p.state, p.trial_balance_hash, p.starts_on::text, p.ends_on::text)
UNION ALL
SELECT 'per', f.document_id, 'a fact tells of it, but it does not exist'
FROM verify_fact f LEFT JOIN ledger_period p ON p.id = f.document_id
WHERE f.name = 'ledger.period_moved' AND p.id IS NULL GROUP BY f.document_id
"""

_TOUCHES = """
SELECT NULL, 'fact ' || seq || ' of chain ' || chain_id, 'nobody is named as the one who did it'
FROM controls_fact WHERE actor = '' OR touch NOT IN ('human', 'rule', 'model')
"""

_STORIES = (
    ("invoices", "inv", "invoicing.posted", _INVOICES, "Each issued invoice"),
    ("discarded drafts", "inv", "invoicing.discarded", _DISCARDED, "Each discarded draft"),
    ("credit notes", "cn", "invoicing.credit_note_posted", _CREDIT_NOTES, "Each credit note"),
    ("payments", "pay", "payments.received", _PAYMENTS, "Each payment"),
    ("identified payments", "pay", "payments.identified", _IDENTIFIED, "Each identification"),
    (
        "payments unidentified again",
        "pay",
        "payments.unidentified",
        _UNIDENTIFIED,
        "Each taking back of an identification",
    ),
    ("returned payments", "pay", "payments.returned", _RETURNED, "Each returned payment"),
    ("applications", "app", "cash.applied", _APPLIED, "Each application"),
    ("undone applications", "app", "cash.unapplied", _UNAPPLIED, "Each undoing of an application"),
    ("refunds", "ref", "payments.refunded", _REFUNDS, "Each refund"),
    ("write-offs", "wo", "credit.written_off", _WRITE_OFFS, "Each write-off"),
    ("differences", "dif", "cash.difference_cleared", _DIFFERENCES, "Each cleared difference"),
    ("recoveries", "rec", "credit.recovered", _RECOVERIES, "Each recovery"),
    ("manual entries", "je", "ledger.entry_posted", _MANUAL, "Each manual entry"),
)

CHECKS = (
    *(
        Check("I-46", f"facts of {name}", f"{whom} has exactly one fact, which says what it says.",
              same_story(prefix, fact, documents))
        for name, prefix, fact, documents, whom in _STORIES
    ),
    Check("I-46", "facts of periods", "The last fact about each period says the state it is in.", _PERIODS),
    Check("I-46", "facts have actors", "Every fact names who did it: a person, a rule or a model.", _TOUCHES),
)  # fmt: skip
