"""Fields every form shares: a day, an amount in words of one currency, a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from cashwright.kernel.currencies import minor_of, minor_units
from cashwright.kernel.refusals import Refusal


class DayField(forms.DateField):
    """A business day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class AmountField(forms.CharField):
    """An amount in major units; `minor` reads it in a currency."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "amount-input"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=24, **kwargs)


def minor(form: forms.Form, name: str, currency: str) -> int | None:
    """The amount typed into `name`, in minor units; None and an error on the form when it is none."""
    text = str(form.cleaned_data.get(name, "")).replace(" ", "").replace(",", "")
    try:
        return minor_of(text, currency)
    except Refusal:
        places = minor_units(currency)
        form.add_error(name, f"Write an amount with at most {places} decimals, such as 1234.50.")
        return None


def scaled(text: str, places_max: int) -> tuple[int, int] | None:
    """A number as (scaled, exponent): "2.50" is (250, 2). None when it is none or too fine."""
    try:
        value = Decimal(text.replace(" ", "").replace(",", ""))
    except InvalidOperation:
        return None
    exponent = -int(value.as_tuple().exponent) if value.is_finite() else places_max + 1
    if exponent > places_max or value.adjusted() > 12:
        return None
    return int(value.scaleb(max(exponent, 0))), max(exponent, 0)


class ReasonForm(forms.Form):
    """When and why: what most acts on a document ask."""

    on = DayField(label="Dated")
    reason = forms.CharField(max_length=200)

    @classmethod
    def on_day(cls, today: date, **kwargs: Any) -> Any:
        """The form with `today` filled in."""
        return cls(initial={"on": today, **kwargs})


class NoForm(forms.Form):
    """Nothing to answer: the act is asked as it stands."""
