"""Usage reported after it was billed is corrected on the next invoice; the posted one stays as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.services import pause
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.ledger.models import Period
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.models import Event
from cashwright.runs.models import BillException
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.areas.usage import usage_makers
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, MARCH_1, billed, company, counts, invoices, lines_of

pytestmark = pytest.mark.django_db


def _metered() -> tuple[LegalEntity, Subscription, Meter]:
    home = company()
    meter = usage_makers.meter()
    calls = price("CALLS", 10, model=ChargeModel.PER_UNIT, timing=Timing.ARREARS)
    calls.meter = meter
    calls.save()
    return home, subscription(contract(makers.customer(home)), calls), meter


def _call(of: Subscription, meter: Meter, on: datetime, count: int, known: datetime) -> Event:
    return Event.objects.create(
        event_key=makers.some_id(), content_key=0, meter=meter, entity_id=of.entity_id,
        subscription=of, occurred_at=on, received_at=known, value_e6=count * 1_000_000,
        source="test", source_id="",
    )  # fmt: skip


def _at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def test_late_calls_are_a_line_of_the_next_invoice_priced_with_all_of_the_month() -> None:
    home, one, meter = _metered()
    _call(one, meter, _at(1, 10), 100, _at(1, 10))
    billed(home, FEB_1)
    _call(one, meter, _at(1, 31), 20, _at(2, 3))
    _call(one, meter, _at(2, 3), 50, _at(2, 3))

    billed(home, date(2026, 2, 15))
    billed(home, MARCH_1)

    assert [[line[:2] for line in lines_of(i)] for i in invoices()] == [
        [("App, 1–31 January 2026", 10_00)],
        [("App, usage reported later, 1–31 January 2026", 2_00)],
        [("App, 1–28 February 2026", 5_00)],
    ]


def test_a_second_late_call_is_a_second_correction_and_nothing_is_billed_twice() -> None:
    home, one, meter = _metered()
    _call(one, meter, _at(1, 10), 100, _at(1, 10))
    billed(home, FEB_1)
    for day in (3, 4):
        _call(one, meter, _at(1, 12), 10, _at(2, day))
        assert counts(billed(home, date(2026, 2, day))) == {"invoices": 1}

    assert counts(billed(home, date(2026, 2, 5))) == {}
    assert [i.net_minor for i in invoices()] == [10_00, 1_00, 1_00]
    assert [i.lines.get().revision for i in invoices()] == [0, 10_001, 10_002]


def test_a_call_taken_back_after_it_was_billed_is_credited() -> None:
    home, one, meter = _metered()
    wrong = _call(one, meter, _at(1, 10), 100, _at(1, 10))
    billed(home, FEB_1)
    Event.objects.filter(event_key=wrong.event_key).update(superseded_at=_at(2, 3))
    _call(one, meter, _at(1, 10), 40, _at(2, 3))
    _call(one, meter, _at(2, 3), 500, _at(2, 3))

    assert counts(billed(home, date(2026, 2, 4))) == {"credit_notes": 1}
    assert counts(billed(home, MARCH_1)) == {"invoices": 1}
    assert [i.net_minor for i in invoices()] == [10_00, 50_00]


def test_calls_of_a_month_that_is_not_billed_yet_are_not_late() -> None:
    home, one, meter = _metered()
    billed(home, FEB_1)
    _call(one, meter, _at(2, 1), 30, _at(2, 10))

    assert counts(billed(home, date(2026, 2, 11))) == {}
    assert counts(billed(home, MARCH_1)) == {"invoices": 1}


def test_a_correction_that_a_closed_month_declined_is_billed_once_it_is_open() -> None:
    home, one, meter = _metered()
    _call(one, meter, _at(1, 10), 100, _at(1, 10))
    billed(home, FEB_1)
    Subscription.objects.update(changed_at=_at(1, 1))
    month = Period.objects.create(
        entity=home, starts_on=FEB_1, ends_on=date(2026, 2, 28), state="closed"
    )
    _call(one, meter, _at(1, 31), 20, _at(2, 3))
    for day in (3, 8):
        assert counts(billed(home, date(2026, 2, day))) == {"ledger.period_closed": 1}

    Period.objects.filter(pk=month.pk).update(state="open")
    billed(home, date(2026, 2, 9))
    assert [line[1] for i in invoices() for line in lines_of(i)] == [10_00, 2_00]
    assert not BillException.objects.exists()
    assert counts(billed(home, date(2026, 2, 10))) == {}


def test_late_calls_of_a_month_that_was_paused_after_it_was_billed_are_not_lost() -> None:
    home, one, meter = _metered()
    _call(one, meter, _at(1, 5), 100, _at(1, 5))
    billed(home, FEB_1)
    pause(
        subscription_id=one.pk, effective_on=date(2026, 1, 10), until_on=date(2026, 1, 20),
        on=FEB_1, billed=billed_lines, by=ANN, proration=Proration.NONE,
    )  # fmt: skip
    _call(one, meter, _at(1, 25), 20, _at(2, 3))
    billed(home, date(2026, 2, 15))
    assert [line[1] for i in invoices() for line in lines_of(i)] == [10_00, 2_00]
