"""Contracts from a small file: what is refused says why, what was taken is taken once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.catalog.models import Price
from cashwright.areas.contracts.models import ChargeSpan, Contract, Subscription
from cashwright.surfaces.cli import import_
from tests import makers

pytestmark = pytest.mark.django_db
HEAD = "Contract no,Customer,Start,End,Plan,Seats,MRR,Billing frequency\n"


def take(tmp_path: Path, rows: str, *more: str) -> dict[str, Any]:
    path = tmp_path / "contracts.csv"
    path.write_text(HEAD + rows)
    told = CliRunner().invoke(
        import_.app, ["contracts", str(path), "--json", *more], catch_exceptions=False
    )
    return dict(json.loads(told.stdout))


def test_a_row_is_a_contract_at_its_own_price(tmp_path: Path) -> None:
    makers.entity()
    told = take(
        tmp_path,
        "K-1,C-1,2026-01-15,,Pro,3,10.50,annual\nK-2,C-1,2026-02-01,2026-08-01,Pro,,7,quarterly\n",
    )
    assert (told["posted"], told["new_customers"]) == (2, 1)
    made = Subscription.objects.get(reference="K-1")
    span = ChargeSpan.objects.select_related("price_version").get(subscription=made)
    assert (made.interval_months, made.anchor_on) == (12, date(2026, 1, 15))
    assert span.price_version is not None
    assert (span.quantity_e6, span.price_version.flat_minor) == (3_000_000, 126_00)
    assert span.price_version.owner_id == made.contract_id
    assert set(Price.objects.values_list("code", flat=True)) == {"PRO-12M", "PRO-3M"}
    assert Subscription.objects.get(reference="K-2").ends_on == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("K-1,C-1,2026-02-01,2026-02-01,Pro,1,10,monthly", "exchange.end_before_start", "ends_on"),
        ("K-1,C-1,2026-02-01,,Pro,1,-10,monthly", "exchange.negative_price", "monthly_amount"),
        ("K-1,C-1,2026-02-01,,Pro,1,,monthly", "exchange.value_missing", "monthly_amount"),
        ("K-1,C-1,,,Pro,1,10,monthly", "exchange.value_missing", "starts_on"),
        ("K-1,C-1,2026-02-01,,Pro,1,10,fortnightly", "exchange.frequency_unknown", "frequency"),
        ("K-1,,2026-02-01,,Pro,1,10,monthly", "exchange.customer_missing", "account_no"),
        ("K-0,C-1,2026-03-01,,Pro,1,10,monthly", "exchange.duplicate_in_file", "contract_ref"),
    ],
)
def test_a_row_that_cannot_be_a_contract_is_refused(
    tmp_path: Path, row: str, code: str, field: str
) -> None:
    makers.entity()
    told = take(tmp_path, f"K-0,C-0,2026-01-01,,Pro,1,10,monthly\n{row}\n")
    assert told["state"] == "refused"
    assert (told["refusals"][0]["code"], told["refusals"][0]["field"]) == (code, field)
    assert not Contract.objects.exists()


def test_the_same_file_again_changes_nothing_and_another_text_under_its_number_is_refused(
    tmp_path: Path,
) -> None:
    makers.entity()
    row = "K-1,C-1,2026-02-01,,Pro,1,10,monthly\n"
    assert take(tmp_path, row)["posted"] == 1
    again = take(tmp_path, row)
    assert (again["posted"], again["known"]) == (0, 1)
    changed = take(tmp_path, row.replace("02-01", "03-01"))
    assert changed["refusals"][0]["code"] == "exchange.number_reused"
