"""How long a message that went out has to be kept."""

from datetime import date

from cashwright.areas.messaging.policies import LETTERS_KEPT_YEARS


def letter_kept_until(sent_on: date) -> date:
    """The last day a business letter has to be kept: years count from the end of its own."""
    return date(sent_on.year + LETTERS_KEPT_YEARS, 12, 31)
