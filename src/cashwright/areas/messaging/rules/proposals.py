"""A new version of a text before it is one: what somebody wrote, and what they wrote it for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from cashwright.areas.messaging.policies import CARDS, TextCard, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProposal:
    """What is to be published.

    segment, tone, variant  whom, which steps and which arm it is for; empty: everybody, all, none
    mjml                    its design; empty: the HTML is made from the body
    why                     what it is changed for
    """

    key: str
    language: str
    subject: str
    body: str
    segment: str = ""
    tone: str = ""
    variant: str = ""
    mjml: str = ""
    why: str = ""

    @property
    def card(self) -> TextCard:
        """What holds for every version of it; there must be one."""
        return CARDS[self.key]

    @property
    def spoken_tone(self) -> Tone:
        """How it has to speak: its own tone, else that of its card."""
        return Tone(self.tone) if self.tone else self.card.tone

    def payload(self) -> dict[str, Any]:
        """What a second person agrees to: all of it."""
        return asdict(self)

    @classmethod
    def of_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The inverse of `payload`."""
        return cls(**payload)
