"""How like two words of names are: cut, mistyped, or written with other umlauts."""

from functools import lru_cache
from itertools import pairwise

from cashwright.areas.cash.rules.matching.numbers import one_slip


def word_likeness(word: str, other: str) -> float:
    """1 for the same word, less for a beginning of it, a slip, another spelling; 0 for another word."""
    if word == other:
        return 1.0
    if word[0] != other[0] and word[1:3] != other[1:3] and word[-2:] != other[-2:]:
        return 0.0
    if min(len(word), len(other)) >= 3 and (other.startswith(word) or word.startswith(other)):
        return 0.6 + 0.3 * min(len(word), len(other)) / max(len(word), len(other))
    if min(len(word), len(other)) >= 4 and one_slip(word, other):
        return 0.85
    return 0.8 if len(word) >= 4 and _unspelled(word) == _unspelled(other) else 0.0


@lru_cache(maxsize=100_000)
def _unspelled(word: str) -> str:
    """Without the ways umlauts and doubled letters are written: MUELLER, MULLER, MULER."""
    plain = word.replace("UE", "U").replace("OE", "O").replace("AE", "A")
    return plain[:1] + "".join(b for a, b in pairwise(plain) if a != b)


@lru_cache(maxsize=20_000)
def near_words(word: str) -> tuple[str, ...]:
    """Words one slip away."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    near = {a + b[1:] for a, b in cuts if b}
    near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + sign + b[1:] for a, b in cuts if b for sign in letters}
    near |= {a + sign + b for a, b in cuts for sign in letters}
    return tuple(sorted(near - {word}))
