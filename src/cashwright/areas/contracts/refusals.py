"""Refusals of contracts.

Refusal
  ContractNoTaken         another contract has the number
  ReferenceTaken          another subscription has the reference
  ContractNotRunning      it is a draft, ended or discarded: nothing is added or changed
  OutsideContract         days before the contract starts or after it ends
  IntervalDiffers         a price for another interval than the subscription's
  NoCharges               a subscription without a price pays nothing
  PriceNotSold            the price or its product is not sold any more
  OtherCurrency           a price version in another currency than the contract's
  NotNegotiatedHere       a price version that belongs to another contract or price
  OtherBooks              customer, payer or contract belong to different legal entities
  AmendmentBeforePosted   a change before the last billed period starts
  NothingChanges          what is asked for is so already
  ChargeNotRunning        the charge is not paid on that day
  AlreadyPaused, NotPaused   the pause it asks for is there, or is not
  SubscriptionOver        it has ended by that day
  MilestoneReachedBefore  its amount is billed already
  OrderUnreadable         an order that does not keep to the agreed form
  OrderKeyReused          another order came under the same source and number
"""

from cashwright.kernel.refusals import Refusal


class ContractNoTaken(Refusal):
    """facts: contract_no. Remedy: give another number, or none and one is made."""

    code = "contracts.contract_no_taken"


class ReferenceTaken(Refusal):
    """facts: reference. Remedy: give the subscription another reference."""

    code = "contracts.reference_taken"


class ContractNotRunning(Refusal):
    """facts: contract_id, state. Remedy: activate a draft, renew what ended, or write a new one."""

    code = "contracts.not_running"


class OutsideContract(Refusal):
    """facts: on, starts_on, ends_on. Remedy: choose days within the contract, or renew it first."""

    code = "contracts.outside_contract"


class IntervalDiffers(Refusal):
    """facts: price, price_interval, interval. Remedy: a price of that interval, or a subscription of its own."""

    code = "contracts.interval_differs"


class NoCharges(Refusal):
    """facts: name. Remedy: name at least one price."""

    code = "contracts.no_charges"


class PriceNotSold(Refusal):
    """facts: price. Remedy: choose a price of the book that is sold, or take it up again."""

    code = "contracts.price_not_sold"


class OtherCurrency(Refusal):
    """facts: currency, expected. Remedy: a price in the contract's currency, or another contract."""

    code = "contracts.other_currency"


class NotNegotiatedHere(Refusal):
    """facts: price_version_id. Remedy: a version of this price, of the book or of this contract."""

    code = "contracts.not_negotiated_here"


class OtherBooks(Refusal):
    """facts: expected, found. Remedy: choose a customer of the same legal entity."""

    code = "contracts.other_books"


class AmendmentBeforePosted(Refusal):
    """facts: effective_on, earliest_on, charge_id. Remedy: let it count from `earliest_on`, and credit
    the invoices before by hand."""

    code = "contracts.amendment_before_posted"


class NothingChanges(Refusal):
    """facts: what. Remedy: nothing to do; it is so already."""

    code = "contracts.nothing_changes"


class ChargeNotRunning(Refusal):
    """facts: charge_id, on. Remedy: choose a day on which it is paid, or add it."""

    code = "contracts.charge_not_running"


class AlreadyPaused(Refusal):
    """facts: from_on, until_on. Remedy: resume it first, or choose days outside that pause."""

    code = "contracts.already_paused"


class NotPaused(Refusal):
    """facts: on. Remedy: choose a day within a pause."""

    code = "contracts.not_paused"


class SubscriptionOver(Refusal):
    """facts: ends_on, on. Remedy: add a new subscription."""

    code = "contracts.subscription_over"


class MilestoneReachedBefore(Refusal):
    """facts: milestone_id, reached_on. Remedy: nothing to do; its amount is on its way or invoiced."""

    code = "contracts.milestone_reached_before"


class OrderUnreadable(Refusal):
    """facts: field, value, expected. Remedy: correct the order where it comes from and send it again."""

    code = "contracts.order_unreadable"


class OrderKeyReused(Refusal):
    """facts: source, source_ref. Remedy: give another order another number."""

    code = "contracts.order_key_reused"
