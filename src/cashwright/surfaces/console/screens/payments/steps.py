"""What the pages of acts on a payment or credit note say at their head."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.invoicing.models import CreditNote
from cashwright.areas.payments.models import Payment
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.acting import Step
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.frame import frame_of


def source_url(source: Payment | CreditNote) -> str:
    """The page of a payment or credit note."""
    name = "console:payment" if isinstance(source, Payment) else "console:credit_note"
    return reverse(name, args=[public_id(source.PREFIX, source.pk)])


def source_words(source: Payment | CreditNote) -> str:
    """A payment or credit note in a few words."""
    if isinstance(source, Payment):
        return f"Payment of {day_text(source.received_on)}"
    return f"Credit note {source.document_no}"


def about(source: Payment | CreditNote) -> str:
    """Who it is from and what is left of it."""
    code = source.currency
    whole = source.amount_minor if isinstance(source, Payment) else source.total_minor
    who = source.customer.name if source.customer else "Nobody knows whose"
    return (
        f"{who}, {source_words(source)}: {money_text(source.unapplied_minor, code)} {code} left of"
        f" {money_text(whole, code)}."
    )


def crumbs(request: HttpRequest, source: Payment | CreditNote, last: str) -> list[tuple[str, str]]:
    """Where the page of an act stands."""
    first = ("Cash & payments", frame_of(request).link("console:cash"))
    return [first, (source_words(source), source_url(source)), (last, "")]


def step_of(
    request: HttpRequest,
    source: Payment | CreditNote,
    title: str,
    button: str,
    said: str,
    note: str,
) -> Step:
    """A step of a payment or credit note."""
    return Step(
        title,
        button,
        source_url(source),
        said,
        note,
        about(source),
        crumbs(request, source, button),
    )
