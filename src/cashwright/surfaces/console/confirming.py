"""A page for an act whose effect is seen first: a form, then what it would change, then the act.

    if form.is_valid():
        return confirmed(request, step, form, effect=look, act=do)
    return asked(request, step, form)

`look` returns an Effect; the second press, with the same answers, does it. It is the sister of
acting.py, whose previews are ledger entries; here they are lines to be billed, prices, sums.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import Step, answers
from cashwright.surfaces.console.pages import done
from cashwright.surfaces.console.words import say

T = TypeVar("T")
Place = Callable[[Refusal, str], bool]
"""Says a refusal at the field it is about; False when it is about none of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an effect. `heads`: (label, whether it holds amounts); cells are text or safe markup."""

    caption: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[object]]
    foot: Sequence[object] = ()

    @property
    def cells(self) -> list[list[tuple[str, bool, object]]]:
        """Each cell with its head's label and side."""
        return [
            [(label, is_amount, cell) for (label, is_amount), cell in zip(self.heads, row, strict=True)]
            for row in self.rows
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What the act changes: sentences first, then tables."""

    sentences: Sequence[str] = ()
    tables: Sequence[Table] = ()


@contextmanager
def taken_back() -> Any:
    """Everything written within is taken back: for looking at what an act does."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def confirmed(
    request: HttpRequest,
    step: Step,
    form: forms.Form,
    *,
    effect: Callable[[], Effect],
    act: Callable[[], object],
    lines: Any = None,
    place: Place | None = None,
) -> HttpResponse:
    """Show the effect, or do the act when exactly this was looked at."""
    try:
        if request.POST.get("seen") != answers(request):
            return asked(request, step, form, lines=lines, effect=effect())
        act()
    except Refusal as refusal:
        status, sentence = say(refusal)
        if place is None or not place(refusal, sentence):
            _tell(form, refusal, sentence)
        return asked(request, step, form, lines=lines, status=status)
    return done(request, step.to or step.back, step.said)


def _tell(form: forms.Form, refusal: Refusal, sentence: str) -> None:
    name = str(refusal.facts.get("field", ""))
    form.add_error(name if name in form.fields else None, sentence)


def asked(
    request: HttpRequest,
    step: Step,
    form: forms.Form,
    *,
    lines: Any = None,
    effect: Effect | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page: the form, and below it what it would do once that is known."""
    context = {
        "step": step, "form": form, "lines": lines, "effect": effect, "title": step.title,
        "crumbs": step.crumbs, "seen": answers(request) if effect else "",
    }  # fmt: skip
    return render(request, "console/confirm.html", context, status=status)
