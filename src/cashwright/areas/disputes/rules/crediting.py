"""What a decision credits: a disputed amount, tax included, as net amounts of invoice lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cashwright.areas.disputes.refusals import NothingToCredit
from cashwright.areas.invoicing.rules import Creditable, credit_tax
from cashwright.kernel.money import split_minor


@dataclass(frozen=True, slots=True)
class Credit:
    """`net_by_line` for a credit note, and what it comes to with its tax.

    `total_minor` is the amount asked for, or the most below it that whole minor units of net and
    their tax can make: at most one unit a line.
    """

    net_by_line: Mapping[int, int]
    total_minor: int


def credit_of(
    amount_minor: int, lines: Sequence[Creditable], shares: Mapping[int, int] | None = None
) -> Credit:
    """Spread a gross amount over the lines of its invoice.

    lines   what is left of every line; negative ones (discounts) are not touched
    shares  the disputed gross by line number, when lines were named: they bear it in this
            proportion, and what they cannot bear, the others; else all in proportion to what is left
    raises  NothingToCredit when the lines have less left than the amount
    """
    left = {one.line_no: one for one in lines if one.net_left_minor > 0}
    room = {no: one.net_left_minor + max(0, one.tax_left_minor) for no, one in left.items()}
    if amount_minor > sum(room.values()):
        raise NothingToCredit(asked_minor=amount_minor, left_minor=sum(room.values()))
    gross = _spread(amount_minor, room, shares or {})
    net = {no: _net_for(part, left[no]) for no, part in gross.items()}
    net = {no: one for no, one in net.items() if one}
    total = sum(one + credit_tax(left[no], one) for no, one in net.items())
    return Credit(net, total)


def _spread(
    amount_minor: int, room: Mapping[int, int], shares: Mapping[int, int]
) -> dict[int, int]:
    named = {no: minor for no, minor in shares.items() if room.get(no)}
    if not named:
        return dict(zip(room, split_minor(amount_minor, list(room.values())), strict=True))
    parts = dict(zip(named, split_minor(amount_minor, list(named.values())), strict=True))
    parts = {no: min(part, room[no]) for no, part in parts.items()}
    rest = amount_minor - sum(parts.values())
    for no in sorted(room):
        more = min(rest, room[no] - parts.get(no, 0))
        parts[no] = parts.get(no, 0) + more
        rest -= more
    return {no: part for no, part in parts.items() if part}


def _net_for(gross_minor: int, line: Creditable) -> int:
    """The largest net whose gross does not exceed `gross_minor`: gross only grows with net."""
    low, high = 0, min(gross_minor, line.net_left_minor)
    while low < high:
        middle = (low + high + 1) // 2
        if middle + credit_tax(line, middle) <= gross_minor:
            low = middle
        else:
            high = middle - 1
    return low
