"""Forms of the ladder editor: a step, the whole, a copy, who climbs which, proposing, rehearsing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from cashwright.areas.collections.policies import (
    Act,
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
from cashwright.areas.collections.rules.drafting import DAYS_MAX, DAYS_MIN
from cashwright.kernel.autonomy import Autonomy
from cashwright.surfaces.console.collecting import ACTS
from cashwright.surfaces.console.forms.fields import DayField
from cashwright.surfaces.console.laddering.words import (
    AUTONOMY,
    DAY_RULES,
    ENTRIES,
    LANGUAGES,
    RISKS,
    SENDERS,
    TONES,
    TRIGGERS,
)

Choices = Sequence[tuple[str, str]]


def _choices(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), text) for key, text in words.items()]


class _Many(forms.MultipleChoiceField):
    """Some of a few, none means everybody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


_COUNTS = {
    "before": "Days before it is due", "after": "Days after it was due",
    "issue": "Days after it was issued",
    **{str(trigger): f"Days after {words}" for trigger, words in TRIGGERS.items()},
}  # fmt: skip


class StepForm(forms.Form):
    """One step of a ladder. `counts` and `days` together say when: 7 days before it is due."""

    days = forms.IntegerField(label="Days", min_value=0, max_value=DAYS_MAX)
    counts = forms.ChoiceField(label="Counted as", choices=_choices(_COUNTS))
    act = forms.ChoiceField(label="By", choices=_choices(ACTS))
    template = forms.ChoiceField(label="Text")
    tone = forms.ChoiceField(choices=_choices(TONES))
    sender = forms.ChoiceField(label="Signed by", choices=_choices(SENDERS))
    needs_approval = forms.BooleanField(label="A person lets it go", required=False)
    amount_min = forms.DecimalField(
        label="Only from this much past due", required=False, min_value=0, max_digits=12,
        decimal_places=2, help_text="In the customer's currency. Empty: any amount.",
    )  # fmt: skip
    segments = _Many(label="Only these segments")
    risks = _Many(label="Only at this risk", choices=_choices(RISKS))
    languages = _Many(label="Only in these languages", choices=_choices(LANGUAGES))

    def __init__(self, *args: Any, texts: Choices, segments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = list(texts)  # type: ignore[attr-defined]
        self.fields["segments"].choices = list(segments)  # type: ignore[attr-defined]
        if not segments:
            del self.fields["segments"]

    @classmethod
    def told(cls, step: Step) -> dict[str, Any]:
        """A step as initial data."""
        counts = str(step.trigger or step.track)
        if step.track is Track.DUE:
            counts = "before" if step.days < 0 else "after"
        whole, part = divmod(step.when.amount_min_minor, 100)
        return {
            "days": abs(step.days), "counts": counts, "act": str(step.act),
            "template": step.template, "tone": str(step.tone), "sender": str(step.sender),
            "needs_approval": step.needs_approval,
            "amount_min": f"{whole}.{part:02d}" if step.when.amount_min_minor else None,
            "segments": list(step.when.segments), "risks": list(step.when.risks),
            "languages": list(step.when.languages),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("counts") == "before" and (given.get("days") or 0) > -DAYS_MIN:
            self.add_error("days", f"At most {-DAYS_MIN} days before it is due.")
        return given

    def step(self) -> Step:
        """The step as it was written."""
        given = self.cleaned_data
        track, trigger, days = _counted(given["counts"], given["days"])
        return Step(
            days=days, template=given["template"], tone=Tone(given["tone"]), act=Act(given["act"]),
            track=track, trigger=trigger, sender=SenderKind(given["sender"]),
            needs_approval=given["needs_approval"],
            when=Condition(
                amount_min_minor=int((given["amount_min"] or 0) * 100),
                segments=tuple(given.get("segments", ())), risks=tuple(given["risks"]),
                languages=tuple(given["languages"]),
            ),
        )  # fmt: skip


def _counted(counts: str, days: int) -> tuple[Track, Trigger, int]:
    if counts == "before":
        return Track.DUE, Trigger.NONE, -days
    if counts == "after":
        return Track.DUE, Trigger.NONE, days
    if counts == Track.ISSUE:
        return Track.ISSUE, Trigger.NONE, days
    return Track.EVENT, Trigger(counts), days


class WholeForm(forms.Form):
    """What holds for a ladder as a whole."""

    title = forms.CharField(label="Called", max_length=80)
    gap_days = forms.IntegerField(
        label="Days between two messages", min_value=0, max_value=60,
        help_text="To one customer, at least. It goes before the days of the steps.",
    )  # fmt: skip
    day_rule = forms.ChoiceField(label="Days off", choices=_choices(DAY_RULES))
    entry = forms.ChoiceField(label="Late already", choices=_choices(ENTRIES))

    @classmethod
    def told(cls, ladder: Ladder) -> dict[str, Any]:
        """A ladder as initial data."""
        return {
            "title": ladder.title or ladder.name, "gap_days": ladder.gap_days,
            "day_rule": str(ladder.day_rule), "entry": str(ladder.entry),
        }  # fmt: skip

    def onto(self, ladder: Ladder) -> Ladder:
        """The ladder with what was written."""
        given = self.cleaned_data
        return replace(
            ladder, title=given["title"], gap_days=given["gap_days"],
            day_rule=DayRule(given["day_rule"]), entry=Entry(given["entry"]),
        )  # fmt: skip


class CopyForm(forms.Form):
    """A ladder of one's own, made from another."""

    source = forms.ChoiceField(label="A copy of")
    name = forms.SlugField(
        label="Short name",
        max_length=24,
        help_text="Small letters, such as key-accounts. Stays for good.",
    )
    title = forms.CharField(label="Called", max_length=80)

    def __init__(
        self, *args: Any, sources: Choices, reserved: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]
        self._taken = {*(name for name, _ in sources), *reserved}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).lower()
        if name in self._taken:
            raise forms.ValidationError("A ladder has this name already.")
        return name


class AssignmentForm(forms.Form):
    """One line of who climbs which ladder."""

    segments = _Many(label="Segments")
    risks = _Many(label="Risk", choices=_choices(RISKS))
    ladder = forms.ChoiceField(label="Climb")
    autonomy = forms.ChoiceField(label="How far by itself", choices=_choices(AUTONOMY))

    def __init__(self, *args: Any, ladders: Choices, segments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ladder"].choices = list(ladders)  # type: ignore[attr-defined]
        self.fields["segments"].choices = list(segments)  # type: ignore[attr-defined]
        if not segments:
            del self.fields["segments"]

    @classmethod
    def told(cls, one: Assignment) -> dict[str, Any]:
        return {
            "segments": list(one.segments), "risks": list(one.risks), "ladder": one.ladder,
            "autonomy": str(one.autonomy),
        }  # fmt: skip

    def assignment(self, *, is_last: bool) -> Assignment:
        """As written; the last line is everybody else, whatever was ticked."""
        given = self.cleaned_data
        return Assignment(
            ladder=given["ladder"], autonomy=Autonomy(given["autonomy"]),
            segments=() if is_last else tuple(given.get("segments", ())),
            risks=() if is_last else tuple(given["risks"]),
        )  # fmt: skip


class PatienceForm(forms.Form):
    """How long an answer and a promise are waited for."""

    reply_days = forms.IntegerField(
        label="An unanswered message stops the ladder for days", min_value=0, max_value=60
    )
    promise_days_max = forms.IntegerField(
        label="A promise may lie ahead by days", min_value=1, max_value=365
    )

    shadow_days_min = forms.IntegerField(
        label="Days in shadow before a line may send", min_value=0, max_value=90,
        help_text="On which it noted what it would have done.",
    )  # fmt: skip

    @classmethod
    def told(cls, dunning: Dunning) -> dict[str, Any]:
        return {
            "reply_days": dunning.reply_days, "promise_days_max": dunning.promise_days_max,
            "shadow_days_min": dunning.shadow_days_min,
        }  # fmt: skip


class ProposeForm(forms.Form):
    """From when, and why."""

    valid_from = DayField(label="In force from")
    why = forms.CharField(
        max_length=400, label="Why", help_text="The person who agrees to it reads this."
    )


class RehearseForm(forms.Form):
    """On which books, as of which day, for how long, for whom."""

    company = forms.ChoiceField(label="Company")
    on = DayField(label="As of")
    days = forms.IntegerField(label="Days", min_value=1, max_value=120)
    whom = forms.ChoiceField(
        label="For",
        choices=[("theirs", "Those who climb it"), ("all", "Everybody, as if they climbed it")],
    )

    def __init__(self, *args: Any, companies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].choices = list(companies)  # type: ignore[attr-defined]
