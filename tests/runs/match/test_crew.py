"""Deciding in several processes: the same as alone; a process that is lost breaks the run off, no more."""

import hashlib
import os
import signal
from multiprocessing import active_children

import pytest

from cashwright.areas.cash.rules.matching import Decision, LineFacts, Matcher
from cashwright.connectors.simulator.bank_world import World, habits_of, world
from cashwright.runs.match.crew import ProcessLost, decided

# What is thought of a month of 5,000 lines. It changes with the weights and rules of matching, which are
# held to their figures elsewhere, and with nothing else: not with how fast, or by how many, it is thought.
MONTH = "6e6894f36506869c"


@pytest.fixture(scope="module")
def month() -> World:
    return world(habits_of(7), open_count=10_000, line_count=5_000)


def matcher_of(month: World, kind: type[Matcher] = Matcher) -> Matcher:
    return kind(
        documents=month.documents, closed=month.closed, payers=month.payers, known=month.known
    )


def print_of(decisions: list[Decision]) -> str:
    whole = hashlib.sha256()
    for one in decisions:
        whole.update(repr(one).encode())
    return whole.hexdigest()[:16]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_month_is_decided_as_ever_by_one_process_and_by_two(month: World, processes: int) -> None:
    assert print_of(decided(matcher_of(month), month.lines, processes)) == MONTH
    assert active_children() == []


class _Dies(Matcher):
    """In another process than the one that made it, it is killed at its hundredth line."""

    home = os.getpid()
    count = 0

    def decide(self, line: LineFacts) -> Decision:
        self.count += 1
        if os.getpid() != self.home and self.count == 100:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().decide(line)


class _Fails(Matcher):
    def decide(self, line: LineFacts) -> Decision:
        raise ZeroDivisionError(line.line_id)


def test_a_process_that_is_killed_is_missed(month: World) -> None:
    with pytest.raises(ProcessLost):
        decided(matcher_of(month, _Dies), month.lines[:1_000], 2)
    assert active_children() == []


def test_what_went_wrong_in_a_process_is_told(month: World) -> None:
    with pytest.raises(ProcessLost, match=f"ZeroDivisionError: {month.lines[0].line_id}"):
        decided(matcher_of(month, _Fails), month.lines[:10], 2)
    assert active_children() == []
