"""Why customers dispute, and what each kind of case must bring before it can be decided.

Words: a *need* is a fact somebody must write down; *evidence* is a paper. A case is complete when it
has every need and every required paper of its reason, or somebody said why one is not to be had.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What the customer says is wrong."""

    PRICING = "pricing"
    USAGE = "usage"
    DUPLICATE = "duplicate"
    PURCHASE_ORDER = "purchase_order"
    TAX = "tax"
    SERVICE = "service"
    TERMS = "terms"
    NOT_RECEIVED = "not_received"
    ALREADY_PAID = "already_paid"
    OTHER = "other"


class Department(StrEnum):
    """The team that has a case."""

    RECEIVABLES = "receivables"
    BILLING = "billing"
    SALES = "sales"
    SERVICE = "service"
    TAX = "tax"
    LEGAL = "legal"


class EvidenceKind(StrEnum):
    """What a paper shows."""

    PURCHASE_ORDER = "purchase_order"
    CONTRACT = "contract"
    QUOTE = "quote"
    USAGE_REPORT = "usage_report"
    DELIVERY_PROOF = "delivery_proof"
    TAX_CERTIFICATE = "tax_certificate"
    PAYMENT_PROOF = "payment_proof"
    APPROVAL = "approval"
    CORRESPONDENCE = "correspondence"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One fact a case must have: its name in `facts`, and the question that asks for it."""

    name: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCard:
    """What a reason means and asks for.

    papers    sets of evidence kinds; of each set one paper is required
    helpful   papers that make a decision easier and are not required
    team      who usually decides such a case
    """

    reason: Reason
    label: str
    means: str
    needs: tuple[Need, ...]
    papers: tuple[frozenset[EvidenceKind], ...] = ()
    helpful: tuple[EvidenceKind, ...] = ()
    team: Department = Department.RECEIVABLES


_E = EvidenceKind


def _one_of(*kinds: EvidenceKind) -> frozenset[EvidenceKind]:
    return frozenset(kinds)


REASONS: dict[Reason, ReasonCard] = {
    card.reason: card
    for card in (
        ReasonCard(
            reason=Reason.PRICING, label="Price", means="another price was agreed",
            needs=(Need(name="agreed_price", question="Which price was agreed?"),),
            papers=(_one_of(_E.QUOTE, _E.CONTRACT),), helpful=(_E.CORRESPONDENCE,),
            team=Department.SALES,
        ),
        ReasonCard(
            reason=Reason.USAGE, label="Usage", means="less was used than is billed",
            needs=(Need(name="expected_usage", question="How much was used, by their count?"),),
            papers=(_one_of(_E.USAGE_REPORT),), team=Department.BILLING,
        ),
        ReasonCard(
            reason=Reason.DUPLICATE, label="Billed twice", means="another invoice bills the same",
            needs=(Need(name="other_invoice_no", question="Which other invoice bills it?"),),
            team=Department.BILLING,
        ),
        ReasonCard(
            reason=Reason.PURCHASE_ORDER, label="Purchase order",
            means="the order number is missing or wrong",
            needs=(Need(name="purchase_order_no", question="Which order number is right?"),),
            papers=(_one_of(_E.PURCHASE_ORDER),), team=Department.BILLING,
        ),
        ReasonCard(
            reason=Reason.TAX, label="Tax", means="the wrong tax, or tax though exempt",
            needs=(Need(name="expected_tax", question="Which tax should apply, and why?"),),
            papers=(_one_of(_E.TAX_CERTIFICATE),), team=Department.TAX,
        ),
        ReasonCard(
            reason=Reason.SERVICE, label="Service", means="it did not work, or not as agreed",
            needs=(
                Need(name="what_failed", question="What did not work?"),
                Need(name="failed_on", question="When?"),
            ),
            papers=(_one_of(_E.CORRESPONDENCE, _E.USAGE_REPORT),), helpful=(_E.CONTRACT,),
            team=Department.SERVICE,
        ),
        ReasonCard(
            reason=Reason.TERMS, label="Terms", means="other terms were agreed",
            needs=(Need(name="agreed_terms", question="Which terms were agreed?"),),
            papers=(_one_of(_E.CONTRACT, _E.QUOTE),), team=Department.SALES,
        ),
        ReasonCard(
            reason=Reason.NOT_RECEIVED, label="Not received",
            means="the invoice or the goods did not arrive",
            needs=(Need(name="what_is_missing", question="What did not arrive, and where?"),),
            papers=(_one_of(_E.DELIVERY_PROOF, _E.CORRESPONDENCE),), team=Department.SERVICE,
        ),
        ReasonCard(
            reason=Reason.ALREADY_PAID, label="Already paid", means="they say it is paid",
            needs=(
                Need(name="paid_on", question="When was it paid?"),
                Need(name="payment_reference", question="Under which reference?"),
            ),
            papers=(_one_of(_E.PAYMENT_PROOF),),
        ),
        ReasonCard(
            reason=Reason.OTHER, label="Something else", means="none of these",
            needs=(Need(name="description", question="What is wrong?"),),
        ),
    )
}  # fmt: skip

DEPARTMENTS: dict[Department, str] = {
    Department.RECEIVABLES: "Receivables",
    Department.BILLING: "Billing",
    Department.SALES: "Sales",
    Department.SERVICE: "Service",
    Department.TAX: "Tax",
    Department.LEGAL: "Legal",
}

EVIDENCE: dict[EvidenceKind, str] = {
    _E.PURCHASE_ORDER: "Purchase order",
    _E.CONTRACT: "Contract",
    _E.QUOTE: "Quote or price list",
    _E.USAGE_REPORT: "Usage report",
    _E.DELIVERY_PROOF: "Proof of delivery",
    _E.TAX_CERTIFICATE: "Tax certificate",
    _E.PAYMENT_PROOF: "Proof of payment",
    _E.APPROVAL: "Approval",
    _E.CORRESPONDENCE: "Letters and mails",
    _E.OTHER: "Something else",
}
