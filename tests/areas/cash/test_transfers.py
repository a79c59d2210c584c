"""Money between two accounts of ours is no income; and what an account held before its first statement."""

from datetime import date, timedelta

import pytest

from cashwright.areas.cash.models import BankAccount, BankLine
from cashwright.areas.cash.policies import MATCHING, TRANSFER_LINES
from cashwright.areas.cash.queries import in_transit, lacks_opening, reconciliation
from cashwright.areas.cash.queries.transfers import likely_transfers_in, other_side, transfers_of
from cashwright.areas.cash.refusals import NoOpening, NoTransfer
from cashwright.areas.cash.rules.transfers import OwnLine, likely_transfers
from cashwright.areas.cash.services import (
    book_opening_balance,
    mark_transfer,
    settle_debits,
    transfer_payload,
    undo_line,
)
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval, set_policy
from cashwright.areas.payments.models import Payment
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.runs.deliver import deliver_reactions
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.areas.cash.test_services import balances
from tests.makers import ANN, BOB, JAN_20

JAN_22, FEB_1 = JAN_20 + timedelta(days=2), date(2026, 2, 1)


def own(line_id: str, account: str, minor: int, day: int = 1, **more: str) -> OwnLine:
    return OwnLine(
        line_id=line_id, account_id=account, booked_on=date(2026, 1, day), currency="EUR",
        amount_minor=minor, **more,
    )  # fmt: skip


def pairs(*lines: OwnLine) -> list[tuple[str, str]]:
    return [(one.out.line_id, one.came.line_id) for one in likely_transfers(lines)]


def test_what_left_one_account_and_came_to_another_is_likely_a_transfer() -> None:
    assert pairs(own("a", "GIRO", -500), own("b", "SAVE", 500, 3)) == [("a", "b")]
    assert pairs(own("a", "GIRO", -500, 4), own("b", "SAVE", 500, 2)) == [("a", "b")]


@pytest.mark.parametrize(
    "other",
    [
        own("b", "GIRO", 500), own("b", "SAVE", 499), own("b", "SAVE", -500), own("b", "SAVE", 500, 12),
        own("b", "SAVE", 500, other_id="THIRD"),
    ],
)  # fmt: skip
def test_another_amount_account_or_time_is_none(other: OwnLine) -> None:
    assert pairs(own("a", "GIRO", -500), other) == []


def test_two_that_fit_make_neither_likely_unless_one_names_the_account() -> None:
    left, first, second = own("a", "GIRO", -500), own("b", "SAVE", 500), own("c", "SAVE", 500)
    assert pairs(left, first, second) == []
    named = own("c", "SAVE", 500, other_id="GIRO")
    assert pairs(left, first, named) == [("a", "c")]
    assert pairs(left, own("d", "GIRO", -500), first, named) == []


@pytest.fixture
def both() -> tuple[BankAccount, BankAccount]:
    home = makers.entity("DE")
    return bank_account(home), bank_account(home, "SAVE")


def sides(both: tuple[BankAccount, BankAccount], minor: int = 500_00) -> tuple[BankLine, BankLine]:
    giro, save = both
    out, came = bank_line(giro, -minor), bank_line(save, minor, on=JAN_22)
    settle_debits(entity_id=giro.entity_id, on=FEB_1, by=ANN)
    return out, came


@pytest.mark.django_db
def test_a_transfer_leaves_transit_at_nought_and_books_no_income(
    both: tuple[BankAccount, BankAccount],
) -> None:
    out, came = sides(both)
    (likely,) = likely_transfers_in([out.entity_id])
    assert (likely.out.line_id, likely.days) == (str(out.pk), 2)
    assert [one.out.line_id for one in transfers_of(came)] == [str(out.pk)]
    mark_transfer(line_id=came.pk, other_id=out.pk, on=FEB_1, by=ANN)
    told = {code: minor for code, minor in balances(out.entity_id).items() if minor}
    assert told == {"10GIRO": -500_00, "10SAVE": 500_00}
    assert not Payment.objects.exists()
    assert in_transit(out.entity_id, FEB_1) == []
    assert [one.amount_minor for one in in_transit(out.entity_id, JAN_20)] == [500_00]
    for account in both:
        assert reconciliation(account, FEB_1).outstanding == ()
    out.refresh_from_db()
    assert other_side(out) == came
    assert likely_transfers_in([out.entity_id]) == []


