"""What can be said for and against a draft, as numbers a person can read; weighed in scoring.py.

Every feature is a sentence with a measure, mostly between 0 and 1; NAMES is their order.
"""

import math
from dataclasses import dataclass, field

from cashwright.areas.cash.rules.matching.citing import Cited
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft
from cashwright.areas.cash.rules.matching.hints import groups_in, speaks_for
from cashwright.areas.cash.rules.matching.kinds import Kind, Lane
from cashwright.areas.cash.rules.matching.payers import Evidence, Payers
from cashwright.areas.cash.rules.matching.references import How
from cashwright.areas.cash.rules.matching.truths import weight
from cashwright.areas.cash.rules.matching.values import LineFacts

NAMES = (
    "cited_whole", "cited_short", "cited_order", "cited_slip", "cited_cut", "cited_loose",
    "cited_all", "in_range", "open_to_others", "cites_others", "cites_settled", "cites_unknown",
    "account_known", "account_of_another", "account_new", "account_in_group", "name_like",
    "name_known", "another_name_closer", "name_rivals", "customer_named", "payer_unlike",
    "exact", "fee_told", "fee", "discount", "late_discount", "withheld_tax", "fx", "tolerance",
    "short", "short_share", "over", "netted", "on_account", "several", "whole_run", "sum",
    "siblings", "sets", "chance", "common_amount", "not_due", "long_due", "oldest_first", "one_owner",
    "gap_share", "gap_round", "gap_named", "gap_named_else", "gap_uncited", "only_fit", "slip_exact",
    "known_exact", "named_exact", "known_only_fit",
    "gap_cited", "range_whole", "misread",
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(NAMES)}
_PAYER = slice(_PLACE["account_known"], _PLACE["payer_unlike"] + 1)
_WHOLE = frozenset((How.TOLD, How.WHOLE, How.DIGITS))
_SHORT = frozenset((How.CORE, How.LISTED))
_BY_HOW = (
    {
        How.SLIP: "cited_slip",
        How.CUT: "cited_cut",
        How.LOOSE: "cited_loose",
        How.ORDER: "cited_order",
    }
    | dict.fromkeys(_WHOLE, "cited_whole")
    | dict.fromkeys(_SHORT, "cited_short")
)
_BY_KIND = {
    Kind.EXACT: "exact", Kind.FEE_TOLD: "fee_told", Kind.FEE: "fee", Kind.DISCOUNT: "discount",
    Kind.GRACE_DISCOUNT: "discount", Kind.LATE_DISCOUNT: "late_discount", Kind.FX: "fx",
    Kind.WITHHELD_TAX: "withheld_tax", Kind.TOLERANCE: "tolerance", Kind.SHORT: "short",
    Kind.OVER: "over", Kind.ON_ACCOUNT: "on_account",
}  # fmt: skip


@dataclass(slots=True)
class Case:
    """All that is known of one line: what it cites and who may have paid.

    of_owner  the features of a payer, by customer: the same for all drafts of one
    """

    line: LineFacts
    cited: Cited
    payers: dict[str, Evidence]
    flat: str = ""
    of_owner: dict[str, list[float]] = field(default_factory=dict)


