"""The life of an invoice: every pair of state and move is a row of the table or a refusal."""

import itertools

import pytest

from cashwright.areas.invoicing.states import INVOICE, InvoiceState
from cashwright.kernel.refusals import NotAllowedNow

MOVES = sorted({move.name for move in INVOICE.moves})
ROWS = {(move.source, move.name) for move in INVOICE.moves}


@pytest.mark.parametrize(("state", "move"), list(itertools.product(InvoiceState, MOVES)))
def test_every_pair_is_either_a_row_or_a_refusal(state: InvoiceState, move: str) -> None:
    if (state, move) in ROWS:
        assert INVOICE.after(state, move) in InvoiceState
    else:
        with pytest.raises(NotAllowedNow):
            INVOICE.after(state, move)
