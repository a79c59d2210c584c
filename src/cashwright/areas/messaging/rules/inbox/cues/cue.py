"""What a cue is, and how its pattern is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cashwright.areas.messaging.policies.inbox import Intent

# Words and blanks share no sign, so that no text is tried in more ways than it has words.
_GAP = r"(?:[^\w\s]\S*)?(?:\s+\S+){0,8}?\s+[^\w\s]{0,2}"


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase for (or, among vetoes, against) an intent; `weight` in thousandths."""

    intent: Intent
    weight: int
    pattern: str

    def found_in(self, sentence: str) -> re.Match[str] | None:
        """Where it stands in a sentence."""
        return _compiled(self.pattern).search(sentence)


def cues(intent: Intent, weight: int, *patterns: str) -> Iterator[Cue]:
    """Several phrases of one weight."""
    return (Cue(intent, weight, pattern) for pattern in patterns)


def vetoes(intent: Intent, *patterns: str) -> Iterator[Cue]:
    """Phrases that speak against an intent."""
    return (Cue(intent, 0, pattern) for pattern in patterns)


@lru_cache(maxsize=2_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ~ ", _GAP).replace(" ", r"\s+"), re.IGNORECASE)
