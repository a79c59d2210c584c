"""Reading late charges: what is to be charged, and what was, with how it was reckoned."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.policies import LateChargeKind
from cashwright.areas.collections.policies.charging import CHARGING, Charging, charging_of
from cashwright.areas.collections.rules.interest import Span, last_whole_month
from cashwright.areas.collections.states import ChargeState
from cashwright.areas.controls.queries import policy_value

SOURCE = "late_charges"
"""Of invoices that bill late charges: they bear no interest themselves."""

Held = Callable[[UUID, date], pl.DataFrame]
"""invoice_id Utf8 | held_minor: what is disputed of each invoice at the end of a day."""

_DAY = timedelta(days=1)

# An open invoice is charged by whole months, a settled one up to the day it was settled.
_LATE = """
SELECT i.id, i.customer_id, i.currency, i.due_on, i.issued_on, i.total_minor, c.charged_until,
       coalesce(c.has_fee, false) AS has_fee
FROM invoicing_invoice i
LEFT JOIN LATERAL (
    SELECT max(until_on) FILTER (WHERE kind = 'interest') AS charged_until,
           bool_or(kind = 'fee') AS has_fee
    FROM collections_latecharge WHERE invoice_id = i.id
) c ON true
WHERE i.entity_id = %(entity)s AND i.state IN ('posted', 'settled') AND i.source <> %(source)s
  AND i.due_on >= %(since)s AND i.due_on + %(grace)s < %(on)s AND i.total_minor > 0
  AND (i.balance_minor > 0
       AND (coalesce(c.charged_until, i.due_on + %(grace)s) < %(month)s
            OR %(fee)s AND NOT coalesce(c.has_fee, false))
       OR i.last_applied_on > coalesce(c.charged_until, i.due_on + %(grace)s))
  AND (%(customers)s::uuid[] IS NULL OR i.customer_id = ANY(%(customers)s::uuid[]))
ORDER BY i.id
"""
_APPLIED = """
SELECT a.invoice_id, a.applied_on, sum(a.amount_minor)::bigint
FROM cash_application a
WHERE a.invoice_id = ANY(%(invoices)s::uuid[]) AND a.applied_on <= %(on)s
GROUP BY a.invoice_id, a.applied_on ORDER BY a.invoice_id, a.applied_on
"""


@dataclass(frozen=True, slots=True)
class Late:
    """An invoice that may bear late charges, with what was open of it at the end of each day."""

    invoice_id: UUID
    customer_id: UUID
    currency: str
    due_on: date
    charged_until: date | None
    has_fee: bool
    open_minor: tuple[tuple[date, int], ...]
    charged: tuple[Span, ...]

    @property
    def settled_on(self) -> date | None:
        """The day it was settled, when nothing is open of it now."""
        last_on, left = self.open_minor[-1]
        return last_on if left == 0 else None


def charging_in_force(entity_id: UUID, on: date) -> Charging:
    """How an entity charges for paying late on a day. Raises BadCharging."""
    return charging_of(policy_value(CHARGING, on=on, entity_id=entity_id))


def late_invoices(
    entity_id: UUID, on: date, charging: Charging, customer_ids: Collection[UUID] | None = None
) -> list[Late]:
    """The invoices of which days of interest or a fee are not charged yet, as of a day."""
    params = {
        "entity": entity_id, "on": on, "since": charging.since, "grace": charging.grace_days,
        "month": last_whole_month(on), "source": SOURCE, "fee": charging.has_fee,
        "customers": None if customer_ids is None else list(customer_ids),
    }  # fmt: skip
    rows = _rows(_LATE, params)
    ids = [row[0] for row in rows]
    applied: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for invoice_id, day, minor in _rows(_APPLIED, {"invoices": ids, "on": on}):
        applied[invoice_id].append((day, minor))
    charged = charged_spans(ids)
    return [
        Late(
            pk, customer_id, currency, due_on, until_on, has_fee,
            _open(issued_on, total_minor, applied[pk]), charged.get(pk, ()),
        )
        for pk, customer_id, currency, due_on, issued_on, total_minor, until_on, has_fee in rows
    ]  # fmt: skip


def charged_spans(invoice_ids: Collection[UUID]) -> dict[UUID, tuple[Span, ...]]:
    """The spans whose interest was charged, billed or waived, of each invoice that has some."""
    rows = LateCharge.objects.filter(invoice_id__in=invoice_ids, kind=LateChargeKind.INTEREST)
    told: dict[UUID, tuple[Span, ...]] = {}
    for invoice_id, spans in rows.order_by("from_on").values_list("invoice_id", "spans"):
        told[invoice_id] = (*told.get(invoice_id, ()), *read_spans(spans))
    return told


def read_spans(stored: Iterable[Sequence[Any]]) -> tuple[Span, ...]:
    """Spans as a charge stores them; what each costs is left behind."""
    return tuple(
        Span(date.fromisoformat(from_on), date.fromisoformat(until_on), rate_bp, principal)
        for from_on, until_on, rate_bp, principal, _ in stored
    )


def held_by_invoice(
    held: Held, entity_id: UUID, from_on: date, until_on: date
) -> dict[UUID, list[tuple[date, int]]]:
    """What was disputed of each invoice, from the day on from which it was so much."""
    told: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    before: dict[UUID, int] = {}
    day = from_on
    while day <= until_on:
        rows = held(entity_id, day).select("invoice_id", "held_minor").iter_rows()
        now_held = {UUID(invoice_id): minor for invoice_id, minor in rows}
        for invoice_id in now_held.keys() | before.keys():
            minor = now_held.get(invoice_id, 0)
            if minor != before.get(invoice_id, 0):
                told[invoice_id].append((day, minor))
        before, day = now_held, day + _DAY
    return told


def charges_for(user: Asker, permission: str = "collections.read") -> QuerySet[LateCharge]:
    """The late charges `user` may see."""
    rows = LateCharge.objects.select_related("customer", "entity", "invoice", "invoice_billed")
    return scoped(rows, user, permission)


def charge_for(user: Asker, charge_id: UUID, permission: str = "collections.read") -> LateCharge:
    """One late charge. Raises NotFound when there is none in the asker's scope."""
    rows = LateCharge.objects.select_related("customer", "entity", "invoice", "invoice_billed")
    return found(rows, user, permission, charge_id, document="late charge")


def charges_of(customer_id: UUID) -> QuerySet[LateCharge]:
    """The late charges of a customer, the latest first."""
    rows = LateCharge.objects.filter(customer_id=customer_id)
    return rows.select_related("invoice", "invoice_billed").order_by("-until_on", "-pk")


def waiting_charges(customer_id: UUID) -> QuerySet[LateCharge]:
    """What was accrued and neither billed nor waived, in the order in which it is billed."""
    rows = LateCharge.objects.filter(customer_id=customer_id, state=ChargeState.ACCRUED)
    return rows.order_by("invoice_id", "from_on", "kind")


def _open(
    issued_on: date, total_minor: int, applied: Sequence[tuple[date, int]]
) -> tuple[tuple[date, int], ...]:
    days = {issued_on: total_minor}
    left = total_minor
    for day, minor in applied:
        left -= minor
        days[day] = left
    return tuple(sorted(days.items()))


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
