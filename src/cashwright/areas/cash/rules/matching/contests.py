"""Contests: several lines want one document. Settled by what they say, never by their order.

Round after round, the lines that are CERTAIN and alone in wanting their documents take them. Where
several certain lines want one document that cannot pay all of them, the one booked first takes it when
the bank booked them on different days; of one day, none does. A line that is likely only, but wants the
document as well and would go first, keeps the certain one from it. What was taken is settled for everyone
else, and they are decided again: a line that cites it may be a second payment of it, and what was one
of several that fit may now be the only one. What the taken ones cited teaches whose an account is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from cashwright.areas.cash.rules.matching.values import Decision, Known, LineFacts, Verdict

_ROUNDS_MAX = 3
_TEACHING = frozenset(("cited", "several", "range"))
_LASTING = frozenset(("cites_other_currency", "held", "four_eyes", "overpaid", "cites_settled"))
_RANK = {"cited": 2, "several": 2, "range": 2, "near": 1, "rest": 1}


class Deciding(Protocol):
    """A matcher, as far as contests need one."""

    def decide_each(self, lines: Sequence[LineFacts]) -> list[Decision]:
        """What each line pays, by itself, in their order."""

    def after(self, paid: Mapping[str, int], learned: Iterable[Known]) -> "Deciding":
        """The same, after amounts were paid of documents ({id: minor units}), and what that taught."""

    def balance_of(self, document_id: str) -> int:
        """What is open of a document."""


def settle_contests(matcher: Deciding, lines: list[LineFacts]) -> list[Decision]:
    """The decisions on lines, in their order."""
    decisions = matcher.decide_each(lines)
    if len(lines) < 2:
        return decisions
    waiting = set(range(len(lines)))
    for _ in range(_ROUNDS_MAX):
        certain = [n for n in sorted(waiting) if decisions[n].verdict is Verdict.CERTAIN]
        likely = [n for n in sorted(waiting) if _is_claim(decisions[n])]
        clear, tied = _parted(certain, likely, lines, decisions, matcher)
        for n in tied:
            decisions[n] = _contested(decisions[n])
        waiting -= clear | tied
        if not clear or not waiting:
            break
        learned, taken = _lessons(clear, lines, decisions), _sum_of_wants(clear, decisions)
        matcher = matcher.after(taken, learned)
        touched = _customers(clear, decisions)
        keys, sure = {known.key for known in learned}, set(certain)
        again = [
            n
            for n in sorted(waiting)
            if n in sure
            or _wants(decisions[n]).keys() & taken.keys()
            or (
                _may_change(decisions[n])
                and (
                    {lines[n].payer_print, lines[n].payer_key} & keys
                    or touched & _customers({n}, decisions)
                )
            )
        ]
        if not again:
            break
        for n, decision in zip(again, matcher.decide_each([lines[n] for n in again]), strict=True):
            decisions[n] = decision
    for n in waiting:
        if decisions[n].verdict is Verdict.CERTAIN:
            decisions[n] = _contested(decisions[n])
    return decisions


def _wants(decision: Decision) -> dict[str, int]:
    """What a decision would take of each document, cleared differences included."""
    if decision.best is None:
        return {}
    wants = {
        document_id: minor
        for document_id, _, minor in (*decision.best.parts, *decision.best.credits)
    }
    shortfall = decision.best.shortfall
    if shortfall is not None:
        wants[shortfall.invoice_id] += shortfall.amount_minor
    return wants


def _sum_of_wants(chosen: set[int], decisions: list[Decision]) -> dict[str, int]:
    total: dict[str, int] = {}
    for n in chosen:
        for document_id, minor in _wants(decisions[n]).items():
            total[document_id] = total.get(document_id, 0) + minor
    return total


def _may_change(decision: Decision) -> bool:
    """Whether fewer open documents could settle a line: not where a guard has nothing to do with them."""
    return _LASTING.isdisjoint(decision.guards)


def _lessons(clear: set[int], lines: list[LineFacts], decisions: list[Decision]) -> list[Known]:
    """Whose account and name the lines showed that cite all they pay, and pay it exactly."""
    seen: dict[tuple[str, str, str], list[date]] = {}
    for n in sorted(clear):
        line, best = lines[n], decisions[n].best
        if best is None or best.lane not in _TEACHING or best.short_minor or best.over_minor:
            continue
        for kind, key in (("account", line.payer_print), ("name", line.payer_key)):
            if key:
                seen.setdefault((kind, key, best.customer_id), []).append(line.booked_on)
    return [
        Known(kind=kind, key=key, customer_id=customer_id, count=len(days), last_on=max(days))
        for (kind, key, customer_id), days in seen.items()
    ]


def _is_claim(decision: Decision) -> bool:
    """Likely, and on documents the text names: nearly as good a claim as a certain line's."""
    named = decision.best is not None and _RANK.get(decision.best.lane, 0) > 0
    return named and decision.verdict is Verdict.LIKELY and "contested" not in decision.guards


def _parted(
    certain: list[int], likely: list[int], lines: list[LineFacts], decisions: list[Decision],
    matcher: Deciding,
) -> tuple[set[int], set[int]]:  # fmt: skip
    """Certain lines that may take all they want, and those that somebody ties with or goes before."""
    wanted: dict[str, list[tuple[int, int]]] = {}
    for n in (*certain, *likely):
        for document_id, minor in _wants(decisions[n]).items():
            wanted.setdefault(document_id, []).append((n, minor))
    sure = set(certain)
    losers: set[int] = set()
    tied: set[int] = set()
    for document_id, claims in wanted.items():
        if sum(minor for _, minor in claims) <= matcher.balance_of(document_id):
            continue
        order = sorted((_order(lines[n], decisions[n]), n) for n, _ in claims)
        first = [n for key, n in order if key == order[0][0]]
        late = {n for _, n in order if n not in first}
        if sure.issuperset(first):
            losers |= late
        else:  # whoever goes first is not certain: a person decides for all of them
            tied |= late
        if len(first) > 1:
            tied |= set(first)
    tied &= sure - losers
    return sure - losers - tied, tied


def _order(line: LineFacts, decision: Decision) -> tuple[int, int]:
    """Who goes first for a document: who cites it, then who was booked first."""
    assert decision.best is not None
    return -_RANK.get(decision.best.lane, 0), line.booked_on.toordinal()


def _customers(chosen: set[int], decisions: list[Decision]) -> set[str]:
    """The customers these decisions are about, alternatives included."""
    found: set[str] = set()
    for n in chosen:
        best = decisions[n].best
        if best is not None:
            found.add(best.customer_id)
            found.update(other.customer_id for other in decisions[n].alternatives)
    return found


def _contested(decision: Decision) -> Decision:
    return replace(decision, verdict=Verdict.LIKELY, guards=(*decision.guards, "contested"))
