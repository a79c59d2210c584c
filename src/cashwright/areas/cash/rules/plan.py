"""The plan for one payment: the methods of the policy in their order, and why in words."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from cashwright.areas.cash.policies import ApplicationPolicy, Method, SameAmount
from cashwright.areas.cash.rules.exact import (
    Ambiguous,
    Finding,
    TooLarge,
    Unique,
    exact_item,
    exact_set,
)
from cashwright.areas.cash.rules.oldest_first import (
    ApplicationPlan,
    OpenItem,
    apply_oldest_first,
    check_open,
    in_order,
)
from cashwright.kernel.money import Money


class Outcome(StrEnum):
    """How the plan came about. `ambiguous` and `unmatched` apply nothing and want a person."""

    EXACT = "exact"
    EXACT_SUM = "exact_sum"
    OLDEST_FIRST = "oldest_first"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"
    NO_OPEN_ITEMS = "no_open_items"


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """What to do with one payment.

    application  nothing applied when a person must decide
    reasons      sentences a clerk reads, in the order of the thinking
    candidates   sets of invoices that fit equally well; empty unless the outcome is ambiguous
    """

    outcome: Outcome
    application: ApplicationPlan
    reasons: tuple[str, ...]
    candidates: tuple[tuple[str, ...], ...] = ()


def plan_payment(
    payment: Money, items: Collection[OpenItem], policy: ApplicationPolicy
) -> PaymentPlan:
    """Find the open items of the paying customer that this payment settles.

    payment  minor units > 0: what is still unapplied of it
    items    the customer's open items in the payment's currency; balances > 0
    stops    at the first method that finds one answer, or a tie: a tie is never broken by a
             weaker method
    raises   CurrencyMismatch
    source   requirement S1.4.3
    """
    check_open(payment, items)
    if not items:
        reason = "The customer has no open item in this currency; the money stays on account."
        return PaymentPlan(Outcome.NO_OPEN_ITEMS, ApplicationPlan((), payment), (reason,))
    reasons: list[str] = []
    for method in policy.methods:
        if method is Method.OLDEST_FIRST:
            reasons.append("Applied oldest due first.")
            plan = apply_oldest_first(payment, items)
            return PaymentPlan(Outcome.OLDEST_FIRST, plan, tuple(reasons))
        finding, reason = _SEARCHES[method](payment, items, policy)
        reasons.append(reason)
        if isinstance(finding, Unique):
            plan = _settling(payment, items, finding.invoice_ids)
            return PaymentPlan(Outcome(method.value), plan, tuple(reasons))
        if isinstance(finding, Ambiguous):
            nothing = ApplicationPlan((), payment)
            return PaymentPlan(Outcome.AMBIGUOUS, nothing, tuple(reasons), finding.examples)
    reasons.append("The policy does not apply oldest first; the money stays on account.")
    return PaymentPlan(Outcome.UNMATCHED, ApplicationPlan((), payment), tuple(reasons))


def _one_item(
    payment: Money, items: Collection[OpenItem], policy: ApplicationPolicy
) -> tuple[Finding, str]:
    match exact_item(payment, items):
        case Ambiguous(examples) if policy.same_amount is SameAmount.OLDEST:
            said = f"Of {len(examples)} open items with exactly this balance, the one due first."
            return Unique(examples[0]), said
        case Ambiguous(examples) as finding:
            said = f"{len(examples)} open items have exactly this balance; a person must choose."
            return finding, said
        case Unique() as finding:
            return finding, "The balance of one open item is exactly this amount."
        case _:
            return None, "No open item has exactly this balance."


def _one_set(
    payment: Money, items: Collection[OpenItem], policy: ApplicationPolicy
) -> tuple[Finding, str]:
    finding = exact_set(
        payment,
        items,
        set_size_max=policy.set_size_max,
        work_max=policy.work_max,
        oldest_of_equals=policy.same_amount is SameAmount.OLDEST,
    )
    match finding:
        case Unique(invoice_ids):
            count, of = len(invoice_ids), len(items)
            said = f"Exactly one set of open items sums to this amount: {count} of {of} items."
        case Ambiguous():
            said = "More than one set of open items sums to this amount; a person must choose."
        case TooLarge(open_items):
            said = f"{open_items} open items have too many possible sums to be sure of one."
        case _:
            said = f"No set of up to {policy.set_size_max} open items sums to this amount."
    return finding, said


_Search = Callable[[Money, Collection[OpenItem], ApplicationPolicy], tuple[Finding, str]]
_SEARCHES: dict[Method, _Search] = {Method.EXACT: _one_item, Method.EXACT_SUM: _one_set}


def _settling(
    payment: Money, items: Collection[OpenItem], invoice_ids: tuple[str, ...]
) -> ApplicationPlan:
    """The named items, each in full."""
    chosen = [item for item in in_order(items) if item.invoice_id in invoice_ids]
    return apply_oldest_first(payment, chosen)
