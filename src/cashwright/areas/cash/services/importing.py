"""Taking in a bank's file: all of it or nothing, each line once, whatever files overlap.

A line the bank booked at the end of a day enters the books' queue as `received`. What was told
earlier (intraday, notices) or is not booked yet stays `pending` until a statement tells it again or
passes its day (services/pending.py): it can never be counted twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.cash.events import BankFileImported
from cashwright.areas.cash.frames.bank_lines import lines_hash, told_once
from cashwright.areas.cash.models import BankAccount, BankFile, BankLine, BankStatement
from cashwright.areas.cash.ports import ReadFile
from cashwright.areas.cash.queries.bank import bank_account_of, booked_by, known_lines
from cashwright.areas.cash.queries.chain import gaps_before, gaps_in
from cashwright.areas.cash.refusals import AccountUnknown, LineInClosedPeriod
from cashwright.areas.cash.rules.account_numbers import masked
from cashwright.areas.cash.services import pending
from cashwright.areas.cash.services.telling import (
    Telling,
    sealed,
    shown_of,
    statement_rows,
    tellings,
)
from cashwright.areas.cash.states import BankLineState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger.refusals import PeriodClosed
from cashwright.areas.ledger.services import hold_open
from cashwright.columns.copy import write_frame
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id, new_id_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file.

    file           the file as it is kept; not stored when `is_dry_run`
    is_known       the very same content was taken before: nothing was done
    line_count     lines the file tells: new, known already, and dropped, because a statement of that
                   day tells them (or does not any more)
    booked_count   of those that were pending before, how many are booked now
    pending_count  of the new ones, how many are not booked yet
    sums           (currency, in, out) of the new booked lines, in minor units
    gaps           balances that do not chain, in words
    """

    file: BankFile
    is_known: bool = False
    is_dry_run: bool = False
    line_count: int = 0
    new_count: int = 0
    known_count: int = 0
    booked_count: int = 0
    pending_count: int = 0
    dropped_count: int = 0
    sums: tuple[tuple[str, int, int], ...] = ()
    accounts: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@command
def import_bank_file(
    read: ReadFile, *, entity_id: UUID, by: Actor, dry_run: bool = False
) -> Imported:
    """Take a read file into an entity's books.

    repeat   the same content again changes nothing; of a file that overlaps, only what is new is taken
    raises   AccountUnknown, DayUnsaid, LineInClosedPeriod: nothing of the file is taken
    locks    imports of one entity come one after the other
    """
    _hold(entity_id)
    before = BankFile.objects.filter(entity_id=entity_id, sha256=read.sha256).first()
    if before is not None:
        return Imported(
            file=before, is_known=True, line_count=before.line_count, known_count=before.line_count
        )
    accounts = _accounts(read, entity_id)
    lines, told = tellings(read, accounts)
    ends = pending.ends(read, accounts)
    once = told_once(told.join(ends, on="statement_no", how="left", maintain_order="left"))
    plan = _judged(once, accounts)
    _check_open(plan, read, accounts, entity_id)

    file = BankFile(
        id=new_id(), entity_id=entity_id, name=read.name[:200], sha256=read.sha256,
        format=str(read.format), statement_count=len(read.statements), line_count=told.height,
        new_count=plan.filter(verdict="new").height,
        gaps=gaps_in(read, accounts) + gaps_before(read, accounts),
        notes=list(read.notes), imported_by=by.name, imported_at=now(),
    )  # fmt: skip
    if not dry_run:
        _write(plan, lines, file, read, accounts, by)
    return _imported(plan, told, file, accounts, dry_run)


def _hold(entity_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bank files {entity_id}"]
        )


def _accounts(read: ReadFile, entity_id: UUID) -> list[BankAccount]:
    """The bank account of each statement. Raises AccountUnknown for the first that is none of ours."""
    found = []
    for statement in read.statements:
        account = bank_account_of(entity_id, statement.account.number, statement.currency)
        if account is None:
            first = statement.entries[0].line if statement.entries else 1
            raise AccountUnknown(
                file=read.name, line=first, account=masked(statement.account.number),
                currency=statement.currency,
            )  # fmt: skip
        found.append(account)
    return found


def _judged(told: pl.DataFrame, accounts: Sequence[BankAccount]) -> pl.DataFrame:
    """The lines with `verdict`: new, known, books (a pending one is booked by it), or dropped.

    An entry whose lines were booked before is known, however it is parted now.
    """
    known = known_lines({account.pk for account in accounts}, told["key"].unique())
    entry = ["bank_account_id", "key"]
    states = known.group_by(entry).agg(
        was_booked=(pl.col("state") != BankLineState.PENDING).any(),
        was_minor=pl.col("amount_minor").sum(),
    )
    sums = pl.col("amount_minor").sum().over(entry)
    judged = told.join(states, on=entry, how="left", maintain_order="left").with_columns(
        entry_minor=sums
    )
    return judged.with_columns(
        verdict=pl.when(pl.col("was_booked"))
        .then(pl.lit("known"))
        .when(pl.col("was_booked").is_not_null() & pl.col("is_booked"))
        .then(pl.when(pl.col("was_minor") == pl.col("entry_minor")).then(pl.lit("books"))
              .otherwise(pl.lit("new")))
        .when(~pl.col("is_booked") & pending.IS_PAST)
        .then(pl.lit("dropped"))
        .when(pl.col("was_booked").is_not_null())
        .then(pl.lit("known"))
        .otherwise(pl.lit("new"))
    )  # fmt: skip


