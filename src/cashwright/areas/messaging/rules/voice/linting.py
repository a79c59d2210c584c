"""Reading a text for how it speaks: everything it should not say, with the place and the reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.rules.voice.english import ENGLISH
from cashwright.areas.messaging.rules.voice.german import GERMAN
from cashwright.areas.messaging.rules.voice.phrase import Phrase, Why

_SPOKEN: dict[str, tuple[Phrase, ...]] = {"en": ENGLISH, "de": GERMAN}
_TOKEN = re.compile(r"\{\{ *[a-z_]+ *\}\}")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
_KNOWN = frozenset({"IBAN", "SEPA", "SWIFT", "GMBH", "BACS", "CHAPS", "UTR"})
"""Names that are written in capitals."""

_WORDS_MAX = 40


class Weight(StrEnum):
    """Whether a finding keeps a text from being published, or is only told."""

    STOPS = "stops"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a text says that it should not. `words` as they stand there."""

    words: str
    why: Why
    weight: Weight
    from_tone: Tone | None = None


def lint(text: str, language: str, tone: Tone) -> list[Finding]:
    """What a text says that one of this tone should not, in the order of the rule.

    text      subject, body or what is seen of a design; names in double braces are passed over
    language  one there is a rule of words for; in others only shouting and length are looked at
    stops     what no text says, and shouting; what only a firmer text says stops a friendly one and
              warns the others; long sentences warn
    """
    bare = _TOKEN.sub("…", text)
    return [*_shouting(bare), *_phrases(bare, language, tone), *_verbose(bare)]


def _shouting(bare: str) -> Iterator[Finding]:
    if "!" in bare:
        at = bare.index("!")
        yield Finding(bare[max(0, at - 20) : at + 1].strip(), Why.EXCLAMATION, Weight.STOPS)
    for word in dict.fromkeys(_CAPITALS.findall(bare)):
        if word not in _KNOWN:
            yield Finding(word, Why.SHOUTING, Weight.STOPS)


def _phrases(bare: str, language: str, tone: Tone) -> Iterator[Finding]:
    for phrase in _SPOKEN.get(language, ()):
        words = phrase.found(bare)
        if not words or phrase.allows(tone):
            continue
        is_mild = phrase.from_tone is not None and tone is not Tone.FRIENDLY
        yield Finding(
            words, phrase.why, Weight.WARNS if is_mild else Weight.STOPS, phrase.from_tone
        )


def _verbose(bare: str) -> Iterator[Finding]:
    for sentence in re.split(r"[.?!:;]\s|\n", bare):
        words = sentence.split()
        if len(words) > _WORDS_MAX:
            yield Finding(" ".join(words[:6]) + " …", Why.VERBOSE, Weight.WARNS)
