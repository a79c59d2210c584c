"""Numbers without gap: taken at posting, from a counter row locked until the transaction ends."""

from datetime import date

from django.db import connection

from cashwright.areas.invoicing import rules
from cashwright.areas.invoicing.models import Series
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
