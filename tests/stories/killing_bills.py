"""The same kills as tests.stories.killing, of processes that bill: contracts agreed, then three days.

python -m tests.stories.killing_bills FOLDER whole | before|after N|all
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.stories import killing

if TYPE_CHECKING:
    from cashwright.areas.parties.models import LegalEntity

FIRST = date(2026, 2, 1)
CUSTOMERS = 6


def play(folder: Path) -> None:
    """What was agreed stands after one commit; then each day is billed."""
    from cashwright.areas.parties.queries import entity_by_code
    from cashwright.kernel.clock import noon_utc, running_on
    from cashwright.kernel.refusals import NotFound
    from cashwright.runs.bill import run_bill

    folder.mkdir()
    with running_on(noon_utc(date(2026, 3, 2))):
        try:
            home = entity_by_code("DE")
        except NotFound:
            home = _agree()
        for day in range(3):
            run_bill(home, FIRST + timedelta(days=day), bucket_count=4)


def _agree() -> LegalEntity:
    from cashwright.areas.catalog.policies import ChargeModel
    from cashwright.areas.contracts.services import bill_one_off, grant_credit
    from cashwright.areas.controls.services import command
    from tests import makers
    from tests.areas.contracts.makers import contract, price, product, subscription
    from tests.makers import ANN
    from tests.runs.bill.bill_makers import company

    @command
    def agree() -> LegalEntity:
        home = company()
        seats = price("SEATS", 10_00, model=ChargeModel.PER_UNIT, months=None, days=2)
        for n in range(CUSTOMERS):
            buyer = makers.customer(home, f"C-{n}")
            deal = contract(buyer, starts_on=FIRST, needs_purchase_order=n == 5)
            subscription(deal, seats, n + 1, on=FIRST)
            bill_one_off(
                contract_id=deal.pk, product_id=product().pk, amount_minor=-1_00 if n else -50_00,
                bill_on=FIRST + timedelta(days=1), by=ANN, source_ref="X",
            )  # fmt: skip
            grant_credit(customer_id=buyer.pk, amount_minor=3_00, granted_on=FIRST, by=ANN)
        return home

    return agree()


if __name__ == "__main__":
    killing.play = play
    print(json.dumps(killing.main(Path(sys.argv[1]), *sys.argv[2:])))
