"""How payers spoil what they write: recognizable to a person, and the same for the same dice."""

from __future__ import annotations

import re
from random import Random

import pytest

from cashwright.connectors.simulator.noise import (
    Writing,
    mistyped,
    name_on_transfer,
    reformatted,
    sentence,
    written,
)

NUMBER = "INV-2026-000123"
ROLLS = range(300)


def letters_and_digits(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def test_a_reformatted_number_keeps_its_digits_but_for_zeros_before_them() -> None:
    made = {reformatted(NUMBER, Random(n)) for n in ROLLS}
    assert len(made) >= 6
    for text in made:
        assert letters_and_digits(text).endswith(("2026000123", "2026123"))


def test_a_mistyped_number_differs_in_one_place() -> None:
    made = {mistyped(NUMBER, Random(n)) for n in ROLLS}
    assert NUMBER not in made
    assert len(made) > 30
    assert all(abs(len(text) - len(NUMBER)) <= 1 for text in made)


@pytest.mark.parametrize("how", Writing)
def test_the_same_dice_write_the_same(how: Writing) -> None:
    assert written(NUMBER, how, Random(7)) == written(NUMBER, how, Random(7))
    assert NUMBER.startswith(written(NUMBER, Writing.CUT, Random(7)))
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
