"""What a change does to a billed period where neither it nor its contract says: the policy's matrix."""

from datetime import date
from uuid import UUID

from cashwright.areas.catalog.models import Price
from cashwright.areas.contracts.models import Charge
from cashwright.areas.contracts.policies import PRORATION, Proration, Turn, matrix_of
from cashwright.areas.contracts.queries import Pricer, Wanted
from cashwright.areas.contracts.rules.changing import (
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
    in_force,
)
from cashwright.areas.contracts.services.planning import Standing, period_of
from cashwright.areas.controls.queries import policy_value


def by_policy(standing: Standing, change: Change, effective_on: date, on: date) -> Proration:
    """What the policy in force on `on` says of such a change. Raises NoPriceInCurrency."""
    value = policy_value(PRORATION, on=on, entity_id=standing.subscription.entity_id)
    return matrix_of(value)[turn_of(standing, change, effective_on)]


def turn_of(standing: Standing, change: Change, on: date) -> Turn:
    """Which way a change goes. Up where it cannot be told, since it is refused then anyway."""
    match change:
        case Cancelling():
            return Turn.CANCEL
        case Pausing() | RemoveCharge():
            return Turn.DOWNGRADE
        case ChangeQuantity():
            old = in_force(standing.spans.get(change.charge_id, []), on)
            is_less = old is not None and change.quantity_e6 < old.quantity_e6
            return Turn.QUANTITY_DOWN if is_less else Turn.QUANTITY_UP
        case ChangePrice():
            return Turn.DOWNGRADE if _costs_less(standing, change, on) else Turn.UPGRADE
        case _:
            return Turn.UPGRADE


def _costs_less(standing: Standing, change: ChangePrice, on: date) -> bool:
    """Whether a whole period costs less afterwards, before discounts. Usage is not known ahead."""
    charge = standing.charges.get(change.charge_id)
    old = in_force(standing.spans.get(change.charge_id, []), on)
    price = Price.objects.filter(pk=change.price_id).first()
    if charge is None or old is None or price is None:
        return False
    if charge.price.meter_id is not None or price.meter_id is not None:
        return False
    quantity = old.quantity_e6 if change.quantity_e6 is None else change.quantity_e6
    after = Charge(subscription=standing.subscription, price=price, timing=charge.timing)
    return _costs(standing, after, quantity, change.price_version_id, on) < _costs(
        standing, charge, old.quantity_e6, old.price_version_id, on
    )


def _costs(
    standing: Standing, charge: Charge, quantity_e6: int, version_id: UUID | None, on: date
) -> int:
    period = period_of(standing.subscription, on)
    pricer = Pricer(standing.subscription.contract, period.start_on if period else on, on)
    return pricer.priced([Wanted(charge, quantity_e6, version_id)])[0].gross_minor
