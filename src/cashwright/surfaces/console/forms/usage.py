"""Forms of usage: a file of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cashwright.areas.parties.models import LegalEntity


class EventsForm(forms.Form):
    """A file of events, whose they are and who sends them."""

    file = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.jsonl,.ndjson,.parquet,.json"}),
        help_text="CSV, JSONL, Parquet, or CloudEvents JSON, up to 20 MB. CSV has the columns id,"
        " kind, subscription, occurred_at; every other column is a property.",
    )
    entity = forms.ChoiceField(label="Company")
    source = forms.CharField(
        label="Who sends them", max_length=80, initial="file",
        help_text="An id is the same event once a sender: the same file may come again.",
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [(e.code, e.name) for e in entities]  # type: ignore[attr-defined]
