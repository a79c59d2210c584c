"""Forms of the worklist and of focus mode: one for each thing a collector does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import holders
from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.disputes.policies import Reason
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Contact, Portfolio
from cashwright.surfaces.console.collecting import LEVELS, OUTCOMES
from cashwright.surfaces.console.forms.fields import AmountField, DayField


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def hands(entity_ids: Collection[UUID]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Into whose hands customers of these entities can go: portfolios, and colleagues by name."""
    folios = [(f"p{row.pk}", row.name) for row in Portfolio.objects.order_by("name")]
    people = {
        user.pk: user
        for entity_id in entity_ids
        for user in holders("collections.work", entity_id=entity_id)
    }
    named = sorted(((f"u{pk}", str(user)) for pk, user in people.items()), key=lambda one: one[1])
    return [("Portfolio", folios), ("Colleague", named)]


def target(to: str) -> dict[str, UUID]:
    """What `reassign_customers` is told for a choice of `hands`."""
    return {"portfolio_id" if to[0] == "p" else "user_id": UUID(to[1:])}


class ReassignForm(forms.Form):
    """Into whose hands customers go: a portfolio, or a colleague who looks after one."""

    to = forms.ChoiceField(label="To")

    def __init__(self, *args: Any, entity_ids: Collection[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = hands(entity_ids)  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """What every act of focus mode knows: whom it is about, and where it goes on."""

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer `choices`; a field with one to choose from has it chosen."""
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1 and not self.is_bound:
            self.initial.setdefault(name, choices[0][0])


class About:
    """What the forms offer: people, invoices, currencies, the next step's text."""

    def __init__(
        self, *, today: date, contacts: Sequence[Contact], invoices: Sequence[Invoice],
        colleagues: Sequence[User], subject: str, text: str, level: Level, entity_id: UUID,
    ) -> None:  # fmt: skip
        self.today, self.contacts, self.invoices = today, contacts, invoices
        self.colleagues, self.subject, self.text, self.level = colleagues, subject, text, level
        self.entity_id = entity_id

    @property
    def currencies(self) -> list[tuple[str, str]]:
        """The currencies of what is past due, those of most invoices first."""
        codes = [row.currency for row in self.invoices]
        return [(code, code) for code in sorted(set(codes), key=lambda c: (-codes.count(c), c))]

    @property
    def people(self) -> list[tuple[str, str]]:
        return [(str(row.pk), row.name) for row in self.contacts]


class CallForm(ActForm):
    """How a call ended."""

    outcome = forms.ChoiceField(
        label="How it ended", choices=[(str(o), OUTCOMES[str(o)]) for o in CallOutcome]
    )
    contact = forms.ChoiceField(label="With whom", required=False)
    note = forms.CharField(label="What was said", required=False, max_length=2000, widget=_area(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("contact", [("", "Nobody in particular"), *self.about.people])


class EmailForm(ActForm):
    """A message as it will go out."""

    contact = forms.ChoiceField(label="To")
    subject = forms.CharField(max_length=200)
    text = forms.CharField(label="Message", max_length=20_000, widget=_area(9))
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=50_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = [row for row in self.about.contacts if row.email]
        self.choose("contact", [(str(row.pk), f"{row.name}, {row.email}") for row in written])
        self.initial.setdefault("subject", self.about.subject)
        self.initial.setdefault("text", self.about.text)
        self.initial.setdefault("seen", self._standing())

    def _standing(self) -> str:
        """What was open when the text was begun: each invoice past due with its balance."""
        return ",".join(f"{row.pk}:{row.balance_minor}" for row in self.about.invoices)

    def clean(self) -> dict[str, Any]:
        """Paid while it was typed: told before it goes out. Whoever sends it once more has read that."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        seen, now = given.get("seen", ""), self._standing()
        if seen and seen != now:
            typed: Any = self.data
            self.data = typed.copy()
            self.data["seen"] = now  # type: ignore[index]
            self.add_error(None, f"While you were writing, {self._changed(seen)}. "
                           "Look at the figures in your text, then send it again.")  # fmt: skip
        return given

    def _changed(self, seen: str) -> str:
        before = dict(part.partition(":")[::2] for part in seen.split(","))
        still = {str(row.pk): row for row in self.about.invoices}
        gone = sum(pk not in still for pk in before)
        moved = [
            str(row.document_no)
            for pk, row in still.items()
            if pk in before and before[pk] != str(row.balance_minor)
        ]
        said = (
            [f"{gone} of the invoices past due {'was' if gone == 1 else 'were'} paid"]
            if gone
            else []
        )
        said += [f"what is open of {', '.join(moved[:5])} changed"] if moved else []
        return " and ".join(said) or "another invoice fell due"


class PromiseForm(ActForm):
    """What they will pay by when."""

    amount = AmountField()
    currency = forms.ChoiceField()
    due_on = DayField(label="By")
    note = forms.CharField(max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("currency", self.about.currencies)


class DisputeForm(ActForm):
    """What they say is wrong with which invoice."""

    invoice = forms.ChoiceField()
    reason = forms.ChoiceField(
        label="What is wrong",
        choices=[(str(r), str(r).replace("_", " ").capitalize()) for r in Reason],
    )
    amount = AmountField(label="Amount in dispute", help_text="The rest stays collectable.")
    text = forms.CharField(label="What they say", required=False, max_length=1000, widget=_area(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("invoice", [(str(row.pk), str(row.document_no)) for row in self.about.invoices])


class SnoozeForm(ActForm):
    """Until when they are off the list."""

    until_on = DayField(label="Back on")
    reason = forms.CharField(max_length=200, required=False)


class HoldForm(ActForm):
    """Until when nothing is sent."""

    until_on = DayField(label="Until", required=False, help_text="Empty: until it is released.")
    reason = forms.CharField(max_length=200)


class EscalateForm(ActForm):
    """To whom the case goes, and why."""

    level = forms.ChoiceField(label="To")
    reason = forms.CharField(max_length=400)
    answer_by = DayField(label="Answer by", required=False, help_text="Empty: as the policy says.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(one), LEVELS[str(one)]) for one in Level if one is not self.about.level]
        self.choose("level", others)


class NoteForm(ActForm):
    """What colleagues should know."""

    text = forms.CharField(label="Note", max_length=2000, widget=_area(3))
    mentions = forms.MultipleChoiceField(
        label="Calls", required=False, widget=forms.SelectMultiple(attrs={"size": 3}),
        help_text="They find it among their tasks.",
    )  # fmt: skip
    pinned = forms.BooleanField(label="Pin to the top", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("mentions", [(str(row.pk), str(row)) for row in self.about.colleagues])


class HandOverForm(ActForm):
    """Who looks after the customer from now on."""

    to = forms.ChoiceField(label="To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = hands([self.about.entity_id])  # type: ignore[attr-defined]
