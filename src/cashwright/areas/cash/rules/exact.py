"""Exact fits: the one item, or the one set of items, whose balances equal a payment.

A fit counts only when it is the only one: two sets of the same sum are a question for a
person, not a choice for a program. So the search counts solutions and stops at the second.

Words: a *pile* is the items of one balance (they are interchangeable in a sum); a *pick* says how
many are taken of each pile; a *finding* is what a search brought back, None when nothing fits.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cashwright.areas.cash.rules.oldest_first import OpenItem, check_open, in_order
from cashwright.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Unique:
    """The only set that fits, oldest due first."""

    invoice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """At least two sets fit; `examples` shows two or more of them, each oldest due first."""

    examples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TooLarge:
    """More sets than the work budget allows to look at: nothing is known about a fit."""

    items: int


Finding = Unique | Ambiguous | TooLarge | None

_Pick = tuple[int, ...]  # how many items of each pile, pile by pile


def exact_item(payment: Money, items: Collection[OpenItem]) -> Unique | Ambiguous | None:
    """The single open item whose balance is the payment.

    payment  minor units >= 0
    items    any order; all in the payment's currency; balances > 0
    returns  Unique; Ambiguous with every item of that balance, oldest due first; or None
    raises   CurrencyMismatch
    """
    check_open(payment, items)
    fits = tuple((item.invoice_id,) for item in in_order(items) if item.balance == payment)
    if len(fits) > 1:
        return Ambiguous(fits)
    return Unique(fits[0]) if fits else None


def exact_set(
    payment: Money,
    items: Collection[OpenItem],
    *,
    set_size_max: int,
    work_max: int,
    oldest_of_equals: bool = False,
) -> Finding:
    """The only set of up to `set_size_max` open items whose balances sum to the payment.

    payment           minor units >= 0; nothing sums to zero
    items             any order; all in the payment's currency; balances > 0
    work_max          partial sums held per half of the search (meet in the middle); more: TooLarge
    oldest_of_equals  items of equal balance are taken oldest due first instead of counting as
                      two different sets
    returns           all items together count as a set of any size: when they sum to the
                      payment no smaller set can
    raises            CurrencyMismatch
    """
    check_open(payment, items)
    if payment.minor == 0 or not items:
        return None
    if sum(item.balance.minor for item in items) == payment.minor:
        return Unique(tuple(item.invoice_id for item in in_order(items)))
    piles = _piles(payment.minor, items)
    picks = _picks(payment.minor, piles, set_size_max, work_max)
    if picks is None:
        return TooLarge(items=sum(len(pile) for pile in piles))
    if not picks:
        return None
    sets = [_taken(piles, pick) for pick in picks]
    if len(sets) == 1 and not oldest_of_equals:
        sets += _swapped(piles, picks[0])
    if len(sets) > 1:
        return Ambiguous(tuple(sets))
    return Unique(sets[0])


def _piles(target: int, items: Collection[OpenItem]) -> list[list[OpenItem]]:
    """Items that could be part of `target`, by balance, largest first; each pile oldest first."""
    possible = [item for item in in_order(items) if item.balance.minor <= target]
    possible.sort(key=lambda item: -item.balance.minor)
    return [list(pile) for _, pile in groupby(possible, key=lambda item: item.balance.minor)]


def _picks(
    target: int, piles: Sequence[list[OpenItem]], set_size_max: int, work_max: int
) -> list[_Pick] | None:
    """Up to two picks that sum to `target`; None when a half of the search outgrows its budget."""
    middle = len(piles) // 2
    left = _half(target, piles[:middle], set_size_max, work_max)
    right = _half(target, piles[middle:], set_size_max, work_max)
    if left is None or right is None:
        return None
    by_sum: dict[int, list[tuple[int, _Pick]]] = {}
    for total, size, pick in sorted(left, key=lambda half: half[1]):
        by_sum.setdefault(total, []).append((size, pick))
    found: list[_Pick] = []
    for total, size, pick in right:
        for left_size, left_pick in by_sum.get(target - total, ()):
            if size + left_size > set_size_max:
                break  # the smallest come first
            found.append(left_pick + pick)
            if len(found) == 2:
                return found
    return found


def _half(
    target: int, piles: Sequence[list[OpenItem]], set_size_max: int, work_max: int
) -> list[tuple[int, int, _Pick]] | None:
    """Every (sum, size, pick) of these piles within the target and the size; None when too many."""
    partial: list[tuple[int, int, _Pick]] = [(0, 0, ())]
    for pile in piles:
        partial = [
            (total + taken * pile[0].balance.minor, size + taken, (*pick, taken))
            for total, size, pick in partial
            for taken in range(min(len(pile), set_size_max - size) + 1)
            if total + taken * pile[0].balance.minor <= target
        ]
        if len(partial) > work_max:
            return None
    return partial


def _taken(piles: Sequence[list[OpenItem]], pick: _Pick) -> tuple[str, ...]:
    """The invoices of a pick, each pile from its oldest end, the whole oldest due first."""
    chosen = [item for pile, count in zip(piles, pick, strict=True) for item in pile[:count]]
    return tuple(item.invoice_id for item in in_order(chosen))


def _swapped(piles: Sequence[list[OpenItem]], pick: _Pick) -> Iterator[tuple[str, ...]]:
    """The same pick with one item exchanged for an equal one left in its pile, if there is one."""
    for place, (pile, count) in enumerate(zip(piles, pick, strict=True)):
        if 0 < count < len(pile):
            other = [*piles[:place], [*pile[1:], pile[0]], *piles[place + 1 :]]
            yield _taken(other, pick)
            return
