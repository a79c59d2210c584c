"""A ladder in words: when a step is taken, for whom, what it does, what stops it, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cashwright.areas.collections.policies import (
    Assignment,
    Condition,
    DayRule,
    Dunning,
    Entry,
    Ladder,
    SenderKind,
    Step,
    Tone,
    Track,
    Trigger,
)
from cashwright.areas.collections.rules.faults import Code, Fault
from cashwright.kernel.autonomy import Autonomy
from cashwright.surfaces.console.collecting import ACTS
from cashwright.surfaces.console.formats import count_text, plural

TONES = {Tone.FRIENDLY: "Friendly", Tone.PLAIN: "Plain", Tone.FIRM: "Firm", Tone.FINAL: "Final"}
SENDERS = {
    SenderKind.COLLECTOR: "The collector who looks after them", SenderKind.DESK: "The desk",
    SenderKind.MANAGER: "A credit manager",
}  # fmt: skip
DAY_RULES = {
    DayRule.FOLLOWING: "A step on a day off waits for the next business day",
    DayRule.PRECEDING: "A step on a day off is taken on the business day before",
    DayRule.SAME: "Steps are taken on days off, too",
}
ENTRIES = {
    Entry.CONTEXTUAL: "An invoice that is late already enters at the step its days have reached",
    Entry.STANDARD: "An invoice that is late already starts with the first step past the due date",
}
TRACKS = {
    Track.DUE: "Around the due date", Track.ISSUE: "After the invoice was issued",
    Track.EVENT: "When something happens",
}  # fmt: skip
TRIGGERS = {
    Trigger.PROMISE_BROKEN: "a promise is broken",
    Trigger.PLAN_DEFAULTED: "an instalment of a payment plan is missed",
    Trigger.MESSAGE_BOUNCED: "a message comes back",
}
AUTONOMY = {
    Autonomy.OFF: "Off: nothing is done", Autonomy.SHADOW: "Shadow: noted, nothing is sent",
    Autonomy.SUGGEST: "Suggest: a person lets each message go", Autonomy.AUTO: "Auto: sent by itself",
}  # fmt: skip
RISKS = {"low": "Low", "medium": "Medium", "high": "High"}
LANGUAGES = {"en": "English", "de": "German"}
PUT_OFF = {
    "min_gap": "Too soon after the last message", "over_budget": "Over the week's budget",
    "no_business_day": "A day off",
}  # fmt: skip


def when_words(step: Step) -> str:
    """Due-7 reads “7 days before it is due”."""
    days = plural(abs(step.days), "day", "days")
    if step.track is Track.EVENT:
        cause = TRIGGERS[step.trigger]
        return f"When {cause}" if not step.days else f"{days} after {cause}"
    if step.track is Track.ISSUE:
        return "On the day it is issued" if not step.days else f"{days} after it was issued"
    if not step.days:
        return "On the day it is due"
    return f"{days} before it is due" if step.days < 0 else f"{days} after it was due"


def act_words(step: Step) -> str:
    return ACTS[str(step.act)]


def only_words(when: Condition, segments: Mapping[str, str]) -> list[str]:
    """The conditions of a step, a sentence each; none: it is for everybody."""
    told = []
    if when.amount_min_minor:
        whole, part = divmod(when.amount_min_minor, 100)
        amount = count_text(whole) + (f".{part:02d}" if part else "")
        told.append(f"only when {amount} or more is past due")
    if when.segments:
        told.append(f"only for {_listed([segments.get(one, one) for one in when.segments])}")
    if when.risks:
        told.append(f"only at {_listed([RISKS.get(one, one).lower() for one in when.risks])} risk")
    if when.languages:
        told.append(f"only in {_listed([LANGUAGES.get(one, one) for one in when.languages])}")
    return told


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def who_words(one: Assignment, segments: Mapping[str, str], *, is_last: bool = False) -> str:
    """Whom an assignment means; `is_last`: it comes after others."""
    told = []
    if one.segments:
        told.append(_listed([segments.get(each, each) for each in one.segments]))
    if one.risks:
        told.append(f"{_listed([RISKS.get(each, each).lower() for each in one.risks])} risk")
    if not told:
        return "Everybody else" if is_last else "Everybody"
    return " at ".join(told) if one.segments else told[0].capitalize()


def climbers(name: str, dunning: Dunning, segments: Mapping[str, str]) -> list[str]:
    """Who climbs a ladder, and how far by itself."""
    last = len(dunning.assignments) - 1
    return [
        f"{who_words(one, segments, is_last=0 < at == last)} ({AUTONOMY[one.autonomy].partition(':')[0].lower()})"
        for at, one in enumerate(dunning.assignments)
        if one.ladder == name
    ]


def step_line(step: Step, texts: Mapping[str, str], segments: Mapping[str, str]) -> str:
    """A step in one line, as a difference tells it."""
    parts = [
        act_words(step),
        f"“{texts.get(step.template, step.template)}”",
        TONES[step.tone].lower(),
    ]
    if step.sender is not SenderKind.COLLECTOR:
        parts.append(f"from {SENDERS[step.sender][0].lower()}{SENDERS[step.sender][1:]}")
    if step.needs_approval:
        parts.append("a person lets it go")
    return ", ".join([*parts, *only_words(step.when, segments)])


def branches(ladder: Ladder, dunning: Dunning) -> list[tuple[str, str]]:
    """What stops or turns this ladder: (what happens, what becomes of it)."""
    days = plural(dunning.reply_days, "day", "days")
    longest = plural(dunning.promise_days_max, "day", "days")
    broken, missed, bounced = (
        _follows(ladder, trigger)
        for trigger in (
            Trigger.PROMISE_BROKEN, Trigger.PLAN_DEFAULTED, Trigger.MESSAGE_BOUNCED,
        )
    )  # fmt: skip
    return [
        ("They reply", f"Nothing more goes out while it waits for an answer, for {days} at most."),
        ("They promise", f"What is promised waits for its day, {longest} ahead at most. {broken}"),
        ("A payment plan", f"Its invoices wait while it is kept. {missed}"),
        ("They dispute", "Only the disputed part stops; what is undisputed is still asked for."),
        ("They pay a part", "The rest stays at the step it has reached; a message says what is open as it goes out."),
        ("They pay, or a debit is on its way", "The ladder ends, or waits until the bank has settled it."),
        ("A message comes back", f"Somebody else there is written to, or a colleague is asked. {bounced}"),
        ("Nobody may be written to", "Without a contact or after a no, a person takes the step instead."),
        ("A key customer (VIP)", "A person writes: every message becomes a task with its text."),
        ("A hold, or an agency has it", "Nothing goes out until the hold ends or the claim comes back."),
        ("The last step is taken", "A person decides what comes next; nothing late is left without a next thing."),
    ]  # fmt: skip


def _follows(ladder: Ladder, trigger: Trigger) -> str:
    steps = [step for step in ladder.on(Track.EVENT) if step.trigger is trigger]
    if not steps:
        return "No step follows here: the ladder goes on where it was."
    told = [f"{when_words(one)}: {act_words(one).lower()}" for one in steps]
    return "; ".join(told) + "."


def fault_words(fault: Fault, texts: Mapping[str, str]) -> str:
    """What is wrong with a step, and what to do."""
    facts = dict(fault.facts)
    days, gap = plural(int(facts.get("days", 0)), "day", "days"), facts.get("gap")
    text, act = (
        texts.get(facts.get("text", ""), facts.get("text", "")),
        ACTS.get(facts.get("act", ""), ""),
    )
    return {
        Code.NO_TEXT: f"There is no text “{text}”. Choose another.",
        Code.WRONG_TEXT: f"“{text}” is no text for this: {act}. Choose one that is.",
        Code.NO_SEGMENT: f"There is no segment {facts.get('segment')}. Take it out.",
        Code.NO_LANGUAGE: f"The house has no texts in {facts.get('language')}: it would never be taken.",
        Code.HARSH_EARLY: "Nothing is late by then. A final word or a stop comes after the due date.",
        Code.SOFTENS: "It speaks softer than the step before it.",
        Code.INSIDE_GAP: f"{days} after the step before, and {gap} must lie between two: it waits.",
        Code.OVER_BUDGET: f"More than {facts.get('budget')} messages in seven days: it waits.",
        Code.ALONE: "Nobody looks at this before it is done. Let a person let it go.",
    }[fault.code]  # fmt: skip


def tone_level(tone: Tone) -> int:
    """1 friendly to 4 final, for the meter."""
    return list(Tone).index(tone) + 1
