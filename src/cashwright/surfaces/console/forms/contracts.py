"""Forms of contracts: a new one, its subscriptions, discounts, credit, single items, milestones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from cashwright.areas.catalog.models import Price, PriceVersion, Product
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.contracts.models import Charge, Contract
from cashwright.areas.contracts.policies import Grouping, Proration, ProrationUnit
from cashwright.areas.parties.models import Terms
from cashwright.surfaces.console.books.pricing import billed_text, terms_text
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.forms.catalog import NumberField, currency_choices, read
from cashwright.surfaces.console.forms.fields import AmountField, DayField

if TYPE_CHECKING:
    _ChargeForms = forms.BaseFormSet["ChargeForm"]
else:
    _ChargeForms = forms.BaseFormSet

PRORATIONS: dict[str, str] = {
    "": "By the house's policy",
    Proration.NEXT_BILL: "Credit the rest and charge the new, with the next bill",
    Proration.NOW: "Credit the rest and charge the new, at once",
    Proration.NONE: "Leave the period as billed; it counts from the next one",
    Proration.FULL_PRICE: "Credit nothing and charge the new in full",
}
GROUPINGS = {
    Grouping.CONTRACT: "One invoice for this contract",
    Grouping.SUBSCRIPTION: "One invoice for each subscription",
    Grouping.CONSOLIDATED: "Together with the payer's other contracts",
}
UNITS = {ProrationUnit.DAY: "By days", ProrationUnit.SECOND: "By seconds"}


def choices(words: dict[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), text) for key, text in words.items()]


class ContractForm(forms.Form):
    """A contract to be."""

    account_no = forms.CharField(
        label="Customer", max_length=64, help_text="The account number, such as C-1042."
    )
    starts_on = DayField(label="Starts")
    ends_on = DayField(
        label="Ends", required=False, help_text="The first day after it. Empty: no end."
    )
    renewal_months = forms.IntegerField(
        label="Goes on by itself for months", min_value=0, max_value=120, initial=0,
        help_text="0: it ends on its last day.",
    )  # fmt: skip
    currency = forms.ChoiceField(
        choices=lambda: [("", "The customer's"), *currency_choices()], required=False
    )
    contract_no = forms.CharField(
        label="Number", max_length=40, required=False, help_text="Empty: the next free one."
    )
    payer_no = forms.CharField(
        label="Who pays", max_length=64, required=False,
        help_text="The account number of another customer, if one pays for it.",
    )  # fmt: skip
    grouping = forms.ChoiceField(label="Invoices", choices=choices(GROUPINGS))
    terms = forms.ModelChoiceField(
        Terms.objects.filter(is_active=True).order_by("code"), required=False,
        empty_label="The payer's",
    )  # fmt: skip
    custom_term_days = forms.IntegerField(
        label="Or days to pay outside the catalog", min_value=0, max_value=365, required=False,
        help_text="A second person agrees before the contract counts.",
    )  # fmt: skip
    needs_purchase_order = forms.BooleanField(
        label="Invoices must name a purchase order", required=False
    )
    purchase_order_no = forms.CharField(label="Purchase order", max_length=80, required=False)
    proration = forms.ChoiceField(
        label="When something changes within a billed period",
        choices=choices(PRORATIONS),
        required=False,
    )
    proration_unit = forms.ChoiceField(
        label="Parts of a period are counted", choices=choices(UNITS)
    )
    memo = forms.CharField(label="Note", max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]

    def agreed(self) -> dict[str, Any]:
        """As the service takes it, but for customer and payer."""
        skipped = ("account_no", "payer_no", "terms", "currency")
        given = {n: v for n, v in self.cleaned_data.items() if n not in skipped}
        terms = self.cleaned_data["terms"]
        return {
            **given, "terms_id": terms.pk if terms else None,
            "currency": self.cleaned_data["currency"] or None,
        }  # fmt: skip


def sold_prices(currency: str) -> list[Price]:
    """The prices of the book that can be agreed in a currency."""
    rows = Price.objects.filter(
        is_active=True, product__is_active=True, versions__currency=currency,
        versions__owner_id__isnull=True,
    )  # fmt: skip
    return list(rows.select_related("product").distinct().order_by("product__name", "code"))


def price_options(prices: Sequence[Price]) -> list[tuple[str, str]]:
    """Prices to choose from, in words."""
    return [(str(p.pk), f"{p.product.name}: {p.name} ({p.code}), {billed_text(p)}") for p in prices]


def agreed_options(contract: Contract) -> list[tuple[str, str]]:
    """The versions negotiated for a contract, to choose from: "price:version"."""
    rows = PriceVersion.objects.filter(owner_id=contract.pk).select_related("price__product")
    return [
        (
            f"{row.price_id}:{row.pk}",
            f"Agreed from {day_text(row.valid_from)}: {row.price.product.name}, {_cost(row)}",
        )
        for row in rows.prefetch_related("tiers").order_by("-created_at")
    ]


def _cost(row: PriceVersion) -> str:
    told = terms_text(price_terms(row), row.currency, row.price.unit_name)
    return f"{row.price.name}, {told}"


def price_and_version(value: str) -> tuple[UUID, UUID | None]:
    """A choice read back: the price, and the version when one was negotiated."""
    price_id, _, version_id = value.partition(":")
    return UUID(price_id), UUID(version_id) if version_id else None


class SubscriptionForm(forms.Form):
    """A subscription to be; its charges are ChargeForms."""

    name = forms.CharField(max_length=120, help_text="As people call it, such as Production.")
    starts_on = DayField(label="Starts")
    ends_on = DayField(label="Ends", required=False, help_text="Empty: with the contract.")
    anchor_on = DayField(
        label="A full period starts on", required=False,
        help_text="Such as the 1st of a month, for calendar months. Empty: the day it starts.",
    )  # fmt: skip
    trial_until = DayField(
        label="Free until", required=False, help_text="Days before this day cost nothing."
    )
    reference = forms.CharField(
        max_length=80, required=False,
        help_text="What usage events and other systems call it. Empty: one is made.",
    )  # fmt: skip


class ChargeForm(forms.Form):
    """A price that is paid; rows without one are passed over."""

    price = forms.ChoiceField(required=False)
    quantity = NumberField(required=False, initial="1")


class ChargeForms(_ChargeForms):
    """The prices a subscription pays."""

    legend = "Prices"
    hint = "From the price book, in the contract's currency and for one interval. Rows without a price are passed over."

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.options = list(options)
        super().__init__(*args, **kwargs)

    def add_fields(self, form: ChargeForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["price"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None"), *self.options]

    def chosen(self) -> list[tuple[str, int]] | None:
        """(price id, quantity in millionths) of each row; None when one could not be read."""
        found = []
        for form in self.forms:
            if not form.cleaned_data.get("price"):
                continue
            quantity = read(form, "quantity", 6)
            if quantity is None:
                return None
            found.append((form.cleaned_data["price"], quantity))
        return found


ChargeFormSet: Any = forms.formset_factory(ChargeForm, formset=ChargeForms, extra=4, max_num=30)


def charge_options(contract: Contract) -> list[tuple[str, str]]:
    """The charges of a contract to choose from."""
    rows = Charge.objects.filter(subscription__contract=contract).select_related(
        "subscription", "price__product"
    )
    return [
        (str(row.pk), f"{row.subscription.name}: {row.price.product.name}, {row.price.name}")
        for row in rows.order_by("subscription__created_at", "position")
    ]


class OfChargeForm(forms.Form):
    """What all that concerns one charge or the whole contract asks."""

    charge = forms.ChoiceField(label="For", required=False)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", "The whole contract"), *charge_options(contract)]
        self.fields["charge"].choices = options  # type: ignore[attr-defined]


class DiscountForm(OfChargeForm):
    """A discount that was agreed."""

    percent = NumberField(label="Percent off", required=False)
    amount = AmountField(label="Or an amount off a full period", required=False)
    from_on = DayField(label="From")
    until_on = DayField(label="Until", required=False, help_text="The first day without it.")
    reason = forms.CharField(max_length=200)


class RedeemForm(OfChargeForm):
    """A coupon to be redeemed."""

    code = forms.CharField(label="Coupon", max_length=40)
    from_on = DayField(label="From")


class GrantForm(forms.Form):
    """Prepaid credit."""

    amount = AmountField(label="Amount")
    granted_on = DayField(label="From")
    expires_on = DayField(label="Lapses", required=False, help_text="The last day it can be used.")
    priority = forms.IntegerField(
        min_value=1, max_value=999, initial=100, help_text="The lower number is used first."
    )
    product = forms.ModelChoiceField(
        Product.objects.order_by("name"), required=False, empty_label="Everything"
    )
    reason = forms.CharField(max_length=200)


class OnceForm(forms.Form):
    """One line on the next invoice."""

    product = forms.ModelChoiceField(Product.objects.filter(is_active=True).order_by("name"))
    description = forms.CharField(
        max_length=400, required=False, help_text="Empty: the product's name."
    )
    amount = forms.CharField(
        label="Amount, without tax", max_length=24, help_text="Below zero it is a credit.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    bill_on = DayField(label="Billed on or after")


class MilestoneForm(forms.Form):
    """A part of the price that is billed when it is reached."""

    name = forms.CharField(max_length=120)
    product = forms.ModelChoiceField(Product.objects.filter(is_active=True).order_by("name"))
    amount = AmountField(label="Amount, without tax")
    due_on = DayField(
        label="Or on this day", required=False, help_text="Empty: when somebody says it is reached."
    )


class DayForm(forms.Form):
    """The day something counts."""

    on = DayField(label="On")


class RenewForm(forms.Form):
    """How long a contract goes on."""

    until_on = DayField(label="Goes on until", help_text="The first day after it.")
    why = forms.CharField(label="Why", max_length=400, required=False)


class OrderForm(forms.Form):
    """The purchase order invoices name."""

    purchase_order_no = forms.CharField(label="Purchase order", max_length=80)


class PayerForm(forms.Form):
    """Who pays from now on."""

    account_no = forms.CharField(label="Account number of who pays", max_length=64)
