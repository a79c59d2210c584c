"""The statement of account of a customer: what is open as of a day, or what moved between two days.

/customers/cus_…/statement/?until=2026-03-02               what is open
/customers/cus_…/statement/?from=2026-01-01&until=…        what moved
…/statement/pdf/, …/statement/csv/                         the same, to keep
…/statement/send/                                          the same, by e-mail
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.insight.printing.statement import (
    Period,
    Told,
    document_numbers,
    statement_head,
    statement_of,
    statement_pdf,
)
from cashwright.areas.insight.printing.statement_rows import statement_csv
from cashwright.areas.insight.printing.words import spoken, statement_words
from cashwright.areas.insight.queries.statement import OpenStatement, Statement, StatementLine
from cashwright.areas.insight.statements import send_statement
from cashwright.areas.invoicing.printing.figures import day
from cashwright.areas.invoicing.printing.words import LANGUAGES
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.queries import contacts_for
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.forms.customers import StatementForm
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.customers.answering import answered
from cashwright.surfaces.console.screens.invoices.printed import NAMES

DAYS = timedelta(days=90)
_PAGES = {
    "invoice": ("inv", "console:invoice"), "credit_note": ("cn", "console:credit_note"),
    "payment": ("pay", "console:payment"), "payment_return": ("pay", "console:payment"),
}  # fmt: skip


def _asked(request: HttpRequest, frame: Frame) -> Period:
    """The days asked for. Raises BadInput."""
    until = _day(request, "until") or frame.as_of
    return Period(until, _day(request, "from"))


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(field=name, value=text[:16], expected="a day such as 2026-01-31") from None


def _language(request: HttpRequest, customer: Customer) -> str:
    asked = request.GET.get("language", "")
    if asked and asked not in LANGUAGES:
        raise BadInput(field="language", value=asked[:8], expected=", ".join(LANGUAGES))
    return asked or spoken(customer.language)


def _query(period: Period, language: str) -> str:
    first = {"from": period.from_on.isoformat()} if period.from_on else {}
    return urlencode({**first, "until": period.until_on.isoformat(), "language": language})


@page(permission="invoices.read", section="customers")
def statement(request: HttpRequest, public: str) -> HttpResponse:
    """The statement on the screen, every line leading to its document."""
    shown, frame = customer_of(request, public, "invoices.read"), frame_of(request)
    period, language = _asked(request, frame), _language(request, shown)
    title = f"Statement of {shown.name}"
    context = {
        "customer": shown, "public": public, "title": title, "period": period,
        "told": _told(statement_of(shown, period)), "page": statement_head(shown, period, language=language),
        "query": _query(period, language), "language": language,
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "open_query": _query(Period(period.until_on), language),
        "moved_query": _query(Period(period.until_on, period.until_on - DAYS), language),
        "may_send": may(request, "messages.send"),
        "crumbs": [
            ("Customers", frame.link("console:customers")),
            (shown.name, frame.link("console:customer", public)), ("Statement", ""),
        ],
    }  # fmt: skip
    return render(request, "console/customers/statement.html", context)


Moved = list[tuple[StatementLine, str, str]]


def _told(told: Told) -> list[tuple[Statement | OpenStatement, Moved]]:
    """Each currency, with what moved: the entry, the number of its document, the page that shows it."""
    moved = [each for each in told if isinstance(each, Statement)]
    numbers = document_numbers({line.document_id for each in moved for line in each.lines})
    return [
        (
            each,
            [(line, numbers.get(line.document_id, ""), _document_url(line)) for line in each.lines],
        )
        if isinstance(each, Statement)
        else (each, [])
        for each in told
    ]


def _document_url(line: StatementLine) -> str:
    """The page of the document behind an entry; "" where it has none of its own."""
    if line.kind not in _PAGES:
        return ""
    prefix, name = _PAGES[line.kind]
    return reverse(name, args=[public_id(prefix, line.document_id)])


@page(permission="invoices.read", section="customers")
def statement_file(request: HttpRequest, public: str, kind: str) -> HttpResponse:
    """The statement to keep: pdf or csv."""
    shown, frame = customer_of(request, public, "invoices.read"), frame_of(request)
    period = _asked(request, frame)
    if kind == "pdf":
        pdf = statement_pdf(shown, period, language=_language(request, shown))
        response = HttpResponse(pdf, content_type="application/pdf")
    else:
        response = HttpResponse(
            statement_csv(shown, period), content_type="text/csv; charset=utf-8"
        )
    account = "".join(c for c in shown.account_no if c.isalnum() or c in "-_.")
    response["Content-Disposition"] = f'attachment; filename="{account}-{period.name}.{kind}"'
    return response


@page(permission="messages.send", section="customers", methods=("GET", "POST"))
def statement_send(request: HttpRequest, public: str) -> HttpResponse:
    """Send the statement to one of their people; the letter is written before, and can be changed."""
    shown, frame = customer_of(request, public, "messages.send"), frame_of(request)
    period, language = _asked(request, frame), _language(request, shown)
    people = contacts_for(request.user).filter(customer_id=shown.pk, is_active=True)
    readers = list(people.exclude(email="").order_by("created_at", "pk"))
    form = StatementForm(
        request.POST if request.method == "POST" else None, people=readers,
        initial=_letter(request, shown, readers, period, language),
    )  # fmt: skip
    back = f"{reverse('console:customer_statement', args=[public])}?{_query(period, language)}"

    def send() -> HttpResponse:
        given = form.cleaned_data
        made = send_statement(
            customer_id=shown.pk, contact_id=UUID(given["contact"]), period=period,
            language=language, subject=given["subject"], text=given["text"], once=given["once"],
            by=Actor.human(request.user.pk),
        )  # fmt: skip
        said = "The statement is on its way." if made else "It was on its way already."
        return done(request, back, said)

    title = f"Send {shown.name} their statement"
    return answered(request, form, send, title=title, back=back, button="Send", note=_note(period))


def _note(period: Period) -> str:
    if period.from_on is None:
        return f"The PDF says what is open as of {day_text(period.until_on)}."
    return (
        f"The PDF says what moved from {day_text(period.from_on)} to {day_text(period.until_on)}."
    )


def _letter(
    request: HttpRequest, customer: Customer, readers: list[Contact], period: Period, language: str
) -> dict[str, Any]:
    said = statement_words(language)
    told = {"account": customer.account_no, "day": day(period.until_on, language)}
    first = readers[0] if readers else None
    sender = f"{request.user}\n{customer.entity.name}"
    return {
        "contact": str(first.pk) if first else "", "subject": said["subject"].format(**told),
        "text": said["letter"].format(sender=sender),
    }  # fmt: skip
