"""Numbers without gap: taken at posting, from a counter row locked until the transaction ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
from django.db import IntegrityError, connection, transaction

from cashwright.areas.invoicing import rules
from cashwright.areas.invoicing.models import Document, Series
from cashwright.areas.invoicing.refusals import AlreadyRecorded, NumberTaken
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.periods import fiscal_year_of


def series_year(entity: LegalEntity, issued_on: date) -> int:
    """The fiscal year a document issued on a day is numbered in: the year it began."""
    return fiscal_year_of(issued_on, entity.fiscal_year_start_month).start.year


def take_numbers(
    entity: LegalEntity, prefix: str, year: int, *, count: int, first_on: date, last_on: date
) -> int:
    """Take `count` numbers of one series at once; returns the first of them.

    first_on, last_on  the issue dates of the first and last document that get them
    raises             IssueDateBeforeLast when `first_on` lies before the last number's date
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO invoicing_series (entity_id, prefix, year, last_no) VALUES (%s, %s, %s, 0)"
            " ON CONFLICT DO NOTHING",
            [entity.pk, prefix, year],
        )
    series = Series.objects.select_for_update().get(entity=entity, prefix=prefix, year=year)
    rules.check_order(first_on, series.last_issued_on, f"{prefix}-{year}")
    first = series.last_no + 1
    series.last_no += count
    series.last_issued_on = last_on
    series.save(update_fields=["last_no", "last_issued_on"])
    return first


_NUMBERED_ONCE = {
    "invoice_no_once", "credit_note_no_once", "invoice_series_no_once", "credit_note_series_no_once",
}  # fmt: skip
_RECORDED_ONCE = {"invoice_source_once", "credit_note_source_once"}


@contextmanager
def once_only(document: Document) -> Iterator[None]:
    """Write `document` within; what the database's unique indexes turn away becomes a refusal.

    Nothing is looked up before: of two writers at once the second waits for the first to end, and
    is refused when that one is in the books.

    raises  NumberTaken, AlreadyRecorded
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        broken = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
        if broken in _NUMBERED_ONCE:
            raise NumberTaken(document_no=str(document.document_no)) from None
        if broken in _RECORDED_ONCE:
            raise AlreadyRecorded(
                source=document.source, source_ref=str(document.source_ref)
            ) from None
        raise
