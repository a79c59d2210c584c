"""Bank files in: camt, MT940/942, BAI2, lockbox, OFX, QIF, tables and payouts, alone or archived."""

from cashwright.connectors.bank_files.reader import read_bank_file
from cashwright.connectors.bank_files.reading import LIMITS, BankFileLimits

__all__ = ["LIMITS", "BankFileLimits", "read_bank_file"]
