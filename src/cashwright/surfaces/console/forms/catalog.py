"""Forms of the price book: products, prices, their versions with tiers, meters, coupons, tax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from cashwright.areas.catalog.models import Meter, Product
from cashwright.areas.catalog.policies import (
    TIERED,
    Aggregation,
    ChargeModel,
    TaxCategory,
    TaxClass,
)
from cashwright.areas.catalog.rules import PriceTerms, TierDraft, plain
from cashwright.areas.catalog.services import PriceNumbers
from cashwright.areas.ledger.queries import income_accounts
from cashwright.kernel.currencies import CURRENCIES, format_minor, minor_units
from cashwright.surfaces.console.books.pricing import AGGREGATIONS, MODELS, TAX_CLASSES, TIMINGS
from cashwright.surfaces.console.forms.fields import AmountField, DayField, minor, scaled

if TYPE_CHECKING:
    _TierForms = forms.BaseFormSet["TierForm"]
else:
    _TierForms = forms.BaseFormSet


class NumberField(forms.CharField):
    """A number typed as text; `read` makes a scaled integer of it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=24, **kwargs)


def read(form: forms.Form, name: str, places: int) -> int | None:
    """The number typed into `name` in units of 10**-places, 0 when empty; None and an error when none."""
    text = str(form.cleaned_data.get(name) or "").strip()
    if not text:
        return 0
    found = scaled(text.removesuffix("%"), places)
    if found is None or found[0] < 0:
        form.add_error(
            name, f"Write a number of zero or more, with at most {places} decimals, such as 12.5."
        )
        return None
    value, exponent = found
    return int(value * 10 ** (places - exponent))


def currency_choices() -> list[tuple[str, str]]:
    return [(code, code) for code in sorted(CURRENCIES)]


