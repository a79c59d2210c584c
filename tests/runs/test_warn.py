"""The step of the day that warns: one task for who pays worse, and a risk for everybody."""

from datetime import date, timedelta

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply, return_payment
from cashwright.areas.collections.services import agree_plan, propose_plan
from cashwright.areas.controls.models import Fact, Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.credit.models import DriftAlert, RiskRating
from cashwright.areas.credit.policies import DRIFT, Tier
from cashwright.areas.credit.queries import risk, risk_of, risks, told_alerts
from cashwright.areas.credit.services import release_risk, set_risk
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.refusals import BadInput
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.runs.day_makers import counted, worked

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 6)


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


def paid_late(buyer: Customer, lateness: list[int], first: date = FIRST) -> date:
    """An invoice a month, each paid so many days after due; the day of the last payment."""
    on = first
    for number, late in enumerate(lateness):
        issued = first + timedelta(30 * number)
        invoice = makers.invoice(buyer, 100_00, issued_on=issued, due_on=issued + timedelta(30))
        on = invoice.due_on + timedelta(late)
        money = makers.payment(buyer, 100_00, on=on)
        apply(
            source_kind=SourceKind.PAYMENT, source_id=money.pk, on=on, by=ANN,
            parts=[Part(invoice.pk, 100_00)],
        )  # fmt: skip
    return on


