"""Refusals of runs.

Refusal
  RunInProgress      the same kind of run is at work for this legal entity
  DayNotCome         a day that lies ahead of the books
  BadSpan            a span of days that ends before it starts
  PriceBookUnreadable   a file of prices that cannot be read
  PriceBookDiffers      it says otherwise of something that is never edited
"""

from cashwright.kernel.refusals import Refusal


class RunInProgress(Refusal):
    """facts: kind, entity. Remedy: wait until the other run has ended."""

    code = "runs.in_progress"


class DayNotCome(Refusal):
    """facts: asked, today. Remedy: a day up to today; nobody is reminded ahead of time."""

    code = "runs.day_not_come"


class BadSpan(Refusal):
    """facts: from_on, until_on. Remedy: a first day, and a last day not before it."""

    code = "runs.bad_span"


class PriceBookUnreadable(Refusal):
    """facts: field, value, expected. Remedy: correct the file; nothing of it was applied."""

    code = "runs.price_book_unreadable"


class PriceBookDiffers(Refusal):
    """facts: document, code, field, known, asked. Remedy: a new code, or amounts from a later day."""

    code = "runs.price_book_differs"
