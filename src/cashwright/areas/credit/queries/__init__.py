"""Reading for credit: losses, who pays worse, how much of a risk each customer is."""

from cashwright.areas.credit.queries.behavior import behavior
from cashwright.areas.credit.queries.habits import habit_of
from cashwright.areas.credit.queries.losses import recoveries, write_offs
from cashwright.areas.credit.queries.paying import invoices_paid
from cashwright.areas.credit.queries.policies import drift_policy, risk_policy
from cashwright.areas.credit.queries.risk import Risk, risk, risk_of, risks
from cashwright.areas.credit.queries.warning import alert_of, drift, standing_alerts, told_alerts

__all__ = [
    "Risk",
    "alert_of",
    "behavior",
    "drift",
    "drift_policy",
    "habit_of",
    "invoices_paid",
    "recoveries",
    "risk",
    "risk_of",
    "risk_policy",
    "risks",
    "standing_alerts",
    "told_alerts",
    "write_offs",
]
