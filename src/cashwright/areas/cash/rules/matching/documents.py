"""The documents Matching knows, by every way their numbers are written; built once.

A document is named by its place: open ones first, then those settled not long ago.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TypeVar

from cashwright.areas.cash.rules.matching.numbers import ATOM, Number, numbered, stripped
from cashwright.areas.cash.rules.matching.values import ClosedDocument, OpenDocument
from cashwright.areas.cash.rules.names import folded

K = TypeVar("K", bound=Hashable)
Places = tuple[int, ...]
_KEPT_MAX = 64  # documents of one writing; what more of them share says nothing


class Documents:
    """Open and closed documents with their indexes.

    by_name      squeezed and bare numbers with letters
    by_digits    digits, bare digits and cores
    by_order     purchase order numbers, squeezed
    of_customer  open documents, oldest due first; invoices_of and notes_of (credit notes) part them
    of_amount    open invoices of a balance, by (currency, minor units)
    """

    def __init__(self, items: Sequence[OpenDocument], closed: Sequence[ClosedDocument]) -> None:
        self.items: list[OpenDocument] = list(items)
        self.closed: list[ClosedDocument] = list(closed)
        self.open_count = len(self.items)
        self.taken: set[int] = set()
        self.by_id = {item.document_id: place for place, item in enumerate(self.items)}
        self.numbers: list[Number] = []
        self.by_name: dict[str, Places] = {}
        self.by_digits: dict[str, Places] = {}
        self.by_order: dict[str, Places] = {}
        self.letters: set[str] = set()
        numbers = [item.document_no for item in self.items]
        numbers += [item.document_no for item in self.closed]
        for place, document_no in enumerate(numbers):
            self._name(place, document_no)
        self.of_customer: dict[str, list[int]] = {}
        self.invoices_of: dict[str, list[int]] = {}
        self.notes_of: dict[str, list[int]] = {}
        self.of_amount: dict[tuple[str, int], list[int]] = {}
        for place in sorted(range(self.open_count), key=self._by_age):
            self._shelve(place)

    def _by_age(self, place: int) -> tuple[object, ...]:
        item = self.items[place]
        return (item.due_on, item.issued_on, item.document_no, item.document_id)

    def _name(self, place: int, document_no: str) -> None:
        number = numbered(document_no)
        self.numbers.append(number)
        if number.letters:
            self.letters.add(number.letters)
        if not number.squeezed.isdigit():
            _add(self.by_name, {number.squeezed, number.bare}, place)
        _add(self.by_digits, {number.digits, _bare_digits(document_no), number.core} - {""}, place)

    def _shelve(self, place: int) -> None:
        item = self.items[place]
        self.of_customer.setdefault(item.customer_id, []).append(place)
        apart = self.notes_of if item.is_credit else self.invoices_of
        apart.setdefault(item.customer_id, []).append(place)
        if not item.is_credit:
            self.of_amount.setdefault((item.currency, item.balance_minor), []).append(place)
        if item.purchase_order_no:
            order = "".join(ATOM.findall(folded(item.purchase_order_no)))
            if len(order) > 3:
                _add(self.by_order, {order}, place)

    def less(self, paid: Mapping[int, int]) -> "Documents":
        """The same documents after amounts were paid of them; what is paid in full is settled."""
        after = copy(self)
        after.items, after.taken = list(self.items), set(self.taken)
        moved: dict[tuple[str, int], set[int]] = {}
        for place, minor in paid.items():
            item = self.items[place]
            left = item.balance_minor - minor
            assert left >= 0, "no more is taken of a document than is open"
            moved.setdefault((item.currency, item.balance_minor), set()).add(place)
            if left:
                after.items[place] = replace(item, balance_minor=left)
            else:
                after.taken.add(place)
        after.of_amount = _without(self.of_amount, moved)
        for place in paid.keys() - after.taken:
            item = after.items[place]
            if not item.is_credit:
                key = (item.currency, item.balance_minor)
                after.of_amount[key] = [*after.of_amount.get(key, ()), place]
        gone: dict[str, set[int]] = {}
        for place in paid.keys() & after.taken:
            gone.setdefault(self.items[place].customer_id, set()).add(place)
        after.of_customer = _without(self.of_customer, gone)
        after.invoices_of = _without(self.invoices_of, gone)
        after.notes_of = _without(self.notes_of, gone)
        return after

    def in_order(self, places: Iterable[int]) -> list[int]:
        """Open documents, oldest due first."""
        items = self.items
        return sorted(places, key=lambda p: (items[p].due_on, items[p].document_no, p))

    def is_open(self, place: int) -> bool:
        """Whether it has a balance."""
        return place < self.open_count and place not in self.taken

    def customer_of(self, place: int) -> str:
        """Whose document it is."""
        return (
            self.items[place].customer_id
            if place < self.open_count
            else self.closed[place - self.open_count].customer_id
        )

    def total_of(self, place: int) -> int:
        """What it was made out for."""
        if place < self.open_count:
            return self.items[place].total_minor
        return self.closed[place - self.open_count].total_minor

    def no_of(self, place: int) -> str:
        """Its number as it is printed."""
        return (
            self.items[place].document_no
            if place < self.open_count
            else self.closed[place - self.open_count].document_no
        )


def _bare_digits(document_no: str) -> str:
    """Its groups of digits, each without leading zeros: 2025-0042 is 202542."""
    groups = [stripped(atom) for atom in ATOM.findall(document_no) if atom[0].isdigit()]
    return "".join(groups)


def _add(index: dict[str, Places], keys: Iterable[str], place: int) -> None:
    for key in keys:
        there = index.get(key, ())
        if len(there) < _KEPT_MAX:
            index[key] = (*there, place)


def _without(index: Mapping[K, list[int]], gone: Mapping[K, set[int]]) -> dict[K, list[int]]:
    """An index less some places of some keys; the lists of other keys are shared, none is changed."""
    after = dict(index)
    for key, places in gone.items():
        if key in after:
            after[key] = [place for place in after[key] if place not in places]
    return after
