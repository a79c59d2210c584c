"""Two public files of subscriptions become contracts; what they come to a month is what the files say."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.contracts.models import BillPeriod, Contract
from cashwright.areas.contracts.queries import running_on
from cashwright.areas.controls.queries import books_today
from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.verify import verify
from cashwright.surfaces.cli import import_

pytestmark = pytest.mark.django_db
SAAS = "saas-subscriptions/ravenstack_subscriptions_part_a.csv"
TELCO = "telco-billing-churn/telco_part_a.csv"
DAY = date(2024, 9, 1)


def take(path: Path, *more: str) -> dict[str, Any]:
    told = CliRunner().invoke(
        import_.app, ["contracts", str(path), "--json", "--currency", "USD", *more],
        catch_exceptions=False,
    )  # fmt: skip
    return dict(json.loads(told.stdout))


def month_of_contracts(entity: LegalEntity, on: date) -> Decimal:
    """What the contracts in force on a day come to a month, from the books."""
    rows = running_on(entity.pk, on).values_list(
        "charges__spans__price_version__flat_minor", "interval_months"
    )
    return sum((Decimal(minor) / (months or 1) / 100 for minor, months in rows), Decimal(0))


def test_the_saas_file_comes_in_at_its_monthly_recurring_revenue(
    real_data: Callable[[str], Path],
) -> None:
    path = real_data(SAAS)
    with path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    early = [r for r in rows if r["end_date"] and r["end_date"] <= r["start_date"]]
    told = take(path, "--accept-valid")
    assert (told["rows"], told["refused"], told["posted"]) == (3148, len(early), 3148 - len(early))
    assert told["columns"] == {
        "contract_ref": "subscription_id", "account_no": "account_id", "starts_on": "start_date",
        "ends_on": "end_date", "plan": "plan_tier", "quantity": "seats",
        "monthly_amount": "mrr_amount", "frequency": "billing_frequency",
    }  # fmt: skip
    assert told["new_customers"] == len({r["account_id"] for r in rows if r not in early})
    entity = LegalEntity.objects.get()
    for day in (DAY, date(2023, 3, 15)):
        in_force = [
            r for r in rows
            if (r["start_date"] <= day.isoformat() and not r["end_date"])
            or r["start_date"] <= day.isoformat() < r["end_date"]
        ]  # fmt: skip
        expected = sum(Decimal(r["mrr_amount"]) for r in in_force)
        assert month_of_contracts(entity, day) == expected > 0
    annual = Contract.objects.filter(subscriptions__interval_months=12).count()
    assert annual == sum(r["billing_frequency"] == "annual" for r in rows if r not in early)
    again = take(path, "--accept-valid")
    assert (again["posted"], again["known"]) == (0, 3148 - len(early))
    latest = BillPeriod.objects.order_by("-start_on").first()
    assert latest is not None
    assert latest.start_on > books_today(entity.zone)


def test_the_telco_file_has_no_start_so_a_day_is_given(real_data: Callable[[str], Path]) -> None:
    path = real_data(TELCO)
    with path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    refused = take(path)
    assert refused["state"] == "refused"
    assert refused["refusals"][0]["field"] == "starts_on"
    assert not Contract.objects.exists()
    told = take(path, "--cutover", "2024-09-01")
    assert (told["posted"], told["refused"]) == (4474, 0)
    entity = LegalEntity.objects.get()
    expected = sum(Decimal(r["MonthlyCharges"]) for r in rows)
    assert month_of_contracts(entity, DAY) == expected
    assert month_of_contracts(entity, date(2024, 8, 31)) == 0
    assert verify().ok
