"""Open foreign items at a period's end: valued at that day's rate, and taken back the day after.

What customers owe and what they have to their credit is monetary; the difference between its carried
functional amount and its worth at the closing rate is an unrealized gain or loss. It stands beside
the receivable on an account of its own, so the receivable stays the list of open items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries
from cashwright.areas.ledger.events import Revalued
from cashwright.areas.ledger.models import Revaluation
from cashwright.areas.ledger.refusals import NoRate
from cashwright.areas.ledger.rules import BalanceRow, Line, functional
from cashwright.areas.ledger.services import post_entry, reverse_entry
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id

MONETARY = ("receivable", "customer_credit", "unidentified")


@command
def revalue(*, entity_id: UUID, on: date, by: Actor) -> Revaluation | None:
    """Revalue open foreign items as of `on`, and take it back the day after (I-11).

    returns  None when nothing is open in a foreign currency, or its worth has not changed
    repeat   a second call for the same day returns the first revaluation
    raises   NoRate, PeriodClosed (of `on` or of the day after)
    """
    entity = LegalEntity.objects.select_for_update().get(pk=entity_id)
    known = revaluation_of(entity_id, on)
    if known is not None:
        return known
    differences = _differences(entity, on)
    if not differences:
        return None
    roles = queries.accounts_by_role()
    lines = [
        line
        for currency, minor in differences.items()
        for line in (
            Line(roles["receivable_revaluation"], currency, 0, minor),
            Line(roles["fx_unrealized"], currency, 0, -minor),
        )
    ]
    made = Revaluation(id=new_id(), entity=entity, on=on)
    entry = post_entry(
        entity_id=entity_id, effective_on=on, kind="revaluation", document_id=made.pk, lines=lines,
        by=by, memo=f"open foreign items at {on}",
    )  # fmt: skip
    undone = reverse_entry(
        entry_id=entry.pk, on=on + timedelta(days=1), kind="revaluation", document_id=made.pk, by=by
    )
    made.entry_id, made.reversal_id = entry.pk, undone.pk
    made.save(force_insert=True)
    event = Revalued(
        entity_id=entity_id, revaluation_id=made.pk, on=on, entry_id=entry.pk,
        reversal_id=undone.pk, difference_minor=sum(differences.values()),
    )  # fmt: skip
    announce(event, by=by)
    return made


@dataclass(frozen=True, slots=True)
class Valuation:
    """What is open in one foreign currency on a day; functional amounts in the entity's currency.

    minor          owed to us (below zero: more is to customers' credit), in `currency`
    carried_minor  functional, as the items were booked
    worth_minor    functional, at the closing rate; None when no rate covers the day
    """

    currency: str
    minor: int
    carried_minor: int
    worth_minor: int | None

    @property
    def difference_minor(self) -> int | None:
        """The unrealized gain (above zero) or loss; None without a rate."""
        return None if self.worth_minor is None else self.worth_minor - self.carried_minor


def revaluation_of(entity_id: UUID, on: date) -> Revaluation | None:
    """The revaluation of an entity as of a day, when it was made."""
    return Revaluation.objects.filter(entity_id=entity_id, on=on).first()


def valuations(entity: LegalEntity, on: date, balances: Sequence[BalanceRow]) -> list[Valuation]:
    """What revaluing as of `on` looks at, by currency; `balances` is the trial balance of that day."""
    return [
        Valuation(currency, minor, home, _worth(entity, currency, minor, on))
        for currency, (minor, home) in _carried(entity, balances).items()
    ]


def _worth(entity: LegalEntity, currency: str, minor: int, on: date) -> int | None:
    try:
        rate = queries.rate(currency, entity.currency, on)
    except NoRate:
        return None
    return functional(minor, currency, entity.currency, rate)


def _carried(entity: LegalEntity, balances: Sequence[BalanceRow]) -> dict[str, tuple[int, int]]:
    """Open items by foreign currency: (minor, functional)."""
    roles = queries.accounts_by_role()
    monetary = {roles[role] for role in MONETARY}
    carried: dict[str, tuple[int, int]] = {}
    for row in balances:
        if row.account in monetary and row.currency != entity.currency:
            minor, home = carried.get(row.currency, (0, 0))
            carried[row.currency] = (minor + row.minor, home + row.functional_minor)
    return {code: (minor, home) for code, (minor, home) in carried.items() if minor or home}


def _differences(entity: LegalEntity, on: date) -> dict[str, int]:
    """By currency: worth at the closing rate less what is carried, where the two differ."""
    found = {}
    for currency, (minor, home) in _carried(entity, queries.trial_balance(entity.pk, on)).items():
        rate = queries.rate(currency, entity.currency, on)
        worth = functional(minor, currency, entity.currency, rate)
        if worth != home:
            found[currency] = worth - home
    return found
