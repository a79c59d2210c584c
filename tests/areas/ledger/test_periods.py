"""Closing the books: in order, once, for everything before; reopened by two people; locked for good."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.periods import close_period, lock_period, reopen_period
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.refusals import EarlierPeriodOpen, PeriodClosed, PeriodNotOver
from cashwright.areas.ledger.rules import trial_balance_hash
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.ledger.test_services import fees
from tests.books import reopened
from tests.makers import ANN, BOB, JAN_5

pytestmark = pytest.mark.django_db
DEC_30, JAN_31, FEB_10 = date(2025, 12, 30), date(2026, 1, 31), date(2026, 2, 10)

SMUGGLED = """
INSERT INTO ledger_journalentry (id, entity_id, effective_on, kind, document_id, memo, line_count, posted_at,
    posted_by) VALUES (%(id)s, %(home)s, %(on)s, 'manual', %(id)s, '', 2, now(), 'usr_eve');
INSERT INTO ledger_posting (entry_id, line_no, account_id, entity_id, effective_on, currency, amount_minor,
    functional_minor) VALUES (%(id)s, 1, '6200', %(home)s, %(on)s, 'EUR', 1, 1),
    (%(id)s, 2, '1000', %(home)s, %(on)s, 'EUR', -1, -1)
"""


def close(home: LegalEntity, year: int, month: int, today: date = date(2026, 6, 1)) -> Period:
    return close_period(entity_id=home.pk, starts_on=date(year, month, 1), today=today, by=BOB)


def test_nothing_is_posted_into_a_closed_month_and_its_trial_balance_is_sealed() -> None:
    home = makers.entity()
    fees(home, 5_00, JAN_31)
    january = close(home, 2026, 1)
    assert january.trial_balance_hash == trial_balance_hash(trial_balance(home.pk, JAN_31))
    with pytest.raises(PeriodClosed):
        fees(home, 1_00, JAN_31)
    fees(home, 1_00, FEB_10)
    fees(makers.entity("FR"), 1_00, JAN_31)


def test_a_month_is_closed_after_its_last_day_and_once() -> None:
    home = makers.entity()
    with pytest.raises(PeriodNotOver):
        close(home, 2026, 1, today=JAN_31)
    close(home, 2026, 1, today=date(2026, 2, 1))
    with pytest.raises(NotAllowedNow):
        close(home, 2026, 1)


def test_months_with_postings_are_closed_in_order() -> None:
    home = makers.entity()
    fees(home, 5_00, DEC_30)
    fees(home, 5_00, FEB_10)
    with pytest.raises(EarlierPeriodOpen) as refused:
        close(home, 2026, 2)
    assert refused.value.facts["open_from"] == DEC_30
    close(home, 2025, 12)
    close(home, 2026, 2)


def test_a_closed_month_closes_those_before_it_that_had_nothing_to_close() -> None:
    home = makers.entity()
    fees(home, 5_00, FEB_10)
    february = close(home, 2026, 2)
    with pytest.raises(PeriodClosed):
        fees(home, 1_00, JAN_5)
    told = {"id": str(new_id()), "on": JAN_5.isoformat(), "home": str(home.pk)}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SMUGGLED, told)
    reopened(february)
    fees(home, 1_00, JAN_5)


def test_two_people_reopen_a_month_and_a_reopened_month_holds_up_later_ones() -> None:
    home = makers.entity()
    fees(home, 5_00, JAN_5)
    january = close(home, 2026, 1)
    with pytest.raises(ApprovalNeeded):
        reopen_period(period_id=january.pk, approval_id=new_id(), by=ANN)
    reopened(january)
    fees(home, 2_00, JAN_31)
    with pytest.raises(EarlierPeriodOpen):
        close(home, 2026, 2)
    close(home, 2026, 1)
    close(home, 2026, 2)
    assert verify().ok


def test_a_locked_month_stays_shut() -> None:
    home = makers.entity()
    fees(home, 5_00, JAN_5)
    january = close(home, 2026, 1)
    assert lock_period(period_id=january.pk, by=BOB).state == "locked"
    with pytest.raises(NotAllowedNow):
        reopened(january)
    with pytest.raises(PeriodClosed):
        fees(home, 1_00, JAN_5)
    with pytest.raises(NotAllowedNow):
        lock_period(period_id=january.pk, by=BOB)


def test_an_earlier_month_reopened_under_a_closed_one_leaves_its_hash_as_it_was_closed() -> None:
    home = makers.entity()
    fees(home, 5_00, JAN_5)
    january = close(home, 2026, 1)
    close(home, 2026, 2)
    reopened(january)
    fees(home, 9_00, JAN_5)
    assert [(r.name, r.named) for r in verify().broken] == []


def test_a_month_stands_once_for_an_entity() -> None:
    home = makers.entity()
    close(home, 2026, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.create(entity=home, starts_on=date(2026, 1, 1), ends_on=JAN_31)
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.create(entity=home, starts_on=FEB_10, ends_on=JAN_31)
