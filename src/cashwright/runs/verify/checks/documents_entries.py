"""Each document and its journal entry say the same (I-02): account by account, line by line."""

# ruff: noqa: S608 - the SQL is our own

from cashwright.areas.cash.frames import ROLE
from cashwright.runs.verify.check import Check
from cashwright.runs.verify.prepare import FIRST_PAYER, LIVE, NOBODY, WAS


def _account(role: str) -> str:
    return f"(SELECT code FROM ledger_account WHERE role = '{role}')"


# (entry_id, prefix, shown_id, entity_id, moved_on, account_id, currency, customer_id, document_id,
#  amount_minor, functional_minor): what the entry of each document must say. The functional amounts
# of income and tax are parts of the document's; they are judged with their sum, not one by one.
_CREDITS = f"""
SELECT a.entry_id, 'app', a.id, a.entity_id, a.applied_on, {{account}}, a.currency,
       {{customer}}, {{document}}, {{amount}}, {{functional}}
FROM cash_application a LEFT JOIN {WAS}
LEFT JOIN payments_payment p ON p.id = a.source_id AND a.source_kind = 'payment'
LEFT JOIN invoicing_creditnote c ON c.id = a.source_id AND a.source_kind = 'credit_note'
WHERE a.source_kind IN ('payment', 'credit_note')
"""

_DIFFERENCE = """
SELECT a.entry_id, 'app', a.id, a.entity_id, a.applied_on, {account}, a.currency, a.customer_id,
       {document}, sign(a.amount_minor)::int * ({amount}), sign(a.amount_minor)::int * ({functional})
FROM cash_application a JOIN cash_difference d ON d.id = a.source_id
WHERE a.source_kind = 'difference'
"""
_KIND_ACCOUNT = f"""CASE d.kind {" ".join(f"WHEN '{k}' THEN {_account(r)}" for k, r in ROLE.items())}
    END"""
_TAX_FUNCTIONAL = """div(d.functional_minor::numeric * d.tax_minor * 2 + d.amount_minor,
                            d.amount_minor::numeric * 2)::bigint"""

_SIGNED = "(CASE WHEN k.is_known THEN 1 ELSE -1 END * {})"

