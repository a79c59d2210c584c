"""Holding matching against the truth: the four numbers, counted by hand, and a made-up month."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.connectors.simulator import Truth
from cashwright.surfaces.cli.evaluate import app
from cashwright.surfaces.cli.evaluation.of_books import is_right
from cashwright.surfaces.cli.evaluation.of_world import judged_world
from cashwright.surfaces.cli.evaluation.scores import Judged, scored

pytestmark = pytest.mark.django_db


def judged(**more: Any) -> Judged:
    return Judged(
        **{"kind": "exact", "lane": "cited", "is_own": True, "is_right": True, "confidence_ppm": 995_000,
           "parts": 1, "own_parts": 1, **more}
    )  # fmt: skip


def test_the_four_numbers_are_those_of_the_formula() -> None:
    lines = [
        *[judged(parts=4, own_parts=4)] * 7,
        judged(is_right=False, own_parts=2),
        judged(is_own=False, own_parts=0, confidence_ppm=700_000),
        judged(is_own=False, own_parts=0, confidence_ppm=None, lane="", is_right=False),
    ]
    scores = scored(lines)
    assert scores.four == {
        "payment_rate": (8, 10), "line_rate": (30, 31), "precision": (7, 8), "straight_through": (7, 10),
    }  # fmt: skip
    told = scores.as_json()
    assert told["payment_rate_ppm"] == 800_000
    assert told["precision_ppm"] == 875_000
    assert told["wrong"] == 1
    assert told["by_lane"] == {"cited": {"lines": 9, "by_itself": 8, "wrong": 1}}


def test_calibration_is_how_far_said_and_right_are_apart_weighed_by_proposals() -> None:
    lines = [
        *[judged(confidence_ppm=990_000)] * 6,
        *[judged(confidence_ppm=500_000, is_own=False, is_right=n < 3) for n in range(4)],
    ]
    told = scored(lines).as_json()
    assert told["calibration"] == [
        {"from_ppm": 500_000, "proposals": 4, "said_ppm": 500_000, "right_ppm": 750_000},
        {"from_ppm": 950_000, "proposals": 6, "said_ppm": 990_000, "right_ppm": 1_000_000},
    ]
    assert told["ece_ppm"] == (6 * 10_000 + 4 * 250_000) // 10


def test_nothing_judged_has_no_shares_instead_of_perfect_ones() -> None:
    told = scored([]).as_json()
    assert told["precision_ppm"] is None
    assert told["ece_ppm"] == 0


def match(*numbers: str, over: int = 0, customer: str = "C-1") -> dict[str, Any]:
    return {
        "parts": [["id", number, 1] for number in numbers], "credits": [], "over_minor": over,
        "customer__account_no": customer,
    }  # fmt: skip


def truth(*numbers: str, over: int = 0) -> Truth:
    return Truth(
        entity="E", account="A", bank_ref="R", kind="exact", amount_minor=10, customer="C-1",
        covers=tuple((number, 10) for number in numbers), over_minor=over,
    )  # fmt: skip


def test_right_is_every_document_and_no_other_and_the_same_on_account() -> None:
    assert is_right(truth("A", "B"), match("B", "A"))
    assert not is_right(truth("A", "B"), match("A"))
    assert not is_right(truth("A"), match("A", "B"))
    assert not is_right(truth("A", over=5), match("A"))
    assert is_right(truth(over=10), match(over=10))
    assert not is_right(truth(over=10), match(over=10, customer="C-2"))
    assert not is_right(truth(over=10), match("A"))


def test_a_made_up_month_is_judged_alike_each_time_and_mostly_right() -> None:
    once = scored(judged_world(400, 3))
    again = scored(judged_world(400, 3))
    assert once.as_json() == again.as_json()
    own, lines = once.four["payment_rate"]
    assert own > lines * 0.6
    right, own = once.four["precision"]
    assert own - right <= 2


def test_the_command_prints_the_numbers_of_a_made_up_month() -> None:
    told = CliRunner().invoke(app, ["--world", "300", "--seed", "5", "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert 280 <= found["lines"] <= 300
    assert {"payment_rate_ppm", "line_rate_ppm", "precision_ppm", "straight_through_ppm"} <= set(
        found
    )
    shown = CliRunner().invoke(app, ["--world", "300", "--seed", "5"])
    assert "right, of what was applied by itself" in shown.output
    assert f"{found['precision_ppm'] / 10_000:.2f}%" in shown.output


def test_books_without_a_truth_beside_them_are_told_so(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    told = CliRunner().invoke(app, [])
    assert told.exit_code == 1
    assert "make demo" in told.output
