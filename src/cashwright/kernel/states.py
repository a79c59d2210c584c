"""State tables: which move leads from which state to which, written once, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from cashwright.kernel.refusals import NotAllowedNow

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One row of a table: in `source`, `name` leads to `target`; `means` says so to a person."""

    source: S
    name: str
    target: S
    means: str


class StateTable(Generic[S]):
    """A checked table of moves. A broken table fails at import, never at midnight."""

    def __init__(self, document: str, start: S, moves: Iterable[Move[S]]) -> None:
        self.document, self.start, self.moves = document, start, tuple(moves)
        self._targets = {(m.source, m.name): m.target for m in self.moves}
        assert len(self._targets) == len(self.moves), "two moves share a source and a name"
        reached, edge = {start}, {start}
        while edge:
            edge = {m.target for m in self.moves if m.source in edge} - reached
            reached |= edge
        assert reached == set(type(start)), f"unreachable: {set(type(start)) - reached}"

    def after(self, state: S, move: str) -> S:
        """The state after `move`. Raises NotAllowedNow when the table has no such row."""
        try:
            return self._targets[state, move]
        except KeyError:
            raise NotAllowedNow(document=self.document, state=str(state), move=move) from None

    def allows(self, state: S, move: str) -> bool:
        """Whether the table has a row for `move` in `state`: what a page asks for its buttons."""
        return (state, move) in self._targets

    def mermaid(self) -> str:
        """The table as a diagram; the documentation test keeps the two equal."""
        rows = "\n".join(f"    {m.source} --> {m.target}: {m.name}" for m in self.moves)
        return f"stateDiagram-v2\n    [*] --> {self.start}\n{rows}\n"
