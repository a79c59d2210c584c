"""What operations take and answer. Amounts are whole minor units, quantities millionths."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from cashwright.areas.usage.policies import BATCH_MAX, PROPERTIES_MAX, TEXT_MAX
from cashwright.surfaces.api.bodies import Strict

_PRINTED = r"^[^\x00-\x1f\x7f]+$"


class Event(Strict):
    """One metered event. `corrects` names an event of the same source whose place it takes."""

    id: Annotated[str, Field(min_length=1, max_length=120, pattern=_PRINTED)]
    kind: Annotated[str, Field(min_length=1, max_length=80, pattern=_PRINTED)]
    subscription: Annotated[str, Field(min_length=1, max_length=80, pattern=_PRINTED)]
    occurred_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    properties: Annotated[
        dict[str, Annotated[str, Field(max_length=TEXT_MAX)] | int | float | bool],
        Field(max_length=PROPERTIES_MAX),
    ] = {}
    corrects: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    retracts: bool = False


class EventBatch(Strict):
    """Events of one source; each is judged by itself."""

    source: Annotated[str, Field(min_length=1, max_length=80, pattern=_PRINTED)]
    events: Annotated[list[Event], Field(min_length=1, max_length=BATCH_MAX)]


class CloudEvent(Strict):
    """CloudEvents 1.0: `type` is the kind, `subject` the subscription, `data` the properties."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    data: dict[str, str | int | float | bool] = {}
    datacontenttype: str = "application/json"
    corrects: str | None = None


class EventOutcome(Strict):
    """What became of one event: taken, duplicate or refused; a refusal says why and what to do."""

    id: str
    state: str
    code: str | None = None
    detail: str | None = None
    remedy: str | None = None


class EventsTaken(Strict):
    """What became of a batch, in its order. It is on the disk when this is answered."""

    batch_id: str
    taken: int
    duplicates: int
    refused: int
    results: list[EventOutcome]


class DayUsed(Strict):
    """The quantity of one day."""

    on: str
    quantity_e6: int


class GroupUsed(Strict):
    """The quantity of one value of the meter's group property; empty: events without it."""

    value: str
    quantity_e6: int


class MeterUsed(Strict):
    """One meter in the period that runs, and what it costs before discounts and tax."""

    code: str
    name: str
    unit_name: str
    aggregation: str
    quantity_e6: int
    event_count: int
    projected_e6: int
    amount_minor: int | None
    projected_minor: int | None
    days: list[DayUsed]
    groups: list[GroupUsed]


class Usage(Strict):
    """The period that runs: [from_on, until_on)."""

    subscription: str
    from_on: str
    until_on: str
    as_of: str
    currency: str
    amount_minor: int
    projected_minor: int
    meters: list[MeterUsed]


class CustomerOut(Strict):
    """A customer of a legal entity. `account_owner` is the e-mail address of who keeps them."""

    id: str
    entity: str
    account_no: str
    name: str
    country: str
    currency: str
    account_owner: str | None
    is_active: bool


class Customers(Strict):
    """One page; `next` is the cursor of the page after it."""

    items: list[CustomerOut]
    next: str | None


class ContactOut(Strict):
    """A person at a customer; an empty `language` or `zone` is the customer's, an empty `channel` e-mail."""

    id: str
    name: str
    email: str
    phone: str
    roles: list[str]
    channel: str
    language: str
    zone: str
    is_active: bool


class Contacts(Strict):
    """The people at one customer, those still there first."""

    items: list[ContactOut]


class LineOut(Strict):
    """One line of an invoice."""

    line_no: int
    description: str
    net_minor: int
    tax_minor: int


class InvoiceOut(Strict):
    """An invoice as it stands now. `number` is missing from drafts; `lines` from lists."""

    id: str
    entity: str
    customer_id: str
    number: str | None
    state: str
    issued_on: str
    due_on: str
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    balance_minor: int
    lines: list[LineOut] | None = None


class Invoices(Strict):
    """One page; `next` is the cursor of the page after it."""

    items: list[InvoiceOut]
    next: str | None


class OrderOut(Strict):
    """What became of an order: fulfilled, with its contract, or refused, with the reason."""

    id: str
    state: str
    contract_id: str | None
    refusal: str
    refusal_facts: dict[str, Any]
