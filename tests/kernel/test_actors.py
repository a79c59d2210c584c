"""Every change names its hand."""

from uuid import UUID

from cashwright.kernel.actors import Actor, Touch


def test_people_rules_and_models_are_told_apart() -> None:
    assert Actor.human(UUID(int=7)) == Actor(Touch.HUMAN, "00000000-0000-0000-0000-000000000007")
    assert Actor.rule("runs.day") == Actor(Touch.RULE, "runs.day")
    assert Actor.model("match.v1") == Actor(Touch.MODEL, "match.v1")
