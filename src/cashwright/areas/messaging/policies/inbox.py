"""What is set about the inbox: what a mail may be read to mean, and how sure a suggestion has to be."""

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


SUGGESTED_FROM = 500
"""How sure, in thousandths, a reading has to be before it is shown as a suggestion."""

SNOOZE_DAYS_MAX = 366
"""The farthest a conversation may be put off."""
