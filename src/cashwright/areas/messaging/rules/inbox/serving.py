"""By when a customer who wrote should have an answer."""

from datetime import date

from cashwright.areas.messaging.policies.inbox import ANSWER_DAYS, ANSWER_DAYS_ELSE, Intent
from cashwright.kernel.business_days import add_business_days


def answer_due_on(came_on: date, intent: Intent, country: str) -> date:
    """The last day for an answer, in business days of the writer's country."""
    return add_business_days(came_on, ANSWER_DAYS.get(intent, ANSWER_DAYS_ELSE), country)