_EXPECTED = " UNION ALL ".join(
    [
        # Invoices: the receivable, income by line, tax.
        f"""SELECT entry_id, 'inv', id, entity_id, issued_on, {_account("receivable")}, currency,
            customer_id, id, total_minor, functional_minor FROM invoicing_invoice WHERE {LIVE}""",
        f"""SELECT i.entry_id, 'inv', i.id, i.entity_id, i.issued_on, l.account_code, i.currency,
            i.customer_id, {NOBODY}, -l.net_minor, 0
            FROM invoicing_invoiceline l JOIN invoicing_invoice i ON i.id = l.invoice_id
            WHERE i.{LIVE}""",
        f"""SELECT entry_id, 'inv', id, entity_id, issued_on, {_account("tax_payable")}, currency,
            customer_id, {NOBODY}, -tax_minor, 0 FROM invoicing_invoice WHERE {LIVE}""",
        # Credit notes: the same, the other way round.
        f"""SELECT entry_id, 'cn', id, entity_id, issued_on, {_account("customer_credit")}, currency,
            customer_id, id, -total_minor, -functional_minor FROM invoicing_creditnote""",
        f"""SELECT c.entry_id, 'cn', c.id, c.entity_id, c.issued_on, l.account_code, c.currency,
            c.customer_id, {NOBODY}, l.net_minor, 0
            FROM invoicing_creditnoteline l JOIN invoicing_creditnote c ON c.id = l.credit_note_id""",
        f"""SELECT entry_id, 'cn', id, entity_id, issued_on, {_account("tax_payable")}, currency,
            customer_id, {NOBODY}, tax_minor, 0 FROM invoicing_creditnote""",
        # Payments: the account they stand on against the customer's credit, or against unidentified receipts.
        f"""SELECT entry_id, 'pay', id, entity_id, received_on, money_account_id, currency,
            receiver, {NOBODY}, amount_minor, functional_minor FROM paid""",
        f"""SELECT entry_id, 'pay', id, entity_id, received_on,
            CASE WHEN receiver = {NOBODY} THEN {_account("unidentified")}
                 ELSE {_account("customer_credit")} END,
            currency, receiver, id, -amount_minor, -functional_minor FROM paid""",
        f"""SELECT k.entry_id, 'pay', p.id, p.entity_id, k.moved_on, {_account("unidentified")},
            p.currency, {NOBODY}, p.id, {_SIGNED.format("p.amount_minor")},
            {_SIGNED.format("p.functional_minor")}
            FROM verify_known k JOIN payments_payment p ON p.id = k.payment_id""",
        f"""SELECT k.entry_id, 'pay', p.id, p.entity_id, k.moved_on, {_account("customer_credit")},
            p.currency, coalesce(k.customer_id, {NOBODY}), p.id, -{_SIGNED.format("p.amount_minor")},
            -{_SIGNED.format("p.functional_minor")}
            FROM verify_known k JOIN payments_payment p ON p.id = k.payment_id""",
        f"""SELECT r.id, 'pay', p.id, p.entity_id, p.returned_on, p.money_account_id, p.currency,
            coalesce(p.customer_id, {NOBODY}), {NOBODY}, -p.amount_minor, -p.functional_minor
            FROM payments_payment p
            LEFT JOIN ledger_journalentry r ON r.document_id = p.id AND r.kind = 'payment_return'
            WHERE p.returned_on IS NOT NULL""",
        f"""SELECT r.id, 'pay', p.id, p.entity_id, p.returned_on,
            CASE WHEN p.customer_id IS NULL THEN {_account("unidentified")}
                 ELSE {_account("customer_credit")} END,
            p.currency, coalesce(p.customer_id, {NOBODY}), p.id, p.amount_minor, p.functional_minor
            FROM payments_payment p
            LEFT JOIN ledger_journalentry r ON r.document_id = p.id AND r.kind = 'payment_return'
            WHERE p.returned_on IS NOT NULL""",
        # Applications: the credit against the receivable, the rest is the exchange difference.
        _CREDITS.format(
            account=_account("customer_credit"), amount="a.amount_minor",
            customer=f"coalesce(w.customer_id, p.customer_id, c.customer_id, {NOBODY})",
            document="a.source_id", functional="a.source_functional_minor",
        ),
        _CREDITS.format(
            account=_account("receivable"), customer="a.customer_id", document="a.invoice_id",
            amount="-a.amount_minor", functional="-a.invoice_functional_minor",
        ),
        _CREDITS.format(
            account=_account("fx_realized"), customer="a.customer_id", document=NOBODY, amount="0",
            functional="a.invoice_functional_minor - a.source_functional_minor",
        ),
        # Write-offs, as applied and as taken back.
        f"""SELECT entry_id, 'app', id, entity_id, applied_on, {_account("bad_debt")}, currency,
            customer_id, {NOBODY}, amount_minor, invoice_functional_minor
            FROM cash_application WHERE source_kind = 'write_off'""",
        f"""SELECT entry_id, 'app', id, entity_id, applied_on, {_account("receivable")}, currency,
            customer_id, invoice_id, -amount_minor, -invoice_functional_minor
            FROM cash_application WHERE source_kind = 'write_off'""",
        # Differences, as cleared and as taken back.
        _DIFFERENCE.format(
            account=_KIND_ACCOUNT, document=NOBODY, amount="d.amount_minor - d.tax_minor",
            functional=f"d.functional_minor - {_TAX_FUNCTIONAL}",
        ),
        _DIFFERENCE.format(
            account=_account("tax_payable"), document=NOBODY, amount="d.tax_minor",
            functional=_TAX_FUNCTIONAL,
        ),
        _DIFFERENCE.format(
            account=_account("receivable"), document="a.invoice_id", amount="-d.amount_minor",
            functional="-d.functional_minor",
        ),
        # Refunds and recoveries.
        f"""SELECT entry_id, 'ref', id, entity_id, refunded_on, {_account("customer_credit")},
            currency, customer_id, source_id, amount_minor, source_functional_minor
            FROM payments_refund""",
        f"""SELECT entry_id, 'ref', id, entity_id, refunded_on, money_account_id, currency,
            customer_id, {NOBODY}, -amount_minor, -functional_minor FROM payments_refund""",
        f"""SELECT entry_id, 'ref', id, entity_id, refunded_on, {_account("fx_realized")}, currency,
            customer_id, {NOBODY}, 0, functional_minor - source_functional_minor
            FROM payments_refund""",
        f"""SELECT entry_id, 'rec', id, entity_id, recovered_on, {_account("customer_credit")},
            currency, customer_id, payment_id, amount_minor, functional_minor FROM credit_recovery""",
        f"""SELECT entry_id, 'rec', id, entity_id, recovered_on, {_account("recovery")}, currency,
            customer_id, {NOBODY}, -amount_minor, -functional_minor FROM credit_recovery""",
        # What an agency kept of a recovery: its fee, the tax on it, off the account of the payment.
        f"""SELECT entry_id, 'rcv', id, entity_id, recovered_on, {_account("agency_fees")}, currency,
            {NOBODY}, {NOBODY}, fee_minor, fee_functional_minor
            FROM collections_agencyrecovery WHERE entry_id IS NOT NULL""",
        f"""SELECT entry_id, 'rcv', id, entity_id, recovered_on, {_account("input_tax")}, currency,
            {NOBODY}, {NOBODY}, tax_minor, tax_functional_minor
            FROM collections_agencyrecovery WHERE entry_id IS NOT NULL""",
        f"""SELECT r.entry_id, 'rcv', r.id, r.entity_id, r.recovered_on, p.money_account_id, r.currency,
            {NOBODY}, {NOBODY}, -r.fee_minor - r.tax_minor,
            -r.fee_functional_minor - r.tax_functional_minor
            FROM collections_agencyrecovery r JOIN payments_payment p ON p.id = r.payment_id
            WHERE r.entry_id IS NOT NULL""",
    ]
)  # fmt: skip

