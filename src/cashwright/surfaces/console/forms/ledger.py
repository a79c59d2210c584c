"""Forms of the ledger: an entry written by hand, and asking for a closed period."""

from __future__ import annotations

from typing import Any

from django import forms

from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.rules import Line
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.fields import AmountField, DayField, minor


def _accounts() -> list[tuple[str, str]]:
    rows = Account.objects.filter(is_active=True).order_by("code")
    return [("", "Choose an account"), *((row.code, f"{row.code} {row.name}") for row in rows)]


class JournalForm(forms.Form):
    """The head of a manual entry."""

    effective_on = DayField(label="Effective")
    memo = forms.CharField(
        label="Why", max_length=200, help_text="What an auditor will read beside the entry."
    )


class JournalLineForm(forms.Form):
    """One line: an account, and an amount on one of the two sides. Empty lines are passed over."""

    account = forms.ChoiceField(choices=_accounts, required=False)
    debit = AmountField(required=False)
    credit = AmountField(required=False)

    def line(self, currency: str) -> Line | None:
        """The line; None when it is empty or an error was added."""
        given = self.cleaned_data
        sides = [name for name in ("debit", "credit") if given.get(name)]
        if not sides and not given.get("account"):
            return None
        if not given.get("account"):
            self.add_error("account", "Choose an account.")
            return None
        if len(sides) != 1:
            self.add_error("debit", "Write an amount on one side: debit or credit.")
            return None
        amount = minor(self, sides[0], currency)
        if amount is None:
            return None
        if amount <= 0:
            self.add_error(sides[0], "Write an amount above zero.")
            return None
        signed = amount if sides[0] == "debit" else -amount
        return Line(given["account"], currency, signed, signed)


JournalLines = forms.formset_factory(JournalLineForm, extra=6, max_num=100)


def journal_lines(form: forms.Form, lines: Any, currency: str) -> list[Line] | None:
    """The lines of a valid form set; None, and the reason on the form, when they are no entry."""
    found = [each.line(currency) for each in lines]
    if not all(each.is_valid() for each in lines):
        return None
    kept = [line for line in found if line is not None]
    if len(kept) < 2:
        form.add_error(None, "An entry has at least two lines.")
        return None
    difference = sum(line.minor for line in kept)
    if difference:
        side = "debit" if difference > 0 else "credit"
        words = f"{money_text(abs(difference), currency)} {currency}"
        form.add_error(None, f"Debits and credits differ: {words} too much on the {side} side.")
        return None
    return kept


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(max_length=200, label="Why")
