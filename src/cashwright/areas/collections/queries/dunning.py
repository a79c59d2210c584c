"""Reading for the plan of a day: the open items, the customers, what happened.

What was agreed, disputed, held, sent and asked is as of the day; balances are those of now, unless the
past is asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import polars as pl

from cashwright.areas.collections import frames
from cashwright.areas.collections.policies import Ladder, Track
from cashwright.areas.collections.policies.trials import Trial
from cashwright.areas.collections.queries.ladders import (
    climbing,
    days_of,
    dunning_in_force,
    ladders_in_force,
)
from cashwright.areas.collections.queries.trials import assigned_arms, trials_in_force
from cashwright.areas.collections.queries.turning import turning
from cashwright.areas.collections.refusals import BadDunning
from cashwright.areas.collections.rules import EVENT_DAYS
from cashwright.areas.credit.queries import risks
from cashwright.areas.messaging.queries import contact_policy
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import read_frame
from cashwright.kernel.autonomy import Autonomy

_ISSUE_DAYS = 60  # of an issue longer ago nothing is said any more

_NOW = """
    SELECT i.customer_id, i.id, i.currency, i.issued_on, i.due_on, i.balance_minor
    FROM invoicing_invoice i
    WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.issued_on <= %(on)s
"""
_THEN = """
    SELECT i.customer_id, i.id, i.currency, i.issued_on, i.due_on,
           (i.total_minor - coalesce(a.minor, 0))::bigint AS balance_minor
    FROM invoicing_invoice i
    LEFT JOIN LATERAL (SELECT sum(a.amount_minor) AS minor FROM cash_application a
                       WHERE a.invoice_id = i.id AND a.applied_on <= %(on)s) AS a ON true
    WHERE i.entity_id = %(entity)s AND (i.balance_minor > 0 OR i.last_applied_on > %(on)s)
      AND i.issued_on <= %(on)s AND i.total_minor > coalesce(a.minor, 0)
"""
_ITEMS = """
WITH open AS (__OPEN__
      AND (i.due_on <= %(until)s OR i.issued_on >= %(issued)s)
      AND (%(customers)s::uuid[] IS NULL OR i.customer_id = ANY(%(customers)s::uuid[]))
), climbed AS (
    SELECT r.invoice_id,
           max(r.days) FILTER (WHERE r.track = 'due' AND r.state <> 'shadowed')::int AS up_to,
           max(r.reminded_on) FILTER (WHERE r.track = 'due' AND r.state = 'sent') AS last_on,
           max(r.days) FILTER (WHERE r.track = 'issue' AND r.state <> 'shadowed')::int AS issue_up_to,
           max(r.days) FILTER (WHERE r.track = 'due')::int AS shadow_up_to,
           max(r.reminded_on) FILTER (WHERE r.track = 'due' AND r.state <> 'skipped') AS shadow_last_on,
           max(r.days) FILTER (WHERE r.track = 'issue')::int AS shadow_issue_up_to
    FROM collections_reminder r
    WHERE r.entity_id = %(entity)s AND r.reminded_on <= %(on)s
      AND (%(customers)s::uuid[] IS NULL OR r.customer_id = ANY(%(customers)s::uuid[]))
    GROUP BY r.invoice_id
), promised AS (
    SELECT k.invoice_id, max(p.kept_until) AS until
    FROM collections_promise p JOIN collections_promiseitem k ON k.promise_id = p.id
    WHERE p.entity_id = %(entity)s AND p.promised_on <= %(on)s
      AND (p.judged_on IS NULL OR p.judged_on > %(on)s)
    GROUP BY k.invoice_id
), planned AS (
    SELECT DISTINCT k.invoice_id
    FROM collections_paymentplan p JOIN collections_planitem k ON k.plan_id = p.id
    WHERE p.entity_id = %(entity)s AND p.agreed_on <= %(on)s
      AND (p.ended_on IS NULL OR p.ended_on > %(on)s)
), disputed AS (
    SELECT d.invoice_id, sum(d.amount_minor)::bigint AS minor FROM disputes_dispute d
    WHERE d.entity_id = %(entity)s AND d.opened_on <= %(on)s
      AND (d.closed_on IS NULL OR d.closed_on > %(on)s)
    GROUP BY d.invoice_id
), placed AS (
    SELECT DISTINCT k.invoice_id
    FROM collections_placement p JOIN collections_placementitem k ON k.placement_id = p.id
    WHERE p.entity_id = %(entity)s AND p.placed_on <= %(on)s
      AND (p.ended_on IS NULL OR p.ended_on > %(on)s)
)
SELECT o.customer_id, o.id AS invoice_id, o.currency, o.issued_on, o.due_on, o.balance_minor,
       least(coalesce(x.minor, 0), o.balance_minor) AS held_minor,
       0::bigint AS pending_minor, q.until AS promised_until,
       g.invoice_id IS NOT NULL AS in_plan, a.invoice_id IS NOT NULL AS is_placed,
       c.up_to, c.last_on, c.issue_up_to, c.shadow_up_to, c.shadow_last_on, c.shadow_issue_up_to