class Features:
    """Measures drafts."""

    def __init__(self, known: Documents, payers: Payers) -> None:
        self.known, self.payers = known, payers

    def of(self, case: Case, draft: Draft) -> list[float]:
        """The features of a draft, in the order of NAMES."""
        values = [0.0] * len(NAMES)
        self._citations(case, draft, values)
        of_payer = case.of_owner.get(draft.customer_id)
        if of_payer is None:
            of_payer = case.of_owner[draft.customer_id] = self._payer(case, draft.customer_id)
        values[_PAYER] = of_payer
        self._amounts(case, draft, values)
        return values

    def _citations(self, case: Case, draft: Draft, values: list[float]) -> None:
        cited, count = case.cited, len(draft.parts)
        covered = 0
        for place in draft.parts:
            how = cited.how(place)
            if how is not None:
                values[_PLACE[_BY_HOW[how]]] += 1 / count
                covered += how >= How.SLIP
            if self._open_to_others(cited, draft, place):
                values[_PLACE["open_to_others"]] = 1.0
        beyond = sum(p not in draft.parts and p not in draft.credits for p in cited.sure)
        values[_PLACE["cited_all"]] = weight(count > 0 and covered == count)
        values[_PLACE["in_range"]] = weight(draft.lane is Lane.RANGE)
        values[_PLACE["misread"]] = weight(cited.misread > 0)
        values[_PLACE["range_whole"]] = weight(draft.is_implied)
        values[_PLACE["cites_others"]] = min(beyond, 2) / 2
        values[_PLACE["cites_settled"]] = weight(bool(cited.closed))
        values[_PLACE["cites_unknown"]] = min(cited.unknown, 2) / 2

    def _open_to_others(self, cited: Cited, draft: Draft, place: int) -> bool:
        """Whether the text may as well name another document; of an exact draft, one of its amount."""
        if not cited.open_to.get(place):
            return False
        amount = self.known.items[place].balance_minor
        return draft.kind is not Kind.EXACT or any(
            other != place and self.known.items[other].balance_minor == amount
            for other in cited.weak
        )

    def _payer(self, case: Case, owner: str) -> list[float]:
        """The features from account_known to payer_unlike."""
        line = case.line
        mine = case.payers.get(owner)
        other_account = other_name = 0.0
        in_group = False
        for customer_id, evidence in case.payers.items():
            if customer_id == owner:
                continue
            speaks = evidence.account_count or evidence.name_count or evidence.likeness > 0.8
            if speaks and self.payers.same_group(customer_id, owner):
                in_group = True
            else:
                other_account = max(other_account, _seen(evidence.account_count))
                other_name = max(other_name, evidence.likeness)
        likeness = mine.likeness if mine else 0.0
        likeness = likeness or self.payers.likeness(owner, line.payer_key)
        known = mine is not None and bool(mine.account_count or mine.name_count)
        is_new = bool(line.payer_print) and not any(e.account_count for e in case.payers.values())
        named = mine is not None and (mine.is_numbered or mine.is_told or mine.habit_count > 0)
        by_name = {
            "account_known": _seen(mine.account_count) if mine else 0.0,
            "account_of_another": other_account,
            "account_new": weight(is_new),
            "account_in_group": weight(in_group and not known),
            "name_like": likeness,
            "name_known": _seen(mine.name_count) if mine else 0.0,
            "another_name_closer": max(0.0, other_name - likeness),
            "name_rivals": min(mine.rivals, 3) / 3 if mine else 0.0,
            "customer_named": weight(named),
            "payer_unlike": weight(likeness < 0.5 and not known and not in_group and not named),
        }
        return [by_name[name] for name in NAMES[_PAYER]]

    def _amounts(self, case: Case, draft: Draft, values: list[float]) -> None:
        values[_PLACE[_BY_KIND[draft.kind]]] = 1.0
        items, count = self.known.items, len(draft.parts)
        if not count:
            return
        total = sum(items[p].balance_minor for p in draft.parts)
        uncited = [p for p in draft.parts if (case.cited.how(p) or How.LOOSE) is How.LOOSE]
        if draft.is_implied:
            uncited = []
        values[_PLACE["short_share"]] = draft.short / total
        values[_PLACE["netted"]] = weight(bool(draft.credits))
        values[_PLACE["several"]] = math.log2(count) / 4
        values[_PLACE["whole_run"]] = weight(draft.lane is Lane.RUN)
        values[_PLACE["sum"]] = weight(draft.lane in (Lane.SUM, Lane.REST))
        values[_PLACE["siblings"]] = min(draft.siblings, 3) / 3 if uncited else 0.0
        if uncited:
            values[_PLACE["sets"]] = weight(draft.sets > 1)
            values[_PLACE["chance"]] = (math.log10(min(max(draft.chance, 1e-4), 10.0)) + 4) / 5
            same = self.known.of_amount.get(
                (case.line.currency, items[uncited[0]].balance_minor), ()
            )
            values[_PLACE["common_amount"]] = math.log10(max(len(same), 1)) / 4
        self._days(case, draft, values)
        self._gap(case, draft, values, total)
        self._together(draft, values, bool(uncited))

    def _gap(self, case: Case, draft: Draft, values: list[float], total: int) -> None:
        gap = draft.cleared + draft.short
        groups = groups_in(case.flat)
        named = speaks_for(draft.kind, groups)
        values[_PLACE["gap_named"]] = weight(named)
        values[_PLACE["gap_named_else"]] = weight(bool(groups - {"rate"}) and not named)
        if gap:
            values[_PLACE["gap_share"]] = min(1.0, 10 * draft.cleared / total)
            values[_PLACE["gap_round"]] = weight(draft.cleared % 50 == 0 and draft.cleared > 0)

    def _together(self, draft: Draft, values: list[float], uncited: bool) -> None:
        """What two things say together that neither says alone."""
        is_exact = draft.kind is Kind.EXACT
        known = max(values[_PLACE["account_known"]], values[_PLACE["name_known"]])
        only = is_exact and uncited and draft.siblings == 0 and draft.sets == 1
        guessed = values[_PLACE["cited_slip"]] + values[_PLACE["cited_cut"]]
        values[_PLACE["gap_uncited"]] = weight(uncited and not is_exact)
        values[_PLACE["gap_cited"]] = values[_PLACE["cited_all"]] * (not is_exact)
        values[_PLACE["only_fit"]] = weight(only)
        values[_PLACE["slip_exact"]] = guessed * is_exact
        values[_PLACE["known_exact"]] = known * is_exact
        values[_PLACE["named_exact"]] = values[_PLACE["name_like"]] * is_exact
        values[_PLACE["known_only_fit"]] = known * only

    def _days(self, case: Case, draft: Draft, values: list[float]) -> None:
        items, on = self.known.items, case.line.booked_on
        late = [(on - items[p].due_on).days for p in draft.parts]
        values[_PLACE["not_due"]] = min(max(-min(late), 0), 60) / 60
        values[_PLACE["long_due"]] = min(max(*late, 0), 120) / 120
        theirs = self.known.invoices_of.get(draft.customer_id, [])[: len(draft.parts)]
        values[_PLACE["oldest_first"]] = weight(set(theirs) == set(draft.parts))
        values[_PLACE["one_owner"]] = weight(len({items[p].customer_id for p in draft.parts}) == 1)


def _seen(count: int) -> float:
    """How much a number of lines says: 0, then .5 for one, towards 1."""
    return count / (count + 1.0)
