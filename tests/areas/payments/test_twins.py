"""Many payments received at once stand in the books as the same payments received one by one."""

from datetime import timedelta

import polars as pl
import pytest

from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.queries import account_of
from cashwright.areas.payments.services import PAYMENTS, receive_payment, receive_payments
from cashwright.runs.verify import verify
from tests import makers
from tests.makers import ANN, JAN_5

pytestmark = pytest.mark.django_db
ACCOUNT = "GB29 NWBK 6016 1331 9268 19"
CODES = ("EUR", "USD", "JPY", "KWD")


def stands(home: LegalEntity) -> list[object]:
    entries = JournalEntry.objects.filter(entity=home).order_by("memo")
    paid = Payment.objects.filter(entity=home).order_by("reference")
    return [
        [account_of(payment) for payment in paid],
        list(Payment.objects.filter(entity=home).order_by("reference").values_list(
            "received_on", "currency", "amount_minor", "functional_minor", "rate_numerator",
            "rate_denominator", "unapplied_minor", "unapplied_functional_minor", "refunded_minor", "state",
            "method", "reference", "payer_text", "source_ref", "customer__account_no")),
        [(e.memo, e.kind, e.effective_on, list(e.postings.order_by("line_no").values_list(
            "account_id", "currency", "amount_minor", "functional_minor", "customer__account_no")))
         for e in entries],
    ]  # fmt: skip


def test_payments_received_at_once_are_those_received_one_by_one() -> None:
    for code, value in (("USD", "1.0847"), ("JPY", "161.37"), ("KWD", "0.33271")):
        makers.rate(code, JAN_5, value)
    one, all_ = makers.entity("ONE"), makers.entity("ALL")
    buyer, other = makers.customer(one), makers.customer(all_)
    rows = []
    for n in range(24):
        known = n % 5 != 0
        told = {
            "received_on": JAN_5 + timedelta(days=n % 4), "currency": CODES[n % 4],
            "amount_minor": 10_01 * n + 1, "method": "card", "reference": f"R{n:03}",
            "payer_text": f"ACME {ACCOUNT}" if n % 3 else "ACME", "source_ref": f"TX-{n}",
        }  # fmt: skip
        receive_payment(
            entity_id=one.pk, customer_id=buyer.pk if known else None, source="bank", by=ANN,
            **told,  # type: ignore[arg-type]
        )  # fmt: skip
        rows.append({"ref": f"{n}", "customer_id": str(other.pk) if known else None, **told})
    frame = pl.DataFrame(rows, schema=PAYMENTS)
    made = receive_payments(frame, entity_id=all_.pk, source="bank", by=ANN)
    assert made["ref"].to_list() == [f"{n}" for n in range(24)]
    assert stands(one) == stands(all_)
    assert [(r.name, r.named) for r in verify().broken] == []


def test_accounts_in_a_file_are_masked_and_sealed_and_the_other_rows_stay_as_they_are() -> None:
    home = makers.entity("DE")
    texts = ["ACME", f"Jo Doe {ACCOUNT}", "DE2026 0001 order", ""]
    rows = [
        {"ref": f"{n}", "customer_id": None, "received_on": JAN_5, "currency": "EUR", "amount_minor": 1,
         "method": "card", "reference": f"R{n}", "payer_text": text, "source_ref": f"TX-{n}"}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    receive_payments(pl.DataFrame(rows, schema=PAYMENTS), entity_id=home.pk, source="bank", by=ANN)
    paid = list(Payment.objects.order_by("reference"))
    assert [one.payer_text for one in paid] == ["ACME", "Jo Doe GB**6819", "DE2026 0001 order", ""]
    assert [account_of(one) for one in paid] == ["", ACCOUNT.replace(" ", ""), "", ""]
    assert [one.account_sealed is None for one in paid] == [True, False, True, True]
