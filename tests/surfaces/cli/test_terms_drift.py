"""Contracts whose payment terms are not of the catalog wait for a second person, and are listed."""

import json
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.contracts.models import Contract
from cashwright.areas.contracts.policies import CUSTOM_TERMS
from cashwright.areas.contracts.services import (
    activate_contract,
    activation_payload,
    create_contract,
)
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.parties.models import Terms
from cashwright.kernel.ids import public_id
from cashwright.surfaces.cli import report
from tests import makers
from tests.areas.contracts.makers import contract
from tests.makers import ANN, BOB

pytestmark = pytest.mark.django_db
JAN_1 = date(2026, 1, 1)


def drift(*more: str) -> list[dict[str, Any]]:
    told = CliRunner().invoke(report.app, ["terms-drift", "--json", *more], catch_exceptions=False)
    return list(json.loads(told.stdout))


def draft(of: Any, days: int) -> Contract:
    return create_contract(customer_id=of.pk, starts_on=JAN_1, custom_term_days=days, by=ANN)


def test_days_of_its_own_wait_for_a_second_person_and_stay_listed() -> None:
    buyer = makers.customer(makers.entity())
    usual, asked = contract(buyer), draft(buyer, 75)
    with pytest.raises(ApprovalNeeded):
        activate_contract(contract_id=asked.pk, by=ANN)
    (row,) = drift()
    assert (row["contract"], row["state"], row["terms"], row["approval"]) == (
        asked.contract_no, "draft", "75 days", "none yet",
    )  # fmt: skip

    makers.bob_decides()
    request = request_approval(
        entity_id=buyer.entity_id, kind=CUSTOM_TERMS, payload=activation_payload(asked),
        document_id=asked.pk, reason="A large customer", by=ANN,
    )  # fmt: skip
    decide_approval(approval_id=request.pk, approve=True, by=BOB)
    activate_contract(contract_id=asked.pk, approval_id=request.pk, by=ANN)
    (row,) = drift()
    assert (row["state"], row["approval"]) == ("active", public_id("apr", request.pk))
    assert usual.contract_no not in json.dumps(drift())


def test_terms_that_left_the_catalog_are_a_drift_and_a_contract_that_ended_is_none() -> None:
    buyer = makers.customer(makers.entity())
    old = Terms.objects.create(code="NET90-OLD", name="90 days", kind="net", term_days=90)
    kept = contract(buyer, terms_id=old.pk)
    contract(buyer, terms_id=old.pk, ends_on=date(2026, 2, 1))
    assert drift("--as-of", "2026-03-01") == []
    Terms.objects.filter(pk=old.pk).update(is_active=False)
    (row,) = drift("--as-of", "2026-03-01")
    assert (row["contract"], row["terms"]) == (kept.contract_no, "NET90-OLD (retired)")
