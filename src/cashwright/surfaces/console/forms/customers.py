"""Forms about customers: the card, a hold, a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from cashwright.areas.access.models import User
from cashwright.areas.credit.policies import Tier
from cashwright.areas.parties.models import (
    Contact,
    Customer,
    LegalEntity,
    Portfolio,
    Segment,
    Terms,
)
from cashwright.areas.parties.policies import Channel, ContactRole, Delivery, HoldKind, Purpose
from cashwright.surfaces.console.forms.fields import AmountField, DayField

_HOLDS = {
    HoldKind.DUNNING: "Reminders", HoldKind.DELIVERY: "Sending of invoices",
    HoldKind.CREDIT: "New credit",
}  # fmt: skip
_DELIVERY = {
    Delivery.EMAIL: "By e-mail", Delivery.PORTAL: "In their portal", Delivery.POST: "By post",
    Delivery.NONE: "Not at all",
}  # fmt: skip
CHANNELS = {
    Channel.EMAIL: "E-mail", Channel.SMS: "SMS", Channel.PHONE: "Phone", Channel.POST: "Post",
    Channel.PORTAL: "Portal",
}  # fmt: skip
PURPOSES = {
    Purpose.INVOICES: "Invoices", Purpose.REMINDERS: "Reminders",
    Purpose.CONFIRMATIONS: "Confirmations", Purpose.MARKETING: "Marketing",
}  # fmt: skip


class CardForm(forms.Form):
    """The card of a customer."""

    name = forms.CharField(max_length=200)
    postal_address = forms.CharField(
        label="Address", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.CharField(min_length=2, max_length=2, help_text="Two letters, such as DE.")
    currency = forms.CharField(min_length=3, max_length=3, help_text="Three letters, such as EUR.")
    language = forms.CharField(max_length=8, initial="en")
    zone = forms.CharField(label="Time zone", max_length=64, help_text="Such as Europe/Berlin.")
    delivery = forms.ChoiceField(label="Documents go", choices=list(_DELIVERY.items()))
    terms = forms.ModelChoiceField(
        Terms.objects.filter(is_active=True).order_by("code"), required=False,
        help_text="Empty: the legal entity's.",
    )  # fmt: skip
    segment = forms.ModelChoiceField(Segment.objects.order_by("name"), required=False)
    portfolio = forms.ModelChoiceField(Portfolio.objects.order_by("name"), required=False)
    account_owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "email"), required=False,
        help_text="Who sold to them and keeps them; told when they begin to pay worse.",
    )  # fmt: skip
    is_vip = forms.BooleanField(
        label="VIP",
        required=False,
        help_text="What would be sent to them becomes a task of a person.",
    )
    is_active = forms.BooleanField(label="Still a customer", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("terms", "segment", "portfolio"):
            self.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]

    @staticmethod
    def start(customer: Customer) -> dict[str, Any]:
        """The card as it is."""
        plain = ("name", "postal_address", "country", "currency", "language", "zone", "delivery")
        return {
            **{name: getattr(customer, name) for name in plain},
            "terms": customer.terms_id, "segment": customer.segment_id,
            "portfolio": customer.portfolio_id, "account_owner": customer.account_owner_id,
            "is_active": customer.is_active,
            "is_vip": customer.is_vip,
        }  # fmt: skip

    def card(self) -> dict[str, Any]:
        """The card as the services take it."""
        given = dict(self.cleaned_data)
        for name in ("terms", "segment", "portfolio", "account_owner"):
            row = given.pop(name)
            given[f"{name}_id"] = row.pk if row else None
        return {**given, "country": given["country"].upper(), "currency": given["currency"].upper()}


class NewCustomerForm(CardForm):
    """The card of a customer to be, with its entity and account number."""

    entity = forms.ChoiceField(label="Legal entity")
    account_no = forms.CharField(label="Account number", max_length=64)
    field_order = ("entity", "account_no", "name")

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(e.code, e.name) for e in entities]  # type: ignore[attr-defined]
        if len(entities) == 1:
            for name in ("country", "currency", "zone"):
                self.fields[name].initial = getattr(entities[0], name)

    def card(self) -> dict[str, Any]:
        skipped = ("entity", "account_no", "name")
        return {name: value for name, value in super().card().items() if name not in skipped}


class HoldForm(forms.Form):
    """What to stop, why, and for how long."""

    kind = forms.ChoiceField(
        label="What stops", choices=[(str(k), words) for k, words in _HOLDS.items()]
    )
    reason = forms.CharField(max_length=200)
    from_on = DayField(label="From")
    until_on = DayField(label="Until", required=False, help_text="Empty: until it is released.")


class RiskForm(forms.Form):
    """How much of a risk a customer is, by a person's word."""

    tier = forms.ChoiceField(label="Risk", choices=[(str(t), str(t).capitalize()) for t in Tier])
    until_on = DayField(label="Until", help_text="From the day after, the rule's word holds again.")
    reason = forms.CharField(max_length=200)


class LimitForm(forms.Form):
    """How much a customer may owe."""

    limit = AmountField(required=False, help_text="Empty: no limit.")
    reason = forms.CharField(max_length=200)


class StatementForm(forms.Form):
    """To whom a statement goes, and what the letter says."""

    contact = forms.ChoiceField(label="To")
    subject = forms.CharField(max_length=200)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, people: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.name} <{one.email}>") for one in people]
        self.fields["contact"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("once", str(uuid4()))


class EraseForm(forms.Form):
    """Why a person's data is erased."""

    why = forms.CharField(
        label="On whose request, or why", max_length=200,
        help_text="Goes into the journal for good: name nobody.",
    )  # fmt: skip


class ContactForm(forms.Form):
    """A person at a customer."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(max_length=40, required=False)
    roles = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(str(r), str(r).replace("_", " ").capitalize()) for r in ContactRole],
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="Hears best by", required=False,
        choices=[("", "E-mail, unless told otherwise"), *((str(c), w) for c, w in CHANNELS.items())],
    )  # fmt: skip
    language = forms.CharField(max_length=8, required=False, help_text="Empty: the customer's.")
    zone = forms.CharField(
        label="Time zone", max_length=64, required=False, help_text="Empty: the customer's."
    )


class EditContactForm(ContactForm):
    """A person as they are, and whether they are still there."""

    is_active = forms.BooleanField(label="Still there", required=False, initial=True)

    @staticmethod
    def start(contact: Contact) -> dict[str, Any]:
        """The card as it is."""
        names = ("name", "email", "phone", "roles", "channel", "language", "zone", "is_active")
        return {name: getattr(contact, name) for name in names}


class ConsentForm(forms.Form):
    """What a person said about being reached, and what proves it."""

    channel = forms.ChoiceField(choices=[(str(c), words) for c, words in CHANNELS.items()])
    purpose = forms.ChoiceField(
        label="For", choices=[(str(p), words) for p, words in PURPOSES.items()]
    )
    is_given = forms.TypedChoiceField(
        label="They", choices=[("yes", "Agree to it"), ("no", "Do not want it")],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    proof = forms.CharField(
        label="What proves it", max_length=200,
        help_text="Such as: said so on the phone on 3 March.",
    )  # fmt: skip
