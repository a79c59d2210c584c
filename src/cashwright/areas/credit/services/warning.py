"""Warning: a customer who pays worse becomes one task of a person, and is let be for a while.

The owner of the account is told by the same alert: it stands on their home page until the cooldown
ends, and where they work tasks it is among those for them.
"""

from datetime import date, timedelta
from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import announce, command, open_task
from cashwright.areas.credit.events import DriftNoted
from cashwright.areas.credit.frames.schemas import WARNED
from cashwright.areas.credit.models import DriftAlert
from cashwright.areas.credit.policies import Detector, DriftPolicy
from cashwright.areas.credit.rules import Warned, drift_words
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id

DRIFT_TASK = "credit.drift"


@command
def note_drift(
    warned: pl.DataFrame, *, entity_id: UUID, on: date, by: Actor, policy: DriftPolicy
) -> int:
    """Note who pays worse: one alert, one task, one word to the account's owner, unless spoken of lately.

    warned   frames.schemas.WARNED
    returns  how many were noted; those whose cooldown lasts are passed over
    locks    the customers, in id order
    """
    if not policy.is_on or warned.is_empty():
        return 0
    ids = [UUID(each) for each in warned["customer_id"]]
    rows = Customer.objects.filter(entity_id=entity_id, pk__in=ids).select_for_update(of=("self",))
    rows = rows.select_related("account_owner")
    customers = {str(row.pk): row for row in rows.order_by("pk")}
    spoken = DriftAlert.objects.filter(customer_id__in=ids, cooldown_until__gte=on)
    quiet = {str(each) for each in spoken.values_list("customer_id", flat=True)}
    noted = 0
    for customer_id, detector, *figures in warned.select(list(WARNED)).iter_rows():
        customer = customers.get(customer_id)
        if customer is not None and customer_id not in quiet:
            _note(customer, Warned(Detector(detector), *figures), on, by, policy)
            noted += 1
    return noted


def _note(customer: Customer, found: Warned, on: date, by: Actor, policy: DriftPolicy) -> None:
    alert_id, detector = new_id(), found.detector
    owner = customer.account_owner
    told = owner if owner is not None and owner.is_active else None
    before, latest = round(found.baseline_days), round(found.latest_days)
    task = open_task(
        entity_id=customer.entity_id, kind=DRIFT_TASK, key=f"drift {customer.pk} {on}", on=on,
        by=by, title=f"{customer.name} pays worse: {drift_words(detector, before, latest)}"[:200],
        customer_id=customer.pk, document_id=alert_id,
        facts={
            "detector": str(detector), "baseline_days": before, "latest_days": latest,
            "for": str(told.pk) if told else "",
        },
    )  # fmt: skip
    alert = DriftAlert.objects.create(
        id=alert_id, entity_id=customer.entity_id, customer=customer, noted_on=on,
        detector=detector, score_centi=round(100 * found.score), baseline_days=before,
        latest_days=latest, cooldown_until=on + timedelta(policy.cooldown_days), task_id=task.pk, told=told,
        policy_version=policy.version, created_at=now(),
    )  # fmt: skip
    event = DriftNoted(
        entity_id=alert.entity_id, drift_alert_id=alert.pk, customer_id=customer.pk, noted_on=on,
        detector=str(detector), baseline_days=before, latest_days=latest,
        cooldown_until=alert.cooldown_until, task_id=task.pk,
        told_id=alert.told_id,
    )  # fmt: skip
    announce(event, by=by, why=task.title)
