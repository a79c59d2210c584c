"""Matching as a run: what is certain is applied, the rest waits; twice and killed change nothing."""

import os
import signal
from datetime import date
from typing import Any

import pytest

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.policies import MATCHING
from cashwright.areas.cash.queries import quality, queue
from cashwright.areas.cash.rules.matching import Matcher
from cashwright.areas.cash.services import confirm_match, settling, undo_line
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import receive_payment
from cashwright.runs.match import crew, plan_matches, replay, run_match
from cashwright.runs.models import Run
from cashwright.runs.plan import plan_day
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.areas.cash.test_services import balances
from tests.makers import ANN, JAN_5, JAN_20

pytestmark = pytest.mark.django_db
FEB_1 = date(2026, 2, 1)


def clean() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


class Town:
    """Three buyers with four open invoices each, all of different amounts."""

    def __init__(self) -> None:
        self.home = makers.entity()
        self.account = bank_account(self.home)
        self.buyers = [makers.customer(self.home, f"C-{n}") for n in range(3)]
        self.invoices = [
            [makers.invoice(buyer, [makers.line(100_00 + 977 * n + 31 * k)]) for k in range(4)]
            for n, buyer in enumerate(self.buyers)
        ]

    def pays(self, invoice: Invoice, minor: int | None = None, **told: Any) -> BankLine:
        given = {"text": f"payment {invoice.document_no}", "payer_name": "Somebody", **told}
        return bank_line(self.account, minor or invoice.total_minor, **given)

    def policy(self, **said: Any) -> None:
        set_policy(
            name=MATCHING, value={"default": said}, valid_from=JAN_5, by=ANN, why="as agreed",
            entity_id=self.home.pk,
        )  # fmt: skip

    def run(self, on: date = JAN_20) -> dict[str, int]:
        return run_match(self.home, on).get("match", {}).get("outcomes", {})


def test_a_line_that_cites_its_invoice_is_applied_by_itself() -> None:
    town = Town()
    line = town.pays(town.invoices[0][0])
    assert town.run() == {"applied": 1}
    line.refresh_from_db()
    assert (line.state, line.customer_id) == ("applied", town.buyers[0].pk)
    town.invoices[0][0].refresh_from_db()
    assert town.invoices[0][0].state == "settled"
    clean()


def test_money_nobody_can_place_is_in_the_books_and_waits() -> None:
    town = Town()
    bank_line(town.account, 3_33, text="thanks", payer_name="A Stranger")
    assert town.run() == {"proposed": 1}
    assert balances(town.home.pk)["2110"] == -3_33
    clean()


def test_a_second_run_changes_nothing() -> None:
    town = Town()
    for row in town.invoices:
        town.pays(row[0])
    bank_line(town.account, 3_33, text="thanks", payer_name="A Stranger")
    town.run()
    stands = balances(town.home.pk), Match.objects.count(), Payment.objects.count()
    town.run()
    assert (balances(town.home.pk), Match.objects.count(), Payment.objects.count()) == stands


def test_a_run_that_was_killed_goes_on_and_does_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = Town()
    for row in town.invoices:
        town.pays(row[0])

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(settling, "note_lines", dies)
        with pytest.raises(KeyboardInterrupt):
            town.run()
    assert Payment.objects.count() == 0
    assert town.run() == {"applied": 3}
    assert Payment.objects.count() == 3
    clean()


def test_a_run_that_lost_a_process_has_failed_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    for row in town.invoices:
        town.pays(row[0])
    monkeypatch.setattr(crew, "LINES_MIN", 2)
    monkeypatch.setattr(crew, "_processors", lambda: 2)
    home = os.getpid()

    def dies(*_: object) -> None:
        assert os.getpid() != home
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(Matcher, "decide", dies)
        with pytest.raises(crew.ProcessLost):
            town.run()
    assert [run.state for run in Run.objects.filter(kind="match")] == ["failed"]
    assert Payment.objects.count() == 0
    assert town.run() == {"applied": 3}
    assert [run.state for run in Run.objects.filter(kind="match")] == ["done"]
    clean()


@pytest.mark.parametrize(
    ("autonomy", "outcome", "state"),
    [("off", "booked", None), ("shadow", "watched", "shadow"), ("suggest", "proposed", "proposed")],
)
def test_autonomy_says_how_far_the_machine_goes(
    autonomy: str, outcome: str, state: str | None
) -> None:
    town = Town()
    town.policy(autonomy=autonomy)
    line = town.pays(town.invoices[0][0])
    assert town.run() == {outcome: 1}
    line.refresh_from_db()
    assert line.state == "queued"
    assert [match.state for match in Match.objects.all()] == ([state] if state else [])
    assert balances(town.home.pk)["2110"] == -line.amount_minor
    clean()


def test_a_large_line_waits_for_two_people_however_certain_it_is() -> None:
    town = Town()
    town.policy(four_eyes_minor=50_00)
    town.pays(town.invoices[0][0])
    assert town.run() == {"proposed": 1}
    assert Match.objects.get().guards == ["four_eyes"]