FROM open o
LEFT JOIN climbed c ON c.invoice_id = o.id
LEFT JOIN promised q ON q.invoice_id = o.id
LEFT JOIN planned g ON g.invoice_id = o.id
LEFT JOIN placed a ON a.invoice_id = o.id
LEFT JOIN disputed x ON x.invoice_id = o.id
"""
_READ_ITEMS = {
    **frames.ITEMS, "shadow_up_to": pl.Int32(), "shadow_last_on": pl.Date(),
    "shadow_issue_up_to": pl.Int32(),
}  # fmt: skip

_STANDINGS = """
WITH who AS (
    SELECT c.id, c.delivery, c.is_vip, c.language, s.code AS segment
    FROM parties_customer c LEFT JOIN parties_segment s ON s.id = c.segment_id
    WHERE c.entity_id = %(entity)s
      AND (%(customers)s::uuid[] IS NULL OR c.id = ANY(%(customers)s::uuid[]))
), said AS (
    SELECT DISTINCT ON (s.contact_id, s.channel) s.contact_id, s.channel, s.is_given
    FROM parties_consent s
    WHERE s.purpose = 'reminders' AND s.channel IN ('email', 'sms')
    ORDER BY s.contact_id, s.channel, s.stated_at DESC, s.id DESC
), blocked AS (
    SELECT x.address_hash FROM messaging_blockedaddress x
    WHERE x.entity_id = %(entity)s AND x.lifted_at IS NULL
), people AS (
    SELECT k.customer_id,
           bool_or(k.email <> '') AS has_contact,
           bool_and(mail.is_given IS FALSE) FILTER (WHERE k.email <> '') AS is_opted_out,
           bool_or(k.phone <> '' AND sms.is_given IS TRUE) AS may_sms
    FROM (
        SELECT c.id, c.customer_id, c.is_active,
               CASE WHEN EXISTS (SELECT FROM blocked)
                    AND encode(sha256(convert_to('email:' || lower(c.email), 'UTF8')), 'hex')
                    IN (SELECT address_hash FROM blocked) THEN '' ELSE c.email END AS email,
               CASE WHEN EXISTS (SELECT FROM blocked)
                    AND encode(sha256(convert_to('sms:' || lower(c.phone), 'UTF8')), 'hex')
                    IN (SELECT address_hash FROM blocked) THEN '' ELSE c.phone END AS phone
        FROM parties_contact c
    ) AS k
    LEFT JOIN said mail ON mail.contact_id = k.id AND mail.channel = 'email'
    LEFT JOIN said sms ON sms.contact_id = k.id AND sms.channel = 'sms'
    WHERE k.is_active AND (%(customers)s::uuid[] IS NULL OR k.customer_id = ANY(%(customers)s::uuid[]))
    GROUP BY k.customer_id
), held AS (
    SELECT DISTINCT h.customer_id FROM parties_hold h
    WHERE h.kind = 'dunning' AND h.from_on <= %(on)s
      AND (h.until_on IS NULL OR h.until_on >= %(on)s)
      AND (h.released_on IS NULL OR h.released_on > %(seen)s)
), spoken AS (
    -- What still waits is on its way: nothing more is said before it went out. To those on shadow what
    -- was rehearsed counts as said.
    SELECT m.customer_id, false AS is_shadow, CASE
        WHEN m.tried_at IS NULL AND m.state IN ('queued', 'held') THEN %(seen)s::date
        ELSE (coalesce(m.sent_at, m.tried_at, m.queued_at) AT TIME ZONE e.zone)::date END AS said_on
    FROM messaging_message m JOIN parties_legalentity e ON e.id = m.entity_id
    WHERE m.entity_id = %(entity)s AND m.purpose = 'reminders'
      AND m.state NOT IN ('suppressed', 'failed', 'bounced')
      AND m.queued_at > %(seen)s::timestamptz - interval '60 days'
      AND (m.queued_at AT TIME ZONE e.zone)::date <= %(seen)s
      AND (%(customers)s::uuid[] IS NULL OR m.customer_id = ANY(%(customers)s::uuid[]))
    UNION ALL
    SELECT customer_id, true, reminded_on FROM (
        SELECT DISTINCT r.customer_id, r.reminded_on, i.due_on < r.reminded_on AS is_late
        FROM collections_reminder r JOIN invoicing_invoice i ON i.id = r.invoice_id
        WHERE r.entity_id = %(entity)s AND r.state = 'shadowed'
          AND r.act IN ('email', 'sms', 'letter', 'portal')
          AND r.reminded_on BETWEEN %(seen)s::date - 60 AND %(seen)s
          AND (%(customers)s::uuid[] IS NULL OR r.customer_id = ANY(%(customers)s::uuid[]))
    ) AS rehearsed
), sent AS (
    SELECT customer_id, max(said_on) FILTER (WHERE NOT is_shadow) AS last_sent_on,
           count(*) FILTER (WHERE NOT is_shadow AND said_on > %(on)s - 7)::int AS sent_7,
           max(said_on) AS shadow_sent_on,
           count(*) FILTER (WHERE said_on > %(on)s - 7)::int AS shadow_sent_7
    FROM spoken GROUP BY customer_id
), asked AS (
    SELECT DISTINCT t.customer_id FROM messaging_thread t
    WHERE t.entity_id = %(entity)s AND t.state = 'waiting' AND t.customer_id IS NOT NULL
      AND t.last_at >= %(on)s::timestamptz - make_interval(days => %(reply_days)s)
      AND t.last_at < %(seen)s::timestamptz + interval '2 days'
      AND EXISTS (SELECT 1 FROM messaging_inbound b WHERE b.thread_id = t.id AND NOT b.is_auto)
)
SELECT w.id AS customer_id, coalesce(p.has_contact, false) AS has_contact,
       w.delivery <> 'none' AS has_consent, coalesce(p.is_opted_out, false) AS is_opted_out,
       h.customer_id IS NOT NULL AS is_on_hold, coalesce(p.may_sms, false) AS may_sms, w.is_vip,
       a.customer_id IS NOT NULL AS has_replied, t.last_sent_on, coalesce(t.sent_7, 0) AS sent_7,
       %(budget)s::int AS sent_7_max, coalesce(w.segment, '') AS segment,
       w.language, t.shadow_sent_on, coalesce(t.shadow_sent_7, 0) AS shadow_sent_7
