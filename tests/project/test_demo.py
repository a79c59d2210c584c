"""The demo company at a small size: its months are worked whole, and told twice they stay the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F, Sum

from cashwright.areas.cash.models import BankAccount, BankFile, BankLine
from cashwright.areas.contracts.models import Contract
from cashwright.areas.controls.models import Fact
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.ledger.models import Posting
from cashwright.areas.payments.models import Payment
from cashwright.areas.usage.models import Event
from cashwright.connectors.simulator import company, read_truths
from cashwright.project.demo.story import one_by_one, tell_story
from cashwright.surfaces.cli.evaluation.of_books import judged_lines
from cashwright.surfaces.cli.evaluation.scores import scored

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


def test_the_company_is_billed_by_its_own_runs_and_paid_for_what_was_billed(settings: Any) -> None:
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
    assert not Payment.objects.exclude(source="bank").exists()
    the_banks_lines_are_matched_as_they_were_meant(settings.HOME / "truth")
    what_the_bank_told_stands_in_the_books_to_the_cent()
    before = counts()
    tell(3)
    assert counts() == before
    assert not Invoice.objects.filter(balance_minor__gt=F("total_minor")).exists()


def the_banks_lines_are_matched_as_they_were_meant(truth: Path) -> None:
    assert {file.format for file in BankFile.objects.all()} == {"camt", "mt940", "bai2", "table"}
    assert not BankFile.objects.exclude(gaps=[]).exists()
    assert not BankLine.objects.filter(bank_ref="").exists()
    scores = scored(judged_lines(read_truths(truth)))
    assert scores.all.lines == BankLine.objects.filter(amount_minor__gt=0).count() > 35
    assert scores.all.wrong <= 1
    assert scores.all.own > scores.all.lines * 0.6
    fees = BankLine.objects.filter(text__startswith="Account fee", booked_on__lt=date(2025, 9, 1))
    assert set(fees.values_list("state", flat=True)) == {"set_aside"}
    old = BankLine.objects.filter(amount_minor__gt=0, booked_on__lt=date(2025, 9, 11))
    assert not old.exclude(state__in=["applied", "set_aside"]).exists()


def what_the_bank_told_stands_in_the_books_to_the_cent() -> None:
    for account in BankAccount.objects.all():
        last = account.statements.order_by("to_on").last()
        if last is None:
            continue
        booked = Posting.objects.filter(
            account=account.account, entity=account.entity, currency=account.currency
        ).aggregate(minor=Sum("amount_minor"))["minor"]
        waiting = account.lines.filter(
            amount_minor__lt=0, entry_id=None, settles_id=None
        ).aggregate(minor=Sum("amount_minor"))["minor"]
        assert (booked or 0) + (waiting or 0) == last.closing_minor, account.code
