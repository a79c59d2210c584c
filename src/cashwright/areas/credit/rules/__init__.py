"""Decisions of credit: when an invoice was paid, how a customer pays, whether it got worse."""

from cashwright.areas.credit.rules.baseline import Baseline, Prior, baseline, prior_of, spread_of
from cashwright.areas.credit.rules.drift import Awaited, Paying, Warned, open_drift, paid_drift
from cashwright.areas.credit.rules.oddities import Spikes, spikes_of
from cashwright.areas.credit.rules.risk import Behavior, Rating, rate
from cashwright.areas.credit.rules.settling import Applied, settled_on
from cashwright.areas.credit.rules.signs import signal_drift
from cashwright.areas.credit.rules.telling import drift_words

__all__ = [
    "Applied",
    "Awaited",
    "Baseline",
    "Behavior",
    "Paying",
    "Prior",
    "Rating",
    "Spikes",
    "Warned",
    "baseline",
    "drift_words",
    "open_drift",
    "paid_drift",
    "prior_of",
    "rate",
    "settled_on",
    "signal_drift",
    "spikes_of",
    "spread_of",
]
