"""The ladders a house starts with. What is set under their names takes their place."""

from cashwright.areas.collections.policies.ladders import (
    Act,
    Condition,
    Ladder,
    SenderKind,
    Step,
    Track,
    Trigger,
)
from cashwright.areas.messaging.policies import Tone

_BROKEN = Step(
    0, "reminder.promise_broken", Tone.FIRM, track=Track.EVENT, trigger=Trigger.PROMISE_BROKEN
)
_DEFAULTED = Step(
    0, "call.plan_defaulted", Tone.FIRM, Act.CALL, track=Track.EVENT, trigger=Trigger.PLAN_DEFAULTED
)

GENTLE = Ladder(
    name="gentle",
    version=0,
    title="Gentle: for small customers and new ones",
    steps=(
        Step(-7, "reminder.before_due", Tone.FRIENDLY),
        Step(3, "reminder.first", Tone.FRIENDLY),
        Step(14, "reminder.second", Tone.PLAIN),
        Step(30, "reminder.third", Tone.PLAIN),
        Step(45, "call.overdue", Tone.PLAIN, Act.CALL),
        _BROKEN,
    ),
    gap_days=5,
)  # fmt: skip

STANDARD = Ladder(
    name="standard",
    version=0,
    title="Standard: reminders that grow firmer over a month",
    steps=(
        Step(-3, "reminder.before_due", Tone.FRIENDLY),
        Step(1, "reminder.first", Tone.FRIENDLY),
        Step(7, "reminder.second", Tone.PLAIN),
        Step(14, "reminder.third", Tone.FIRM),
        Step(21, "call.overdue", Tone.FIRM, Act.CALL, when=Condition(amount_min_minor=100_000)),
        Step(30, "reminder.final", Tone.FINAL),
        Step(45, "call.final", Tone.FINAL, Act.CALL),
        _DEFAULTED,
        _BROKEN,
    ),
    gap_days=3,
)

STRICT = Ladder(
    name="strict",
    version=0,
    title="Strict: short steps, and what follows from not paying",
    steps=(
        Step(-7, "reminder.before_due", Tone.FRIENDLY),
        Step(-1, "reminder.before_due", Tone.PLAIN),
        Step(1, "reminder.first", Tone.PLAIN),
        Step(7, "reminder.second", Tone.FIRM),
        Step(14, "call.overdue", Tone.FIRM, Act.CALL),
        Step(21, "reminder.third", Tone.FIRM, sender=SenderKind.MANAGER),
        Step(30, "reminder.final", Tone.FINAL, Act.LETTER),
        Step(45, "task.credit_hold", Tone.FINAL, Act.CREDIT_HOLD),
        Step(60, "task.agency", Tone.FINAL, Act.AGENCY, needs_approval=True),
        _DEFAULTED,
        _BROKEN,
    ),
    gap_days=3,
)

ENTERPRISE = Ladder(
    name="enterprise",
    version=0,
    title="Enterprise: a person speaks, the machine prepares",
    steps=(
        Step(-7, "reminder.before_due", Tone.FRIENDLY),
        Step(5, "reminder.first", Tone.FRIENDLY),
        Step(10, "call.overdue", Tone.FRIENDLY, Act.CALL),
        Step(20, "reminder.second", Tone.PLAIN, needs_approval=True),
        Step(30, "call.overdue", Tone.FIRM, Act.CALL),
        Step(45, "task.escalate", Tone.FIRM, Act.PERSON, sender=SenderKind.MANAGER),
        _BROKEN,
    ),
    gap_days=5,
)

READY = {ladder.name: ladder for ladder in (GENTLE, STANDARD, STRICT, ENTERPRISE)}