_PREFIX = """CASE e.kind WHEN 'invoice' THEN 'inv' WHEN 'credit_note' THEN 'cn' WHEN 'payment' THEN 'pay'
    WHEN 'identification' THEN 'pay' WHEN 'identification_undone' THEN 'pay'
    WHEN 'payment_return' THEN 'pay' WHEN 'application' THEN 'app'
    WHEN 'unapplication' THEN 'app' WHEN 'write_off' THEN 'app' WHEN 'difference' THEN 'app'
    WHEN 'refund' THEN 'ref'
    WHEN 'recovery' THEN 'rec' WHEN 'agency_fee' THEN 'rcv' END"""

_AGREE = f"""
WITH paid AS (
    SELECT p.*, {FIRST_PAYER} AS receiver FROM payments_payment p
    LEFT JOIN verify_known k ON k.payment_id = p.id AND k.n = 1
), expected (entry_id, prefix, shown_id, entity_id, moved_on, account_id, currency, customer_id,
             document_id, amount_minor, functional_minor) AS ({_EXPECTED}),
compared AS (
    SELECT entry_id, prefix, shown_id, account_id, currency, amount_minor AS expected_minor,
           0::bigint AS posted_minor, functional_minor, entity_id, moved_on, customer_id, document_id
    FROM expected
    UNION ALL
    SELECT p.entry_id, {_PREFIX},
           CASE WHEN e.kind = 'write_off' THEN w.application_id ELSE e.document_id END,
           p.account_id, p.currency, 0, p.amount_minor,
           CASE WHEN e.kind IN ('invoice', 'credit_note') AND p.document_id IS NULL THEN 0
                ELSE -p.functional_minor END,
           p.entity_id, p.effective_on, coalesce(p.customer_id, {NOBODY}),
           coalesce(p.document_id, {NOBODY})
    FROM ledger_posting p JOIN ledger_journalentry e ON e.id = p.entry_id
    LEFT JOIN credit_writeoff w ON w.id = e.document_id AND e.kind = 'write_off'
    WHERE e.kind <> 'manual' AND e.kind NOT LIKE 'revaluation%' AND e.kind NOT LIKE 'bank_%'
)
SELECT prefix, shown_id, 'account ' || min(account_id) || ' ' || min(currency) || ': document says '
       || sum(expected_minor) || ', entry says ' || sum(posted_minor)
FROM (
    SELECT min(prefix) AS prefix, min(shown_id::text) AS shown_id, entry_id, account_id, currency,
           sum(expected_minor) AS expected_minor, sum(posted_minor) AS posted_minor
    FROM compared
    GROUP BY entry_id, entity_id, moved_on, account_id, currency, customer_id, document_id
    HAVING sum(expected_minor) <> sum(posted_minor) OR sum(functional_minor) <> 0
) AS differing
GROUP BY prefix, shown_id, entry_id, account_id
"""

_CLAIMED = """
WITH claims AS (
    SELECT entry_id FROM invoicing_invoice UNION ALL SELECT entry_id FROM invoicing_creditnote
    UNION ALL SELECT entry_id FROM payments_payment UNION ALL SELECT entry_id FROM payments_refund
    UNION ALL SELECT entry_id FROM cash_application UNION ALL SELECT entry_id FROM credit_recovery
    UNION ALL SELECT entry_id FROM collections_agencyrecovery
    UNION ALL SELECT entry_id FROM ledger_revaluation
    UNION ALL SELECT reversal_id FROM ledger_revaluation
    UNION ALL SELECT e.id FROM ledger_journalentry e JOIN payments_payment p ON p.id = e.document_id
        WHERE e.kind LIKE 'identification%' OR (e.kind = 'payment_return' AND p.returned_on IS NOT NULL)
    UNION ALL SELECT id FROM ledger_journalentry WHERE kind = 'manual' AND document_id = id
    UNION ALL SELECT e.id FROM ledger_journalentry e
        JOIN (SELECT id FROM cash_bankline UNION ALL SELECT id FROM cash_bankaccount) b
            ON b.id = e.document_id
        WHERE e.kind LIKE 'bank_%'
)
SELECT 'je', e.id, CASE WHEN count(c.entry_id) = 0 THEN 'no document stands behind this ' || e.kind
                        ELSE count(*) || ' documents claim this entry' END
FROM ledger_journalentry e LEFT JOIN claims c ON c.entry_id = e.id
GROUP BY e.id HAVING count(c.entry_id) <> 1
"""

CHECKS = (
    Check("I-02", "entries as documents say",
          "The entry of every document says what the document says: account, day, customer, amount.",
          _AGREE),
    Check("I-02", "entries have documents",
          "Behind every journal entry stands exactly one document.", _CLAIMED),
)  # fmt: skip
