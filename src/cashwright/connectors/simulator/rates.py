"""Made-up exchange rates: a slow walk around believable levels, published on working days."""

from __future__ import annotations

from datetime import date
from math import sin

from cashwright.connectors.simulator.company import Company, dice

_LEVELS = {"USD": 1.1200, "GBP": 0.8500}


def rates_on(company: Company, on: date) -> dict[str, str]:
    """What one EUR buys of each currency on a working day, four decimals; empty on other days."""
    if on.weekday() >= 5:
        return {}
    n = on.toordinal()
    return {
        code: f"{level * (1 + 0.04 * sin(n / 47 + len(code)) + dice(company.seed, code, on).gauss(0, 0.002)):.4f}"
        for code, level in _LEVELS.items()
    }
