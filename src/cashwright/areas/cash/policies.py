"""What a user may set about cash application: versioned values, never code."""

from dataclasses import dataclass
from enum import StrEnum

from cashwright.kernel.autonomy import Autonomy

MATCHING = "cash.matching"
MATCH_LINE = "cash.match"  # the kind of approval a large line waits for
TRANSFER_LINES = "cash.transfer"  # ... and a large transfer between own accounts


class Method(StrEnum):
    """A way to find the items a payment settles, when it names none."""

    EXACT = "exact"
    EXACT_SUM = "exact_sum"
    OLDEST_FIRST = "oldest_first"


class SameAmount(StrEnum):
    """What to do when open items of one amount fit equally well."""

    ASK = "ask"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPolicy:
    """How a payment that names no invoice is applied to its known customer's open items.

    methods       tried in this order; leave OLDEST_FIRST out and what fits nothing stays on account
    same_amount   ASK hands a tie to a person; OLDEST settles the item due first
    set_size_max  the largest set of items an exact sum is looked for in (all items together
                  always count as one set, however many they are)
    work_max      partial sums one search may hold; beyond it the search gives up and says so
    """

    version: int = 1
    methods: tuple[Method, ...] = (Method.EXACT, Method.EXACT_SUM, Method.OLDEST_FIRST)
    same_amount: SameAmount = SameAmount.ASK
    set_size_max: int = 6
    work_max: int = 20_000

    def __post_init__(self) -> None:
        assert len(set(self.methods)) == len(self.methods), "a method is named once"
        assert self.set_size_max >= 1
        assert self.work_max >= 1


class DifferenceKind(StrEnum):
    """Why less came than was open, where that is cleared without the payer."""

    TOLERANCE = "tolerance"
    FEE = "fee"
    DISCOUNT = "discount"
    WITHHELD_TAX = "withheld_tax"
    FX = "fx"


class ShortPayment(StrEnum):
    """What becomes of what a payer kept beyond the tolerance: left open, asked about, or a dispute."""

    LEAVE_OPEN = "leave_open"
    ASK = "ask"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingPolicy:
    """How bank lines are matched, for one bank account and segment. Amounts are minor units of the line.

    autonomy         what may be done without a person
    target_ppm       the precision the machine must keep; below it, it may only suggest
    certain_ppm      how sure a scored match must be to be applied by itself
    tolerance_minor  a shortfall (or excess) up to this is cleared as a rounding difference ...
    tolerance_bp     ... and up to this share of what was open
    fee_max_minor    the most a bank is believed to keep of a transfer
    fx_bp            the band within which another currency's conversion is believed
    grace_days       days after its end in which an early-payment discount still counts
    discount_tax     whether a discount takes back its share of output tax (the EU: yes)
    withheld_bp      rates of withholding tax that are believed, in hundredths of a percent
    overpaid_max_minor  an excess up to this is kept on account without asking
    four_eyes_minor  a line from here on needs two people, whatever the machine thinks
    """

    autonomy: Autonomy = Autonomy.AUTO
    target_ppm: int = 999_000
    certain_ppm: int = 990_000
    tolerance_minor: int = 5
    tolerance_bp: int = 50
    fee_max_minor: int = 3_500
    fx_bp: int = 150
    grace_days: int = 3
    discount_tax: bool = True
    withheld_bp: tuple[int, ...] = ()
    short_payment: ShortPayment = ShortPayment.ASK
    overpaid_max_minor: int = 0
    four_eyes_minor: int | None = None

    def __post_init__(self) -> None:
        assert 0 < self.target_ppm <= 1_000_000
        assert 0 < self.certain_ppm <= 1_000_000
        assert min(self.tolerance_minor, self.tolerance_bp, self.fee_max_minor, self.fx_bp) >= 0
        assert self.grace_days >= 0
        assert all(0 < bp < 10_000 for bp in self.withheld_bp)
