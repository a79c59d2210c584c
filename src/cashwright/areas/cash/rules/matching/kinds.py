"""Kinds of differences and lanes of finding: the two words every draft is told by."""

from enum import StrEnum

from cashwright.areas.cash.policies import DifferenceKind


class Kind(StrEnum):
    """What explains the difference. LATE_DISCOUNT was not allowed any more: it stays open."""

    EXACT = "exact"
    TOLERANCE = "tolerance"
    FEE_TOLD = "fee_told"
    FEE = "fee"
    DISCOUNT = "discount"
    GRACE_DISCOUNT = "grace_discount"
    LATE_DISCOUNT = "late_discount"
    WITHHELD_TAX = "withheld_tax"
    FX = "fx"
    SHORT = "short"
    OVER = "over"
    ON_ACCOUNT = "on_account"


CLEARED = {
    Kind.TOLERANCE: DifferenceKind.TOLERANCE,
    Kind.FEE_TOLD: DifferenceKind.FEE,
    Kind.FEE: DifferenceKind.FEE,
    Kind.DISCOUNT: DifferenceKind.DISCOUNT,
    Kind.GRACE_DISCOUNT: DifferenceKind.DISCOUNT,
    Kind.WITHHELD_TAX: DifferenceKind.WITHHELD_TAX,
    Kind.FX: DifferenceKind.FX,
}


class Lane(StrEnum):
    """How the documents of a draft were found: what autonomy is given or taken by."""

    CITED = "cited"
    SEVERAL = "several"
    RANGE = "range"
    NEAR = "near"
    REST = "rest"
    PAYER = "payer"
    RUN = "run"
    SUM = "sum"
    AMOUNT = "amount"
    ON_ACCOUNT = "on_account"
    DUPLICATE = "duplicate"
