"""The people of the made-up company's buyers: what they are like goes with how they pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from cashwright.connectors.simulator.company import Buyer, Company
from cashwright.connectors.simulator.people.characters import Character, Kind, character, dice_of
from cashwright.kernel.periods import add_months

_KINDS: Mapping[str, Mapping[Kind, int]] = {
    "early": {Kind.PROMPT: 82, Kind.FORGETFUL: 8, Kind.DISPUTER: 10},
    "on time": {Kind.PROMPT: 55, Kind.FORGETFUL: 31, Kind.DISPUTER: 10, Kind.SILENT: 4},
    "late": {
        Kind.FORGETFUL: 58, Kind.STRATEGIC: 17, Kind.SHORT: 10, Kind.DISPUTER: 10, Kind.SILENT: 5,
    },
    "very late": {Kind.STRATEGIC: 45, Kind.SHORT: 40, Kind.SILENT: 15},
    "bundles": {Kind.PROMPT: 50, Kind.FORGETFUL: 30, Kind.STRATEGIC: 20},
    "in parts": {Kind.SHORT: 60, Kind.FORGETFUL: 40},
    "stops": {Kind.SHORT: 75, Kind.SILENT: 25},
}  # fmt: skip
_DRIFTS = {"early": 0.08, "on time": 0.08, "late": 0.10}
_FIRST_MONTH, _MONTHS = 6, 4  # before, nobody could know how they used to pay
_SLIP_DAYS = (14, 32)


@lru_cache(maxsize=4)
def characters_of(company: Company) -> dict[str, Character]:
    """The people of every buyer, by account number. Ask once: the key is the whole company."""
    return {buyer.account_no: _character(company, buyer) for buyer in company.buyers}


def _character(company: Company, buyer: Buyer) -> Character:
    roll = dice_of(company.seed, "people", buyer.account_no)
    odds = _KINDS[buyer.habit.name]
    kind = roll.choices(list(odds), list(odds.values()))[0]
    made = character(company.seed, buyer.account_no, language=buyer.language, kind=kind)
    if buyer.habit.stops_on is not None:
        return replace(made, changes_on=buyer.habit.stops_on, keeps=0.05)
    is_free = not buyer.part and buyer.leaves_on is None and buyer.starts_on == company.starts_on
    if is_free and roll.random() < _DRIFTS.get(buyer.habit.name, 0):
        month = add_months(company.starts_on, _FIRST_MONTH + roll.randrange(_MONTHS))
        return replace(
            made,
            changes_on=month.replace(day=1 + roll.randrange(28)),
            slip_days=roll.randint(*_SLIP_DAYS),
        )
    return made
