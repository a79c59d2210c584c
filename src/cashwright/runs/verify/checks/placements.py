"""What is with agencies went there rightly, and what they recovered is money that came (I-05, I-45)."""

from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.runs.verify.check import Check

_APPROVED = f"""
SELECT 'plc', p.id, CASE WHEN a.id IS NULL THEN 'no approval stands behind it'
                         ELSE 'its approval is of ' || a.kind || ', ' || a.state || ', for '
                              || coalesce(a.payload ->> 'customer_id', 'nobody') END
FROM collections_placement p LEFT JOIN controls_approval a ON a.id = p.approval_id
WHERE a.id IS NULL OR a.kind <> '{PLACEMENT}' OR a.state NOT IN ('approved', 'done')
   OR a.payload ->> 'customer_id' <> p.customer_id::text
   OR a.payload ->> 'agency_id' <> p.agency_id::text
   OR a.payload ->> 'currency' <> p.currency
UNION ALL
SELECT 'plc', p.id, 'invoice ' || k.invoice_id || ' was not approved for it'
FROM collections_placement p JOIN collections_placementitem k ON k.placement_id = p.id
JOIN controls_approval a ON a.id = p.approval_id
WHERE NOT a.payload -> 'invoice_ids' ? k.invoice_id::text
"""  # noqa: S608 - our own

_APART = """
SELECT 'plc', later.id, 'placed on ' || later.placed_on || ', while with another agency'
FROM collections_placement former JOIN collections_placement later
  ON later.customer_id = former.customer_id AND later.currency = former.currency
 AND later.id <> former.id AND later.placed_on >= former.placed_on AND later.id > former.id
WHERE former.ended_on IS NULL OR later.placed_on < former.ended_on
"""

_PAID = """
SELECT 'rcv', r.id, 'recovered ' || r.gross_minor || ' on ' || r.recovered_on || ', the payment says '
       || coalesce(p.amount_minor || ' on ' || p.received_on, 'nothing')
FROM collections_agencyrecovery r
JOIN collections_placement l ON l.id = r.placement_id
LEFT JOIN payments_payment p ON p.id = r.payment_id
WHERE p.id IS NULL OR p.amount_minor <> r.gross_minor OR p.received_on <> r.recovered_on
   OR p.currency <> r.currency OR p.customer_id IS DISTINCT FROM l.customer_id
   OR r.currency <> l.currency OR r.recovered_on < l.placed_on OR r.recovered_on > l.ended_on
   OR (r.fee_minor + r.tax_minor > 0) <> (r.entry_id IS NOT NULL)
"""

CHECKS = (
    Check("I-45", "placements approved",
          "What went to an agency was approved by a second person: these invoices, this agency.",
          _APPROVED),
    Check("I-05", "one agency at a time",
          "The claims of a customer in one currency are never with two agencies on one day.", _APART),
    Check("I-05", "recoveries are payments",
          "Behind every recovery stands a payment of the customer over its gross, on its day.", _PAID),
)  # fmt: skip