def _check_open(
    plan: pl.DataFrame, read: ReadFile, accounts: Sequence[BankAccount], entity_id: UUID
) -> None:
    """Raises LineInClosedPeriod for the first line that would be booked in a closed month."""
    booked = plan.filter(
        pl.col("verdict").is_in(["new", "books"]), pl.col("is_booked"), pl.col("amount_minor") != 0
    )
    months = booked.group_by(month=pl.col("booked_on").dt.truncate("1mo")).agg(
        pl.col("booked_on", "line_no", "statement_no").first()
    )
    for month, on, line_no, number in months.sort("month").iter_rows():
        try:
            hold_open(entity_id, month)
        except PeriodClosed:
            raise LineInClosedPeriod(
                file=read.name, line=line_no, on=on, account=accounts[number].code
            ) from None


def _write(
    plan: pl.DataFrame,
    lines: Sequence[Telling],
    file: BankFile,
    read: ReadFile,
    accounts: Sequence[BankAccount],
    by: Actor,
) -> None:
    file.save(force_insert=True)
    statements = _statements(plan, file, read, accounts)
    numbers = pl.DataFrame(
        {"statement_no": range(len(statements)), "statement_id": [str(s.pk) for s in statements]},
        schema={"statement_no": pl.Int64, "statement_id": pl.String},
    )
    placed = plan.join(numbers, on="statement_no", how="left", maintain_order="left")
    pending.book(placed.filter(verdict="books"))
    pending.forget_retold(placed)
    new = placed.filter(verdict="new")
    _insert(new, [lines[at] for at in new["at"]], file)
    pending.tell_again(placed.filter(pl.col("verdict") == "known", ~pl.col("is_booked")))
    pending.drop_past({account.pk for account in accounts})
    booked = booked_by(file.pk)
    event = BankFileImported(
        entity_id=file.entity_id, file_id=file.pk, sha256=file.sha256, format=file.format,
        line_count=file.line_count, new_count=file.new_count, booked_count=booked.height,
        lines_hash=lines_hash(booked),
    )  # fmt: skip
    announce(event, by=by)


def _statements(
    plan: pl.DataFrame, file: BankFile, read: ReadFile, accounts: Sequence[BankAccount]
) -> list[BankStatement]:
    counts = Counter(plan["statement_no"].to_list())
    new = Counter(plan.filter(verdict="new")["statement_no"].to_list())
    return BankStatement.objects.bulk_create(
        BankStatement(
            id=new_id(), entity_id=file.entity_id, file=file, line_count=counts[number],
            new_count=new[number], **row,
        )
        for number, row in enumerate(statement_rows(read, accounts))
    )  # fmt: skip


def _insert(new: pl.DataFrame, lines: Sequence[Telling], file: BankFile) -> None:
    if not lines:
        return
    numbered = pl.concat([new, shown_of(lines)], how="horizontal").with_columns(
        id=pl.Series(new_id_texts(new.height), dtype=pl.String),
        entity_id=pl.lit(str(file.entity_id)), created_at=pl.lit(file.imported_at),
        teaches=pl.lit(False),
        state=pl.when(~pl.col("is_booked")).then(pl.lit(str(BankLineState.PENDING)))
        .when(pl.col("amount_minor") == 0).then(pl.lit(str(BankLineState.SET_ASIDE)))
        .otherwise(pl.lit(str(BankLineState.RECEIVED))),
    )  # fmt: skip
    columns = [*_COLUMNS, "payer_print", "told_sealed"]
    write_frame(sealed(numbered, file.entity_id), BankLine, columns)


_COLUMNS = (
    "id", "entity_id", "bank_account_id", "statement_id", "key", "detail_no", "line_no", "state",
    "booked_on", "value_on", "currency", "amount_minor", "charge_minor", "is_reversal",
    "payer_name", "payer_key", "text", "cited", "references", "end_to_end_id", "bank_ref",
    "bank_code", "return_reason", "teaches", "created_at",
)  # fmt: skip


def _imported(
    plan: pl.DataFrame,
    told: pl.DataFrame,
    file: BankFile,
    accounts: Sequence[BankAccount],
    dry_run: bool,
) -> Imported:
    counts = Counter(plan["verdict"].to_list())
    new = plan.filter(verdict="new")
    booked = plan.filter(pl.col("verdict").is_in(["new", "books"]), pl.col("is_booked"))
    amount = pl.col("amount_minor")
    sums = booked.group_by("currency").agg(
        came=amount.filter(amount > 0).sum(), went=-amount.filter(amount < 0).sum()
    )
    return Imported(
        file=file, is_dry_run=dry_run, line_count=told.height, new_count=counts["new"],
        known_count=told.height - counts["new"] - counts["books"] - counts["dropped"],
        booked_count=counts["books"], dropped_count=counts["dropped"],
        pending_count=new.filter(~pl.col("is_booked")).height,
        sums=tuple(sums.sort("currency").iter_rows()),
        accounts=tuple(dict.fromkeys(account.code for account in accounts)),
        gaps=tuple(file.gaps),
    )  # fmt: skip
