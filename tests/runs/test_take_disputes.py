"""Cases that come from money: a payer who pays less, or takes a payment back; what matching then leaves alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.policies import MATCHING
from cashwright.areas.controls.models import Cursor, Fact, Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.disputes.models import Dispute, DisputeWord
from cashwright.areas.disputes.policies import Cause, Outcome, Reason
from cashwright.areas.disputes.queries import held_minor
from cashwright.areas.disputes.services import (
    Decision,
    name_reason,
    note_facts,
    resolve_dispute,
    withdraw_dispute,
)
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.deliver import deliver_reactions
from cashwright.runs.match import run_match
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.makers import ANN, JAN_5, JAN_20

pytestmark = pytest.mark.django_db
JAN_27 = date(2026, 1, 27)


class Town:
    """One buyer with two open invoices; what is short is disputed, as the policy says."""

    def __init__(self) -> None:
        self.home = makers.entity()
        self.account = bank_account(self.home)
        self.buyer = makers.customer(self.home)
        self.first, self.second = (makers.invoice(self.buyer, minor) for minor in (900_00, 411_00))
        set_policy(
            name=MATCHING, value={"default": {"short_payment": "dispute"}}, valid_from=JAN_5,
            by=ANN, why="as agreed", entity_id=self.home.pk,
        )  # fmt: skip

    def pays(self, minor: int, text: str, **told: Any) -> BankLine:
        return bank_line(self.account, minor, text=text, payer_name=self.buyer.name, **told)

    def day(self, on: date) -> dict[str, int]:
        with running_on(noon_utc(on)):
            told: dict[str, int] = run_match(self.home, on).get("match", {}).get("outcomes", {})
            deliver_reactions()
        return told


@pytest.fixture
def town() -> Town:
    return Town()


def whole() -> bool:
    assert [(r.name, r.named) for r in verify().broken] == []
    return True


def test_who_pays_less_opens_one_case_on_what_is_left_with_a_guess(town: Town) -> None:
    line = town.pays(850_00, f"{town.first.document_no} less rebate, wrong price")
    town.day(JAN_20)
    line.refresh_from_db()
    assert line.state == "applied"
    case = Dispute.objects.get()
    assert (case.invoice_id, case.amount_minor, case.origin, case.source_id) == (
        town.first.pk, 50_00, "short_payment", line.pk,
    )  # fmt: skip
    assert case.reason == "pricing"
    assert "wrong price" in case.facts["payer_said"]
    assert DisputeWord.objects.get().occasion == "received"
    # Told of everything once more, from the very first fact: nothing happens twice.
    Cursor.objects.update(seq=0)
    town.day(JAN_20)
    assert Dispute.objects.count() == 1
    # Nor once it is closed: what was answered does not come up again.
    withdraw_dispute(dispute_id=case.pk, note="They owe it.", on=JAN_20, by=ANN)
    Cursor.objects.update(seq=0)
    town.day(JAN_27)
    assert Task.objects.filter(kind__startswith="runs.").count() == 0
    assert Dispute.objects.count() == 1
    assert Fact.objects.filter(name="disputes.opened").count() == 1
    assert whole()


def test_the_disputed_invoice_is_left_to_people_from_its_first_day_to_its_last(town: Town) -> None:
    town.pays(850_00, str(town.first.document_no))
    town.day(JAN_20)
    case = Dispute.objects.get()
    assert case.reason == "other"
    late = town.pays(50_00, str(town.first.document_no), on=JAN_20)
    assert town.day(JAN_20) == {"proposed": 1}  # certain, and yet a person looks
    with running_on(noon_utc(JAN_27)):
        withdraw_dispute(dispute_id=case.pk, note="They pay after all.", on=JAN_27, by=ANN)
    assert dict(held_minor(town.home.pk, JAN_20).iter_rows()) == {str(town.first.pk): 50_00}
    assert held_minor(town.home.pk, JAN_27).is_empty()
    assert town.day(JAN_27) == {"applied": 1}
    late.refresh_from_db()
    assert late.state == "applied"
    assert whole()


def test_a_payment_taken_back_with_the_payers_word_is_disputed_and_one_for_want_of_money_is_not(
    town: Town,
) -> None:
    town.pays(900_00, str(town.first.document_no), end_to_end_id="E-1")
    town.pays(411_00, str(town.second.document_no), end_to_end_id="E-2")
    town.day(JAN_20)
    bank_line(
        town.account, -900_00, on=JAN_27, end_to_end_id="E-1", return_reason="MD06",
        text="Lastschrift doppelt",
    )  # fmt: skip
    bank_line(town.account, -411_00, on=JAN_27, end_to_end_id="E-2", return_reason="AM04")
    town.day(JAN_27)
    case = Dispute.objects.get()
    assert (case.invoice_id, case.amount_minor, case.origin, case.reason) == (
        town.first.pk, 900_00, "chargeback", "duplicate",
    )  # fmt: skip
    town.second.refresh_from_db()
    assert town.second.balance_minor == 411_00
    Cursor.objects.update(seq=0)
    town.day(JAN_27)
    assert Dispute.objects.count() == 1
    assert whole()


def test_what_is_disputed_again_names_the_case_before_and_keeps_its_reason(town: Town) -> None:
    town.pays(850_00, str(town.first.document_no))
    town.day(JAN_20)
    case = Dispute.objects.get()
    name_reason(dispute_id=case.pk, reason=Reason.ALREADY_PAID, by=ANN)
    facts = {"paid_on": "1 January", "payment_reference": "x"}
    note_facts(dispute_id=case.pk, facts=facts, by=ANN)
    Dispute.objects.filter(pk=case.pk).update(
        facts=facts | {"waived": {"paper:payment_proof": "none"}}
    )
    with running_on(noon_utc(JAN_20)):
        resolve_dispute(
            dispute_id=case.pk, on=JAN_20, by=ANN,
            decision=Decision(outcome=Outcome.REJECT, cause=Cause.UNKNOWN, note="It was not."),
        )  # fmt: skip
    town.pays(50_00, str(town.first.document_no), on=JAN_20, end_to_end_id="E-9")
    town.day(JAN_20)
    bank_line(town.account, -50_00, on=JAN_27, end_to_end_id="E-9", return_reason="MS02")
    town.day(JAN_27)
    again = Dispute.objects.exclude(pk=case.pk).get()
    assert (again.reason, again.facts["earlier_case"]) == ("already_paid", case.dispute_no)
    assert whole()
