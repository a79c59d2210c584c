"""Files nobody here wrote go in, and their totals are those computed elsewhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Sum

from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.invoicing.models import CreditNote, Invoice, InvoiceLine
from cashwright.areas.ledger.models import Posting
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from tests.runs.load_makers import Desk, codes

pytestmark = pytest.mark.usefixtures("db")
RealData = Callable[[str], Path]


def test_the_receivables_of_a_hundred_customers_go_in_to_the_cent(
    tmp_path: Path, real_data: RealData
) -> None:
    expected = json.loads(real_data("ar-ibm/EXPECTED_ar.json").read_text())
    desk, usd = Desk(tmp_path), Asked(currency="USD")
    report = desk.invoices(real_data("ar-ibm/invoices_before_2013-03-01.csv"), usd)
    assert (report.posted, report.new_customers) == (expected["rows"], expected["customers"])
    assert report.amounts["USD"]["invoices"] == expected["total_amount"]
    first, last = Invoice.objects.order_by("issued_on").values_list("issued_on", flat=True)[::1487]
    assert (str(first), str(last)) == (expected["first"], expected["last"])
    paid = desk.payments(real_data("ar-ibm/DERIVED_payments.csv"), usd)
    assert paid.posted == expected["derived_payments"]["payments"] == Payment.objects.count()
    assert paid.amounts["USD"]["payments"] == expected["total_amount"]


def test_a_quarter_of_a_million_lines_become_invoices_and_credit_notes(
    tmp_path: Path, real_data: RealData
) -> None:
    expected = json.loads(real_data("online-retail/EXPECTED_retail.json").read_text())
    path = real_data("online-retail/online_retail_2010-12_to_2011-07.csv.gz")
    desk = Desk(tmp_path)
    refused = desk.invoices(path, Asked(currency="GBP"))
    assert codes(refused)["exchange.customer_missing"] == expected["rows_without_customer"]
    report = desk.invoices(path, Asked(currency="GBP", no_customer="WALK-IN"), accept_valid=True)
    sums = report.amounts["GBP"]
    assert report.rows == expected["rows"]
    assert report.documents == expected["invoices"] + expected["cancellations"]
    assert codes(report) == {"exchange.zero_amount": 1_320}
    assert sums["exact"] == expected["net_amount"]
    assert (sums["net"], sums["rounding"]) == ("5079250.87", "-0.002")
    assert f"-{sums['credit_notes']}" == expected["cancelled_amount"]
    assert CreditNote.objects.count() == expected["cancellations"]
    assert Customer.objects.count() == expected["customers"] + 1
    assert Invoice.objects.aggregate(sum=Sum("total_minor"))["sum"] == 554_568_768
    assert InvoiceLine.objects.aggregate(sum=Sum("net_minor"))["sum"] == 554_568_768
    assert Posting.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 0
