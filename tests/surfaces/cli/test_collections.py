"""Promises, plans and late charges by command."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from cashwright.areas.collections.models import LateCharge, PaymentPlan, Promise
from cashwright.areas.collections.policies.charging import CHARGING, Charging, Mode, charging_value
from cashwright.areas.collections.refusals import PromiseTooLarge
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli import collections
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db
runner = CliRunner()


@pytest.fixture
def buyer() -> Customer:
    home = makers.entity()
    value = Charging(mode=Mode.STATUTORY, since=date(2026, 1, 1))
    set_policy(
        name=CHARGING, value=charging_value(value), valid_from=date(2026, 1, 1), by=ANN, why="law",
        entity_id=home.pk,
    )  # fmt: skip
    made = makers.customer(home)
    makers.invoice(made, 1_000_00, issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    return made


def run(*words: str) -> str:
    told = runner.invoke(collections.app, list(words))
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.stdout


def test_a_promise_is_noted(buyer: Customer) -> None:
    number = str(Invoice.objects.get().document_no)
    words = ["promise", "C-1", "250.00", "--by", "2026-03-09", "--as-of", "2026-03-02"]
    told = run(*words, "--invoice", number, "--origin", "email")
    made = Promise.objects.get()
    assert (made.amount_minor, made.origin, made.due_on) == (250_00, "email", date(2026, 3, 9))
    assert "reminders stop until 2026-03-11" in told
    with pytest.raises(NotFound):
        run(*words, "--invoice", "INV-9")
    with pytest.raises(PromiseTooLarge):
        run("promise", "C-1", "2500", "--by", "2026-03-09", "--as-of", "2026-03-02")


def test_a_plan_is_proposed_or_agreed_on_at_once(buyer: Customer) -> None:
    words = ["plan", "C-1", "--count", "3", "--first", "2026-03-16", "--as-of", "2026-03-02"]
    told = run(*words, "--every", "week")
    assert "2026-03-23" in told
    assert "333.34" in told
    assert "proposed" in told
    run(*words, "--agree")
    assert sorted(PaymentPlan.objects.values_list("state", flat=True)) == ["active", "proposed"]


def test_charges_are_accrued_told_and_billed(buyer: Customer) -> None:
    assert "No late charge waits" in run("charges", "--as-of", "2026-03-01")
    told = json.loads(run("charges", "--accrue", "--as-of", "2026-03-01", "--json"))
    assert {one["kind"]: one["amount"] for one in told} == {"fee": "40.00", "interest": "7.88"}
    assert "7.88" in run("charges", "--as-of", "2026-03-01")
    assert "47.88 EUR" in run("charges", "--bill", "C-1", "--as-of", "2026-03-01")
    assert set(LateCharge.objects.values_list("state", flat=True)) == {"billed"}
