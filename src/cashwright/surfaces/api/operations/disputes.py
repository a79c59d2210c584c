"""Disputes: opened, read, given papers and words, and how one should end; a person decides it.

What is among ourselves (notes, owners, how much of a case is there by whom) is not told here: a
portal shows this to the customer.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from cashwright.areas.controls.queries import books_today
from cashwright.areas.disputes import services
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Cause, EvidenceKind, Origin, Outcome, Reason
from cashwright.areas.disputes.queries import disputes
from cashwright.areas.disputes.services import Decision
from cashwright.areas.disputes.states import OPEN
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Contact, Customer
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.api.bodies import public_id_of
from cashwright.surfaces.api.calling import caller_of, needs
from cashwright.surfaces.api.disputing import (
    DecisionIn,
    DisputeIn,
    DisputeOut,
    Disputes,
    EvidenceIn,
    Speaker,
    WordIn,
    shown,
)
from cashwright.surfaces.api.paging import After, Id, Limit, of_caller, one_of, page_of
from cashwright.surfaces.api.repeating import repeatable

Work = Callable[..., Any]


def add_to(router: Router, problems: dict[int, Any]) -> None:
    """Add the operations."""
    gets: tuple[tuple[str, Any, str, str, Work], ...] = (
        ("/disputes", Disputes, "listDisputes", "Disputes", list_disputes),
        ("/disputes/{dispute_id}", DisputeOut, "getDispute", "One dispute", one_dispute),
    )
    for address, answer, name, summary, work in gets:
        router.get(address, response={200: answer, **problems}, operation_id=name, summary=summary)(
            needs("disputes.read")(work)
        )
    posts: tuple[tuple[str, str, str, Work], ...] = (
        ("/invoices/{invoice_id}/disputes", "openDispute", "Dispute part of an invoice", open_one),
        ("/disputes/{dispute_id}/evidence", "addEvidence", "Add a paper", add_paper),
        ("/disputes/{dispute_id}/words", "say", "Say something in a dispute", say),
        ("/disputes/{dispute_id}/proposal", "proposeOutcome", "Propose how it ends", propose),
        ("/disputes/{dispute_id}/decision", "decide", "Have a person decide it so", decide),
    )
    for address, name, summary, work in posts:
        router.post(
            address, response={200: DisputeOut, **problems}, operation_id=name, summary=summary
        )(needs("disputes.edit")(work))


def list_disputes(
    request: HttpRequest,
    after: After = None,
    limit: Limit = 50,
    customer_id: Annotated[str | None, Query(max_length=40)] = None,
    invoice_id: Annotated[str | None, Query(max_length=40)] = None,
    is_open: Annotated[bool | None, Query()] = None,
) -> Disputes:
    """Disputes in the order they came, of all or of one customer or invoice; open, closed or both."""
    rows = _rows(request)
    if customer_id is not None:
        rows = rows.filter(customer_id=public_id_of(Customer.PREFIX, customer_id))
    if invoice_id is not None:
        rows = rows.filter(invoice_id=public_id_of(Invoice.PREFIX, invoice_id))
    if is_open is not None:
        rows = rows.filter(state__in=OPEN) if is_open else rows.exclude(state__in=OPEN)
    found, following = page_of(rows, Dispute.PREFIX, after, limit)
    return Disputes(items=[shown(row) for row in found], next=following)


def one_dispute(request: HttpRequest, dispute_id: Id) -> DisputeOut:
    """One dispute with what it lacks, its papers, and what was said to and by the customer."""
    return shown(_one(request, dispute_id), is_whole=True)


def open_one(request: HttpRequest, invoice_id: Id, body: DisputeIn) -> dict[str, Any]:
    """Dispute part of an open invoice; the rest stays due. `Idempotency-Key` is honoured."""
    rows = Invoice.objects.filter(of_caller(request)).select_related("entity")
    invoice = one_of(rows, Invoice.PREFIX, invoice_id, "invoice")
    contact_id = _contact(invoice, body.contact_id)

    def work() -> dict[str, Any]:
        made = services.open_dispute(
            invoice_id=invoice.pk, reason=Reason(body.reason), amount_minor=body.amount_minor,
            on=body.opened_on or books_today(invoice.entity.zone), origin=Origin(body.origin),
            facts=body.facts, lines=[(each.line_no, each.amount_minor) for each in body.lines],
            contact_id=contact_id, by=caller_of(request).actor,
        )  # fmt: skip
        return _told(made)

    return repeatable(request, work)


def add_paper(request: HttpRequest, dispute_id: Id, body: EvidenceIn) -> dict[str, Any]:
    """Add a paper: its bytes in base64, at most what a body may hold. `Idempotency-Key` is honoured."""
    found = _one(request, dispute_id)
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(field="content", value="", expected="bytes in base64") from None

    def work() -> dict[str, Any]:
        services.add_evidence(
            dispute_id=found.pk, kind=EvidenceKind(body.kind), file_name=body.file_name,
            content=content, on=_today(found), is_from_customer=body.is_from_customer,
            by=caller_of(request).actor,
        )  # fmt: skip
        return _told(found)

    return repeatable(request, work)


def say(request: HttpRequest, dispute_id: Id, body: WordIn) -> dict[str, Any]:
    """Keep what the customer says (`by` customer: a case that waited for them goes on), write to
    them (`us`), or note it among ourselves (`inside`). `Idempotency-Key` is honoured."""
    found = _one(request, dispute_id)
    acts: dict[str, Work] = {
        Speaker.CUSTOMER: services.hear_from_customer, Speaker.US: services.say_to_customer,
        Speaker.INSIDE: services.note_inside,
    }  # fmt: skip

    def work() -> dict[str, Any]:
        acts[body.by](
            dispute_id=found.pk, text=body.text, on=_today(found), by=caller_of(request).actor
        )
        return _told(found)

    return repeatable(request, work)


def propose(request: HttpRequest, dispute_id: Id, body: DecisionIn) -> dict[str, Any]:
    """Say how a dispute should end; whoever may decide sees it there. `Idempotency-Key` is honoured."""
    found = _one(request, dispute_id)

    def work() -> dict[str, Any]:
        services.propose_outcome(
            dispute_id=found.pk, decision=_decision(body), on=_today(found),
            by=caller_of(request).actor,
        )  # fmt: skip
        return _told(found)

    return repeatable(request, work)


def decide(request: HttpRequest, dispute_id: Id, body: DecisionIn) -> dict[str, Any]:
    """Ask for exactly this credit, whatever its size: once a person approves, it is posted and the
    dispute is decided. To reject is for people alone: propose it. `Idempotency-Key` is honoured."""
    found = _one(request, dispute_id)

    def work() -> dict[str, Any]:
        services.ask_decision(
            dispute_id=found.pk, decision=_decision(body), on=_today(found),
            by=caller_of(request).actor,
        )  # fmt: skip
        return _told(found)

    return repeatable(request, work)


def _rows(request: HttpRequest) -> QuerySet[Dispute]:
    return disputes().select_related("credit_note", "new_invoice").filter(of_caller(request))


def _one(request: HttpRequest, dispute_id: str) -> Dispute:
    return one_of(_rows(request), Dispute.PREFIX, dispute_id, "dispute")


def _told(changed: Dispute) -> dict[str, Any]:
    return shown(disputes().get(pk=changed.pk), is_whole=True).model_dump(mode="json")


def _today(found: Dispute) -> Any:
    return books_today(found.entity.zone)


def _decision(body: DecisionIn) -> Decision:
    return Decision(
        outcome=Outcome(body.outcome), cause=Cause(body.cause), note=body.note,
        credit_minor=body.credit_minor,
    )  # fmt: skip


def _contact(invoice: Invoice, asked: str | None) -> Any:
    """The person who disputes; one of the customer's own. Raises NotFound."""
    if asked is None:
        return None
    rows = Contact.objects.filter(customer_id=invoice.customer_id)
    return one_of(rows, Contact.PREFIX, asked, "contact").pk
