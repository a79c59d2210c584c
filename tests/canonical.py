"""The books as they stand, without ids and instants: two histories that ended alike dump alike.

Left out: which messages already left the house, and the facts of imports and deliveries, which tell
how often something was tried and not what stands.
"""

from collections.abc import Callable, Iterable
from typing import Any

Ask = Callable[[str], Iterable[tuple[Any, ...]]]

_DUMPS = {
    "customers": "SELECT account_no, name, currency FROM parties_customer",
    "invoices": "SELECT document_no, state, issued_on, due_on, total_minor, balance_minor"
    " FROM invoicing_invoice",
    "payments": "SELECT source_ref, state, received_on, amount_minor, unapplied_minor"
    " FROM payments_payment",
    "applications": "SELECT i.document_no, p.source_ref, a.applied_on, a.amount_minor, a.reason"
    " FROM cash_application a JOIN invoicing_invoice i ON i.id = a.invoice_id"
    " JOIN payments_payment p ON p.id = a.source_id",
    "entries": "SELECT kind, effective_on, count(*), sum(line_count) FROM ledger_journalentry"
    " GROUP BY 1, 2",
    "postings": "SELECT p.account_id, c.account_no, p.effective_on, p.currency, sum(p.amount_minor),"
    " sum(p.functional_minor), count(*) FROM ledger_posting p"
    " LEFT JOIN parties_customer c ON c.id = p.customer_id GROUP BY 1, 2, 3, 4",
    "tasks": "SELECT t.kind, t.state, t.title, t.opened_on, p.source_ref FROM controls_task t"
    " LEFT JOIN payments_payment p ON p.id = t.document_id",
    "reminders": "SELECT i.document_no, r.days, r.state, r.reminded_on"
    " FROM collections_reminder r JOIN invoicing_invoice i ON i.id = r.invoice_id",
    "messages": "SELECT to_address, template, subject, body_text FROM messaging_message",
    "figures": "SELECT kpi, as_of, currency, value, workings FROM insight_kpisnapshot",
    "movements": "SELECT kind, currency, moved_on, due_on, sum(amount_minor) FROM insight_movement"
    " GROUP BY 1, 2, 3, 4",
    "runs": "SELECT kind, as_of, round_no, state, failure FROM runs_run",
    "chunks": "SELECT r.as_of, c.step, c.bucket, c.tally FROM runs_runchunk c"
    " JOIN runs_run r ON r.id = c.run_id",
    "facts": "SELECT name, touch, count(*) FROM controls_fact"
    " WHERE name NOT LIKE 'exchange.%' AND name <> 'messaging.message_moved' GROUP BY 1, 2",
}


def canonical(ask: Ask) -> dict[str, list[str]]:
    """Every dump, its rows as sorted text. `ask` runs a SELECT."""
    return {name: sorted(map(repr, ask(sql))) for name, sql in _DUMPS.items()}


def differences(left: dict[str, list[str]], right: dict[str, list[str]]) -> dict[str, list[str]]:
    """What stands in one and not in the other, by dump; empty when they are alike."""
    found = {
        name: sorted(set(left[name]) ^ set(right[name])) or ["a row stands twice"]
        for name in left
        if left[name] != right[name]
    }
    return {name: rows[:10] for name, rows in found.items()}
