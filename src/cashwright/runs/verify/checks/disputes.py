"""Disputes: opened on what was open, moved by their table, decided as their papers say, told about (I-18, I-46).

A dispute writes nothing to the ledger itself: what it credits is a credit note like any other, whose
entry is checked with all entries. Its facts, steps and documents must tell one story.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max, Q

from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.queries import clock_policy
from cashwright.areas.disputes.states import DISPUTE
from cashwright.runs.models import Run
from cashwright.runs.states import RunState
from cashwright.runs.verify.check import Check, Violation
from cashwright.runs.verify.checks.facts import same_story

_OPENED = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'dispute_id', id, 'customer_id', customer_id, 'invoice_id', invoice_id,
    'dispute_no', dispute_no, 'opened_on', opened_on, 'currency', currency,
    'amount_minor', amount_minor, 'origin', origin, 'source_id', source_id)
FROM disputes_dispute
"""

_CLOSED = """
SELECT id, entity_id, jsonb_build_object(
    'entity_id', entity_id, 'dispute_id', id, 'outcome', outcome, 'cause', cause,
    'closed_on', closed_on, 'credited_minor', credited_minor, 'credit_note_id', credit_note_id,
    'new_invoice_id', new_invoice_id)
FROM disputes_dispute WHERE closed_on IS NOT NULL
"""

_PAPERS = """
SELECT e.id, d.entity_id, jsonb_build_object(
    'dispute_id', e.dispute_id, 'customer_id', d.customer_id, 'kind', e.kind, 'size', length(e.content),
    'sha256', encode(sha256(e.content), 'hex'))
FROM disputes_evidence e JOIN disputes_dispute d ON d.id = e.dispute_id
"""

# Facts stand in the order in which things were done, whatever day they are for: what was applied and
# disputed before a case was opened left that much to dispute.
_WITHIN = """
WITH told AS MATERIALIZED (
    SELECT d.id, d.invoice_id, d.entity_id, d.amount_minor, o.seq AS opened, c.seq AS closed
    FROM disputes_dispute d
    JOIN verify_fact o ON o.document_id = d.id AND o.name = 'disputes.opened'
    LEFT JOIN verify_fact c ON c.document_id = d.id AND c.name = 'disputes.closed'
), settled AS MATERIALIZED (
    SELECT a.invoice_id, a.amount_minor, b.chain_id, b.seq
    FROM cash_application a JOIN verify_booked b ON b.entry_id = a.entry_id
    WHERE a.invoice_id IN (SELECT invoice_id FROM told)
)
SELECT 'dsp', t.id, 'was opened on ' || t.amount_minor || ' when ' || i.total_minor
       - coalesce(s.minor, 0) - coalesce(o.minor, 0) || ' were open and not disputed'
FROM told t JOIN invoicing_invoice i ON i.id = t.invoice_id
LEFT JOIN (
    SELECT t.id, sum(a.amount_minor) AS minor FROM told t
    JOIN settled a ON a.invoice_id = t.invoice_id AND a.chain_id = t.entity_id AND a.seq < t.opened
    GROUP BY 1
) s ON s.id = t.id
LEFT JOIN (
    SELECT t.id, sum(x.amount_minor) AS minor FROM told t
    JOIN told x ON x.invoice_id = t.invoice_id AND x.opened < t.opened
     AND (x.closed IS NULL OR x.closed > t.opened)
    GROUP BY 1
) o ON o.id = t.id
WHERE t.amount_minor > i.total_minor - coalesce(s.minor, 0) - coalesce(o.minor, 0)
UNION ALL
SELECT 'dsp', d.id, 'is about an invoice of another company, customer or currency'
FROM disputes_dispute d LEFT JOIN invoicing_invoice i ON i.id = d.invoice_id
WHERE (i.entity_id, i.customer_id, i.currency) IS DISTINCT FROM (d.entity_id, d.customer_id, d.currency)
UNION ALL
SELECT 'dsp', d.id, 'its lines come to ' || n.minor || ' of ' || d.amount_minor
FROM disputes_dispute d
JOIN (SELECT dispute_id, sum(amount_minor) AS minor FROM disputes_disputeline GROUP BY 1) n
    ON n.dispute_id = d.id
WHERE n.minor > d.amount_minor
"""

_MOVES = ", ".join(f"('{m.source}', '{m.name}', '{m.target}')" for m in DISPUTE.moves)
_STEPS = f"""
WITH steps AS MATERIALIZED (
    SELECT dispute_id, id, move, state, department, owner,
           lag(state) OVER (PARTITION BY dispute_id ORDER BY id) AS before,
           row_number() OVER (PARTITION BY dispute_id ORDER BY id DESC) AS place
    FROM disputes_disputemove
)
SELECT 'dsp', s.dispute_id, CASE WHEN s.before IS NULL THEN 'begins with ' || s.move
       ELSE s.move || ' leads from ' || s.before || ' to ' || s.state END
FROM steps s
WHERE CASE WHEN s.before IS NULL THEN (s.move, s.state) <> ('open', '{DISPUTE.start}')
           WHEN s.move IN ('own', 'escalate') THEN s.before <> s.state
           ELSE (s.before, s.move, s.state) NOT IN (VALUES {_MOVES}) END
UNION ALL
SELECT 'dsp', d.id, 'is ' || concat_ws(' ', d.state, d.department, d.owner) || ', its last step says '
       || coalesce(concat_ws(' ', s.state, s.department, s.owner), 'nothing')
FROM disputes_dispute d LEFT JOIN steps s ON s.dispute_id = d.id AND s.place = 1
WHERE (s.state, s.department, s.owner) IS DISTINCT FROM (d.state, d.department, d.owner)
"""  # noqa: S608 - our own

