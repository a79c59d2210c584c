"""What a bank line truly was: kept apart from the books, to measure what they made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The truth of one line, found by its entity, account and the bank's own reference.

    kind      what made it hard or easy: exact, mistyped, fee, twice ...
    customer  whose invoices it is for; "" for money that is no customer's
    covers    [document number, money for it]
    over_minor  what stays on the customer's account
    """

    entity: str
    account: str
    bank_ref: str
    kind: str
    amount_minor: int
    customer: str = ""
    covers: tuple[tuple[str, int], ...] = ()
    over_minor: int = 0

    @property
    def documents(self) -> frozenset[str]:
        """The numbers of what it settles."""
        return frozenset(number for number, _ in self.covers)


def write_truths(truths: Iterable[Truth], path: Path) -> None:
    """Keep them in a file of their own, one line each; written anew it is the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{json.dumps(asdict(truth), ensure_ascii=False)}\n" for truth in truths)
    path.write_text(text, encoding="utf-8")


def read_truths(folder: Path) -> Iterator[Truth]:
    """Everything kept under a folder, by file and line."""
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            read = json.loads(line)
            read["covers"] = tuple((number, minor) for number, minor in read["covers"])
            yield Truth(**read)
