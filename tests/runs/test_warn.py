"""The step of the day that warns: one task for who pays worse, and a risk for everybody."""

from datetime import date, timedelta

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.controls.models import Fact, Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.credit.models import DriftAlert, RiskRating
from cashwright.areas.credit.policies import DRIFT, Tier
from cashwright.areas.credit.queries import risk, risk_of, risks
from cashwright.areas.credit.services import release_risk, set_risk
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.refusals import BadInput
from tests import makers
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
