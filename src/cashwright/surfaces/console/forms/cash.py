"""Forms of the review queue: not ours, whose an account or a name is, why something is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from cashwright.areas.cash.policies import (
    MatchingPolicy,
    ShortPayment,
)
from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.services import CONTROL_ROLES
from cashwright.kernel.autonomy import Autonomy
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.console.forms.fields import AmountField, DayField, minor, scaled

AUTONOMY = (
    (str(Autonomy.OFF), "does nothing"),
    (str(Autonomy.SHADOW), "only looks on, to be measured"),
    (str(Autonomy.SUGGEST), "proposes, and people decide"),
    (str(Autonomy.AUTO), "applies what is certain by itself"),
)


class AsideForm(forms.Form):
    """Where money goes that is no customer's."""

    account_code = forms.ChoiceField(
        label="Account",
        help_text="A fee, a transfer between our own accounts, interest, a tax refund …",
    )
    memo = forms.CharField(
        label="What it is", max_length=200, help_text="What an auditor will read beside the entry."
    )
    on = DayField(label="Dated")

    def __init__(self, *args: Any, bank_account_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Account.objects.filter(is_active=True).exclude(role__in=CONTROL_ROLES)
        found = rows.exclude(code=bank_account_code).order_by("code")
        self.fields["account_code"].choices = [  # type: ignore[attr-defined]
            ("", "Choose an account"), *((row.code, f"{row.code} {row.name}") for row in found),
        ]  # fmt: skip


class TransferForm(forms.Form):
    """Which line is the other side of a transfer between our own accounts."""

    other = forms.ChoiceField(label="The other side", widget=forms.RadioSelect)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = list(others)  # type: ignore[attr-defined]


class TeachForm(forms.Form):
    """Whose an account or a name is, said once and for all."""

    kind = forms.ChoiceField(label="Remember")
    account_no = forms.CharField(
        label="It belongs to", max_length=64, help_text="The customer's number, such as C-1042."
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """Whose it is instead."""

    account_no = forms.CharField(
        label="It belongs to", max_length=64, help_text="The customer's number, such as C-1042."
    )


class UndoForm(forms.Form):
    """Why something is taken back; the day is today, and never before the line's own."""

    reason = forms.CharField(max_length=200)


class MatchingForm(forms.Form):
    """How lines are matched, for one bank account or one segment of customers, or unless said otherwise.

    Amounts are in major units of the company's currency; lines in others are held to the same numbers.
    """

    where = forms.ChoiceField(label="For")
    autonomy = forms.ChoiceField(label="The machine", choices=AUTONOMY)
    certain = forms.DecimalField(
        label="Certain from, in %", min_value=50, max_value=100, decimal_places=2,
        help_text="How sure a proposal must be to be applied by itself.",
    )  # fmt: skip
    target = forms.DecimalField(
        label="Precision wanted, in %", min_value=90, max_value=100, decimal_places=2,
        help_text="When more is taken back than this allows, it may only propose.",
    )  # fmt: skip
    four_eyes = AmountField(
        label="Two people from", required=False, help_text="Empty: one person may match any line."
    )
    short_payment = forms.ChoiceField(
        label="What a payer kept beyond what is believed",
        choices=[
            (str(ShortPayment.ASK), "is asked about"),
            (str(ShortPayment.DISPUTE), "becomes a dispute"),
            (str(ShortPayment.LEAVE_OPEN), "stays open"),
        ],
    )  # fmt: skip
    tolerance = AmountField(label="Rounding difference up to")
    tolerance_share = forms.DecimalField(
        label="and up to this share of what was open, in %",
        min_value=0,
        max_value=5,
        decimal_places=2,
    )
    fee = AmountField(label="A bank is believed to keep up to")
    fx_share = forms.DecimalField(
        label="Exchange difference up to, in %", min_value=0, max_value=10, decimal_places=2
    )
    grace_days = forms.IntegerField(
        label="Discount still counts days late", min_value=0, max_value=60
    )
    withheld = forms.CharField(
        label="Withheld tax believed, in %", required=False, max_length=60,
        help_text="Rates, such as 10, 15. Empty: none.",
    )  # fmt: skip
    overpaid = AmountField(
        label="Too much is kept on account without asking up to", help_text="0: always asked."
    )
    why = forms.CharField(max_length=200, help_text="Who looks at this in a year reads it.")

    def __init__(
        self, *args: Any, places: Sequence[tuple[str, str]], currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["where"].choices = list(places)  # type: ignore[attr-defined]

    @staticmethod
    def told(policy: MatchingPolicy, currency: str) -> dict[str, Any]:
        """A policy as initial data."""
        return {
            "autonomy": str(policy.autonomy), "short_payment": str(policy.short_payment),
            "certain": percent_of(policy.certain_ppm), "target": percent_of(policy.target_ppm),
            "four_eyes": "" if policy.four_eyes_minor is None else format_minor(policy.four_eyes_minor, currency),
            "tolerance": format_minor(policy.tolerance_minor, currency),
            "tolerance_share": percent_of(policy.tolerance_bp * 100),
            "fee": format_minor(policy.fee_max_minor, currency),
            "fx_share": percent_of(policy.fx_bp * 100), "grace_days": policy.grace_days,
            "withheld": ", ".join(percent_of(bp * 100) for bp in policy.withheld_bp),
            "overpaid": format_minor(policy.overpaid_max_minor, currency),
        }  # fmt: skip

    def clean_withheld(self) -> list[int]:
        """Rates in hundredths of a percent."""
        found = []
        for text in str(self.cleaned_data["withheld"]).replace(";", ",").split(","):
            if not text.strip():
                continue
            read = scaled(text.strip(), 2)
            if read is None or not 0 < read[0] * 10 ** (2 - read[1]) < 10_000:
                raise forms.ValidationError("Write rates between 0 and 100, such as 10, 15.")
            found.append(read[0] * 10 ** (2 - read[1]))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("tolerance", "fee", "overpaid"):
            if given.get(name):
                given[f"{name}_minor"] = self._minor(name)
        given["four_eyes_minor"] = self._minor("four_eyes") if given.get("four_eyes") else None
        return given

    def _minor(self, name: str) -> int | None:
        found = minor(self, name, self.currency)
        if found is not None and found < 0:
            self.add_error(name, "Write an amount that is not below zero.")
        return found

    def said(self) -> dict[str, Any]:
        """The fields of MatchingPolicy, as they are stored."""
        given = self.cleaned_data
        return {
            "autonomy": given["autonomy"], "short_payment": given["short_payment"],
            "certain_ppm": int(given["certain"] * 10_000), "target_ppm": int(given["target"] * 10_000),
            "four_eyes_minor": given["four_eyes_minor"], "tolerance_minor": given["tolerance_minor"],
            "tolerance_bp": int(given["tolerance_share"] * 100), "fee_max_minor": given["fee_minor"],
            "fx_bp": int(given["fx_share"] * 100), "grace_days": given["grace_days"],
            "withheld_bp": given["withheld"], "overpaid_max_minor": given["overpaid_minor"],
        }  # fmt: skip


def percent_of(ppm: int) -> str:
    """990000 is 99, 999500 is 99.95."""
    return f"{(Decimal(ppm) / 10_000).normalize():f}"
