"""Doing about what agencies recover: gross on the invoices, net on our account, the fee an expense."""

from datetime import date
from uuid import UUID

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.events import AgencyRecovered
from cashwright.areas.collections.models import AgencyRecovery, Placement
from cashwright.areas.collections.refusals import NotPlaced
from cashwright.areas.collections.rules.placing import Claim, Kept, fee_of, shares
from cashwright.areas.collections.services.placing import end_placement, locked_placement
from cashwright.areas.collections.states import PlacementState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line, functional_parts
from cashwright.areas.ledger.services import post_entry
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import receive_payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id

ENTRY = "agency_fee"


@command
def note_recovery(
    *,
    placement_id: UUID,
    gross_minor: int,
    on: date,
    by: Actor,
    reference: str,
    fee_minor: int | None = None,
    tax_minor: int = 0,
    money_account: str = "",
) -> AgencyRecovery:
    """Book what an agency recovered: the customer paid `gross_minor`, it sends the rest of its fee.

    The gross is a payment of the customer, applied to the claims, oldest first; what is over stays
    on their account. Fee and its tax leave the account the money stands on, which keeps the net.

    fee_minor      else the share agreed when the claims were given
    tax_minor      the tax on the fee, which we get back
    reference      the agency's statement; the same one again returns the first recovery
    money_account  of the ledger; that of role `bank` if not said
    raises         NotFound, NotPlaced, NotPositive, FeeExceeds, AlreadyReceived, PeriodClosed
    """
    # Read.
    placement = locked_placement(placement_id)
    known = _known(placement, reference)
    if known is not None and known.gross_minor == gross_minor:
        return known
    if placement.state != PlacementState.PLACED:
        raise NotPlaced(placement_id=placement.public_id, state=placement.state)

    # Decide.
    fee = fee_of(gross_minor, placement.fee_bp) if fee_minor is None else fee_minor
    kept = Kept(gross_minor, fee, tax_minor, placement.currency)

    # Write.
    payment = receive_payment(
        entity_id=placement.entity_id, customer_id=placement.customer_id, received_on=on,
        currency=placement.currency, amount_minor=gross_minor, by=by, method="agency",
        reference=reference, source="agency", source_ref=_source_ref(placement, reference),
        money_account=money_account,
    )  # fmt: skip
    is_done = _settle(placement, payment, on, by)
    worth = functional_parts(
        [kept.fee_minor, kept.tax_minor, kept.net_minor], payment.functional_minor
    )
    made = AgencyRecovery(
        id=new_id(), entity_id=placement.entity_id, placement=placement, payment_id=payment.pk,
        recovered_on=on, currency=placement.currency, gross_minor=gross_minor,
        fee_minor=kept.fee_minor, tax_minor=kept.tax_minor, fee_functional_minor=worth[0],
        tax_functional_minor=worth[1], noted_by=by.name, noted_at=now(),
    )  # fmt: skip
    if kept.fee_minor + kept.tax_minor:
        made.entry_id = _post_fee(made, payment, by)
    made.save(force_insert=True)
    if is_done:
        end_placement(placement, "close", on=on, by=by, why="nothing is left to recover")

    # Tell.
    event = AgencyRecovered(
        entity_id=made.entity_id, recovery_id=made.pk, placement_id=placement.pk,
        customer_id=placement.customer_id, payment_id=payment.pk, recovered_on=on,
        currency=made.currency, gross_minor=made.gross_minor, fee_minor=made.fee_minor,
        tax_minor=made.tax_minor, entry_id=made.entry_id,
    )  # fmt: skip
    announce(event, by=by)
    return made


def _source_ref(placement: Placement, reference: str) -> str:
    return f"{placement.public_id}/{reference.strip()}"[:120]


def _known(placement: Placement, reference: str) -> AgencyRecovery | None:
    paid = Payment.objects.filter(
        entity_id=placement.entity_id, source="agency", source_ref=_source_ref(placement, reference)
    ).first()
    return None if paid is None else AgencyRecovery.objects.filter(payment_id=paid.pk).first()


def _settle(placement: Placement, payment: Payment, on: date, by: Actor) -> bool:
    """Apply the payment to the claims; returns whether nothing of them is left."""
    items = list(placement.items.select_related("invoice").order_by("pk"))
    claims = [Claim(i.invoice_id, i.invoice.due_on, i.invoice.balance_minor) for i in items]
    parts = [Part(pk, minor) for pk, minor in shares(payment.amount_minor, claims)]
    if parts:
        apply(
            source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=parts, on=on, by=by,
            reason="recovered by an agency",
        )  # fmt: skip
    applied = sum(part.amount_minor for part in parts)
    return applied == sum(claim.left_minor for claim in claims)


def _post_fee(made: AgencyRecovery, payment: Payment, by: Actor) -> UUID:
    roles, code = ledger.accounts_by_role(), made.currency
    kept = made.fee_minor + made.tax_minor
    worth = made.fee_functional_minor + made.tax_functional_minor
    lines = [
        Line(roles["agency_fees"], code, made.fee_minor, made.fee_functional_minor),
        Line(roles["input_tax"], code, made.tax_minor, made.tax_functional_minor),
        Line(payment.money_account_id, code, -kept, -worth),
    ]
    return post_entry(
        entity_id=made.entity_id, effective_on=made.recovered_on, kind=ENTRY, document_id=made.pk,
        lines=[line for line in lines if line.minor], by=by, memo=payment.reference,
    ).pk  # fmt: skip
