"""How likely a mail asks for something, by how the meanings of its words go together.

Where no phrase speaks (cues/), this looks at meanings instead: alone and in pairs of one sentence, so
that "pay" beside "not" weighs otherwise than beside "will". One weighed sum an intent, made a share by
the logistic function. The weights are data (areas/messaging/data/intent_weights.json), trained by
bench/train_intents.py on the mails the house developed with; nothing here learns. What has no such
words has no weight either, and is left to a person.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

from cashwright.areas.messaging.policies.inbox import Intent

TOGETHER = 4
"""So many sentences that follow each other are looked at together."""

LEFT_ALONE = "private_bank"
"""A meaning that leaves a mail to a person, whatever else it says."""

LEFT_TO_PHRASES = "own_bank"
"""A meaning beside which nothing is weighed: only a phrase still speaks."""

_THOUSAND = 1000
_Features = frozenset[str]


def features_of(meanings: Iterable[str]) -> _Features:
    """The meanings of a sentence, alone and in pairs: "not", "not+pay"."""
    alone = sorted(meanings)
    return frozenset([*alone, *("+".join(pair) for pair in combinations(alone, 2))])


@dataclass(frozen=True, slots=True)
class Weights:
    """For each intent what it begins from and what each feature adds, in thousandths of log-odds."""

    bias: Mapping[Intent, int]
    by_feature: Mapping[Intent, Mapping[str, int]]

    def shares(self, features: _Features) -> dict[Intent, int]:
        """How likely each intent is, in thousandths."""
        return {intent: _share(self._score(intent, features)) for intent in self.bias}

    def best(self, sentences: Sequence[_Features]) -> dict[Intent, tuple[int, int]]:
        """For each intent its likelihood in thousandths, and which sentence says most; none where left to phrases."""
        told: dict[Intent, tuple[int, int]] = {}
        if any(LEFT_TO_PHRASES in one for one in sentences):
            return told
        for first in range(max(1, len(sentences) - TOGETHER + 1)):
            near = sentences[first : first + TOGETHER]
            for intent, share in self.shares(frozenset().union(*near)).items():
                if share > told.get(intent, (-1, 0))[0]:
                    spoken = max(range(len(near)), key=lambda at: self._score(intent, near[at]))
                    told[intent] = share, first + spoken
        return told

    def _score(self, intent: Intent, features: _Features) -> int:
        by_feature = self.by_feature[intent]
        return self.bias[intent] + sum(by_feature.get(one, 0) for one in features)


def _share(score: int) -> int:
    return int(_THOUSAND / (1 + math.exp(-max(-20.0, min(20.0, score / _THOUSAND)))))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the program."""
    source = files("cashwright.areas.messaging") / "data" / "intent_weights.json"
    told = json.loads(source.read_text("utf-8"))["intents"]
    return Weights(
        {Intent(name): one["bias"] for name, one in told.items()},
        {Intent(name): one["weights"] for name, one in told.items()},
    )
