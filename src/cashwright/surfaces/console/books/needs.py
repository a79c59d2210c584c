"""What waits for the reader: at most seven things, the most pressing first, each one click away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.urls import NoReverseMatch

from cashwright.areas.access.queries import scoped
from cashwright.areas.cash.queries import queue
from cashwright.areas.controls.queries import open_tasks, waiting_approvals
from cashwright.areas.credit.queries import told_alerts
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Period, Posting
from cashwright.areas.ledger.states import PeriodState
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.kernel.periods import add_months, month_of
from cashwright.runs.models import Run
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.formats import money_text, plural
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists.shown import count_words
from cashwright.surfaces.console.lists.totals import counts
from cashwright.surfaces.console.pages import may
from cashwright.surfaces.console.scoping import with_house

NEEDS_MAX = 7


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: what, a word about it, where."""

    text: str
    note: str
    url: str
    icon: str
    is_urgent: bool = False


def needs(request: HttpRequest) -> list[Need]:
    """What the reader's roles can do something about, today."""
    frame = frame_of(request)
    found = [
        need
        for source in (
            _approvals,
            _failed,
            _bank_lines,
            _unidentified,
            _slipping,
            _tasks,
            _unapplied,
            _drafts,
            _months,
            _mend,
        )
        for need in source(request, frame)
        if need.url
    ]
    return found[:NEEDS_MAX]


def link_if_any(frame: Frame, name: str, *args: str, **params: str) -> str:
    """The address of a screen in the frame; "" while the house has no such screen."""
    try:
        return frame.link(name, *args, **params)
    except NoReverseMatch:
        return ""


def _in_frame(rows: QuerySet[Any], frame: Frame) -> QuerySet[Any]:
    return rows.filter(entity_id=frame.entity.id) if frame.entity else rows


def _approvals(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "approvals.decide"):
        return
    rows = scoped(waiting_approvals(), request.user, "approvals.decide", portfolio=None)
    mine = rows.filter(entity_id__in=with_house(frame)).exclude(requested_by=str(request.user.pk))
    count = mine.count()
    if count:
        yield Need(
            f"Decide {plural(count, 'request', 'requests')}", "Somebody waits for your yes or no",
            link_if_any(frame, "console:approvals"), "checks", is_urgent=True,
        )  # fmt: skip


