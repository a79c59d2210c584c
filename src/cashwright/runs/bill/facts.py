"""What the bill run looks at: periods whose day has come with their charges and spans, and what waits.

Words: a *window* is the days since the last run that was done; what fell due before it is looked at
again only where something changed or could not be billed. A *slab* is a set of customer buckets that
is read and planned at once, so that a run of any size fits into memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, COUNT, DAY, FLAG, ID, MINOR, TEXT, no_rows

SCALED = pl.Int64()
_LARGE_PART = 20  # a twentieth
DUE = {
    "charge_id": ID,
    "subscription_id": ID,
    "contract_id": ID,
    "price_id": ID,
    "timing": CODE,
    "position": COUNT,
    "start_on": DAY,
    "end_on": DAY,
    "full_days": COUNT,
    "span_from_on": DAY,
    "span_until_on": DAY,
    "quantity_e6": SCALED,
    "price_version_id": ID,
    "trial_until": DAY,
    "ends_on": DAY,
}
"""One row a charge, period and span that meet; of charges billed once, the span is the period."""
CONTRACTS = {
    "contract_id": ID,
    "contract_no": TEXT,
    "bill_to_id": ID,
    "currency": CODE,
    "terms_id": ID,
    "custom_term_days": COUNT,
    "grouping": CODE,
    "needs_purchase_order": FLAG,
    "purchase_order_no": TEXT,
}
ITEMS = {
    "item_id": ID,
    "contract_id": ID,
    "subscription_id": ID,
    "charge_id": ID,
    "product_id": ID,
    "price_version_id": ID,
    "reason": CODE,
    "description": TEXT,
    "from_on": DAY,
    "until_on": DAY,
    "revision": COUNT,
    "quantity_e6": SCALED,
    "gross_minor": MINOR,
    "discount_minor": MINOR,
}
BILLED = {
    "charge_id": ID,
    "from_on": DAY,
    "gross_minor": MINOR,
    "discount_minor": MINOR,
    "quantity_e6": SCALED,
    "corrections": COUNT,
}
"""What was billed for a charge from a day on: the regular line, its top-up and its corrections."""
PAUSES = {"subscription_id": ID, "from_on": DAY, "until_on": DAY}
PAYERS = {
    "bill_to_id": ID,
    "payer_name": TEXT,
    "payer_address": TEXT,
    "country": CODE,
    "region": CODE,
    "payer_terms_id": ID,
    "tax_countries": TEXT,
    "is_exempt": FLAG,
}
"""Who is invoiced. tax_countries: those of its VAT numbers, with blanks between; is_exempt: has a certificate."""
DISCOUNTS = {
    "contract_id": ID,
    "only_charge_id": ID,
    "only_product_id": ID,
    "only_timing": CODE,
    "percent_ppm": pl.Int64(),
    "amount_minor": MINOR,
    "discount_from_on": DAY,
    "discount_until_on": DAY,
    "place": COUNT,
}
"""place: the order in which those of one contract are taken.

only_timing: an amount off a whole contract comes off what is paid in advance, once a period; off what
is paid in arrears where nothing is paid in advance.
"""
GRANTS = {
    "grant_id": ID,
    "bill_to_id": ID,
    "contract_id": ID,
    "product_id": ID,
    "currency": CODE,
    "left_minor": MINOR,
    "priority": COUNT,
    "granted_on": DAY,
    "expires_on": DAY,
}

# Job.bucket_of in SQL. An array, because of a comparison with bounds the database expects far too few
# rows, and asks for each of a hundred thousand by itself.
_BUCKET = (
    "(%(whole)s OR ('x' || right(k.bill_to_id::text, 8))::bit(32)::bigint %% %(buckets)s"
    " = ANY(%(wanted)s))"
)
_ROW = """
SELECT c.id AS charge_id, s.id AS subscription_id, s.contract_id, c.price_id, c.timing, c.position,
       d.start_on, d.end_on, d.full_days, x.from_on AS span_from_on, x.until_on AS span_until_on,
       x.quantity_e6, x.price_version_id, s.trial_until, s.ends_on
