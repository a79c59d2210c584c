"""What operations on disputes take and answer. Names of reasons, kinds and outcomes are the house's own."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Cause, EvidenceKind, Origin, Outcome, Reason
from cashwright.areas.disputes.queries import checklist_of
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from cashwright.surfaces.api.bodies import Day, Strict


class Speaker(StrEnum):
    """Whose word it is."""

    CUSTOMER = "customer"
    US = "us"
    INSIDE = "inside"


def _one_of(*names: str) -> Any:
    """A text that is one of these names."""

    def check(given: str) -> str:
        if given not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return given

    return Annotated[
        str, AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(names)})
    ]


_Reason = _one_of(*map(str, Reason))
_Kind = _one_of(*map(str, EvidenceKind))
_Cause = _one_of(*map(str, Cause))
_Outcome = _one_of(*(str(one) for one in Outcome if one is not Outcome.WITHDRAWN))
_Minor = Annotated[int, Field(ge=1, le=2**53)]


class DisputedLine(Strict):
    """How much of one line is disputed, tax included."""

    line_no: Annotated[int, Field(ge=1, le=2**31 - 1)]
    amount_minor: _Minor


class DisputeIn(Strict):
    """What is wrong with how much of an invoice. `facts` answers what the reason asks for, by name."""

    reason: _Reason  # type: ignore[valid-type]
    amount_minor: _Minor
    facts: Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(max_length=20)] = {}
    lines: Annotated[list[DisputedLine], Field(max_length=500)] = []
    contact_id: Annotated[str, Field(max_length=40)] | None = None
    origin: _one_of(Origin.API, Origin.PORTAL) = "api"  # type: ignore[valid-type]
    opened_on: Day | None = None


class EvidenceIn(Strict):
    """A paper. Its type is told by the ending of its name; `content` is base64."""

    kind: _Kind  # type: ignore[valid-type]
    file_name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(min_length=1, json_schema_extra={"contentEncoding": "base64"})]
    is_from_customer: bool = True


class WordIn(Strict):
    """Something said."""

    by: _one_of(*map(str, Speaker)) = "customer"  # type: ignore[valid-type]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class DecisionIn(Strict):
    """How a dispute should end. `credit_minor` only in part: how much, tax included."""

    outcome: _Outcome  # type: ignore[valid-type]
    cause: _Cause  # type: ignore[valid-type]
    note: Annotated[str, Field(min_length=1, max_length=1000)]
    credit_minor: _Minor | None = None


class PaperOut(Strict):
    """A paper of a dispute; its bytes stay in the house."""

    kind: str
    file_name: str
    size: int
    sha256: str
    added_on: str


class WordOut(Strict):
    """A word to or from the customer."""

    said: str
    on: str
    text: str


class DisputeOut(Strict):
    """A dispute as the customer may see it. `missing`, `papers` and `words` are not in lists.

    is_shown   whether the customer is to see it at all
    answer_by  when the present step should be done; null while we wait for the customer
    waits_for  a second person decides: the approval that is asked for
    """

    id: str
    number: str
    entity: str
    customer_id: str
    invoice_id: str
    invoice_number: str | None
    state: str
    reason: str
    is_shown: bool
    currency: str
    amount_minor: int
    opened_on: str
    answer_by: str | None
    closed_on: str | None
    outcome: str | None
    credited_minor: int
    credit_note_id: str | None
    new_invoice_id: str | None
    waits_for: str | None
    missing: list[str] | None = None
    papers: list[PaperOut] | None = None
    words: list[WordOut] | None = None


class Disputes(Strict):
    """One page; `next` is the cursor of the page after it."""

    items: list[DisputeOut]
    next: str | None


def shown(row: Dispute, *, is_whole: bool = False) -> DisputeOut:
    """A dispute as it is answered; with its papers and words when whole."""
    note, new = row.credit_note_id, row.new_invoice_id
    is_closed = row.closed_on is not None
    waits = row.approval_id if row.decision and not is_closed else None
    told = DisputeOut(
        id=row.public_id, number=row.dispute_no, entity=row.entity.code,
        customer_id=public_id(Customer.PREFIX, row.customer_id),
        invoice_id=public_id(Invoice.PREFIX, row.invoice_id),
        invoice_number=row.invoice.document_no, state=row.state, reason=row.reason,
        is_shown=row.is_shown, currency=row.currency, amount_minor=row.amount_minor,
        opened_on=row.opened_on.isoformat(),
        answer_by=row.due_at.isoformat() if row.due_at else None,
        closed_on=row.closed_on.isoformat() if row.closed_on else None,
        outcome=row.outcome or None, credited_minor=row.credited_minor,
        credit_note_id=public_id(CreditNote.PREFIX, note) if note else None,
        new_invoice_id=public_id(Invoice.PREFIX, new) if new else None,
        waits_for=public_id("apr", waits) if waits else None,
    )  # fmt: skip
    if is_whole:
        told.missing = [part.name for part in checklist_of(row).missing]
        told.papers, told.words = _papers(row), _words(row)
    return told


def _papers(row: Dispute) -> list[PaperOut]:
    return [
        PaperOut(
            kind=each.kind, file_name=each.file_name, size=each.size,
            sha256=bytes(each.sha256).hex(), added_on=each.added_on.isoformat(),
        )
        for each in row.papers.defer("content").order_by("added_at", "pk")
    ]  # fmt: skip


def _words(row: Dispute) -> list[WordOut]:
    rows = row.words.exclude(said="internal").order_by("said_at", "pk")
    return [WordOut(said=each.said, on=each.said_on.isoformat(), text=each.text) for each in rows]
