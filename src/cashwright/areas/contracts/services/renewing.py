"""Doing: contracts end, go on by themselves or by hand, and subscriptions are brought in step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.contracts.events import Amended, ContractMoved, ContractRenewed
from cashwright.areas.contracts.models import Amendment, Contract, Subscription
from cashwright.areas.contracts.policies import AmendmentKind, Proration
from cashwright.areas.contracts.refusals import NothingChanges, OutsideContract
from cashwright.areas.contracts.services.creating import move_contract
from cashwright.areas.contracts.services.locking import locked_contract, running_subscription
from cashwright.areas.contracts.services.planning import How, new_amendment
from cashwright.areas.contracts.services.scheduling import rewrite_schedule
from cashwright.areas.contracts.states import CONTRACT, ContractState
from cashwright.areas.controls.services import announce, announce_frame, command
from cashwright.columns.dtypes import DAY, ID
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id

_RENEW = """
WITH due AS (
    SELECT id, ends_on, customer_id, starts_on, renewal_months,
        (extract(year FROM ends_on) - extract(year FROM starts_on)) * 12
            + extract(month FROM ends_on) - extract(month FROM starts_on) AS months
    FROM contracts_contract
    WHERE entity_id = %(entity)s AND state = 'active' AND renewal_months > 0 AND ends_on <= %(on)s
    FOR UPDATE
), stepped AS (
    SELECT id, ends_on, customer_id,
        CASE WHEN (starts_on + months::int * interval '1 month')::date = ends_on
            THEN (starts_on + (months::int + renewal_months) * interval '1 month')::date
            ELSE (ends_on + renewal_months * interval '1 month')::date END AS next_on
    FROM due
), moved AS (
    UPDATE contracts_contract c SET ends_on = s.next_on FROM stepped s WHERE c.id = s.id RETURNING c.id
)
SELECT s.id, s.customer_id, s.ends_on, s.next_on FROM stepped s JOIN moved ON moved.id = s.id
"""
_END = """
UPDATE contracts_contract SET state = 'ended'
WHERE entity_id = %s AND state = 'active' AND renewal_months = 0 AND ends_on <= %s
RETURNING id AS contract_id, customer_id, ends_on
"""


@command
def renew_due(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Let contracts that renew by themselves and whose end has come go on; returns how often.

    Set-based, for the run. Their subscriptions have no end of their own, so their schedules go on.
    The day of the month they began on is kept: the 31st, else the last.
    """
    count = 0
    while (
        rows := _renewed(entity_id, on)
    ).height:  # one that is late by several terms goes round again
        facts = rows.with_columns(document_id="contract_id", why=pl.lit("renews by itself"))
        announce_frame(ContractRenewed, facts, entity_id=entity_id, by=by)
        Amendment.objects.bulk_create(
            _renewal(UUID(row["contract_id"]), row["ended_on"], row["ends_on"], "", by)
            for row in rows.iter_rows(named=True)
        )
        count += rows.height
    return count


@command
def end_due(*, entity_id: UUID, on: date, by: Actor) -> int:
    """End contracts whose last day is over and that do not renew; returns how many. For the run."""
    rows = _returning(_END, [entity_id, on], "ends_on")
    facts = rows.with_columns(
        document_id="contract_id", why=pl.lit("its last day is over"), move=pl.lit("end"),
        state=pl.lit(str(ContractState.ENDED)), approval_id=pl.lit(None, pl.String),
    )  # fmt: skip
    announce_frame(ContractMoved, facts, entity_id=entity_id, by=by)
    return rows.height


@command
def renew(*, contract_id: UUID, until_on: date, on: date, by: Actor, why: str = "") -> Contract:
    """Let a contract go on until `until_on`, also one that has ended; its subscriptions with it.

    Subscriptions that ended with the contract go on; those cancelled before stay cancelled.
    raises  NotFound, NotAllowedNow (a draft, discarded), OutsideContract, NothingChanges
    """
    contract = locked_contract(contract_id)
    if contract.state != ContractState.ACTIVE:
        CONTRACT.after(ContractState(contract.state), "renew")
    if contract.ends_on is None:
        raise NothingChanges(what="end")
    if until_on <= contract.ends_on:
        raise OutsideContract(on=until_on, starts_on=contract.starts_on, ends_on=contract.ends_on)
    ended_on, contract.ends_on = contract.ends_on, until_on
    going_on = contract.subscriptions.select_for_update().filter(ends_on=ended_on).order_by("pk")
    for subscription in going_on:
        subscription.ends_on, subscription.changed_at = until_on, now()
        subscription.save(update_fields=["ends_on", "changed_at"])
        rewrite_schedule(subscription, after=ended_on, on=on)
    _renewal(contract.pk, ended_on, until_on, why, by).save(force_insert=True)
    if contract.state == ContractState.ENDED:
        return move_contract(contract, "renew", by, why)
    contract.save(update_fields=["ends_on"])
    event = ContractRenewed(
        entity_id=contract.entity_id, contract_id=contract.pk, customer_id=contract.customer_id,
        ended_on=ended_on, ends_on=until_on,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return contract


@command
def coterm(
    *, subscription_id: UUID, anchor_on: date, on: date, by: Actor, why: str = ""
) -> Subscription:
    """Bring a subscription in step with another: full periods start on `anchor_on` from now on.

    The period in progress stays as it is; the next is a stub up to the new anchor.
    raises  NotFound, ContractNotRunning, SubscriptionOver, NothingChanges
    """
    subscription = running_subscription(subscription_id, on)
    if subscription.anchor_on == anchor_on:
        raise NothingChanges(what="anchor")
    how = How(effective_on=on, on=on, proration=Proration.NONE, why=why)
    details = {"before": subscription.anchor_on.isoformat(), "after": anchor_on.isoformat()}
    amendment = new_amendment(subscription, AmendmentKind.COTERM, how, details, by.name)
    amendment.save(force_insert=True)
    subscription.anchor_on, subscription.changed_at = anchor_on, now()
    subscription.save(update_fields=["anchor_on", "changed_at"])
    rewrite_schedule(subscription, after=on, on=on)
    event = Amended(
        entity_id=subscription.entity_id, amendment_id=amendment.pk,
        contract_id=subscription.contract_id, subscription_id=subscription.pk,
        customer_id=subscription.customer_id, kind=amendment.kind, effective_on=on,
        proration=amendment.proration, currency=subscription.contract.currency, net_minor=0,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return subscription


def _renewal(contract_id: UUID, ended_on: date, ends_on: date, why: str, by: Actor) -> Amendment:
    """The row of the timeline for a contract that goes on as a whole."""
    return Amendment(
        id=new_id(), contract_id=contract_id, sequence_no=0, kind=AmendmentKind.RENEW,
        effective_on=ended_on, proration=Proration.NONE, why=why, recorded_by=by.name,
        details={"before": ended_on.isoformat(), "after": ends_on.isoformat()}, recorded_at=now(),
    )  # fmt: skip


def _renewed(entity_id: UUID, on: date) -> pl.DataFrame:
    return _returning(_RENEW, {"entity": entity_id, "on": on}, "ended_on", "ends_on")


def _returning(sql: str, params: Sequence[Any] | Mapping[str, Any], *days: str) -> pl.DataFrame:
    """What an UPDATE ... RETURNING gives, as a frame of ids and days."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    texts = [(str(r[0]), str(r[1]), *r[2:]) for r in rows]
    schema = {"contract_id": ID, "customer_id": ID, **dict.fromkeys(days, DAY)}
    return pl.DataFrame(texts, schema=schema, orient="row").sort("contract_id")
