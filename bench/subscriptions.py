"""Subscriptions to bill, laid down past the triggers: seats in advance, and metered calls in tiers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from bench import books
from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.rules import TierDraft
from cashwright.areas.catalog.services import (
    PriceNumbers,
    add_meter,
    add_price,
    add_product,
    register_for_tax,
    set_price,
    set_tax_rate,
)
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.bill import BILL
from cashwright.runs.models import Run
from cashwright.runs.states import RunState

JAN, FEB, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
BEGAN = date(2025, 1, 1)
BEFORE = datetime(2026, 1, 31, 12, tzinfo=UTC)  # when the last run was
EVENTS = 10
_A_CUSTOMER = 4  # subscriptions, each with a contract and an invoice of its own


def _id(kind: str, tag: str, n: str) -> str:
    """SQL of a time-ordered id: of one table and company, in the order of `n`."""
    return f"('0190{kind}-{tag}-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"


_STATEMENTS = (
    """INSERT INTO contracts_contract (id, entity_id, customer_id, bill_to_id, contract_no, state,
         currency, starts_on, renewal_months, grouping, needs_purchase_order, purchase_order_no,
         proration, proration_unit, memo, source, created_at)
       SELECT {contract}, %(entity)s, c.id, c.id, %(mark)s || n, 'active', 'EUR', %(began)s, 0, 'contract',
         false, '', 'next_bill', 'day', '', 'bench', now()
       FROM generate_series(1, %(count)s) n
       JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM parties_customer
             WHERE entity_id = %(entity)s) c ON c.k = n / %(each)s""",
    """INSERT INTO contracts_subscription (id, contract_id, entity_id, customer_id, name, reference,
         interval_months, anchor_on, starts_on, ends_on, changed_at, created_at)
       SELECT {subscription}, k.id, k.entity_id, k.customer_id, 'Plan', k.contract_no, 1, %(began)s,
         %(began)s, %(march)s, %(began)s, now()
       FROM generate_series(1, %(count)s) n JOIN contracts_contract k ON k.id = {contract}""",
    """INSERT INTO contracts_billperiod (subscription_id, entity_id, start_on, end_on, full_days)
       SELECT {subscription}, %(entity)s, p.a, p.b, p.b - p.a
       FROM generate_series(1, %(count)s) n,
            (VALUES (%(jan)s::date, %(feb)s::date), (%(feb)s::date, %(march)s::date)) p (a, b)""",
    """INSERT INTO contracts_charge (id, subscription_id, price_id, timing, position)
       SELECT {charge}, {subscription}, p.price_id::uuid, p.timing, p.k
       FROM generate_series(1, %(count)s) n,
            unnest(%(prices)s::uuid[], %(timings)s::text[], ARRAY[1, 2]) p (price_id, timing, k)""",
    """INSERT INTO contracts_chargespan (id, charge_id, subscription_id, from_on, quantity_e6)
       SELECT {span}, {charge}, {subscription}, %(began)s, (1 + n %% 40) * 1000000
       FROM generate_series(1, %(count)s) n, (VALUES (1), (2)) p (k)""",
    """INSERT INTO usage_event (event_key, meter_id, entity_id, subscription_id, occurred_at, received_at,
         value_e6, group_value, source, source_id, content_key)
       SELECT {event}, %(meter)s, %(entity)s, {subscription}, %(jan)s::date + e * interval '2 days 7 hours',
         %(jan)s::date + e * interval '2 days 8 hours', (n %% 97 + e * 13) * 1000000, '', 'bench', '', n * 16 + e
       FROM generate_series(1, %(count)s) n, generate_series(1, {events}) e""",
)


def subscribed(code: str, count: int) -> LegalEntity:
    """A company with `count` running subscriptions, whose seats of February and calls of January are due."""
    home = books.entity(code)
    books.customers(home, max(1, count // _A_CUSTOMER + 1))
    register_for_tax(entity_id=home.pk, country="DE", valid_from=BEGAN, by=books.BY)
    book = _Book.of(code)
    tag = home.pk.hex[-4:]
    names = {
        "contract": _id("c000", tag, "n"),
        "subscription": _id("5b00", tag, "n"),
        "charge": _id("c400", tag, "n * 4 + p.k"),
        "span": _id("5900", tag, "n * 4 + p.k"),
        "event": _id("e000", tag, "n * 16 + e"),
        "events": str(EVENTS),
    }
    given: dict[str, Any] = {
        "entity": home.pk, "mark": f"{code}-", "began": BEGAN, "count": count, "each": _A_CUSTOMER,
        "jan": JAN, "feb": FEB, "march": MARCH, "prices": book.prices, "timings": book.timings,
        "meter": book.meter,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in _STATEMENTS:
            cursor.execute(statement.format(**names), given)
    with connection.cursor() as cursor:
        for table in (
            "contracts_contract", "contracts_subscription", "contracts_billperiod", "contracts_charge",
            "contracts_chargespan", "usage_event",
        ):  # fmt: skip
            cursor.execute(f"VACUUM ANALYZE {table}")
    Run.objects.create(
        kind=BILL, entity=home, as_of=FEB - timedelta(days=1), bucket_count=1,
        state=RunState.DONE, started_by="bench", started_at=BEFORE,
        finished_at=BEFORE,
    )  # fmt: skip
    return home


class _Book:
    """A price book of two prices and a meter."""

    def __init__(self, prices: list[str], timings: list[str], meter: str) -> None:
        self.prices, self.timings, self.meter = prices, timings, meter

    @classmethod
    def of(cls, code: str) -> "_Book":
        if not Meter.objects.exists():
            set_tax_rate(
                country="DE", tax_class="standard", rate_ppm=190_000, valid_from=BEGAN, by=books.BY
            )
        meter = add_meter(
            code=f"{code}-CALLS", name="Calls", unit_name="call", event_kind=f"{code}-call",
            aggregation="sum", value_key="n", by=books.BY,
        )  # fmt: skip
        tiers = [
            TierDraft(up_to_e6=100_000_000, unit_price_e9=100_000_000),
            TierDraft(up_to_e6=None, unit_price_e9=80_000_000),
        ]
        told = (
            ("SEAT", ChargeModel.PER_UNIT, Timing.ADVANCE, PriceNumbers(unit_price_e9=12_500_000_000)),
            ("CALL", ChargeModel.GRADUATED, Timing.ARREARS, PriceNumbers(tiers=tiers)),
        )  # fmt: skip
        prices = []
        for name, model, timing, numbers in told:
            product = add_product(
                code=f"{code}-{name}", name=f"Platform {name.lower()}", account="4000", by=books.BY
            )
            price = add_price(
                product_id=product.pk, code=f"{code}-{name}", name=name, model=model, timing=timing,
                interval_months=1, meter_id=meter.pk if name == "CALL" else None, by=books.BY,
            )  # fmt: skip
            set_price(
                price_id=price.pk, currency="EUR", valid_from=BEGAN, numbers=numbers,
                billed=price_billed_on, by=books.BY,
            )  # fmt: skip
            prices.append(str(price.pk))
        return cls(prices, [str(timing) for _, _, timing, _ in told], str(meter.pk))
