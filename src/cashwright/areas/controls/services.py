"""Doing, under control: commands, announcing, approvals, policies, tasks, once-only requests."""

import dataclasses
import hashlib
import json
import random
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import polars as pl
from django.db import OperationalError, connection, transaction

from cashwright.areas.controls import journal
from cashwright.areas.controls.events import (
    ApprovalCarriedOut,
    ApprovalDecided,
    ApprovalRequested,
    BookClockMoved,
    PolicySet,
    TaskClosed,
    TaskOpened,
)
from cashwright.areas.controls.models import (
    Approval,
    BookClock,
    IdempotencyKey,
    PolicyVersion,
    Task,
)
from cashwright.areas.controls.refusals import (
    AlreadyAsked,
    ApprovalExpired,
    ClockRunsForward,
    KeyReused,
    SelfApproval,
)
from cashwright.areas.controls.states import APPROVAL, TASK, ApprovalState, TaskState
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import ID, TEXT
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import HOUSE, Event
from cashwright.kernel.ids import new_id, new_id_texts
from cashwright.kernel.personal import E_MAIL, NO_E_MAIL, masked
from cashwright.kernel.refusals import NotFound

P = ParamSpec("P")
R = TypeVar("R")

TASKS = {"key": TEXT, "title": TEXT, "customer_id": ID, "document_id": ID, "facts": TEXT}
"""Tasks to open; `facts` is JSON."""

