"""Drafts from who may have paid, when what is cited does not settle the line; and from the amount."""

from collections.abc import Container, Iterable, Iterator
from datetime import timedelta
from itertools import accumulate

from cashwright.areas.cash.rules.matching.citing import Cited
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft, Explainer, on_account
from cashwright.areas.cash.rules.matching.kinds import Kind, Lane
from cashwright.areas.cash.rules.matching.references import How
from cashwright.areas.cash.rules.matching.sums import (
    NOTHING,
    SIZE_MAX,
    Sums,
    cached_sets,
    sets_among,
)
from cashwright.areas.cash.rules.matching.values import LineFacts

_OPEN_MAX = 400  # documents of one customer that are looked through
_SAME_MAX = 3  # documents of one amount that are proposed
_AMOUNT_MAX = 12  # documents of one amount in the whole ledger that are proposed
_NEAR_MAX = 12  # documents a slip or a cut may mean that are proposed one by one
_SOON = timedelta(days=10)


class FromPayers:
    """Builds drafts on the open documents of likely payers."""

    def __init__(self, known: Documents, explainer: Explainer) -> None:
        self.known, self.explainer = known, explainer
        self._theirs: dict[tuple[str, str], tuple[list[int], tuple[int, ...]]] = {}

    def drafts(
        self, line: LineFacts, cited: Cited, customers: Iterable[str], supposed: Container[str]
    ) -> Iterator[Draft]:
        """Every draft for these customers, in the order they are given.

        supposed  those something speaks for; of the others, the rest of a group, no sums are tried
        """
        for customer_id in customers:
            invoices, amounts = self._open_of(customer_id, line.currency)
            yield from self._near(line, cited, customer_id)
            if invoices:
                yield from self._single(line, cited, invoices, amounts)
            if invoices and customer_id in supposed:
                yield from self._off_by_little(line, invoices)
                yield from self._netted(line, customer_id, invoices)
                yield from self._runs(line, invoices, amounts)
                yield from self._sums(line, invoices, amounts)
            if customer_id in supposed:
                yield on_account(line, customer_id, Lane.ON_ACCOUNT)

    def _open_of(self, customer_id: str, currency: str) -> tuple[list[int], tuple[int, ...]]:
        """The open invoices of a customer in a currency, and their balances; put together once."""
        there = self._theirs.get((customer_id, currency))
        if there is None:
            found = self.known.invoices_of.get(customer_id, ())[:_OPEN_MAX]
            places = [p for p in found if self.known.items[p].currency == currency]
            there = self._theirs[customer_id, currency] = places, self._amounts(places)
        return there

    def by_amount(self, line: LineFacts, cited: Cited) -> Iterator[Draft]:
        """Any open invoice of the very amount, when few have it; those a weak citation names first."""
        items = self.known.items
        same = self.known.of_amount.get((line.currency, line.amount_minor), [])
        near = [p for p in cited.weak if items[p].balance_minor == line.amount_minor]
        ordered = [p for p in near if items[p].currency == line.currency and not items[p].is_credit]
        if len(same) <= _AMOUNT_MAX:
            ordered += [p for p in same if p not in cited.weak]
        for place in ordered[:_AMOUNT_MAX]:
            theirs = self.known.invoices_of.get(items[place].customer_id, ())
            lane = Lane.NEAR if place in cited.weak else Lane.AMOUNT
            for draft in self.explainer.explain(line, [place], [], lane):
                alike = sum(items[p].balance_minor == line.amount_minor for p in theirs)
                draft.siblings = max(alike - 1, 0)
                yield draft

    def _near(self, line: LineFacts, cited: Cited, customer_id: str) -> Iterator[Draft]:
        """What a slip or a cut may mean, one by one and together."""
        items = self.known.items
        weak = [
            p
            for p, how in cited.weak.items()
            if items[p].customer_id == customer_id and not items[p].is_credit and how >= How.LOOSE
        ]
        amount = line.amount_minor
        weak.sort(key=lambda p: (items[p].balance_minor != amount, items[p].due_on, p))
        for place in weak[:_NEAR_MAX]:
            for draft in self.explainer.explain(line, [place], [], Lane.NEAR):
                draft.siblings = cited.open_to.get(place, 0) if draft.kind is not Kind.EXACT else 0
                yield draft
        if 1 < len(weak) <= _NEAR_MAX:
            yield from self.explainer.explain(line, weak, [], Lane.NEAR)
        written = [p for p in weak if cited.weak[p] in (How.LOOSE, How.CORE)]
        if len(written) > 1:
            for draft in self.explainer.explain(line, written, [], Lane.NEAR):
                draft.is_implied = draft.kind is Kind.EXACT
                yield draft

    def _single(
        self, line: LineFacts, cited: Cited, invoices: list[int], amounts: tuple[int, ...]
    ) -> Iterator[Draft]:
        if line.amount_minor not in amounts:
            return
        items = self.known.items
        same = [p for p in invoices if items[p].balance_minor == line.amount_minor]
        others = sets_among(line.amount_minor, amounts)
        for place in same[:_SAME_MAX]:
            lane = Lane.NEAR if place in cited.weak else Lane.PAYER
            for draft in self.explainer.explain(line, [place], [], lane):
                draft.siblings, draft.sets = len(same) - 1, min(len(same) + others.count, 2)
                yield draft

    def _off_by_little(self, line: LineFacts, invoices: list[int]) -> Iterator[Draft]:
        """One invoice less a discount, a tax, a fee: what comes closest from above."""
        items, amount = self.known.items, line.amount_minor
        above = sorted(
            (p for p in invoices if amount < items[p].balance_minor <= amount + amount // 2),
            key=lambda p: (items[p].balance_minor, p),
        )
        count = 0
        for place in above[:8]:
            made = self.explainer.explain(line, [place], [], Lane.PAYER)
            good = [d for d in made if d.kind not in (Kind.SHORT, Kind.OVER)]
            for draft in good:
                draft.siblings = self._as_near(line, above, place, draft) - 1
                draft.sets = 2 if draft.siblings else 1
                yield draft
            count += bool(good)
            if count == _SAME_MAX:
                return

    def _as_near(self, line: LineFacts, above: list[int], place: int, draft: Draft) -> int:
        """Invoices that the same difference, or any fee, would explain as well."""
        items = self.known.items
        gap = items[place].balance_minor - line.amount_minor
        if draft.kind in (Kind.FEE, Kind.FX):
            gap = max(gap, self.explainer.policy.fee_max_minor)
        return sum(items[p].balance_minor <= line.amount_minor + gap for p in above)

    def _netted(self, line: LineFacts, customer_id: str, invoices: list[int]) -> Iterator[Draft]:
        """One invoice less one credit note."""
        items = self.known.items
        fits = [
            (p, note)
            for note in self.known.notes_of.get(customer_id, ())[:12]
            if items[note].currency == line.currency
            for p in invoices
            if items[p].balance_minor - items[note].balance_minor == line.amount_minor
        ]
        for place, note in fits[:2]:
            for draft in self.explainer.explain(line, [place], [note], Lane.PAYER):
                draft.sets = min(len(fits), 2)
                yield draft

    def _runs(
        self, line: LineFacts, invoices: list[int], amounts: tuple[int, ...]
    ) -> Iterator[Draft]:
        """All that is open, or the oldest of it up to some day."""
        for count, total in enumerate(accumulate(amounts), start=1):
            if total >= line.amount_minor:
                if total == line.amount_minor and count > 1:
                    found = sets_among(line.amount_minor, amounts)
                    for draft in self.explainer.explain(line, invoices[:count], [], Lane.RUN):
                        draft.sets, draft.chance = max(found.count, 1), found.chance
                        yield draft
                return

    def _sums(
        self, line: LineFacts, invoices: list[int], amounts: tuple[int, ...]
    ) -> Iterator[Draft]:
        """A set of invoices that adds up, with the number of such sets."""
        found = sets_among(line.amount_minor, amounts)
        if not found.count:
            found = self._due_soon(line, invoices)
        if found.count:
            chosen = [invoices[place] for place in sorted(found.first)]
            for draft in self.explainer.explain(line, chosen, [], Lane.SUM):
                draft.sets, draft.chance = found.count, found.chance
                yield draft

    def _due_soon(self, line: LineFacts, invoices: list[int]) -> Sums:
        """Of very many, those due: a set among them is no more than a proposal, so it counts as two."""
        items = self.known.items
        due = [n for n, p in enumerate(invoices) if items[p].due_on <= line.booked_on + _SOON]
        if len(invoices) <= SIZE_MAX or not 2 <= len(due) <= SIZE_MAX:
            return NOTHING
        found = cached_sets(line.amount_minor, self._amounts([invoices[n] for n in due]))
        return Sums(2, tuple(due[n] for n in found.first), 1.0) if found.count else NOTHING

    def _amounts(self, places: list[int]) -> tuple[int, ...]:
        return tuple(self.known.items[p].balance_minor for p in places)
