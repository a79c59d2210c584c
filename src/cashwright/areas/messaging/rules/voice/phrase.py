"""One thing texts do not say."""

import re
from dataclasses import dataclass
from enum import StrEnum

from cashwright.areas.messaging.policies import Tone


class Why(StrEnum):
    """Why a phrase is not said, in words its writer reads."""

    THREAT = "it threatens, or names what nobody decided"
    NAME_CALLING = "it calls the reader a name; say what is open instead"
    BLAME = "it blames or hurts; say what is open and ask"
    LEGAL = "it speaks of courts and lawyers"
    PRESSURE = "it presses; give a day instead"
    CONSEQUENCE = "it names a consequence"
    SHOUTING = "capital letters read as shouting"
    EXCLAMATION = "an exclamation mark reads as shouting"
    VERBOSE = "a sentence of more than forty words is not read to its end"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`pattern`: a regular expression of whole words. `from_tone`: how a text has to speak at least
    to say it; None: no text says it."""

    pattern: str
    why: Why
    from_tone: Tone | None = None

    def found(self, text: str) -> str:
        """The first place where the text says it, as it stands there; empty when it does not."""
        hit = re.search(rf"\b(?:{self.pattern})\b", text, re.IGNORECASE)
        return hit[0] if hit else ""

    def allows(self, tone: Tone) -> bool:
        """Whether a text that speaks so may say it."""
        order = list(Tone)
        return self.from_tone is not None and order.index(tone) >= order.index(self.from_tone)
