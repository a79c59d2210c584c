"""Tables of cash: what banks told, what was matched to it, and what was applied."""

from cashwright.areas.cash.models.applications import Application, SourceKind
from cashwright.areas.cash.models.bank import BankAccount, BankFile, BankLine, BankStatement
from cashwright.areas.cash.models.differences import Difference
from cashwright.areas.cash.models.matches import Match, PayerAlias
from cashwright.areas.cash.models.remittances import Remittance, RemittanceItem

__all__ = [
    "Application",
    "BankAccount",
    "BankFile",
    "BankLine",
    "BankStatement",
    "Difference",
    "Match",
    "PayerAlias",
    "Remittance",
    "RemittanceItem",
    "SourceKind",
]
