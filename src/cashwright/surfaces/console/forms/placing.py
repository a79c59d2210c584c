"""Forms about collection agencies: the agency, what is given to it, what it recovered."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from cashwright.areas.collections.models import Agency
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.forms.fields import AmountField, DayField


class AgencyForm(forms.Form):
    """An agency and the share of a recovery it keeps."""

    entity = forms.ChoiceField(label="Company")
    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail", required=False)
    fee = forms.DecimalField(
        label="It keeps, in %", min_value=Decimal(0), max_value=Decimal(100), decimal_places=2,
        help_text="Of what it recovers; what is with it already keeps what was agreed then.",
    )  # fmt: skip
    is_active = forms.BooleanField(label="In use", required=False, initial=True)

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(str(e.pk), e.name) for e in entities]  # type: ignore[attr-defined]

    def fee_bp(self) -> int:
        """The share in hundredths of a percent."""
        return int(self.cleaned_data["fee"] * 100)


class PlaceForm(forms.Form):
    """Which claims go to which agency, and why."""

    agency = forms.ChoiceField()
    invoices = forms.MultipleChoiceField(
        label="Claims", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one claim."},
    )  # fmt: skip
    reason = forms.CharField(max_length=400)

    def __init__(
        self, *args: Any, agencies: Sequence[Agency], claims: Sequence[Invoice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [(str(a.pk), a.name) for a in agencies]  # type: ignore[attr-defined]
        self.fields["invoices"].choices = [(str(row.pk), _claim(row)) for row in claims]  # type: ignore[attr-defined]
        self.initial.setdefault("invoices", [str(row.pk) for row in claims])


def _claim(row: Invoice) -> str:
    left = f"{money_text(row.balance_minor, row.currency)} {row.currency}"
    return f"{row.document_no}, due {day_text(row.due_on)}, {left}"


class RecallForm(forms.Form):
    """Why claims come back."""

    reason = forms.CharField(max_length=200)


class RecoveryForm(forms.Form):
    """What an agency says it recovered."""

    reference = forms.CharField(
        label="Its statement", max_length=80, help_text="Its number; the same one is booked once."
    )
    gross = AmountField(label="The customer paid", help_text="Gross: before the agency's fee.")
    fee = AmountField(label="Its fee", required=False, help_text="Empty: the share agreed on.")
    tax = AmountField(label="Tax on the fee", required=False)
    on = DayField(label="Received on")