# What was credited may fall short of what was asked by one unit a line: net and tax are whole units.
_OUTCOMES = """
SELECT 'dsp', d.id, CASE
    WHEN d.outcome IN ('reject', 'withdrawn') THEN d.outcome || ', and yet it credits or bills'
    WHEN n.id IS NULL THEN d.outcome || ', and its credit note does not exist'
    WHEN (n.invoice_id, n.customer_id, n.currency) IS DISTINCT FROM (d.invoice_id, d.customer_id, d.currency)
        THEN 'its credit note is of another invoice'
    WHEN n.total_minor <> d.credited_minor
        THEN 'credits ' || d.credited_minor || ', its credit note ' || n.total_minor
    WHEN d.outcome = 'partial' THEN 'in part credits ' || d.credited_minor || ' of ' || d.amount_minor
    WHEN d.outcome = 'rebill' AND r.id IS NULL THEN 'is billed again by no invoice'
    ELSE d.outcome || ' credits ' || d.credited_minor || ' of ' || d.amount_minor END
FROM disputes_dispute d
LEFT JOIN invoicing_creditnote n ON n.id = d.credit_note_id
LEFT JOIN invoicing_invoice r ON r.id = d.new_invoice_id AND r.customer_id = d.customer_id
    AND r.source = 'dispute' AND r.source_ref = d.id::text
LEFT JOIN LATERAL (
    SELECT count(*) AS count FROM invoicing_invoiceline l WHERE l.invoice_id = d.invoice_id
) l ON true
WHERE d.closed_on IS NOT NULL AND NOT CASE
    WHEN d.outcome IN ('reject', 'withdrawn')
        THEN d.credit_note_id IS NULL AND d.new_invoice_id IS NULL AND d.credited_minor = 0
    ELSE coalesce((n.invoice_id, n.customer_id, n.currency, n.total_minor)
                  = (d.invoice_id, d.customer_id, d.currency, d.credited_minor), false)
        AND CASE WHEN d.outcome = 'partial' THEN d.credited_minor < d.amount_minor
                 ELSE d.credited_minor BETWEEN d.amount_minor - l.count AND d.amount_minor END
        AND (d.outcome = 'rebill') = (r.id IS NOT NULL) END
UNION ALL
SELECT 'dsp', max(id::text)::uuid, 'has its credit note together with another dispute'
FROM disputes_dispute WHERE credit_note_id IS NOT NULL GROUP BY credit_note_id HAVING count(*) > 1
"""


_TO_CUSTOMER = Q(words__said="to_customer")


def _silent() -> Iterator[Violation]:
    """Open cases whose customer had not heard of them for too long when the last day was worked."""
    last = Run.objects.filter(kind="day", state=RunState.DONE).order_by(
        "entity_id", "-as_of", "-round_no"
    )
    for run in last.distinct("entity_id"):
        days = clock_policy(entity_id=run.entity_id, on=run.as_of).update_days
        rows = Dispute.objects.filter(
            entity_id=run.entity_id, closed_on__isnull=True, is_shown=True, pk__lt=run.pk,
            opened_on__lte=run.as_of - timedelta(days=days),
        ).annotate(heard_on=Max("words__said_on", filter=_TO_CUSTOMER))  # fmt: skip
        for each in rows.order_by("pk"):
            if each.heard_on is None or (run.as_of - each.heard_on).days >= days:
                heard = each.heard_on or "its beginning"
                yield Violation(each.public_id, f"no word to the customer since {heard}")


CHECKS = (
    Check("I-18", "disputes on what was open",
          "A dispute is opened on what is open of its invoice and not disputed yet.", _WITHIN),
    Check("I-18", "disputes move by their table",
          "Each step of a dispute follows from the one before, and the last says where it is.", _STEPS),
    Check("I-18", "disputes decided as documented",
          "What a dispute credits is one credit note of its invoice, and what it bills anew one draft.",
          _OUTCOMES),
    Check("I-18", "customers hear of their disputes",
          "No open dispute stays longer than agreed without a word to the customer.", _silent),
    Check("I-46", "facts of opened disputes", "Each dispute has exactly one fact that opened it.",
          same_story("dsp", "disputes.opened", _OPENED)),
    Check("I-46", "facts of closed disputes", "Each closed dispute has exactly one fact that closed it.",
          same_story("dsp", "disputes.closed", _CLOSED)),
    Check("I-46", "papers of disputes", "Each paper is, byte for byte, the one its fact tells of.",
          same_story("evd", "disputes.evidence_added", _PAPERS)),
)  # fmt: skip
