"""The page of a billed document tells by itself how each line came about and what was used."""

from datetime import date
from typing import Any

import pytest
from django.core import mail

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.printing.page import page_of
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.day import run_day
from tests.areas.contracts.makers import contract, price, subscription
from tests.areas.usage.usage_makers import at, meter, raw, take
from tests.runs.bill.bill_makers import billed, company
from tests.runs.day_makers import reachable

MARCH_1, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)
PAGES: list[dict[str, Any]] = []


class ReadingPress:
    """A press that keeps the page it was given."""

    edition = "reading"

    def printed(self, page: dict[str, Any]) -> bytes:
        PAGES.append(page)
        return b"%PDF-1.7 " + str(page["title"]).encode()


def used(home: LegalEntity, language: str = "de") -> None:
    """Three calls on two days of March, on a price of 0.10 a call."""
    calls = price("CALLS", 10, model=ChargeModel.PER_UNIT, timing=Timing.ARREARS)
    Price.objects.filter(pk=calls.pk).update(meter=meter(), unit_name="call")
    agreed = contract(reachable(home, "C-1", language=language), starts_on=MARCH_1)
    subscription(agreed, calls, reference="S-1", on=MARCH_1)
    taken = take(
        home, raw("e1", 1000, on=at(10)), raw("e2", 500, on=at(10, 14)), raw("e3", "0.5", on=at(12)),
        received_at=at(20),
    )  # fmt: skip
    assert [outcome.state for outcome in taken.outcomes] == ["taken"] * 3


@pytest.mark.django_db(transaction=True)
def test_the_mailed_pdf_has_the_usage_and_the_explanation_in_the_customers_language(
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CASHWRIGHT_PRESS = f"{__name__}.ReadingPress"
    PAGES.clear()
    with running_on(noon_utc(MARCH_1)):
        home = company()
        used(home)
    run_day(home, APRIL_1)
    assert len(mail.outbox) == 1
    (page,) = PAGES
    (line,) = page["lines"]
    assert (line["quantity"], line["net"]) == ("1.500,5", "150,05 EUR")
    assert line["explained"] == "1.500,5 call: 1.500,5 zu 0,10"
    assert page["usage"] == [
        {"meter": "Calls", "day": "10.03.2026", "events": "2", "quantity": "1.500"},
        {"meter": "Calls", "day": "12.03.2026", "events": "1", "quantity": "0,5"},
    ]


@pytest.mark.django_db
def test_the_appendix_is_as_the_line_was_billed_whatever_is_known_since() -> None:
    with running_on(noon_utc(MARCH_1)):
        home = company()
        used(home, "en")
    billed(home, APRIL_1)
    invoice = Invoice.objects.get()
    before = page_of(invoice, language="en")["usage"]
    late = raw("e9", 7, on=at(15))
    taken = take(home, late, received_at=noon_utc(date(2026, 4, 2)).instant)
    assert taken.outcomes[0].state == "taken"
    assert page_of(invoice, language="en")["usage"] == before
    assert [row["day"] for row in before] == ["Mar 10, 2026", "Mar 12, 2026"]
    billed(home, date(2026, 4, 3))
    correction = Invoice.objects.exclude(pk=invoice.pk).get()
    assert "Mar 15, 2026" in [r["day"] for r in page_of(correction, language="en")["usage"]]