def test_a_customer_who_slips_becomes_one_task_and_is_let_be_for_a_while(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    on = paid_late(buyer, [30, 29, 31, 30, 45])
    assert counted(worked(home, on), "warn")["warned"] == 1
    alert = DriftAlert.objects.get()
    assert (alert.customer_id, alert.detector) == (buyer.pk, "paid")
    assert (alert.baseline_days, alert.latest_days) == (30, 45)
    task = Task.objects.get(kind="credit.drift")
    assert (task.pk, task.customer_id) == (alert.task_id, buyer.pk)
    assert "paid 45 days after due, 30 was usual" in task.title
    assert Fact.objects.filter(name="credit.drift_noted").count() == 1
    worked(home, on, again=True)
    worked(home, on + timedelta(1))
    assert Task.objects.filter(kind="credit.drift").count() == 1


def test_the_owner_of_the_account_is_told_once_by_the_same_warning(home: LegalEntity) -> None:
    keeper = a_person("cleo@example.com", Role.SUCCESS)
    buyer = makers.customer(home, account_owner_id=keeper.pk)
    on = paid_late(buyer, [30, 29, 31, 30, 45])
    worked(home, on)
    worked(home, on, again=True)
    worked(home, on + timedelta(1))
    (told,) = told_alerts(keeper.pk, on + timedelta(2))
    assert (told.customer_id, told.noted_on) == (buyer.pk, on)
    assert Task.objects.get(kind="credit.drift").facts["for"] == str(keeper.pk)
    assert not told_alerts(keeper.pk, told.cooldown_until + timedelta(1))
    fact = Fact.objects.get(name="credit.drift_noted")
    assert str(keeper.pk) in bytes(fact.body).decode()


def in_part(days: list[tuple[date, Customer]]) -> None:
    """Part of an invoice of its own is paid on each day."""
    for on, buyer in sorted(days, key=lambda each: each[0]):
        invoice = makers.invoice(buyer, 100_00, issued_on=on, due_on=on + timedelta(20))
        money = makers.payment(buyer, 40_00, on=on)
        apply(
            source_kind=SourceKind.PAYMENT, source_id=money.pk, on=on, by=ANN,
            parts=[Part(invoice.pk, 40_00)],
        )  # fmt: skip


def test_who_begins_to_pay_in_part_is_warned_of_and_who_always_did_is_not(
    home: LegalEntity,
) -> None:
    new, old = makers.customer(home), makers.customer(home, "C-2")
    on = date(2026, 3, 2)
    ever = [(on - timedelta(days), old) for days in range(20, 400, 25)]
    in_part([(date(2026, 1, 7), new), (date(2026, 2, 4), new), *ever])
    worked(home, on)
    (alert,) = DriftAlert.objects.all()
    assert (alert.customer_id, alert.detector, alert.latest_days) == (new.pk, "partials", 2)
    assert "paid in part 2 times" in Task.objects.get(kind="credit.drift").title


def test_what_is_paid_in_part_by_agreement_or_held_back_in_dispute_is_no_sign(
    home: LegalEntity,
) -> None:
    planned, disputing = makers.customer(home), makers.customer(home, "C-2")
    days = [date(2026, 1, 7), date(2026, 2, 4)]
    in_part([(on, buyer) for on in days for buyer in (planned, disputing)])
    owed = Invoice.objects.filter(customer=planned)
    plan = propose_plan(
        customer_id=planned.pk, currency="EUR", invoice_ids=[row.pk for row in owed],
        instalments=[(date(2026, 3, 16), 60_00), (date(2026, 4, 16), 60_00)], on=days[-1], by=ANN,
    )  # fmt: skip
    agree_plan(plan_id=plan.pk, on=days[-1], by=ANN)
    for invoice in Invoice.objects.filter(customer=disputing):
        open_dispute(
            invoice_id=invoice.pk, reason=Reason.PRICING, amount_minor=60_00, on=days[-1],
            origin=Origin.CONSOLE, by=ANN,
        )  # fmt: skip
    worked(home, date(2026, 3, 2))
    assert not DriftAlert.objects.exists()


def test_payments_taken_back_by_the_bank_are_a_sign(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    for on in (date(2026, 1, 7), date(2026, 2, 4)):
        money = makers.payment(buyer, 40_00, on=on)
        return_payment(payment_id=money.pk, on=on + timedelta(3), reason="no funds", by=ANN)
    makers.invoice(buyer, 100_00, issued_on=FIRST, due_on=date(2026, 3, 1))
    worked(home, date(2026, 3, 2))
    assert DriftAlert.objects.get().detector == "failed"


def test_who_is_let_be_is_spoken_of_again_only_for_something_new(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    on = paid_late(buyer, [30, 29, 31, 30, 45])
    worked(home, on)
    worked(home, on + timedelta(50))
    assert DriftAlert.objects.count() == 1


def test_on_a_day_off_nobody_is_warned_and_on_the_next_business_day_they_are(
    home: LegalEntity,
) -> None:
    sunday = paid_late(makers.customer(home), [30, 29, 31, 30, 45], FIRST - timedelta(1))
    assert sunday.isoweekday() == 7
    assert counted(worked(home, sunday), "warn") == {}
    assert counted(worked(home, sunday + timedelta(1)), "warn")["warned"] == 1


def test_who_pays_as_ever_is_left_alone(home: LegalEntity) -> None:
    on = paid_late(makers.customer(home), [30, 29, 31, 30, 31])
    assert "warned" not in counted(worked(home, on), "warn")
    assert not DriftAlert.objects.exists()


def test_switched_off_nothing_is_noted(home: LegalEntity) -> None:
    on = paid_late(makers.customer(home), [30, 29, 31, 30, 45])
    set_policy(name=DRIFT, value={"is_on": False}, valid_from=FIRST, by=ANN, why="quiet")
    worked(home, on)
    assert not DriftAlert.objects.exists()


def test_the_risk_of_a_day_is_told_with_its_reasons_and_stays_as_of_that_day(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    fresh = makers.customer(home, "C-2")
    on = paid_late(buyer, [30, 29, 31, 30, 45])
    worked(home, on)
    assert risk_of([buyer.pk, fresh.pk], on) == {buyer.pk: "medium", fresh.pk: "low"}
    assert risk(buyer.pk, on).reasons == ("Usually pays 30 days late", "Pays worse than before")
    assert risk_of([buyer.pk], on - timedelta(1)) == {buyer.pk: "low"}
    assert risks(home.pk, on).rows() == [(str(buyer.pk), "medium")]
    assert Fact.objects.filter(name="credit.risk_rated").count() == 1
    worked(home, on, again=True)
    assert RiskRating.objects.count() == 1


def test_a_persons_word_holds_until_its_last_day_or_until_it_is_taken_back(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    until = FIRST + timedelta(10)
    set_risk(
        customer_id=buyer.pk, tier=Tier.HIGH, until_on=until, reason="In the press", on=FIRST,
        by=ANN,
    )  # fmt: skip
    assert risk_of([buyer.pk], FIRST - timedelta(1)) == {buyer.pk: "low"}
    assert risk_of([buyer.pk], until) == {buyer.pk: "high"}
    assert risk(buyer.pk, until).reasons == ("In the press",)
    assert risk_of([buyer.pk], until + timedelta(1)) == {buyer.pk: "low"}
    release_risk(customer_id=buyer.pk, reason="Denied", on=FIRST + timedelta(3), by=ANN)
    assert risk_of([buyer.pk], FIRST + timedelta(2)) == {buyer.pk: "high"}
    assert risk_of([buyer.pk], FIRST + timedelta(3)) == {buyer.pk: "low"}
    assert risks(home.pk, FIRST + timedelta(2)).rows() == [(str(buyer.pk), "high")]
    assert risks(home.pk, FIRST + timedelta(3)).is_empty()
    with pytest.raises(BadInput):
        release_risk(customer_id=buyer.pk, reason="again", on=FIRST + timedelta(4), by=ANN)


def test_a_word_needs_a_reason_and_a_last_day_ahead(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    for reason, until in (("", FIRST), ("why", FIRST - timedelta(1))):
        with pytest.raises(BadInput):
            set_risk(
                customer_id=buyer.pk, tier=Tier.LOW, until_on=until, reason=reason, on=FIRST, by=ANN
            )
