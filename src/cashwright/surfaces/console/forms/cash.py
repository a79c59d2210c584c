"""Forms of the review queue: not ours, whose an account or a name is, why something is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cashwright.areas.cash.policies import Autonomy
from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.services import CONTROL_ROLES
from cashwright.surfaces.console.forms.fields import DayField

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


class AutonomyForm(forms.Form):
    """How far the machine goes for one bank account or one segment of customers."""

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
    why = forms.CharField(max_length=200)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = list(places)  # type: ignore[attr-defined]
