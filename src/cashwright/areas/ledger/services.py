"""Doing in the ledger: posting entries, one or many, reversing them, importing rates."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries
from cashwright.areas.ledger.events import AccountAdded, EntryPosted, RatesImported
from cashwright.areas.ledger.models import Account, FxRate, JournalEntry, Posting
from cashwright.areas.ledger.refusals import (
    AccountTaken,
    AlreadyReversed,
    ControlAccount,
    UnknownAccount,
)
from cashwright.areas.ledger.rules import Line, check_balanced
from cashwright.columns.copy import Rows, ready_rows, target_of, write_frame, write_rows
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotFound

CONTROL_ROLES = frozenset({"receivable", "customer_credit", "unidentified"})
"""Accounts whose balance is a list of open items: no entry without a document moves them (I-06, I-08)."""


def hold_open(entity_id: UUID, on: date) -> None:
    """Keep the period of `on` from being closed until this transaction ends; raises PeriodClosed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"ledger {entity_id}"]
        )
    queries.check_open(entity_id, on)


def hold_months(entity_id: UUID, days: pl.Series) -> None:
    """`hold_open` for every month that `days` (Date) fall in; periods are calendar months."""
    for month in days.dt.truncate("1mo").unique().sort():
        hold_open(entity_id, month)


@command
def add_account(*, code: str, name: str, kind: str, by: Actor) -> Account:
    """Add an account to the chart. Raises AccountTaken."""
    made, is_new = Account.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    if not is_new:
        raise AccountTaken(account=code)
    event = AccountAdded(change_id=new_id(), account_code=code, kind=kind)
    announce(event, by=by, why=name)
    return made


@command
def post_entry(
    *,
    entity_id: UUID,
    effective_on: date,
    kind: str,
    document_id: UUID,
    lines: Sequence[Line],
    by: Actor,
    memo: str = "",
    reverses_id: UUID | None = None,
    entry_id: UUID | None = None,
) -> JournalEntry:
    """Post one balanced entry for a document, which announces it.

    raises  PeriodClosed, EntryUnbalanced
    """
    hold_open(entity_id, effective_on)
    check_balanced(lines)
    entry = JournalEntry.objects.create(
        id=entry_id or new_id(), entity_id=entity_id, effective_on=effective_on, kind=kind,
        document_id=document_id, reverses_id=reverses_id, memo=memo, line_count=len(lines),
        posted_at=now(), posted_by=by.name,
    )  # fmt: skip
    Posting.objects.bulk_create(
        [
            Posting(
                entry=entry, line_no=line_no, account_id=line.account, entity_id=entity_id,
                effective_on=effective_on, customer_id=line.customer_id,
                document_id=line.document_id, currency=line.currency, amount_minor=line.minor,
                functional_minor=line.functional_minor,
            )
            for line_no, line in enumerate(lines, start=1)
        ]
    )  # fmt: skip
    return entry


def post_entries(entries: pl.DataFrame, postings: pl.DataFrame, *, by: Actor) -> None:
    """Post many entries inside the command in progress, by COPY; the database checks them all.

    entries   id, entity_id, document_id Utf8 or bytes | effective_on Date | kind, memo Utf8 | line_count Int
    postings  entry_id, entity_id, customer_id?, document_id? Utf8 or bytes | account_id, currency Utf8
              | line_no Int | effective_on Date | amount_minor, functional_minor Int64
    """
    for rows in entry_writer(by)(entries, postings):
        write_rows(rows)


def entry_writer(by: Actor) -> Callable[[pl.DataFrame, pl.DataFrame], list[Rows]]:
    """What makes entries and postings of `post_entries` ready for write_rows, in any thread."""
    heads, lines = target_of(JournalEntry), target_of(Posting)
    stamp = {
        "posted_at": pl.lit(now()),
        "posted_by": pl.lit(by.name),
        "reverses_id": pl.lit(None, pl.String),
    }

    def ready(entries: pl.DataFrame, postings: pl.DataFrame) -> list[Rows]:
        return [
            ready_rows(entries.with_columns(**stamp), heads),
            ready_rows(postings, lines),
        ]

    return ready


@command
def reverse_entry(
    *, entry_id: UUID, on: date, kind: str, document_id: UUID, by: Actor
) -> JournalEntry:
    """Post the mirror of an entry, dated `on`. Raises NotFound, AlreadyReversed, PeriodClosed."""
    original = JournalEntry.objects.select_for_update().filter(pk=entry_id).first()
    if original is None:
        raise NotFound(document="entry", id=str(entry_id))
    if JournalEntry.objects.filter(reverses_id=entry_id).exists():
        raise AlreadyReversed(entry_id=str(entry_id))
    lines = [
        Line(
            p.account_id,
            p.currency,
            -p.amount_minor,
            -p.functional_minor,
            p.customer_id,
            p.document_id,
        )
        for p in original.postings.order_by("line_no")
    ]
    return post_entry(
        entity_id=original.entity_id, effective_on=on, kind=kind, document_id=document_id,
        lines=lines, by=by, memo=f"reverses {original.memo or original.kind}", reverses_id=entry_id,
    )  # fmt: skip


@command
def post_manual(
    *, entity_id: UUID, effective_on: date, lines: Sequence[Line], memo: str, by: Actor
) -> JournalEntry:
    """A journal entry a person writes.

    raises  UnknownAccount, ControlAccount, PeriodClosed, EntryUnbalanced
    """
    known = dict(Account.objects.filter(is_active=True).values_list("code", "role"))
    for line in lines:
        if line.account not in known:
            raise UnknownAccount(account=line.account)
        if known[line.account] in CONTROL_ROLES:
            raise ControlAccount(account=line.account)
    entry_id = new_id()
    entry = post_entry(
        entity_id=entity_id, effective_on=effective_on, kind="manual", document_id=entry_id,
        lines=lines, by=by, memo=memo, entry_id=entry_id,
    )  # fmt: skip
    told = tuple((i.account, i.currency, i.minor, i.functional_minor) for i in lines)
    event = EntryPosted(
        entity_id=entity_id, entry_id=entry.pk, effective_on=effective_on, kind="manual", lines=told
    )
    announce(event, by=by, why=memo)
    return entry


@command
def import_rates(frame: pl.DataFrame, *, source: str, by: Actor) -> int:
    """Add published rates; those already known stay as they are. Returns how many were new.

    frame  base, quote Utf8 | on Date | numerator, denominator Int64 > 0
    """
    table = "ledger_fxrate_import"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TABLE IF EXISTS pg_temp.{table};"
            f"CREATE TEMP TABLE {table} (LIKE ledger_fxrate) ON COMMIT DROP;"
            f"ALTER TABLE {table} DROP COLUMN id"
        )
        write_frame(frame.with_columns(source=pl.lit(source)), table)
        columns = 'base, quote, "on", numerator, denominator, source'
        cursor.execute(
            f"INSERT INTO {FxRate._meta.db_table} ({columns}) SELECT {columns} FROM {table}"  # noqa: S608
            " ON CONFLICT DO NOTHING"
        )
        added: int = cursor.rowcount
    if added:
        event = RatesImported(
            entity_id=HOUSE, import_id=new_id(), source=source, added=added,
            from_on=frame["on"].min(), until_on=frame["on"].max(),  # type: ignore[arg-type]
        )  # fmt: skip
        announce(event, by=by)
    return added
