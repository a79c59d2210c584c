"""Where disputes come from: factors whose invoices are disputed more often than the others', and how sure that is.

Words: a *factor* is something an invoice has (a product, a plan, terms, who sold); the *lift* of
one is its rate of disputed invoices over that of all other invoices. The p-value is Fisher's exact
one (one-sided: as many disputes or more, by chance), computed in whole numbers.

Looking at many factors finds some by luck. All are corrected together by Benjamini and Hochberg
(1995): of what is called found, at most one in twenty is expected to be luck. Holm's correction
would promise that not even one is, and would so hide most true causes of a company with hundreds
of prices; a person who looks into twenty leads can bear one that is none. Values of one factor are
each other's opposite, so the promise is not a theorem here; with exact tests of counts it is kept
with room to spare (tests/areas/disputes: no cause planted, none found).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

FACTORS = (
    "product", "plan", "price_version", "charge", "clause", "terms", "purchase_order", "sales_owner",
    "segment", "region",
)  # fmt: skip
"""What is looked at. Of factors that explain alike, the earlier one is told first: a product comes
before its prices, what we bill before who buys it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One value of a factor: how many invoices have it, how many of those were disputed, in how many cases."""

    factor: str
    value: str
    label: str
    issued: int
    disputed: int
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one value.

    lift      None where no other invoice was disputed: more often by any factor
    p, q      as found, and corrected; exact
    """

    counted: Counted
    others_issued: int
    others_disputed: int
    lift: Fraction | None
    p: Fraction
    q: Fraction

    @property
    def rate(self) -> Fraction:
        return Fraction(self.counted.disputed, self.counted.issued)

    @property
    def others_rate(self) -> Fraction:
        return Fraction(self.others_disputed, self.others_issued)

    def is_sure(self, level: Fraction = Fraction(1, 20)) -> bool:
        """Whether chance is no explanation, at this level after correction."""
        return self.q <= level


def fisher_greater(disputed: int, issued: int, all_disputed: int, all_issued: int) -> Fraction:
    """The chance of `disputed` or more among `issued`, when `all_disputed` of `all_issued` are drawn blind.

    The upper tail of the hypergeometric distribution, each term made from the one before.
    """
    assert 0 <= disputed <= min(issued, all_disputed), "a part of both"
    assert issued <= all_issued
    assert all_disputed - disputed <= all_issued - issued, "the others hold the rest"
    term = comb(issued, disputed) * comb(all_issued - issued, all_disputed - disputed)
    tail = 0
    for k in range(disputed, min(issued, all_disputed) + 1):
        tail += term
        up = (issued - k) * (all_disputed - k)
        down = (k + 1) * (all_issued - issued - all_disputed + k + 1)
        term = term * up // down if down > 0 else 0
    return Fraction(tail, comb(all_issued, all_disputed))


def corrected(chances: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Benjamini-Hochberg: the smallest false discovery rate at which each would be called found."""
    count = len(chances)
    order = sorted(range(count), key=lambda i: chances[i], reverse=True)
    found = [Fraction(1)] * count
    lowest = Fraction(1)
    for rank, i in zip(range(count, 0, -1), order, strict=True):
        lowest = min(lowest, chances[i] * count / rank)
        found[i] = lowest
    return tuple(found)


def root_causes(
    counts: Sequence[Counted], *, all_issued: int, all_disputed: int
) -> tuple[Finding, ...]:
    """All findings, the surest first; of equally sure ones the higher lift, then as in FACTORS, by name.

    counts  values that every invoice has, or none has, tell nothing and are left out
    """
    telling = [one for one in counts if 0 < one.issued < all_issued]
    chances = [
        fisher_greater(one.disputed, one.issued, all_disputed, all_issued) for one in telling
    ]
    found = [
        _finding(one, p, q, all_issued, all_disputed)
        for one, p, q in zip(telling, chances, corrected(chances), strict=True)
    ]
    return tuple(sorted(found, key=_by_sureness))


def _finding(
    one: Counted, p: Fraction, q: Fraction, all_issued: int, all_disputed: int
) -> Finding:  # fmt: skip
    others_issued, others = all_issued - one.issued, all_disputed - one.disputed
    rate, others_rate = Fraction(one.disputed, one.issued), Fraction(others, others_issued)
    lift = rate / others_rate if others_rate else None
    return Finding(one, others_issued, others, lift, p, q)


def _by_sureness(one: Finding) -> tuple[Fraction, Fraction, bool, Fraction, int, str]:
    return (
        one.q,
        one.p,
        one.lift is not None,
        -(one.lift or Fraction(0)),
        FACTORS.index(one.counted.factor),
        one.counted.label,
    )
