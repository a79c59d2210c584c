"""What a mail seems to ask for, sentence by sentence, with the words each was read from.

A reading is a suggestion for a person and no more. How sure it is counts in thousandths: the strongest
phrase that speaks for it, more where a day or an amount stands beside, less in a question. Where no
phrase speaks at all, what the words mean is weighed instead (weighing.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cashwright.areas.messaging.policies.inbox import SUGGESTED_FROM, Intent
from cashwright.areas.messaging.rules.inbox.amounts import Amount, amounts_in
from cashwright.areas.messaging.rules.inbox.cues import CUES, VETOES
from cashwright.areas.messaging.rules.inbox.days import Asked, days_in
from cashwright.areas.messaging.rules.inbox.meanings import lexicon
from cashwright.areas.messaging.rules.inbox.sentences import Sentence, sentences_of
from cashwright.areas.messaging.rules.inbox.threading import named
from cashwright.areas.messaging.rules.inbox.weighing import LEFT_ALONE, features_of, shipped_weights

_BESIDE = 100  # a day beside a promise, an amount beside a dispute
_MOST = 970
_SUGGESTIONS_MAX = 5
_LOOKED_AT = 20_000
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}")
_THROUGH = re.compile(
    r"\b(?:einschließlich|inklusive|inclusive|through|bis zum ende)\b", re.IGNORECASE
)
_PAYING = re.compile(
    r"\b(?:pay\w*|paid|wire[ds]?|transfer\w*|remit\w*|funds|money|che(?:ck|que)s?|sepa|"
    r"\w*zahl(?:ung|en|t|e)\w*|\w*überweis\w*|geld|begleich\w*|beglichen|virement|pago|bonifico|betaling)\b",
    re.IGNORECASE,
)
_BY_DAY = 500
_PLAIN_MAX = 200  # a longer sentence says more than this looks at
_AHEAD = {Intent.PROMISE, Intent.OUT_OF_OFFICE, Intent.PAYMENT_PLAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing a mail seems to ask for.

    start, end  the sentence, as positions in the text
    on          the day it names: payment is promised for, was made on, the writer is back
    numbers     what may be numbers of documents in it
    address     another person's e-mail address it names
    """

    intent: Intent
    confidence: int
    start: int = 0
    end: int = 0
    on: date | None = None
    amount: Amount | None = None
    numbers: tuple[str, ...] = ()
    address: str = ""


