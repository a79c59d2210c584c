"""Deciding about many lines in several processes: the same decisions, in less time on the clock.

A line is decided alone, from what is open and known; only contests (areas/cash/rules/matching) bring
lines together, and they are settled here. So the processes are forked once everything is read: they
share its memory, and touch neither the database nor Polars. Each is handed some lines at a time.
"""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any

from cashwright.areas.cash.rules.matching import Decision, Known, LineFacts, Matcher
from cashwright.areas.cash.rules.matching.contests import settle_contests
from cashwright.runs.match.unswept import unswept

LINES_MIN = 4_000  # fewer are decided sooner than processes are ready
PROCESSES_MAX = 8
_AT_A_TIME = 250  # lines
_AHEAD = 2  # how many such parts one has: what it works at, and what it goes on with


class ProcessLost(RuntimeError):
    """A process that decided about lines ended before it was done: the run breaks off, and may go on."""


def decided(
    matcher: Matcher, lines: Sequence[LineFacts], processes: int | None = None
) -> list[Decision]:
    """The decisions on lines, in their order.

    processes  how many decide; as many as there are processors when not given, and this one alone
               about few lines
    raises     ProcessLost
    """
    count = processes or (_processors() if len(lines) >= LINES_MIN else 1)
    if count < 2:
        return matcher.decide_all(lines)
    with unswept(), _hands(matcher, lines, count) as hands:
        return settle_contests(_Crew(matcher, lines, hands), list(lines))


def _processors() -> int:
    """How many may be used; one where a process cannot be forked safely."""
    if sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), PROCESSES_MAX)


class _Crew:
    """A matcher whose decisions others make; what is paid meanwhile is told to each of them."""

    def __init__(
        self, matcher: Matcher, lines: Sequence[LineFacts], hands: list[Connection]
    ) -> None:
        self.matcher, self.lines, self.hands = matcher, lines, hands
        self.number = {line.line_id: number for number, line in enumerate(lines)}

    def decide_each(self, lines: Sequence[LineFacts]) -> list[Decision]:
        """The decisions on lines, in their order, whoever made them."""
        numbers = [self.number[line.line_id] for line in lines]
        parts = [numbers[at : at + _AT_A_TIME] for at in range(0, len(numbers), _AT_A_TIME)]
        waiting, made = list(reversed(parts)), dict[int, Decision]()
        handed = dict.fromkeys(self.hands, 0)
        for hand in self.hands * _AHEAD:
            handed[hand] += _hand(hand, waiting)
        while busy := [hand for hand, count in handed.items() if count]:
            ready = wait(busy)
            for hand in (one for one in busy if one in ready):
                made.update(_taken(hand))
                handed[hand] += _hand(hand, waiting) - 1
        return [made[number] for number in numbers]

    def after(self, paid: Mapping[str, int], learned: Iterable[Known]) -> "_Crew":
        """The same after amounts were paid of documents, and what that taught: this crew is no more."""
        taught = list(learned)
        for hand in self.hands:
            _send(hand, (paid, taught))
        return _Crew(self.matcher.after(paid, taught), self.lines, self.hands)

    def balance_of(self, document_id: str) -> int:
        """What is open of a document."""
        return self.matcher.balance_of(document_id)


def _hand(hand: Connection, waiting: list[list[int]]) -> int:
    """Hand the next part to a process: how many parts that were, 1 or 0."""
    if not waiting:
        return 0
    _send(hand, waiting.pop())
    return 1


def _send(hand: Connection, told: object) -> None:
    try:
        hand.send(told)
    except OSError as error:
        raise ProcessLost("a process that decides about lines is gone") from error


def _taken(hand: Connection) -> dict[int, Decision]:
    try:
        found = hand.recv()
    except (EOFError, OSError) as error:
        raise ProcessLost("a process that decides about lines is gone") from error
    if isinstance(found, str):
        raise ProcessLost(found)
    assert isinstance(found, dict)
    return found


@contextmanager
def _hands(matcher: Matcher, lines: Sequence[LineFacts], count: int) -> Iterator[list[Connection]]:
    """The ends to talk to `count` processes, which are gone afterwards."""
    context = get_context("fork")
    pipes = [context.Pipe() for _ in range(count)]
    ours = [mine for mine, _ in pipes]
    crew: list[ForkProcess] = []
    try:
        for _, end in pipes:
            others = [one for pipe in pipes for one in pipe if one is not end]
            crew.append(
                context.Process(target=_work, args=(matcher, lines, end, others), daemon=True)
            )
        with warnings.catch_warnings():
            # Later Pythons warn of threads: none of ours holds what is needed to decide.
            warnings.simplefilter("ignore", DeprecationWarning)
            for one in crew:
                one.start()
        for _, end in pipes:
            end.close()
        yield ours
    finally:
        for mine in ours:
            mine.close()
        for one in crew:
            if one.pid is not None:
                one.kill()
                one.join()


def _work(
    matcher: Matcher, lines: Sequence[LineFacts], ours: Connection, others: Sequence[Connection]
) -> None:
    """Decide about the lines that are asked for, until nobody asks any more."""
    for one in others:  # or the others would not see that the one who asks is gone
        one.close()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        while True:
            matcher = _answered(matcher, lines, ours, ours.recv())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except BaseException:
        ours.send(traceback.format_exc())


def _answered(
    matcher: Matcher, lines: Sequence[LineFacts], ours: Connection, asked: Any
) -> Matcher:
    """Answer one thing that was asked; the matcher to go on with."""
    if isinstance(asked, tuple):
        return matcher.after(*asked)
    ours.send({number: matcher.decide(lines[number]) for number in asked})
    return matcher
