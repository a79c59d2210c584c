"""What a subscription used so far in the period that runs, and what that will cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.db.models import Q

from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import Aggregation, ChargeModel
from cashwright.areas.catalog.queries import price_terms, version_for
from cashwright.areas.catalog.rules import PriceTerms, minimum_topup, rate
from cashwright.areas.contracts.models import BillPeriod, Charge, ChargeSpan, Subscription
from cashwright.areas.usage.frames import a_day_each, a_whole_each
from cashwright.areas.usage.queries.quantities import quantities, quantities_by_group, readings
from cashwright.areas.usage.rules.projecting import projected
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.kernel.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class LiveMeter:
    """One meter a subscription pays for.

    days                quantity of each day of the period until now; they sum up only where the
                        meter sums
    groups              the same so far apart by the meter's group, largest first; empty where it has none
    amount_minor        what so_far_e6 costs, before discounts and tax; None where no price is found
    projected_minor     the same at the end of the period, if it goes on like this
    """

    code: str
    name: str
    unit_name: str
    aggregation: Aggregation
    so_far_e6: int
    event_count: int
    projected_e6: int
    days: tuple[tuple[date, int], ...]
    groups: tuple[tuple[str, int], ...]
    amount_minor: int | None
    projected_minor: int | None


@dataclass(frozen=True, slots=True)
class LiveUsage:
    """The period that runs on a day: [from_on, until_on). Totals leave out what has no price."""

    from_on: date
    until_on: date
    currency: str
    meters: tuple[LiveMeter, ...]

    @property
    def amount_minor(self) -> int:
        return sum(meter.amount_minor or 0 for meter in self.meters)

    @property
    def projected_minor(self) -> int:
        return sum(meter.projected_minor or 0 for meter in self.meters)


def live_usage(subscription: Subscription, *, on: date, known_at: datetime) -> LiveUsage:
    """Usage of the period `on` lies in, up to and with that day. Raises NotFound: no period runs."""
    period = BillPeriod.objects.filter(
        subscription=subscription, start_on__lte=on, end_on__gt=on
    ).first()
    if period is None:
        raise NotFound(document="period", id=f"{subscription.reference} {on}")
    charges = list(
        Charge.objects.filter(subscription=subscription, price__meter__isnull=False)
        .select_related("price__meter", "subscription__contract")
        .order_by("position", "pk")
    )
    meters = {m.pk: m for m in (charge.price.meter for charge in charges) if m is not None}
    window = _Window(subscription, period.start_on, on, period.end_on, known_at)
    return LiveUsage(
        period.start_on,
        period.end_on,
        subscription.contract.currency,
        tuple(window.meter(meter, charges) for meter in meters.values()),
    )


@dataclass(frozen=True, slots=True)
class _Window:
    subscription: Subscription
    first: date
    today: date
    until: date
    known_at: datetime

    def meter(self, meter: Meter, charges: Iterable[Charge]) -> LiveMeter:
        zone, sub, one = self.subscription.entity.zone, str(self.subscription.pk), [str(meter.pk)]
        whole = a_whole_each(sub, one, self.first, self.today + timedelta(days=1))
        found = quantities(whole, zone=zone, known_at=self.known_at).row(0, named=True)
        each_day = quantities(
            a_day_each(sub, one, self.first, self.today), zone=zone, known_at=self.known_at
        )
        gone, days = (self.today - self.first).days + 1, (self.until - self.first).days
        kind = Aggregation(meter.aggregation)
        end_e6 = projected(kind, found["quantity_e6"], gone, days)
        paid = [c for c in charges if c.price.meter_id == meter.pk]
        values = None
        if any(c.price.model == ChargeModel.PERCENTAGE for c in paid):
            values = readings(whole, zone=zone, known_at=self.known_at)["value_e6"].to_list()
        now, later = self._amounts(paid, found["quantity_e6"], end_e6, values)
        return LiveMeter(
            meter.code, meter.name, meter.unit_name, kind, found["quantity_e6"],
            found["event_count"], end_e6,
            tuple(each_day.select("from_on", "quantity_e6").iter_rows()),
            self._groups(whole) if meter.group_key else (), now, later,
        )  # fmt: skip

    def _groups(self, whole: pl.DataFrame) -> tuple[tuple[str, int], ...]:
        apart = quantities_by_group(
            whole, zone=self.subscription.entity.zone, known_at=self.known_at
        )
        apart = apart.sort("quantity_e6", "group_value", descending=[True, False])
        return tuple(apart.select("group_value", "quantity_e6").iter_rows())

    def _amounts(
        self, charges: list[Charge], now_e6: int, end_e6: int, values: list[int] | None
    ) -> tuple[int | None, int | None]:
        """What the charges come to now and at the end; None where one of them has no price."""
        now = later = 0
        units = minor_units(self.subscription.contract.currency)
        for charge in charges:
            try:
                terms = self._terms(charge)
                if terms is None:
                    continue
                cost = self._cost(terms, now_e6, units, values)
                end = cost if end_e6 == now_e6 else self._end(terms, cost, now_e6, end_e6, units)
            except Refusal:
                return None, None
            now += cost
            later += end + minimum_topup(terms, end)
        return now, later

    def _cost(
        self, terms: PriceTerms, quantity_e6: int, units: int, values: list[int] | None
    ) -> int:
        if terms.model is not ChargeModel.PERCENTAGE:
            return rate(terms, quantity_e6, units=units).amount_minor
        minor = [round_half_up(value * 10**units, 10**6) for value in values or []]
        return rate(terms, quantity_e6, units=units, transactions_minor=minor).amount_minor

    def _end(self, terms: PriceTerms, cost: int, now_e6: int, end_e6: int, units: int) -> int:
        """A percentage goes on as its events did; all else is rated as a whole."""
        if terms.model is ChargeModel.PERCENTAGE:
            return round_half_up(cost * end_e6, now_e6)
        return rate(terms, end_e6, units=units).amount_minor

    def _terms(self, charge: Charge) -> PriceTerms | None:
        """The terms in force today; None when the charge is not in force."""
        span = (
            ChargeSpan.objects.filter(charge=charge, from_on__lte=self.today)
            .filter(Q(until_on__isnull=True) | Q(until_on__gt=self.today))
            .select_related("price_version__price")
            .first()
        )
        if span is None:
            return None
        contract = self.subscription.contract
        version = span.price_version or version_for(charge.price_id, contract.currency, self.first)
        return price_terms(version)
