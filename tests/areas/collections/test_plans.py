"""Payment plans: exactly what is open, reminders paused while each instalment comes, and not longer."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.services import Part, apply, unapply
from cashwright.areas.collections.models import PaymentPlan, Promise
from cashwright.areas.collections.queries.plans import in_plans, progress
from cashwright.areas.collections.refusals import InvoiceInPlan, PlanDays, PlanTotalDiffers
from cashwright.areas.collections.rules.plans import Even, Standing
from cashwright.areas.collections.services.planning_payments import (
    agree_plan,
    cancel_plan,
    judge_plans,
    plan_payload,
    propose_plan,
)
from cashwright.areas.collections.services.promising import note_promise
from cashwright.areas.controls.models import Approval, Fact
from cashwright.areas.controls.policies import PAYMENT_PLAN
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.refusals import CurrencyMismatch, NotAllowedNow, NotFound
from cashwright.runs.deliver import deliver_reactions
from tests import makers
from tests.makers import ANN, BOB, bob_decides

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)  # a Monday
DAY = timedelta(days=1)
FIRST, SECOND, THIRD = date(2026, 3, 12), date(2026, 4, 13), date(2026, 5, 12)
DAYS = [(FIRST, 100_00), (SECOND, 100_00), (THIRD, 100_00)]
GRACE = date(2026, 3, 16)  # two business days after the first


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(ON)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    return buyer_of(home, "C-1")


def buyer_of(home: LegalEntity, account_no: str) -> Customer:
    customer = makers.customer(home, account_no)
    add_contact(
        customer_id=customer.pk, name="Kim Paul", by=ANN, card={"email": "kim@buyer.example"}
    )
    return customer


def owed(of: Customer, euros: int = 300) -> Invoice:
    return makers.invoice(of, euros * 100, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))


def proposed(of: Customer, *bills: Invoice, days: object = DAYS, on: date = ON) -> PaymentPlan:
    return propose_plan(
        customer_id=of.pk, currency="EUR", invoice_ids=[bill.pk for bill in bills],
        instalments=days, on=on, by=ANN,  # type: ignore[arg-type]
    )  # fmt: skip


def agreed(of: Customer, *bills: Invoice, days: object = DAYS) -> PaymentPlan:
    return agree_plan(plan_id=proposed(of, *bills, days=days).pk, on=ON, by=ANN)


def pays(bill: Invoice, euros: int, on: date) -> Application:
    payment = makers.payment(bill.customer, euros * 100, on=on)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk,
        parts=[Part(bill.pk, euros * 100)], on=on, by=ANN,
    )  # fmt: skip
    return Application.objects.get(source_id=payment.pk)


def judge(home: LegalEntity, on: date) -> dict[str, int]:
    return judge_plans(entity_id=home.pk, on=on, by=ANN)


def state(plan: PaymentPlan) -> str:
    return PaymentPlan.objects.get(pk=plan.pk).state


def test_a_plan_is_exactly_what_is_open_of_its_invoices(buyer: Customer) -> None:
    bill = owed(buyer)
    with pytest.raises(PlanTotalDiffers) as refused:
        proposed(buyer, bill, days=[(FIRST, 100_00), (SECOND, 199_99)])
    assert refused.value.facts["open_minor"] == 300_00
    plan = proposed(buyer, bill, owed(buyer, 1), days=Even(3, FIRST))
    assert list(plan.instalments.values_list("due_on", "amount_minor")) == [
        (FIRST, 100_34), (date(2026, 4, 12), 100_33), (THIRD, 100_33),
    ]  # fmt: skip
    assert plan.instalments.get(number=1).kept_until == GRACE


@pytest.mark.parametrize(
    "days",
    [
        [], [(ON - DAY, 300_00)], [(FIRST, 200_00), (FIRST, 100_00)],
        [(SECOND, 200_00), (FIRST, 100_00)], [(FIRST, 301_00), (SECOND, -1_00)], Even(61, FIRST),
        Even(0, FIRST),
    ],
)  # fmt: skip
def test_days_that_are_over_out_of_order_or_worth_nothing_are_refused(
    buyer: Customer, days: object
) -> None:
    with pytest.raises(PlanDays):
        proposed(buyer, owed(buyer), days=days)


def test_foreign_and_paid_invoices_are_refused(home: LegalEntity, buyer: Customer) -> None:
    with pytest.raises(NotFound):
        proposed(buyer, owed(buyer_of(home, "C-2")))
    paid = owed(buyer)
    pays(paid, 300, ON)
    with pytest.raises(NotFound):
        proposed(buyer, paid)
    with pytest.raises(CurrencyMismatch):
        propose_plan(
            customer_id=buyer.pk, currency="USD", invoice_ids=[owed(buyer).pk], instalments=DAYS,
            on=ON, by=ANN,
        )  # fmt: skip


def test_a_plan_counts_only_from_the_day_it_is_agreed_on(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    plan = proposed(buyer, bill)
    assert in_plans(home.pk, ON).is_empty()
    agree_plan(plan_id=plan.pk, on=ON + DAY, by=ANN)
    assert in_plans(home.pk, ON).is_empty()
    assert in_plans(home.pk, ON + DAY).rows() == [(str(bill.pk),)]
    cancel_plan(plan_id=plan.pk, on=FIRST, by=ANN, why="they sold the company")
    assert in_plans(home.pk, FIRST - DAY).height == 1
    assert in_plans(home.pk, FIRST).is_empty()


def test_an_invoice_is_in_one_plan_at_a_time(buyer: Customer) -> None:
    bill = owed(buyer)
    rival = proposed(buyer, bill)
    agreed(buyer, bill)
    with pytest.raises(InvoiceInPlan):
        proposed(buyer, bill)
    with pytest.raises(InvoiceInPlan):
        agree_plan(plan_id=rival.pk, on=ON, by=ANN)


def test_what_was_paid_between_proposing_and_agreeing_asks_for_a_new_proposal(
    buyer: Customer,
) -> None:
    bill = owed(buyer)
    plan = proposed(buyer, bill)
    pays(bill, 50, ON)
    with pytest.raises(PlanTotalDiffers):
        agree_plan(plan_id=plan.pk, on=ON, by=ANN)
    pays(bill, 250, ON)
    with pytest.raises(PlanTotalDiffers):
        agree_plan(plan_id=plan.pk, on=ON, by=ANN)


def test_a_proposal_whose_first_day_is_over_is_not_agreed_on(buyer: Customer) -> None:
    plan = proposed(buyer, owed(buyer))
    with pytest.raises(PlanDays):
        agree_plan(plan_id=plan.pk, on=FIRST + DAY, by=ANN)


def test_the_customer_gets_the_schedule_once(buyer: Customer) -> None:
    agreed(buyer, owed(buyer))
    sent = Message.objects.get()
    assert sent.template.startswith("plan.agreed")
    assert "12 March 2026: 100.00 EUR" in sent.body_text
    assert "12 May 2026: 100.00 EUR" in sent.body_text


def test_a_plan_takes_the_place_of_promises_whose_day_has_not_come(buyer: Customer) -> None:
    bill = owed(buyer)
    old = note_promise(
        customer_id=buyer.pk, currency="EUR", amount_minor=300_00, due_on=FIRST, on=ON,
        origin="call", by=ANN,
    )  # fmt: skip
    agreed(buyer, bill)
    assert Promise.objects.get(pk=old.pk).state == "superseded"


def test_the_aging_keeps_the_due_dates_of_a_plan(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer)
    agreed(buyer, bill)
    bill.refresh_from_db()
    assert (bill.due_on, bill.balance_minor) == (date(2026, 2, 4), 300_00)


def test_a_missed_instalment_is_a_default_on_the_first_day_after_its_grace(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    plan = agreed(buyer, bill)
    pays(bill, 99, FIRST)
    assert judge(home, GRACE) == {}
    assert judge(home, GRACE + DAY) == {"defaulted": 1}
    assert state(plan) == "defaulted"
    assert in_plans(home.pk, GRACE).height == 1
    assert in_plans(home.pk, GRACE + DAY).is_empty()
    told = Fact.objects.get(name="collections.plan_ended")
    data = json.loads(bytes(told.body))["data"]
    assert (told.document_id, data["state"], data["paid_minor"]) == (plan.pk, "defaulted", 99_00)
    assert judge(home, GRACE + DAY) == {}


def test_days_that_were_not_judged_heal_no_miss(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer)
    plan = agreed(buyer, bill)
    pays(bill, 300, GRACE + DAY)
    judge(home, GRACE + 3 * DAY)
    assert state(plan) == "defaulted"


def test_all_instalments_met_keep_the_plan(home: LegalEntity, buyer: Customer) -> None:
    first, second = owed(buyer, 100), owed(buyer, 200)
    plan = agreed(buyer, first, second)
    for bill, euros, day in [(second, 150, FIRST), (first, 100, SECOND), (second, 50, THIRD)]:
        pays(bill, euros, day)
        judge(home, day)
    assert state(plan) == "kept"


def test_a_payment_of_the_day_before_agreeing_counts_for_nothing(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer, 350)
    pays(bill, 50, ON)
    plan = agreed(buyer, bill)
    assert progress([plan.pk], ON)[plan.pk].paid_minor == 0
    judge(home, GRACE + DAY)
    assert state(plan) == "defaulted"


def test_money_that_went_back_is_missed_when_the_grace_is_over(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    plan = agreed(buyer, bill)
    tie = pays(bill, 100, FIRST)
    unapply(application_id=tie.pk, on=FIRST + DAY, by=ANN, reason="returned")
    judge(home, GRACE + DAY)
    assert state(plan) == "defaulted"


def test_progress_tells_what_is_met_and_what_is_coming(home: LegalEntity, buyer: Customer) -> None:
    bill = owed(buyer)
    plan = agreed(buyer, bill)
    pays(bill, 130, FIRST)
    found = progress([plan.pk], FIRST)[plan.pk]
    assert found.standings == (Standing.MET, Standing.COMING, Standing.COMING)
    assert found.filled == (100_00, 30_00, 0)


def test_a_plan_that_ended_is_not_agreed_on_or_cancelled_again(buyer: Customer) -> None:
    plan = proposed(buyer, owed(buyer))
    cancel_plan(plan_id=plan.pk, on=ON, by=ANN, why="they declined")
    with pytest.raises(NotAllowedNow):
        agree_plan(plan_id=plan.pk, on=ON, by=ANN)
    with pytest.raises(NotAllowedNow):
        cancel_plan(plan_id=plan.pk, on=ON, by=ANN, why="again")


def test_a_large_plan_needs_a_second_person_and_is_agreed_on_by_their_word(buyer: Customer) -> None:
    plan = proposed(buyer, owed(buyer, 10_001), days=Even(2, FIRST))
    with pytest.raises(ApprovalNeeded):
        agree_plan(plan_id=plan.pk, on=ON, by=ANN)
    approval = request_approval(
        entity_id=plan.entity_id, kind=PAYMENT_PLAN, document_id=plan.pk, by=ANN,
        payload=plan_payload(plan), reason="seasonal business",
        customer_id=buyer.pk, currency="EUR", amount_minor=plan.total_minor,
    )  # fmt: skip
    bob_decides()
    decide_approval(approval_id=approval.pk, approve=True, by=BOB)
    deliver_reactions()
    plan.refresh_from_db()
    assert (plan.state, plan.approval_id) == ("active", approval.pk)
    assert Approval.objects.get(pk=approval.pk).state == "done"


def test_plans_below_the_limit_add_up_to_it_within_thirty_days(buyer: Customer) -> None:
    agreed(buyer, owed(buyer, 6_000), days=Even(2, FIRST))
    with pytest.raises(ApprovalNeeded):
        agreed(buyer, owed(buyer, 6_000), days=Even(2, FIRST))


_accounts = iter(range(10_000))


@settings(max_examples=8)
@given(
    count=st.integers(1, 3),
    moves=st.lists(
        st.tuples(st.integers(0, 80), st.integers(0, 1), st.integers(1, 150)), max_size=6
    ),
)
def test_payments_in_any_order_end_a_plan_as_a_ledger_by_hand_says(
    home: LegalEntity, count: int, moves: list[tuple[int, int, int]]
) -> None:
    of = buyer_of(home, f"P-{next(_accounts)}")
    bills = [owed(of, 100), owed(of, 50)]
    plan = agreed(of, *bills, days=Even(count, FIRST))
    parts = list(plan.instalments.order_by("number"))
    assert sum(part.amount_minor for part in parts) == 150_00
    left, by_hand = [100, 50], dict[date, int]()
    for days, which, euros in sorted(moves):
        taken = min(euros, left[which])
        if taken:
            pays(bills[which], taken, ON + days * DAY)
            left[which] -= taken
            by_hand[ON + days * DAY] = by_hand.get(ON + days * DAY, 0) + taken * 100

    expected, ended_on, day = "active", None, ON
    while expected == "active" and day <= ON + 90 * DAY:
        came = sum(minor for on, minor in by_hand.items() if on <= day)
        due = sum(part.amount_minor for part in parts if part.kept_until < day)
        in_time = [
            sum(m for on, m in by_hand.items() if on <= part.kept_until)
            >= sum(p.amount_minor for p in parts if p.number <= part.number)
            for part in parts
            if part.kept_until < day
        ]
        if due and not all(in_time):
            expected, ended_on = "defaulted", day
        elif came == 150_00:
            expected, ended_on = "kept", day
        judge(home, day)
        day += DAY
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on) == (expected, ended_on)
