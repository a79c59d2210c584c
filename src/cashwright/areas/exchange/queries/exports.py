"""Everything the books hold, table by table, as frames that can leave the house.

Ids stay ids; beside them stand the codes and numbers people know. Amounts become decimals of
their currency: `total_minor` is exported as `total`. Passwords, sessions and what is sealed are not.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from django.db import models
from django.db.models import F, Func, Value

from cashwright.areas.cash.models import (
    Application,
    BankAccount,
    BankFile,
    BankLine,
    BankStatement,
    Difference,
    Match,
    PayerAlias,
    Remittance,
    RemittanceItem,
)
from cashwright.areas.catalog.models import (
    Coupon,
    Meter,
    Price,
    PriceVersion,
    Product,
    TaxExemption,
    TaxRate,
    TaxRegistration,
    Tier,
)
from cashwright.areas.collections.models import (
    Agency,
    AgencyRecovery,
    Call,
    Escalation,
    Instalment,
    LateCharge,
    Note,
    PaymentPlan,
    Placement,
    PlacementItem,
    PlanItem,
    Promise,
    PromiseItem,
    Reminder,
    Snooze,
)
from cashwright.areas.contracts.models import (
    Amendment,
    BillItem,
    BillPeriod,
    Charge,
    ChargeSpan,
    Contract,
    CreditDraw,
    CreditGrant,
    Discount,
    Milestone,
    Order,
    Pause,
    Subscription,
)
from cashwright.areas.controls.models import Approval, Fact, PolicyVersion, Task
from cashwright.areas.credit.models import DriftAlert, Recovery, RiskRating, WriteOff
from cashwright.areas.disputes.models import (
    Dispute,
    DisputeLine,
    DisputeMove,
    DisputeWord,
    Evidence,
)
from cashwright.areas.exchange.frames.money import decimals, scale_of
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.insight.models import KpiSnapshot
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.ledger.models import Account, FxRate, JournalEntry, Period, Posting
from cashwright.areas.messaging.models import (
    BlockedAddress,
    Inbound,
    InboundFile,
    Letter,
    Message,
    MessageReport,
    Suggestion,
    Thread,
)
from cashwright.areas.parties.models import (
    Consent,
    Contact,
    Customer,
    FormerParticulars,
    Hold,
    LegalEntity,
    Portfolio,
    Segment,
    TaxId,
    Terms,
)
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.usage.models import Event
from cashwright.columns.copy import read_frames

EXPORTS: dict[str, type[models.Model]] = {
    "accounts": Account,
    "agencies": Agency,
    "agency-recoveries": AgencyRecovery,
    "amendments": Amendment,
    "applications": Application,
    "approvals": Approval,
    "bank-accounts": BankAccount,
    "bank-files": BankFile,
    "bank-lines": BankLine,
    "bank-statements": BankStatement,
    "bill-items": BillItem,
    "bill-periods": BillPeriod,
    "blocked-addresses": BlockedAddress,
    "calls": Call,
    "charge-spans": ChargeSpan,
    "charges": Charge,
    "consents": Consent,
    "contacts": Contact,
    "contracts": Contract,
    "coupons": Coupon,
    "credit-draws": CreditDraw,
    "credit-grants": CreditGrant,
    "credit-note-lines": CreditNoteLine,
    "credit-notes": CreditNote,
    "customers": Customer,
    "differences": Difference,
    "discounts": Discount,
    "dispute-lines": DisputeLine,
    "dispute-moves": DisputeMove,
    "dispute-words": DisputeWord,
    "disputes": Dispute,
    "drift-alerts": DriftAlert,
    "escalations": Escalation,
    "evidence": Evidence,
    "facts": Fact,
    "former-particulars": FormerParticulars,
    "holds": Hold,
    "imports": ImportBatch,
    "inbound": Inbound,
    "inbound-files": InboundFile,
    "instalments": Instalment,
    "invoice-lines": InvoiceLine,
    "invoices": Invoice,
    "journal-entries": JournalEntry,
    "kpis": KpiSnapshot,
    "late-charges": LateCharge,
    "legal-entities": LegalEntity,
    "letters": Letter,
    "matches": Match,
    "message-reports": MessageReport,
    "messages": Message,
    "meters": Meter,
    "milestones": Milestone,
    "notes": Note,
    "orders": Order,
    "pauses": Pause,
    "payer-aliases": PayerAlias,
    "payment-plans": PaymentPlan,
    "payments": Payment,
    "periods": Period,
    "placement-items": PlacementItem,
    "placements": Placement,
    "plan-items": PlanItem,
    "policies": PolicyVersion,
    "portfolios": Portfolio,
    "postings": Posting,
    "price-versions": PriceVersion,
    "prices": Price,
    "products": Product,
    "promise-items": PromiseItem,
    "promises": Promise,
    "rates": FxRate,
    "recoveries": Recovery,
    "refunds": Refund,
    "reminders": Reminder,
    "remittance-items": RemittanceItem,
    "remittances": Remittance,
    "risk-ratings": RiskRating,
    "segments": Segment,
    "snoozes": Snooze,
    "subscriptions": Subscription,
    "suggestions": Suggestion,
    "tasks": Task,
    "tax-exemptions": TaxExemption,
    "tax-ids": TaxId,
    "tax-rates": TaxRate,
    "tax-registrations": TaxRegistration,
    "terms": Terms,
    "threads": Thread,
    "tiers": Tier,
    "usage-events": Event,
    "write-offs": WriteOff,
}
_TEXT = "_as_text"
_BESIDE = {
    "entity": {"entity_code": "entity__code"},
    "customer": {"account_no": "customer__account_no", "customer_name": "customer__name"},
    "invoice": {"invoice_no": "invoice__document_no", "invoice_currency": "invoice__currency"},
    "credit_note": {
        "credit_note_no": "credit_note__document_no",
        "credit_note_currency": "credit_note__currency",
    },
    "contract": {"contract_no": "contract__contract_no", "contract_currency": "contract__currency"},
    "dispute": {"dispute_no": "dispute__dispute_no", "dispute_currency": "dispute__currency"},
    "grant": {"grant_currency": "grant__currency"},
    "placement": {"placement_currency": "placement__currency"},
    "plan": {"plan_currency": "plan__currency"},
    "promise": {"promise_currency": "promise__currency"},
    "remittance": {"remittance_currency": "remittance__currency"},
    "price_version": {"version_currency": "price_version__currency"},
    "price": {"price_code": "price__code"},
    "product": {"product_code": "product__code"},
    "subscription": {"reference": "subscription__reference"},
}
_DTYPES: tuple[tuple[Any, Any], ...] = (
    (models.BooleanField, pl.Boolean),
    (models.DateTimeField, pl.Datetime("us", "UTC")),
    (models.DateField, pl.Date),
    (models.IntegerField, pl.Int64),
)


def export_frames(what: str, *, rows: int = 100_000) -> Iterator[pl.DataFrame]:
    """The rows of one of EXPORTS, `rows` at a time, oldest first; one empty frame when it has none."""
    model = EXPORTS[what]
    names = _names(model)
    schema = {lookup: _dtype(model, lookup) for lookup in names.values()}
    query = model._default_manager.annotate(**_readable(model)).order_by("pk")
    home = {name: currency for name, currency in _money(names).items() if currency is not None}
    scales = {
        name: scale_of(list(query.values_list(names[currency], flat=True).order_by().distinct()))
        for name, currency in home.items()
    }
    is_empty = True
    for frame in read_frames(query, schema=schema, rows=rows):
        is_empty = False
        yield _shown(frame, names, home, scales)
    if is_empty:
        yield _shown(pl.DataFrame(schema=schema), names, home, scales)


def _names(model: type[models.Model]) -> dict[str, str]:
    """Name in the file -> lookup; the codes people know stand before the ids."""
    found: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CompositePrimaryKey) or field.attname in _sealed(model):
            continue
        if isinstance(field, models.BinaryField):
            found[field.attname] = field.attname + _TEXT
            continue
        if isinstance(field, models.ForeignKey):
            found |= _BESIDE.get(field.name, {})
        found[field.attname] = field.attname
    if "functional_minor" in found and "entity_code" in found:
        found["home_currency"] = "entity__currency"
    return found


def _readable(model: type[models.Model]) -> dict[str, Func]:
    """Bytes as text: the body of a fact as it was hashed, hashes as hexadecimal digits."""
    return {
        field.attname + _TEXT: Func(
            F(field.attname),
            Value("UTF8" if field.attname == "body" else "hex"),
            function="convert_from" if field.attname == "body" else "encode",
            output_field=models.TextField(),
        )
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.attname not in _sealed(model)
    }


def _sealed(model: type[models.Model]) -> Mapping[str, object]:
    return getattr(model, "SEALED", {})


def _dtype(model: type[models.Model], lookup: str) -> Any:
    if "__" in lookup or lookup.endswith(_TEXT):
        return pl.String
    field = next(f for f in model._meta.concrete_fields if f.attname == lookup)
    return next((dtype for kind, dtype in _DTYPES if isinstance(field, kind)), pl.String)


def _money(names: dict[str, str]) -> dict[str, str | None]:
    """Each amount with the column that holds its currency."""
    return {name: _currency_of(name, names) for name in names if name.endswith("_minor")}


def _currency_of(name: str, names: dict[str, str]) -> str | None:
    if "functional" in name:
        return "home_currency" if "home_currency" in names else None
    candidates = (
        "currency", "credit_note_currency", "invoice_currency", "contract_currency",
        "grant_currency", "version_currency", "remittance_currency", "dispute_currency",
        "placement_currency", "plan_currency", "promise_currency",
    )  # fmt: skip
    return next((column for column in candidates if column in names), None)


def _shown(
    frame: pl.DataFrame, names: dict[str, str], home: dict[str, str], scales: dict[str, int]
) -> pl.DataFrame:
    frame = frame.rename({lookup: name for name, lookup in names.items()})
    amounts = [
        decimals(name, currency, scales[name]).alias(name.removesuffix("_minor"))
        for name, currency in home.items()
    ]
    order = [name.removesuffix("_minor") if name in home else name for name in names]
    return frame.with_columns(amounts).select(order)
