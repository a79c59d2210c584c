"""What people do, held against what is true of them: drift, promises, reminders; counted by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cashwright.areas.collections.policies.trials import HOLDOUT
from cashwright.areas.collections.rules.trials import Verdict
from cashwright.areas.credit.policies import Detector
from cashwright.surfaces.cli.evaluate import app
from cashwright.surfaces.cli.evaluation.drift import Watched, counted_between, drift_scores
from cashwright.surfaces.cli.evaluation.promises import Given, promise_scores
from cashwright.surfaces.cli.evaluation.shown import drift_tables, promise_tables
from cashwright.surfaces.cli.evaluation.uplift import Reminded, true_effect
from cashwright.surfaces.cli.evaluation.uplift_world import estimated, ways_tried

JAN, MAY = date(2026, 1, 1), date(2026, 5, 1)
DAY = timedelta(days=1)


def watched(changes_on: date | None, *alarms: date) -> Watched:
    return Watched(
        from_on=JAN, until_on=date(2026, 12, 31), changes_on=changes_on,
        felt_on=changes_on + 9 * DAY if changes_on else None,
        alarms=tuple((on, "paid") for on in alarms),
    )  # fmt: skip


def test_a_change_is_found_by_the_first_alarm_after_it_and_other_alarms_are_false() -> None:
    scores = drift_scores(
        [
            watched(MAY, MAY - DAY, MAY + 20 * DAY, MAY + 70 * DAY),
            watched(MAY),
            watched(None, MAY),
            watched(date(2027, 2, 1)),
        ]
    )
    assert (scores.changes, scores.delays, scores.felt, scores.again) == (2, [20], [11], 1)
    assert scores.false == {"paid": 2}
    assert scores.quiet_days == 2 * (MAY - JAN).days + 2 * 364
    at, low, high = scores.false_per_100 or (0, 0, 0)
    assert low < at < high
    assert round(at, 1) == round(200 / (scores.quiet_days / 30.4), 1)


def test_few_months_say_nothing_of_false_alarms_and_that_is_said() -> None:
    short = Watched(from_on=JAN, until_on=JAN + 40 * DAY, changes_on=None)
    assert drift_scores([short]).false_per_100 is None
    (table,) = drift_tables(drift_scores([short]))
    assert "not enough data" in str(list(table.columns[1].cells))


def test_false_alarms_are_told_by_what_raised_them() -> None:
    alarms = tuple((JAN + DAY, str(by)) for by in Detector)
    one = Watched(from_on=JAN, until_on=JAN + DAY, changes_on=None, alarms=alarms)
    (table,) = drift_tables(drift_scores([one]))
    told = str(list(table.columns[1].cells))
    assert "1 by payments taken back" in told
    assert f"{len(Detector)}: " in told


def test_counts_lie_where_the_tables_of_poisson_say() -> None:
    assert [round(one, 1) for one in counted_between(0)] == [0.0, 3.7]
    assert [round(one, 1) for one in counted_between(10)] == [4.8, 18.4]


def given(n: int, customer: str, is_kept: bool, keeps: int = 500) -> Given:
    on = JAN + n * DAY
    return Given(
        customer=customer, promised_on=on, judged_on=on + DAY, is_kept=is_kept, keeps=keeps,
        meant=is_kept,
    )  # fmt: skip


def test_a_forecast_is_what_was_known_on_the_day_of_the_promise() -> None:
    scores = promise_scores(
        [given(0, "a", True), given(0, "b", False), given(1, "b", True), given(5, "b", True),
         given(6, "c", False)]
    )  # fmt: skip
    assert [(one.given.customer, one.said, one.of_all) for one in scores.forecasts] == [
        ("b", 0, 500), ("b", 500, 666), ("c", 750, 750),
    ]  # fmt: skip
    assert scores.brier() is None
    tables = promise_tables(scores)
    assert "not enough data: 3 forecasts" in str(list(tables[0].columns[1].cells))


def test_who_keeps_their_word_is_known_better_by_customer_than_by_everybody() -> None:
    rows = [given(n, who, who == "a", 990 if who == "a" else 10) for n in range(30) for who in "ab"]
    brier = promise_scores(rows).brier()
    assert brier is not None
    assert max(brier["truth"], brier["forecast"]) < brier["everybody"] / 4
    assert promise_scores(rows).steps()[0][1:] == (29, 0, 0)


def test_what_messages_did_counts_days_and_who_paid_in_time_only_for_them() -> None:
    effect = true_effect(
        [
            Reminded(first_on=JAN),
            Reminded(first_on=JAN, would_on=JAN + 30 * DAY, paid_on=JAN + 10 * DAY),
            Reminded(first_on=JAN, would_on=JAN + 12 * DAY, paid_on=JAN + 40 * DAY),
            Reminded(first_on=JAN, would_on=JAN + 13 * DAY, paid_on=JAN + 3 * DAY),
        ]
    )
    assert (effect.sooner, effect.later, effect.days_won) == (2, 1, 20 - 28 + 10)
    assert (effect.in_time, effect.lost, effect.uplift_ppt) == (1, 1, 0)
    assert true_effect([]).uplift_ppt is None


def test_a_useless_way_shows_nothing_and_intervals_hold_the_truth() -> None:
    misses = useless = 0
    for seed in range(1, 9):
        for way, said in estimated(ways_tried(1200, seed)):
            assert said.difference is not None
            assert way.true_ppt is not None
            misses += not said.difference.low <= way.true_ppt / 1000 <= said.difference.high
            useless += way.code == "useless" and said.verdict is not Verdict.NOTHING_SHOWN
    assert misses <= 3  # of 24
    assert useless <= 1


def test_the_command_tells_what_is_said_beside_what_is_true() -> None:
    told = json.loads(CliRunner().invoke(app, ["uplift", "--world", "900", "--json"]).output)
    assert set(told) == {"friendly", "firm", "useless", HOLDOUT}
    assert told["useless"]["true_ppt"] == 0
    shown = CliRunner().invoke(app, ["uplift", "--world", "60"]).output
    assert "not enough data" in shown


def test_books_without_a_truth_of_people_are_told_so(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    for command in ("drift", "promises", "uplift", "inbox"):
        told = CliRunner().invoke(app, [command])
        assert told.exit_code == 1
        assert "make demo" in told.output
