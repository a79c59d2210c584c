"""The banks of the made-up companies: which accounts they have, and what each bank's files look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cashwright.connectors.simulator.bank_writers import (
    OurAccount,
    Statement,
    write_bai2,
    write_camt053,
    write_mt940,
    write_table,
)
from cashwright.connectors.simulator.company import Buyer, Company, dice
from cashwright.connectors.simulator.ibans import account_of

Write = Callable[[Sequence[Statement]], bytes]


@dataclass(frozen=True, slots=True)
class Bank:
    """One account of ours.

    code     what we call it; `file` the word its bank begins file names with: accounts that share it
             come in one file
    prefix   of the bank's own references
    is_table its files are tables, which do not say which account they are of
    """

    code: str
    name: str
    entity: str
    account: OurAccount
    file: str
    ending: str
    write: Write
    prefix: str

    @property
    def is_table(self) -> bool:
        return self.write is write_table


def _bank(
    code: str, name: str, entity: str, number: str, bic: str, currency: str, owner: str, ending: str,
    write: Write, prefix: str,
) -> Bank:  # fmt: skip
    file = code.split("-")[0].lower()
    account = OurAccount(number, bic, currency, owner)
    return Bank(code, name, entity, account, file, ending, write, prefix)


_DE, _US, _UK = "Northwind Cloud GmbH", "Northwind Cloud Inc.", "Northwind Cloud Ltd"
_SEVERN = account_of("GB", 4711)
BANKS = (
    _bank("ELBE", "Elbe Bank", "NWDE", account_of("DE", 202051), "TESTDEHHXXX", "EUR", _DE, "xml",
          write_camt053, "EB"),
    _bank("ELBE-USD", "Elbe Bank, dollars", "NWDE", account_of("DE", 202052), "TESTDEHHXXX", "USD", _DE,
          "xml", write_camt053, "EU"),
    _bank("SPARE", "Alster Sparkasse", "NWDE", account_of("DE", 990017), "TESTDEH1XXX", "EUR", _DE, "csv",
          write_table, "AS"),
    _bank("PRAIRIE", "First Prairie Bank", "NWUS", "00004711", "000000000", "USD", _US, "bai", write_bai2,
          "FP"),
    _bank("SEVERN", "Severn Bank", "NWUK", _SEVERN, "TESTGB2LXXX", "GBP", _UK, "sta", write_mt940, "SB"),
    _bank("SEVERN-EUR", "Severn Bank, euros", "NWUK", _SEVERN, "TESTGB2LXXX", "EUR", _UK, "sta",
          write_mt940, "SE"),
)  # fmt: skip
"""Every account, the main one of each entity first."""

_TO_SPARE = 0.16


def banks_of(entity: str) -> tuple[Bank, ...]:
    """The accounts of one entity."""
    return tuple(bank for bank in BANKS if bank.entity == entity)


def bank_for(company: Company, buyer: Buyer, currency: str) -> Bank:
    """The account a buyer pays into: the one of the currency; a few still know the spare one alone."""
    own = [bank for bank in banks_of(buyer.entity.code) if bank.account.currency == currency]
    if len(own) > 1 and dice(company.seed, "pays to", buyer.account_no).random() < _TO_SPARE:
        return own[1]
    return own[0]
