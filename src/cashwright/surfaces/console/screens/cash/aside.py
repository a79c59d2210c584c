"""A line that is no customer's money, and teaching whose an account or a name is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.queries import standing_match
from cashwright.areas.cash.services import say_alias, set_line_aside
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.forms.cash import AsideForm, TeachForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.cash.queue import next_line
from cashwright.surfaces.console.screens.cash.scope import (
    money_of,
    one_line,
    queue_url,
    words_of,
)


@page(permission="cash.apply", section="cash_queue", methods=("GET", "POST"))
def line_aside(request: HttpRequest, public: str) -> HttpResponse:
    """Not ours: book it against another account. The entry is shown before it is written."""
    line = one_line(request, public, "cash.apply")
    on = max(frame_of(request).today, line.booked_on)
    form = AsideForm(
        request.POST if request.method == "POST" else None, initial={"on": on},
        bank_account_code=line.bank_account.account_id,
    )  # fmt: skip
    following = next_line(request, line, "in" if line.amount_minor > 0 else "out")
    step = Step(
        "This is no customer's money", "Set aside", queue_url(request, line),
        "It is set aside and out of the queue.",
        "It leaves the queue and stands against the account you choose. You can take it back.",
        words_of(line), _crumbs(request, line, "Not ours"), queue_url(request, following),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, Actor.human(request.user.pk)
        return carry_out(
            request, step, form,
            lambda: set_line_aside(
                line_id=line.pk, account_code=given["account_code"], memo=given["memo"],
                on=given["on"], by=by,
            ),
            by,
        )  # fmt: skip
    return show(request, step, form)


@page(permission="cash.apply", section="cash_queue", methods=("GET", "POST"))
def line_teach(request: HttpRequest, public: str) -> HttpResponse:
    """Remember this payer: from now on money of this account or name is that customer's."""
    line = one_line(request, public, "cash.apply")
    match = standing_match(line.pk)
    guess = match.customer.account_no if match and match.customer else ""
    kinds = _kinds(line)
    form = TeachForm(
        request.POST if request.method == "POST" else None, kinds=kinds,
        initial={"account_no": guess, "kind": kinds[0][0] if kinds else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        payer, problem = customer_by_number(
            request, frame_of(request), given["account_no"], "cash.apply"
        )
        if payer is None or payer.entity_id != line.entity_id:
            form.add_error("account_no", problem or "That customer belongs to another company.")
        else:
            by_account = given["kind"] == "account"
            say_alias(
                entity_id=line.entity_id, kind=given["kind"],
                alias_key=_print(line) if by_account else line.payer_key,
                shown=f"An account of {line.payer_name}" if by_account else line.payer_name,
                customer_id=payer.pk, by=Actor.human(request.user.pk),
            )  # fmt: skip
            said = f"Remembered: it belongs to {payer.name}. Match again to use it at once."
            return done(request, queue_url(request, line), said)
    context = {
        "title": "Remember this payer", "form": form, "button": "Remember",
        "back": queue_url(request, line), "crumbs": _crumbs(request, line, "Remember"),
        "note": f"{words_of(line)}. What you say goes before what was learned; it can be forgotten under"
        " What is remembered.",
    }  # fmt: skip
    return render(request, "console/form.html", context)


def _print(line: BankLine) -> str:
    """The payer's account as it is remembered: its fingerprint, never its number."""
    return bytes(line.payer_print or b"").hex()


def _kinds(line: BankLine) -> list[tuple[str, str]]:
    """By what this payer can be known again."""
    found = []
    if line.payer_print is not None:
        found.append(("account", "Payments from this account"))
    if line.payer_key:
        found.append(("name", f"Payments of {line.payer_name}"))
    return found


def _crumbs(request: HttpRequest, line: BankLine, last: str) -> list[tuple[str, str]]:
    return [
        ("Review queue", queue_url(request)), (money_of(line), queue_url(request, line)), (last, ""),
    ]  # fmt: skip
