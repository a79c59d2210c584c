"""Taking a file of events: what became of each, and what is to be mended where one was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.refusals import remedy_of
from cashwright.areas.usage.services import sent_cloud_events, sent_events, take_events
from cashwright.areas.usage.services.intake import Outcome, State
from cashwright.connectors.files.events import EventForm, form_of, in_batches, read_events
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.forms.usage import EventsForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.words import say
from cashwright.surfaces.importing import keep_upload

BYTES_MAX = 20_000_000
AT_ONCE = 10_000
REFUSED_SHOWN = 100
_SUFFIXES = {".csv", ".jsonl", ".ndjson", ".parquet", ".json"}


@page(permission="usage.take", section="usage", methods=("GET", "POST"))
def usage_file(request: HttpRequest) -> HttpResponse:
    """Hand in a file; it may come again: what was taken is known, what was refused is tried again."""
    entities = whole_entities(request, "usage.take")
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EventsForm(*posted, entities=entities)
    told: dict[str, Any] | None = None
    if form.is_bound and form.is_valid():
        entity = next(e for e in entities if e.code == form.cleaned_data["entity"])
        told = _taken(form, entity, Actor.human(request.user.pk))
    context = {
        "title": "Take a file of events", "form": form, "told": told,
        "crumbs": [("Usage", frame_of(request).link("console:usage")), ("File", "")],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "console/usage/file.html", context, status=status)


def _taken(form: forms.Form, entity: LegalEntity, by: Actor) -> dict[str, Any] | None:
    """What became of the events; None and an error when the file cannot be read."""
    file, source = form.cleaned_data["file"], form.cleaned_data["source"]
    suffix = Path(str(file.name)).suffix.lower()
    if suffix not in _SUFFIXES or file.size > BYTES_MAX:
        form.add_error("file", "Hand in .csv, .jsonl, .parquet or .json of at most 20 MB.")
        return None
    counts: Counter[str] = Counter()
    refused: list[dict[str, Any]] = []
    try:
        with _kept(file, suffix) as path:
            is_cloud = form_of(path) is EventForm.CLOUD
            for batch in in_batches(read_events(path), AT_ONCE):
                raw = [each for _, each in batch]
                sent = sent_cloud_events(raw) if is_cloud else sent_events(raw, source)
                outcomes = take_events(sent, entity_id=entity.pk, by=by).outcomes
                counts.update(outcome.state for outcome in outcomes)
                refused += _refused(batch, outcomes)
    except Refusal as refusal:
        form.add_error("file", say(refusal)[1])
        return None
    return {
        "taken": counts[State.TAKEN], "known": counts[State.DUPLICATE],
        "refused_no": counts[State.REFUSED], "refused": refused[:REFUSED_SHOWN],
        "more": max(0, len(refused) - REFUSED_SHOWN), "file": file.name,
    }  # fmt: skip


@contextmanager
def _kept(file: Any, suffix: str) -> Iterator[Path]:
    """The upload on disk under its own ending, for as long as it is read."""
    kept = keep_upload(file.chunks(), str(file.name))
    path = kept.with_suffix(suffix)
    kept.rename(path)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _refused(
    batch: list[tuple[int, object]], outcomes: tuple[Outcome, ...]
) -> list[dict[str, Any]]:
    return [
        {
            "row": row, "id": outcome.event_id, "why": say(outcome.refusal)[1],
            "remedy": remedy_of(outcome.refusal),
        }
        for (row, _), outcome in zip(batch, outcomes, strict=True)
        if outcome.refusal is not None
    ]  # fmt: skip
