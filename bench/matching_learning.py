"""What confirmations teach: the second half of a month without, and with, what the first half taught.

A company begins with nothing remembered. Day by day the lines of the first half are decided; what waits
is confirmed by a person as it truly was, and teaches whose the account and the name were, as cited
lines do by themselves. The second half is then decided day by day twice: with an empty memory, and with
what was learned. The books are the same both times: what was truly paid on earlier days is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from bench.matching_figures import Figures
from cashwright.areas.cash.rules.matching import Decision, Known, LineFacts, Matcher, Verdict
from cashwright.connectors.simulator.bank_world import Habits, World, world

_TEACHING = frozenset(("cited", "several", "range"))
Taught = Counter[tuple[str, str, str]]


def measure_learning(
    habits: Habits, *, open_count: int, line_count: int
) -> tuple[Figures, Figures]:
    """The second half without and with what the first taught."""
    made = world(habits, open_count=open_count, line_count=line_count)
    middle = made.lines[len(made.lines) // 2].booked_on
    taught: Taught = Counter()
    for on, lines, decisions in _by_day(made, ()):
        if on < middle:
            _teach(made, lines, decisions, taught)
    learned = [
        Known(kind=kind, key=key, customer_id=customer_id, count=count, last_on=middle)
        for (kind, key, customer_id), count in taught.items()
    ]
    return _second(made, middle, ()), _second(made, middle, learned)


def _second(made: World, middle: date, known: Sequence[Known]) -> Figures:
    figures = Figures()
    for on, _, decisions in _by_day(made, known):
        if on >= middle:
            figures.add(made, decisions)
    return figures


def _by_day(
    made: World, known: Sequence[Known]
) -> Iterator[tuple[date, list[LineFacts], list[Decision]]]:
    gone: set[str] = set()
    for on, of_day in groupby(made.lines, key=lambda line: line.booked_on):
        lines = list(of_day)
        matcher = Matcher(
            documents=[d for d in made.documents if d.document_id not in gone],
            closed=made.closed, payers=made.payers, known=known,
        )  # fmt: skip
        yield on, lines, matcher.decide_all(lines)
        for line in lines:
            truth = made.truth[line.line_id]
            gone |= truth.paid.keys() | truth.credits.keys()


def _teach(
    made: World, lines: Sequence[LineFacts], decisions: Sequence[Decision], taught: Taught
) -> None:
    """A line teaches when a person confirmed it, or when all it pays was cited."""
    for line, decision in zip(lines, decisions, strict=True):
        cited = decision.best is not None and decision.best.lane in _TEACHING
        owner = made.truth[line.line_id].customer_id
        if owner and (cited or decision.verdict is not Verdict.CERTAIN):
            for kind, key in (("account", line.payer_print), ("name", line.payer_key)):
                if key:
                    taught[kind, key, owner] += 1
