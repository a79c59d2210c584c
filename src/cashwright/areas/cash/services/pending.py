"""Lines that are not booked yet: told before the end of a day, or by the bank as pending.

An end-of-day statement decides about them. A pending line that it tells is booked, as the same line;
one of a day it has passed is gone: it was booked under another name, or never. A pending line of an
end-of-day statement lives until a later one comes, any other as long as no statement of its day has.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Max

from cashwright.areas.cash.models import BankAccount, BankStatement
from cashwright.areas.cash.ports import ReadFile, StatementKind
from cashwright.areas.cash.services.telling import last_day
from cashwright.areas.cash.states import BANK_LINE, BankLineState

_END = str(StatementKind.END_OF_DAY)

IS_PAST = (
    pl.when(pl.col("kind") == _END)
    .then(pl.col("until_on") < pl.col("end_on"))
    .otherwise(pl.col("booked_on") <= pl.col("end_on"))
    .fill_null(value=False)
)
"""Whether a pending line is decided about: of its statement `kind` and its last day `until_on`, and
the last day `end_on` that an end-of-day statement of the account tells of."""

_BOOK = """
UPDATE cash_bankline l SET state = CASE WHEN l.amount_minor = 0 THEN %s ELSE %s END,
       statement_id = n.statement_id, booked_on = n.booked_on
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::date[]) AS n (account_id, key, statement_id, booked_on)
WHERE l.bank_account_id = n.account_id AND l.key = n.key AND l.state = %s
"""
_FORGET = """
DELETE FROM cash_bankline l USING unnest(%s::uuid[], %s::text[]) AS n (account_id, key)
WHERE l.bank_account_id = n.account_id AND l.key = n.key AND l.state = %s
"""
_TELL_AGAIN = """
UPDATE cash_bankline l SET statement_id = n.statement_id
FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS n (account_id, key, statement_id),
     cash_bankstatement old, cash_bankstatement new
WHERE l.bank_account_id = n.account_id AND l.key = n.key AND l.state = %s
  AND old.id = l.statement_id AND new.id = n.statement_id
  AND (new.kind = %s, new.to_on) > (old.kind = %s, old.to_on)
"""
_DROP = """
DELETE FROM cash_bankline l USING cash_bankstatement s, (
    SELECT bank_account_id, max(to_on) AS end_on FROM cash_bankstatement
    WHERE kind = %s AND bank_account_id = ANY(%s) GROUP BY 1
) AS e
WHERE s.id = l.statement_id AND e.bank_account_id = l.bank_account_id AND l.state = %s
  AND CASE WHEN s.kind = %s THEN s.to_on < e.end_on ELSE l.booked_on <= e.end_on END
"""


def ends(read: ReadFile, accounts: Sequence[BankAccount]) -> pl.DataFrame:
    """For each statement of a file: statement_no, kind, until_on, end_on, as IS_PAST wants them.

    end_on is the last day of the stored end-of-day statements and of those in the file.
    """
    stored = BankStatement.objects.filter(
        kind=_END, bank_account__in=accounts, to_on__isnull=False
    ).values_list("bank_account_id").annotate(end_on=Max("to_on"))  # fmt: skip
    last: dict[UUID, date] = dict(stored)
    days = [last_day(statement) for statement in read.statements]
    for statement, account, day in zip(read.statements, accounts, days, strict=True):
        if statement.kind is StatementKind.END_OF_DAY and day is not None:
            last[account.pk] = max(day, last.get(account.pk, day))
    rows = [
        (number, str(statement.kind), day, last.get(account.pk))
        for number, (statement, account, day) in enumerate(
            zip(read.statements, accounts, days, strict=True)
        )
    ]
    schema = {"statement_no": pl.Int64, "kind": pl.String, "until_on": pl.Date, "end_on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def book(lines: pl.DataFrame) -> None:
    """The bank booked these lines, which were pending: bank_account_id, key, statement_id, booked_on."""
    if lines.is_empty():
        return
    entries = lines.unique(["bank_account_id", "key"], keep="first", maintain_order=True)
    booked = BANK_LINE.after(BankLineState.PENDING, "book")
    empty = BANK_LINE.after(booked, "set aside")  # nothing came and nothing went
    columns = ("bank_account_id", "key", "statement_id", "booked_on")
    with connection.cursor() as cursor:
        cursor.execute(
            _BOOK,
            [empty, booked, *(entries[name].to_list() for name in columns), BankLineState.PENDING],
        )


def forget_retold(lines: pl.DataFrame) -> None:
    """Of entries that are new and booked, what was pending under their name and came out otherwise."""
    retold = lines.filter(
        pl.col("verdict") == "new", pl.col("is_booked"), pl.col("was_booked").is_not_null()
    ).unique(["bank_account_id", "key"])
    if retold.height:
        with connection.cursor() as cursor:
            cursor.execute(
                _FORGET,
                [retold["bank_account_id"].to_list(), retold["key"].to_list(), BankLineState.PENDING],
            )  # fmt: skip


def tell_again(lines: pl.DataFrame) -> None:
    """Pending lines told again: they are of the statement that tells them last."""
    if lines.is_empty():
        return
    entries = lines.unique(["bank_account_id", "key"], keep="first", maintain_order=True)
    columns = ("bank_account_id", "key", "statement_id")
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL_AGAIN,
            [*(entries[name].to_list() for name in columns), BankLineState.PENDING, _END, _END],
        )


def drop_past(accounts: Collection[UUID]) -> None:
    """Pending lines that an end-of-day statement decided about are gone."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [_END, list(accounts), BankLineState.PENDING, _END])
