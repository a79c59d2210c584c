"""Who may have paid: by account and name remembered, by the name itself, by a number in the text.

Words: *evidence* is what speaks for one customer; a *group* is a parent with all its children.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from cashwright.areas.cash.rules.matching.likeness import near_words, word_likeness
from cashwright.areas.cash.rules.matching.numbers import ATOM
from cashwright.areas.cash.rules.matching.values import Known, LineFacts, Payer
from cashwright.areas.cash.rules.names import folded, name_key

_WORD_CUSTOMERS_MAX = 40  # a word more customers share says nothing by itself,
_PAIR_CUSTOMERS_MAX = 400  # nor do two words more share;
_FEW = 4  # where two words are shared, one counts only when fewer have it
_BY_NAME_MAX = 4
_LIKE = 0.5  # the least likeness of names that counts


@dataclass(slots=True)
class Evidence:
    """What speaks for a customer. Likeness is 0 to 1; counts are lines that taught it.

    account_share  of the account's lines that were this customer's
    rivals         customers whose name is as like the payer's
    """

    customer_id: str
    account_count: int = 0
    account_share: float = 0.0
    name_count: int = 0
    likeness: float = 0.0
    rivals: int = 0
    is_told: bool = False
    is_numbered: bool = False
    habit_count: int = 0


class Payers:
    """The customers and what is remembered, indexed once."""

    def __init__(self, customers: Sequence[Payer], memory: Iterable[Known]) -> None:
        self.customers = {c.customer_id: c for c in customers}
        self.groups: dict[str, list[str]] = {}
        self.by_number: dict[str, str] = {}
        self.words: dict[str, list[str]] = {}
        self.pairs: dict[tuple[str, str], list[str]] = {}
        self.named: dict[str, tuple[str, ...]] = {}
        self.remembered: dict[tuple[str, str], list[Known]] = {}
        for customer in customers:
            self._shelve(customer)
        self.sorted_words = sorted(self.words)
        count = max(len(customers), 2)
        self.word_weight = {w: math.log(1 + count / len(c)) for w, c in self.words.items()}
        self.rare = math.log(1 + count)
        for known in memory:
            self.remembered.setdefault((known.kind, known.key), []).append(known)
        self.likest = lru_cache(maxsize=200_000)(self._likest)
        self.likeness = lru_cache(maxsize=200_000)(self._like)

    def _shelve(self, customer: Payer) -> None:
        self.groups.setdefault(self.root_of(customer.customer_id), []).append(customer.customer_id)
        number = "".join(ATOM.findall(folded(customer.account_no)))
        if len(number) >= 4:
            self.by_number[number] = customer.customer_id
        key = name_key(customer.name)
        self.named[customer.customer_id] = tuple(key.split())
        words = sorted(set(key.split()))
        for word in words:
            self.words.setdefault(word, []).append(customer.customer_id)
        for pair in combinations(words, 2):
            self.pairs.setdefault(pair, []).append(customer.customer_id)

    def knowing(self, learned: Iterable[Known]) -> "Payers":
        """The same with more remembered."""
        after = copy(self)
        after.remembered = dict(self.remembered)
        for known in learned:
            key = (known.kind, known.key)
            after.remembered[key] = [*after.remembered.get(key, ()), known]
        return after

    def root_of(self, customer_id: str) -> str:
        """The top of a customer's group."""
        customer = self.customers.get(customer_id)
        if customer is None:
            return customer_id
        return customer.root_id or customer.parent_id or customer_id

    def same_group(self, left: str, right: str) -> bool:
        """Whether two customers are of one group."""
        return left == right or self.root_of(left) == self.root_of(right)

    def evidence(self, line: LineFacts, tokens: Sequence[str]) -> dict[str, Evidence]:
        """Every customer something speaks for; `tokens` are the squeezed runs of the text."""
        found = self.remembered_of(line, tokens)
        for customer_id, likeness, rivals in self.likest(
            line.payer_key or name_key(line.payer_name)
        ):
            one = found.setdefault(customer_id, Evidence(customer_id))
            one.likeness, one.rivals = likeness, rivals
        return found

    def remembered_of(self, line: LineFacts, tokens: Sequence[str]) -> dict[str, Evidence]:
        """Every customer that memory or a customer's number in the text speaks for."""
        found: dict[str, Evidence] = {}

        def of(customer_id: str) -> Evidence:
            return found.setdefault(customer_id, Evidence(customer_id))

        self._remember_account(line, of)
        for known in self.remembered.get(("name", line.payer_key), ()) if line.payer_key else ():
            of(known.customer_id).name_count += known.count
            of(known.customer_id).is_told |= known.is_told
        for token in tokens:
            if token in self.by_number:
                of(self.by_number[token]).is_numbered = True
            for known in self.remembered.get(("reference", token), ()):
                of(known.customer_id).habit_count += known.count
                of(known.customer_id).is_told |= known.is_told
        return found

    def _remember_account(self, line: LineFacts, of: Callable[[str], Evidence]) -> None:
        known = self.remembered.get(("account", line.payer_print), []) if line.payer_print else []
        whole = sum(k.count for k in known) or 1
        for one in known:
            evidence = of(one.customer_id)
            evidence.account_count += one.count
            evidence.account_share += one.count / whole
            evidence.is_told |= one.is_told

    def _like(self, customer_id: str, key: str) -> float:
        """How like a name's key is to a customer's name, 0 to 1."""
        words = self.named.get(customer_id, ())
        return self._likeness(tuple(key.split()), words) if words and key else 0.0

    def _likest(self, key: str) -> tuple[tuple[str, float, int], ...]:
        """The customers whose names are most like a key: (customer, likeness, rivals as like)."""
        words = tuple(key.split())
        seen = self._sharing([self._ways(word) for word in words])
        scored = [(self._likeness(words, self.named[c]), c) for c in sorted(seen)]
        scored = sorted((s for s in scored if s[0] >= _LIKE), key=lambda s: (-s[0], s[1]))
        return tuple(
            (c, score, sum(other >= score - 0.1 for other, _ in scored) - 1)
            for score, c in scored[:_BY_NAME_MAX]
        )

    def _sharing(self, ways: list[list[str]]) -> set[str]:
        """Customers whose names share two of the words, or one that few share."""
        seen: set[str] = set()
        for left, right in combinations(ways, 2):
            for one in left:
                for other in right:
                    pair = (one, other) if one < other else (other, one)
                    there = self.pairs.get(pair, [])
                    if len(there) <= _PAIR_CUSTOMERS_MAX:
                        seen.update(there)
        few = _FEW if seen else _WORD_CUSTOMERS_MAX
        for way in (way for of_word in ways for way in of_word):
            if len(self.words[way]) <= few:
                seen.update(self.words[way])
        return seen

    def _ways(self, word: str) -> list[str]:
        """Words of customers' names that a payer's word may stand for."""
        ways = [word] if word in self.words else []
        if len(word) >= 3:
            at = bisect_left(self.sorted_words, word)
            longer = self.sorted_words[at : at + 8]
            ways += [w for w in longer if w.startswith(word) and w != word]
        if not ways and len(word) >= 5:
            ways = [w for w in near_words(word) if w in self.words]
        return ways

    def _likeness(self, words: tuple[str, ...], named: tuple[str, ...]) -> float:
        left = {w: self.word_weight.get(w, self.rare) for w in words}
        right = {w: self.word_weight.get(w, self.rare) for w in named}
        both = 0.0
        free = dict(right)
        for word in left:
            best, taken = 0.0, ""
            for other in free:
                like = word_likeness(word, other)
                if like > best:
                    best, taken = like, other
            if taken:
                both += best * min(free.pop(taken), max(left[word], right[taken]))
        whole = sum(right.values())
        said = sum(left.values())
        # What the customer's name has and the payer's lacks counts more than what the payer adds.
        return min(1.0, both / (0.65 * whole + 0.35 * max(said, both))) if whole else 0.0
