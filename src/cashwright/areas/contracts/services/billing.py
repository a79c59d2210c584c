"""Doing, about what is billed once: single items and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.catalog.models import Product
from cashwright.areas.contracts.events import ItemToBill, MilestoneReached, MilestoneSet
from cashwright.areas.contracts.models import BillItem, Contract, Milestone
from cashwright.areas.contracts.policies import BillReason
from cashwright.areas.contracts.refusals import MilestoneReachedBefore, PriceNotSold
from cashwright.areas.contracts.services.locking import running_contract
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotFound

ONE_E6 = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDraft:
    """A part of the price: billed when it is reached, or on `due_on`."""

    product_id: UUID
    name: str
    amount_minor: int
    due_on: date | None = None


@command
def bill_one_off(
    *,
    contract_id: UUID,
    product_id: UUID,
    amount_minor: int,
    bill_on: date,
    by: Actor,
    description: str = "",
    quantity_e6: int = ONE_E6,
    reason: BillReason = BillReason.ONE_OFF,
    source_ref: str = "",
) -> BillItem:
    """Put one line on the next invoice of `bill_on` or after; a negative amount is a credit.

    amount_minor  the whole line, without tax
    source_ref    what it comes from: the same of one contract once more gives the first item back
    raises        NotFound, ContractNotRunning, PriceNotSold, BadInput
    """
    contract = running_contract(contract_id)
    if source_ref:
        source_ref = f"{contract_id}:{words.one_line('source_ref', source_ref, length_max=80)}"
        known = BillItem.objects.filter(source_ref=source_ref).first()
        if known is not None:
            return known
    product = _product(product_id)
    if amount_minor == 0:
        raise BadInput(field="amount", value="0", expected="an amount")
    item = _item(
        contract, product, amount_minor, bill_on, reason, description or product.name, source_ref,
        quantity_e6,
    )  # fmt: skip
    event = ItemToBill(
        entity_id=contract.entity_id, bill_item_id=item.pk, contract_id=contract.pk,
        customer_id=contract.customer_id, reason=reason, currency=contract.currency,
        net_minor=amount_minor, bill_on=bill_on,
    )  # fmt: skip
    announce(event, by=by)
    return item


@command
def set_milestones(
    *, contract_id: UUID, milestones: Sequence[MilestoneDraft], by: Actor
) -> list[Milestone]:
    """Add milestones to a contract, after those it has. Raises NotFound, ContractNotRunning, BadInput."""
    contract = running_contract(contract_id, may_be_draft=True)
    count, made = contract.milestones.count(), []
    for position, draft in enumerate(milestones, start=count + 1):
        if draft.amount_minor <= 0:
            raise BadInput(field="amount", value=str(draft.amount_minor), expected="an amount")
        product = _product(draft.product_id)
        milestone = Milestone.objects.create(
            contract=contract, product=product, position=position, due_on=draft.due_on,
            name=words.one_line("name", draft.name, length_max=120),
            amount_minor=draft.amount_minor,
        )  # fmt: skip
        event = MilestoneSet(
            entity_id=contract.entity_id, milestone_id=milestone.pk, contract_id=contract.pk,
            customer_id=contract.customer_id, currency=contract.currency,
            amount_minor=draft.amount_minor, due_on=draft.due_on,
        )  # fmt: skip
        announce(event, by=by)
        made.append(milestone)
    return made


@command
def reach_milestone(*, milestone_id: UUID, on: date, by: Actor) -> Milestone:
    """A milestone is reached: its amount is billed from `on` on, also after the contract ended.

    raises  NotFound, ContractNotRunning, MilestoneReachedBefore
    """
    known = Milestone.objects.filter(pk=milestone_id).first()
    if known is None:
        raise NotFound(document="milestone", id=str(milestone_id))
    contract = running_contract(known.contract_id, may_have_ended=True)
    milestone = Milestone.objects.select_for_update().select_related("product").get(pk=known.pk)
    if milestone.reached_on is not None:
        raise MilestoneReachedBefore(
            milestone_id=str(milestone_id), reached_on=milestone.reached_on
        )
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    item = _item(
        contract, milestone.product, milestone.amount_minor, on, BillReason.MILESTONE,
        milestone.name, f"milestone:{milestone.pk}", ONE_E6,
    )  # fmt: skip
    event = MilestoneReached(
        entity_id=contract.entity_id, milestone_id=milestone.pk, contract_id=contract.pk,
        customer_id=contract.customer_id, reached_on=on, currency=contract.currency,
        amount_minor=milestone.amount_minor, bill_item_id=item.pk,
    )  # fmt: skip
    announce(event, by=by)
    return milestone


@command
def reach_due_milestones(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Reach the milestones whose day has come; returns how many. For the run."""
    due = Milestone.objects.filter(
        contract__entity_id=entity_id, contract__state__in=("active", "ended"),
        reached_on__isnull=True, due_on__lte=on,
    ).order_by("due_on", "pk")  # fmt: skip
    reached = list(due.values_list("pk", flat=True))
    for milestone_id in reached:
        reach_milestone(milestone_id=milestone_id, on=on, by=by)
    return len(reached)


def _product(product_id: UUID) -> Product:
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise NotFound(document="product", id=str(product_id))
    if not product.is_active:
        raise PriceNotSold(price=product.code)
    return product


def _item(
    contract: Contract, product: Product, amount_minor: int, bill_on: date, reason: BillReason,
    description: str, source_ref: str, quantity_e6: int,
) -> BillItem:  # fmt: skip
    pk = new_id()
    return BillItem.objects.create(
        id=pk, entity_id=contract.entity_id, contract=contract, product=product, reason=reason,
        description=words.one_line("description", description, length_max=400), from_on=bill_on,
        until_on=bill_on + timedelta(days=1), quantity_e6=quantity_e6, gross_minor=amount_minor,
        net_minor=amount_minor, bill_on=bill_on, source_ref=source_ref or f"item:{pk}",
    )  # fmt: skip
