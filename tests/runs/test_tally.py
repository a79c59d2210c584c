"""What runs count: added up over chunks, days and entities, and nothing counted twice or lost."""

from cashwright.runs.harness import Tally, merged


def test_reports_of_several_days_add_up_by_step_outcome_and_code() -> None:
    monday = {"apply_cash": {"outcomes": {"exact": 2}, "refused": {"cash.not_open": 1}}}
    tuesday = {
        "apply_cash": {"outcomes": {"exact": 3, "asked": 1}, "refused": {}},
        "dun": {"outcomes": {"messages": 4}, "refused": {}},
    }
    assert merged([monday, tuesday]) == {
        "apply_cash": {"outcomes": {"asked": 1, "exact": 5}, "refused": {"cash.not_open": 1}},
        "dun": {"outcomes": {"messages": 4}, "refused": {}},
    }
    assert merged([]) == {}


def test_a_tally_is_the_same_after_it_was_stored() -> None:
    tally = Tally.of(exact=2, asked=0)
    tally.refused["cash.not_open"] += 1
    stored = tally.as_json()
    assert stored == {"outcomes": {"exact": 2}, "refused": {"cash.not_open": 1}}
    assert Tally.of_json(stored).as_json() == stored


def test_a_tally_without_counts_says_nothing() -> None:
    assert not Tally.of(exact=0)
    assert Tally.of(exact=1)
