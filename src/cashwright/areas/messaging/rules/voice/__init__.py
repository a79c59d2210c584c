"""How texts may speak: the published rule of what a text for a customer does not say, and why.

Plain, firm, kind: nobody is threatened, shouted at or called names; what is serious is said only
where a text is meant to be.
"""

from cashwright.areas.messaging.rules.voice.english import ENGLISH
from cashwright.areas.messaging.rules.voice.german import GERMAN
from cashwright.areas.messaging.rules.voice.linting import Finding, Weight, lint
from cashwright.areas.messaging.rules.voice.phrase import Phrase, Why

__all__ = ["ENGLISH", "GERMAN", "Finding", "Phrase", "Weight", "Why", "lint"]
