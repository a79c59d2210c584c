"""Forms of the inbox: what was read in a mail, the answer to it, whose it is, until when it waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cashwright.areas.access.models import User
from cashwright.areas.disputes.policies import Reason
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.kernel.currencies import CURRENCIES
from cashwright.surfaces.console.forms.fields import AmountField, DayField, minor

INTENTS: dict[str, str] = {
    Intent.PROMISE: "Promise to pay",
    Intent.PAID_ALREADY: "Paid already",
    Intent.DISPUTE: "Dispute",
    Intent.COPY_WANTED: "Wants a copy",
    Intent.WRONG_CONTACT: "Wrong contact",
    Intent.OUT_OF_OFFICE: "Out of office",
    Intent.PAYMENT_PLAN: "Wants to pay in parts",
    Intent.OPT_OUT: "Wants no more mails",
    Intent.OTHER: "Something else",
}


class FactsForm(forms.Form):
    """What a mail asks for, as it was read; each of it may be corrected before it is done."""

    intent = forms.ChoiceField(
        label="Asks for", choices=[(k, v) for k, v in INTENTS.items() if k != Intent.OTHER]
    )
    on = DayField(label="Day", required=False)
    amount = AmountField(required=False)
    currency = forms.ChoiceField(choices=[(code, code) for code in CURRENCIES], required=False)
    document_ids = forms.MultipleChoiceField(
        label="Invoices", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.ChoiceField(
        label="What is wrong", choices=[(str(r), str(r).replace("_", " ")) for r in Reason], required=False
    )  # fmt: skip
    address = forms.CharField(label="Right address", max_length=254, required=False)

    def __init__(self, *args: Any, invoices: Sequence[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_ids"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), one.document_no) for one in invoices
        ]

    def facts(self) -> dict[str, Any] | None:
        """What is told to the service; None and an error on the form for an amount that is none."""
        given = self.cleaned_data
        facts: dict[str, Any] = {
            "document_ids": given["document_ids"], "amount_minor": None, "currency": None,
            "on": given["on"].isoformat() if given["on"] else None,
            "address": given["address"].strip().lower(),
        }  # fmt: skip
        if given["amount"]:
            amount = minor(self, "amount", given["currency"])
            if amount is None:
                return None
            facts |= {"amount_minor": amount, "currency": given["currency"]}
        if given["intent"] == Intent.DISPUTE and given["reason"] != Reason.OTHER:
            facts["reason"] = given["reason"]
        return facts


class AnswerForm(forms.Form):
    """An answer as it will go out."""

    text = forms.CharField(
        label="Answer", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class SnoozeForm(forms.Form):
    """Until when a conversation waits."""

    until = DayField(label="Put off until")


class AssignForm(forms.Form):
    """Whose conversation it is."""

    account_no = forms.CharField(label="Customer's account number", max_length=40)


class OwnerForm(forms.Form):
    """Who answers a conversation."""

    owner = forms.ChoiceField(label="Who answers", required=False)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody yet"), *((str(one.pk), one.name or one.email) for one in people),
        ]  # fmt: skip