@pytest.mark.django_db
def test_taking_one_side_back_takes_both_back_by_opposite_entries(
    both: tuple[BankAccount, BankAccount],
) -> None:
    out, came = sides(both)
    mark_transfer(line_id=out.pk, other_id=came.pk, on=FEB_1, by=ANN)
    undo_line(line_id=came.pk, on=FEB_1, by=ANN, reason="it was a customer's after all")
    for line in (out, came):
        line.refresh_from_db()
        assert (line.state, line.transfer_id) == ("queued", None)
    assert balances(out.entity_id).get("1050", 0) == 0
    assert Payment.objects.get().customer_id is None, "what came is nobody's money again"
    mark_transfer(line_id=out.pk, other_id=came.pk, on=FEB_1, by=ANN)
    told = {code: minor for code, minor in balances(out.entity_id).items() if minor}
    assert told == {"10GIRO": -500_00, "10SAVE": 500_00}


@pytest.mark.django_db
def test_what_is_no_transfer_is_refused(both: tuple[BankAccount, BankAccount]) -> None:
    out, came = sides(both)
    less, same = bank_line(both[1], 499_00), bank_line(both[0], 500_00)
    for other in (less, same):
        with pytest.raises(NoTransfer):
            mark_transfer(line_id=out.pk, other_id=other.pk, on=FEB_1, by=ANN)
    mark_transfer(line_id=out.pk, other_id=came.pk, on=FEB_1, by=ANN)
    with pytest.raises(NotAllowedNow):
        mark_transfer(line_id=out.pk, other_id=came.pk, on=FEB_1, by=ANN)


@pytest.mark.django_db
def test_a_large_transfer_waits_for_a_second_person_and_is_then_done(
    both: tuple[BankAccount, BankAccount],
) -> None:
    out, came = sides(both)
    set_policy(
        name=MATCHING, value={"accounts": {"SAVE": {"four_eyes_minor": 500_00}}}, by=ANN,
        valid_from=date(2026, 1, 1), why="two people for large sums", entity_id=out.entity_id,
    )  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        mark_transfer(line_id=out.pk, other_id=came.pk, on=FEB_1, by=ANN)
    asked = request_approval(
        entity_id=out.entity_id, kind=TRANSFER_LINES, document_id=out.pk, customer_id=None,
        currency="EUR", amount_minor=500_00, payload=transfer_payload(out, came), reason="savings", by=ANN,
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    deliver_reactions()
    out.refresh_from_db()
    assert out.transfer_id is not None


@pytest.mark.django_db
def test_what_an_account_held_before_its_first_statement_is_booked_once(
    both: tuple[BankAccount, BankAccount],
) -> None:
    giro, save = both
    with pytest.raises(NoOpening):
        book_opening_balance(bank_account_id=save.pk, by=ANN)
    statement = bank_line(giro, 100_00).statement
    statement.opening_on, statement.opening_minor = date(2026, 1, 1), 1_000_00
    statement.closing_on, statement.closing_minor, statement.booked_minor = JAN_20, 1_100_00, 100_00
    statement.save()
    assert lacks_opening(giro)
    assert reconciliation(giro, FEB_1).opening_minor == 1_000_00
    entry = book_opening_balance(bank_account_id=giro.pk, by=ANN)
    assert entry.effective_on == date(2026, 1, 1)
    assert balances(giro.entity_id)["3900"] == -1_000_00
    told = reconciliation(giro, FEB_1)
    assert (told.opening_minor, told.difference_minor) == (0, 0)
    with pytest.raises(NotAllowedNow):
        book_opening_balance(bank_account_id=giro.pk, by=ANN)
    assert not lacks_opening(giro)
