"""How payers spoil what they write: recognizable to a person, and the same for the same dice."""

from __future__ import annotations

import re
from random import Random

import pytest

from cashwright.connectors.simulator.noise import Writing, name_on_transfer, sentence, written

NUMBER = "INV-2026-000123"
ROLLS = range(300)


def test_a_spoilt_number_is_another_one_but_not_far_from_it() -> None:
    for how in (Writing.REFORMATTED, Writing.MISTYPED, Writing.CUT):
        made = {written(NUMBER, how, Random(n)) for n in ROLLS}
        assert len(made) >= 5
        assert all(re.search("[1-3O]", text) for text in made)


@pytest.mark.parametrize("how", Writing)
def test_the_same_dice_write_the_same(how: Writing) -> None:
    assert written(NUMBER, how, Random(7)) == written(NUMBER, how, Random(7))
    assert written(NUMBER, Writing.EXACT, Random(7)) == NUMBER


def test_a_sentence_holds_every_reference_or_none() -> None:
    for n in ROLLS:
        text = sentence(["A-1", "A-2"], "de", Random(n))
        assert "A-1" in text
        assert "A-2" in text
        assert not re.search(r"[0-9]", sentence([], "en", Random(n)))


def test_names_are_cut_and_shortened_as_banks_do() -> None:
    made = {name_on_transfer("Granite Engineering GmbH", Random(n)) for n in ROLLS}
    assert {"Granite Engineering GmbH", "GRANITE ENGINEERING", "Granite eng GmbH"} <= made
    long = {
        name_on_transfer("Meadow Oak Machines Holding Deutschland GmbH", Random(n)) for n in ROLLS
    }
    assert any(len(text) <= 27 for text in long)
