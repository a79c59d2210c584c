"""Where disputes come from: invoices of a span of days, counted by everything they have.

Words: a *factor* is a thing invoices have (FACTORS), a *value* one of what it can be. A case that
names lines is about what those lines have alone; withdrawn cases were no disputes and count nowhere.
"""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.disputes.rules import FACTORS, Counted, Finding, root_causes

_SPAN = """
WITH span AS MATERIALIZED (
    SELECT i.id, i.customer_id, i.terms_id, i.purchase_order_no,
           coalesce(k.cases, '{}') AS cases
    FROM invoicing_invoice i
    LEFT JOIN (SELECT invoice_id, array_agg(id) AS cases FROM disputes_dispute
               WHERE state <> 'withdrawn' GROUP BY 1) k ON k.invoice_id = i.id
    WHERE i.entity_id = ANY(%(entities)s::uuid[]) AND i.issued_on >= %(from_on)s
      AND i.issued_on < %(until_on)s AND i.state IN ('posted', 'settled', 'credited')
)"""

# What the lines of an invoice have. Most lines are of invoices nobody disputes: those ask no further.
_BILLED = """
, billed AS MATERIALIZED (
    SELECT s.id, l.line_no, p.product_id, l.price_version_id, c.price_id, p.model, l.discount_minor,
           v.owner_id IS NOT NULL AS is_negotiated,
           CASE WHEN s.cases = '{}' THEN s.cases ELSE ARRAY(
               SELECT d.id FROM disputes_dispute d WHERE d.id = ANY(s.cases)
               AND (NOT EXISTS (SELECT FROM disputes_disputeline n WHERE n.dispute_id = d.id)
                    OR EXISTS (SELECT FROM disputes_disputeline n
                               WHERE n.dispute_id = d.id AND n.line_no = l.line_no))
           ) END AS cases
    FROM span s JOIN invoicing_invoiceline l ON l.invoice_id = s.id
    JOIN contracts_charge c ON c.id = l.charge_id JOIN catalog_price p ON p.id = c.price_id
    LEFT JOIN catalog_priceversion v ON v.id = l.price_version_id
), agreed AS MATERIALIZED (
    SELECT DISTINCT s.id, s.cases, k.id AS contract_id, k.needs_purchase_order, k.renewal_months,
           k.custom_term_days
    FROM span s JOIN invoicing_invoiceline l ON l.invoice_id = s.id
    JOIN contracts_charge c ON c.id = l.charge_id
    JOIN contracts_subscription u ON u.id = c.subscription_id JOIN contracts_contract k ON k.id = u.contract_id
)"""

_VALUES: dict[str, str] = {
    "product": """
        SELECT b.product_id::text AS value, p.name AS label, b.id, b.cases
        FROM billed b JOIN catalog_product p ON p.id = b.product_id""",
    "plan": """
        SELECT b.price_id::text, c.name, b.id, b.cases
        FROM billed b JOIN catalog_price c ON c.id = b.price_id""",
    "price_version": """
        SELECT b.price_version_id::text, c.name || ', ' || v.currency || ' from ' || v.valid_from, b.id, b.cases
        FROM billed b JOIN catalog_priceversion v ON v.id = b.price_version_id
        JOIN catalog_price c ON c.id = b.price_id""",
    "charge": """
        SELECT b.model, b.model, b.id, b.cases FROM billed b""",
    "clause": """
        SELECT 'negotiated', 'a negotiated price', b.id, b.cases FROM billed b WHERE b.is_negotiated
        UNION ALL
        SELECT 'discount', 'a discount', b.id, b.cases FROM billed b WHERE b.discount_minor > 0
        UNION ALL
        SELECT 'order', 'an order number agreed', a.id, a.cases FROM agreed a WHERE a.needs_purchase_order
        UNION ALL
        SELECT 'renewal', 'renewal agreed', a.id, a.cases FROM agreed a WHERE a.renewal_months > 0
        UNION ALL
        SELECT 'days', 'days to pay of its own', a.id, a.cases FROM agreed a
        WHERE a.custom_term_days IS NOT NULL""",
    "terms": """
        SELECT s.terms_id::text, t.code, s.id, s.cases
        FROM span s JOIN parties_terms t ON t.id = s.terms_id""",
    "sales_owner": """
        SELECT c.account_owner_id::text, u.email, s.id, s.cases
        FROM span s JOIN parties_customer c ON c.id = s.customer_id
        JOIN access_user u ON u.id = c.account_owner_id""",
    "segment": """
        SELECT c.segment_id::text, g.name, s.id, s.cases
        FROM span s JOIN parties_customer c ON c.id = s.customer_id
        JOIN parties_segment g ON g.id = c.segment_id""",
    "region": """
        SELECT c.country, c.country, s.id, s.cases
        FROM span s JOIN parties_customer c ON c.id = s.customer_id WHERE c.country <> ''""",
    "purchase_order": """
        SELECT 'none', 'without an order number', s.id, s.cases
        FROM span s WHERE s.purchase_order_no = ''""",
}

assert _VALUES.keys() == set(FACTORS), "each factor is counted"

_VALUED = " UNION ALL ".join(
    f"SELECT '{factor}' AS factor, v.* FROM ({select}) AS v (value, label, id, cases)"  # noqa: S608 - our own
    for factor, select in _VALUES.items()
)
_COUNTS = f"""
{_SPAN}{_BILLED}
SELECT factor, value, min(label), count(DISTINCT v.id)::int,
       (count(DISTINCT v.id) FILTER (WHERE cases <> '{{}}'))::int, count(DISTINCT c.id)::int
FROM ({_VALUED}) AS v LEFT JOIN LATERAL unnest(v.cases) AS c (id) ON true
GROUP BY factor, value ORDER BY factor, value
"""  # noqa: S608 - our own
_ALL = f"""
{_SPAN} SELECT count(*)::int, (count(*) FILTER (WHERE cases <> '{{}}'))::int FROM span
"""  # noqa: S608 - our own


def found_causes(
    entity_ids: Collection[UUID], from_on: date, until_on: date
) -> tuple[Finding, ...]:
    """What invoices issued in [from_on, until_on) and disputed have more often than the others."""
    given: dict[str, Any] = {"entities": list(entity_ids), "from_on": from_on, "until_on": until_on}
    with connection.cursor() as cursor:
        cursor.execute(_ALL, given)
        all_issued, all_disputed = cursor.fetchone()
        if not all_disputed:
            return ()
        cursor.execute(_COUNTS, given)
        counts = [Counted(*row) for row in cursor.fetchall()]
    return root_causes(counts, all_issued=all_issued, all_disputed=all_disputed)


def cases_behind(
    factor: str, value: str, entity_ids: Collection[UUID], from_on: date, until_on: date
) -> tuple[str, list[UUID]]:
    """What a value is called, and the cases its finding counts: on invoices, or lines, that have it.

    factor  one of FACTORS; a value no invoice of the span has is called "" and has no cases
    """
    given: dict[str, Any] = {
        "entities": list(entity_ids), "from_on": from_on, "until_on": until_on, "value": value,
    }  # fmt: skip
    sql = f"""
        {_SPAN}{_BILLED}
        SELECT min(v.label), array_agg(DISTINCT c.id) FILTER (WHERE c.id IS NOT NULL)
        FROM ({_VALUES[factor]}) AS v (value, label, id, cases)
        LEFT JOIN LATERAL unnest(v.cases) AS c (id) ON true WHERE v.value = %(value)s
    """  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        label, ids = cursor.fetchone()
    return label or "", ids or []