def _failed(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if may(request, "messages.send"):
        rows = scoped(
            Message.objects.filter(state__in=["failed", "unknown", "bounced"]),
            request.user,
            "messages.send",
        )
        count = _in_frame(rows, frame).count()
        if count:
            yield Need(
                f"Look after {plural(count, 'message', 'messages')} that did not go out",
                "Mend the address and send again", link_if_any(frame, "console:mailbox", tab="problem"),
                "mailbox", is_urgent=True,
            )  # fmt: skip
    if may(request, "runs.run"):
        runs = scoped(Run.objects.filter(state="failed"), request.user, "runs.run", portfolio=None)
        count = _in_frame(runs, frame).count()
        if count:
            yield Need(
                f"{plural(count, 'run', 'runs')} broke off", "Run the day again; it goes on where it stopped",
                link_if_any(frame, "console:runs", tab="failed"), "player-play", is_urgent=True,
            )  # fmt: skip


def _tasks(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "tasks.work"):
        return
    rows = scoped(open_tasks(), request.user, "tasks.work", portfolio=None)
    count = _in_frame(rows, frame).count()
    if count:
        yield Need(
            f"Work {plural(count, 'task', 'tasks')}", "Calls, decisions and questions the machine left to people",
            link_if_any(frame, "console:tasks") or link_if_any(frame, "console:collections"), "checklist",
        )  # fmt: skip


def _slipping(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    """Whom the reader keeps and who began to pay worse: told once, until the cooldown ends."""
    if request.user.pk is None or not may(request, "customers.read"):
        return
    told = told_alerts(request.user.pk, frame.today).filter(entity_id__in=frame.entity_ids)
    found = list(told[:2])
    if len(found) == 1:
        (alert,) = found
        text = f"Speak with {alert.customer.name}"
        note = f"They pay worse: {alert.words}"
        url = link_if_any(frame, "console:customer", alert.customer.public_id)
        yield Need(text, note, url, "alert-triangle", is_urgent=True)
    elif found:
        yield Need(
            f"Speak with {plural(told.count(), 'customer', 'customers')} of yours",
            "They began to pay worse",
            link_if_any(frame, "console:customers", tab="all", mine="1", warned="1"),
            "alert-triangle", is_urgent=True,
        )  # fmt: skip


def _payments(
    request: HttpRequest, frame: Frame, *, without: str = "", **where: Any
) -> list[tuple[str, int, int]]:
    """(currency, count, what is left) of payments with money left, `without` those of a source."""
    rows = Payment.objects.filter(unapplied_minor__gt=0, state="received", **where)
    if without:
        rows = rows.exclude(source=without)
    mine = _in_frame(scoped(rows, request.user, "cash.apply"), frame)
    sums = mine.order_by("currency").values_list("currency")
    return list(sums.annotate(count=Count("pk"), minor=Sum("unapplied_minor")))


def _money(found: list[tuple[str, int, int]]) -> str:
    return ", ".join(f"{money_text(minor, code)} {code}" for code, _, minor in found)


def _bank_lines(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "cash.apply"):
        return
    rows = scoped(queue(frame.entity_ids), request.user, "cash.apply")
    (count,) = counts([rows])
    if count:
        one = "bank line" if count == 1 else "bank lines"
        yield Need(
            f"Review {count_words(count)} {one}", "Each has a proposal, or says that nothing was found",
            link_if_any(frame, "console:cash_queue"), "checklist",
        )  # fmt: skip


def _unidentified(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "cash.apply"):
        return
    # What came with a bank line is asked about in the review queue.
    found = _payments(request, frame, customer__isnull=True, without="bank")
    count = sum(n for _, n, _ in found)
    if count:
        yield Need(
            f"Find out whose {plural(count, 'payment is', 'payments are')}", _money(found),
            link_if_any(frame, "console:cash", tab="unidentified"), "help",
        )  # fmt: skip


def _unapplied(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "cash.apply"):
        return
    found = _payments(request, frame, customer__isnull=False, is_on_account=False)
    count = sum(n for _, n, _ in found)
    if count:
        yield Need(
            f"Apply {plural(count, 'payment', 'payments')}", _money(found),
            link_if_any(frame, "console:cash", tab="unapplied"), "coin",
        )  # fmt: skip


def _drafts(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "invoices.post"):
        return
    rows = scoped(Invoice.objects.filter(state="draft"), request.user, "invoices.post")
    count = _in_frame(rows, frame).count()
    if count:
        yield Need(
            f"Post {plural(count, 'draft', 'drafts')}", "They are no invoices before that",
            link_if_any(frame, "console:invoices", tab="draft"), "file-invoice",
        )  # fmt: skip


def _months(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "periods.close"):
        return
    for entity in whole_entities(request, "periods.close"):
        month = _next_month(entity, frame.today)
        if month is not None:
            yield Need(
                f"Close {month:%B %Y}", entity.name, link_if_any(frame, "console:periods", of=entity.code),
                "lock",
            )  # fmt: skip


def _next_month(entity: LegalEntity, today: date) -> date | None:
    """The first day of the earliest month that is over, has postings and is open; None if none."""
    shut = Period.objects.filter(entity=entity).exclude(state=PeriodState.OPEN)
    last = shut.order_by("-ends_on").values_list("ends_on", flat=True).first()
    rows = Posting.objects.filter(entity=entity)
    if last is not None:
        rows = rows.filter(effective_on__gt=last)
    first = rows.order_by("effective_on").values_list("effective_on", flat=True).first()
    if first is None:
        return None
    month = month_of(first)
    return month.start if add_months(month.start, 1) - timedelta(days=1) < today else None


def _mend(request: HttpRequest, frame: Frame) -> Iterator[Need]:
    if not may(request, "imports.run"):
        return
    rows = ImportBatch.objects.filter(state="refused", started_by=str(request.user.pk))
    name = rows.order_by("-started_at").values_list("file_name", flat=True).first()
    if name:
        url = link_if_any(frame, "console:imports", tab="mend")
        yield Need(f"Mend {name}", "Nothing of it was taken", url, "file-import")
