"""One thing the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a finding is meant: `WRONG` makes the doctor's exit code 1."""

    FINE = "fine"
    MIND = "mind"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` and `value` are for reading; `remedy` says what to do unless it is fine."""

    part: str
    subject: str
    value: str
    verdict: Verdict = Verdict.FINE
    remedy: str = ""


def judged(part: str, subject: str, value: str, *, fine: bool, remedy: str) -> Finding:
    """A finding that is fine, or wrong with its remedy."""
    if fine:
        return Finding(part, subject, value)
    return Finding(part, subject, value, Verdict.WRONG, remedy)
