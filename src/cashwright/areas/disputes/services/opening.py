"""Opening a case on part of an invoice: numbered, routed, its clock started, the customer told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.disputes.events import DisputeOpened
from cashwright.areas.disputes.models import Dispute, DisputeLine
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.queries import disputed_minor, loads, routing_policy
from cashwright.areas.disputes.refusals import DisputedBefore, DisputeExceeds, NothingToDispute
from cashwright.areas.disputes.rules import CaseFacts, Routed, complexity, route
from cashwright.areas.disputes.rules.letters import Occasion
from cashwright.areas.disputes.services.completing import read_facts
from cashwright.areas.disputes.services.stepping import note_step, start_clock
from cashwright.areas.disputes.services.telling import tell
from cashwright.areas.invoicing.models import Invoice, Series
from cashwright.areas.invoicing.rules import document_no
from cashwright.areas.invoicing.services.drafts import locked_invoice
from cashwright.areas.invoicing.services.numbers import series_year, take_numbers
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotFound

SERIES = "DSP"


@command
def open_dispute(
    *,
    invoice_id: UUID,
    reason: Reason,
    amount_minor: int,
    on: date,
    origin: Origin,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
    lines: Sequence[tuple[int, int]] = (),
    contact_id: UUID | None = None,
    source_id: UUID | None = None,
    is_shown: bool = True,
) -> Dispute:
    """Open a case on `amount_minor` (tax included) of an open invoice; the rest stays collectable.

    lines    (line number, amount) of the lines it is about; together at most the amount
    is_shown whether the customer sees the case, and is told that we have it
    raises   NotFound, NothingToDispute, DisputedBefore (this source, this invoice), BadInput,
             DisputeExceeds (more than is open and not disputed yet)
    locks    the number series, then the invoice
    """
    # Read.
    entity = _entity_of(invoice_id)
    number = _take_number(entity, on)
    invoice = locked_invoice(invoice_id)
    _check(invoice, amount_minor, lines, source_id, on)
    known = read_facts(facts or {})

    # Decide.
    case = _case(invoice, reason, amount_minor, origin, len(lines))
    routed = route(
        case, routing_policy(entity_id=entity.pk, on=on), loads(entity.pk)
    )  # fmt: skip

    # Write.
    dispute = Dispute(
        id=new_id(), entity=invoice.entity, customer=invoice.customer, invoice=invoice,
        contact_id=contact_id, currency=invoice.currency, amount_minor=amount_minor,
        reason=reason, facts=known, origin=origin, source_id=source_id, is_shown=is_shown,
        department=routed.department, owner=routed.owner, complexity=complexity(case),
        opened_on=on, opened_at=now(), opened_by=by.name, **number,
    )  # fmt: skip
    start_clock(dispute, on)
    dispute.save(force_insert=True)
    DisputeLine.objects.bulk_create(
        DisputeLine(dispute=dispute, line_no=no, amount_minor=minor) for no, minor in lines
    )
    note_step(dispute, "open", on=on, by=by, note=_note(routed))

    # Tell.
    _announce(dispute, by)
    if is_shown:
        tell(dispute, Occasion.RECEIVED, on=on, by=by)
    return dispute


def _entity_of(invoice_id: UUID) -> LegalEntity:
    found = Invoice.objects.select_related("entity").filter(pk=invoice_id).first()
    if found is None:
        raise NotFound(document="invoice", id=str(invoice_id))
    return found.entity


def _take_number(entity: LegalEntity, on: date) -> dict[str, Any]:
    """The next number of the cases. They are numbered as they come in, whatever day they began."""
    year = series_year(entity, on)
    series = Series.objects.select_for_update().filter(entity=entity, prefix=SERIES, year=year)
    last_on = series.values_list("last_issued_on", flat=True).first()
    day = max(on, last_on or on)
    first = take_numbers(entity, SERIES, year, count=1, first_on=day, last_on=day)
    return {
        "dispute_no": document_no(SERIES, year, first), "series": SERIES, "series_year": year,
        "series_no": first,
    }  # fmt: skip


def _check(
    invoice: Invoice, amount_minor: int, lines: Sequence[tuple[int, int]],
    source_id: UUID | None, on: date,
) -> None:  # fmt: skip
    if source_id is not None:
        same = Dispute.objects.filter(invoice=invoice, source_id=source_id).first()
        if same is not None:
            raise DisputedBefore(dispute_id=str(same.pk), dispute_no=same.dispute_no)
    left = invoice.balance_minor - disputed_minor(invoice.pk)
    if invoice.state != InvoiceState.POSTED or left <= 0 or on < invoice.issued_on:
        raise NothingToDispute(invoice_id=str(invoice.pk), state=str(invoice.state))
    if amount_minor <= 0:
        raise BadInput(field="amount", value=str(amount_minor), expected="more than nothing")
    if amount_minor > left:
        raise DisputeExceeds(asked_minor=amount_minor, left_minor=left, currency=invoice.currency)
    known = set(invoice.lines.values_list("line_no", flat=True))
    numbers = [no for no, _ in lines]
    if set(numbers) - known or len(set(numbers)) < len(numbers):
        raise BadInput(
            field="lines", value=str(numbers)[:64], expected="lines of the invoice, once"
        )
    if any(minor <= 0 for _, minor in lines) or sum(minor for _, minor in lines) > amount_minor:
        raise BadInput(field="lines", value=str(lines)[:64], expected="parts of the amount")


def _case(
    invoice: Invoice, reason: Reason, amount_minor: int, origin: Origin, line_count: int
) -> CaseFacts:
    others = Dispute.objects.filter(customer_id=invoice.customer_id, closed_on__isnull=True)
    return CaseFacts(
        reason=reason, origin=origin, currency=invoice.currency, amount_minor=amount_minor,
        is_whole=amount_minor == invoice.total_minor, line_count=line_count,
        others_open=others.count(),
    )  # fmt: skip


def _note(routed: Routed) -> str:
    over = f"; no room: {len(routed.passed_over)}" if routed.passed_over else ""
    return f"{routed.why}{over}"


def _announce(dispute: Dispute, by: Actor) -> None:
    event = DisputeOpened(
        entity_id=dispute.entity_id, dispute_id=dispute.pk, customer_id=dispute.customer_id,
        invoice_id=dispute.invoice_id, dispute_no=dispute.dispute_no, opened_on=dispute.opened_on,
        currency=dispute.currency, amount_minor=dispute.amount_minor, reason=str(dispute.reason),
        origin=str(dispute.origin), source_id=dispute.source_id,
        department=str(dispute.department), owner=dispute.owner,
    )  # fmt: skip
    announce(event, by=by)
