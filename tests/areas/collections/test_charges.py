"""Late charges: off until wanted, each day and fee once, billed apart from what they are for."""

from datetime import date, timedelta
from uuid import UUID

import polars as pl
import pytest

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.services import Part, apply, credit_invoice, unapply
from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.policies.charging import (
    CHARGING,
    Charging,
    LawCode,
    Mode,
    Rounding,
    charging_of,
    charging_value,
)
from cashwright.areas.collections.refusals import BadCharging, NothingToBill
from cashwright.areas.collections.services.billing_charges import bill_charges, waive_charge
from cashwright.areas.collections.services.charging import Accrued, accrue_late_charges
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Posting
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.refusals import BadInput, NotAllowedNow
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MAY_31 = date(2024, 5, 31)


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    return makers.customer(home)


def charges(home: LegalEntity, **more: object) -> None:
    """Late charges by the directive's law, of invoices due from 2024 on, unless told otherwise."""
    given = {"mode": Mode.STATUTORY, "since": date(2024, 1, 1), "law": LawCode.EU, **more}
    set_policy(
        name=CHARGING, value=charging_value(Charging(**given)),  # type: ignore[arg-type]
        valid_from=date(2024, 1, 1), by=ANN, why="agreed", entity_id=home.pk,
    )  # fmt: skip


def owed(of: Customer, euros: int = 10_000, due_on: date = MAY_31, **more: str) -> Invoice:
    return makers.invoice(
        of, euros * 100, issued_on=due_on - 30 * DAY, due_on=due_on, currency=more.get("currency")
    )


def pays(bill: Invoice, euros: int, on: date) -> Application:
    payment = makers.payment(bill.customer, euros * 100, on=on)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk,
        parts=[Part(bill.pk, euros * 100)], on=on, by=ANN,
    )  # fmt: skip
    return Application.objects.get(source_id=payment.pk)


def accrue(home: LegalEntity, on: date, **more: object) -> Accrued:
    return accrue_late_charges(entity_id=home.pk, on=on, by=ANN, **more)  # type: ignore[arg-type]


def interest(bill: Invoice) -> list[tuple[date, date, int]]:
    rows = LateCharge.objects.filter(invoice=bill, kind="interest").order_by("from_on")
    return list(rows.values_list("from_on", "until_on", "amount_minor"))


