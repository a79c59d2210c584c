"""Finding and locking what is changed: the contract first, then its subscriptions by id."""

from datetime import date
from uuid import UUID

from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.contracts.refusals import ContractNotRunning, OtherBooks, SubscriptionOver
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.parties.models import Customer
from cashwright.kernel.refusals import NotFound


def locked_contract(contract_id: UUID) -> Contract:
    """The contract, locked until the command ends. Raises NotFound."""
    found = Contract.objects.select_for_update().filter(pk=contract_id).first()
    if found is None:
        raise NotFound(document="contract", id=str(contract_id))
    return found


def running_contract(
    contract_id: UUID, *, may_be_draft: bool = False, may_have_ended: bool = False
) -> Contract:
    """The contract, locked; active (or still a draft, or over). Raises NotFound, ContractNotRunning."""
    contract = locked_contract(contract_id)
    may_be = {ContractState.DRAFT: may_be_draft, ContractState.ENDED: may_have_ended}
    if contract.state != ContractState.ACTIVE and not may_be.get(ContractState(contract.state)):
        raise ContractNotRunning(contract_id=str(contract_id), state=contract.state)
    return contract


def running_subscription(subscription_id: UUID, on: date | None = None) -> Subscription:
    """The subscription of a running contract, both locked.

    on      a day it must still run on
    raises  NotFound, ContractNotRunning, SubscriptionOver
    """
    known = Subscription.objects.filter(pk=subscription_id).values_list("contract_id", flat=True)
    contract_id = known.first()
    if contract_id is None:
        raise NotFound(document="subscription", id=str(subscription_id))
    contract = running_contract(contract_id, may_be_draft=True)
    found = (
        Subscription.objects.select_for_update().select_related("entity").get(pk=subscription_id)
    )
    found.contract = contract
    if on is not None and found.ends_on is not None and on >= found.ends_on:
        raise SubscriptionOver(ends_on=found.ends_on, on=on)
    return found


def customer_of(entity_id: UUID | None, customer_id: UUID) -> Customer:
    """The customer, of the legal entity when one is given. Raises NotFound, OtherBooks."""
    found = Customer.objects.select_related("entity").filter(pk=customer_id).first()
    if found is None:
        raise NotFound(document="customer", id=str(customer_id))
    if entity_id is not None and found.entity_id != entity_id:
        raise OtherBooks(expected=str(entity_id), found=str(found.entity_id))
    return found
