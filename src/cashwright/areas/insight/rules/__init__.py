"""KPIs: exact figures from facts handed in, each with its formula filled in.

Words are those of definitions.py. Amounts are minor units of `currency`, which is used only to
write the workings; nothing is rounded before it is shown.
"""

from cashwright.areas.insight.rules.aging import (
    AgedBalance,
    aged_balance,
    at_risk_rate,
    percent_current,
)
from cashwright.areas.insight.rules.bad_debt import (
    RatedBalance,
    allowance,
    bad_debt_gross,
    bad_debt_net,
)
from cashwright.areas.insight.rules.collection import (
    cei,
    collector_effectiveness,
    turnover,
    turnover_days,
)
from cashwright.areas.insight.rules.delay import (
    LateAmount,
    add_gap,
    add_mean,
    add_weighted,
    add_weighted_paid,
)
from cashwright.areas.insight.rules.dso import (
    AgedAmount,
    Month,
    best_possible_dso,
    best_possible_dso_count_back,
    dso_count_back,
    dso_simple,
    true_dso,
)
from cashwright.areas.insight.rules.figure import Figure, amount_text, rounded
from cashwright.areas.insight.rules.retention import (
    gross_revenue_retention,
    involuntary_churn,
    net_revenue_retention,
)

__all__ = [
    "AgedAmount",
    "AgedBalance",
    "Figure",
    "LateAmount",
    "Month",
    "RatedBalance",
    "add_gap",
    "add_mean",
    "add_weighted",
    "add_weighted_paid",
    "aged_balance",
    "allowance",
    "amount_text",
    "at_risk_rate",
    "bad_debt_gross",
    "bad_debt_net",
    "best_possible_dso",
    "best_possible_dso_count_back",
    "cei",
    "collector_effectiveness",
    "dso_count_back",
    "dso_simple",
    "gross_revenue_retention",
    "involuntary_churn",
    "net_revenue_retention",
    "percent_current",
    "rounded",
    "true_dso",
    "turnover",
    "turnover_days",
]
