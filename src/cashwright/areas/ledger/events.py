"""Facts that the ledger announces: what has no document of its own to speak for it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPosted:
    """A manual entry was posted; lines are (account, currency, amount, functional amount)."""

    name: ClassVar[str] = "ledger.entry_posted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "entry_id"

    entity_id: UUID
    entry_id: UUID
    effective_on: date
    kind: str
    lines: tuple[tuple[str, str, int, int], ...]
    reverses_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAdded:
    """The chart has a new account; one chart for all entities."""

    name: ClassVar[str] = "ledger.account_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "change_id"

    change_id: UUID
    account_code: str
    kind: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodMoved:
    """A period was closed, reopened or locked (`state`), with the trial balance's hash at that time."""

    name: ClassVar[str] = "ledger.period_moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "period_id"

    entity_id: UUID
    period_id: UUID
    starts_on: date
    ends_on: date
    before: str
    state: str
    trial_balance_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesImported:
    """Exchange rates were read from a source."""

    name: ClassVar[str] = "ledger.rates_imported"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "import_id"

    entity_id: UUID
    import_id: UUID
    source: str
    added: int
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revalued:
    """Open foreign items were revalued at a period's end; the entry is taken back the day after."""

    name: ClassVar[str] = "ledger.revalued"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "revaluation_id"

    entity_id: UUID
    revaluation_id: UUID
    on: date
    entry_id: UUID
    reversal_id: UUID
    difference_minor: int
