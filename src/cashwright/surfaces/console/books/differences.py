"""Two texts side by side: what went, what came, what stayed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: `sign` is −, + or empty where nothing changed."""

    sign: str
    text: str

    @property
    def word(self) -> str:
        """What a screen reader says before the line."""
        return {"−": "Removed:", "+": "Added:"}.get(self.sign, "")


def differing(before: str, after: str) -> list[Line]:
    """The lines of both, those that went before those that came."""
    old, new = before.splitlines(), after.splitlines()
    told: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            told += [Line("", text) for text in old[a:b]]
            continue
        told += [Line("−", text) for text in old[a:b]]
        told += [Line("+", text) for text in new[c:d]]
    return told
