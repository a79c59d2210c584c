"""How much of a cohort's recurring revenue stays (F10). New customers are left out."""

from cashwright.areas.insight import definitions
from cashwright.areas.insight.rules.figure import Figure, amount_text, percent


def net_revenue_retention(
    *,
    opening_minor: int,
    expansion_minor: int,
    contraction_minor: int,
    churn_minor: int,
    currency: str,
) -> Figure:
    """Opening MRR with its growth and losses, in percent of itself; all amounts >= 0."""
    kept = opening_minor + expansion_minor - contraction_minor - churn_minor
    return percent(definitions.NRR, kept, opening_minor, lambda minor: amount_text(minor, currency))


def gross_revenue_retention(
    *, opening_minor: int, contraction_minor: int, churn_minor: int, currency: str
) -> Figure:
    """Opening MRR less its losses, in percent of itself; all amounts >= 0."""
    kept = opening_minor - contraction_minor - churn_minor
    return percent(definitions.GRR, kept, opening_minor, lambda minor: amount_text(minor, currency))


def involuntary_churn(*, lost_to_failure_minor: int, churn_minor: int, currency: str) -> Figure:
    """Of the MRR that churned, the percent lost because a payment failed."""
    return percent(
        definitions.INVOLUNTARY_CHURN,
        lost_to_failure_minor,
        churn_minor,
        lambda minor: amount_text(minor, currency),
    )
