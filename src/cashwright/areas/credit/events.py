"""Facts that credit announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff:
    """Part of an invoice was declared uncollectible."""

    name: ClassVar[str] = "credit.written_off"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "write_off_id"

    entity_id: UUID
    write_off_id: UUID
    customer_id: UUID
    invoice_id: UUID
    written_off_on: date
    currency: str
    amount_minor: int
    application_id: UUID
    approval_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A payment came for what had been written off."""

    name: ClassVar[str] = "credit.recovered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "recovery_id"

    entity_id: UUID
    recovery_id: UUID
    write_off_id: UUID
    payment_id: UUID
    customer_id: UUID
    recovered_on: date
    currency: str
    amount_minor: int
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftNoted:
    """A customer pays worse than before: days late then and now, or counts of bad signs.

    told_id   the owner of the account, who is told
    """

    name: ClassVar[str] = "credit.drift_noted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "drift_alert_id"

    entity_id: UUID
    drift_alert_id: UUID
    customer_id: UUID
    noted_on: date
    detector: str
    baseline_days: int
    latest_days: int
    cooldown_until: date
    task_id: UUID
    told_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRated:
    """A customer's risk changed: by the rule, or by a person's word until a day."""

    name: ClassVar[str] = "credit.risk_rated"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "risk_rating_id"

    entity_id: UUID
    risk_rating_id: UUID
    customer_id: UUID
    rated_on: date
    before: str
    after: str
    until_on: date | None
