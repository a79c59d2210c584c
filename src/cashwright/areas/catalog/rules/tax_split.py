"""Tax of an invoice: on the sum of each category and rate, rounded once, then split to its lines.

So the sum of the lines is the tax of the invoice, and a credit note can take from each line what
is left of it. A part differs from its own exact tax by less than one minor unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cashwright.kernel.rounding import round_half_up

PPM = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxableLine:
    """What is left of a line after discounts: net, or with the tax in it when prices contain it."""

    amount_minor: int
    category: str
    rate_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedLine:
    """Net and tax of a line."""

    net_minor: int
    tax_minor: int


def split_tax(lines: Sequence[TaxableLine], is_inclusive: bool) -> tuple[TaxedLine, ...]:
    """Net and tax of each line of one invoice, in their order.

    tax     of each (category, rate): half up on the sum of its lines, taken from within the sum when
            prices contain it; its whole units go to the lines by largest remainder, ties to the
            earlier line. Credit lines (negative) take part with their sign.
    """
    groups: dict[tuple[str, int], list[int]] = {}
    for n, line in enumerate(lines):
        groups.setdefault((line.category, line.rate_ppm), []).append(n)
    tax = [0] * len(lines)
    for (_, rate_ppm), members in groups.items():
        parts = _parts([lines[n].amount_minor for n in members], rate_ppm, is_inclusive)
        for n, part in zip(members, parts, strict=True):
            tax[n] = part
    return tuple(
        TaxedLine(net_minor=line.amount_minor - part * is_inclusive, tax_minor=part)
        for line, part in zip(lines, tax, strict=True)
    )


def _parts(amounts: Sequence[int], rate_ppm: int, is_inclusive: bool) -> list[int]:
    whole = PPM + rate_ppm if is_inclusive else PPM
    total = round_half_up(sum(amounts) * rate_ppm, whole)
    floors, rests = zip(*(divmod(minor * rate_ppm, whole) for minor in amounts), strict=True)
    left_over = total - sum(floors)
    lucky = set(sorted(range(len(amounts)), key=lambda n: (-rests[n], n))[:left_over])
    return [floor + (n in lucky) for n, floor in enumerate(floors)]
