"""What is set about the inbox: what a mail may be read to mean, and how sure a suggestion has to be."""

from collections.abc import Mapping
from enum import StrEnum


class Intent(StrEnum):
    """What the writer of a mail seems to want. `OTHER` is everything a person has to read."""

    PROMISE = "promise"
    PAID_ALREADY = "paid_already"
    DISPUTE = "dispute"
    COPY_WANTED = "copy_wanted"
    WRONG_CONTACT = "wrong_contact"
    OUT_OF_OFFICE = "out_of_office"
    PAYMENT_PLAN = "payment_plan"
    OPT_OUT = "opt_out"
    OTHER = "other"


ANSWER_DAYS: Mapping[Intent, int] = {
    Intent.DISPUTE: 1, Intent.PAYMENT_PLAN: 1, Intent.PAID_ALREADY: 1, Intent.OPT_OUT: 1,
}  # fmt: skip
"""Business days within which what a mail asks for is answered; anything else within ANSWER_DAYS_ELSE."""

ANSWER_DAYS_ELSE = 2

SUGGESTED_FROM = 500
"""How sure, in thousandths, a reading has to be before it is shown as a suggestion."""

SNOOZE_DAYS_MAX = 366
"""The farthest a conversation may be put off."""
