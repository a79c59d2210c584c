"""What the words of a sentence mean, whatever the language: paying, being away, asking, not.

The words of each meaning are data (areas/messaging/data/meanings.toml), by stems and in six languages
at once: a short mail seldom shows its language. A sentence is read word by word with one look each, so
that no text takes longer than it is long.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_GAP = ".."
_GAP_MAX = 3
_STEM = 3  # letters of a stem that it is looked up by
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")
_ELIDED = re.compile(r"^(n|d|l|s|m|c|j|t|qu|un|all|dell|nell|sull)'(?=.)")
_ENDINGS = {"n't": "not", "'ll": "will"}

_Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of every meaning: those of one whole word, by stem, and longer ones by their first word."""

    words: Mapping[str, frozenset[str]]
    stems: Mapping[str, tuple[tuple[str, str], ...]]
    phrases: Mapping[str, tuple[tuple[_Phrase, str], ...]]

    def meanings(self, sentence: str) -> frozenset[str]:
        """The names of what a sentence's words mean; "question" where it asks."""
        said = words_of(sentence)
        found: set[str] = set()
        for at, word in enumerate(said):
            found |= self.words.get(word, frozenset())
            found.update(name for stem, name in self.stems.get(word[:_STEM], ()) if word.startswith(stem))  # fmt: skip
            found.update(name for ending, name in _ENDINGS.items() if word.endswith(ending))
            found.update(name for rest, name in self.phrases.get(word, ()) if _goes_on(said, at + 1, rest))  # fmt: skip
        if sentence.rstrip(" )\"'").endswith("?"):
            found.add("question")
        return frozenset(found)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents; what French elides stands by itself."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [part for word in _WORD.findall(plain) for part in _parted(word)]


def _parted(word: str) -> Iterator[str]:
    elided = _ELIDED.match(word)
    if elided is None:
        yield word
        return
    yield elided[0]
    yield word[elided.end() :]


def _goes_on(said: list[str], at: int, rest: _Phrase) -> bool:
    """Whether the words from `at` on are the rest of a phrase."""
    for number, wanted in enumerate(rest):
        if wanted == _GAP:
            after = rest[number + 1 :]
            return any(_goes_on(said, at + more, after) for more in range(_GAP_MAX + 1))
        if at >= len(said) or not _is(said[at], wanted):
            return False
        at += 1
    return True


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words that come with the program."""
    source = files("cashwright.areas.messaging") / "data" / "meanings.toml"
    told = tomllib.loads(source.read_text("utf-8"))
    entries = [
        (tuple(_tokens(entry)), name)
        for name, languages in told.items()
        for listed in languages.values()
        for entry in listed.split(",")
    ]  # fmt: skip
    words: defaultdict[str, set[str]] = defaultdict(set)
    stems: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    phrases: defaultdict[str, list[tuple[_Phrase, str]]] = defaultdict(list)
    for phrase, name in entries:
        first = phrase[0]
        assert len(phrase) == 1 or not first.endswith("*"), f"a phrase begins with a stem: {phrase}"
        if len(phrase) > 1:
            phrases[first].append((phrase[1:], name))
        elif first.endswith("*"):
            assert len(first) > _STEM, f"too short a stem: {first}"
            stems[first[:_STEM]].append((first[:-1], name))
        else:
            words[first].add(name)
    return Lexicon(
        {word: frozenset(names) for word, names in words.items()},
        {stem: tuple(rows) for stem, rows in stems.items()},
        {first: tuple(rows) for first, rows in phrases.items()},
    )


def _tokens(entry: str) -> Iterator[str]:
    for piece in entry.split():
        if piece == _GAP:
            yield piece
            continue
        parts = words_of(piece.rstrip("*"))
        yield from parts[:-1]
        yield parts[-1] + ("*" if piece.endswith("*") else "")
