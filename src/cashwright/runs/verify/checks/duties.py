"""Duties that are kept apart: nobody holds two of them without a control that was named (I-45)."""

from collections.abc import Iterator

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import uncontrolled_conflicts
from cashwright.kernel.ids import public_id
from cashwright.runs.verify.check import Check, Violation


def _conflicts() -> Iterator[Violation]:
    for user, (one, other) in uncontrolled_conflicts():
        yield Violation(
            public_id(User.PREFIX, user.pk), f"may both {one} and {other}, and no control is named"
        )


CHECKS = (
    Check(
        "I-45",
        "duties kept apart",
        "Nobody holds two duties that are kept apart without a named compensating control.",
        _conflicts,
    ),
)
