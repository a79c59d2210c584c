"""What the books say of the made-up people, beside what is true of them and kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db.models import Min

from cashwright.areas.collections.models import Promise, Reminder, ReminderState
from cashwright.areas.collections.policies.trials import HOLDOUT
from cashwright.areas.collections.queries.promises import JUDGED
from cashwright.areas.collections.queries.trials import counted, exposures, trials_in_force
from cashwright.areas.collections.rules.trials import Uplift, uplift
from cashwright.areas.collections.states import PromiseState
from cashwright.areas.controls.queries import books_today
from cashwright.areas.credit.models import DriftAlert
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import LIVE
from cashwright.areas.messaging.models import Inbound, Suggestion
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.connectors.simulator.people import kept
from cashwright.runs.queries import entities_to_run
from cashwright.surfaces.cli.evaluation.drift import Watched
from cashwright.surfaces.cli.evaluation.intents import Measured
from cashwright.surfaces.cli.evaluation.promises import Given
from cashwright.surfaces.cli.evaluation.uplift import Reminded


def watched_in(folder: Path, entity: str) -> Iterator[Watched]:
    """Every customer who got an invoice that fell due, with what was said of them and what is true."""
    today = books_today("UTC")
    due = dict[tuple[str, str], date](
        ((code, no), on)
        for code, no, on in Invoice.objects.filter(state__in=LIVE, due_on__lt=today)
        .values_list("entity__code", "customer__account_no")
        .annotate(Min("due_on"))
        .order_by()
    )
    alarms: dict[tuple[str, str], list[tuple[date, str]]] = {}
    rows = DriftAlert.objects.order_by("noted_on", "pk")
    for code, no, on, by in rows.values_list(
        "entity__code", "customer__account_no", "noted_on", "detector"
    ):
        alarms.setdefault((code, no), []).append((on, by))
    for one in kept("people", folder):
        key = (one.entity, one.customer)
        if key in due and entity in ("", one.entity):
            told = one.values["changes_on"]
            changes_on = date.fromisoformat(told) if told else None
            yield Watched(
                from_on=due[key], until_on=today, alarms=tuple(alarms.get(key, ())),
                changes_on=changes_on, felt_on=_felt_on(key, changes_on) if changes_on else None,
            )  # fmt: skip


def _felt_on(key: tuple[str, str], changes_on: date) -> date | None:
    """When the first invoice fell due that is paid worse."""
    code, account_no = key
    rows = Invoice.objects.filter(
        entity__code=code, customer__account_no=account_no, state__in=LIVE, due_on__gte=changes_on
    )
    found: date | None = rows.aggregate(first=Min("due_on"))["first"]
    return found


def given_in(folder: Path, entity: str) -> Iterator[Given]:
    """The promises that were judged, with what their givers are like and truly meant."""
    keeps = {
        (one.entity, one.customer): int(one.values["keeps"] * 1000)
        for one in kept("people", folder)
    }
    meant = {one.values["message_id"]: bool(one.values["keeps"]) for one in kept("replies", folder)}
    sources = dict(
        Suggestion.objects.filter(decided_intent=Intent.PROMISE).values_list(
            "pk", "inbound__message_id"
        )
    )
    rows = Promise.objects.filter(state__in=JUDGED).select_related("customer", "entity")
    for row in rows.order_by("promised_on", "pk"):
        key = (row.entity.code, row.customer.account_no)
        if key in keeps and entity in ("", key[0]):
            assert row.judged_on is not None, "it is judged"
            told = sources.get(row.source_id) if row.source_id else None
            yield Given(
                customer=str(row.customer_id), promised_on=row.promised_on, judged_on=row.judged_on,
                is_kept=row.state == PromiseState.KEPT, keeps=keeps[key],
                meant=meant.get(told) if told else None,
            )  # fmt: skip


def reminded_in(folder: Path, entity: str) -> Iterator[Reminded]:
    """The invoices reminded of after they were due, with what messages truly changed about each."""
    moved = {(one.entity, one.values["document_no"]): one.values for one in kept("moved", folder)}
    first = (
        Reminder.objects.filter(
            state=ReminderState.SENT, message_id__isnull=False, track="due", days__gt=0
        )
        .values_list("entity__code", "invoice__document_no")
        .annotate(Min("reminded_on"))
        .order_by()
    )
    for code, number, on in first:
        if entity in ("", code):
            told = moved.get((code, number))
            yield Reminded(
                first_on=on,
                would_on=date.fromisoformat(told["would_on"]) if told else None,
                paid_on=date.fromisoformat(told["paid_on"]) if told else None,
            )


def trials_in(entity: str) -> Iterator[tuple[str, str, tuple[int, int], Uplift]]:
    """What the house says of its trials: (title, way, (paid or answered, customers), beside the holdout)."""
    for one in entities_to_run(entity):
        today = books_today(one.zone)
        for trial in trials_in_force(one.pk, today):
            ways = counted(trial, exposures(one.pk, trial.code, today), today)
            held_out = ways[HOLDOUT].rate
            for arm in trial.arms:
                rate = ways[arm.code].rate
                yield trial.title, arm.code, rate, uplift(rate, held_out, least=trial.customers_min)


def inbox_in(folder: Path, entity: str) -> Measured:
    """How the mails of these books were read, against what was truly meant."""
    told = Measured()
    found: dict[str, set[str]] = {}
    rows = Inbound.objects.values_list("message_id", "suggestions__intent")
    for message_id, intent in rows:
        found.setdefault(message_id, set()).add(intent or str(Intent.OTHER))
    days = dict(
        Suggestion.objects.filter(facts__has_key="on").values_list(
            "inbound__message_id", "facts__on"
        )
    )
    for one in kept("replies", folder):
        message_id, says = one.values["message_id"], one.values["says"]
        if message_id not in found or entity not in ("", one.entity):
            continue
        told.mails += 1
        for intent in Intent:
            is_read, is_meant = str(intent) in found[message_id], str(intent) == says
            counted = told.by_intent[intent]
            counted.right += is_read and is_meant
            counted.wrong += is_read and not is_meant
            counted.missed += is_meant and not is_read
        if one.values["due_on"] and says in found[message_id]:
            told.days += 1
            told.days_right += days.get(message_id) == one.values["due_on"]
    return told
