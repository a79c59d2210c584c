"""Known cash against open invoices: exact amount, exact sum, else oldest first by policy.

Words: a *question* is a payment that fits more than one way, or none the policy allows: it becomes
a task for a person, once, and is never applied by guess.
"""

from cashwright.runs.apply_cash.applier import apply_cash, close_answered
from cashwright.runs.apply_cash.planner import CashPlan, plan_cash

__all__ = ["CashPlan", "apply_cash", "close_answered", "plan_cash"]
