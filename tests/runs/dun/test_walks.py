"""Debtors who do nothing at all walk each ladder on its days: days off, gaps and a change of risk included."""

from datetime import date

import polars as pl
import pytest

from cashwright.areas.collections.queries import known
from cashwright.areas.credit.policies import Tier
from cashwright.areas.credit.services import set_risk
from cashwright.areas.parties.models import Customer, LegalEntity, Segment
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.makers import ANN
from tests.runs.dun.debtors import house

pytestmark = pytest.mark.django_db

START = date(2026, 3, 16)
DUE = date(2026, 3, 30)  # a Monday; Good Friday is 3 April, Ascension 14 May
Walk = list[tuple[str, int, str]]


def debtor(home: LegalEntity, name: str, segment: str = "") -> Customer:
    """Somebody who reads mails in Berlin and owes 2,000 since January."""
    card = {"segment_id": Segment.objects.get(code=segment).pk} if segment else {}
    made = makers.customer(home, name, **card)
    add_contact(customer_id=made.pk, name="Kim", by=ANN, card={"email": f"{name}@buyer.example"})
    makers.invoice(made, 2_000_00, issued_on=date(2026, 1, 5), due_on=DUE)
    return made


def risky(of: Customer, until_on: date) -> None:
    set_risk(
        customer_id=of.pk, tier=Tier.HIGH, until_on=until_on, reason="a visit", on=START, by=ANN
    )


def test_each_ladder_is_walked_on_its_days() -> None:
    with running_on(noon_utc(START)):
        home = house(START, 90)
        whose = {
            "gentle": debtor(home, "A", "SMALL"), "enterprise": debtor(home, "B", "KEY"),
            "strict": debtor(home, "C"), "standard": debtor(home, "D"), "turned": debtor(home, "E"),
        }  # fmt: skip
        risky(whose["strict"], date(2026, 12, 31))
        risky(whose["turned"], date(2026, 4, 10))
        steps = known(home.pk, START, ahead_days=80).simulate(80)
    taken = steps.filter(pl.col("suppressed").is_null())
    walks = {
        name: [
            (f"{on:%d.%m.}", days, act)
            for on, days, act in taken.filter(pl.col("customer_id") == str(of.pk))
            .select("on", "days", pl.col("act").cast(pl.String)).rows()
        ]
        for name, of in whose.items()
    }  # fmt: skip
    assert walks == WALKS


_STRICT_AT_FIRST: Walk = [
    ("23.03.", -7, "email"),
    ("30.03.", -1, "email"),  # the 29th is a Sunday
    ("02.04.", 1, "email"),  # three days after the last
    ("07.04.", 7, "email"),  # the 6th is Easter Monday
]
WALKS: dict[str, Walk] = {
    "gentle": [
        ("23.03.", -7, "email"), ("02.04.", 3, "email"), ("13.04.", 14, "email"),
        ("29.04.", 30, "email"), ("15.05.", 45, "call"),
    ],
    "enterprise": [
        ("23.03.", -7, "email"),
        ("07.04.", 5, "email"),  # the 4th is a Saturday before Easter
        ("13.04.", 10, "call"),  # five days after the last
        ("20.04.", 20, "email"), ("29.04.", 30, "call"), ("15.05.", 45, "person"),
    ],
    "strict": [
        *_STRICT_AT_FIRST, ("13.04.", 14, "call"), ("20.04.", 21, "email"),
        ("29.04.", 30, "letter"), ("15.05.", 45, "credit_hold"), ("29.05.", 60, "agency"),
    ],
    "standard": [
        ("27.03.", -3, "email"), ("31.03.", 1, "email"), ("07.04.", 7, "email"),
        ("13.04.", 14, "email"), ("20.04.", 21, "call"), ("29.04.", 30, "email"),
        ("15.05.", 45, "call"),
    ],
    # High until 10 April: what was taken stays, the next step is one of the other ladder.
    "turned": [
        *_STRICT_AT_FIRST, ("13.04.", 14, "email"), ("20.04.", 21, "call"),
        ("29.04.", 30, "email"), ("15.05.", 45, "call"),
    ],
}  # fmt: skip
