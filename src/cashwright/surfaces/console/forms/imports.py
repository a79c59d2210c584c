"""Forms of the import: the file, how its columns are read, how it is taken."""

from __future__ import annotations

from typing import Any

from django import forms

from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.currencies import CURRENCIES
from cashwright.surfaces.console.forms.fields import DayField

KINDS = (
    (str(Kind.INVOICES), "Invoices and credit notes"),
    (str(Kind.PAYMENTS), "Payments"),
    (str(Kind.CUSTOMERS), "Customers"),
    (str(Kind.CONTRACTS), "Contracts"),
)


class UploadForm(forms.Form):
    """The file itself, what is in it, and whose it is."""

    file = forms.FileField(
        label="File",
        help_text="CSV (also gzipped), Excel (.xlsx) or Parquet, up to 2 GB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.gz,.xlsx,.parquet"}),
    )
    kind = forms.ChoiceField(label="What is in it", choices=KINDS)
    entity = forms.ChoiceField(label="Company")

    def __init__(self, *args: Any, entities: list[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(e.code, e.name) for e in entities]  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """What only a person knows about the file. Empty means: find out."""

    dates = forms.ChoiceField(
        label="1/2/2026 means", required=False,
        choices=[("", "Found out from the file"), ("dmy", "1 February (day first)"), ("mdy",
            "January 2 (month first)")],
    )  # fmt: skip
    decimal = forms.ChoiceField(
        label="Decimals are written", required=False,
        choices=[("", "Found out from the file"), (".", "1234.50 (point)"), (",", "1234,50 (comma)")],
    )  # fmt: skip
    currency = forms.CharField(
        label="Currency", required=False, max_length=3, help_text="For rows that name none."
    )

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError("Write a currency code such as EUR.")
        return code


class TakingForm(forms.Form):
    """How the file is taken."""

    accept_valid = forms.BooleanField(
        label="Take what is right, even if other rows are refused", required=False, initial=True
    )
    other_currencies = forms.BooleanField(
        label="Customers may be billed in another currency than their own", required=False
    )
    opening = forms.BooleanField(
        label="These are open items of the day our books begin", required=False
    )
    cutover = DayField(label="That day", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("opening") and not given.get("cutover"):
            self.add_error("cutover", "Which day do your books begin?")
        return given
