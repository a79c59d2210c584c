"""Approvals: by someone else, before the act, for exactly that act; and limits kept without (I-45).

Which act or policy version came first is told by their ids, which are time-ordered, and by the
journal of facts; instants may be those of a virtual clock.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.policies import DEFAULT_LIMITS, LIMITS
from cashwright.areas.controls.services import payload_hash
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.events import HOUSE
from cashwright.runs.verify.check import Check, Violation, shown

_NOT_SELF = """
SELECT 'apr', id, 'was decided by the one who asked, ' || requested_by
FROM controls_approval WHERE decided_by = requested_by
UNION ALL
SELECT 'apr', f.document_id, 'fact ' || f.seq || ': decided by the one who asked, ' || c.actor
FROM verify_fact f JOIN controls_fact c ON c.chain_id = f.chain_id AND c.seq = f.seq
WHERE f.name = 'controls.approval_decided' AND f.data ->> 'decision' IN ('approved', 'rejected')
  AND c.actor = f.data ->> 'requested_by'
"""

_DECIDED = """
SELECT 'apr', a.id, 'is ' || a.state || ', the journal of facts says '
       || coalesce(f.data ->> 'decision', 'nothing')
FROM controls_approval a
LEFT JOIN verify_fact f ON f.document_id = a.id AND f.name = 'controls.approval_decided'
    AND f.chain_id = a.entity_id
WHERE coalesce(f.data ->> 'decision', 'requested')
      <> CASE WHEN a.state IN ('done', 'failed') THEN 'approved' ELSE a.state END
   OR (f.data IS NOT NULL AND f.data ->> 'payload_hash' <> a.payload_hash)
"""

# kind of act, id, prefix, entity, customer, currency, amount, day, approval
_ACTS = """
    SELECT 'credit.write_off' AS kind, 'wo' AS prefix, id, entity_id, customer_id, currency,
           amount_minor, written_off_on AS acted_on, approval_id, 'credit.written_off' AS fact
    FROM credit_writeoff
    UNION ALL
    SELECT 'invoicing.credit_note', 'cn', id, entity_id, customer_id, currency, total_minor, issued_on,
           approval_id, 'invoicing.credit_note_posted'
    FROM invoicing_creditnote WHERE source = 'console'
    UNION ALL
    SELECT 'payments.refund', 'ref', id, entity_id, customer_id, currency, amount_minor, refunded_on,
           approval_id, 'payments.refunded'
    FROM payments_refund
    UNION ALL
    SELECT 'access.grant_role', 'ras', id, '00000000-0000-0000-0000-000000000000', NULL, '', 0, from_on,
           approval_id, 'access.role_granted'
    FROM access_roleassignment
    UNION ALL
    SELECT 'collections.placement', 'plc', id, entity_id, customer_id, currency, 0, placed_on,
           approval_id, 'collections.customer_placed'
    FROM collections_placement WHERE approval_id IS NOT NULL
"""

_APPROVED_FIRST = f"""
SELECT x.prefix, x.id, CASE WHEN a.id IS NULL THEN 'its approval does not exist'
                            WHEN a.kind <> x.kind OR a.entity_id <> x.entity_id
                                THEN 'its approval is for something else'
                            WHEN d.seq IS NULL THEN 'its approval was not given'
                            ELSE 'its approval came after it' END
FROM ({_ACTS}) AS x
LEFT JOIN controls_approval a ON a.id = x.approval_id
LEFT JOIN verify_fact d ON d.document_id = a.id AND d.name = 'controls.approval_decided'
    AND d.data ->> 'decision' = 'approved'
LEFT JOIN verify_fact f ON f.document_id = x.id AND f.name = x.fact
WHERE x.approval_id IS NOT NULL
  AND (a.id IS NULL OR a.kind <> x.kind OR a.entity_id <> x.entity_id OR d.seq IS NULL
       OR (d.chain_id = f.chain_id AND d.seq > f.seq))
UNION ALL
SELECT 'apr', approval_id, 'was used ' || count(*) || ' times'
FROM ({_ACTS}) AS x WHERE approval_id IS NOT NULL GROUP BY approval_id HAVING count(*) > 1
"""  # noqa: S608 - our own

_ALONE = f"""
WITH acts AS MATERIALIZED (SELECT * FROM ({_ACTS}) AS all_acts WHERE approval_id IS NULL)
SELECT x.prefix, x.id, x.kind, x.entity_id, x.currency, x.acted_on, sum(o.amount_minor)::bigint
FROM acts x JOIN acts o
    ON o.kind = x.kind AND o.customer_id = x.customer_id AND o.currency = x.currency AND o.id <= x.id
       AND o.acted_on > x.acted_on - 30 AND o.acted_on <= x.acted_on
GROUP BY x.prefix, x.id, x.kind, x.entity_id, x.currency, x.acted_on
"""  # noqa: S608 - our own


def _frozen() -> Iterator[Violation]:
    for approval in Approval.objects.order_by("pk").iterator():
        if payload_hash(approval.payload) != approval.payload_hash:
            yield Violation(shown("apr", str(approval.pk)), "its payload is not the one asked for")


class _Limits:
    """The limits by entity, as they were known when an act was made."""

    def __init__(self) -> None:
        versions = PolicyVersion.objects.filter(name=LIMITS).order_by("valid_from", "version")
        self.versions = list(versions.values_list("id", "entity_id", "valid_from", "value"))

    def minor(self, kind: str, entity_id: UUID, currency: str, on: date, act_id: UUID) -> int:
        known = {
            owner: value
            for id_, owner, valid_from, value in self.versions
            if id_ < act_id and valid_from <= on and owner in (entity_id, HOUSE)
        }
        value: Mapping[str, Any] = known.get(entity_id) or known.get(HOUSE) or {}
        of_kind = {**DEFAULT_LIMITS, **value}[kind]
        scale: int = 10 ** minor_units(currency)
        return int(of_kind.get(currency, of_kind["*"])) * scale


def _within_limits() -> Iterator[Violation]:
    limits = _Limits()
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        acts = cursor.fetchall()
    for prefix, act_id, kind, entity_id, currency, on, together in sorted(acts, key=lambda a: a[1]):
        limit = limits.minor(kind, entity_id, currency, on, act_id)
        if together > limit:
            yield Violation(
                shown(prefix, str(act_id)),
                f"with those of thirty days {together} {currency} (minor), alone up to {limit}",
            )


CHECKS = (
    Check("I-45", "no self approval", "Nobody decided what they had asked for.", _NOT_SELF),
    Check("I-45", "requests frozen", "What was approved is what was asked for.", _frozen),
    Check("I-45", "decisions as told", "Each request is in the state that the journal of facts tells.",
          _DECIDED),
    Check("I-45", "approved before the act",
          "An act with an approval has one of its own kind, given before it and used once.", _APPROVED_FIRST),
    Check("I-45", "limits kept", "What was done without approval is within what one person may do.",
          _within_limits),
)  # fmt: skip
