"""Forms of the settings: companies, terms, catalogs, people, roles, policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms

from cashwright.areas.access.policies import ROLES, Role
from cashwright.areas.cash.policies import Method, SameAmount
from cashwright.areas.contracts.policies import Turn
from cashwright.areas.controls.policies import CREDIT_NOTE, DEFAULT_LIMITS, REFUND, WRITE_OFF
from cashwright.areas.parties.models import LegalEntity, Portfolio
from cashwright.areas.parties.policies import TermsKind
from cashwright.kernel.currencies import CURRENCIES
from cashwright.surfaces.console.forms.contracts import PRORATIONS, choices
from cashwright.surfaces.console.forms.fields import DayField


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in sorted(CURRENCIES)]


def _prorations() -> list[tuple[str, str]]:
    return [(key, text) for key, text in choices(PRORATIONS) if key]


def _zones() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class EntityForm(forms.Form):
    """One of our companies. Currency and zone stay for good."""

    code = forms.CharField(
        max_length=12, help_text="Short, such as DE: it stands in lists and links."
    )
    name = forms.CharField(max_length=120)
    currency = forms.ChoiceField(
        choices=_currencies, initial="EUR", help_text="Of its books. Stays for good."
    )
    zone = forms.ChoiceField(
        label="Time zone",
        choices=_zones,
        initial="Europe/Berlin",
        help_text="Decides when its day ends. Stays for good.",
    )
    country = forms.CharField(max_length=2, help_text="Two letters, such as DE.")
    legal_name = forms.CharField(max_length=200, required=False)
    postal_address = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    tax_no = forms.CharField(label="Tax number", max_length=40, required=False)
    invoice_prefix = forms.CharField(max_length=12, initial="INV")
    credit_note_prefix = forms.CharField(max_length=12, initial="CN")


class EntityChangeForm(forms.Form):
    """What may be changed of a company."""

    name = forms.CharField(max_length=120)
    legal_name = forms.CharField(max_length=200, required=False)
    postal_address = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    tax_no = forms.CharField(label="Tax number", max_length=40, required=False)
    invoice_prefix = forms.CharField(
        max_length=12, help_text="A new prefix starts a new series at 1."
    )
    credit_note_prefix = forms.CharField(max_length=12)


class LookForm(forms.Form):
    """How the documents of a company look."""

    brand_color = forms.CharField(
        label="Color", max_length=7, widget=forms.TextInput(attrs={"type": "color"})
    )
    logo = forms.FileField(
        required=False, help_text="A PNG of at most 200 kB. Empty: it stays as it is.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png"}),
    )  # fmt: skip
    without_logo = forms.BooleanField(label="Without a logo", required=False)
    document_footer = forms.CharField(
        label="At the foot", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Register number, directors, website.",
    )  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """As the service takes it; the logo only when one was given or taken off."""
        given = self.cleaned_data
        changed = {name: given[name] for name in ("brand_color", "document_footer")}
        if given["without_logo"]:
            changed["logo"] = None
        elif given["logo"]:
            changed["logo"] = given["logo"].read()
        return changed


class BankForm(forms.Form):
    """Where customers pay, line by line as documents print it."""

    payment_details = forms.CharField(
        label="Bank details", max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Such as the bank's name, IBAN and BIC, a line each.",
    )  # fmt: skip


class TermsForm(forms.Form):
    """Payment terms for the catalog."""

    code = forms.CharField(max_length=24)
    name = forms.CharField(max_length=80)
    kind = forms.ChoiceField(
        choices=[(str(k), str(k).replace("_", " ").capitalize()) for k in TermsKind]
    )
    term_days = forms.IntegerField(label="Days", min_value=0, max_value=365, initial=30)
    term_months = forms.IntegerField(label="Months", min_value=0, max_value=24, initial=0)
    discount_percent = forms.DecimalField(
        label="Early-payment discount %", min_value=0, max_value=100, decimal_places=2, initial=0
    )
    discount_days = forms.IntegerField(
        label="When paid within days", min_value=0, max_value=365, initial=0
    )


class CatalogForm(forms.Form):
    """A segment or a portfolio."""

    code = forms.CharField(max_length=24)
    name = forms.CharField(max_length=80)


class PersonForm(forms.Form):
    """Somebody who is to work here."""

    email = forms.CharField(
        label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(max_length=120)
    password = forms.CharField(
        label="First password",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Tell them by phone; they change it when they sign in.",
    )
    zone = forms.ChoiceField(label="Time zone", choices=_zones, initial="UTC")


class RoleForm(forms.Form):
    """A role for somebody, over everything or a part."""

    role = forms.ChoiceField(
        choices=[(str(r), f"{card.title}: {card.purpose}") for r, card in ROLES.items()]
    )
    entity = forms.ModelChoiceField(
        LegalEntity.objects.order_by("code"),
        required=False,
        empty_label="All companies",
        label="Company",
    )
    portfolio = forms.ModelChoiceField(
        Portfolio.objects.order_by("code"), required=False, empty_label="All portfolios"
    )
    until_on = DayField(label="Until", required=False, help_text="Empty: without an end.")
    compensating_control = forms.CharField(
        label="Compensating control",
        max_length=200,
        required=False,
        help_text="Only where duties collide: how the house watches this person instead.",
    )
    reason = forms.CharField(
        label="Why",
        max_length=400,
        required=False,
        help_text="Read by the second person who agrees to it, where one has to.",
    )

    def role_asked(self) -> Role:
        return Role(self.cleaned_data["role"])


class PolicyForm(forms.Form):
    """What every new version of a policy says of itself."""

    valid_from = DayField(label="In force from")
    why = forms.CharField(max_length=400, label="Why")
    tables: ClassVar[Mapping[str, tuple[str, type[forms.Form]]]] = {}
    """Lists of lines beside the fields: (title, the form of a line) by name; what was read is in `rows`."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})

    @classmethod
    def rows_told(cls, name: str, value: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The stored lines of a table as initial data."""
        return [dict(row) for row in value.get(name, ())]

    def order_fields(self, field_order: Iterable[str] | None) -> None:
        """As asked; what every version says of itself comes last."""
        super().order_fields(field_order)
        for name in ("valid_from", "why"):
            self.fields[name] = self.fields.pop(name)

    def value(self, version: int) -> dict[str, Any]:
        raise NotImplementedError


class CashPolicyForm(PolicyForm):
    """How known cash is applied."""

    methods = forms.MultipleChoiceField(
        label="Tried in this order",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (str(Method.EXACT), "The one invoice of exactly the amount"),
            (str(Method.EXACT_SUM), "The only set of invoices that sums to it"),
            (str(Method.OLDEST_FIRST), "The oldest due first"),
        ],
    )
    same_amount = forms.ChoiceField(
        label="When several fit equally well",
        choices=[
            (str(SameAmount.ASK), "Ask a person"),
            (str(SameAmount.OLDEST), "Take the one due first"),
        ],
    )
    set_size_max = forms.IntegerField(label="Most invoices in a set", min_value=1, max_value=12)
    work_max = forms.IntegerField(
        label="Most partial sums in a search", min_value=100, max_value=1_000_000
    )
    field_order = ("methods", "same_amount", "set_size_max", "work_max", "valid_from", "why")

    def value(self, version: int) -> dict[str, Any]:
        given = self.cleaned_data
        order = [str(m) for m in Method if str(m) in given["methods"]]
        return {
            "methods": order,
            **{n: given[n] for n in ("same_amount", "set_size_max", "work_max")},
        }


class ProrationForm(PolicyForm):
    """What a change does to a period billed already, by the way it goes."""

    upgrade = forms.ChoiceField(label="A change that costs more", choices=_prorations)
    downgrade = forms.ChoiceField(label="A change that costs less", choices=_prorations)
    quantity_up = forms.ChoiceField(label="A larger quantity", choices=_prorations)
    quantity_down = forms.ChoiceField(label="A smaller quantity", choices=_prorations)
    cancel = forms.ChoiceField(label="A cancellation", choices=_prorations)
    field_order = (*(str(turn) for turn in Turn), "valid_from", "why")

    def value(self, version: int) -> dict[str, Any]:
        return {str(turn): self.cleaned_data[str(turn)] for turn in Turn}


_BY_HAND = "by_hand"


class DayScheduleForm(PolicyForm):
    """From which hour on the day is run by itself."""

    hour = forms.ChoiceField(
        label="The day is run",
        choices=[
            (_BY_HAND, "Only when somebody starts it"),
            *((str(hour), f"By itself from {hour:02}:00 on") for hour in range(24)),
        ],
        help_text="On the clock of each company. It applies known cash and sends reminders.",
    )
    field_order = ("hour", "valid_from", "why")

    @classmethod
    def told(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A stored value as initial data."""
        return {"hour": _BY_HAND if value["hour"] is None else str(value["hour"])}

    def value(self, version: int) -> dict[str, Any]:
        hour = self.cleaned_data["hour"]
        return {"hour": None if hour == _BY_HAND else int(hour)}


_LIMITED = {WRITE_OFF: "write_off", CREDIT_NOTE: "credit_note", REFUND: "refund"}
_LIMIT_WORDS = {"write_off": "Write-offs", "credit_note": "Credit notes", "refund": "Refunds"}


class LimitsForm(PolicyForm):
    """How much one person may do alone for one customer in thirty days, in major units."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for short, words in _LIMIT_WORDS.items():
            self.fields[short] = forms.IntegerField(label=f"{words}, any currency", min_value=0)
            self.fields[f"{short}_other"] = forms.CharField(
                label=f"{words}, other limits", required=False, max_length=200,
                help_text="For example: JPY 10000, INR 8000",
            )  # fmt: skip
        self.order_fields(
            [*(n for s in _LIMIT_WORDS for n in (s, f"{s}_other")), "valid_from", "why"]
        )

    @classmethod
    def told(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A stored value as initial data."""
        found: dict[str, Any] = {}
        for kind, short in _LIMITED.items():
            limits = {**DEFAULT_LIMITS, **value}[kind]
            found[short] = limits["*"]
            found[f"{short}_other"] = ", ".join(f"{c} {n}" for c, n in limits.items() if c != "*")
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for short in _LIMIT_WORDS:
            try:
                given[f"{short}_read"] = _others(given.get(f"{short}_other", ""))
            except ValueError:
                self.add_error(
                    f"{short}_other", "Write a currency and a whole amount, such as JPY 10000."
                )
        return given

    def value(self, version: int) -> dict[str, Any]:
        given = self.cleaned_data
        return {k: {"*": given[s], **given[f"{s}_read"]} for k, s in _LIMITED.items()}


def _others(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        code, _, amount = part.partition(" ")
        if code.upper() not in CURRENCIES or not amount.strip().isdigit():
            raise ValueError(part)
        found[code.upper()] = int(amount)
    return found
