"""Drafts from a range a line cites: from A to B does not mean that every number between was paid."""

from collections.abc import Iterator

from cashwright.areas.cash.rules.matching.citing import Cited
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft, Explainer
from cashwright.areas.cash.rules.matching.kinds import Kind, Lane
from cashwright.areas.cash.rules.matching.numbers import Number
from cashwright.areas.cash.rules.matching.sums import NOTHING, cached_sets
from cashwright.areas.cash.rules.matching.values import LineFacts


class FromRanges:
    """Builds drafts on the documents between two cited ones."""

    def __init__(self, known: Documents, explainer: Explainer) -> None:
        self.known, self.explainer = known, explainer

    def drafts(self, line: LineFacts, cited: Cited) -> Iterator[Draft]:
        """From A to B: every open number between, or those between that add up."""
        for first, last in cited.ranges:
            between = self._between(first, last)
            if not between:
                continue
            ends = {p for pair in cited.ranges for p in pair} | set(cited.sure)
            places = self.known.in_order(ends | set(between))
            invoices = [p for p in places if not self.known.items[p].is_credit]
            notes = [p for p in places if self.known.items[p].is_credit]
            made = self.explainer.explain(line, invoices, notes, Lane.RANGE)
            for draft in made:
                draft.is_implied = True
                yield draft
            if not any(d.kind is Kind.EXACT for d in made):
                yield from self._within(line, sorted(ends), between)

    def _within(self, line: LineFacts, ends: list[int], between: list[int]) -> Iterator[Draft]:
        items = self.known.items
        missing = line.amount_minor - sum(items[p].balance_minor for p in ends)
        usable = [p for p in between if not items[p].is_credit and p not in ends]
        single = [p for p in usable if items[p].balance_minor == missing]
        sums = (
            cached_sets(missing, tuple(items[p].balance_minor for p in usable))
            if missing > 0
            else NOTHING
        )
        count = len(single) + sums.count
        chosen = single[:1] or [usable[place] for place in sums.first]
        if not chosen or any(items[p].is_credit for p in ends):
            return
        for draft in self.explainer.explain(
            line, self.known.in_order({*ends, *chosen}), [], Lane.RANGE
        ):
            draft.sets, draft.chance = min(count, 2), sums.chance
            yield draft

    def _between(self, first: int, last: int) -> list[int]:
        """Open documents of the same customers and series whose running number lies between."""
        numbers, items = self.known.numbers, self.known.items
        low, high = _running(numbers[first]), _running(numbers[last])
        if low is None or high is None or low[0] != high[0] or high[1] < low[1]:
            return []
        owners = sorted({items[first].customer_id, items[last].customer_id})
        found = []
        for place in (p for c in owners for p in self.known.of_customer.get(c, ())):
            running = _running(numbers[place])
            inside = running and running[0] == low[0] and low[1] <= running[1] <= high[1]
            if inside and items[place].currency == items[first].currency:
                found.append(place)
        return found


def _running(number: Number) -> tuple[str, int] | None:
    """(series, running number) of a document, for ranges."""
    if not number.core or len(number.core) > 15:
        return None
    return number.letters, int(number.core)
