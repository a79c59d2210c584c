"""What will be billed when, as things stand: the schedule, the spans and today's price book."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.catalog.policies import Timing
from cashwright.areas.contracts.models import BillPeriod, Charge, ChargeSpan, Pause, Subscription
from cashwright.areas.contracts.queries.pricing import Pricer, Wanted
from cashwright.areas.contracts.rules import Days, Segment, Span, billed_days, in_force


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A line to come. `net_minor` is None for what is not known yet: usage."""

    bill_on: date
    charge: Charge
    from_on: date
    until_on: date
    quantity_e6: int
    net_minor: int | None


def upcoming(subscription: Subscription, *, from_on: date, until_on: date) -> list[Upcoming]:
    """The regular lines of a subscription billed on days [from_on, until_on), in that order.

    Items that wait (amendments, single items) come besides: see `waiting_items`. An amount off a
    whole contract is spread over the charges of this subscription alone.
    raises   NoPriceInCurrency
    """
    charges = list(subscription.charges.select_related("price__product").order_by("position"))
    spans = {charge.pk: _spans(charge) for charge in charges}
    pauses = [Days(p.from_on, p.until_on) for p in Pause.objects.filter(subscription=subscription)]
    found: list[Upcoming] = []
    periods = BillPeriod.objects.filter(subscription=subscription, start_on__lt=until_on)
    for period in periods.filter(end_on__gte=from_on).order_by("start_on"):
        for charge in charges:
            bill_on = _bill_on(charge, period)
            if charge.timing == Timing.ONCE or not from_on <= bill_on < until_on:
                continue
            for segment in billed_days(
                period.start_on, period.end_on, spans[charge.pk], pauses,
                subscription.trial_until, subscription.ends_on,
            ):  # fmt: skip
                net = _net(subscription, charge, segment, period, charges, spans)
                found.append(
                    Upcoming(
                        bill_on, charge, segment.from_on, segment.until_on, segment.quantity_e6, net
                    )
                )  # fmt: skip
    found += _once(subscription, charges, spans, from_on, until_on)
    return sorted(found, key=lambda line: (line.bill_on, line.charge.position, line.from_on))


def _bill_on(charge: Charge, period: BillPeriod) -> date:
    return period.end_on if charge.timing == Timing.ARREARS else period.start_on


def _net(
    subscription: Subscription, charge: Charge, segment: Segment, period: BillPeriod,
    charges: list[Charge], spans: Mapping[UUID, list[Span]],
) -> int | None:  # fmt: skip
    """What a segment costs, discounts of the contract taken off; None for usage."""
    if charge.price.meter_id is not None:
        return None
    wanted = [Wanted(charge, segment.quantity_e6, segment.price_version_id)]
    others = (
        (other, in_force(spans[other.pk], segment.from_on))
        for other in charges
        if other.pk != charge.pk and other.timing == charge.timing and not other.price.meter_id
    )
    wanted += [Wanted(o, s.quantity_e6, s.price_version_id) for o, s in others if s is not None]
    pricer = Pricer(subscription.contract, period.start_on, segment.from_on)
    return pricer.priced(wanted)[0].part(segment.days, period.full_days).net_minor


def _once(
    subscription: Subscription, charges: list[Charge], spans: Mapping[UUID, list[Span]],
    from_on: date, until_on: date,
) -> list[Upcoming]:  # fmt: skip
    found = []
    for charge in charges:
        for span in spans[charge.pk] if charge.timing == Timing.ONCE else ():
            if from_on <= span.from_on < until_on:
                pricer = Pricer(subscription.contract, span.from_on, span.from_on)
                wanted = Wanted(charge, span.quantity_e6, span.price_version_id)
                found.append(
                    Upcoming(
                        span.from_on, charge, span.from_on, span.from_on + timedelta(days=1),
                        span.quantity_e6, pricer.priced([wanted])[0].net_minor,
                    )
                )  # fmt: skip
    return found


def _spans(charge: Charge) -> list[Span]:
    rows = ChargeSpan.objects.filter(charge=charge).order_by("from_on")
    return [Span(r.from_on, r.until_on, r.quantity_e6, r.price_version_id) for r in rows]
