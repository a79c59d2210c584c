"""What a line that took money is to the bank, as far as its codes say.

source  ISO 20022 external code sets (bank transaction codes: family and subfamily; return reasons);
        BAI2 uniform codes of the BAI (returned items 555 to 557, fees 661, 698)
"""

_RETURN_PARTS = frozenset({"RRTN", "RPCR", "RPMT", "UPDD", "PRDD", "RCDD", "ARET", "CAJT", "DAJT"})
_RETURN_CODES = frozenset({"555", "557", "NRTI", "FRTI"})
_CHARGE_PARTS = frozenset({"CHRG", "COMM", "COMT", "FEES"})
_CHARGE_CODES = frozenset({"661", "698", "NCHG", "FCHG", "NCOM"})


def _parts(bank_code: str) -> frozenset[str]:
    return frozenset(bank_code.upper().replace("+", "-").replace("/", "-").split("-"))


def is_return(return_reason: str, bank_code: str, *, is_reversal: bool) -> bool:
    """Whether the bank takes an earlier payment back: it says why, or its code does, or it reverses."""
    parts = _parts(bank_code)
    return bool(return_reason) or is_reversal or bool(parts & (_RETURN_PARTS | _RETURN_CODES))


def is_charge(bank_code: str) -> bool:
    """Whether the bank took it for itself."""
    return bool(_parts(bank_code) & (_CHARGE_PARTS | _CHARGE_CODES))