"""
_JOINS = f"""
JOIN contracts_subscription s ON s.id = d.subscription_id AND s.entity_id = %(entity)s
JOIN contracts_contract k ON k.id = s.contract_id AND k.entity_id = %(entity)s
     AND k.state IN ('active', 'ended') AND {_BUCKET}
JOIN contracts_charge c ON c.subscription_id = d.subscription_id AND c.timing = d.timing
JOIN contracts_chargespan x ON x.charge_id = c.id AND x.from_on < d.end_on
     AND (x.until_on IS NULL OR x.until_on > d.start_on)
"""
# One statement a timing: with a constant in it the database knows how many rows come.
_PERIODS = """
    SELECT subscription_id, start_on, end_on, full_days, '{timing}' AS timing
    FROM contracts_billperiod
    WHERE entity_id = %(entity)s AND {day} > %(since)s AND {day} <= %(on)s
"""
_ONCE = """
    SELECT o.subscription_id, y.from_on AS start_on, y.from_on + 1 AS end_on, 1 AS full_days, o.timing,
           o.id AS charge_id
    FROM contracts_charge o JOIN contracts_chargespan y ON y.charge_id = o.id
    JOIN contracts_subscription t ON t.id = o.subscription_id
    WHERE o.timing = 'once' AND t.entity_id = %(entity)s
      AND y.from_on > %(since)s AND y.from_on <= %(on)s
"""


def _regular(timing: str, day: str) -> str:
    joins = _JOINS.replace("c.timing = d.timing", f"c.timing = '{timing}'")
    return f"{_ROW} FROM ({_PERIODS.format(timing=timing, day=day)}) d {joins}"


_DUE = (
    _regular("advance", "start_on"),
    _regular("arrears", "end_on"),
    f"{_ROW} FROM ({_ONCE}) d {_JOINS} AND c.id = d.charge_id AND x.from_on = d.start_on",
)
_COUNT = """
SELECT (SELECT count(*) FROM contracts_billperiod
        WHERE entity_id = %(entity)s AND start_on > %(since)s AND start_on <= %(on)s) AS due,
       (SELECT count(*) FROM contracts_subscription WHERE entity_id = %(entity)s) AS subscriptions
"""
# Of a subscription that changed, a period is open to a charge of which nothing is billed in it, nor waits.
# The questions are asked a charge and period at a time (LIMIT 1): as joins they take minutes where the
# tables have no statistics yet.
_OPEN = f"""
WITH d AS MATERIALIZED (
    SELECT p.subscription_id, p.start_on, p.end_on, p.full_days, m.timing
    FROM contracts_subscription t
    JOIN contracts_billperiod p ON p.subscription_id = t.id
    CROSS JOIN (VALUES ('advance'), ('arrears')) m (timing)
    WHERE t.entity_id = %(entity)s AND t.changed_at >= %(began)s
      AND CASE m.timing WHEN 'advance' THEN p.start_on ELSE p.end_on END <= %(since)s
    UNION
    SELECT o.subscription_id, y.from_on, y.from_on + 1, 1, o.timing
    FROM contracts_subscription t JOIN contracts_charge o ON o.subscription_id = t.id
    JOIN contracts_chargespan y ON y.charge_id = o.id
    WHERE t.entity_id = %(entity)s AND t.changed_at >= %(began)s
      AND o.timing = 'once' AND y.from_on <= %(since)s
)
{_ROW} FROM d {_JOINS} AND (d.timing <> 'once' OR x.from_on = d.start_on)
WHERE (SELECT 1 FROM contracts_billitem i WHERE i.charge_id = c.id
         AND i.from_on < d.end_on AND i.until_on > d.start_on LIMIT 1) IS NULL
  AND (SELECT 1 FROM invoicing_invoiceline l WHERE l.charge_id = c.id
         AND l.from_on < d.end_on AND l.until_on > d.start_on LIMIT 1) IS NULL
  AND (SELECT 1 FROM invoicing_creditnoteline l WHERE l.charge_id = c.id
         AND l.from_on < d.end_on AND l.until_on > d.start_on LIMIT 1) IS NULL
