"""Who did it: a person, a rule of the house, or a model. Every change carries one."""

from dataclasses import dataclass
from enum import StrEnum


class Touch(StrEnum):
    """What kind of hand made a change."""

    HUMAN = "human"
    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is a user's id (human), or the dotted name of a rule or model: `runs.day`."""

    touch: Touch
    name: str

    @classmethod
    def human(cls, user_id: object) -> "Actor":
        return cls(Touch.HUMAN, str(user_id))

    @classmethod
    def rule(cls, name: str) -> "Actor":
        return cls(Touch.RULE, name)

    @classmethod
    def model(cls, name: str) -> "Actor":
        return cls(Touch.MODEL, name)
