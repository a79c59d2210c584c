"""Reading payment plans: what is in one as of a day, and what was paid of each instalment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.collections.models import PaymentPlan
from cashwright.areas.collections.rules.plans import Part, Standing, filled, outcome, standings
from cashwright.areas.collections.states import PlanState
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import COUNT, DAY, ID, MINOR

IN_PLANS = {"invoice_id": ID}
_FACTS = {
    "plan_id": ID,
    "number": COUNT,
    "due_on": DAY,
    "kept_until": DAY,
    "amount_minor": MINOR,
    "paid_by_minor": MINOR,
    "paid_minor": MINOR,
}

_IN_PLANS = """
SELECT DISTINCT k.invoice_id
FROM collections_paymentplan p JOIN collections_planitem k ON k.plan_id = p.id
WHERE p.entity_id = %(entity)s AND p.agreed_on <= %(on)s
  AND (p.ended_on IS NULL OR p.ended_on > %(on)s)
  AND (%(customers)s::uuid[] IS NULL OR p.customer_id = ANY(%(customers)s::uuid[]))
"""

# What was open when it was agreed on is the plan's total; what is open less by now was paid since.
_PLANS = """
WITH parts AS (
    SELECT k.plan_id, k.invoice_id, k.amount_minor - i.total_minor AS start_minor
    FROM collections_planitem k JOIN invoicing_invoice i ON i.id = k.invoice_id
    WHERE k.plan_id = ANY(%(plans)s::uuid[])
), starts AS (
    SELECT plan_id, sum(start_minor) AS minor FROM parts GROUP BY plan_id
), applied AS (
    SELECT t.plan_id, a.applied_on, sum(a.amount_minor) AS minor
    FROM parts t JOIN cash_application a ON a.invoice_id = t.invoice_id
    WHERE a.applied_on <= %(on)s GROUP BY t.plan_id, a.applied_on
)
SELECT n.plan_id, n.number::bigint AS number, n.due_on, n.kept_until, n.amount_minor,
       (s.minor + coalesce(sum(a.minor) FILTER (WHERE a.applied_on <= n.kept_until), 0))::bigint
           AS paid_by_minor,
       (s.minor + coalesce(sum(a.minor), 0))::bigint AS paid_minor
FROM collections_instalment n
JOIN starts s ON s.plan_id = n.plan_id
LEFT JOIN applied a ON a.plan_id = n.plan_id
GROUP BY n.plan_id, n.number, n.due_on, n.kept_until, n.amount_minor, s.minor
ORDER BY n.plan_id, n.number
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a plan stands on a day. `paid_by` tells, for each part, what had come by its last day."""

    on: date
    parts: tuple[Part, ...]
    paid_by: tuple[int, ...]
    paid_minor: int

    @property
    def standings(self) -> tuple[Standing, ...]:
        return standings(self.parts, self.paid_by, self.paid_minor, self.on)

    @property
    def filled(self) -> tuple[int, ...]:
        """How much of each part is paid, the earliest first."""
        return filled(self.parts, self.paid_minor)

    @property
    def outcome(self) -> PlanState | None:
        """What the plan becomes on this day, were it active; None when it goes on."""
        return outcome(self.parts, self.paid_by, self.paid_minor, self.on)


def in_plans(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """IN_PLANS: the invoices that a plan in force on a day pays off."""
    customers = None if customer_ids is None else list(customer_ids)
    params = {"entity": entity_id, "on": on, "customers": customers}
    return read_frame(_IN_PLANS, params, schema=IN_PLANS)


def progress(plan_ids: Collection[UUID], on: date) -> dict[UUID, Progress]:
    """Where each plan stands on a day."""
    rows = read_frame(_PLANS, {"plans": list(plan_ids), "on": on}, schema=_FACTS)
    told = {}
    for (plan_id,), part in rows.group_by("plan_id", maintain_order=True):
        parts = tuple(
            Part(*row) for row in part.select("due_on", "kept_until", "amount_minor").iter_rows()
        )
        by = tuple(part["paid_by_minor"].to_list())
        told[UUID(str(plan_id))] = Progress(on, parts, by, part["paid_minor"][0])
    return told


def plans_for(user: Asker, permission: str = "collections.read") -> QuerySet[PaymentPlan]:
    """The payment plans `user` may see."""
    return scoped(PaymentPlan.objects.select_related("customer", "entity"), user, permission)


def plan_for(user: Asker, plan_id: UUID, permission: str = "collections.read") -> PaymentPlan:
    """One payment plan. Raises NotFound when there is none in the asker's scope."""
    rows = PaymentPlan.objects.select_related("customer", "entity")
    return found(rows, user, permission, plan_id, document="payment plan")


def plans_of(customer_id: UUID) -> QuerySet[PaymentPlan]:
    """The payment plans of a customer, the latest first."""
    return PaymentPlan.objects.filter(customer_id=customer_id).order_by("-proposed_on", "-pk")
