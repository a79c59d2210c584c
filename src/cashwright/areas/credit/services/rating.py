"""Rating: how much of a risk customers are, told by the rule every day, or set by a person for a time."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.credit.events import RiskRated
from cashwright.areas.credit.models import RiskRating
from cashwright.areas.credit.policies import Tier
from cashwright.areas.credit.queries.risk import risk
from cashwright.areas.credit.rules import Rating
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound


@command
def rate_customers(
    ratings: Mapping[UUID, Rating], *, entity_id: UUID, on: date, by: Actor, policy_version: int
) -> int:
    """Note the customers whose rating differs from what was noted last; returns how many.

    A rating without points is noted only after one with some. A new tier is announced; new reasons
    of the same tier are only kept.
    """
    rows = RiskRating.objects.filter(
        customer_id__in=list(ratings), until_on__isnull=True, rated_on__lte=on
    )
    latest = rows.order_by("customer_id", "-rated_on", "-pk").distinct("customer_id")
    before = {row.customer_id: row for row in latest}
    made = []
    for customer_id, rating in sorted(ratings.items()):
        known = before.get(customer_id)
        if (known is None and not rating.points) or (
            known is not None and (known.tier, known.reasons) == (rating.tier, list(rating.reasons))
        ):
            continue
        row = RiskRating(
            entity_id=entity_id, customer_id=customer_id, tier=rating.tier, rated_on=on,
            points=rating.points, reasons=list(rating.reasons), policy_version=policy_version,
            rated_by=by.name, created_at=now(),
        )  # fmt: skip
        made.append(row)
        tier_before = known.tier if known else str(Tier.LOW)
        if tier_before != row.tier:
            _tell(row, tier_before, by, "; ".join(rating.reasons))
    RiskRating.objects.bulk_create(made, batch_size=1_000)
    return len(made)


@command
def set_risk(
    *, customer_id: UUID, tier: Tier, until_on: date, reason: str, on: date, by: Actor
) -> RiskRating:
    """Set a customer's risk by hand, from `on` until the end of `until_on`, whatever the rule says.

    raises  NotFound, BadInput (no reason, an unknown tier, or a last day before the first)
    """
    if tier not in set(Tier):
        raise BadInput(field="tier", value=str(tier)[:16], expected=", ".join(Tier))
    if until_on < on:
        raise BadInput(field="until_on", value=str(until_on), expected=f"{on} or later")
    return _word(customer_id, str(tier), until_on, reason, on, by)


@command
def release_risk(*, customer_id: UUID, reason: str, on: date, by: Actor) -> RiskRating:
    """Take back what a person set: from `on` the rule's word holds. Raises NotFound, BadInput."""
    if risk(customer_id, on).until_on is None:
        raise BadInput(field="customer", value=str(customer_id), expected="a risk set by hand")
    return _word(customer_id, "", on, reason, on, by)


def _word(
    customer_id: UUID, tier: str, until_on: date, reason: str, on: date, by: Actor
) -> RiskRating:
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    why = words.one_line("reason", reason, length_max=200)
    before = risk(customer_id, on).tier
    row = RiskRating.objects.create(
        entity_id=customer.entity_id, customer=customer, tier=tier, rated_on=on, until_on=until_on,
        reasons=[why], rated_by=by.name, created_at=now(),
    )  # fmt: skip
    _tell(row, before, by, why)
    return row


def _tell(row: RiskRating, before: str, by: Actor, why: str) -> None:
    event = RiskRated(
        entity_id=row.entity_id, risk_rating_id=row.pk, customer_id=row.customer_id,
        rated_on=row.rated_on, before=before, after=row.tier, until_on=row.until_on,
    )  # fmt: skip
    announce(event, by=by, why=why)