FROM who w
LEFT JOIN people p ON p.customer_id = w.id
LEFT JOIN held h ON h.customer_id = w.id
LEFT JOIN sent t ON t.customer_id = w.id
LEFT JOIN asked a ON a.customer_id = w.id
"""
_READ_STANDINGS = {
    name: dtype
    for name, dtype in frames.STANDINGS.items()
    if name not in ("ladder", "autonomy", "risk")
} | {"shadow_sent_on": pl.Date(), "shadow_sent_7": pl.Int32()}

_HAPPENED = """
SELECT 'promise_broken' AS trigger, p.id AS event_id, k.invoice_id, p.judged_on AS happened_on
FROM collections_promise p JOIN collections_promiseitem k ON k.promise_id = p.id
WHERE p.entity_id = %(entity)s AND p.state IN ('broken', 'partly')
  AND p.judged_on BETWEEN %(since)s AND %(on)s
UNION ALL
SELECT 'plan_defaulted', p.id, k.invoice_id, p.ended_on
FROM collections_paymentplan p JOIN collections_planitem k ON k.plan_id = p.id
WHERE p.entity_id = %(entity)s AND p.state = 'defaulted' AND p.ended_on BETWEEN %(since)s AND %(on)s
UNION ALL
SELECT 'message_bounced', m.id, d.document_id, (m.bounced_at AT TIME ZONE e.zone)::date
FROM messaging_message m JOIN parties_legalentity e ON e.id = m.entity_id
CROSS JOIN LATERAL unnest(m.document_ids) AS d(document_id)
WHERE m.entity_id = %(entity)s AND m.state IN ('bounced', 'failed') AND m.purpose = 'reminders'
  AND m.bounced_at IS NOT NULL
  AND (m.bounced_at AT TIME ZONE e.zone)::date BETWEEN %(since)s AND %(on)s
