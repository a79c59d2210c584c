"""Forms of what may change in a subscription; each reads itself as the change the contracts area takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from cashwright.areas.catalog.models import Price
from cashwright.areas.contracts.models import Charge, Subscription
from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
    Resuming,
)
from cashwright.surfaces.console.books.pricing import quantity_text
from cashwright.surfaces.console.forms.catalog import NumberField, read
from cashwright.surfaces.console.forms.contracts import (
    PRORATIONS,
    agreed_options,
    choices,
    price_and_version,
    price_options,
    sold_prices,
)
from cashwright.surfaces.console.forms.fields import DayField


class AmendForm(forms.Form):
    """From which day a change counts, what becomes of a period billed already, and why."""

    title: ClassVar[str]
    button: ClassVar[str]
    note: ClassVar[str] = ""

    effective_on = DayField(label="Counts from")
    proration = forms.ChoiceField(
        label="Within a period billed already", choices=choices(PRORATIONS), required=False
    )
    why = forms.CharField(
        label="Why", max_length=400, required=False, help_text="For the timeline."
    )

    def __init__(self, *args: Any, subscription: Subscription, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subscription, self.on = subscription, on
        start: dict[str, Any] = kwargs.get("initial") or {}
        self.initial = {
            "effective_on": on, "proration": subscription.contract.proration, **start,
        }  # fmt: skip
        first = [name for name in self.fields if name not in AmendForm.base_fields]
        self.order_fields([*first, "effective_on", "proration", "why"])

    def change(self) -> Change | None:
        """The change; None and an error on the form when it cannot be read."""
        raise NotImplementedError

    def manner(self) -> dict[str, Any]:
        """What every change says besides."""
        given = self.cleaned_data
        asked = given["proration"]
        return {"proration": Proration(asked) if asked else None, "why": given["why"]}

    def running(self) -> list[Charge]:
        """The charges that are paid today or later."""
        rows = self.subscription.charges.select_related("price__product").prefetch_related("spans")
        return [
            charge
            for charge in rows.order_by("position", "pk")
            if any(s.until_on is None or s.until_on > self.on for s in charge.spans.all())
        ]


class _OfCharge(AmendForm):
    """What changes one charge."""

    charge = forms.ChoiceField(label="Price that changes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["charge"].choices = [  # type: ignore[attr-defined]
            (str(charge.pk), self._words(charge)) for charge in self.running()
        ]

    def _words(self, charge: Charge) -> str:
        price = charge.price
        spans = [s for s in charge.spans.all() if s.from_on <= self.on]
        now = f", {quantity_text(spans[-1].quantity_e6, price.unit_name)} now" if spans else ""
        return f"{price.product.name}, {price.name}{now}"

    def charge_id(self) -> UUID:
        return UUID(self.cleaned_data["charge"])


class QuantityForm(_OfCharge):
    title, button = "Change the quantity", "Change"
    quantity = NumberField(label="New quantity")

    def change(self) -> Change | None:
        quantity = read(self, "quantity", 6)
        if quantity is None:
            return None
        return ChangeQuantity(charge_id=self.charge_id(), quantity_e6=quantity)


class _WithPrice(AmendForm):
    """What brings a price of the book."""

    price = forms.ChoiceField(label="New price")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].choices = [  # type: ignore[attr-defined]
            *agreed_options(self.subscription.contract), *price_options(self.offered()),
        ]  # fmt: skip

    def offered(self) -> Sequence[Price]:
        """Prices in the contract's currency that fit the subscription's interval."""
        own = (self.subscription.interval_months, self.subscription.interval_days)
        return [
            price
            for price in sold_prices(self.subscription.contract.currency)
            if price.timing == "once" or (price.interval_months, price.interval_days) == own
        ]


class UpgradeForm(_WithPrice, _OfCharge):
    title, button = "Change to another price", "Change"
    note = "An upgrade or a downgrade: the price is followed by another one of the book."
    quantity = NumberField(required=False, help_text="Empty: as it is.")

    def change(self) -> Change | None:
        quantity = read(self, "quantity", 6)
        if quantity is None:
            return None
        price_id, version_id = price_and_version(self.cleaned_data["price"])
        return ChangePrice(
            charge_id=self.charge_id(), quantity_e6=quantity if self.cleaned_data["quantity"] else None,
            price_id=price_id, price_version_id=version_id,
        )  # fmt: skip


class AddForm(_WithPrice):
    title, button = "Add a price", "Add"
    quantity = NumberField(initial="1")

    def change(self) -> Change | None:
        quantity = read(self, "quantity", 6)
        if quantity is None:
            return None
        price_id, version_id = price_and_version(self.cleaned_data["price"])
        return AddCharge(quantity_e6=quantity, price_id=price_id, price_version_id=version_id)


class RemoveForm(_OfCharge):
    title, button = "Take a price off", "Take off"

    def change(self) -> Change | None:
        return RemoveCharge(charge_id=self.charge_id())


class PauseForm(AmendForm):
    title, button = "Pause", "Pause"
    note = "Nothing is billed for the days of a pause."
    until_on = DayField(
        label="Until", required=False, help_text="The first day it is billed again. Empty: until it is resumed."
    )  # fmt: skip

    def change(self) -> Change | None:
        return Pausing(until_on=self.cleaned_data["until_on"])


class ResumeForm(AmendForm):
    title, button = "Resume", "Resume"

    def change(self) -> Change | None:
        return Resuming()


class CancelForm(AmendForm):
    title, button = "Cancel the subscription", "Cancel it"
    when = forms.ChoiceField(
        label="It ends",
        choices=[("period", "With the period that day lies in"), ("day", "On that very day")],
    )
    with_credit = forms.BooleanField(
        label="Credit what is billed beyond its end", required=False, initial=True
    )

    def change(self) -> Change | None:
        given = self.cleaned_data
        return Cancelling(at_period_end=given["when"] == "period", with_credit=given["with_credit"])


KINDS: dict[str, type[AmendForm]] = {
    "quantity": QuantityForm, "price": UpgradeForm, "add": AddForm, "remove": RemoveForm,
    "pause": PauseForm, "resume": ResumeForm, "cancel": CancelForm,
}  # fmt: skip


class CotermForm(forms.Form):
    """The day full periods start on from now on."""

    anchor_on = DayField(
        label="Full periods start on", help_text="Such as the 1st, or the day another one starts."
    )
    why = forms.CharField(label="Why", max_length=400, required=False)
