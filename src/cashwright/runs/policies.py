"""The policies a run goes by, as stored under controls: read into the values that rules take."""

from datetime import date
from uuid import UUID

from cashwright.areas.cash.policies import ApplicationPolicy, Method, SameAmount
from cashwright.areas.controls.queries import policy_value

CASH_APPLICATION = "cash.application"
SENDING = "invoicing.sending"
RECEIPTS = "payments.receipts"
DAY_SCHEDULE = "runs.day"


def application_policy(*, entity_id: UUID, on: date) -> ApplicationPolicy:
    """How known cash is applied on a day: the entity's own version, else the house's, else standard.

    stored as  {"methods": ["exact", "exact_sum"], "same_amount": "ask", "set_size_max": 6,
               "work_max": 20000}, each of them optional
    """
    value = policy_value(CASH_APPLICATION, on=on, entity_id=entity_id) or {}
    standard = ApplicationPolicy()
    return ApplicationPolicy(
        methods=tuple(Method(name) for name in value.get("methods", standard.methods)),
        same_amount=SameAmount(value.get("same_amount", standard.same_amount)),
        set_size_max=int(value.get("set_size_max", standard.set_size_max)),
        work_max=int(value.get("work_max", standard.work_max)),
    )


def day_hour(*, entity_id: UUID, on: date) -> int | None:
    """From which hour of its own clock (0 to 23) a company's day is run by itself; None: only by hand.

    stored as  {"hour": 6} or {"hour": null}; by hand until somebody sets it, because a day that is
               run sends reminders to customers
    """
    value = policy_value(DAY_SCHEDULE, on=on, entity_id=entity_id) or {}
    hour = value.get("hour")
    return None if hour is None else int(hour)


def is_sending(*, entity_id: UUID, on: date) -> bool:
    """Whether issued documents go out by mail on a day. Stored as {"is_on": false}; on when unset."""
    value = policy_value(SENDING, on=on, entity_id=entity_id) or {}
    return bool(value.get("is_on", True))


def is_thanking(*, entity_id: UUID, on: date) -> bool:
    """Whether payments are confirmed by mail on a day. Stored as {"is_on": true}; off when unset."""
    value = policy_value(RECEIPTS, on=on, entity_id=entity_id) or {}
    return bool(value.get("is_on", False))
