"""One text: as it stands, its versions with what changed, and writing the next one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from cashwright.areas.access.models import User
from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import PUBLISH_TEXT, TOKENS, Tone
from cashwright.areas.messaging.queries import text_choices
from cashwright.areas.messaging.rules import Text
from cashwright.areas.messaging.rules.designs import starter_design
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.messaging.rules.voice import ENGLISH, GERMAN
from cashwright.areas.messaging.services import findings_of, look_at_text, publish_template
from cashwright.kernel.actors import Actor
from cashwright.kernel.events import HOUSE
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import ASKED
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.books.differences import Line, differing
from cashwright.surfaces.console.forms.texts import TONES, TextForm
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.settings_.tabs import crumbs, tried
from cashwright.surfaces.console.screens.texts.choosing import (
    Chosen,
    chosen,
    customers,
    shown,
    tried_on,
)
from cashwright.surfaces.console.screens.texts.listing import LANGUAGES
from cashwright.surfaces.console.screens.texts.mail import framing
from cashwright.surfaces.console.words import say


@dataclass(frozen=True, slots=True)
class Version:
    """One published version with what it changed; `url` starts a new one from it."""

    row: Template
    asked_by: str
    agreed_by: str
    lines: list[Line]
    url: str
    is_latest: bool


@page(permission="settings.read", section="settings", methods=("GET", "POST"))
def text(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """One text; posted: a new version, sent to a second person."""
    of = chosen(request, key, language)
    may_edit = may(request, "templates.edit")
    posted = request.POST if request.method == "POST" and may_edit else None
    asked = request.GET.get("version", "")
    start = of.start(asked)
    if request.GET.get("design") and not start["mjml"]:
        start["mjml"] = starter_design(start["body"])
    form = TextForm(posted, initial=start)
    if posted is not None and form.is_valid():
        answer = _published(request, form, of)
        if answer is not None:
            return answer
    to = tried_on(request)
    said = shown(request, of, of.text(asked), of.tone, to)
    here = reverse("console:text", args=[key, language])
    title = f"{of.card.title}, {LANGUAGES[language]}"
    context = {
        "title": title, "card": of.card, "form": form, "may_edit": may_edit, "said": said,
        "tone": TONES[of.tone], "whose": _whose(of), "others": _others(of, here),
        "versions": _versions(of, here), "names": _names(of), "to": to,
        "customers": customers(request, to), "design_url": f"{here}?{urlencode({**of.whose, 'design': '1'})}",
        "mail_url": f"{reverse('console:text_mail', args=[key, language])}?"
        + urlencode({**of.whose, "version": asked, "customer": request.GET.get("customer", "")}),
        "preview_url": reverse("console:text_preview", args=[key, language]),
        "voice": _voice(language), "crumbs": crumbs(("Texts", reverse("console:texts")), (title, "")),
    }  # fmt: skip
    return framing(render(request, "console/texts/one.html", context))


def _published(request: HttpRequest, form: TextForm, of: Chosen) -> HttpResponse | None:
    proposal = form.proposal(of.key, of.language)
    if tried(form, lambda: look_at_text(proposal)) is None:
        return None
    by = Actor.human(request.user.pk)
    waits = tried(
        form, lambda: (or_ask(lambda: publish_template(proposal, by=by), _asking(proposal), by),)
    )
    if waits is None:
        return None
    return done(
        request, reverse("console:texts"),
        ASKED if waits[0] else "It is in force from the next message on.",
    )  # fmt: skip


def _asking(proposal: TextProposal) -> Asking:
    whose = (
        f"{proposal.key}/{proposal.language}/{proposal.segment}/{proposal.tone}/{proposal.variant}"
    )
    return Asking(
        kind=PUBLISH_TEXT, entity_id=HOUSE, document_id=uuid5(HOUSE, whose), customer_id=None,
        currency="", amount_minor=0, payload=proposal.payload(), reason=proposal.why,
    )  # fmt: skip


@page(permission="templates.edit", section="settings", methods=("POST",))
def text_preview(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """What is being written as it would be said, with what stops or warns."""
    of = chosen(request, key, language)
    form = TextForm(request.POST)
    form.is_valid()
    proposal = form.proposal(key, language)
    problem = ""
    draft = Text(proposal.subject or "…", proposal.body or "…")
    try:
        draft = look_at_text(proposal).text
    except Refusal as refusal:
        problem = say(refusal)[1]
    said = shown(request, of, draft, proposal.spoken_tone, tried_on(request))
    context = {
        "said": said, "problem": problem, "findings": findings_of(proposal, draft),
        "tone": TONES[proposal.spoken_tone],
    }  # fmt: skip
    return render(request, "console/texts/preview.html", context)


def _versions(of: Chosen, here: str) -> list[Version]:
    people = {str(user.pk): str(user) for user in User.objects.all()}
    told = []
    for row, older in zip_longest(of.versions, of.versions[1:]):
        before = f"{older.subject}\n\n{older.body}\n\n{older.mjml}" if older else ""
        url = f"{here}?{urlencode({**of.whose, 'version': row.version})}"
        told.append(
            Version(
                row, people.get(row.asked_by, row.asked_by),
                people.get(row.published_by, row.published_by),
                differing(before.strip(), f"{row.subject}\n\n{row.body}\n\n{row.mjml}".strip()),
                url, row.version == of.versions[0].version,
            )
        )  # fmt: skip
    return told


def _whose(of: Chosen) -> str:
    parts = [f"segment {of.whose['segment']}" if of.whose["segment"] else "",
             f"steps that speak {of.whose['tone']}" if of.whose["tone"] else "",
             f"arm {of.whose['variant']}" if of.whose["variant"] else ""]  # fmt: skip
    return ", ".join(part for part in parts if part) or "everybody"


def _others(of: Chosen, here: str) -> list[tuple[str, str, bool]]:
    """(label, address, is here) of the texts of the same key and language."""
    choice = next(one for one in text_choices([of.card.kind]) if one.key == of.key)
    others = next((p.others for p in choice.languages if p.language == of.language), ())
    told = []
    for segment, tone, variant in (("", "", ""), *others):
        whose = {"segment": segment, "tone": tone, "variant": variant}
        label = " · ".join(part for part in (segment, tone, variant and f"arm {variant}") if part)
        told.append((label or "Everybody", f"{here}?{urlencode(whose)}", whose == of.whose))
    return told


def _names(of: Chosen) -> list[tuple[str, str, bool]]:
    """(name, what stands in its place, whether the text needs it)."""
    return [(n, TOKENS[n], n in of.card.needs) for n in TOKENS if n in of.card.knows]


def _voice(language: str) -> list[dict[str, Any]]:
    """What texts of a language do not say, as it is published."""
    phrases = {"en": ENGLISH, "de": GERMAN}.get(language, ())
    return [
        {
            "words": _readable(one.pattern), "why": one.why,
            "from": f"from {TONES[Tone(one.from_tone)].lower()} on" if one.from_tone else "never",
        }
        for one in phrases
    ]  # fmt: skip


def _readable(pattern: str) -> str:
    """A pattern as a reader of the rule sees it: its words, one after the other."""
    plain = pattern.replace("(?:", "(").replace("\\w*", "…").replace(")?", ")")
    return ", ".join(plain.replace("s?", "s").split("|")) if "(" not in plain else plain
