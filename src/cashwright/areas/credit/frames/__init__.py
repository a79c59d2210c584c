"""Decisions of credit for all customers at once, each beside a rule of the same meaning."""

from cashwright.areas.credit.frames.drift import open_drift, paid_drift
from cashwright.areas.credit.frames.habits import priors, raw_habits, shrunk, with_prior
from cashwright.areas.credit.frames.oddities import spikes_of
from cashwright.areas.credit.frames.settling import invoices_as_of, payings

__all__ = [
    "invoices_as_of",
    "open_drift",
    "paid_drift",
    "payings",
    "priors",
    "raw_habits",
    "shrunk",
    "spikes_of",
    "with_prior",
]
