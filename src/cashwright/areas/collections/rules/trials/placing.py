"""Which arm a customer gets: by chance, and yet always the same.

A customer's place is a number made of the trial's code and their id, so it needs no memory and is the
same in a plan, in a simulation and when the plan is carried out. All invoices of a customer share it:
they are paid together.
"""

from hashlib import sha256
from itertools import accumulate

from cashwright.areas.collections.policies.trials import HOLDOUT, WHOLE_BP, Trial


def place(text: str) -> int:
    """A number from 0 to 9,999, spread evenly over texts: the first 8 bytes of SHA-256."""
    return int.from_bytes(sha256(text.encode()).digest()[:8]) % WHOLE_BP


def arm_for(trial: Trial, customer_id: str, before: str = "") -> str:
    """The code of a customer's arm, or HOLDOUT.

    before  the arm they had at an earlier time; it stays theirs, whatever the odds are by now
    """
    if before == HOLDOUT or any(arm.code == before for arm in trial.arms):
        return before
    if place(f"{trial.code}/{customer_id}") < trial.holdout_bp:
        return HOLDOUT
    mine = place(f"{trial.code}/arm/{customer_id}")
    ends = accumulate(trial.odds_bp)
    return next(arm.code for arm, end in zip(trial.arms, ends, strict=True) if mine < end)