class ProductForm(forms.Form):
    """Something that is sold."""

    code = forms.CharField(max_length=40, help_text="Short, such as PLATFORM. Stays for good.")
    name = forms.CharField(max_length=120, help_text="As invoices say it.")
    account = forms.ChoiceField(label="Income account")
    tax_class = forms.ChoiceField(
        label="Tax", choices=[(str(k), words) for k, words in TAX_CLASSES.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = income_accounts()  # type: ignore[attr-defined]


class PriceForm(forms.Form):
    """One way a product is charged; its amounts follow."""

    code = forms.CharField(max_length=40, help_text="Short, such as PLATFORM-M. Stays for good.")
    name = forms.CharField(max_length=120)
    model = forms.ChoiceField(
        label="How it is charged",
        choices=[(str(k), f"{name}: {about}") for k, (name, about) in MODELS.items()],
    )
    timing = forms.ChoiceField(
        label="When it is billed", choices=[(str(k), words) for k, words in TIMINGS.items()]
    )
    every = forms.IntegerField(
        label="Every", min_value=1, max_value=366, required=False, initial=1,
        help_text="Empty for what is charged once.",
    )  # fmt: skip
    every_of = forms.ChoiceField(
        label="Months or days", choices=[("months", "Months"), ("days", "Days")], required=False
    )
    meter = forms.ModelChoiceField(
        Meter.objects.filter(is_active=True).order_by("name"), required=False,
        empty_label="None: the quantity is agreed",
        help_text="What is used is counted by it, and billed in arrears.",
    )  # fmt: skip
    unit_name = forms.CharField(
        label="Unit", max_length=40, required=False, help_text="In the plural, such as seats."
    )

    def terms(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        every, of = given["every"], given["every_of"] or "months"
        if given["timing"] == "once":
            every = None
        meter = given["meter"]
        return {
            "code": given["code"], "name": given["name"], "model": given["model"],
            "timing": given["timing"], "meter_id": meter.pk if meter else None,
            "unit_name": given["unit_name"],
            "interval_months": every if of == "months" else None,
            "interval_days": every if of == "days" else None,
        }  # fmt: skip


_FIELDS: dict[str, Any] = {
    "flat": lambda: AmountField(label="Amount a period"),
    "unit_price": lambda: NumberField(
        label="Price of a unit", help_text="Up to nine decimals, such as 0.0045."
    ),
    "package": lambda: NumberField(label="Units in a package"),
    "package_amount": lambda: AmountField(label="Amount for a package"),
    "free": lambda: NumberField(label="Free units a period", required=False),
    "rate": lambda: NumberField(label="Share in %"),
    "event_fee": lambda: NumberField(label="Fee an event", required=False),
    "free_events": lambda: forms.IntegerField(label="Free events", min_value=0, required=False),
    "free_amount": lambda: AmountField(label="Free amount", required=False),
    "event_minimum": lambda: AmountField(label="An event costs at least", required=False),
    "event_maximum": lambda: AmountField(label="An event costs at most", required=False),
}
_BY_MODEL: dict[str, tuple[str, ...]] = {
    ChargeModel.FLAT: ("flat",),
    ChargeModel.PER_UNIT: ("unit_price", "free"),
    ChargeModel.PACKAGE: ("package", "package_amount", "free"),
    ChargeModel.PERCENTAGE: ("rate", "event_fee", "free_events", "free_amount", "event_minimum",
                             "event_maximum"),
}  # fmt: skip


class VersionForm(forms.Form):
    """The numbers of a price in one currency from a day on; which of them depends on the model."""

    currency = forms.ChoiceField(choices=currency_choices)
    valid_from = DayField(
        label="Valid from", help_text="Periods that start on or after this day are billed at it."
    )
    minimum = AmountField(label="A period costs at least", required=False)
    maximum = AmountField(label="A period costs at most", required=False)
    is_tax_inclusive = forms.BooleanField(label="Tax is contained in these prices", required=False)

    def __init__(self, *args: Any, model: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = _BY_MODEL.get(ChargeModel(model), ())
        for name in self.names:
            self.fields[name] = _FIELDS[name]()
        self.order_fields(["currency", "valid_from", *self.names])

    def numbers(self, tiers: Sequence[TierDraft]) -> PriceNumbers | None:
        """As the service takes it; None and errors on the form when something cannot be read."""
        code = self.cleaned_data["currency"]
        found: dict[str, Any] = {}
        for name, field, places in (
            ("unit_price", "unit_price_e9", 9), ("package", "package_e6", 6), ("free", "free_e6", 6),
            ("rate", "rate_e9", 7), ("event_fee", "event_fee_e9", 9),
        ):  # fmt: skip
            if name in self.names:
                found[field] = read(self, name, places)
        for name, field in (("flat", "flat_minor"), ("package_amount", "package_minor")):
            if name in self.names:
                found[field] = minor(self, name, code)
        optional = {"minimum": "minimum_minor", "maximum": "maximum_minor"}
        if "rate" in self.names:
            optional |= {
                "free_amount": "free_minor", "event_minimum": "event_minimum_minor",
                "event_maximum": "event_maximum_minor",
            }  # fmt: skip
            found["free_events"] = self.cleaned_data.get("free_events") or 0
        for name, field in optional.items():
            if self.cleaned_data.get(name):
                found[field] = minor(self, name, code)
        if self.errors:
            return None
        return PriceNumbers(
            **found, is_tax_inclusive=self.cleaned_data["is_tax_inclusive"], tiers=tuple(tiers)
        )

    @staticmethod
    def start(terms: PriceTerms, currency: str) -> dict[str, Any]:
        """The form as filled with a version."""
        units = minor_units(currency)
        found: dict[str, Any] = {"is_tax_inclusive": terms.is_tax_inclusive}
        for name, value in (
            ("flat", terms.flat_minor), ("package_amount", terms.package_minor),
            ("minimum", terms.minimum_minor), ("maximum", terms.maximum_minor),
            ("free_amount", terms.free_minor or None), ("event_minimum", terms.event_minimum_minor),
            ("event_maximum", terms.event_maximum_minor),
        ):  # fmt: skip
            found[name] = "" if value is None else format_minor(value, currency)
        found["unit_price"] = plain(terms.unit_price_e9, 9, units)
        found["rate"] = plain(terms.rate_e9, 7)
        found["package"] = plain(terms.package_e6, 6)
        found["free"] = plain(terms.free_e6, 6) if terms.free_e6 else ""
        found["event_fee"] = plain(terms.event_fee_e9, 9) if terms.event_fee_e9 else ""
        found["free_events"] = terms.free_events or ""
        return found


class TierForm(forms.Form):
    """One tier; rows left empty are passed over."""

    up_to = NumberField(label="Up to", required=False, help_text="Empty: no end.")
    unit_price = NumberField(label="A unit", required=False)
    rate = NumberField(label="Share in %", required=False)
    flat = AmountField(label="Flat", required=False)

    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def draft(self, currency: str) -> TierDraft | None:
        """The tier; None and an error when a number cannot be read."""
        given = self.cleaned_data
        unit = read(self, "unit_price", 9) if "unit_price" in self.fields else 0
        share = read(self, "rate", 7) if "rate" in self.fields else 0
        flat = minor(self, "flat", currency) if given.get("flat") else 0
        up_to = read(self, "up_to", 6) if given.get("up_to") else None
        if self.errors or unit is None or share is None or flat is None:
            return None
        return TierDraft(up_to_e6=up_to, unit_price_e9=unit, rate_e9=share, flat_minor=flat)


_TIER_FIELDS: dict[str, tuple[str, ...]] = {
    ChargeModel.GRADUATED: ("unit_price", "flat"), ChargeModel.VOLUME: ("unit_price", "flat"),
    ChargeModel.STAIRSTEP: ("flat",), ChargeModel.GRADUATED_PERCENTAGE: ("rate", "flat"),
}  # fmt: skip


class TierForms(_TierForms):
    """The tiers of one version, lowest first."""

    legend = "Tiers"
    hint = (
        "Lowest first. Each tier starts where the one before it ends; leave the end of the last"
        " one empty. Rows left empty are passed over."
    )

    def __init__(self, *args: Any, model: str, **kwargs: Any) -> None:
        self.model = ChargeModel(model)
        super().__init__(*args, **kwargs)

    def add_fields(self, form: TierForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name in ("unit_price", "rate", "flat"):
            if name not in _TIER_FIELDS[self.model]:
                del form.fields[name]

    def drafts(self, currency: str) -> list[TierDraft] | None:
        """The tiers that are not empty; None when one of them could not be read."""
        kept = [form for form in self.forms if not form.is_blank()]
        found = [form.draft(currency) for form in kept]
        return None if None in found else [each for each in found if each]

    def at(self, tier_no: int) -> TierForm | None:
        """The row of the n-th tier that is not empty."""
        kept = [form for form in self.forms if not form.is_blank()]
        return kept[tier_no - 1] if 0 < tier_no <= len(kept) else None

    @staticmethod
    def start(terms: PriceTerms, currency: str) -> list[dict[str, str]]:
        """The rows as filled with the tiers of a version."""
        units = minor_units(currency)
        return [
            {
                "up_to": "" if tier.up_to_e6 is None else plain(tier.up_to_e6, 6),
                "unit_price": plain(tier.unit_price_e9, 9, units),
                "rate": plain(tier.rate_e9, 7),
                "flat": format_minor(tier.flat_minor, currency) if tier.flat_minor else "",
            }
            for tier in terms.tiers
        ]


TierFormSet: Any = forms.formset_factory(TierForm, formset=TierForms, extra=3, max_num=60)


def has_tiers(model: str) -> bool:
    """Whether prices of this model are told by tiers."""
    return ChargeModel(model) in TIERED


class MeterForm(forms.Form):
    """What is measured."""

    code = forms.CharField(max_length=40, help_text="Short, such as API-CALLS. Stays for good.")
    name = forms.CharField(max_length=120)
    unit_name = forms.CharField(
        label="Unit", max_length=40, help_text="In the plural, such as calls."
    )
    event_kind = forms.CharField(
        label="Kind of event", max_length=80, help_text="As events name it, such as api.call."
    )
    aggregation = forms.ChoiceField(
        label="How events become a quantity",
        choices=[(str(k), words) for k, words in AGGREGATIONS.items()],
    )
    value_key = forms.CharField(
        label="Property to read", max_length=40, required=False,
        help_text="The number, or what is to be different. Empty when events are counted.",
    )  # fmt: skip
    percentile = forms.IntegerField(
        min_value=1, max_value=100, required=False, help_text="Only for a percentile."
    )
    group_key = forms.CharField(
        label="Show apart by",
        max_length=40,
        required=False,
        help_text="A property, such as region.",
    )
    filters = forms.CharField(
        label="Only events with", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One property a line: region = eu, us. Empty: every event of the kind.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("aggregation") != Aggregation.COUNT and not given.get("value_key"):
            self.add_error("value_key", "Which property holds the number?")
        return given

    def only(self) -> list[tuple[str, tuple[str, ...]]] | None:
        """The filters as (property, values); None and an error when a line cannot be read."""
        found = []
        for line in self.cleaned_data["filters"].splitlines():
            if not line.strip():
                continue
            key, sign, values = line.partition("=")
            kept = tuple(v.strip() for v in values.split(",") if v.strip())
            if not (key.strip() and sign and kept):
                self.add_error("filters", f"“{line.strip()[:40]}” is not property = value, value.")
                return None
            found.append((key.strip(), kept))
        return found


class CouponForm(forms.Form):
    """A discount anyone may redeem."""

    code = forms.CharField(max_length=40, help_text="What customers say, such as WELCOME10.")
    name = forms.CharField(max_length=120, help_text="As invoices and people here read it.")
    percent = NumberField(label="Percent off", required=False)
    amount = AmountField(label="Or an amount a period", required=False)
    currency = forms.ChoiceField(choices=currency_choices, initial="EUR", required=False)
    periods = forms.IntegerField(
        label="For how many periods", min_value=1, required=False, help_text="Empty: always."
    )
    product = forms.ModelChoiceField(
        Product.objects.filter(is_active=True).order_by("name"), required=False,
        empty_label="Any product",
    )  # fmt: skip
    valid_from = DayField(label="Can be redeemed from")
    valid_until = DayField(label="Until", required=False)
    redemptions_max = forms.IntegerField(label="How often at most", min_value=1, required=False)


class RateForm(forms.Form):
    """A tax rate from a day on."""

    country = forms.CharField(min_length=2, max_length=2, help_text="Two letters, such as DE.")
    region = forms.CharField(
        max_length=12, required=False, help_text="Such as CA for California. Empty: all of it."
    )
    tax_class = forms.ChoiceField(
        label="Class", choices=[(str(TaxClass.STANDARD), "Standard"), (str(TaxClass.REDUCED), "Reduced")]
    )  # fmt: skip
    rate = NumberField(label="Rate in %")
    valid_from = DayField(label="From")
    name = forms.CharField(label="What it is called there", max_length=80, required=False)
    source = forms.CharField(max_length=200, required=False, help_text="Where you read it.")


class RegistrationForm(forms.Form):
    """Where one of our companies collects tax."""

    entity = forms.ChoiceField(label="Company")
    country = forms.CharField(
        min_length=2, max_length=2, help_text="Its own country needs one too."
    )
    region = forms.CharField(max_length=12, required=False)
    tax_no = forms.CharField(label="Tax number there", max_length=40, required=False)
    valid_from = DayField(label="From")

    def __init__(self, *args: Any, entities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = list(entities)  # type: ignore[attr-defined]


_UNTAXED = {
    TaxCategory.EXEMPT: "Exempt", TaxCategory.ZERO: "Zero rate",
    TaxCategory.OUTSIDE: "Outside the scope of tax", TaxCategory.EXPORT: "Export",
}  # fmt: skip


class ExemptionForm(forms.Form):
    """The evidence that a customer pays no tax in a place."""

    account_no = forms.CharField(label="Customer", max_length=64, help_text="The account number.")
    country = forms.CharField(min_length=2, max_length=2)
    region = forms.CharField(max_length=12, required=False)
    category = forms.ChoiceField(choices=[(str(k), words) for k, words in _UNTAXED.items()])
    certificate_no = forms.CharField(label="Certificate number", max_length=80)
    reason = forms.CharField(max_length=200)
    valid_from = DayField(label="From")
    valid_until = DayField(label="Until", required=False)


class RatesFileForm(forms.Form):
    """A table of tax rates."""

    file = forms.FileField(
        label="CSV file", widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        help_text="Columns: country, region, tax_class, rate_ppm, valid_from, name, source."
        " 19 % is 190000. Rates known already stay as they are.",
    )  # fmt: skip
