"""How a buyer's money looks at the bank: from which account, in whose name, and how it is explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from random import Random

from cashwright.connectors.simulator.company import Buyer, Company, dice
from cashwright.connectors.simulator.families import mothers
from cashwright.connectors.simulator.ibans import account_of
from cashwright.connectors.simulator.noise import Writing

_MOVES, _MOVES_AFTER_DAYS = 0.06, 200


class Refers(StrEnum):
    """A payer's habit: what stands on a transfer to say what it is for."""

    TEXT = "text"
    LOOSE = "loose"
    SILENT = "silent"
    CUSTOMER = "customer"
    END_TO_END = "end_to_end"
    STRUCTURED = "structured"


_REFERS = {
    Refers.TEXT: 58, Refers.LOOSE: 17, Refers.SILENT: 9, Refers.CUSTOMER: 4, Refers.END_TO_END: 5,
    Refers.STRUCTURED: 7,
}  # fmt: skip
_WRITES = {Writing.EXACT: 90, Writing.REFORMATTED: 3, Writing.MISTYPED: 5, Writing.CUT: 2}
_WRITES_LOOSELY = {Writing.EXACT: 18, Writing.REFORMATTED: 70, Writing.MISTYPED: 8, Writing.CUT: 4}


@dataclass(frozen=True, slots=True)
class Payer:
    """`name` and `account` are those of who pays, which may be a buyer's mother.

    second_account  used from `moves_on`: payers change their bank
    withholds       keeps a tax back that it pays for us
    combines        pays what is due on one day at once
    every           who bundles does so every so many months
    """

    name: str
    account: str
    second_account: str
    moves_on: date | None
    refers: Refers
    withholds: bool
    combines: bool
    every: int

    def account_on(self, on: date) -> str:
        """The account it pays from on a day."""
        return self.second_account if self.moves_on and on >= self.moves_on else self.account


@lru_cache(maxsize=4)
def payers_of(company: Company) -> dict[str, Payer]:
    """Who pays each buyer's invoices, and how, by account number. Ask once: the key is the whole company."""
    above = mothers(company)
    return {b.account_no: _payer(company, b, above.get(b.account_no, b)) for b in company.buyers}


def _payer(company: Company, buyer: Buyer, pays: Buyer) -> Payer:
    roll = dice(company.seed, "payer", buyer.account_no)
    number = int(pays.account_no[2:]) * 10
    moves = roll.random() < _MOVES
    return Payer(
        name=pays.name,
        account=account_of(pays.country, number),
        second_account=account_of(pays.country, number + 1),
        moves_on=company.starts_on + timedelta(days=_MOVES_AFTER_DAYS) if moves else None,
        refers=roll.choices(list(_REFERS), list(_REFERS.values()))[0],
        withholds=buyer.country in ("ES", "IT") and roll.random() < 0.4,
        combines=roll.random() < 0.5,
        every=roll.choice((1, 1, 2, 3)),
    )


def writing(refers: Refers, roll: Random) -> Writing:
    """What becomes of one reference of a payer with that habit."""
    odds = _WRITES_LOOSELY if refers is Refers.LOOSE else _WRITES
    return roll.choices(list(odds), list(odds.values()))[0]
