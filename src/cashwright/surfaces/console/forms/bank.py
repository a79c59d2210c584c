"""Forms of the bank: an account of ours, a file of the bank, which column of a table is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cashwright.areas.cash.models import BankAccount
from cashwright.areas.cash.ports import ColumnMap
from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.services import CONTROL_ROLES
from cashwright.areas.parties.models import LegalEntity

ACCEPTED = ".xml,.txt,.sta,.mt940,.940,.942,.bai,.bai2,.ofx,.qfx,.qif,.csv,.xlsx,.zip,.gz"


class BankAccountForm(forms.Form):
    """One account of ours at a bank or a processor."""

    entity = forms.ChoiceField(label="Company")
    code = forms.CharField(
        max_length=24, help_text="Short and lasting, such as GIRO or STRIPE-EUR."
    )
    name = forms.CharField(max_length=120, help_text="As people call it, such as House bank.")
    currency = forms.CharField(min_length=3, max_length=3, help_text="Three letters, such as EUR.")
    number = forms.CharField(
        label="IBAN or number", required=False, max_length=40,
        help_text="Statements find the account by it. It is kept sealed and shown masked.",
    )  # fmt: skip
    bank = forms.CharField(
        label="Bank", required=False, max_length=20, help_text="Its BIC or code."
    )
    account_code = forms.ChoiceField(
        label="Ledger account",
        required=False,
        help_text="Its money stands there, of this account alone.",
    )

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(e.code, e.name) for e in entities]  # type: ignore[attr-defined]
        rows = Account.objects.filter(is_active=True, kind="asset").exclude(role__in=CONTROL_ROLES)
        self.fields["account_code"].choices = [  # type: ignore[attr-defined]
            ("", "A new one"), *((a.code, f"{a.code} {a.name}") for a in rows.order_by("code")),
        ]  # fmt: skip


class BankFileForm(forms.Form):
    """The file itself, and whose books it is for."""

    file = forms.FileField(
        label="Bank file", widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text="camt, MT940, BAI2, OFX, QIF, CSV or Excel; a zip of them; up to 400 MB.",
    )  # fmt: skip
    entity = forms.ChoiceField(label="Company")

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(e.code, e.name) for e in entities]  # type: ignore[attr-defined]


class OfAccountForm(forms.Form):
    """Which account a file is about that does not say it."""

    account = forms.ChoiceField(label="Bank account", required=False)

    def __init__(self, *args: Any, accounts: Sequence[BankAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            ("", "As the file says"), *((str(a.pk), f"{a.code} {a.name} ({a.currency})") for a in accounts),
        ]  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column of a bank's table is what. Kept with the account and used again."""

    booked_on = forms.ChoiceField(label="Day it was booked")
    amount = forms.ChoiceField(label="Amount, with its sign", required=False)
    credit = forms.ChoiceField(label="Money in", required=False)
    debit = forms.ChoiceField(label="Money out", required=False)
    name = forms.ChoiceField(label="Payer", required=False)
    texts = forms.MultipleChoiceField(
        label="Text", required=False, widget=forms.CheckboxSelectMultiple
    )
    dates = forms.ChoiceField(
        label="1/2/2026 means", required=False,
        choices=[("", "Found out from the file"), ("dmy", "1 February (day first)"),
                 ("mdy", "January 2 (month first)"), ("ymd", "year first")],
    )  # fmt: skip
    mark = forms.ChoiceField(
        label="Decimals are written", required=False,
        choices=[("", "Found out from the file"), (".", "1234.50 (point)"), (",", "1234,50 (comma)")],
    )  # fmt: skip

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(header, header) for header in headers]
        for name in ("booked_on", "amount", "credit", "debit", "name"):
            self.fields[name].choices = [("", "none of them"), *columns]  # type: ignore[attr-defined]
        self.fields["texts"].choices = columns  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(name) for name in ("amount", "credit", "debit")):
            self.add_error("amount", "Say which column is the amount, or the money in and out.")
        return given

    def columns(self) -> ColumnMap:
        """As the reader takes it."""
        given = self.cleaned_data
        names = ("booked_on", "amount", "credit", "debit", "name", "dates", "mark")
        return ColumnMap(**{name: given[name] for name in names}, texts=tuple(given["texts"]))
