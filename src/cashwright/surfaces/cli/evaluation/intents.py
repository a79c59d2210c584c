"""How well mails are read: precision and recall per intent on mails we wrote and labelled ourselves.

Four parts. `developing` and `voices` are what readers were made on, so their figures say what they can
do at best. `held_out`, in deliberately unusual words, and `voices_held_out` were written before the
readers they judge, and nothing was made from them: what they leave unread is left to a person as
"other". A *voice* is one made-up writer of one language; the two parts share none. Who listed the words
of meanings had written the voices too, so `held_out`, written by somebody else, is the harder judge; a
real inbox may read worse still. The intervals tell only of how few mails there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from math import ceil, sqrt
from typing import Any

from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.rules.inbox.automatic import looks_automatic
from cashwright.areas.messaging.rules.inbox.intents import Reader, Reading
from cashwright.areas.messaging.rules.inbox.quoting import reply_of

PARTS = ("developing", "voices", "held_out", "voices_held_out")
WRITTEN_ON = date(2026, 11, 25)
"""The day all these mails were written on: a Wednesday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A mail and what it asks for; `on` is the day its first intent is about, where it names one."""

    text: str
    language: str
    intents: frozenset[Intent]
    first: Intent
    on: date | None
    voice: str = ""


@dataclass(slots=True)
class Counted:
    """Of one intent: how often it was read rightly, wrongly, and not at all."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision_ppt(self) -> int | None:
        """In thousandths, rounded down; None where it was never read."""
        return _ppt(self.right, self.right + self.wrong)

    @property
    def recall_ppt(self) -> int | None:
        """In thousandths, rounded down; None where there is none."""
        return _ppt(self.right, self.right + self.missed)


def interval_ppt(part: int, whole: int) -> tuple[int, int] | None:
    """Between which thousandths a share lies with 95 % (Wilson's score interval); None of nothing.

    source  E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927)
    """
    if not whole:
        return None
    z, share = 1.959964, part / whole
    middle = share + z * z / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    over = 1 + z * z / whole
    return int(1000 * max(0.0, (middle - reach) / over)), ceil(
        1000 * min(1.0, (middle + reach) / over)
    )


@dataclass(slots=True)
class Measured:
    """The counts of each intent, and how many of the named days were read rightly."""

    mails: int = 0
    by_intent: dict[Intent, Counted] = field(
        default_factory=lambda: {intent: Counted() for intent in Intent}
    )
    days: int = 0
    days_right: int = 0


def labelled(part: str) -> Iterator[Labelled]:
    """The mails of one of PARTS."""
    source = files("cashwright.surfaces.cli.evaluation") / "inbox" / f"{part}.jsonl"
    for line in source.read_text("utf-8").splitlines():
        row = json.loads(line)
        intents = [Intent(name) for name in row["intents"]]
        yield Labelled(
            text=row["text"], language=row["language"], intents=frozenset(intents), first=intents[0],
            on=date.fromisoformat(row["on"]) if "on" in row else None, voice=row.get("voice", ""),
        )  # fmt: skip


def read(text: str) -> tuple[Reading, ...]:
    """What a mail of the set is read to mean, as one that came in is."""
    return Reader(on=WRITTEN_ON).read(reply_of(text), is_auto=looks_automatic(text))


@cache
def measured(part: str) -> Measured:
    """The figures of one of PARTS. A mail with two intents counts for both."""
    told = Measured()
    for mail in labelled(part):
        readings = read(mail.text)
        found = {one.intent for one in readings}
        told.mails += 1
        for intent in Intent:
            counted = told.by_intent[intent]
            counted.right += intent in found and intent in mail.intents
            counted.wrong += intent in found and intent not in mail.intents
            counted.missed += intent not in found and intent in mail.intents
        if mail.on is not None and mail.first in found:
            told.days += 1
            told.days_right += any(
                one.intent is mail.first and one.on == mail.on for one in readings
            )
    return told


def as_told(one: Measured) -> dict[str, Any]:
    """The figures of a part as JSON, shares in thousandths."""
    return {
        "mails": one.mails, "days": one.days, "days_right": one.days_right,
        "by_intent": {
            str(intent): {
                "mails": counted.right + counted.missed, "precision_ppt": counted.precision_ppt,
                "precision_within_ppt": interval_ppt(counted.right, counted.right + counted.wrong),
                "recall_ppt": counted.recall_ppt,
                "recall_within_ppt": interval_ppt(counted.right, counted.right + counted.missed),
            }
            for intent, counted in one.by_intent.items()
        },
    }  # fmt: skip


def _ppt(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None
