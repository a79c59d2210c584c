"""A payer's advice comes by mail as a PDF; its money is tied to it and applied as the advice says.

The bank's line itself says nothing: who paid and which invoices, the advice alone tells.
"""

from email.message import EmailMessage

import pytest
import typst

from cashwright.areas.cash.models import Application, BankLine, Match, Remittance
from cashwright.areas.cash.services import confirm_match, take_advices, tie_advices
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.remittance import read_advices
from cashwright.kernel.currencies import format_minor
from cashwright.runs.match import run_match
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.makers import ANN, JAN_20

pytestmark = pytest.mark.django_db


def clean() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


class Town:
    """A buyer with four open invoices, and a line of a payment that says nothing."""

    def __init__(self) -> None:
        self.home: LegalEntity = makers.entity()
        self.account = bank_account(self.home)
        self.buyer = makers.customer(self.home)
        self.invoices = [
            makers.invoice(self.buyer, [makers.line(100_00 + 977 * n)]) for n in range(4)
        ]

    def comes(self, minor: int) -> BankLine:
        return bank_line(
            self.account, minor, text="collective transfer", payer_name="Shared Services"
        )

    def is_advised(self, *paid: tuple[Invoice, int, str]) -> tuple[Remittance, int]:
        """(the advice kept, how many were tied): a mail with a PDF; each invoice less what was kept."""
        read = read_advices(_mail(*paid), "advice.eml")
        (kept,) = take_advices(read, entity_id=self.home.pk, by=ANN)
        return kept, tie_advices(entity_id=self.home.pk, on=JAN_20, by=ANN)


def _mail(*paid: tuple[Invoice, int, str]) -> bytes:
    rows = "".join(
        f"[{invoice.document_no}],"
        + ",".join(
            f"[{format_minor(minor, 'EUR')}]"
            for minor in (invoice.total_minor, kept, invoice.total_minor - kept)
        )
        + f",[{reason}],"
        for invoice, kept, reason in paid
    )
    total = sum(invoice.total_minor - kept for invoice, kept, _ in paid)
    sheet = typst.compile(
        (
            "Payer: Shared Services \\\n Payment date: 2026-01-19\n#table(columns: 5,"
            f"[Invoice],[Gross (EUR)],[Deduction],[Paid],[Reason],{rows})\n"
            f"Payment amount: EUR {format_minor(total, 'EUR')}"
        ).encode()
    )
    assert isinstance(sheet, bytes)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Accounts Payable <ap@buyer.example>", "Remittance"
    mail.set_content("Please find our advice attached.")
    mail.add_attachment(sheet, maintype="application", subtype="pdf", filename="advice.pdf")
    return mail.as_bytes()


def test_an_advice_that_pays_in_full_is_applied_by_itself() -> None:
    town = Town()
    first, second, third, left = town.invoices
    line = town.comes(first.total_minor + second.total_minor + third.total_minor)
    kept, tied = town.is_advised((first, 0, ""), (second, 0, ""), (third, 0, ""))
    assert (tied, kept.payer_key) == (1, "SHARED SERVICES")
    run_match(town.home, JAN_20)
    line.refresh_from_db()
    assert line.state == "applied"
    for invoice, state in (
        (first, "settled"),
        (second, "settled"),
        (third, "settled"),
        (left, "posted"),
    ):
        invoice.refresh_from_db()
        assert invoice.state == state
    clean()


def test_an_advice_with_a_deduction_is_applied_to_the_cent_once_a_person_agrees() -> None:
    town = Town()
    first, second, third, _ = town.invoices
    kept_back = 7_50
    line = town.comes(first.total_minor + second.total_minor + third.total_minor - kept_back)
    kept, tied = town.is_advised(
        (first, 0, ""), (second, kept_back, "broken pallet"), (third, 0, "")
    )
    assert tied == 1
    (deducted,) = kept.items.filter(deduction_minor__gt=0)
    assert (deducted.document_no, deducted.deduction_minor, deducted.reason_code) == (
        second.document_no, kept_back, "broken pallet",
    )  # fmt: skip
    run_match(town.home, JAN_20)
    line.refresh_from_db()
    assert (line.state, Match.objects.get().short_minor) == ("queued", kept_back)
    confirm_match(line_id=line.pk, on=JAN_20, by=ANN)
    applied = dict(Application.objects.values_list("invoice__document_no", "amount_minor"))
    assert applied == {
        first.document_no: first.total_minor, second.document_no: second.total_minor - kept_back,
        third.document_no: third.total_minor,
    }  # fmt: skip
    second.refresh_from_db()
    assert second.state == "posted"
    assert second.balance_minor == kept_back
    clean()
