"""Trials for tests in which chance does not decide what is tested."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from cashwright.areas.collections.policies.trials import HOLDOUT, Trial
from cashwright.areas.collections.rules.trials import arm_for
from cashwright.areas.parties.models import Customer

Arms = dict[str, str]
"""The arm of each customer, by account number."""


def fitting(
    trial: Trial, of: Sequence[Customer], fits: Callable[[Arms], bool] = lambda _: True
) -> Trial:
    """The trial under the first code that gives each arm and the holdout at least two of the customers."""
    for number in count():
        named = replace(trial, code=f"{trial.code}-{number}")
        arms = {one.account_no: arm_for(named, str(one.pk)) for one in of}
        got = Counter(arms.values())
        if min(got[code] for code in (*(a.code for a in trial.arms), HOLDOUT)) >= 2 and fits(arms):
            return named
    raise AssertionError("unreachable")