"""
_TAKEN = """
SELECT r.event_id, r.invoice_id FROM collections_reminder r
WHERE r.entity_id = %(entity)s AND r.track = 'event' AND r.reminded_on >= %(since)s
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan is made from, on one day of one entity."""

    entity: LegalEntity
    on: date
    items: pl.DataFrame
    standings: pl.DataFrame
    happened: pl.DataFrame
    ladders: dict[str, Ladder]
    trials: Sequence[Trial] = ()
    assigned: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=frames.ASSIGNED))

    def plan(self) -> pl.DataFrame:
        """frames.TRIED."""
        plan = frames.plan_contacts(
            self.items, self.standings, self.happened, self.ladders,
            days_of(self.entity, self.on, self.ladders),
        )  # fmt: skip
        return self.with_arms(plan, self.on)

    def with_arms(self, plan: pl.DataFrame, on: date) -> pl.DataFrame:
        """frames.TRIED: the plan of a day with the arms of the trials that run on it."""
        return frames.with_arms(plan, self.trials, self.assigned, on)

    def next_actions(self) -> pl.DataFrame:
        """frames.NEXT."""
        return frames.next_actions(
            self.items, self.standings, self.ladders, days_of(self.entity, self.on, self.ladders)
        )  # fmt: skip

    def simulate(self, days: int) -> pl.DataFrame:
        """frames.SIMULATED: what the coming days would bring, this one first, if nobody paid."""
        turns = turning(self.entity.pk, self.on, days) if days > 1 else {}
        return frames.simulate(
            self.items, self.standings, self.happened, self.ladders, from_on=self.on, days=days,
            days_of=lambda on, ladders: days_of(self.entity, on, ladders),
            turned=lambda on: self.turned(on, turns), arms=self.with_arms,
        )  # fmt: skip

    def turned(self, on: date, turns: Mapping[date, Collection[UUID] | None]) -> frames.Turn | None:
        """Those of whom something ends or begins by itself on a coming day, as they are then."""
        if on not in turns:
            return None
        whose = {UUID(one) for one in self.standings["customer_id"]}
        of_all = turns[on]
        if of_all is not None:
            whose &= set(of_all)
        if not whose:
            return None
        standings = _standings(self.entity.pk, on, sorted(whose), seen=self.on)
        ladders = ladders_in_force(self.entity.pk, on)
        _check_there(ladders, standings)
        return frames.Turn(standings, ladders)

    def ended(self) -> pl.DataFrame:
        """customer_id | invoice_id: the oldest late invoice of customers whose ladder ended."""
        return frames.ended(
            self.items, self.standings, self.ladders, days_of(self.entity, self.on, self.ladders)
        )

    def asked(self) -> pl.DataFrame:
        """customer_id | invoice_id | asked_minor: what is late and may be asked for, oldest first."""
        return frames.asked(self.items, self.on)


def known(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None, *, ahead_days: int = 0,
    is_past: bool = False,
) -> Known:  # fmt: skip
    """What the plan of a day is made from, of these customers or all.

    ahead_days  how far beyond the day it is to be simulated
    is_past     balances are those of the day, too: for looking at what a ladder would have done
    raises      BadDunning when customers are to climb a ladder there is not
    """
    entity = LegalEntity.objects.get(pk=entity_id)
    ladders = ladders_in_force(entity_id, on)
    items = _items(entity_id, on, ladders, customer_ids, ahead_days, is_past=is_past)
    concerned = customer_ids
    if concerned is None and items["customer_id"].n_unique() < 5_000:
        concerned = [UUID(one) for one in items["customer_id"].unique().sort()]
    standings = _standings(entity_id, on, concerned)
    items = _as_shadowed(items, standings)
    _check_there(ladders, standings)
    used = {name: ladders[name] for name in standings["ladder"].unique()}
    trials = trials_in_force(entity_id, on)
    return Known(
        entity, on, items, standings, _happened(entity_id, on), used or ladders, trials,
        assigned_arms(entity_id, trials, on),
    )  # fmt: skip


def _check_there(ladders: Mapping[str, Ladder], standings: pl.DataFrame) -> None:
    names = set(standings["ladder"].unique())
    if not ladders.keys() >= names:
        raise BadDunning(reason=f"no ladder is called {', '.join(sorted(names - set(ladders)))}")


def reminder_plan(
    entity_id: UUID, on: date, *, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """frames.TRIED: what every customer hears on a day, and what is held back and why.

    Nothing is changed by asking.
    """
    return known(entity_id, on, customer_ids).plan()


def next_actions(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """frames.NEXT: the one next thing of every overdue invoice, or the reason why there is none."""
    return known(entity_id, on, customer_ids).next_actions()


def _items(
    entity_id: UUID,
    on: date,
    ladders: dict[str, Ladder],
    customer_ids: Collection[UUID] | None,
    ahead_days: int,
    *,
    is_past: bool,
) -> pl.DataFrame:
    steps = [step for ladder in ladders.values() for step in ladder.steps]
    ahead = max(-min(step.days for step in steps if step.track is Track.DUE), 0)
    has_issue = any(step.track is Track.ISSUE for step in steps)
    params = {
        "entity": entity_id,
        "on": on,
        "until": on
        + timedelta(days=ahead + 7 + ahead_days),  # days off before a business day, and then some
        "issued": on - timedelta(days=_ISSUE_DAYS) if has_issue else date.max,
        "customers": None if customer_ids is None else list(customer_ids),
    }
    open_ = _ITEMS.replace("__OPEN__", _THEN if is_past else _NOW)
    return read_frame(open_, params, schema=_READ_ITEMS)


def _as_shadowed(items: pl.DataFrame, standings: pl.DataFrame) -> pl.DataFrame:
    """Of customers on shadow the steps only noted count as taken; of others they do not."""
    shadowed = standings.filter(pl.col("autonomy") == "shadow")["customer_id"]
    is_shadow = pl.col("customer_id").is_in(shadowed.implode())
    return items.with_columns(
        pl.when(is_shadow).then(f"shadow_{name}").otherwise(name).alias(name)
        for name in ("up_to", "last_on", "issue_up_to")
    ).select(*frames.ITEMS)


def _standings(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None, *, seen: date | None = None
) -> pl.DataFrame:
    """frames.STANDINGS of a day, by what is known on the day `seen`: the same, or one before it."""
    dunning = dunning_in_force(entity_id, on)
    params = {
        "entity": entity_id, "on": on, "seen": seen or on, "reply_days": dunning.reply_days,
        "budget": contact_policy(entity_id, on).budget,
        "customers": None if customer_ids is None else list(customer_ids),
    }  # fmt: skip
    rows = read_frame(_STANDINGS, params, schema=_READ_STANDINGS)
    rated = rows.join(risks(entity_id, on), on="customer_id", how="left").with_columns(
        pl.col("risk").fill_null("")
    )
    is_shadow = pl.col("autonomy") == Autonomy.SHADOW.value
    return climbing(dunning, rated).with_columns(
        pl.when(is_shadow).then(f"shadow_{said}").otherwise(named).alias(named)
        for said, named in (("sent_on", "last_sent_on"), ("sent_7", "sent_7"))
    ).select(*frames.STANDINGS)  # fmt: skip


def _happened(entity_id: UUID, on: date) -> pl.DataFrame:
    params = {"entity": entity_id, "on": on, "since": on - timedelta(days=EVENT_DAYS)}
    rows = read_frame(_HAPPENED, params, schema=frames.HAPPENED)
    if rows.is_empty():
        return rows
    taken = read_frame(
        _TAKEN, params, schema={name: frames.HAPPENED[name] for name in ("event_id", "invoice_id")}
    )
    return rows.join(taken, on=["event_id", "invoice_id"], how="anti")
