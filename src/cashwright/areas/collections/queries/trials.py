"""Reading about trials: which run, who has which arm, what customers did afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import polars as pl

from cashwright.areas.collections import frames
from cashwright.areas.collections.policies.trials import HOLDOUT, TRIAL, Response, Trial, trial_of
from cashwright.areas.controls.models import PolicyVersion
from cashwright.areas.controls.queries import policy_value
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, ID
from cashwright.kernel.events import HOUSE

EXPOSURES = {
    "customer_id": ID, "arm": CODE, "tried_on": DAY, "paid_on": DAY, "answered_on": DAY,
    "promised_on": DAY,
}  # fmt: skip
"""One row a customer of a trial: their first contact in it, and the first day of each answer after it."""

_ASSIGNED = """
SELECT DISTINCT ON (r.trial, r.customer_id) r.trial, r.customer_id, r.arm
FROM collections_reminder r
WHERE r.entity_id = %(entity)s AND r.trial = ANY(%(trials)s) AND r.reminded_on <= %(on)s
ORDER BY r.trial, r.customer_id, r.reminded_on, r.id
"""
_EXPOSURES = """
WITH first AS (
    SELECT DISTINCT ON (r.customer_id) r.customer_id, r.arm, r.reminded_on AS tried_on
    FROM collections_reminder r
    WHERE r.entity_id = %(entity)s AND r.trial = %(trial)s AND r.reminded_on <= %(on)s
    ORDER BY r.customer_id, r.reminded_on, r.id
)
SELECT f.customer_id, f.arm, f.tried_on,
    (SELECT min(a.applied_on) FROM collections_reminder r
     JOIN cash_application a ON a.invoice_id = r.invoice_id
     WHERE r.trial = %(trial)s AND r.customer_id = f.customer_id AND r.reminded_on = f.tried_on
       AND a.source_kind = 'payment' AND a.amount_minor > 0
       AND a.applied_on > f.tried_on AND a.applied_on <= %(on)s) AS paid_on,
    (SELECT min((b.received_at AT TIME ZONE e.zone)::date) FROM messaging_inbound b
     JOIN messaging_thread t ON t.id = b.thread_id
     JOIN parties_legalentity e ON e.id = t.entity_id
     WHERE t.customer_id = f.customer_id AND NOT b.is_auto
       AND (b.received_at AT TIME ZONE e.zone)::date BETWEEN f.tried_on + 1 AND %(on)s) AS answered_on,
    (SELECT min(p.promised_on) FROM collections_promise p
     WHERE p.customer_id = f.customer_id
       AND p.promised_on BETWEEN f.tried_on + 1 AND %(on)s) AS promised_on
