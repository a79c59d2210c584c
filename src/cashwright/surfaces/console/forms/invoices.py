"""Forms of invoices: a draft with its lines, a credit, a write-off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from cashwright.areas.catalog.rules import plain as rate_as_percent
from cashwright.areas.invoicing.models import Line
from cashwright.areas.invoicing.rules import Creditable, LineDraft, line_net
from cashwright.areas.ledger.queries import income_accounts
from cashwright.kernel.currencies import format_minor, minor_units
from cashwright.kernel.rounding import round_half_up
from cashwright.surfaces.console.forms.fields import (
    AmountField,
    DayField,
    ReasonForm,
    minor,
    scaled,
)

if TYPE_CHECKING:
    _LineForms = forms.BaseFormSet["LineForm"]
else:
    _LineForms = forms.BaseFormSet

REVENUE = "4000"
PLACES_MAX = 6


class InvoiceForm(forms.Form):
    """The head of an invoice; its lines are LineForms."""

    account_no = forms.CharField(
        label="Customer", help_text="The account number, such as C-1042.", max_length=64
    )
    issued_on = DayField(label="Issued")
    due_on = DayField(label="Due", required=False, help_text="Empty: by the customer's terms.")
    purchase_order_no = forms.CharField(label="Purchase order", required=False, max_length=80)
    memo = forms.CharField(label="Note", required=False, max_length=400)


class LineForm(forms.Form):
    """One line; empty lines are passed over."""

    description = forms.CharField(required=False, max_length=400)
    quantity = forms.CharField(required=False, max_length=20, initial="1")
    unit_price = AmountField(label="Price", required=False)
    tax_percent = forms.DecimalField(
        label="Tax %", required=False, min_value=0, max_value=100, decimal_places=4, initial=0
    )
    account = forms.ChoiceField(required=False, initial=REVENUE)
    tax_code = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)

    def draft(self, currency: str) -> LineDraft | None:
        """The line in a currency; None when it is empty or an error was added."""
        given = self.cleaned_data
        if not given.get("description") and not given.get("unit_price"):
            return None
        quantity = scaled(given.get("quantity") or "1", PLACES_MAX)
        price = scaled(given.get("unit_price") or "", PLACES_MAX)
        if quantity is None:
            self.add_error("quantity", "Write a number with at most six decimals.")
        if price is None:
            self.add_error("unit_price", "Write a price, such as 19.90.")
        if quantity is None or price is None:
            return None
        net = line_net(*quantity, *price, minor_units(currency))
        rate_ppm = int((given.get("tax_percent") or 0) * 10_000)
        return LineDraft(
            net_minor=net,
            tax_minor=round_half_up(net * rate_ppm, 1_000_000),
            account_code=given.get("account") or REVENUE,
            tax_code=given.get("tax_code", ""),
            description=given.get("description", ""),
            tax_rate_ppm=rate_ppm,
            quantity_scaled=quantity[0],
            quantity_exponent=quantity[1],
            unit_price_scaled=price[0],
            unit_price_exponent=price[1],
        )


def line_start(line: Line, currency: str) -> dict[str, str]:
    """A stored line as a LineForm is filled with it; one that came without a price is one piece of its net."""

    def plain(scaled_value: int | None, exponent: int) -> str:
        return "" if scaled_value is None else f"{Decimal(scaled_value).scaleb(-exponent):f}"

    return {
        "description": line.description,
        "quantity": plain(line.quantity_scaled, line.quantity_exponent),
        "unit_price": plain(line.unit_price_scaled, line.unit_price_exponent)
        or format_minor(line.net_minor, currency),
        "tax_percent": rate_as_percent(line.tax_rate_ppm or 0, 4, 2),
        "account": line.account_code,
        "tax_code": line.tax_code,
    }


class LineForms(_LineForms):
    """The lines of one invoice; the accounts to choose from are read once for all of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = income_accounts()

    def add_fields(self, form: LineForm, index: int | None) -> None:
        super().add_fields(form, index)
        account = form.fields["account"]
        assert isinstance(account, forms.ChoiceField)
        account.choices = self.accounts


LineFormSet = forms.formset_factory(LineForm, formset=LineForms, extra=5, max_num=200)


class CreditForm(ReasonForm):
    """How much of each line to credit, net; all that is left by default."""

    def __init__(self, *args: Any, lines: list[Creditable], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.lines = [line for line in lines if line.net_left_minor]
        for line in self.lines:
            left = format_minor(line.net_left_minor, currency)
            self.fields[f"line_{line.line_no}"] = AmountField(
                label=f"Line {line.line_no}, net", required=False, initial=left,
                help_text=f"{left} left",
            )  # fmt: skip

    def net_by_line(self) -> dict[int, int] | None:
        """Net minor units by line number; None when an amount could not be read."""
        found = {}
        for line in self.lines:
            name = f"line_{line.line_no}"
            if not self.cleaned_data.get(name):
                continue
            amount = minor(self, name, self.currency)
            if amount is None:
                return None
            if amount:
                found[line.line_no] = amount
        return found


class WriteOffForm(ReasonForm):
    """How much of the balance will not come."""

    amount = AmountField(label="Amount")


class SettleForm(forms.Form):
    """Which money settles an invoice, how much of it, as of when."""

    source = forms.ChoiceField(label="Money")
    amount = AmountField(label="Amount")
    on = DayField(label="Dated")

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]
