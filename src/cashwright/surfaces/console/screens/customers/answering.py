"""Answering a form about a customer: do it and go back, or show the form with what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.words import say


def answered(
    request: HttpRequest, form: forms.Form, act: Callable[[], HttpResponse | None], *, title: str,
    back: str, button: str = "", note: str = "",
) -> HttpResponse:  # fmt: skip
    """Call `act` where the form was sent and is right; what it refuses is said on the form.

    act  None where the form has an error now and nothing was done
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answer = act()
        except Refusal as refusal:
            status, sentence = say(refusal)
            field = str(refusal.facts.get("field", ""))
            form.add_error(field if field in form.fields else None, sentence)
        else:
            if answer is not None:
                return answer
            status = 422
    crumbs = [("Customers", frame_of(request).link("console:customers")), (title, "")]
    context = {
        "form": form, "title": title, "back": back, "crumbs": crumbs, "button": button,
        "note": note,
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)
