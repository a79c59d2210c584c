"""Doing, about contracts as a whole: writing, activating, discarding, ending; who pays, which order."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from cashwright.areas.contracts.events import ContractChanged, ContractCreated, ContractMoved
from cashwright.areas.contracts.models import Contract
from cashwright.areas.contracts.policies import CUSTOM_TERMS, Grouping, Proration, ProrationUnit
from cashwright.areas.contracts.refusals import ContractNoTaken
from cashwright.areas.contracts.services.locking import customer_of, locked_contract
from cashwright.areas.contracts.states import CONTRACT, ContractState
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import Customer, LegalEntity, Terms
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound


@command
def create_contract(
    *,
    customer_id: UUID,
    starts_on: date,
    by: Actor,
    ends_on: date | None = None,
    renewal_months: int = 0,
    bill_to_id: UUID | None = None,
    contract_no: str = "",
    currency: str | None = None,
    terms_id: UUID | None = None,
    custom_term_days: int | None = None,
    grouping: Grouping = Grouping.CONTRACT,
    needs_purchase_order: bool = False,
    purchase_order_no: str = "",
    proration: Proration | None = None,
    proration_unit: ProrationUnit = ProrationUnit.DAY,
    memo: str = "",
    source: str = "console",
    source_ref: str | None = None,
) -> Contract:
    """Write down a contract, as a draft: `activate` makes it count.

    bill_to_id        who pays; the customer when not given
    contract_no       CT-000001 and so on when not given
    proration         what a change does to a billed period; None: as the policy says of each change
    custom_term_days  days to pay outside the catalogue: activating it needs an approval
    raises            NotFound, OtherBooks, ContractNoTaken, BadInput, UnknownCurrency
    """
    customer = customer_of(None, customer_id)
    payer = customer_of(customer.entity_id, bill_to_id) if bill_to_id else customer
    _check_days(starts_on, ends_on, renewal_months)
    if terms_id is not None and not Terms.objects.filter(pk=terms_id).exists():
        raise NotFound(document="terms", id=str(terms_id))
    contract = Contract.objects.create(
        entity_id=customer.entity_id, customer=customer, bill_to=payer,
        contract_no=_number(customer.entity_id, contract_no),
        currency=words.currency_code(currency or customer.currency), starts_on=starts_on,
        ends_on=ends_on, renewal_months=renewal_months, terms_id=terms_id,
        custom_term_days=custom_term_days, grouping=grouping,
        needs_purchase_order=needs_purchase_order,
        purchase_order_no=words.one_line("purchase_order_no", purchase_order_no, length_max=80)
        if purchase_order_no else "",
        proration=proration or "", proration_unit=proration_unit,
        memo=words.one_line("memo", memo, length_max=400) if memo else "", source=source,
        source_ref=source_ref,
    )  # fmt: skip
    event = ContractCreated(
        entity_id=contract.entity_id, contract_id=contract.pk, customer_id=customer.pk,
        bill_to_id=payer.pk, contract_no=contract.contract_no, currency=contract.currency,
        starts_on=starts_on, ends_on=ends_on, state=contract.state,
    )  # fmt: skip
    announce(event, by=by)
    return contract


@command
def activate_contract(*, contract_id: UUID, by: Actor, approval_id: UUID | None = None) -> Contract:
    """Agree to a draft: its subscriptions are billed from now on.

    raises  NotFound, NotAllowedNow, ApprovalNeeded (terms outside the catalogue, see
            `activation_payload`)
    """
    contract = locked_contract(contract_id)
    state = CONTRACT.after(ContractState(contract.state), "activate")
    if contract.custom_term_days is not None:
        if approval_id is None:
            raise ApprovalNeeded(kind=CUSTOM_TERMS, term_days=contract.custom_term_days)
        approved(approval_id, kind=CUSTOM_TERMS, payload=activation_payload(contract))
        contract.approval_id = approval_id
    contract.subscriptions.update(changed_at=now())  # days before today are billed by the next run
    return _move(contract, "activate", state, by)


def activation_payload(contract: Contract) -> dict[str, Any]:
    """What is approved when terms outside the catalogue are: exactly this contract with these days."""
    return {"contract_id": str(contract.pk), "custom_term_days": contract.custom_term_days}


@command
def discard_contract(*, contract_id: UUID, by: Actor, why: str = "") -> Contract:
    """Drop a draft that was never agreed. Raises NotFound, NotAllowedNow."""
    contract = locked_contract(contract_id)
    return _move(
        contract, "discard", CONTRACT.after(ContractState(contract.state), "discard"), by, why
    )


@command
def set_purchase_order(*, contract_id: UUID, purchase_order_no: str, by: Actor) -> Contract:
    """Give a contract the purchase order its invoices name from now on. Raises NotFound, BadInput."""
    contract = locked_contract(contract_id)
    number = words.one_line("purchase_order_no", purchase_order_no, length_max=80)
    return _change(contract, "purchase_order_no", number, contract.purchase_order_no, number, by)


@command
def change_bill_to(*, contract_id: UUID, bill_to_id: UUID, by: Actor) -> Contract:
    """Let another customer of the same legal entity pay from now on. Raises NotFound, OtherBooks."""
    contract = locked_contract(contract_id)
    payer: Customer = customer_of(contract.entity_id, bill_to_id)
    return _change(contract, "bill_to_id", payer.pk, str(contract.bill_to_id), str(payer.pk), by)


def _change(
    contract: Contract, field: str, value: object, before: str, after: str, by: Actor
) -> Contract:
    setattr(contract, field, value)
    contract.save(update_fields=[field])
    event = ContractChanged(
        entity_id=contract.entity_id, contract_id=contract.pk, customer_id=contract.customer_id,
        field=field, before=before, after=after,
    )  # fmt: skip
    announce(event, by=by)
    return contract


def move_contract(contract: Contract, move: str, by: Actor, why: str = "") -> Contract:
    """Move a locked contract along its table. Raises NotAllowedNow."""
    return _move(contract, move, CONTRACT.after(ContractState(contract.state), move), by, why)


def _move(
    contract: Contract, move: str, state: ContractState, by: Actor, why: str = ""
) -> Contract:
    contract.state = state
    contract.save(update_fields=["state", "approval_id", "ends_on"])
    event = ContractMoved(
        entity_id=contract.entity_id, contract_id=contract.pk, customer_id=contract.customer_id,
        move=move, state=state, ends_on=contract.ends_on, approval_id=contract.approval_id,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return contract


def _check_days(starts_on: date, ends_on: date | None, renewal_months: int) -> None:
    if ends_on is not None and ends_on <= starts_on:
        raise BadInput(field="ends_on", value=str(ends_on), expected="a day after the start")
    if renewal_months and ends_on is None:
        raise BadInput(
            field="renewal_months", value=str(renewal_months), expected="an end to renew from"
        )


def _number(entity_id: UUID, asked: str) -> str:
    """The number asked for, or the next free one; the entity's row is locked. Raises ContractNoTaken."""
    LegalEntity.objects.select_for_update(no_key=True).get(pk=entity_id)
    numbers = Contract.objects.filter(entity_id=entity_id)
    if asked:
        number = words.one_line("contract_no", asked, length_max=40)
        if numbers.filter(contract_no=number).exists():
            raise ContractNoTaken(contract_no=number)
        return number
    count = int(numbers.aggregate(count=Count("pk"))["count"])
    while numbers.filter(contract_no=(made := f"CT-{count + 1:06}")).exists():
        count += 1
    return made
