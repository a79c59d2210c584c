"""The Matcher: built once over what is open, who pays and what is remembered; then asked line by line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching.citing import Cited, settle
from cashwright.areas.cash.rules.matching.closer import look_closer
from cashwright.areas.cash.rules.matching.contests import settle_contests
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft, Explainer
from cashwright.areas.cash.rules.matching.features import Case
from cashwright.areas.cash.rules.matching.finding import find_documents, tokens_of
from cashwright.areas.cash.rules.matching.from_cites import FromCites
from cashwright.areas.cash.rules.matching.from_payers import FromPayers
from cashwright.areas.cash.rules.matching.judging import Judge, Weighed
from cashwright.areas.cash.rules.matching.kinds import Kind
from cashwright.areas.cash.rules.matching.payers import Evidence, Payers
from cashwright.areas.cash.rules.matching.references import Found, How
from cashwright.areas.cash.rules.matching.scoring import Weights, shipped_weights
from cashwright.areas.cash.rules.matching.values import (
    ClosedDocument,
    Decision,
    Known,
    LineFacts,
    OpenDocument,
    Payer,
)

_CUSTOMERS_MAX = 5
_GROUP_MAX = 12
_SAME_NAME = 0.8


class Matcher:
    """Decides what bank lines pay. One decision for one line and for a hundred thousand.

    documents  open invoices and credit notes; closed: settled in the last 400 days
    payers     every customer; known: what is remembered of accounts, names and references
    policies   by the code of our bank account; `policy` for any other
    """

    def __init__(
        self,
        *,
        documents: Sequence[OpenDocument],
        closed: Sequence[ClosedDocument] = (),
        payers: Sequence[Payer] = (),
        known: Iterable[Known] = (),
        policies: Mapping[str, MatchingPolicy] | None = None,
        policy: MatchingPolicy | None = None,
        weights: Weights | None = None,
    ) -> None:
        self.known = Documents(documents, closed)
        self.payers = Payers(payers, known)
        self.weights = weights or shipped_weights()
        self._policies = dict(policies or {})
        self._policy = policy or MatchingPolicy()
        self._desks: dict[MatchingPolicy, _Desk] = {}

    def decide(self, line: LineFacts) -> Decision:
        """What one line of money in pays, as far as can be told."""
        return self._desk(line).decide(line)

    def decide_each(self, lines: Sequence[LineFacts]) -> list[Decision]:
        """The same for many, each by itself, in their order."""
        return [self.decide(line) for line in lines]

    def decide_all(self, lines: Iterable[LineFacts]) -> list[Decision]:
        """The same for many, in their order; where several want one document, see contests.py."""
        return settle_contests(self, list(lines))

    def after(self, paid: Mapping[str, int], learned: Iterable[Known]) -> "Matcher":
        """The same matcher after amounts were paid of documents ({id: minor units}), and what that taught."""
        after = copy(self)
        after.known = self.known.less({self._place(one): minor for one, minor in paid.items()})
        after.payers = self.payers.knowing(learned)
        after._desks = {}
        return after

    def balance_of(self, document_id: str) -> int:
        """What is open of a document."""
        place = self._place(document_id)
        return self.known.items[place].balance_minor if self.known.is_open(place) else 0

    def _place(self, document_id: str) -> int:
        return self.known.by_id[document_id]

    def weigh(self, line: LineFacts) -> tuple[list[Weighed], tuple[float, ...]]:
        """The weighed drafts of a line, best first, and its second stage: for training."""
        desk = self._desk(line)
        case, drafts = desk.drafts(line)
        ranked = desk.judge.weigh(case, drafts)
        if not ranked:
            return [], ()
        guards = desk.judge.guards.of(case, ranked[0].draft, [w.draft for w in ranked[1:]])
        return ranked, desk.judge.stage(case, ranked, guards)

    def _desk(self, line: LineFacts) -> "_Desk":
        policy = self._policies.get(line.account_code, self._policy)
        if policy not in self._desks:
            self._desks[policy] = _Desk(self.known, self.payers, policy, self.weights)
        return self._desks[policy]


class _Desk:
    """All that decides under one policy."""

    def __init__(
        self, known: Documents, payers: Payers, policy: MatchingPolicy, weights: Weights
    ) -> None:
        explainer = Explainer(known, policy)
        self.known, self.payers = known, payers
        self.from_cites = FromCites(known, explainer)
        self.from_payers = FromPayers(known, explainer)
        self.judge = Judge(known, payers, policy, weights)

    def decide(self, line: LineFacts) -> Decision:
        case, drafts = self.drafts(line)
        return self.judge.decide(case, self.judge.weigh(case, drafts))

    def drafts(self, line: LineFacts) -> tuple[Case, list[Draft]]:
        """Read, find out who pays, draft: on what is cited; when that is not enough, on the payers."""
        found = find_documents(line.text, line.cited, self.known)
        tokens = tokens_of(found)
        quick = self._drafts_on_cites(line, found, tokens)
        if quick is not None:
            return quick
        evidence = self.payers.evidence(line, tokens)
        self._ordered(found, evidence)
        likely = self._likely(evidence)
        cited = settle(line, found, set(likely), self.known)
        case = Case(line, cited, evidence, found.flat)
        drafts = list(self.from_cites.drafts(line, cited))
        if not _is_settled(cited, drafts):
            look_closer(line, found, set(likely), self.known, cited)
            drafts += self._closer(case, likely)
        return case, drafts

    def _ordered(self, found: Found, evidence: dict[str, Evidence]) -> None:
        """An order named in the text speaks for the one customer that placed it."""
        for citation in found.citations:
            owners = {self.known.customer_of(p) for p in citation.places}
            if citation.how is How.ORDER and len(owners) == 1:
                evidence.setdefault(owner := owners.pop(), Evidence(owner)).habit_count += 1

    def _drafts_on_cites(
        self, line: LineFacts, found: Found, tokens: list[str]
    ) -> tuple[Case, list[Draft]] | None:
        """The same without a search by name, where what is cited settles the line and its payer is known."""
        if not found.citations or any(len(c.places) > 1 for c in found.citations):
            return None
        evidence = self.payers.remembered_of(line, tokens)
        cited = settle(line, found, set(self._likely(evidence)), self.known)
        drafts = list(self.from_cites.drafts(line, cited)) if cited.sure else []
        if not drafts or not _is_settled(cited, drafts):
            return None
        owner = drafts[0].customer_id
        mine = evidence.setdefault(owner, Evidence(owner))
        mine.likeness = self.payers.likeness(owner, line.payer_key)
        if not (mine.account_count or mine.name_count or mine.likeness >= _SAME_NAME):
            return None
        return Case(line, cited, evidence, found.flat), drafts

    def _closer(self, case: Case, likely: list[str]) -> Iterator[Draft]:
        line, cited = case.line, case.cited
        if cited.weak and cited.sure:
            yield from self.from_cites.drafts(line, cited)
        owners = [self.known.items[p].customer_id for p in (*cited.sure, *cited.weak)]
        customers = list(dict.fromkeys([*likely, *owners]))[: _CUSTOMERS_MAX + _GROUP_MAX]
        supposed = {*case.payers, *owners}
        yield from self.from_payers.drafts(line, cited, customers, supposed)
        yield from self.from_payers.by_amount(line, cited)

    def _likely(self, evidence: dict[str, Evidence]) -> list[str]:
        """Customers who may have paid, the likeliest first, and then the rest of their groups."""
        ranked = sorted(evidence.values(), key=_speaks, reverse=True)[:_CUSTOMERS_MAX]
        likely = [e.customer_id for e in ranked]
        for customer_id in list(likely):
            group = self.payers.groups.get(self.payers.root_of(customer_id), [])
            if len(group) <= _GROUP_MAX:
                likely += group
        return list(dict.fromkeys(likely))[: _CUSTOMERS_MAX + _GROUP_MAX]


def _speaks(evidence: Evidence) -> tuple[float, str]:
    sure = 3.0 * (evidence.is_told + evidence.is_numbered) + 2.0 * evidence.account_share
    return sure + (evidence.name_count > 0) + evidence.likeness, evidence.customer_id


def _is_settled(cited: Cited, drafts: list[Draft]) -> bool:
    """Whether a draft pays exactly all that is cited: nothing else needs to be thought of."""
    return not (cited.closed or cited.unknown or cited.strange) and any(
        draft.kind is Kind.EXACT
        and draft.sets == 1
        and cited.sure.keys() <= draft.parts.keys() | draft.credits.keys()
        and not any(cited.open_to.get(p) for p in draft.parts)
        and draft.parts.keys() <= cited.sure.keys()
        for draft in drafts
    )
