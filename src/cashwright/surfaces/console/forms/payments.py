"""Forms about money that came in: recording it, naming its customer, sending it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cashwright.areas.parties.models import LegalEntity
from cashwright.surfaces.console.forms.fields import AmountField, DayField, ReasonForm

METHODS = (
    ("bank_transfer", "Bank transfer"), ("direct_debit", "Direct debit"), ("card", "Card"),
    ("check", "Check"), ("cash", "Cash"), ("other", "Other"),
)  # fmt: skip


class PaymentForm(forms.Form):
    """Money received."""

    account_no = forms.CharField(
        label="Customer", required=False, max_length=64,
        help_text="The account number. Empty when nobody knows yet whose money it is.",
    )  # fmt: skip
    entity = forms.ChoiceField(label="Received by")
    received_on = DayField(label="Received")
    amount = AmountField(label="Amount")
    currency = forms.CharField(min_length=3, max_length=3, help_text="Three letters, such as EUR.")
    method = forms.ChoiceField(choices=METHODS)
    reference = forms.CharField(required=False, max_length=200, help_text="As the bank shows it.")
    payer_text = forms.CharField(label="Payer", required=False, max_length=200)

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(e.code, e.name) for e in entities]  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class IdentifyForm(forms.Form):
    """Whose money it is, and since when we know."""

    account_no = forms.CharField(
        label="Customer", max_length=64, help_text="The account number, such as C-1042."
    )
    on = DayField(label="Dated")


class RefundForm(ReasonForm):
    """How much goes back."""

    amount = AmountField(label="Amount")


class RecoverForm(forms.Form):
    """Which write-off the money was for, how much, as of when."""

    write_off = forms.ChoiceField(label="Written off")
    amount = AmountField(label="Amount")
    on = DayField(label="Dated")

    def __init__(self, *args: Any, written: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["write_off"].choices = list(written)  # type: ignore[attr-defined]
