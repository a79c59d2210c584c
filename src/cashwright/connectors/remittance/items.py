"""Items of an advice held against each other: amounts that do not add up are dropped, numbers stay.

An item adds up when gross - discount - deduction is what was paid; an advice does when what was paid of
its items, less what was kept or added outside of them, is its payment.
"""

from collections.abc import Sequence
from dataclasses import replace

from cashwright.areas.cash.ports import AdviceItem
from cashwright.connectors.bank_files.reading import Reading


def adding_up(reading: Reading, item: AdviceItem) -> AdviceItem:
    """The item; without its amounts, and noted, when they contradict each other."""
    if item.paid_minor is None or item.gross_minor is None:
        return item
    kept = item.discount_minor + item.deduction_minor
    if item.gross_minor - kept == item.paid_minor:
        return item
    reading.notes.append(f"{item.document_no}: its amounts do not add up; only its number is used")
    return numbers_only([item])[0]


def held_to(
    reading: Reading,
    what: str,
    items: Sequence[AdviceItem],
    total_minor: int | None,
    other_minor: int = 0,
) -> tuple[AdviceItem, ...]:
    """The items; without their amounts, and noted, when they and `other_minor` are not `total_minor`.

    what  names the advice in the note
    """
    told = [item.paid_minor for item in items if item.paid_minor is not None]
    if total_minor is None or not told:
        return tuple(items)
    if len(told) == len(items) and sum(told) + other_minor == total_minor:
        return tuple(items)
    reading.notes.append(
        f"{what}: what it says of its documents is not what was paid; only their numbers are used"
    )
    return numbers_only(items)


def numbers_only(items: Sequence[AdviceItem]) -> tuple[AdviceItem, ...]:
    """The same documents without any amount; why something was kept stays."""
    return tuple(AdviceItem(document_no=one.document_no, reason=one.reason) for one in items)


def each_once(items: Sequence[AdviceItem]) -> tuple[AdviceItem, ...]:
    """Documents named twice become one item of both amounts: a payer splits an invoice over lines."""
    found: dict[str, AdviceItem] = {}
    for item in items:
        before = found.get(item.document_no)
        found[item.document_no] = item if before is None else _both(before, item)
    return tuple(found.values())


def _both(one: AdviceItem, other: AdviceItem) -> AdviceItem:
    return replace(
        one,
        paid_minor=_sum(one.paid_minor, other.paid_minor),
        gross_minor=_sum(one.gross_minor, other.gross_minor),
        discount_minor=one.discount_minor + other.discount_minor,
        deduction_minor=one.deduction_minor + other.deduction_minor,
        reason=" ".join(dict.fromkeys(filter(None, [one.reason, other.reason]))),
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
