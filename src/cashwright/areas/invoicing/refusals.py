"""Refusals of invoicing.

Refusal
  EmptyInvoice             no lines, or nothing in them
  NegativeInvoice          the lines sum to less than zero
  IssueDateBeforeLast      numbers of a series follow the issue date
  DueBeforeIssue           an invoice is not due before it is issued
  CreditExceedsLine        more is credited than is left of a line
  DocumentNotPrinted       the press could not set the page
  NumberTaken              another document of the entity has that number
  AlreadyRecorded          the document was recorded from the same source before
  Parked                   the bill run left the draft for a person to look at
"""

from cashwright.kernel.refusals import Refusal


class EmptyInvoice(Refusal):
    """facts: invoice_id. Remedy: add a line."""

    code = "invoicing.empty"


class NegativeInvoice(Refusal):
    """facts: total_minor. Remedy: issue a credit note."""

    code = "invoicing.negative"


class IssueDateBeforeLast(Refusal):
    """facts: issued_on, last_issued_on, series. Remedy: issue it on or after the last date."""

    code = "invoicing.issue_date_before_last"


class DueBeforeIssue(Refusal):
    """facts: issued_on, due_on. Remedy: correct one of the dates."""

    code = "invoicing.due_before_issue"


class CreditExceedsLine(Refusal):
    """facts: line_no, asked_net_minor, left_net_minor. Remedy: credit at most what is left."""

    code = "invoicing.credit_exceeds_line"


class NumberTaken(Refusal):
    """facts: document_no. Remedy: another number, or find the document that has it."""

    code = "invoicing.number_taken"


class AlreadyRecorded(Refusal):
    """facts: source, source_ref. Remedy: none is needed; find the document that was recorded."""

    code = "invoicing.already_recorded"


class Parked(Refusal):
    """facts: parked_code. Remedy: look at the reason, then release it, or discard it to bill it again."""

    code = "invoicing.parked"


class BuiltUpon(Refusal):
    """facts: invoice_id. What it bills was changed or corrected since, on other documents. Remedy:
    release it, and credit what is wrong."""

    code = "invoicing.built_upon"


class DocumentNotPrinted(Refusal):
    """facts: reason. Remedy: try again; if it stays, look at the entity's logo and texts."""

    code = "invoicing.not_printed"
