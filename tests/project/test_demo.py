"""The demo company at a small size: its months are worked whole, and told twice they stay the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import F, Sum

from cashwright.areas.contracts.models import Contract
from cashwright.areas.controls.models import Fact
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.payments.models import Payment
from cashwright.areas.usage.models import Event
from cashwright.connectors.simulator import company
from cashwright.project.demo.story import one_by_one, tell_story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def tell(months: int) -> None:
    tell_story(company(1, date(2025, 7, 1), 24), months, one_by_one, lambda *_: None)


def counts() -> tuple[int, ...]:
    """What is in the books; that a file was looked at once more is a fact of its own."""
    facts = Fact.objects.exclude(name__startswith="exchange.")
    return (facts.count(), Invoice.objects.count(), Payment.objects.count(), Event.objects.count())


def test_the_company_is_billed_by_its_own_runs_and_paid_for_what_was_billed() -> None:
    tell(3)
    assert Contract.objects.filter(state="active").count() > 15
    posted = Invoice.objects.exclude(document_no=None)
    assert posted.count() > 30
    assert not posted.exclude(source="bill").exists()
    assert InvoiceLine.objects.filter(charge__price__code="CALLS", net_minor__gt=0).exists()
    assert InvoiceLine.objects.filter(tax_code="AE").exists()
    paid = Payment.objects.aggregate(paid=Sum("amount_minor"), left=Sum("unapplied_minor"))
    assert paid["paid"] > 0
    assert paid["left"] * 20 < paid["paid"]
    before = counts()
    tell(3)
    assert counts() == before
    assert not Invoice.objects.filter(balance_minor__gt=F("total_minor")).exists()
