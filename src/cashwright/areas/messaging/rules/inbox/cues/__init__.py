"""The phrases intents are read from, one file a language.

Words: a *cue* is a phrase that speaks for an intent, with how much in thousandths; a *veto* is one that
speaks against it in the same sentence. In a pattern a blank stands for any white space, `~` for up to
eight words in between. Patterns are matched against one sentence of at most 500 signs.
"""

from cashwright.areas.messaging.rules.inbox.cues import english, german, others
from cashwright.areas.messaging.rules.inbox.cues.cue import Cue

CUES: tuple[Cue, ...] = (*english.CUES, *german.CUES, *others.CUES)
VETOES: tuple[Cue, ...] = (*english.VETOES, *german.VETOES, *others.VETOES)