"""  # noqa: S608 - our own
_NOTED = """
    SELECT x.subscription_id, x.start_on, x.end_on, x.full_days, x.timing, x.charge_id
    FROM runs_billexception x
    WHERE x.entity_id = %(entity)s AND x.start_on <= %(on)s AND {stands} EXISTS (
        SELECT FROM invoicing_invoiceline l WHERE l.charge_id = x.charge_id AND l.revision = 0
          AND l.from_on >= x.start_on AND l.from_on < x.end_on)
"""
# What could not be billed before is tried again, charge by charge.
_FAILED = f"""
{_ROW} FROM ({_NOTED.format(stands="NOT")}) d {_JOINS} AND c.id = d.charge_id
"""
# Readings taken (or taken back) since the last run, of days that were billed before they were known;
# and those whose correction the books declined.
_LATE = f"""
{_ROW} FROM (
    SELECT DISTINCT p.subscription_id, p.start_on, p.end_on, p.full_days, z.timing, z.id AS charge_id
    FROM usage_event e
    JOIN contracts_charge z ON z.subscription_id = e.subscription_id
    JOIN catalog_price y ON y.id = z.price_id AND y.meter_id = e.meter_id
    JOIN invoicing_invoiceline l ON l.charge_id = z.id AND l.revision = 0
      AND (e.occurred_at AT TIME ZONE %(zone)s)::date >= l.from_on
      AND (e.occurred_at AT TIME ZONE %(zone)s)::date < l.until_on
      AND (e.received_at > l.known_at OR e.superseded_at > l.known_at)
    JOIN contracts_billperiod p ON p.subscription_id = z.subscription_id
      AND p.start_on <= l.from_on AND p.end_on > l.from_on
    WHERE e.entity_id = %(entity)s AND (e.received_at > %(began)s OR e.superseded_at > %(began)s)
      AND (e.occurred_at AT TIME ZONE %(zone)s)::date < %(since)s
    UNION {_NOTED.format(stands="")}
) d {_JOINS} AND c.id = d.charge_id
"""  # noqa: S608 - our own
# What shares an amount off the contract with a late line: it is spread over all of the period again.
_BESIDE = f"""
{_ROW} FROM (
    SELECT p.subscription_id, p.start_on, p.end_on, p.full_days, w.timing
    FROM unnest(%(contracts)s::uuid[], %(starts)s::date[], %(timings)s::text[])
         w (contract_id, start_on, timing)
    JOIN contracts_subscription t ON t.contract_id = w.contract_id
    JOIN contracts_billperiod p ON p.subscription_id = t.id AND p.start_on = w.start_on
) d {_JOINS}
"""  # noqa: S608 - our own
_BILLED = """
SELECT charge_id, from_on, sum(gross_minor)::bigint AS gross_minor,
       sum(discount_minor)::bigint AS discount_minor,
       sum(quantity_e6)::bigint AS quantity_e6, sum(is_correction)::bigint AS corrections
FROM (
    SELECT charge_id, from_on, gross_minor, discount_minor,
           CASE WHEN revision < 20000 THEN quantity_scaled ELSE 0 END AS quantity_e6,
           (revision BETWEEN 10001 AND 19999)::int AS is_correction
    FROM invoicing_invoiceline
    WHERE charge_id = ANY(%(charges)s::uuid[]) AND (revision = 0 OR revision > 10000)
    UNION ALL
    SELECT charge_id, from_on, -gross_minor, -discount_minor,
           CASE WHEN revision < 20000 THEN -quantity_scaled ELSE 0 END,
           (revision BETWEEN 10001 AND 19999)::int
    FROM invoicing_creditnoteline
    WHERE charge_id = ANY(%(charges)s::uuid[]) AND (revision = 0 OR revision > 10000)
) l GROUP BY charge_id, from_on
"""
_CONTRACTS = f"""
SELECT k.id AS contract_id, k.contract_no, k.bill_to_id, k.currency, k.terms_id, k.custom_term_days,
       k.grouping, k.needs_purchase_order, k.purchase_order_no
