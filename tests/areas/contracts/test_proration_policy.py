"""What a change does to a billed period: what it says, else its contract, else the policy's matrix."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.models import Amendment, Subscription
from cashwright.areas.contracts.policies import PRORATION, Proration, Turn, matrix_of
from cashwright.areas.contracts.queries import timeline
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
)
from cashwright.areas.contracts.services import amend, preview_amendment, renew, renew_due
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.kernel.events import HOUSE
from tests import makers as house
from tests.areas.contracts.makers import JAN_1, contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import billed, company

pytestmark = pytest.mark.django_db
JAN_10 = date(2026, 1, 10)
MATRIX = {
    "upgrade": "now", "downgrade": "next_bill", "quantity_up": "full_price",
    "quantity_down": "none", "cancel": "now",
}  # fmt: skip


def policy(value: dict[str, str], of: UUID = HOUSE, valid_from: date = JAN_1) -> None:
    set_policy(
        name=PRORATION, value=value, valid_from=valid_from, by=ANN, why="Price list 2026",
        entity_id=of,
    )  # fmt: skip


def seats(**agreed: Any) -> Subscription:
    """Five seats at 10.00, January billed."""
    home = company()
    seat = price("SEAT", 10_00, model=ChargeModel.PER_UNIT)
    made = subscription(contract(house.customer(home), **agreed), seat, 5)
    billed(home, JAN_1)
    return made


def chosen(of: Subscription, change: Change, **more: Any) -> str:
    """The proration a change would be made with."""
    plan = preview_amendment(
        subscription_id=of.pk, change=change, effective_on=JAN_10, on=JAN_10, billed=billed_lines,
        by=ANN, **more,
    )  # fmt: skip
    return str(plan.amendment.proration)


def changes(of: Subscription) -> dict[Turn, list[Change]]:
    """Changes that go each way."""
    charge = of.charges.get().pk
    dear, cheap = (price(c, m, model=ChargeModel.PER_UNIT) for c, m in (("A", 12_00), ("B", 8_00)))
    return {
        Turn.UPGRADE: [
            ChangePrice(charge_id=charge, price_id=dear.pk),
            ChangePrice(charge_id=charge, price_id=cheap.pk, quantity_e6=9_000_000),
            AddCharge(price_id=dear.pk),
        ],
        Turn.DOWNGRADE: [
            ChangePrice(charge_id=charge, price_id=cheap.pk),
            ChangePrice(charge_id=charge, price_id=dear.pk, quantity_e6=2_000_000),
            RemoveCharge(charge_id=charge), Pausing(),
        ],
        Turn.QUANTITY_UP: [ChangeQuantity(charge_id=charge, quantity_e6=6_000_000)],
        Turn.QUANTITY_DOWN: [ChangeQuantity(charge_id=charge, quantity_e6=4_000_000)],
        Turn.CANCEL: [Cancelling()],
    }  # fmt: skip


def test_each_way_a_change_goes_follows_the_policy_of_its_company() -> None:
    made = seats()
    policy(MATRIX, of=made.entity_id)
    policy(dict.fromkeys(MATRIX, "none"))
    told = {turn: {chosen(made, one) for one in some} for turn, some in changes(made).items()}
    assert told == {turn: {MATRIX[turn]} for turn in Turn}


def test_without_a_policy_the_rest_is_settled_with_the_next_bill() -> None:
    made = seats()
    told = {chosen(made, one) for some in changes(made).values() for one in some}
    assert told == {"next_bill"}
    assert set(matrix_of({"cancel": "none"}).values()) == {Proration.NEXT_BILL, Proration.NONE}


def test_the_contract_goes_before_the_policy_and_the_change_before_both() -> None:
    made = seats(proration=Proration.NONE)
    policy(MATRIX)
    up = changes(made)[Turn.UPGRADE][0]
    assert chosen(made, up) == "none"
    assert chosen(made, up, proration=Proration.NEXT_BILL) == "next_bill"


def test_a_policy_counts_from_its_day_and_its_amendment_is_billed_so() -> None:
    made = seats()
    policy(MATRIX, valid_from=date(2026, 1, 11))
    up = changes(made)[Turn.UPGRADE][0]
    assert chosen(made, up) == "next_bill"
    policy(MATRIX)
    plan = amend(
        subscription_id=made.pk, change=up, effective_on=JAN_10, on=JAN_10, billed=billed_lines,
        by=ANN,
    )  # fmt: skip
    assert {item.bill_on for item in plan.bill_items.all()} == {JAN_10}, "billed at once"


def test_renewals_stand_in_the_timeline_of_the_contract() -> None:
    home = house.entity()
    buyer = house.customer(home)
    by_itself = contract(buyer, ends_on=date(2026, 2, 1), renewal_months=1)
    by_hand = contract(buyer, ends_on=date(2026, 2, 1))
    assert renew_due(entity_id=home.pk, on=date(2026, 3, 1), by=ANN) == 2
    renew(
        contract_id=by_hand.pk, until_on=date(2027, 2, 1), on=date(2026, 1, 15), by=ANN,
        why="One more year",
    )  # fmt: skip
    assert [row.effective_on for row in timeline(by_itself.pk)] == [
        date(2026, 3, 1), date(2026, 2, 1),
    ]  # fmt: skip
    (row,) = timeline(by_hand.pk)
    assert (row.kind, row.details, row.why) == (
        "renew", {"before": "2026-02-01", "after": "2027-02-01"}, "One more year",
    )  # fmt: skip
    assert Amendment.objects.count() == 3