FROM first f
ORDER BY f.customer_id
"""


def trials_in_force(entity_id: UUID, on: date) -> list[Trial]:
    """Every trial of an entity as it stands on a day, by code; ended ones too. Raises BadTrial."""
    names = PolicyVersion.objects.filter(
        name__startswith=f"{TRIAL}.", entity_id__in={entity_id, HOUSE}, valid_from__lte=on
    ).values_list("name", flat=True)
    values = [policy_value(name, on=on, entity_id=entity_id) for name in sorted(set(names))]
    return [trial_of(value) for value in values if value is not None]


def assigned_arms(entity_id: UUID, trials: Sequence[Trial], on: date) -> pl.DataFrame:
    """frames.ASSIGNED: the arms customers have in these trials by a day."""
    if not trials:
        return pl.DataFrame(schema=frames.ASSIGNED)
    params = {"entity": entity_id, "trials": [trial.code for trial in trials], "on": on}
    return read_frame(_ASSIGNED, params, schema=frames.ASSIGNED)


def exposures(entity_id: UUID, trial: str, on: date) -> pl.DataFrame:
    """EXPOSURES of a trial, as it was known on a day.

    paid_on      money was applied to an invoice the contact was about
    answered_on  a person wrote to us; promised_on: a promise was noted
    """
    params = {"entity": entity_id, "trial": trial, "on": on}
    return read_frame(_EXPOSURES, params, schema=EXPOSURES)


@dataclass(frozen=True, slots=True)
class Counted:
    """One arm: customers who had a contact in it, those whose window is over, those of them who answered."""

    arm: str
    customers: int
    over: int
    answered: int

    @property
    def rate(self) -> tuple[int, int]:
        """(answered, whose window is over), as rules.trials takes it."""
        return self.answered, self.over


def counted(trial: Trial, found: pl.DataFrame, on: date) -> dict[str, Counted]:
    """Every arm of a trial and the holdout, by code, from its EXPOSURES as of a day.

    Only customers whose window is over are counted in a rate: who answers early would count twice as
    fast as who does not.
    """
    answer = pl.col(f"{_ANSWER[trial.response]}_on")
    window = timedelta(days=trial.window_days)
    is_over = pl.col("tried_on") + window < on
    told = found.group_by("arm").agg(
        customers=pl.len(), over=is_over.sum(),
        answered=(is_over & (answer <= pl.col("tried_on") + window)).sum(),
    )  # fmt: skip
    by_arm = {row["arm"]: Counted(**row) for row in told.iter_rows(named=True)}
    codes = [*(arm.code for arm in trial.arms), HOLDOUT]
    return {code: by_arm.get(code, Counted(code, 0, 0, 0)) for code in codes}


_ANSWER = {Response.PAID: "paid", Response.ANSWERED: "answered", Response.PROMISED: "promised"}

TEXT_RESULTS = {
    "template": CODE, "channel": CODE, "messages": pl.Int64(), "customers": pl.Int64(),
    "paid": pl.Int64(), "answered": pl.Int64(), "promised": pl.Int64(),
}  # fmt: skip
"""One row a version of a text and channel: reminders that went out, and what followed within the window."""

_TEXT_RESULTS = """
SELECT m.template, m.channel, count(*) AS messages, count(DISTINCT m.customer_id) AS customers,
    count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM cash_application a WHERE a.invoice_id = ANY(m.document_ids)
          AND a.source_kind = 'payment' AND a.amount_minor > 0
          AND a.applied_on > m.sent_on AND a.applied_on <= m.sent_on + %(window)s)) AS paid,
    count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM messaging_inbound b JOIN messaging_thread t ON t.id = b.thread_id
        WHERE t.customer_id = m.customer_id AND NOT b.is_auto
          AND b.received_at > m.sent_at
          AND b.received_at <= m.sent_at + make_interval(days => %(window)s))) AS answered,
    count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM collections_promise p WHERE p.customer_id = m.customer_id
          AND p.promised_on > m.sent_on AND p.promised_on <= m.sent_on + %(window)s)) AS promised
FROM (SELECT m.*, (m.sent_at AT TIME ZONE e.zone)::date AS sent_on
      FROM messaging_message m JOIN parties_legalentity e ON e.id = m.entity_id
      WHERE m.entity_id = ANY(%(entities)s::uuid[]) AND m.purpose = 'reminders' AND m.template <> ''
        AND m.sent_at >= %(since)s::timestamptz AND m.sent_at < %(until)s::timestamptz) m
GROUP BY m.template, m.channel ORDER BY messages DESC, m.template
"""


def text_results(
    entity_ids: Sequence[UUID], on: date, *, days: int = 180, window_days: int = 14
) -> pl.DataFrame:
    """TEXT_RESULTS of the reminders of the last `days` whose window is over by `on`."""
    until = on - timedelta(days=window_days)
    params = {
        "entities": list(entity_ids), "window": window_days, "until": until,
        "since": until - timedelta(days=days),
    }  # fmt: skip
    return read_frame(_TEXT_RESULTS, params, schema=TEXT_RESULTS)
