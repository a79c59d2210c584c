"""Every text by kind and language: whose it is, which version, where one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.messaging.policies import TextKind
from cashwright.areas.messaging.queries import TextChoice, languages_of, text_choices
from cashwright.surfaces.console.forms.texts import TONES
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.settings_.tabs import tabs

KINDS = {
    TextKind.REMINDER: "Reminders", TextKind.NOTICE: "Letters of demand",
    TextKind.CALL: "Scripts of calls", TextKind.TASK: "Tasks for colleagues",
    TextKind.REPLY: "Answers", TextKind.AGREEMENT: "Promises and plans",
    TextKind.DISPUTE: "Disputes", TextKind.DOCUMENT: "With documents",
}  # fmt: skip
LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One text in one language: `told` in words, `note` of those for some customers only."""

    language: str
    name: str
    told: str
    note: str
    url: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One text."""

    title: str
    key: str
    tone: str
    cells: list[Cell]


@page(permission="settings.read", section="settings")
def texts(request: HttpRequest) -> HttpResponse:
    """All of them, kind by kind."""
    choices = text_choices()
    groups = []
    for kind, mine in groupby(choices, key=lambda one: one.card.kind):
        rows = [_row(one) for one in mine]
        groups.append((KINDS[kind], [LANGUAGES[c.language] for c in rows[0].cells], rows))
    missing = sum(len(one.missing) for one in choices)
    own = sum(any(p.version or p.others for p in one.languages) for one in choices)
    context = {
        "title": "Settings", "tabs": tabs(request, "texts"), "groups": groups, "missing": missing,
        "total": len(choices), "own": own, "may_see_results": may(request, "collections.read"),
    }  # fmt: skip
    return render(request, "console/texts/list.html", context)


def _row(choice: TextChoice) -> Row:
    published = {one.language: one for one in choice.languages}
    cells = []
    for language in languages_of(choice.key):
        found = published.get(language)
        url = reverse("console:text", args=[choice.key, language])
        if found is None:
            cells.append(
                Cell(language, LANGUAGES[language], "English instead", "", url, is_missing=True)
            )
            continue
        told = f"Version {found.version}" if found.version else "The house's own"
        more = len(found.others)
        note = f"and {more} for some customers, steps or arms" if more else ""
        cells.append(Cell(language, LANGUAGES[language], told, note, url, is_missing=False))
    return Row(choice.card.title, choice.key, TONES[choice.card.tone], cells)
