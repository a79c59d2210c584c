"""The plan of matching: each waiting line with its decision, and what may be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.cash.policies import (
    MatchingPolicy,
)
from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.cash.rules.already import paired
from cashwright.areas.cash.rules.matching import Decision, Matcher, Payer, Verdict
from cashwright.areas.cash.services.waiting import (
    APPLIED,
    BOOKED,
    PROPOSED,
    TIED,
    WATCHED,
    Waiting,
)
from cashwright.kernel.autonomy import Autonomy
from cashwright.runs.match import facts
from cashwright.runs.match.crew import decided
from cashwright.runs.match.demotion import demoted
from cashwright.runs.match.unswept import unswept


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """What would be done with the lines that wait, and who the payers are, by id.

    demoted  codes of bank accounts that may only propose for a while (demotion.py)
    """

    waiting: tuple[Waiting, ...]
    payers: dict[str, Payer]
    demoted: frozenset[str] = frozenset()


@unswept()
def plan_matches(entity_id: UUID, on: date, line_ids: Sequence[UUID] | None = None) -> MatchPlan:
    """Decide about all lines that wait on `on`, or about some. Reads, writes nothing.

    same  a line is decided alike whether it is asked about alone or with a hundred thousand others,
          but for lines that want the same documents (rules/matching: contests)
    """
    lines = facts.waiting_lines(entity_id, on, list(line_ids) if line_ids is not None else None)
    if lines.is_empty():
        return MatchPlan((), {})
    people = facts.payers(entity_id)
    policies = _Policies(entity_id, on, people)
    currencies = lines["currency"].unique().to_list()
    matcher = Matcher(
        documents=facts.open_documents(entity_id, on, currencies),
        closed=facts.closed_documents(entity_id, on, currencies),
        payers=people,
        known=facts.known(entity_id),
        policies={code: policies.of(code) for code in lines["account_code"].unique()},
    )
    decisions = {one.line_id: one for one in decided(matcher, facts.line_facts(lines))}
    wants = {
        one.line_id: one.best.customer_id
        for one in decisions.values()
        if one.best and one.verdict is Verdict.CERTAIN
    }
    tied, unclear = paired(facts.booked_before(entity_id, on, wants))
    for line_id in unclear & decisions.keys():
        decisions[line_id] = _asked(decisions[line_id])
    waiting = [
        _waiting(row, decisions[row["line_id"]], policies, tied)
        for row in lines.iter_rows(named=True)
    ]
    return MatchPlan(tuple(waiting), {one.customer_id: one for one in people}, policies.demoted)


class _Policies:
    """The policy of a bank account and a segment on a day; read once each."""

    def __init__(self, entity_id: UUID, on: date, people: Sequence[Payer]) -> None:
        self._entity_id, self._on = entity_id, on
        self._segments = {one.customer_id: one.segment for one in people}
        self._known: dict[tuple[str, str], MatchingPolicy] = {}
        self.demoted = demoted(entity_id, on)

    def of(self, account: str, customer_id: str = "") -> MatchingPolicy:
        """The policy for lines of an account, by the customer they seem to be of."""
        key = account, self._segments.get(customer_id, "")
        if key not in self._known:
            self._known[key] = matching_policy(
                entity_id=self._entity_id, on=self._on, account=key[0], segment=key[1]
            )
        return self._known[key]

    def autonomy(self, account: str, customer_id: str = "") -> Autonomy:
        """How far the machine may go; an account whose matches were taken back too often proposes."""
        wanted = self.of(account, customer_id).autonomy
        if wanted is Autonomy.AUTO and account in self.demoted:
            return Autonomy.SUGGEST
        return wanted


def _asked(decision: Decision) -> Decision:
    verdict = Verdict.LIKELY if decision.verdict is Verdict.CERTAIN else decision.verdict
    return replace(decision, verdict=verdict, guards=(*decision.guards, "already_booked"))


def _waiting(
    row: dict[str, Any], decision: Decision, policies: _Policies, tied: dict[str, str]
) -> Waiting:
    account = row["account_code"]
    payer = decision.best.customer_id if decision.best else ""
    policy = policies.of(account, payer)
    if row["line_id"] in tied:
        return Waiting(row, decision, TIED, policy, tied[row["line_id"]])
    match policies.autonomy(account, payer):
        case Autonomy.OFF:
            outcome = BOOKED
        case Autonomy.SHADOW:
            outcome = WATCHED
        case Autonomy.SUGGEST:
            outcome = PROPOSED
        case Autonomy.AUTO:
            outcome = APPLIED if decision.verdict is Verdict.CERTAIN else PROPOSED
    return Waiting(row, decision, outcome, policy)