FROM contracts_contract k
WHERE k.entity_id = %(entity)s AND k.state IN ('active', 'ended')
  AND {_BUCKET}
"""  # noqa: S608 - our own
_ITEMS = f"""
SELECT i.id AS item_id, i.contract_id, i.subscription_id, i.charge_id, i.product_id,
       i.price_version_id, i.reason, i.description, i.from_on, i.until_on, i.revision, i.quantity_e6,
       i.gross_minor, i.discount_minor
FROM contracts_billitem i JOIN contracts_contract k ON k.id = i.contract_id
WHERE i.entity_id = %(entity)s AND i.invoice_id IS NULL AND i.bill_on <= %(on)s
  AND {_BUCKET}
"""  # noqa: S608 - our own
_PAYERS = f"""
SELECT c.id AS bill_to_id, c.name AS payer_name, c.postal_address AS payer_address, c.country, c.region,
       c.terms_id AS payer_terms_id, coalesce(t.countries, '') AS tax_countries,
       e.customer_id IS NOT NULL AS is_exempt
FROM parties_customer c
LEFT JOIN (SELECT customer_id, string_agg(country, ' ' ORDER BY country) AS countries
           FROM parties_taxid WHERE kind = 'vat' GROUP BY customer_id) t ON t.customer_id = c.id
LEFT JOIN (SELECT DISTINCT customer_id FROM catalog_taxexemption) e ON e.customer_id = c.id
WHERE c.id IN (SELECT k.bill_to_id FROM contracts_contract k WHERE k.entity_id = %(entity)s
               AND {_BUCKET})
"""  # noqa: S608 - our own
_DISCOUNTS = f"""
SELECT d.contract_id, d.charge_id AS only_charge_id, p.product_id AS only_product_id, d.percent_ppm,
       CASE WHEN d.percent_ppm IS NOT NULL OR d.charge_id IS NOT NULL THEN NULL
            WHEN EXISTS (SELECT FROM contracts_subscription s JOIN contracts_charge c
                         ON c.subscription_id = s.id AND c.timing = 'advance'
                         WHERE s.contract_id = d.contract_id) THEN 'advance'
            ELSE 'arrears' END AS only_timing,
       d.amount_minor, d.from_on AS discount_from_on, d.until_on AS discount_until_on,
       row_number() OVER (PARTITION BY d.contract_id ORDER BY d.position, d.id) AS place
FROM contracts_discount d JOIN contracts_contract k ON k.id = d.contract_id
LEFT JOIN catalog_coupon p ON p.id = d.coupon_id
WHERE k.entity_id = %(entity)s AND d.from_on <= %(on)s AND {_BUCKET}
"""  # noqa: S608 - our own
_GRANTS = f"""
SELECT k.id AS grant_id, k.customer_id AS bill_to_id, k.contract_id, k.product_id, k.currency,
       k.amount_minor - k.used_minor AS left_minor, k.priority, k.granted_on, k.expires_on
FROM contracts_creditgrant k
WHERE k.entity_id = %(entity)s AND k.used_minor < k.amount_minor AND k.granted_on <= %(on)s
  AND (k.expires_on IS NULL OR k.expires_on >= %(on)s)
  AND {_BUCKET.replace("bill_to_id", "customer_id")}