_NOTHING = (Reading(intent=Intent.OTHER, confidence=0),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a customer's mail is read.

    on              the day it was written, where the customer is
    is_month_first  3/4 is March the fourth
    dollar          the currency $ stands for
    """

    on: date
    is_month_first: bool = False
    dollar: str = "USD"

    def read(self, text: str, *, is_auto: bool = False) -> tuple[Reading, ...]:
        """What a text asks for, surest first; one reading an intent, OTHER alone when nothing does."""
        sentences = list(sentences_of(text[:_LOOKED_AT]))
        if any(LEFT_ALONE in lexicon().meanings(sentence.text) for sentence in sentences):
            return _NOTHING
        found = [one for sentence in sentences for one in self._of(sentence)]
        if not any(one.confidence >= SUGGESTED_FROM for one in found):
            found = self._weighed(sentences)
        best: dict[Intent, Reading] = {}
        for one in found:
            before = best.get(one.intent)
            best[one.intent] = one if before is None else _joined(before, one)
        kept = _weighed(best, is_auto=is_auto)
        kept = [one for one in kept if one.confidence >= SUGGESTED_FROM]
        kept.sort(key=lambda one: (-one.confidence, one.start))
        return tuple(kept[:_SUGGESTIONS_MAX]) or _NOTHING

    def features(self, text: str) -> list[frozenset[str]]:
        """What weighing looks at in each sentence of a text."""
        return [self._features(sentence) for sentence in sentences_of(text[:_LOOKED_AT])]

    def _features(self, sentence: Sentence) -> frozenset[str]:
        text = sentence.text
        ahead, behind = (
            days_in(text, Asked(self.on, is_ahead=way, is_month_first=self.is_month_first))
            for way in (True, False)
        )
        beside = {
            "day ahead": any(day.on > self.on for day in ahead),
            "day behind": any(day.on < self.on for day in behind),
            "an amount": bool(amounts_in(text, dollar=self.dollar)),
            "an address": _ADDRESS.search(text) is not None,
        }
        return features_of(
            [*lexicon().meanings(text), *(name for name, is_there in beside.items() if is_there)]
        )

    def _weighed(self, sentences: Sequence[Sentence]) -> list[Reading]:
        """What the meanings of the words make likely, where no phrase speaks."""
        if not sentences:
            return []
        best = shipped_weights().best([self._features(one) for one in sentences])
        return [
            self._reading(sentences[at], intent, share, 0)
            for intent, (share, at) in best.items()
            if share >= SUGGESTED_FROM
        ]

    def _of(self, sentence: Sentence) -> list[Reading]:
        weights = _weights(sentence.text) or self._by_day(sentence.text)
        return [self._reading(sentence, intent, *found) for intent, found in weights.items()]

    def _by_day(self, text: str) -> dict[Intent, tuple[int, int]]:
        """Where no phrase speaks, a day beside a word of paying: ahead a promise, behind a payment made."""
        word = _PAYING.search(text)
        if word is None or text.rstrip().endswith("?") or len(text) > _PLAIN_MAX:
            return {}
        for intent in (Intent.PROMISE, Intent.PAID_ALREADY):
            is_against = any(veto.intent is intent and veto.found_in(text) for veto in VETOES)
            if not is_against and self._day(text, intent, 0) is not None:
                return {intent: (_BY_DAY, 0)}
        return {}

    def _reading(self, sentence: Sentence, intent: Intent, weight: int, at: int) -> Reading:
        on = self._day(sentence.text, intent, at)
        amounts = amounts_in(sentence.text, dollar=self.dollar)
        address = _ADDRESS.search(sentence.text)
        is_beside = on is not None if intent in _AHEAD else bool(amounts)
        return Reading(
            intent=intent, confidence=min(_MOST, weight + _BESIDE * is_beside), start=sentence.start, end=sentence.end,
            on=on, amount=amounts[0] if amounts else None, numbers=named(sentence.text),
            address=address[0].lower().rstrip(".") if address else "",
        )  # fmt: skip

    def _day(self, text: str, intent: Intent, at: int) -> date | None:
        """The first day behind the phrase, else the first; of an absence the last."""
        is_ahead = intent is not Intent.PAID_ALREADY
        asked = Asked(self.on, is_ahead=is_ahead, is_month_first=self.is_month_first)
        days = [
            day
            for day in days_in(text, asked)
            if day.on == self.on or (day.on > self.on) == is_ahead
        ]
        if not days:
            return None
        if intent is not Intent.OUT_OF_OFFICE:
            return next((day for day in days if day.end > at), days[0]).on
        is_through = bool(_THROUGH.search(text))
        return date.fromordinal(days[-1].on.toordinal() + is_through)


def _weights(text: str) -> dict[Intent, tuple[int, int]]:
    """For each intent no phrase speaks against: how much one speaks for it, and where that stands."""
    weights: dict[Intent, tuple[int, int]] = {}
    for cue in CUES:
        if cue.weight > weights.get(cue.intent, (0, 0))[0] and (found := cue.found_in(text)):
            weights[cue.intent] = cue.weight, found.start()
    if not weights:
        return weights
    return {
        intent: found
        for intent, found in weights.items()
        if not any(veto.intent is intent and veto.found_in(text) for veto in VETOES)
    }


def _joined(first: Reading, second: Reading) -> Reading:
    """Two sentences of one intent: the surer one, with what only the other says."""
    better, other = (second, first) if second.confidence > first.confidence else (first, second)
    return replace(
        better,
        on=better.on or other.on, amount=better.amount or other.amount,
        numbers=better.numbers or other.numbers, address=better.address or other.address,
    )  # fmt: skip


def _weighed(best: dict[Intent, Reading], *, is_auto: bool) -> list[Reading]:
    """What one intent says of another in the same mail."""
    left = dict(best)
    away, wrong = left.get(Intent.OUT_OF_OFFICE), left.get(Intent.WRONG_CONTACT)
    if is_auto:
        return [replace(one, confidence=_MOST) for one in (away or wrong,) if one is not None]
    if wrong is not None and wrong.address:
        left.pop(Intent.OPT_OUT, None)
    if away is not None and wrong is not None:
        left.pop(Intent.WRONG_CONTACT)
    _drop_beside(left, Intent.PROMISE, Intent.PAID_ALREADY, keeps_if_dated=True)
    _drop_beside(left, Intent.PAYMENT_PLAN, Intent.PROMISE)
    _drop_beside(left, Intent.DISPUTE, Intent.COPY_WANTED)
    _drop_beside(left, Intent.COPY_WANTED, Intent.DISPUTE)
    return list(left.values())


def _drop_beside(
    left: dict[Intent, Reading], first: Intent, second: Intent, *, keeps_if_dated: bool = False
) -> None:
    """Of two readings of the very same sentence the weaker goes; at a tie `second` goes."""
    one, two = left.get(first), left.get(second)
    if one is None or two is None or one.start != two.start:
        return
    if keeps_if_dated and one.on is None and two.confidence >= one.confidence:
        left.pop(first)
    else:
        left.pop(second if one.confidence >= two.confidence else first)
