"""The life of a message, every pair of state and move."""

import itertools

import pytest

from cashwright.areas.messaging.states import MESSAGE, MessageState
from cashwright.kernel.refusals import NotAllowedNow

MOVES = sorted({move.name for move in MESSAGE.moves})
ROWS = {(move.source, move.name) for move in MESSAGE.moves}


@pytest.mark.parametrize(("state", "move"), list(itertools.product(MessageState, MOVES)))
def test_every_pair_is_either_a_row_or_a_refusal(state: MessageState, move: str) -> None:
    if (state, move) in ROWS:
        assert MESSAGE.after(state, move) in MessageState
    else:
        with pytest.raises(NotAllowedNow):
            MESSAGE.after(state, move)


def test_what_was_stopped_stays_so_and_what_was_sent_can_only_come_back() -> None:
    assert not any(move.source is MessageState.SUPPRESSED for move in MESSAGE.moves)
    of_sent = [move.name for move in MESSAGE.moves if move.source is MessageState.SENT]
    assert of_sent == ["arrive", "bounce", "complain"]