def test_paying_late_costs_nothing_until_a_house_wants_it(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    assert accrue(home, date(2024, 9, 1)) == Accrued()
    assert not LateCharge.objects.exists()


def test_the_published_case_comes_to_the_cent_by_months_and_at_payment(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home)
    bill = owed(buyer)
    day = MAY_31
    while day < date(2024, 8, 29):
        day += DAY
        accrue(home, day)
    pays(bill, 10_000, day)
    accrue(home, day)
    accrue(home, date(2024, 12, 1))
    assert interest(bill) == [
        (date(2024, 6, 1), date(2024, 6, 30), 102_74),
        (date(2024, 7, 1), date(2024, 7, 31), 104_04),
        (date(2024, 8, 1), date(2024, 8, 29), 97_33),
    ]  # fmt: skip
    assert sum(minor for _, _, minor in interest(bill)) == 304_11
    fee = LateCharge.objects.get(kind="fee")
    assert (fee.from_on, fee.until_on, fee.amount_minor) == (
        date(2024, 6, 1), date(2024, 6, 1), 40_00,
    )  # fmt: skip


def test_a_charge_keeps_how_it_was_reckoned(home: LegalEntity, buyer: Customer) -> None:
    charges(home)
    bill = owed(buyer)
    pays(bill, 10_000, date(2024, 8, 29))
    assert accrue(home, date(2024, 9, 1)) == Accrued(1, 1, 0)
    made = LateCharge.objects.get(kind="interest")
    assert made.spans == [
        ["2024-06-01", "2024-06-30", 1250, 10_000_00, 102_74],
        ["2024-07-01", "2024-08-29", 1225, 10_000_00, 201_37],
    ]
    assert (made.basis, made.state) == ("eu/exact", "accrued")
    assert Fact.objects.filter(name="collections.late_charge_accrued").count() == 2


def test_the_same_day_twice_charges_once(home: LegalEntity, buyer: Customer) -> None:
    charges(home)
    owed(buyer)
    assert accrue(home, date(2024, 7, 1)) == Accrued(1, 1, 0)
    assert accrue(home, date(2024, 7, 1)) == Accrued()
    assert accrue(home, date(2024, 7, 31)) == Accrued()
    assert accrue(home, date(2024, 8, 1)) == Accrued(1, 0, 0)


def test_the_law_is_that_of_the_sellers_country(home: LegalEntity, buyer: Customer) -> None:
    charges(home, law=None)
    owed(buyer, due_on=date(2026, 1, 31))
    accrue(home, date(2026, 3, 1))
    made = LateCharge.objects.get(kind="interest")
    assert (made.basis, made.spans[0][2], made.amount_minor) == ("de/exact", 1027, 78_78)


def test_the_british_rate_stands_as_it_was_on_the_first_day_and_the_fee_by_the_debt() -> None:
    london = makers.entity("UK", "GBP", "GB")
    of = makers.customer(london)
    charges(london, law=None, rounding=Rounding.PER_DAY)
    bill = owed(of, 5_000)
    pays(bill, 5_000, MAY_31 + 101 * DAY)
    accrue(london, date(2024, 10, 1))
    made = LateCharge.objects.get(kind="interest")
    assert [span[2] for span in made.spans] == [1325]
    assert made.amount_minor == 182 * 101  # 1.815 a day
    assert LateCharge.objects.get(kind="fee").amount_minor == 70_00


def test_a_contract_may_say_a_rate_and_a_fee_where_the_law_does_not() -> None:
    here = makers.entity("US", "USD", "US")
    of = makers.customer(here)
    charges(here, law=None)
    owed(of, 1_000)
    with pytest.raises(BadCharging):
        accrue(here, date(2024, 7, 1))
    charges(here, mode=Mode.CONTRACTUAL, law=None, rate_bp=1_800, fee_major=25)
    accrue(here, date(2024, 7, 1))
    told = dict(LateCharge.objects.values_list("kind", "amount_minor"))
    assert told == {"interest": 14_79, "fee": 25_00}


def test_interest_follows_what_was_open_each_day(home: LegalEntity, buyer: Customer) -> None:
    charges(home, mode=Mode.CONTRACTUAL, rate_bp=3_650, has_fee=False)  # ten basis points a day
    bill = owed(buyer, 1_000)
    tie = pays(bill, 600, date(2024, 6, 10))
    unapply(application_id=tie.pk, on=date(2024, 6, 20), by=ANN, reason="returned")
    accrue(home, date(2024, 7, 1))
    made = LateCharge.objects.get()
    assert [(row[0][-2:], row[1][-2:], row[3]) for row in made.spans] == [
        ("01", "10", 1_000_00), ("11", "20", 400_00), ("21", "30", 1_000_00),
    ]  # fmt: skip
    assert made.amount_minor == 10_00 + 4_00 + 10_00


def test_the_disputed_part_bears_nothing(home: LegalEntity, buyer: Customer) -> None:
    charges(home, mode=Mode.CONTRACTUAL, rate_bp=3_650, has_fee=False)
    bill = owed(buyer, 1_000)

    def held(entity_id: UUID, on: date) -> pl.DataFrame:
        is_held = date(2024, 6, 10) <= on < date(2024, 6, 20)
        rows = [(str(bill.pk), 300_00)] if is_held else []
        return pl.DataFrame(
            rows, schema={"invoice_id": pl.String(), "held_minor": pl.Int64()}, orient="row"
        )

    accrue(home, date(2024, 7, 1), held=held)
    assert LateCharge.objects.get().amount_minor == 20_00 + 7_00


def test_a_wholly_disputed_invoice_bears_no_fee(home: LegalEntity, buyer: Customer) -> None:
    charges(home)
    bill = owed(buyer)

    def held(entity_id: UUID, on: date) -> pl.DataFrame:
        return pl.DataFrame({"invoice_id": [str(bill.pk)], "held_minor": [10_000_00]})

    assert accrue(home, date(2024, 7, 1), held=held) == Accrued()


def test_what_was_paid_in_time_or_in_the_grace_days_costs_nothing(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home, grace_days=5)
    pays(owed(buyer), 10_000, MAY_31)
    pays(owed(buyer), 10_000, MAY_31 + 5 * DAY)
    late = owed(buyer)
    pays(late, 10_000, MAY_31 + 7 * DAY)
    accrue(home, date(2024, 7, 1))
    assert set(LateCharge.objects.values_list("invoice_id", flat=True)) == {late.pk}
    assert interest(late)[0][:2] == (date(2024, 6, 6), date(2024, 6, 7))


def test_invoices_due_before_the_first_day_of_the_policy_stay_free(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home, since=date(2024, 6, 1))
    owed(buyer)
    assert accrue(home, date(2024, 9, 1)) == Accrued()


def test_small_interest_waits_until_it_adds_up_to_the_minimum(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home, minimum_major=5, has_fee=False)
    bill = owed(buyer, 200)
    for month in (7, 8, 9):
        accrue(home, date(2024, month, 1))
    assert [row[:2] for row in interest(bill)] == [(date(2024, 6, 1), date(2024, 8, 31))]


def test_an_invoice_credited_in_full_was_never_owed(home: LegalEntity, buyer: Customer) -> None:
    charges(home)
    bill = owed(buyer, 500)
    credit_invoice(invoice_id=bill.pk, on=date(2024, 6, 20), reason="wrong company", by=ANN)
    bill.refresh_from_db()
    assert bill.state == "credited"
    assert accrue(home, date(2024, 9, 1)) == Accrued()


def test_the_fee_of_an_invoice_in_another_currency_is_worth_the_same(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home)
    makers.rate("USD", date(2024, 5, 1), "1.07")
    owed(buyer, 1_000, currency="USD")
    assert accrue(home, date(2024, 7, 1)) == Accrued(1, 0, 1)  # no rate of the day yet
    makers.rate("USD", MAY_31, "1.08")
    assert accrue(home, date(2024, 7, 1)) == Accrued(0, 1, 0)
    assert LateCharge.objects.get(kind="fee").amount_minor == 43_20


def test_a_waived_charge_stays_waived_and_its_days_are_not_charged_again(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home)
    bill = owed(buyer)
    accrue(home, date(2024, 7, 1))
    made = LateCharge.objects.get(kind="interest")
    with pytest.raises(BadInput):
        waive_charge(charge_id=made.pk, on=date(2024, 7, 2), reason=" ", by=ANN)
    waive_charge(charge_id=made.pk, on=date(2024, 7, 2), reason="our mistake", by=ANN)
    with pytest.raises(NotAllowedNow):
        waive_charge(charge_id=made.pk, on=date(2024, 7, 2), reason="again", by=ANN)
    accrue(home, date(2024, 8, 1))
    assert [row[0] for row in interest(bill)] == [date(2024, 6, 1), date(2024, 7, 1)]


def test_charges_are_billed_apart_without_tax_to_an_account_of_their_own(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home)
    owed(buyer)
    accrue(home, date(2024, 7, 1))
    (billed,) = bill_charges(customer_id=buyer.pk, on=date(2024, 7, 2), by=ANN)
    assert (billed.total_minor, billed.tax_minor, billed.state) == (142_74, 0, "posted")
    lines = list(billed.lines.order_by("line_no").values_list("description", "tax_code"))
    assert [code for _, code in lines] == ["O", "O"]
    assert "1 June 2024 to 30 June 2024, 12.50 % a year" in lines[1][0]
    entry = Posting.objects.filter(entry_id=billed.entry_id)
    told = {(row.account.role, row.amount_minor) for row in entry.select_related("account")}
    assert told == {("receivable", 142_74), ("late_charge", -142_74)}
    assert set(LateCharge.objects.values_list("state", "invoice_billed")) == {
        ("billed", billed.pk)
    }  # fmt: skip
    with pytest.raises(NothingToBill):
        bill_charges(customer_id=buyer.pk, on=date(2024, 7, 2), by=ANN)


def test_where_late_charges_are_taxed_the_line_bears_the_tax(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home, tax_rate_ppm=190_000)
    owed(buyer)
    accrue(home, date(2024, 7, 1))
    fee = LateCharge.objects.get(kind="fee")
    (billed,) = bill_charges(customer_id=buyer.pk, on=date(2024, 7, 2), by=ANN, charge_ids=[fee.pk])
    assert (billed.net_minor, billed.tax_minor) == (40_00, 7_60)


def test_paying_the_invoice_leaves_its_interest_standing_and_interest_bears_none(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home)
    bill = owed(buyer)
    accrue(home, date(2024, 7, 1))
    (billed,) = bill_charges(
        customer_id=buyer.pk, on=date(2024, 7, 2), by=ANN, due_on=date(2024, 7, 2)
    )
    pays(bill, 10_000, date(2024, 7, 10))
    billed.refresh_from_db()
    assert billed.balance_minor == 142_74
    accrue(home, date(2024, 12, 1))
    assert not LateCharge.objects.filter(invoice=billed).exists()
    assert interest(bill)[-1][:2] == (date(2024, 7, 1), date(2024, 7, 10))


def test_a_policy_is_stored_as_it_was_given_and_nonsense_is_refused() -> None:
    given = Charging(
        mode=Mode.STATUTORY, since=date(2026, 1, 1), law=LawCode.UK, grace_days=3,
        later_rates_bp=((date(2026, 7, 1), 350),), rounding=Rounding.PER_DAY,
    )  # fmt: skip
    assert charging_of(charging_value(given)) == given
    for bad in (
        {"mode": "statutory"}, {"mode": "loud"}, {},
        {"mode": "contractual", "since": "2026-01-01"},
        {"mode": "statutory", "since": "2026-01-01", "grace_days": -1},
    ):  # fmt: skip
        with pytest.raises(BadCharging):
            charging_of(bad)


def test_a_rate_that_came_later_is_entered_in_the_policy(
    home: LegalEntity, buyer: Customer
) -> None:
    charges(home, later_rates_bp=((date(2026, 7, 1), 400),))
    owed(buyer, due_on=date(2026, 6, 30))
    accrue(home, date(2026, 8, 1))
    assert LateCharge.objects.get(kind="interest").spans[0][2] == 1200
