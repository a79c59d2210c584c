"""Forms of trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from cashwright.areas.collections.policies import Act, Ladder, Track, Trigger
from cashwright.areas.collections.policies.trials import Arm, Odds, Response, Trial, even_odds
from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.policies.hours import SendTime
from cashwright.surfaces.console.forms.fields import DayField
from cashwright.surfaces.console.forms.texts import TONES
from cashwright.surfaces.console.laddering.words import when_words

_WAYS = [("", "As the step has it"), ("letter", "By letter"), ("portal", "In the portal")]
_ARMS = ("b", "c")


class TrialForm(forms.Form):
    """A step, up to three ways to take it, who is held out, what counts as an answer."""

    code = forms.SlugField(max_length=24, help_text="A short name for addresses, such as softer.")
    title = forms.CharField(max_length=80, label="What is tried")
    step = forms.ChoiceField(help_text="Only steps that write can be tried.")
    holdout = forms.IntegerField(
        label="Hear nothing, %", min_value=0, max_value=50, initial=10,
        help_text="Without some who hear nothing nobody can tell whether a step helps at all.",
    )  # fmt: skip
    odds = forms.ChoiceField(
        label="Odds", initial=Odds.EVEN,
        choices=[(Odds.EVEN.value, "The same to the end"), (Odds.LEARNED.value, "The better way more often")],
    )  # fmt: skip
    response = forms.ChoiceField(
        label="What counts", initial=Response.PAID,
        choices=[(Response.PAID.value, "They pay"), (Response.ANSWERED.value, "They answer"),
                 (Response.PROMISED.value, "They promise")],
    )  # fmt: skip
    window_days = forms.IntegerField(label="Within days", min_value=1, max_value=60, initial=14)
    customers_min = forms.IntegerField(
        label="Say nothing below", min_value=1, max_value=100_000, initial=50,
        help_text="Customers on each side. 360 show ten points of difference, 1,500 five.",
    )  # fmt: skip
    from_on = DayField(label="Begins")
    until_on = DayField(label="Ends", required=False, help_text="Empty: until somebody ends it.")
    why = forms.CharField(label="Why", max_length=400)

    def __init__(
        self, *args: Any, ladders: Sequence[Ladder], variants: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (f"{ladder.name}|{step.track}|{step.days}|{step.trigger}",
             f"{ladder.title or ladder.name}: {when_words(step)}")
            for ladder in ladders for step in ladder.steps
            if step.act in (Act.EMAIL, Act.SMS, Act.LETTER, Act.PORTAL)
        ]  # fmt: skip
        texts = [("", "The step's text"), *((one, f"Arm {one}") for one in variants)]
        tones = [("", "The step's tone"), *((str(t), words) for t, words in TONES.items())]
        for arm in _ARMS:
            self.fields[f"text_{arm}"] = forms.ChoiceField(
                label=f"Way {arm}: text", choices=texts, required=False
            )
            self.fields[f"tone_{arm}"] = forms.ChoiceField(
                label=f"Way {arm}: tone", choices=tones, required=False
            )
            self.fields[f"act_{arm}"] = forms.ChoiceField(
                label=f"Way {arm}: channel", choices=_WAYS, required=False
            )
        ways = [f"{part}_{arm}" for arm in _ARMS for part in ("text", "tone", "act")]
        self.order_fields(["code", "title", "step", *ways])

    def trial(self) -> Trial:
        """The trial; way a is the step as it is. AssertionError: there is nothing to compare."""
        given = self.cleaned_data
        ladder, track, days, trigger = given["step"].split("|")
        arms = [Arm(code="a"), *(arm for arm in map(self._arm, _ARMS) if arm is not None)]
        return Trial(
            code=given["code"], version=1, title=given["title"], ladder=ladder, days=int(days),
            track=Track(track), trigger=Trigger(trigger), from_on=given["from_on"],
            until_on=given["until_on"], arms=tuple(arms), odds_bp=even_odds(len(arms)),
            holdout_bp=given["holdout"] * 100, odds=Odds(given["odds"]),
            response=Response(given["response"]), window_days=given["window_days"],
            customers_min=given["customers_min"],
        )  # fmt: skip

    def _arm(self, code: str) -> Arm | None:
        given = self.cleaned_data
        variant, tone, act = (given.get(f"{part}_{code}", "") for part in ("text", "tone", "act"))
        if not (variant or tone or act):
            return None
        return Arm(
            code=code,
            variant=variant,
            tone=Tone(tone) if tone else None,
            act=Act(act) if act else None,
        )


class SendTimeForm(forms.Form):
    """Whether the hour of reminders is learned, from which hours, beside how many."""

    is_on = forms.BooleanField(label="Learn the hour for each person", required=False)
    slots = forms.CharField(label="Hours", help_text="Local hours, such as 8, 10, 12, 14, 16.")
    holdout = forms.IntegerField(label="Written to as ever, %", min_value=5, max_value=50)
    response_days = forms.IntegerField(label="An answer counts for days", min_value=1, max_value=14)
    why = forms.CharField(label="Why", max_length=400)

    @staticmethod
    def told(policy: SendTime) -> dict[str, Any]:
        """A policy as the form shows it."""
        return {
            "is_on": policy.is_on, "slots": ", ".join(map(str, policy.slots)),
            "holdout": policy.holdout_bp // 100, "response_days": policy.response_days,
        }  # fmt: skip

    def clean_slots(self) -> tuple[int, ...]:
        """The hours, in their order."""
        try:
            hours = sorted({int(part) for part in self.cleaned_data["slots"].split(",")})
        except ValueError:
            raise forms.ValidationError("Write hours with commas between them.") from None
        if not hours or hours[0] < 0 or hours[-1] > 23:
            raise forms.ValidationError("Hours go from 0 to 23.")
        return tuple(hours)

    def policy(self, before: SendTime) -> SendTime:
        """The policy that was chosen; what the form does not show stays as it was."""
        given = self.cleaned_data
        return replace(
            before, is_on=given["is_on"], slots=given["slots"], holdout_bp=given["holdout"] * 100,
            response_days=given["response_days"],
        )  # fmt: skip
