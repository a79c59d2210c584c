"""Doing, about many contracts at once: those of a file, of another system, of a benchmark."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.contracts import frames
from cashwright.areas.contracts.events import ContractCreated, SubscriptionAdded
from cashwright.areas.contracts.models import (
    BillPeriod,
    Charge,
    ChargeSpan,
    Contract,
    Subscription,
)
from cashwright.areas.contracts.policies import Grouping, ProrationUnit
from cashwright.areas.contracts.rules import SCHEDULE_AHEAD
from cashwright.areas.contracts.services.scheduling import horizon
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import ID
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts

MANY = 1_000  # subscriptions at once that change what the database should expect of its tables
_NUMBERS = (
    "free_e6", "free_minor", "free_events", "package_e6", "package_minor", "rate_e9",
    "event_fee_e9",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """How many rows were written of each kind."""

    contracts: int
    subscriptions: int
    charges: int
    periods: int


@command
def add_subscriptions(
    subscriptions: pl.DataFrame,
    charges: pl.DataFrame,
    *,
    entity_id: UUID,
    on: date,
    by: Actor,
    contracts: pl.DataFrame | None = None,
    versions: pl.DataFrame | None = None,
    ahead_months: int = SCHEDULE_AHEAD,
) -> Added:
    """Add agreed contracts with their subscriptions and charges by COPY, schedules included.

    contracts      frames.NEW_CONTRACTS: what is missing of a contract is as in `create_contract`.
                   Written active: the caller asked for approvals. None: all exist
    subscriptions  frames.NEW_SUBSCRIPTIONS, whose contract_id is one of `contracts` or exists
    charges        frames.NEW_CHARGES: one row a span; the interval of a price was checked before
    versions       frames.NEW_VERSIONS: prices these contracts negotiated, flat or of a unit; the
                   contract (owner_id) is told by its own fact
    ids            contract_id, subscription_id, charge_id are given by the caller (new_id_texts)
    raises         IntegrityError for a number or reference there is already
    """
    LegalEntity.objects.select_for_update(no_key=True).get(pk=entity_id)
    given = frames.with_defaults(contracts, frames.NEW_CONTRACTS) if contracts is not None else None
    subs = frames.with_defaults(subscriptions, frames.NEW_SUBSCRIPTIONS)
    spans = frames.with_defaults(charges, frames.NEW_CHARGES)
    made = _write_contracts(given, entity_id, by) if given is not None else 0
    if versions is not None:
        _write_versions(frames.with_defaults(versions, frames.NEW_VERSIONS))
    _write_subscriptions(subs, entity_id)
    one_each = spans.unique("charge_id", keep="first", maintain_order=True)
    _write_charges(one_each, spans, subs)
    periods = _write_schedules(subs, entity_id, on, ahead_months)
    _tell(subs, one_each, entity_id, by)
    if subs.height >= MANY:
        _take_stock()
    return Added(made, subs.height, one_each.height, periods)


def _write_contracts(given: pl.DataFrame, entity_id: UUID, by: Actor) -> int:
    rows = given.rename({"contract_id": "id"}).with_columns(
        bill_to_id=pl.coalesce("bill_to_id", "customer_id"),
        contract_no=pl.coalesce("contract_no", pl.col("id").str.replace_all("-", "")),
        grouping=pl.coalesce("grouping", pl.lit(str(Grouping.CONTRACT))),
        purchase_order_no=pl.col("purchase_order_no").fill_null(""),
        renewal_months=pl.col("renewal_months").fill_null(0),
        source=pl.col("source").fill_null("bulk"),
        entity_id=pl.lit(str(entity_id)), state=pl.lit(str(ContractState.ACTIVE)),
        needs_purchase_order=pl.lit(value=False), memo=pl.lit(""),
        proration=pl.lit(""),
        proration_unit=pl.lit(str(ProrationUnit.DAY)), created_at=pl.lit(now()),
    )  # fmt: skip
    written = write_frame(rows, Contract)
    facts = rows.with_columns(document_id="id", contract_id="id", why=pl.lit(""))
    announce_frame(ContractCreated, facts, entity_id=entity_id, by=by)
    return written


def _write_versions(versions: pl.DataFrame) -> None:
    nothing = [field for field in _NUMBERS if field not in versions.columns]
    write_frame(
        versions.rename({"price_version_id": "id"}).with_columns(
            pl.col("flat_minor", "unit_price_e9").fill_null(0),
            *(pl.lit(0, pl.Int64).alias(name) for name in nothing),
            is_tax_inclusive=pl.lit(value=False), created_at=pl.lit(now()),
        ),
        PriceVersion,
    )  # fmt: skip


def _write_subscriptions(subs: pl.DataFrame, entity_id: UUID) -> None:
    rows = subs.rename({"subscription_id": "id"}).with_columns(
        entity_id=pl.lit(str(entity_id)), changed_at=pl.lit(now()), created_at=pl.lit(now()),
        anchor_on=pl.coalesce("anchor_on", "trial_until", "starts_on"),
        reference=pl.coalesce("reference", "id"),
    )  # fmt: skip
    write_frame(rows, Subscription)


def _write_charges(one_each: pl.DataFrame, spans: pl.DataFrame, subs: pl.DataFrame) -> None:
    write_frame(
        one_each.select(
            pl.col("charge_id").alias("id"), "subscription_id", "price_id", "timing",
            pl.col("position").fill_null(1),
        ),
        Charge,
    )  # fmt: skip
    starts = subs.select("subscription_id", "starts_on")
    rows = spans.join(starts, on="subscription_id", maintain_order="left").select(
        "charge_id", "subscription_id", pl.coalesce("from_on", "starts_on").alias("from_on"),
        "until_on", "quantity_e6", "price_version_id",
        pl.Series("id", new_id_texts(spans.height), dtype=ID),
    )  # fmt: skip
    write_frame(rows, ChargeSpan)


def _write_schedules(subs: pl.DataFrame, entity_id: UUID, on: date, ahead_months: int) -> int:
    to_do = subs.select(
        "subscription_id", pl.lit(str(entity_id)).alias("entity_id"),
        pl.coalesce("anchor_on", "trial_until", "starts_on").alias("anchor_on"),
        "interval_months", "interval_days", "ends_on", pl.col("starts_on").alias("from_on"),
    )  # fmt: skip
    latest = subs["starts_on"].max()
    until = max(on, latest) if isinstance(latest, date) else on
    made = frames.schedule(to_do.lazy(), horizon(until, ahead_months)).collect()
    return write_frame(made.drop("days"), BillPeriod)


def _take_stock() -> None:
    """Let the database count these tables now: the bill run may come before it does so by itself."""
    with connection.cursor() as cursor:
        for model in (Contract, Subscription, Charge, ChargeSpan, BillPeriod):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _tell(subs: pl.DataFrame, charges: pl.DataFrame, entity_id: UUID, by: Actor) -> None:
    counts = charges.group_by("subscription_id").agg(charges=pl.len().cast(pl.Int64))
    facts = subs.join(counts, on="subscription_id", how="left", maintain_order="left")
    facts = facts.with_columns(
        document_id="subscription_id", why=pl.lit(""), charges=pl.col("charges").fill_null(0),
        reference=pl.coalesce("reference", "subscription_id"),
    )  # fmt: skip
    announce_frame(SubscriptionAdded, facts, entity_id=entity_id, by=by)
