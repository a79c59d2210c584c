"""Forms of disputes: opening a case, moving it on, its facts and papers, deciding it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cashwright.areas.disputes.policies import (
    CAUSES,
    DEPARTMENTS,
    EVIDENCE,
    OUTCOMES,
    REASONS,
    Outcome,
    ReasonCard,
)
from cashwright.areas.disputes.rules import Part
from cashwright.areas.disputes.services import MOVES
from cashwright.surfaces.console.forms.fields import AmountField, DayField

_LINES = forms.Textarea(attrs={"rows": 4})
_MOVES = {
    "take": "Go on with it",
    "ask_customer": "Wait for the customer",
    "hand_over": "Hand it to another team",
}


class OpenForm(forms.Form):
    """What is wrong with an invoice, and how much of it."""

    reason = forms.ChoiceField(
        label="What is wrong",
        choices=[(str(r), f"{card.label}: {card.means}") for r, card in REASONS.items()],
    )
    amount = AmountField(label="Amount", help_text="Tax included. The rest stays due.")
    told = forms.CharField(
        label="What they say", required=False, max_length=1000, widget=_LINES,
        help_text="As the customer put it.",
    )  # fmt: skip
    is_shown = forms.BooleanField(
        label="The customer sees the case and is told we have it", required=False, initial=True
    )


class MoveForm(forms.Form):
    """Where a case goes next."""

    move = forms.ChoiceField(label="Next", choices=[(m, _MOVES[m]) for m in MOVES])
    department = forms.ChoiceField(
        label="Team", required=False,
        choices=[("", "As it was"), *((str(d), name) for d, name in DEPARTMENTS.items())],
    )  # fmt: skip
    note = forms.CharField(label="Note", required=False, max_length=400)

    def __init__(self, *args: Any, moves: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = [(m, _MOVES[m]) for m in moves]  # type: ignore[attr-defined]


class OwnerForm(forms.Form):
    """Who works a case."""

    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Nobody"), *people]  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """What the reason asks for."""

    def __init__(self, *args: Any, card: ReasonCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for need in card.needs:
            self.fields[need.name] = forms.CharField(
                label=need.question, required=False, max_length=1000
            )


class WaiveForm(forms.Form):
    """Why a part is not to be had."""

    part = forms.ChoiceField(label="What is not to be had")
    why = forms.CharField(label="Why", max_length=200)

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [(p.name, p.label) for p in parts]  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """A paper and what it shows."""

    kind = forms.ChoiceField(
        label="It is", choices=[(str(k), name) for k, name in EVIDENCE.items()]
    )
    file = forms.FileField(label="File")
    is_from_customer = forms.BooleanField(label="It came from the customer", required=False)


class WordForm(forms.Form):
    """Something to say."""

    text = forms.CharField(label="Text", max_length=20_000, widget=_LINES)


class SayForm(WordForm):
    """Something to say to the customer, perhaps a question."""

    is_question = forms.BooleanField(
        label="Wait for their answer",
        required=False,
        help_text="Our clock stops until they answer.",
    )


class ReasonForm(forms.Form):
    """What is really disputed."""

    reason = forms.ChoiceField(
        label="Reason",
        choices=[(str(r), f"{card.label}: {card.means}") for r, card in REASONS.items()],
    )


class ProposeForm(forms.Form):
    """How a case should end."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[(str(o), name) for o, name in OUTCOMES.items() if o is not Outcome.WITHDRAWN],
    )
    amount = AmountField(
        label="Credit", required=False, help_text="Only in part: how much, tax included."
    )
    cause = forms.ChoiceField(
        label="What was really wrong", choices=[(str(c), name) for c, name in CAUSES.items()]
    )
    note = forms.CharField(
        label="Why", max_length=1000, widget=_LINES, help_text="The customer reads this."
    )


class DecideForm(ProposeForm):
    """How a case ends, and the day of it."""

    on = DayField(label="Dated")
    field_order = ("outcome", "amount", "cause", "on", "note")