"""  # noqa: S608 - our own
_PAUSES = """
SELECT p.subscription_id, p.from_on, p.until_on FROM contracts_pause p
JOIN contracts_subscription s ON s.id = p.subscription_id
WHERE s.entity_id = %(entity)s
"""


@dataclass(frozen=True, slots=True)
class Window:
    """Which days are billed, and what is looked at again.

    since   the day of the last run that was done; date.min before the first
    began   when that run began: what changed or was reported later is looked at again
    """

    entity_id: UUID
    zone: str
    on: date
    since: date
    began: datetime

    @property
    def is_first(self) -> bool:
        """Whether nothing was ever billed."""
        return self.since == date.min


@dataclass(frozen=True, slots=True)
class Slab:
    """The buckets [first, last] of `buckets`."""

    first: int
    last: int
    buckets: int

    @property
    def is_whole(self) -> bool:
        """Whether it is all of them."""
        return self.last - self.first + 1 == self.buckets


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read of one slab."""

    due: pl.DataFrame
    contracts: pl.DataFrame
    items: pl.DataFrame
    pauses: pl.DataFrame
    payers: pl.DataFrame
    late: pl.DataFrame
    beside: pl.DataFrame
    billed: pl.DataFrame
    discounts: pl.DataFrame
    grants: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to bill: most days of most companies."""
        return not (self.due.height or self.late.height or self.items.height)


def _nothing() -> Facts:
    empty = {
        "due": DUE, "contracts": CONTRACTS, "items": ITEMS, "pauses": PAUSES, "payers": PAYERS,
        "late": DUE, "beside": DUE, "billed": BILLED, "discounts": DISCOUNTS, "grants": GRANTS,
    }  # fmt: skip
    return Facts(**{name: no_rows(schema) for name, schema in empty.items()})


def facts_of(window: Window, slab: Slab) -> Facts:
    """Everything due by `window.on` of the customers of a slab. Reads, writes nothing."""
    given: dict[str, Any] = {
        "entity": window.entity_id, "on": window.on, "since": window.since, "began": window.began,
        "buckets": slab.buckets, "whole": slab.is_whole, "zone": window.zone,
        "wanted": list(range(slab.first, slab.last + 1)),
    }  # fmt: skip
    due, late = _due(window, given), _late(window, given)
    items = read_frame(_ITEMS, given, schema=ITEMS)
    if not (due.height or late.height or items.height):
        return _nothing()
    discounts = read_frame(_DISCOUNTS, given, schema=DISCOUNTS)
    return Facts(
        due=due,
        late=late,
        beside=_beside(late, discounts, given),
        billed=_billed(late),
        contracts=read_frame(_CONTRACTS, given, schema=CONTRACTS),
        items=items,
        pauses=read_frame(_PAUSES, given, schema=PAUSES),
        payers=read_frame(_PAYERS, given, schema=PAYERS),
        discounts=discounts,
        grants=read_frame(_GRANTS, given, schema=GRANTS),
    )


def _due(window: Window, given: dict[str, Any]) -> pl.DataFrame:
    with _many_at_once(given):
        due = pl.concat([read_frame(sql, given, schema=DUE) for sql in _DUE])
    if window.is_first:
        return due
    again = [read_frame(sql, given, schema=DUE) for sql in (_OPEN, _FAILED)]
    if not any(frame.height for frame in again):
        return due
    return pl.concat([due, *again]).unique(["charge_id", "start_on", "span_from_on"])


@contextmanager
def _many_at_once(given: dict[str, Any]) -> Iterator[None]:
    """Where a large part of all subscriptions is due, tables are read whole instead of row by row.

    Left alone the database multiplies its guesses and expects few.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        due, subscriptions = cursor.fetchone()
        if due * _LARGE_PART > subscriptions:
            cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB'")
        yield
        cursor.execute("RESET enable_nestloop; RESET work_mem")


def _late(window: Window, given: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(schema=DUE) if window.is_first else read_frame(_LATE, given, schema=DUE)


def _beside(late: pl.DataFrame, discounts: pl.DataFrame, given: dict[str, Any]) -> pl.DataFrame:
    """DUE of the other charges of late periods, where an amount off the contract is spread over all."""
    shared = discounts.filter(pl.col("only_timing").is_not_null())
    asked = late.join(shared, on="contract_id", how="semi")
    if asked.is_empty():
        return no_rows(DUE)
    periods = asked.select("contract_id", "start_on", "timing").unique()
    contracts, starts, timings = (column.to_list() for column in periods.get_columns())
    more = {"contracts": contracts, "starts": starts, "timings": timings}
    found = read_frame(_BESIDE, {**given, **more}, schema=DUE)
    return found.join(late, on=["charge_id", "start_on"], how="anti")


def _billed(late: pl.DataFrame) -> pl.DataFrame:
    if late.is_empty():
        return pl.DataFrame(schema=BILLED)
    return read_frame(_BILLED, {"charges": late["charge_id"].unique().to_list()}, schema=BILLED)
