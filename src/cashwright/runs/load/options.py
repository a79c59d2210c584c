"""What a user may ask of an import, and the books it is held against."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.parties.models import LegalEntity

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

Watch = Callable[[UUID], AbstractContextManager[Progress]]
"""Opened with the id of an import; what it gives is told the progress others can see."""

SOURCE = "import"


def silent(stage: str, done: int, total: int) -> None:
    """Nobody is watching."""


@contextmanager
def nobody(batch_id: UUID) -> Iterator[Progress]:
    """Nobody is told."""
    yield silent


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """entity            code of the legal entity; the only one there is when not said
    new_entity         set the named entity up when there is none of that code
    accept_valid       take what is right although other rows are refused
    dry_run            do everything and take it back: the report is what would have been
    no_new_customers   refuse invoices of customers nobody has set up
    other_currencies   take documents in another currency than their customer's
    opening            documents are what was owed at `cutover`: posted against opening balances
    fixed_up           where refused rows are written; not at all when None
    """

    entity: str | None = None
    new_entity: bool = False
    accept_valid: bool = False
    dry_run: bool = False
    no_new_customers: bool = False
    other_currencies: bool = False
    opening: bool = False
    cutover: date | None = None
    fixed_up: Path | None = None

    def told(self) -> dict[str, Any]:
        """As it is kept with the import."""
        return {k: str(v) for k, v in asdict(self).items() if v not in (None, False)}


@dataclass(frozen=True, slots=True)
class Books:
    """What the rows are checked against, read once, in the transaction that posts them.

    today      of the legal entity; nothing may be dated after it
    customers  account_no | customer_id | customer_currency | terms_id, of the entity
    closed     first and last day of the months that are shut
    """

    entity: LegalEntity
    today: date
    customers: pl.DataFrame
    closed: tuple[tuple[date, date], ...] = field(default=())
