"""What people and the machine decide about bank lines, and what stands in the books afterwards."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from cashwright.areas.cash.models import BankLine, Match, SourceKind
from cashwright.areas.cash.policies import MATCHING, DifferenceKind, MatchingPolicy
from cashwright.areas.cash.queries import memory, quality, queue, standing_match
from cashwright.areas.cash.refusals import DifferenceTooLarge, ExceedsBalance, NoProposal, NotOpen
from cashwright.areas.cash.rules.matching import Decision, Hypothesis, Shortfall, Verdict
from cashwright.areas.cash.services import (
    Part,
    Waiting,
    apply,
    apply_line,
    confirm_match,
    forget_alias,
    match_payload,
    proposed_answers,
    reject_match,
    say_alias,
    set_line_aside,
    settle_lines,
    take_up_answered,
    undo_line,
)
from cashwright.areas.controls.models import Fact, Task
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval, set_policy
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import identify_payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.runs.match import facts
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.areas.cash.test_services import balances
from tests.makers import ANN, BOB, JAN_20

pytestmark = pytest.mark.django_db
FEB_1 = date(2026, 2, 1)
RULE = Actor.rule("runs.match")


def clean() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


def guess(
    line: BankLine,
    *parts: tuple[Invoice, int],
    notes: Sequence[tuple[CreditNote, int]] = (),
    short: Shortfall | None = None,
    **more: object,
) -> Hypothesis:
    used = sum(minor for _, minor in parts) - sum(minor for _, minor in notes)
    given = {
        "customer_id": str(parts[0][0].customer_id) if parts else "", "lane": "cited",
        "parts": tuple((str(i.pk), i.document_no or "", minor) for i, minor in parts),
        "credits": tuple((str(c.pk), c.document_no or "", minor) for c, minor in notes),
        "shortfall": short, "short_minor": 0, "over_minor": line.amount_minor - used,
        "confidence_ppm": 998_000, "reasons": ("cites the invoice",), "weights": {"cited": 7},
        **more,
    }  # fmt: skip
    return Hypothesis(**given)  # type: ignore[arg-type]


def settle(
    home: LegalEntity,
    *lines: tuple[BankLine, Hypothesis | None, str],
    on: date = JAN_20,
    alternatives: tuple[Hypothesis, ...] = (),
) -> dict[str, int]:
    """As the run does it: read the lines, decide, settle."""
    rows = {row["line_id"]: row for row in facts.waiting_lines(home.pk, on).iter_rows(named=True)}
    waiting = [
        Waiting(
            rows[str(line.pk)],
            Decision(
                line_id=str(line.pk), verdict=Verdict.CERTAIN if best else Verdict.NONE, best=best,
                alternatives=alternatives, guards=(), reasons=(),
            ),
            outcome, MatchingPolicy(),
        )
        for line, best, outcome in lines
    ]  # fmt: skip
    return dict(settle_lines(waiting, entity_id=home.pk, on=on, by=RULE))


class Bank:
    """A company, a buyer, two invoices of 119 and a bank account."""

    def __init__(self) -> None:
        self.home = makers.entity()
        self.buyer = makers.customer(self.home)
        self.first = makers.invoice(self.buyer, [makers.line(100_00, 19_00)])
        self.second = makers.invoice(self.buyer, [makers.line(100_00, 19_00)])
        self.account = bank_account(self.home)

    def line(self, minor: int, **told: Any) -> BankLine:
        return bank_line(self.account, minor, **told)


def test_what_is_certain_is_booked_on_its_bank_account_and_applied() -> None:
    bank = Bank()
    line = bank.line(238_00)
    both = guess(line, (bank.first, 119_00), (bank.second, 119_00))
    assert settle(bank.home, (line, both, "applied"))["applied"] == 1
    line.refresh_from_db()
    assert (line.state, line.customer_id, line.teaches) == ("applied", bank.buyer.pk, True)
    assert balances(bank.home.pk) == {"10GIRO": 238_00, "2200": -38_00, "4000": -200_00}
    match = Match.objects.get()
    assert (match.state, match.touch, match.confidence_ppm) == ("applied", "rule", 998_000)
    clean()


def test_what_is_not_certain_is_in_the_books_and_waits_with_its_proposal() -> None:
    bank = Bank()
    line, unknown = bank.line(119_00), bank.line(77_00)
    settle(
        bank.home,
        (line, guess(line, (bank.first, 119_00)), "proposed"),
        (unknown, None, "proposed"),
    )
    assert set(queue([bank.home.pk])) == {line, unknown}
    assert balances(bank.home.pk)["2110"] == -196_00
    match = standing_match(line.pk)
    assert match is not None
    assert match.parts == [[str(bank.first.pk), bank.first.document_no, 119_00]]
    clean()


def test_settling_twice_changes_nothing() -> None:
    bank = Bank()
    line, asked = bank.line(119_00), bank.line(119_00)
    plan = [
        (line, guess(line, (bank.first, 119_00)), "applied"),
        (asked, guess(asked, (bank.second, 119_00)), "proposed"),
    ]
    rows = {
        row["line_id"]: row
        for row in facts.waiting_lines(bank.home.pk, JAN_20).iter_rows(named=True)
    }
    waiting = [
        Waiting(
            rows[str(one.pk)],
            Decision(line_id=str(one.pk), verdict=Verdict.CERTAIN, best=best, alternatives=(),
                     guards=(), reasons=()),
            outcome, MatchingPolicy(),
        )
        for one, best, outcome in plan
    ]  # fmt: skip
    settle_lines(waiting, entity_id=bank.home.pk, on=JAN_20, by=RULE)
    before = balances(bank.home.pk)
    assert not +settle_lines(waiting, entity_id=bank.home.pk, on=JAN_20, by=RULE)
    assert balances(bank.home.pk) == before
    assert Payment.objects.count() == 2


def test_two_lines_for_one_invoice_never_take_it_twice() -> None:
    bank = Bank()
    lines = [bank.line(119_00), bank.line(119_00)]
    counts = settle(
        bank.home, *((one, guess(one, (bank.first, 119_00)), "applied") for one in lines)
    )
    assert (counts["applied"], counts["contested"]) == (1, 1)
    assert queue([bank.home.pk]).count() == 1
    clean()


def test_a_fee_that_was_kept_goes_to_its_account() -> None:
    bank = Bank()
    line = bank.line(116_00)
    short = Shortfall(kind=DifferenceKind.FEE, invoice_id=str(bank.first.pk), amount_minor=3_00)
    settle(bank.home, (line, guess(line, (bank.first, 116_00), short=short), "applied"))
    bank.first.refresh_from_db()
    assert bank.first.state == "settled"
    assert balances(bank.home.pk)["6200"] == 3_00
    clean()


def test_a_credit_note_that_was_netted_is_used_up_and_comes_back() -> None:
    bank = Bank()
    note = post_credit_note(
        customer_id=bank.buyer.pk, issued_on=JAN_20, currency="EUR", lines=[makers.line(19_00)],
        reason="goodwill", by=ANN,
    )  # fmt: skip
    line = bank.line(219_00)
    parts = (bank.first, 119_00), (bank.second, 119_00)
    settle(bank.home, (line, guess(line, *parts, notes=[(note, 19_00)]), "applied"))
    for invoice in (bank.first, bank.second):
        invoice.refresh_from_db()
        assert invoice.state == "settled"
    note.refresh_from_db()
    assert note.unapplied_minor == 0
    assert Payment.objects.get().unapplied_minor == 0
    clean()
    undo_line(line_id=line.pk, on=FEB_1, by=ANN, reason="not theirs")
    note.refresh_from_db()
    assert note.unapplied_minor == 19_00
    assert queue([bank.home.pk]).get() == line
    clean()


def test_a_credit_note_is_netted_by_one_line_and_the_other_waits() -> None:
    bank = Bank()
    note = post_credit_note(
        customer_id=bank.buyer.pk, issued_on=JAN_20, currency="EUR", lines=[makers.line(19_00)],
        reason="goodwill", by=ANN,
    )  # fmt: skip
    lines = bank.line(100_00), bank.line(100_00)
    wants = [
        (line, guess(line, (invoice, 119_00), notes=[(note, 19_00)]), "applied")
        for line, invoice in zip(lines, (bank.first, bank.second), strict=True)
    ]
    told = settle(bank.home, *wants)
    assert (told["applied"], told["contested"]) == (1, 1)
    assert queue([bank.home.pk]).get() in lines
    note.refresh_from_db()
    assert note.unapplied_minor == 0
    clean()


def test_less_than_was_open_asks_why_once() -> None:
    bank = Bank()
    line = bank.line(100_00)
    best = guess(line, (bank.first, 100_00), short_minor=19_00)
    settle(bank.home, (line, best, "applied"))
    bank.first.refresh_from_db()
    assert bank.first.balance_minor == 19_00
    task = Task.objects.get()
    assert (task.kind, task.customer_id) == ("cash.short_payment", bank.buyer.pk)
    assert task.title.startswith("19.00 EUR were not paid of ")
    assert task.facts["short_minor"] == 19_00
    told = Fact.objects.get(name="controls.task_opened")
    assert (told.document_id, told.customer_id) == (task.pk, bank.buyer.pk)
    clean()


def test_more_than_was_open_stays_on_account() -> None:
    bank = Bank()
    line = bank.line(120_00)
    settle(bank.home, (line, guess(line, (bank.first, 119_00)), "applied"))
    payment = Payment.objects.get()
    assert (payment.unapplied_minor, payment.is_on_account) == (1_00, True)
    clean()


def test_a_person_accepts_a_proposal_or_an_alternative() -> None:
    bank = Bank()
    line, other = bank.line(119_00), bank.line(119_00)
    first, second = guess(line, (bank.first, 119_00)), guess(line, (bank.second, 119_00))
    settle(bank.home, (line, first, "proposed"), (other, first, "proposed"), alternatives=(second,))
    confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    match = confirm_match(line_id=other.pk, on=JAN_20, by=ANN, hypothesis_no=1)
    assert match.parts[0][0] == str(bank.second.pk)
    assert [m.state for m in Match.objects.filter(line_id=other.pk).order_by("made_at")] == [
        "rejected", "applied",
    ]  # fmt: skip
    with pytest.raises(NotAllowedNow):
        confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    assert not queue([bank.home.pk]).exists()
    clean()


def test_a_proposal_that_no_longer_fits_is_refused_whole() -> None:
    bank = Bank()
    line, other = bank.line(119_00), bank.line(119_00)
    best = guess(line, (bank.first, 119_00))
    settle(bank.home, (line, best, "proposed"), (other, best, "proposed"))
    confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    with pytest.raises(NotOpen):
        confirm_match(line_id=other.pk, on=JAN_20, by=ANN)
    other.refresh_from_db()
    assert (other.state, other.customer_id) == ("queued", None)
    clean()


def test_a_rejected_proposal_leaves_the_line_to_a_person_s_own_answer() -> None:
    bank = Bank()
    line = bank.line(200_00)
    settle(bank.home, (line, guess(line, (bank.first, 119_00)), "proposed"))
    reject_match(line_id=line.pk, by=ANN, reason="another invoice")
    with pytest.raises(NoProposal):
        confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    apply_line(
        line_id=line.pk, customer_id=bank.buyer.pk, parts=[Part(bank.second.pk, 119_00)], on=JAN_20,
        by=ANN, on_account=True,
    )  # fmt: skip
    payment = Payment.objects.get()
    assert (payment.unapplied_minor, payment.is_on_account) == (81_00, True)
    assert quality(bank.home.pk, JAN_20, JAN_20).payment_rate.part == 0
    clean()


def test_what_is_undone_waits_again_and_teaches_nothing_any_more() -> None:
    bank = Bank()
    line = bank.line(116_00, payer_key="ACME", payer_print=b"0123456789abcdef")
    short = Shortfall(kind=DifferenceKind.FEE, invoice_id=str(bank.first.pk), amount_minor=3_00)
    settle(bank.home, (line, guess(line, (bank.first, 116_00), short=short), "applied"))
    assert set(memory(bank.home.pk)["kind"]) == {"account", "name"}

    undo_line(line_id=line.pk, on=FEB_1, by=ANN, reason="wrong customer")

    bank.first.refresh_from_db()
    assert bank.first.balance_minor == 119_00
    assert memory(bank.home.pk).is_empty()
    assert balances(bank.home.pk)["2110"] == -116_00
    told = quality(bank.home.pk, JAN_20, JAN_20)
    assert (told.precision.part, told.precision.whole) == (0, 1)
    clean()
    apply_line(
        line_id=line.pk, customer_id=bank.buyer.pk, parts=[Part(bank.second.pk, 116_00)], on=FEB_1,
        by=ANN,
    )  # fmt: skip
    clean()


def test_money_that_is_no_customer_s_stands_on_another_account_and_comes_back() -> None:
    bank = Bank()
    line, taken = bank.line(500_00), bank.line(-7_00)
    settle(bank.home, (line, None, "proposed"))
    set_line_aside(line_id=line.pk, account_code="3900", memo="a loan", on=JAN_20, by=ANN)
    set_line_aside(line_id=taken.pk, account_code="6200", memo="fee", on=JAN_20, by=ANN)
    told = balances(bank.home.pk)
    assert (told["10GIRO"], told["3900"], told["6200"]) == (493_00, -500_00, 7_00)
    assert "2110" not in told
    clean()
    undo_line(line_id=line.pk, on=FEB_1, by=ANN, reason="a customer's after all")
    assert balances(bank.home.pk)["2110"] == -500_00
    apply_line(line_id=line.pk, customer_id=bank.buyer.pk, parts=[], on=FEB_1, by=ANN)
    clean()


def test_a_large_line_needs_a_second_person_for_exactly_this_answer() -> None:
    bank = Bank()
    set_policy(
        name=MATCHING, value={"default": {"four_eyes_minor": 100_00}}, valid_from=JAN_20, by=ANN,
        why="large money", entity_id=bank.home.pk,
    )  # fmt: skip
    line = bank.line(119_00)
    best = guess(line, (bank.first, 119_00))
    settle(bank.home, (line, best, "proposed"))
    with pytest.raises(ApprovalNeeded):
        confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    match = standing_match(line.pk)
    assert match is not None
    asked = request_approval(
        entity_id=bank.home.pk, kind="cash.match", document_id=line.pk,
        payload=match_payload(line.pk, proposed_answers(match)[0]), by=ANN, reason="large",
    )  # fmt: skip
    makers.bob_decides()
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    confirm_match(line_id=line.pk, on=JAN_20, by=ANN, approval_id=asked.pk)
    clean()


def test_what_a_person_says_of_an_account_goes_in_and_out_of_memory() -> None:
    bank = Bank()
    line = bank.line(119_00, payer_print=b"0123456789abcdef")
    settle(bank.home, (line, guess(line, (bank.first, 119_00)), "applied"))
    key = b"0123456789abcdef".hex()
    said = say_alias(
        entity_id=bank.home.pk, kind="account", alias_key=key, shown="DE**3000",
        customer_id=bank.buyer.pk, by=ANN,
    )  # fmt: skip
    assert memory(bank.home.pk)["is_told"].sort().to_list() == [False, True]
    forget_alias(alias_id=said.pk, by=ANN)
    assert memory(bank.home.pk).is_empty()


def test_an_answer_beyond_the_balance_is_refused() -> None:
    bank = Bank()
    line = bank.line(200_00)
    with pytest.raises(ExceedsBalance):
        apply_line(
            line_id=line.pk, customer_id=bank.buyer.pk, parts=[Part(bank.first.pk, 200_00)],
            on=JAN_20, by=ANN,
        )  # fmt: skip
    assert Payment.objects.count() == 0
    assert UUID(str(line.pk)) == line.pk


def test_a_line_whose_payment_was_applied_on_its_own_page_leaves_the_queue() -> None:
    bank = Bank()
    line, other = bank.line(119_00), bank.line(119_00)
    best = guess(line, (bank.first, 119_00))
    settle(bank.home, (line, best, "proposed"), (other, best, "proposed"))
    line.refresh_from_db()
    assert line.payment_id is not None
    identify_payment(payment_id=line.payment_id, customer_id=bank.buyer.pk, on=JAN_20, by=ANN)
    other_invoice = makers.invoice(bank.buyer, 119_00)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=line.payment_id, on=JAN_20, by=ANN,
        parts=[Part(other_invoice.pk, 119_00)],
    )  # fmt: skip
    assert take_up_answered(entity_id=bank.home.pk, on=JAN_20, by=RULE) == 1
    assert take_up_answered(entity_id=bank.home.pk, on=JAN_20, by=RULE) == 0
    assert queue([bank.home.pk]).get() == other
    match = standing_match(line.pk)
    assert match is not None
    assert (match.state, match.parts) == ("applied", [[str(other_invoice.pk), "", 119_00]])
    clean()


def test_a_payment_that_a_person_gave_to_somebody_else_is_not_applied_by_itself() -> None:
    bank = Bank()
    stranger = makers.customer(bank.home, "C-2")
    line = bank.line(119_00)
    best = guess(line, (bank.first, 119_00))
    settle(bank.home, (line, best, "proposed"))
    line.refresh_from_db()
    assert line.payment_id is not None
    identify_payment(payment_id=line.payment_id, customer_id=stranger.pk, on=JAN_20, by=ANN)
    assert settle(bank.home, (line, best, "applied"))["contested"] == 1
    bank.first.refresh_from_db()
    assert bank.first.balance_minor == 119_00


def test_a_person_clears_no_more_than_the_policy_believes() -> None:
    bank = Bank()
    line = bank.line(80_00)
    short = Shortfall(kind=DifferenceKind.FEE, invoice_id=str(bank.first.pk), amount_minor=39_00)
    with pytest.raises(DifferenceTooLarge) as refused:
        apply_line(
            line_id=line.pk, customer_id=bank.buyer.pk, parts=[Part(bank.first.pk, 80_00)],
            shortfall=short, on=JAN_20, by=ANN,
        )  # fmt: skip
    assert refused.value.facts["most_minor"] == 35_00
    assert Payment.objects.count() == 0
