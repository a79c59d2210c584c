"""Doing, about hours: when each reminder of a plan goes out, and why then."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cashwright.areas.collections.queries import heard, send_time, zones_of_contacts
from cashwright.areas.collections.services.agreeing import ask_or_set
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.services import command
from cashwright.areas.messaging.policies.hours import SEND_TIME, SendTime, send_time_value
from cashwright.areas.messaging.queries import contact_policy
from cashwright.areas.messaging.rules.hours import choose_hour, hour_on
from cashwright.areas.messaging.rules.zones import plausible_zones
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor


@command
def propose_send_time(
    policy: SendTime, *, valid_from: date, why: str, entity_id: UUID, on: date, by: Actor
) -> Approval | PolicyVersion:
    """Switch the learning of hours on, off or over, by two people where there are two.

    raises  NothingChanges, PolicyMoved, AlreadyAsked
    """
    return ask_or_set(
        policy=SEND_TIME, value=send_time_value(policy), valid_from=valid_from, why=why,
        entity_id=entity_id, on=on, by=by,
    )  # fmt: skip


class Hours:
    """The hours of one plan of an entity; where nothing is learned, none is chosen."""

    def __init__(self, entity_id: UUID, on: date, contact_ids: Collection[UUID]) -> None:
        self._on = on
        self._policy = send_time(entity_id, on)
        if not self._policy.is_on:
            return
        self._window = contact_policy(entity_id, on)
        self._heard = heard(entity_id, on, self._policy)
        self._zones = zones_of_contacts(contact_ids)

    def of(
        self, customer: Customer, contact_id: UUID | None
    ) -> tuple[datetime | None, dict[str, Any]]:
        """The first instant a message may go out, and what is remembered of the choice.

        Nothing is chosen for who may be in several zones: their hour is not known.
        """
        if not self._policy.is_on or contact_id is None:
            return None, {}
        zones = plausible_zones(self._zones.get(contact_id, ""), customer.zone, customer.country)
        if len(zones) > 1:
            return None, {}
        found = choose_hour(
            self._policy, self._window, contact=str(contact_id),
            own=self._heard.own.get(contact_id, {}), shared=self._heard.shared,
            seed=f"{contact_id}/{self._on.isoformat()}",
        )  # fmt: skip
        if found is None:
            return None, {}
        if found.slot is None:
            return None, {"hour_holdout": True, "hour_odds_bp": found.odds_bp}
        at = hour_on(self._on, found.slot, zones[0])
        if at is None:
            return None, {}
        return at, {
            "slot": found.slot, "slot_odds_bp": found.odds_bp, "zone": zones[0].key,
            "own": found.own, "hour_holdout": False,
        }  # fmt: skip
