"""Days of one entity in the demo: what comes in from outside, then the day's run, then what is asked for.

The banks' files come by thirds of a month, with payments of invoices that were posted before, and the
lines of each wait for their day; contracts are signed before the run of their day, changes are asked
for after it; usage is told at the end of each third. In the morning the inbox is read and what came the
day before is answered.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import LIVE
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.services import sent_events, take_events
from cashwright.connectors.simulator import (
    LOOK_BACK_DAYS,
    SOURCE,
    Company,
    Entity,
    Received,
    deals_on,
    span_start,
    spans,
    usage_told,
    wishes_on,
)
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.periods import add_months
from cashwright.project.demo.banking import take_bank_days
from cashwright.project.demo.cases import work_cases
from cashwright.project.demo.clerk import work_queue
from cashwright.project.demo.files import days
from cashwright.project.demo.hearing import changes_before
from cashwright.project.demo.mailbox import Mailbox
from cashwright.project.demo.people import BY
from cashwright.project.demo.selling import grant, sign
from cashwright.project.demo.truths import keep_moved, keep_replies
from cashwright.runs.day import DAY, run_day
from cashwright.runs.models import Run
from cashwright.runs.states import RunState

CLERK_MONTHS = 11  # after them the bank's queue is left to the reader
CASES_ON, CASES_MONTHS = 0, 12  # disputes are worked on Mondays, then left to the reader too


def work_days(told: Company, code: str, first: date, last: date) -> None:
    """Let the days from `first` to `last` pass in the entity `code`; those that did stay as they are."""
    entity = LegalEntity.objects.get(code=code)
    of = next(one for one in told.entities if one.code == code)
    mail, ends_on = Mailbox(told, entity), add_months(told.starts_on, CASES_MONTHS)
    for begin, end in spans(first, last):
        received, were_run = _received(told, entity, begin), _were_run(entity, begin, end)
        mail.begin(received, begin)
        if begin not in were_run:
            with running_on(noon_utc(end)):
                take_bank_days(told, of, entity, received, begin, end)
                keep_moved(told, entity, received, begin, end)
        for on in days(begin, end):
            if on not in were_run:
                mail.open(on)
                if on.weekday() == CASES_ON and on < ends_on:
                    work_cases(told, entity, on)
            for deal in deals_on(told, of, on):
                sign(told, deal, entity)
            mail.note_sent(on, run_day(entity, on))
            for wish in wishes_on(told, of, on):
                grant(wish, entity)
            _meter(told, of, entity, on)
        keep_replies(mail, begin, end)
        if end < add_months(told.starts_on, CLERK_MONTHS):
            until = begin - timedelta(days=1)
            since = span_start(until)
            work_queue(told, of, entity, _received(told, entity, since), since, until, on=end)


def _were_run(entity: LegalEntity, first: date, last: date) -> set[date]:
    """The days that were worked before the story broke off; what came before their run was answered."""
    done = Run.objects.filter(
        kind=DAY, entity=entity, as_of__range=(first, last), state=RunState.DONE
    )
    return set(done.values_list("as_of", flat=True))


def _received(told: Company, entity: LegalEntity, before: date) -> list[Received]:
    """The invoices issued before a day and not too long ago, as those who pay them know them."""
    rows = Invoice.objects.filter(
        entity=entity, state__in=LIVE, issued_on__lt=before, total_minor__gt=0,
        issued_on__gte=before - timedelta(days=LOOK_BACK_DAYS),
    ).select_related("customer").order_by("document_no")  # fmt: skip
    taken = Application.objects.filter(
        invoice__in=rows, source_kind=SourceKind.CREDIT_NOTE, applied_on__lt=before
    )
    less = dict(taken.values_list("invoice_id").annotate(Sum("amount_minor")))
    changes = changes_before(told, entity, before)
    return [
        Received(
            row.customer.account_no, str(row.document_no), row.issued_on, row.due_on, row.currency,
            row.total_minor - less.get(row.pk, 0),
            (row.total_minor * row.discount_bp + 5_000) // 10_000, row.discount_until_on,
            changes.get(str(row.document_no), ()),
        )
        for row in rows
    ]  # fmt: skip


def _meter(told: Company, of: Entity, entity: LegalEntity, on: date) -> None:
    events = usage_told(told, of, on)
    if events:
        with running_on(noon_utc(on)):
            take_events(sent_events(events, SOURCE), entity_id=entity.pk, by=BY)
