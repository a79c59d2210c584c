"""The day's cash: applied where it is clear, asked about once where it is not, never guessed."""

from datetime import date

import pytest

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import close_task, set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import set_parent
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import keep_on_account, receive_payment
from cashwright.runs.policies import CASH_APPLICATION
from tests import makers
from tests.makers import ANN, JAN_5, JAN_20
from tests.runs.day_makers import FEB_2, applied, counted, worked

pytestmark = pytest.mark.django_db
FEB_3 = date(2026, 2, 3)


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


def test_a_payment_of_exactly_one_open_amount_settles_that_invoice(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 100_00)
    meant = makers.invoice(buyer, 70_00)
    makers.payment(buyer, 70_00)

    done = worked(home)

    assert applied() == {(meant.document_no, 70_00, 70_00)}
    assert counted(done, "apply_cash") == {"exact": 1}
    assert Application.objects.get().applied_on == FEB_2


def test_a_payment_that_is_one_sum_of_open_amounts_settles_exactly_those(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    one, other = makers.invoice(buyer, 100_00), makers.invoice(buyer, 30_50)
    makers.invoice(buyer, 41_00)
    makers.payment(buyer, 130_50)

    done = worked(home)

    assert applied() == {(one.document_no, 130_50, 100_00), (other.document_no, 130_50, 30_50)}
    assert counted(done, "apply_cash") == {"exact_sum": 1}


def test_a_payment_that_fits_nothing_settles_the_oldest_due_first_and_keeps_the_rest(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    later = makers.invoice(buyer, 100_00, due_on=date(2026, 2, 10))
    first = makers.invoice(buyer, 50_00, due_on=date(2026, 1, 31))
    payment = makers.payment(buyer, 80_00)
    makers.payment(makers.customer(home, "C-2"), 5_00)

    done = worked(home)

    assert applied() == {(first.document_no, 80_00, 50_00), (later.document_no, 80_00, 30_00)}
    payment.refresh_from_db()
    assert payment.unapplied_minor == 0
    assert counted(done, "apply_cash") == {"oldest_first": 1, "on_account": 1}


def test_a_payment_that_fits_two_ways_is_asked_about_once_and_not_applied(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    twins = [makers.invoice(buyer, 70_00), makers.invoice(buyer, 70_00)]
    payment = makers.payment(buyer, 70_00)

    first, second = worked(home), worked(home, FEB_3)

    assert applied() == set()
    task = Task.objects.get(kind="cash.application")
    assert (task.kind, task.document_id, task.customer_id) == (
        "cash.application", payment.pk, buyer.pk,
    )  # fmt: skip
    assert task.title == "Where do 70.00 EUR of Customer C-1 belong?"
    assert sorted(task.facts["candidates"]) == sorted([str(one.pk)] for one in twins)
    assert counted(first, "apply_cash") == {"asked": 1}
    assert counted(second, "apply_cash") == {"waiting": 1}


def test_a_question_that_answers_itself_is_applied_and_its_task_closed(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    one, other = makers.invoice(buyer, 70_00), makers.invoice(buyer, 70_00)
    asked = makers.payment(buyer, 70_00)
    worked(home)
    named = makers.payment(buyer, 70_00)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=named.pk, on=FEB_2, by=ANN,
        parts=[Part(one.pk, 70_00)],
    )  # fmt: skip

    done = worked(home, FEB_3)

    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.unapplied_minor, other.state) == (0, "settled")
    assert counted(done, "close_tasks") == {"closed": 1}
    task = Task.objects.get(kind="cash.application")
    assert (task.state, task.closed_by) == ("done", "runs.day")


def test_a_question_a_person_dismissed_is_not_asked_again(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 70_00)
    makers.invoice(buyer, 70_00)
    makers.payment(buyer, 70_00)
    worked(home)
    close_task(
        task_id=Task.objects.get(kind="cash.application").pk,
        move="dismiss",
        outcome="they will tell us",
        by=ANN,
    )

    worked(home, FEB_3)

    assert Task.objects.get(kind="cash.application").state == "dismissed"


def test_two_payments_of_one_day_never_take_the_same_invoice(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    invoice = makers.invoice(buyer, 70_00)
    first = makers.payment(buyer, 70_00)
    second = makers.payment(buyer, 70_00)

    worked(home)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.unapplied_minor, second.unapplied_minor) == (0, 70_00)
    assert Application.objects.get().invoice_id == invoice.pk


def test_money_and_invoices_of_later_days_are_left_alone(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 70_00)
    makers.payment(buyer, 70_00, on=date(2026, 2, 3))
    makers.invoice(buyer, 10_00, issued_on=date(2026, 2, 3))
    makers.payment(buyer, 10_00, on=JAN_20)

    worked(home, FEB_2)

    assert {amount for _, amount, _ in applied()} == {10_00}
    assert Invoice.objects.get(total_minor=10_00).state == "posted"


def test_money_kept_on_account_or_of_an_unknown_payer_is_left_alone(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 70_00)
    kept = makers.payment(buyer, 70_00)
    keep_on_account(payment_id=kept.pk, keep=True, by=ANN)
    receive_payment(
        entity_id=home.pk, received_on=JAN_20, currency="EUR", amount_minor=70_00, by=ANN
    )

    assert counted(worked(home), "apply_cash") == {}
    assert applied() == set()


def test_foreign_money_settles_only_what_is_owed_in_it(home: LegalEntity) -> None:
    makers.rate("USD", JAN_5, "1.10")
    makers.rate("USD", date(2026, 1, 15), "1.20")
    makers.rate("USD", date(2026, 1, 30), "1.15")
    buyer = makers.customer(home)
    makers.invoice(buyer, 70_00)
    dollars = makers.invoice(buyer, 70_00, currency="USD")
    makers.payment(buyer, 70_00, on=JAN_20, currency="USD")

    worked(home)

    assert applied() == {(dollars.document_no, 70_00, 70_00)}


def test_a_parent_pays_for_its_children_but_no_child_for_its_parent(home: LegalEntity) -> None:
    parent = makers.customer(home, "P-1")
    child = makers.customer(home, "P-2")
    set_parent(customer_id=child.pk, parent_id=parent.pk, by=ANN)
    of_child = makers.invoice(child, 70_00)
    makers.invoice(parent, 33_00)
    makers.payment(parent, 70_00)
    makers.payment(child, 33_00)

    worked(home)

    assert applied() == {(of_child.document_no, 70_00, 70_00)}


def test_a_closed_period_refuses_the_days_cash_by_its_code_and_the_run_ends_well(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 70_00)
    makers.payment(buyer, 70_00)
    close_period(entity_id=home.pk, starts_on=date(2026, 1, 1), today=FEB_2, by=ANN)

    done = worked(home, date(2026, 1, 31))

    assert done.report["apply_cash"]["refused"] == {"ledger.period_closed": 1}
    assert done.run.state == "done"
    assert counted(worked(home), "apply_cash") == {"exact": 1}


def test_the_policy_in_force_on_the_day_decides(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    older = makers.invoice(buyer, 70_00, due_on=date(2026, 1, 10))
    makers.invoice(buyer, 70_00, due_on=date(2026, 1, 20))
    makers.payment(buyer, 70_00)
    set_policy(
        name=CASH_APPLICATION, value={"same_amount": "oldest", "methods": ["exact"]},
        valid_from=FEB_3, by=ANN, why="agreed with the customer's buyers",
    )  # fmt: skip

    assert counted(worked(home, FEB_2), "apply_cash") == {"asked": 1}
    assert counted(worked(home, FEB_3), "apply_cash") == {"exact": 1}
    assert applied() == {(older.document_no, 70_00, 70_00)}


def test_what_the_policy_may_not_apply_is_asked_about(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 70_00)
    makers.payment(buyer, 20_00)
    set_policy(
        name=CASH_APPLICATION,
        value={"methods": ["exact"]},
        valid_from=JAN_5,
        by=ANN,
        why="exact only",
    )

    worked(home)

    assert applied() == set()
    assert Task.objects.get(kind="cash.application").facts["outcome"] == "unmatched"
    assert Payment.objects.get().unapplied_minor == 20_00


@pytest.mark.parametrize("bucket_count", [1, 3, 16])
def test_how_finely_a_run_is_chunked_does_not_matter(home: LegalEntity, bucket_count: int) -> None:
    for number in range(12):
        buyer = makers.customer(home, f"C-{number}")
        makers.invoice(buyer, 100_00 + number)
        makers.payment(buyer, 100_00 + number)

    done = worked(home, bucket_count=bucket_count)

    assert counted(done, "apply_cash") == {"exact": 12}
    assert len(applied()) == 12
    assert done.run.chunks.filter(step="apply_cash").count() <= bucket_count
