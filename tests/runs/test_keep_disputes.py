"""Open cases are kept going day by day: updates to customers, tasks for what is late, backups for what stays so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import ROUTING, Department, Origin, Reason
from cashwright.areas.disputes.services import (
    ask_about_paid,
    escalate_late,
    move_dispute,
    open_dispute,
)
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import FixedClock, noon_utc, now, running_on
from cashwright.runs.day import run_day
from cashwright.runs.verify import verify
from tests import makers
from tests.makers import ANN, JAN_5

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 1, 9)
PEOPLE = [
    {"name": "ria", "department": "receivables", "backup": "rob"},
    {"name": "rob", "department": "receivables", "backup": "ria"},
    {"name": "sue", "department": "sales", "is_away": True},
]


@pytest.fixture
def home() -> LegalEntity:
    made = makers.entity()
    set_policy(name=ROUTING, value={"people": PEOPLE}, valid_from=JAN_5, by=ANN, why="test")
    return made


def opened(of: LegalEntity) -> Dispute:
    """A case on a Friday at noon UTC, one in the afternoon of the office."""
    buyer = makers.customer(of)
    add_contact(customer_id=buyer.pk, name="Jo", card={"email": "jo@b.example"}, by=ANN)
    invoice = makers.invoice(buyer, 100_00, due_on=date(2026, 3, 1))
    with running_on(noon_utc(FRIDAY)):
        return open_dispute(
            invoice_id=invoice.pk, reason=Reason.OTHER, amount_minor=30_00, on=FRIDAY,
            origin=Origin.CONSOLE, facts={"description": "x"}, by=ANN,
        )  # fmt: skip


def owner_at(of: LegalEntity, at: datetime) -> str:
    with running_on(FixedClock(at)):
        escalate_late(entity_id=of.pk, on=at.date(), by=ANN)
    return Dispute.objects.get().owner


def test_the_day_tells_the_customer_asks_about_what_is_late_and_passes_it_on(
    home: LegalEntity,
) -> None:
    case = opened(home)
    assert case.owner == "ria"
    told: list[dict[str, int]] = []
    for day in range(FRIDAY.day + 3, FRIDAY.day + 8):  # Monday to Friday
        report = run_day(home, date(2026, 1, day)).report
        told.append(report.get("keep_disputes", {}).get("outcomes", {}))
    # Eight hours end on Monday at one, eight more on Tuesday: Wednesday's noon finds it too late.
    assert [(one.get("late", 0), one.get("passed_on", 0), one.get("updates", 0)) for one in told] == [
        (0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 0, 0), (1, 0, 1),
    ]  # fmt: skip
    case.refresh_from_db()
    assert case.owner == "rob"
    assert Task.objects.filter(kind="disputes.late").count() == 2
    assert Message.objects.filter(subject__contains=case.dispute_no).count() == 2
    assert [(r.name, r.named) for r in verify().broken] == []


def test_a_late_case_goes_to_the_backup_once_and_to_nobody_twice(home: LegalEntity) -> None:
    case = opened(home)
    assert case.due_at is not None
    monday = case.due_at
    tuesday = monday + timedelta(days=1)
    assert owner_at(home, tuesday) == "ria"  # exactly eight office hours late: not yet longer
    assert owner_at(home, tuesday + timedelta(minutes=1)) == "rob"
    case.refresh_from_db()
    assert case.due_at == tuesday + timedelta(days=1, minutes=1)  # a whole step's time anew
    assert owner_at(home, tuesday + timedelta(days=30)) == "rob"
    assert list(case.moves.values_list("move", "owner").order_by("pk")) == [
        ("open", "ria"), ("escalate", "rob"),
    ]  # fmt: skip


def test_the_other_teams_clock_runs_in_its_office_hours_and_ours_stands_still(
    home: LegalEntity,
) -> None:
    case = opened(home)
    at = noon_utc(FRIDAY)
    with running_on(at):
        move_dispute(
            dispute_id=case.pk, move="hand_over", department=Department.SALES, on=FRIDAY, by=ANN
        )
        case.refresh_from_db()
        # Four hours are left on Friday; sixteen end after all Monday and half of Tuesday.
        assert case.due_at == now() + timedelta(days=4)
    assert owner_at(home, case.due_at + timedelta(days=5)) == ""  # nobody of sales is there


def test_a_case_whose_invoice_was_paid_meanwhile_is_asked_about_once(home: LegalEntity) -> None:
    case = opened(home)
    assert ask_about_paid(entity_id=home.pk, on=FRIDAY, by=ANN) == 0
    paid = makers.payment(case.customer, 100_00, on=FRIDAY)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=paid.pk, on=FRIDAY, by=ANN,
        parts=[Part(case.invoice_id, 100_00)],
    )  # fmt: skip
    for _ in range(2):
        assert ask_about_paid(entity_id=home.pk, on=FRIDAY, by=ANN) == 1
    assert Task.objects.get(kind="disputes.paid").document_id == case.pk