def test_two_lines_that_pay_one_invoice_are_not_both_applied() -> None:
    town = Town()
    town.pays(town.invoices[0][0])
    town.pays(town.invoices[0][0])
    town.run()
    town.invoices[0][0].refresh_from_db()
    assert town.invoices[0][0].balance_minor in (0, town.invoices[0][0].total_minor)
    assert queue([town.home.pk]).exists()
    clean()


def test_an_account_whose_matches_are_taken_back_too_often_only_proposes() -> None:
    town = Town()
    lines = [town.pays(town.invoices[n][0]) for n in range(3)]
    town.run()
    for line in lines:
        undo_line(line_id=line.pk, on=JAN_20, by=ANN, reason="wrong")
    town.pays(town.invoices[1][1])
    assert "applied" not in town.run()
    town.run()
    assert Task.objects.filter(kind="cash.matching_demoted").count() == 1
    clean()


def test_what_a_person_confirmed_is_known_of_the_account_next_time() -> None:
    town = Town()
    told: dict[str, Any] = {
        "payer_print": b"0123456789abcdef",
        "payer_name": "Umbrella Holding",
        "text": "rent",
    }
    first = town.invoices[2][0]
    line = town.pays(first, **told)
    town.run()
    if queue([town.home.pk]).exists():
        confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    other = town.pays(town.invoices[2][1], **told)
    plan = plan_matches(town.home.pk, JAN_20)
    best = next(one.decision.best for one in plan.waiting if one.line_id == str(other.pk))
    assert best is not None
    assert best.customer_id == str(town.buyers[2].pk)


def test_one_line_is_decided_as_among_many() -> None:
    town = Town()
    lines = [town.pays(row[k]) for row in town.invoices for k in range(3)]
    many = {one.line_id: one.decision for one in plan_matches(town.home.pk, JAN_20).waiting}
    for line in lines:
        (alone,) = plan_matches(town.home.pk, JAN_20, [line.pk]).waiting
        assert alone.decision == many[str(line.pk)]


def test_a_line_of_a_closed_month_is_left_and_told() -> None:
    town = Town()
    town.pays(town.invoices[0][0])
    close_period(
        entity_id=town.home.pk, starts_on=date(2026, 1, 1), today=date(2026, 3, 1),
        by=makers.BOB,
    )  # fmt: skip
    report = run_match(town.home, FEB_1)
    assert list(report["match"]["refused"].values()) == [1]
    assert Payment.objects.count() == 0


def test_the_four_numbers_and_a_replay_of_history_tell_the_same_story() -> None:
    town = Town()
    for row in town.invoices:
        town.pays(row[0])
    bank_line(town.account, 3_33, text="thanks", payer_name="A Stranger")
    town.run()
    told = quality(town.home.pk, JAN_20, JAN_20)
    assert (told.payment_rate.part, told.payment_rate.whole) == (3, 4)
    assert (told.precision.part, told.precision.whole) == (3, 3)
    again = replay(town.home.pk, JAN_5, JAN_20)
    assert (again.lines, again.certain, again.right) == (3, 3, 3)


def test_a_plan_writes_nothing() -> None:
    town = Town()
    line = town.pays(town.invoices[0][0])
    (one,) = plan_matches(town.home.pk, JAN_20).waiting
    assert (one.outcome, one.line_id) == ("applied", str(line.pk))
    line.refresh_from_db()
    assert line.state == "received"
    assert Match.objects.count() == Payment.objects.count() == 0


def test_the_plan_of_the_day_shows_what_would_be_matched() -> None:
    town = Town()
    line = town.pays(town.invoices[0][0])
    shown = plan_day(town.home, JAN_20).filter(step="match").to_dicts()
    assert [(row["action"], row["invoice_no"], row["amount_minor"]) for row in shown] == [
        ("match", town.invoices[0][0].document_no, line.amount_minor)
    ]


def test_money_that_came_as_a_payment_before_the_bank_s_file_is_not_booked_twice() -> None:
    town = Town()
    invoice = town.invoices[0][0]
    payment = makers.payment(town.buyers[0], invoice.total_minor)
    unknown = receive_payment(
        entity_id=town.home.pk, received_on=JAN_20, currency="EUR", amount_minor=77_00, by=ANN
    )
    line, nobodys = town.pays(invoice), bank_line(town.account, 77_00, text="thanks")
    assert town.run() == {"tied": 2}
    line.refresh_from_db()
    nobodys.refresh_from_db()
    assert (line.state, line.payment_id) == ("applied", payment.pk)
    assert (nobodys.state, nobodys.payment_id) == ("queued", unknown.pk)
    assert Payment.objects.count() == 2
    told = balances(town.home.pk)
    assert (told["10GIRO"], "1000" in told) == (invoice.total_minor + 77_00, False)
    assert quality(town.home.pk, JAN_20, JAN_20).payment_rate.whole == 1
    town.run()
    clean()


def test_a_line_that_may_be_one_of_two_payments_waits_and_says_so() -> None:
    town = Town()
    invoice = town.invoices[0][0]
    for _ in range(2):
        makers.payment(town.buyers[0], invoice.total_minor)
    town.pays(invoice)
    assert town.run() == {"proposed": 1}
    assert "already_booked" in Match.objects.get().guards
