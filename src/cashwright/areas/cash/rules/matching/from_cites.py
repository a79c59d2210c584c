"""Drafts from what a line cites: all of it, a range, some of it, it and more, it less credit notes."""

from collections.abc import Iterator
from itertools import combinations

from cashwright.areas.cash.rules.matching.citing import Cited
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft, Explainer, on_account
from cashwright.areas.cash.rules.matching.from_ranges import FromRanges
from cashwright.areas.cash.rules.matching.kinds import Kind, Lane
from cashwright.areas.cash.rules.matching.sums import NOTHING, cached_sets, sets_among
from cashwright.areas.cash.rules.matching.values import LineFacts

_NOTES_MAX = 12  # credit notes of a customer that are tried

_GUESSED = (Kind.FEE, Kind.SHORT)  # a payer whose every amount is what came leaves none to guess


class FromCites:
    """Builds drafts on the documents a line cites."""

    def __init__(self, known: Documents, explainer: Explainer) -> None:
        self.known, self.explainer = known, explainer
        self.from_ranges = FromRanges(known, explainer)

    def drafts(self, line: LineFacts, cited: Cited) -> Iterator[Draft]:
        """Every draft on sure citations; the weak ones join them where they are the same customer's."""
        sure = self.known.in_order(cited.sure)
        if not sure:
            yield from self._duplicates(line, cited)
            return
        told = list(self._as_told(line, cited))
        yield from told
        for draft in self._of_set(line, sure):
            if not told or draft.kind not in _GUESSED:
                yield draft
        customers = {self.known.items[p].customer_id for p in sure}
        if len(customers) > 1:
            for customer_id in sorted(customers):
                own = [p for p in sure if self.known.items[p].customer_id == customer_id]
                yield from self._of_set(line, own)
        yield from self.from_ranges.drafts(line, cited)
        weak = [p for p in cited.weak if self.known.items[p].customer_id in customers]
        if weak:
            yield from self._of_set(line, self.known.in_order({*sure, *weak}))

    def _as_told(self, line: LineFacts, cited: Cited) -> Iterator[Draft]:
        """A structured remittance that says every amount, and they add up."""
        told = {p: minor for p, minor in cited.told.items() if self.known.is_open(p)}
        items = self.known.items
        if not told or any(
            minor is None or items[p].currency != line.currency for p, minor in told.items()
        ):
            return
        parts = {p: m for p, m in told.items() if m is not None and not items[p].is_credit}
        notes = {p: abs(m) for p, m in told.items() if m is not None and items[p].is_credit}
        both = {**parts, **notes}
        if not parts or any(not 0 < m <= items[p].balance_minor for p, m in both.items()):
            return
        if sum(parts.values()) - sum(notes.values()) == line.amount_minor:
            short = sum(items[p].balance_minor - m for p, m in parts.items())
            lane = Lane.SEVERAL if len(parts) > 1 else Lane.CITED
            kind = Kind.SHORT if short else Kind.EXACT
            owner = items[next(iter(parts))].customer_id
            yield Draft(lane, kind, owner, parts, notes, short=short)

    def _of_set(self, line: LineFacts, places: list[int]) -> Iterator[Draft]:
        items = self.known.items
        invoices = [p for p in places if not items[p].is_credit]
        notes = [p for p in places if items[p].is_credit]
        if not invoices:
            return
        lane = Lane.SEVERAL if len(invoices) > 1 else Lane.CITED
        made = self.explainer.explain(line, invoices, notes, lane)
        yield from made
        if any(d.kind is Kind.EXACT for d in made):
            return
        total = sum(items[p].balance_minor for p in invoices)
        gap = total - sum(items[p].balance_minor for p in notes) - line.amount_minor
        if gap > 0:
            yield from self._netted(line, invoices, notes, gap)
            yield from self._some(line, invoices)
        else:
            yield from self._and_more(line, invoices, notes, -gap)

    def _netted(
        self, line: LineFacts, invoices: list[int], notes: list[int], gap: int
    ) -> Iterator[Draft]:
        """One or two credit notes of the customers that nobody cited make up the gap."""
        items = self.known.items
        theirs = [
            p
            for c in sorted({items[p].customer_id for p in invoices})
            for p in self.known.notes_of.get(c, ())
            if p not in notes and items[p].currency == line.currency
        ][:_NOTES_MAX]
        fits = [[p] for p in theirs if items[p].balance_minor == gap]
        fits = fits or [
            [a, b]
            for a, b in combinations(theirs, 2)
            if items[a].balance_minor + items[b].balance_minor == gap
        ]
        for fit in fits[:2]:
            lane = Lane.SEVERAL if len(invoices) > 1 else Lane.CITED
            for draft in self.explainer.explain(line, invoices, [*notes, *fit], lane):
                draft.sets = min(len(fits), 2)
                yield draft

    def _some(self, line: LineFacts, invoices: list[int]) -> Iterator[Draft]:
        """Some of what is cited, all of it paid."""
        items = self.known.items
        amounts = tuple(items[p].balance_minor for p in invoices)
        single = [p for p in invoices if items[p].balance_minor == line.amount_minor]
        for place in single[:2]:
            for draft in self.explainer.explain(line, [place], [], Lane.CITED):
                draft.sets = min(len(single), 2)
                yield draft
        sums = cached_sets(line.amount_minor, amounts) if len(amounts) > 2 else NOTHING
        if sums.count:
            chosen = [invoices[place] for place in sorted(sums.first)]
            for draft in self.explainer.explain(line, chosen, [], Lane.SEVERAL):
                draft.sets, draft.chance = sums.count, sums.chance
                yield draft

    def _and_more(
        self, line: LineFacts, invoices: list[int], notes: list[int], missing: int
    ) -> Iterator[Draft]:
        """What is cited and other open invoices of the same customer that make up the rest."""
        items = self.known.items
        owners = {items[p].customer_id for p in invoices}
        others = [
            p
            for c in sorted(owners)
            for p in self.known.invoices_of.get(c, ())
            if p not in invoices and items[p].currency == line.currency
        ]
        single = [p for p in others if items[p].balance_minor == missing]
        sums = sets_among(missing, tuple(items[p].balance_minor for p in others))
        count = min(len(single) + sums.count, 2)
        for draft in self._rest(line, invoices, notes, single[:1], count, len(single) - 1):
            draft.chance = sums.chance
            yield draft
        chosen = [others[place] for place in sorted(sums.first)]
        for draft in self._rest(line, invoices, notes, chosen, count, 0):
            draft.chance = sums.chance
            yield draft

    def _rest(
        self, line: LineFacts, invoices: list[int], notes: list[int], more: list[int], sets: int,
        siblings: int,
    ) -> Iterator[Draft]:  # fmt: skip
        if not more:
            return
        for draft in self.explainer.explain(
            line, self.known.in_order({*invoices, *more}), notes, Lane.REST
        ):
            draft.sets, draft.siblings = sets, siblings
            yield draft

    def _duplicates(self, line: LineFacts, cited: Cited) -> Iterator[Draft]:
        """Only what is settled is cited: it may be paid a second time."""
        owners = dict.fromkeys(self.known.customer_of(p) for p in cited.closed)
        for owner in list(owners)[:2]:
            yield on_account(line, owner, Lane.DUPLICATE)
