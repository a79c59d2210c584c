"""Where disputes come from: invoices of a span of days, counted by everything they have."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.disputes.rules import Counted, Finding, root_causes

# A case that names lines is about the products of those lines alone. Withdrawn cases were none.
_COUNTS = """
WITH span AS MATERIALIZED (
    SELECT i.id, i.customer_id, i.terms_id, i.purchase_order_no,
           EXISTS (SELECT FROM disputes_dispute d WHERE d.invoice_id = i.id AND d.state <> 'withdrawn')
               AS is_disputed
    FROM invoicing_invoice i
    WHERE i.entity_id = ANY(%(entities)s::uuid[]) AND i.issued_on >= %(from_on)s
      AND i.issued_on < %(until_on)s AND i.state IN ('posted', 'settled', 'credited')
), billed AS MATERIALIZED (
    SELECT s.id, p.product_id, l.price_version_id, c.price_id,
           bool_or(EXISTS (
               SELECT FROM disputes_dispute d WHERE d.invoice_id = s.id AND d.state <> 'withdrawn'
               AND (NOT EXISTS (SELECT FROM disputes_disputeline n WHERE n.dispute_id = d.id)
                    OR EXISTS (SELECT FROM disputes_disputeline n
                               WHERE n.dispute_id = d.id AND n.line_no = l.line_no))
           )) AS is_disputed
    FROM span s JOIN invoicing_invoiceline l ON l.invoice_id = s.id
    JOIN contracts_charge c ON c.id = l.charge_id JOIN catalog_price p ON p.id = c.price_id
    GROUP BY 1, 2, 3, 4
), valued AS (
    SELECT 'product' AS factor, b.product_id::text AS value, p.name AS label, b.id, b.is_disputed
    FROM billed b JOIN catalog_product p ON p.id = b.product_id
    UNION ALL
    SELECT 'plan', b.price_version_id::text,
           c.name || ', ' || v.currency || ' from ' || v.valid_from, b.id, b.is_disputed
    FROM billed b JOIN catalog_priceversion v ON v.id = b.price_version_id
    JOIN catalog_price c ON c.id = b.price_id
    UNION ALL
    SELECT 'terms', s.terms_id::text, t.code, s.id, s.is_disputed
    FROM span s JOIN parties_terms t ON t.id = s.terms_id
    UNION ALL
    SELECT 'sales_owner', c.account_owner_id::text, u.email, s.id, s.is_disputed
    FROM span s JOIN parties_customer c ON c.id = s.customer_id
    JOIN access_user u ON u.id = c.account_owner_id
    UNION ALL
    SELECT 'segment', c.segment_id::text, g.name, s.id, s.is_disputed
    FROM span s JOIN parties_customer c ON c.id = s.customer_id
    JOIN parties_segment g ON g.id = c.segment_id
    UNION ALL
    SELECT 'purchase_order', 'none', 'without an order number', s.id, s.is_disputed
    FROM span s WHERE s.purchase_order_no = ''
)
SELECT factor, value, min(label), count(DISTINCT id)::int,
       (count(DISTINCT id) FILTER (WHERE is_disputed))::int
FROM valued GROUP BY factor, value ORDER BY factor, value
"""
_ALL = """
SELECT count(*)::int, (count(*) FILTER (WHERE EXISTS (
    SELECT FROM disputes_dispute d WHERE d.invoice_id = i.id AND d.state <> 'withdrawn')))::int
FROM invoicing_invoice i
WHERE i.entity_id = ANY(%(entities)s::uuid[]) AND i.issued_on >= %(from_on)s
  AND i.issued_on < %(until_on)s AND i.state IN ('posted', 'settled', 'credited')
"""


def found_causes(
    entity_ids: Collection[UUID], from_on: date, until_on: date
) -> tuple[Finding, ...]:
    """What invoices issued in [from_on, until_on) and disputed have more often than the others."""
    given: dict[str, Any] = {"entities": list(entity_ids), "from_on": from_on, "until_on": until_on}
    with connection.cursor() as cursor:
        cursor.execute(_ALL, given)
        all_issued, all_disputed = cursor.fetchone()
        cursor.execute(_COUNTS, given)
        counts = [Counted(*row) for row in cursor.fetchall()]
    return root_causes(counts, all_issued=all_issued, all_disputed=all_disputed)
