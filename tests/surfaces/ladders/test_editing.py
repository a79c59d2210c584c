"""What buttons make of a ladder, and what differs between two of them: pure, no page and no books."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cashwright.areas.collections.policies import (
    STANDARD,
    STRICT,
    Act,
    Assignment,
    Condition,
    Dunning,
    Ladder,
    Step,
    Tone,
    Track,
    Trigger,
)
from cashwright.areas.collections.refusals import BadDunning, BadLadder
from cashwright.areas.collections.rules.drafting import as_drafted
from cashwright.areas.collections.rules.faults import Code, Surroundings, faults
from cashwright.areas.collections.rules.promotion import unrehearsed
from cashwright.kernel.autonomy import Autonomy
from cashwright.surfaces.console.laddering import assigning
from cashwright.surfaces.console.laddering.cards import cards_of, lanes_of
from cashwright.surfaces.console.laddering.changes import (
    Line,
    Names,
    dunning_changes,
    ladder_changes,
)
from cashwright.surfaces.console.laddering.editing import after_press, pressed
from cashwright.surfaces.console.laddering.words import branches, only_words, when_words

NAMES = Names({"reminder.first": "First", "reminder.final": "Final"}, {"SMB": "Small firms"})
KNOWN = Surroundings(
    texts={"reminder.first": "reminder", "reminder.final": "reminder", "call.overdue": "call"},
    segments={"SMB"}, languages=("en", "de"), budget=3,
)  # fmt: skip


def step(days: int, **given: object) -> Step:
    return replace(Step(days, "reminder.first", Tone.PLAIN), **given)  # type: ignore[arg-type]


def ladder(*steps: Step, gap_days: int = 3) -> Ladder:
    return Ladder(name="own", version=1, steps=steps, gap_days=gap_days)


def test_two_neighbors_change_places_and_keep_their_days() -> None:
    before = ladder(step(1), step(7, tone=Tone.FIRM), step(14))
    edited = after_press(before, pressed("up:1"), None, None)
    assert [(one.days, one.tone) for one in edited.ladder.steps] == [
        (1, Tone.FIRM), (7, Tone.PLAIN), (14, Tone.PLAIN),
    ]  # fmt: skip
    assert edited.at == 0
    with pytest.raises(BadLadder):
        after_press(before, pressed("up:0"), None, None)


def test_what_is_typed_into_an_open_card_is_kept_by_every_other_button() -> None:
    before = ladder(step(1), step(7), step(14))
    edited = after_press(before, pressed("remove:0"), 2, step(3, tone=Tone.FINAL))
    assert [(one.days, one.tone) for one in edited.ladder.steps] == [
        (3, Tone.FINAL), (7, Tone.PLAIN),
    ]  # fmt: skip
    moved = after_press(before, pressed("up:2"), 2, step(3))
    assert [one.days for one in moved.ladder.steps] == [1, 3, 7]
    assert moved.at == 0


def test_added_and_copied_steps_stand_on_free_days() -> None:
    before = ladder(step(1), step(2), step(14))
    assert [one.days for one in after_press(before, pressed("copy:0"), None, None).ladder.steps] == [
        1, 2, 3, 14,
    ]  # fmt: skip
    added = after_press(before, pressed("add:due"), None, None)
    assert added.ladder.steps[added.at or 0].days == 21
    event = after_press(before, pressed("add:event"), None, None).ladder.steps[-1]
    assert (event.track, event.trigger, event.days) == (Track.EVENT, Trigger.MESSAGE_BOUNCED, 0)


@pytest.mark.parametrize("text", ["", "up", "up:x", "add:moon", "melt:1", "save:1"])
def test_what_no_button_says_is_refused(text: str) -> None:
    with pytest.raises(BadLadder):
        pressed(text)


def test_the_last_step_around_the_due_date_stays() -> None:
    with pytest.raises(BadLadder, match="has to stay"):
        after_press(ladder(step(1)), pressed("remove:0"), None, None)


def test_a_ladder_is_held_against_what_would_be_of_no_use() -> None:
    bad = ladder(
        step(-3, tone=Tone.FINAL), step(1, template="reminder.lost"), step(2, act=Act.CALL),
        step(9, when=Condition(segments=("XL",), languages=("fr",))), step(30, act=Act.AGENCY, template="call.overdue"),
    )  # fmt: skip
    found = {(one.at, one.code) for one in faults(bad, KNOWN)}
    assert found == {
        (0, Code.HARSH_EARLY), (1, Code.SOFTENS), (1, Code.NO_TEXT), (2, Code.WRONG_TEXT),
        (2, Code.INSIDE_GAP), (3, Code.NO_SEGMENT), (3, Code.NO_LANGUAGE), (4, Code.ALONE),
    }  # fmt: skip
    crowded = ladder(*(step(n) for n in range(1, 6)), gap_days=0)
    assert [one.at for one in faults(crowded, KNOWN) if one.code is Code.OVER_BUDGET] == [3, 4]


def test_a_difference_names_the_step_before_and_after() -> None:
    before = ladder(step(1), step(7))
    after = replace(before, gap_days=5, steps=(step(1, tone=Tone.FIRM), step(9)))
    assert ladder_changes(before, after, NAMES) == [
        Line("Between two messages", "3 days", "5 days"),
        Line("1 day after it was due", "E-mail, “First”, plain", "E-mail, “First”, firm"),
        Line("9 days after it was due", "–", "E-mail, “First”, plain"),
        Line("7 days after it was due", "E-mail, “First”, plain", "–"),
    ]
    assert ladder_changes(before, before, NAMES) == []


def test_who_climbs_which_tells_lines_and_their_order() -> None:
    small = Assignment(ladder="gentle", segments=("SMB",), autonomy=Autonomy.SHADOW)
    rest = Assignment(ladder="standard")
    told = dunning_changes(
        Dunning(assignments=(rest,)), Dunning(assignments=(small, rest), reply_days=5), NAMES
    )
    assert told == [
        Line("Small firms", "–", "gentle; shadow: noted, nothing is sent"),
        Line("An unanswered message stops the ladder for", "3 days", "5 days"),
    ]
    made, at, _ = assigning.after_press([small, rest], "add")
    assert (len(made), at, made[-1]) == (3, 1, rest)
    assert assigning.after_press([small, small, rest], "remove:0")[0] == [small, rest]
    for bad in ("remove:2", "up:0", "down:1", "fly"):
        with pytest.raises(BadDunning):
            assigning.after_press([small, small, rest], bad)
    with pytest.raises(BadDunning, match="line 1 means everybody"):
        assigning.after_press([rest, rest], "save")


def test_a_line_leaves_the_shadow_once_it_noted_steps_on_enough_days() -> None:
    rest = Assignment(ladder="standard")

    def small(autonomy: Autonomy) -> Dunning:
        line = Assignment(ladder="gentle", segments=("SMB",), autonomy=autonomy)
        return Dunning(assignments=(line, rest), shadow_days_min=5)

    shadow, auto = small(Autonomy.SHADOW), small(Autonomy.AUTO)
    assert [one.ladder for one in unrehearsed(shadow, auto, {"gentle": 4})] == ["gentle"]
    assert unrehearsed(shadow, auto, {"gentle": 5}) == []
    assert unrehearsed(shadow, small(Autonomy.OFF), {}) == []
    assert unrehearsed(small(Autonomy.SUGGEST), auto, {}) == []


def test_steps_and_what_turns_them_are_told_in_words() -> None:
    assert when_words(step(-1)) == "1 day before it is due"
    assert when_words(step(0)) == "On the day it is due"
    broken = step(2, track=Track.EVENT, trigger=Trigger.PROMISE_BROKEN)
    assert when_words(broken) == "2 days after a promise is broken"
    only = Condition(
        amount_min_minor=100_050, segments=("SMB",), risks=("high",), languages=("de",)
    )
    assert only_words(only, NAMES.segments) == [
        "only when 1,000.50 or more is past due", "only for Small firms", "only at high risk",
        "only in German",
    ]  # fmt: skip
    told = dict(branches(STANDARD, Dunning()))
    assert "When a promise is broken: e-mail" in told["They promise"]
    lanes = lanes_of(cards_of(as_drafted(STRICT), NAMES, ()))
    assert [(lane.track, len(lane.before), len(lane.after)) for lane in lanes] == [
        ("due", 2, 7), ("event", 0, 2),
    ]  # fmt: skip
