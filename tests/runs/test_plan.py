"""The plan of a day says what the run then does, and does nothing itself."""

from datetime import date, timedelta

import pytest

from cashwright.areas.cash.models import Application
from cashwright.areas.collections.models import Reminder
from cashwright.areas.controls.models import Fact, Task
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.models import Run
from cashwright.runs.plan import plan_day
from tests import makers
from tests.makers import JAN_5
from tests.runs.day_makers import applied, reachable, worked

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 4)
DAY = DUE + timedelta(days=1)


@pytest.fixture
def home() -> LegalEntity:
    """Money for one invoice, money for one of two, one invoice to remind of, nobody to write to."""
    with running_on(noon_utc(JAN_5)):
        home = makers.entity()
        clear = reachable(home, "C-1")
        makers.invoice(clear, 100_00, due_on=DUE)
        makers.invoice(clear, 45_00, due_on=DUE)
        makers.payment(clear, 100_00)
        unclear = makers.customer(home, "C-2")
        makers.invoice(unclear, 70_00, due_on=DUE)
        makers.invoice(unclear, 70_00, due_on=DUE)
        makers.payment(unclear, 70_00)
    return home


def test_it_shows_what_is_applied_asked_reminded_and_held_back_with_reasons(
    home: LegalEntity,
) -> None:
    rows = plan_day(home, DAY).select("step", "action", "account_no", "amount_minor", "why").rows()
    assert rows == [
        ("apply_cash", "apply", "C-1", 100_00, "The balance of one open item is exactly this amount."),
        ("apply_cash", "ask", "C-2", 70_00,
         "2 open items have exactly this balance; a person must choose."),
        ("dun", "remind", "C-1", 45_00, "1 day after it was due"),
        ("dun", "person", "C-2", 70_00, "1 day after it was due"),
        ("dun", "person", "C-2", 70_00, "1 day after it was due"),
    ]  # fmt: skip


def test_planning_changes_nothing(home: LegalEntity) -> None:
    facts = Fact.objects.count()
    plan_day(home, DAY)
    counts = (Application, Reminder, Task, Run)
    assert [model._default_manager.count() for model in counts] == [0, 0, 0, 0]
    assert Fact.objects.count() == facts


def test_the_run_does_what_the_plan_said(home: LegalEntity) -> None:
    plan = plan_day(home, DAY)
    planned = {(row["invoice_no"], row["amount_minor"]) for row in plan.to_dicts()
               if row["action"] == "apply"}  # fmt: skip
    reminded = plan.filter(plan["action"].is_in(["remind", "person"]))["invoice_no"].to_list()

    worked(home, DAY)

    assert {(number, minor) for number, _, minor in applied()} == planned
    sent = Reminder.objects.filter(state="sent").select_related("invoice")
    assert [row.invoice.document_no for row in sent] == reminded
    assert "apply" not in plan_day(home, DAY)["action"].to_list()
