"""Forms of texts for customers."""

from __future__ import annotations

from typing import Any

from django import forms

from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.parties.models import Segment

TONES = {
    Tone.FRIENDLY: "Friendly", Tone.PLAIN: "Plain", Tone.FIRM: "Firm", Tone.FINAL: "Final",
}  # fmt: skip


def segment_choices() -> list[tuple[str, str]]:
    return [("", "Everybody"), *Segment.objects.order_by("name").values_list("code", "name")]


class TextForm(forms.Form):
    """A new version of a text, for whom, and why."""

    subject = forms.CharField(max_length=200)
    body = forms.CharField(
        label="Text", strip=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "class": "text-written", "spellcheck": "true"}),
        help_text="Plain words, and {{ names }} that are filled in when it goes out.",
    )  # fmt: skip
    mjml = forms.CharField(
        label="Design", required=False, max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "text-written", "spellcheck": "false"}),
        help_text="MJML; empty: the mail looks as the text does. Nothing is loaded from elsewhere.",
    )  # fmt: skip
    segment = forms.ChoiceField(label="For", choices=segment_choices, required=False)
    tone = forms.ChoiceField(
        choices=[("", "Steps of any tone"), *((str(t), words) for t, words in TONES.items())],
        required=False,
    )  # fmt: skip
    variant = forms.RegexField(
        r"^[a-z0-9-]{1,12}$", label="Arm", required=False,
        help_text="A name such as b: a variant to try against the text. Empty: the text itself.",
    )  # fmt: skip
    why = forms.CharField(label="What it is changed for", max_length=400)

    def proposal(self, key: str, language: str) -> TextProposal:
        """What was written, to be looked at; of a form that may not be whole yet."""
        given: dict[str, Any] = {**self.data_so_far()}
        return TextProposal(key=key, language=language, **given)

    def data_so_far(self) -> dict[str, str]:
        cleaned = getattr(self, "cleaned_data", {})
        told = {name: str(cleaned.get(name) or "") for name in self.fields}
        return {**told, "body": _lines(told["body"]), "mjml": _lines(told["mjml"])}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
