"""Forms of what is agreed with customers: promises, payment plans, late charges."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from cashwright.areas.collections.policies.charging import (
    Charging,
    LawCode,
    Mode,
    Rounding,
    charging_of,
    charging_value,
)
from cashwright.areas.collections.rules.plans import INSTALMENTS_MAX, Interval
from cashwright.areas.collections.rules.promises import Origin
from cashwright.areas.invoicing.models import Invoice
from cashwright.kernel.currencies import minor_of
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.forms.fields import AmountField, DayField
from cashwright.surfaces.console.forms.settings import PolicyForm

_ORIGINS = {
    Origin.CALL: "On the phone", Origin.EMAIL: "By e-mail", Origin.SMS: "By text message",
    Origin.PORTAL: "In the portal", Origin.MEETING: "In a meeting",
}  # fmt: skip
INTERVALS = {
    Interval.MONTH: "Month", Interval.TWO_WEEKS: "Two weeks", Interval.WEEK: "Week",
}  # fmt: skip


def invoice_choices(invoices: Iterable[Invoice]) -> list[tuple[str, str]]:
    """Open invoices as choices, each with its due day and balance."""
    return [(str(one.pk), _told(one)) for one in invoices]


def _told(one: Invoice) -> str:
    left = f"{money_text(one.balance_minor, one.currency)} {one.currency}"
    return f"{one.document_no}, due {day_text(one.due_on)}: {left}"


class PromiseForm(forms.Form):
    """What a customer said they will pay."""

    amount = AmountField()
    currency = forms.ChoiceField()
    due_on = DayField(label="By")
    origin = forms.ChoiceField(
        label="Said", choices=[(str(origin), words) for origin, words in _ORIGINS.items()]
    )
    invoices = forms.MultipleChoiceField(
        label="For these invoices", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None: for the oldest.",
    )  # fmt: skip
    note = forms.CharField(max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, invoices: Iterable[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(invoices)
        self.fields["invoices"].choices = invoice_choices(rows)  # type: ignore[attr-defined]
        codes = sorted({row.currency for row in rows})
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """Instalments in place of due dates: equal ones, or each as written."""

    invoices = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    count = forms.IntegerField(
        label="Instalments", min_value=1, max_value=INSTALMENTS_MAX, initial=3
    )
    first_on = DayField(label="The first on")
    interval = forms.ChoiceField(
        label="Then every", choices=[(str(each), words) for each, words in INTERVALS.items()]
    )
    lines = forms.CharField(
        label="Or each by itself", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A day and an amount a line, such as 2026-04-10 250.00. Goes before the above.",
    )  # fmt: skip
    note = forms.CharField(max_length=400, required=False)

    def __init__(self, *args: Any, invoices: Iterable[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoices"].choices = invoice_choices(invoices)  # type: ignore[attr-defined]

    def written(self, currency: str) -> list[tuple[date, int]] | None:
        """The instalments as written, in minor units; None and an error when one cannot be read."""
        told = []
        for line in self.cleaned_data["lines"].splitlines():
            day, _, amount = line.strip().partition(" ")
            if not day:
                continue
            try:
                told.append((date.fromisoformat(day), minor_of(amount.strip(), currency)))
            except (ValueError, Refusal):
                self.add_error("lines", f"“{line.strip()[:40]}” is no day with an amount.")
                return None
        return told


class WhyForm(forms.Form):
    """Why something is asked for or given up."""

    reason = forms.CharField(max_length=400, label="Why")


class BillForm(forms.Form):
    """When late charges are billed and due."""

    on = DayField(label="Dated")
    due_on = DayField(label="Due on", required=False, help_text="Empty: by the customer's terms.")


class ChargingForm(PolicyForm):
    """What paying late costs."""

    mode = forms.ChoiceField(
        label="Charge for paying late",
        choices=[
            (str(Mode.OFF), "No"), (str(Mode.STATUTORY), "By law"),
            (str(Mode.CONTRACTUAL), "By contract"),
        ],
    )  # fmt: skip
    since = DayField(
        label="For invoices due from", required=False, help_text="Earlier ones stay free."
    )
    law = forms.ChoiceField(
        label="Law", required=False,
        choices=[
            ("", "Of the company's country"), (str(LawCode.EU), "European Union: 8 points, EUR 40"),
            (str(LawCode.DE), "Germany: 9 points, EUR 40"),
            (str(LawCode.UK), "United Kingdom: 8 points, GBP 40 to 100"),
            (str(LawCode.CH), "Switzerland: 5 %"),
        ],
    )  # fmt: skip
    rate_percent = forms.DecimalField(
        label="By contract: % a year", min_value=0, max_value=100, decimal_places=2, initial=0
    )
    fee_major = forms.IntegerField(label="By contract: fee an invoice", min_value=0, initial=0)
    has_fee = forms.BooleanField(label="With a fee for each invoice", required=False, initial=True)
    minimum_major = forms.IntegerField(
        label="Smallest interest", min_value=0, initial=1, help_text="Less waits until it adds up."
    )
    grace_days = forms.IntegerField(label="Days of grace", min_value=0, max_value=60, initial=0)
    rounding = forms.ChoiceField(
        choices=[
            (str(Rounding.EXACT), "Once, at the end"), (str(Rounding.PER_DAY), "Each day by itself"),
        ]
    )  # fmt: skip
    tax_percent = forms.DecimalField(
        label="Tax on it, %", min_value=0, max_value=100, decimal_places=4, initial=0,
        help_text="0: outside the scope of tax, as damages are in the EU.",
    )  # fmt: skip
    field_order = ("mode", "since", "law", "rate_percent", "fee_major", "has_fee")

    @classmethod
    def told(cls, value: Any) -> dict[str, Any]:
        """A stored value as initial data."""
        known = charging_of(value)
        return {
            **charging_value(known), "since": known.since, "law": str(known.law or ""),
            "rate_percent": f"{known.rate_bp // 100}.{known.rate_bp % 100:02}",
            "tax_percent": f"{known.tax_rate_ppm // 10_000}.{known.tax_rate_ppm % 10_000:04}",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mode") != Mode.OFF and not given.get("since"):
            self.add_error("since", "Name the first due day that is charged for.")
        if given.get("mode") == Mode.CONTRACTUAL and not given.get("rate_percent"):
            self.add_error("rate_percent", "Write the yearly rate of the contract.")
        return given

    def value(self, version: int) -> dict[str, Any]:
        given = self.cleaned_data
        charging = Charging(
            mode=Mode(given["mode"]), since=given["since"],
            law=LawCode(given["law"]) if given["law"] else None,
            rate_bp=int(given["rate_percent"] * 100), has_fee=given["has_fee"],
            fee_major=given["fee_major"], minimum_major=given["minimum_major"],
            grace_days=given["grace_days"], rounding=Rounding(given["rounding"]),
            tax_rate_ppm=int(given["tax_percent"] * 10_000),
        )  # fmt: skip
        return charging_value(charging)
