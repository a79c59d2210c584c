"""State tables: a broken one fails when it is written, a missing row is a refusal."""

import itertools
from enum import StrEnum

import pytest

from cashwright.kernel.refusals import NotAllowedNow
from cashwright.kernel.states import Move, StateTable


class Life(StrEnum):
    DRAFT = "draft"
    POSTED = "posted"
    SETTLED = "settled"


POST = Move(Life.DRAFT, "post", Life.POSTED, "numbered and entered")
SETTLE = Move(Life.POSTED, "settle", Life.SETTLED, "paid in full")
REOPEN = Move(Life.SETTLED, "reopen", Life.POSTED, "a payment came back")
TABLE = StateTable("paper", start=Life.DRAFT, moves=[POST, SETTLE, REOPEN])
ROWS = {(move.source, move.name): move.target for move in TABLE.moves}
NAMES = ["post", "settle", "reopen", "burn"]


@pytest.mark.parametrize(("state", "name"), list(itertools.product(Life, NAMES)))
def test_every_pair_is_either_a_row_or_a_refusal(state: Life, name: str) -> None:
    if (state, name) in ROWS:
        assert TABLE.allows(state, name)
        assert TABLE.after(state, name) is ROWS[state, name]
    else:
        assert not TABLE.allows(state, name)
        with pytest.raises(NotAllowedNow) as refused:
            TABLE.after(state, name)
        assert refused.value.facts == {"document": "paper", "state": str(state), "move": name}


def test_a_state_nobody_reaches_fails_at_once() -> None:
    with pytest.raises(AssertionError, match="unreachable"):
        StateTable("paper", start=Life.DRAFT, moves=[POST])


def test_two_rows_for_one_move_from_one_state_fail_at_once() -> None:
    twice = Move(Life.DRAFT, "post", Life.SETTLED, "another way")
    with pytest.raises(AssertionError, match="share a source"):
        StateTable("paper", start=Life.DRAFT, moves=[POST, twice, SETTLE])


def test_the_diagram_has_the_start_and_a_line_for_each_move() -> None:
    assert TABLE.mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> draft\n"
        "    draft --> posted: post\n"
        "    posted --> settled: settle\n"
        "    settled --> posted: reopen\n"
    )