_TRIES = 6
_RETRIED = {"40001", "40P01"}  # serialization failure, deadlock


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` one unit of work.

    Outermost: one transaction; the facts it announced are chained and written at its very end; a
    serialization failure or deadlock is tried again, whole, up to five times with jitter.
    Within another command: joins it; when it raises, its rows and facts are taken back, no others.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        pending = journal.unit.get()
        if pending is None:
            return _outermost(lambda: function(*args, **kwargs))
        mark = len(pending.facts)
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except BaseException:
            del pending.facts[mark:]
            raise

    return run


def _outermost(work: Callable[[], R]) -> R:
    may_retry = not connection.in_atomic_block
    for attempt in range(1, _TRIES + 1):
        token = journal.unit.set(journal.Unit())
        try:
            with transaction.atomic():
                result = work()
                journal.flush(journal.current())
                return result
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if not may_retry or state not in _RETRIED or attempt == _TRIES:
                raise
        finally:
            journal.unit.reset(token)
        time.sleep(random.uniform(0.002, 0.02) * attempt)  # noqa: S311 - jitter, no secret
    raise AssertionError("unreachable")


def announce(event: Event, *, by: Actor, why: str = "", customer_id: UUID | None = None) -> None:
    """Put `event` into the journal of its entity when the unit in progress ends.

    What it says can never be taken out of the chain: e-mail addresses and bank accounts are masked.
    customer_id  defaults to the event's own, when it has one: whose timeline shows it
    """
    told_customer = customer_id or getattr(event, "customer_id", None)
    document_id = getattr(event, event.subject)
    pending = journal.Pending(_masked(event), document_id, told_customer, by, masked(why))
    journal.current().facts.append((event.entity_id, pending))


def _masked(event: Event) -> Event:
    values = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}  # type: ignore[arg-type]
    texts = {name: masked(value) for name, value in values.items() if type(value) is str}
    changed = {name: text for name, text in texts.items() if text != values[name]}
    return dataclasses.replace(event, **changed) if changed else event  # type: ignore[type-var]


def announce_frame(kind: type[Event], facts: pl.DataFrame, *, entity_id: UUID, by: Actor) -> None:
    """The same for a set: one fact a row, written at once (it takes the chain's lock now).

    facts  document_id, customer_id? Utf8 | why Utf8 | and the fields of `kind` (entity_id may be
           left out), dates as Date or Utf8, ids as Utf8; chained in the order of the rows;
           e-mail addresses are masked
    """
    assert journal.unit.get() is not None, "facts are announced inside a @command"
    if facts.is_empty():
        return
    fields = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    whole = facts.with_columns(entity_id=pl.lit(str(entity_id)))
    days = [pl.col(f).cast(pl.String) for f in fields if whole.schema[f] == pl.Date]
    data = whole.with_columns(days).select(data=pl.struct(fields).struct.json_encode())["data"]
    told = facts.select("document_id", "customer_id", "why").with_columns(data)
    for name in ("why", "data"):
        if told[name].str.contains("@", literal=True).any():  # the usual file has none
            told = told.with_columns(pl.col(name).str.replace_all(E_MAIL, NO_E_MAIL))
    journal.append_frame(entity_id, kind, told, by)


# Approvals: one asks, another decides, the house carries out.


def payload_hash(payload: Mapping[str, Any]) -> str:
    """The hash that is approved: of the payload's canonical JSON."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@command
def request_approval(
    *,
    entity_id: UUID,
    kind: str,
    document_id: UUID,
    payload: dict[str, Any],
    by: Actor,
    reason: str,
    customer_id: UUID | None = None,
    currency: str = "",
    amount_minor: int = 0,
    days: int = 14,
) -> Approval:
    """Freeze a request for a second person. Raises AlreadyAsked while the same one waits."""
    frozen = payload_hash(payload)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ask {kind} {frozen}"]
        )
    same = Approval.objects.filter(
        kind=kind, document_id=document_id, payload_hash=frozen, state=ApprovalState.REQUESTED
    ).first()
    if same is not None:
        raise AlreadyAsked(approval_id=str(same.pk))
    asked_at = now()
    approval = Approval.objects.create(
        entity_id=entity_id, kind=kind, document_id=document_id, customer_id=customer_id,
        currency=currency, amount_minor=amount_minor, payload=payload, payload_hash=frozen,
        reason=reason, requested_by=by.name, requested_at=asked_at,
        expires_at=asked_at + timedelta(days=days),
    )  # fmt: skip
    event = ApprovalRequested(
        entity_id=entity_id, approval_id=approval.pk, kind=kind, document_id=document_id,
        currency=currency, amount_minor=amount_minor, payload_hash=frozen,
    )  # fmt: skip
    announce(event, by=by, why=reason, customer_id=customer_id)
    return approval


@command
def decide_approval(*, approval_id: UUID, approve: bool, by: Actor, note: str = "") -> Approval:
    """Approve or reject: neither the one who asked nor the one it is about.

    raises  NotFound, SelfApproval, NotAllowedNow, ApprovalExpired (in that order)
    """
    approval = _locked_approval(approval_id)
    if by.name in (approval.requested_by, str(approval.document_id)):
        raise SelfApproval(approval_id=str(approval_id))
    state = APPROVAL.after(ApprovalState(approval.state), "approve" if approve else "reject")
    if approval.expires_at <= now():
        raise ApprovalExpired(approval_id=str(approval_id), expires_at=approval.expires_at)
    assert payload_hash(approval.payload) == approval.payload_hash, (
        "the payload changed after asking"
    )
    approval.state, approval.decided_by = state, by.name
    approval.decided_at, approval.decision_note = now(), note
    approval.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    _announce_decision(approval, by, note)
    return approval


@command
def withdraw_approval(*, approval_id: UUID, by: Actor) -> Approval:
    """The asker takes a waiting request back."""
    approval = _locked_approval(approval_id)
    approval.state = APPROVAL.after(ApprovalState(approval.state), "withdraw")
    approval.save(update_fields=["state"])
    _announce_decision(approval, by, "")
    return approval


@command
def expire_approvals(*, at: datetime, by: Actor) -> int:
    """Expire what nobody decided by `at`; returns how many."""
    stale = Approval.objects.select_for_update().filter(
        state=ApprovalState.REQUESTED, expires_at__lte=at
    )
    expired = list(stale.order_by("pk"))
    for approval in expired:
        approval.state = APPROVAL.after(ApprovalState(approval.state), "expire")
        approval.save(update_fields=["state"])
        _announce_decision(approval, by, "nobody decided in time")
    return len(expired)


@command
def finish_approval(*, approval_id: UUID, ok: bool, outcome: str, by: Actor) -> Approval:
    """Note that an approved request was carried out, or was refused by the books (`ok` false)."""
    approval = _locked_approval(approval_id)
    approval.state = APPROVAL.after(ApprovalState(approval.state), "complete" if ok else "fail")
    approval.outcome = outcome
    approval.save(update_fields=["state", "outcome"])
    event = ApprovalCarriedOut(
        entity_id=approval.entity_id, approval_id=approval.pk, state=approval.state, outcome=outcome
    )
    announce(event, by=by, customer_id=approval.customer_id)
    return approval


def _locked_approval(approval_id: UUID) -> Approval:
    found = Approval.objects.select_for_update().filter(pk=approval_id).first()
    if found is None:
        raise NotFound(document="approval", id=str(approval_id))
    return found


def _announce_decision(approval: Approval, by: Actor, why: str) -> None:
    event = ApprovalDecided(
        entity_id=approval.entity_id, approval_id=approval.pk, kind=approval.kind,
        decision=approval.state, requested_by=approval.requested_by,
        payload_hash=approval.payload_hash, decision_id=new_id(),
    )  # fmt: skip
    announce(event, by=by, why=why, customer_id=approval.customer_id)


# Policies: what a user may set, version by version.


@command
def set_policy(
    *,
    name: str,
    value: Mapping[str, Any],
    valid_from: date,
    by: Actor,
    why: str,
    entity_id: UUID = HOUSE,
) -> PolicyVersion:
    """Give policy `name` a new version, in force from `valid_from`; the house's, or one entity's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"policy {name} {entity_id}"])
    latest = (
        PolicyVersion.objects.filter(name=name, entity_id=entity_id).order_by("-version").first()
    )
    version = PolicyVersion.objects.create(
        name=name, entity_id=entity_id, version=latest.version + 1 if latest else 1,
        value=dict(value), valid_from=valid_from, set_by=by.name, set_at=now(), why=why,
    )  # fmt: skip
    event = PolicySet(
        entity_id=entity_id, policy_version_id=version.pk, policy=name,
        policy_version=version.version, valid_from=valid_from,
        before=json.dumps(latest.value if latest else {}, sort_keys=True),
        after=json.dumps(version.value, sort_keys=True),
    )  # fmt: skip
    announce(event, by=by, why=why)
    return version


# Tasks: what the machine leaves to a person.


@command
def open_task(
    *,
    entity_id: UUID,
    kind: str,
    key: str,
    title: str,
    on: date,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
    customer_id: UUID | None = None,
    document_id: UUID | None = None,
) -> Task:
    """Open a task once: a second call with the same `key` returns the first task unchanged."""
    task, made = Task.objects.get_or_create(
        key=key,
        defaults={
            "id": new_id(), "entity_id": entity_id, "kind": kind, "title": title, "opened_on": on,
            "facts": dict(facts or {}), "customer_id": customer_id, "document_id": document_id,
        },
    )  # fmt: skip
    if made:
        event = TaskOpened(entity_id=entity_id, task_id=task.pk, kind=kind, key=key)
        announce(event, by=by, why=title, customer_id=customer_id)
    return task


@command
def open_tasks(tasks: pl.DataFrame, *, entity_id: UUID, kind: str, on: date, by: Actor) -> int:
    """The same for many: one a row of TASKS; how many were opened.

    The caller holds what the keys are made of, so that nobody else asks about the same meanwhile.
    """
    known = Task.objects.filter(key__in=tasks["key"].to_list()).values_list("key", flat=True)
    fresh = tasks.filter(~pl.col("key").is_in(list(known)))
    if fresh.is_empty():
        return 0
    made = fresh.with_columns(id=pl.Series(new_id_texts(fresh.height), dtype=pl.String))
    rows = made.with_columns(
        entity_id=pl.lit(str(entity_id)), kind=pl.lit(kind), opened_on=pl.lit(on),
        state=pl.lit(str(TaskState.OPEN)), closed_by=pl.lit(""), outcome=pl.lit(""),
    )  # fmt: skip
    write_frame(rows, Task)
    told = rows.with_columns(task_id="id", document_id="id", why="title")
    announce_frame(TaskOpened, told, entity_id=entity_id, by=by)
    return made.height


@command
def close_task(*, task_id: UUID, move: str, outcome: str, by: Actor) -> Task:
    """Finish or dismiss a task (`move`). Raises NotFound, NotAllowedNow."""
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound(document="task", id=str(task_id))
    task.state = TASK.after(TaskState(task.state), move)
    task.outcome, task.closed_at, task.closed_by = outcome, now(), by.name
    task.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    event = TaskClosed(entity_id=task.entity_id, task_id=task.pk, state=task.state, outcome=outcome)
    announce(event, by=by, customer_id=task.customer_id)
    return task


# Once-only requests, and the books' clock.


@command
def once(
    *, scope: str, key: str, request: Mapping[str, Any], work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do `work` once for (scope, key): the same request gets the stored answer again.

    request  what was asked, whole; another request under the same key raises KeyReused
    """
    asked = payload_hash(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{scope} {key}"])
    known = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if known is not None:
        if known.request_hash != asked:
            raise KeyReused(scope=scope, key=key)
        return dict(known.answer)
    answer = work()
    IdempotencyKey.objects.create(
        scope=scope, key=key, request_hash=asked, answer=answer, made_at=now()
    )
    return answer


@command
def set_book_clock(*, today: date, by: Actor) -> None:
    """Set the day these books believe it is. Raises ClockRunsForward when it would go back."""
    clock = BookClock.objects.select_for_update().filter(pk=1).first()
    if clock is not None and today < clock.today:
        raise ClockRunsForward(today=clock.today, asked=today)
    BookClock.objects.update_or_create(pk=1, defaults={"today": today})
    event = BookClockMoved(clock_id=UUID(int=1), before=clock.today if clock else None, after=today)
    announce(event, by=by)
