"""Entries posted, reversed and written by hand; rates; and what the database refuses by itself."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from cashwright.areas.controls.models import Fact
from cashwright.areas.ledger.models import JournalEntry, Posting
from cashwright.areas.ledger.queries import account_postings, rate, trial_balance
from cashwright.areas.ledger.refusals import (
    AlreadyReversed,
    ControlAccount,
    EntryUnbalanced,
    NoRate,
    UnknownAccount,
)
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import post_manual, reverse_entry
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id
from cashwright.kernel.rates import Rate
from cashwright.kernel.refusals import NotFound
from tests import makers
from tests.makers import ANN, JAN_5, JAN_20

pytestmark = pytest.mark.django_db


def fees(home: LegalEntity, minor: int = 5_00, on: date = JAN_5) -> JournalEntry:
    return post_manual(
        entity_id=home.pk, effective_on=on, memo="bank charges", by=ANN,
        lines=[Line("6200", "EUR", minor, minor), Line("1000", "EUR", -minor, -minor)],
    )  # fmt: skip


def balance(home: LegalEntity, account: str, on: date) -> int:
    return sum(row.minor for row in trial_balance(home.pk, on) if row.account == account)


def test_an_entry_counts_from_its_day_on_and_is_told_once() -> None:
    home = makers.entity()
    entry = fees(home)
    assert [balance(home, "6200", on) for on in (date(2026, 1, 4), JAN_5, JAN_20)] == [
        0,
        5_00,
        5_00,
    ]
    assert Fact.objects.filter(document_id=entry.pk).count() == 1
    assert [p.amount_minor for p in account_postings(home.pk, "6200", JAN_20)] == [5_00]


def test_a_reversal_takes_everything_back_on_its_own_day_and_only_once() -> None:
    home = makers.entity()
    entry = fees(home)
    undo = {
        "entry_id": entry.pk,
        "on": JAN_20,
        "kind": "manual",
        "document_id": new_id(),
        "by": ANN,
    }
    reverse_entry(**undo)  # type: ignore[arg-type]
    assert [balance(home, "6200", on) for on in (JAN_5, JAN_20)] == [5_00, 0]
    with pytest.raises(AlreadyReversed):
        reverse_entry(**undo)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        reverse_entry(**{**undo, "entry_id": new_id()})  # type: ignore[arg-type]


@pytest.mark.parametrize("account", ["1100", "2100", "2110"])
def test_nobody_moves_a_control_account_by_hand(account: str) -> None:
    home = makers.entity()
    with pytest.raises(ControlAccount):
        post_manual(
            entity_id=home.pk, effective_on=JAN_5, memo="m", by=ANN,
            lines=[Line(account, "EUR", 1, 1), Line("1000", "EUR", -1, -1)],
        )  # fmt: skip


def test_an_entry_by_hand_is_balanced_and_uses_the_chart() -> None:
    home = makers.entity()
    for lines, refusal in (
        ([Line("6200", "EUR", 1, 1), Line("1000", "EUR", -2, -2)], EntryUnbalanced),
        ([Line("6200", "EUR", 1, 1), Line("9999", "EUR", -1, -1)], UnknownAccount),
    ):
        with pytest.raises(refusal):
            post_manual(entity_id=home.pk, effective_on=JAN_5, memo="m", by=ANN, lines=lines)
    assert not JournalEntry.objects.exists()


def test_a_rate_is_the_last_published_within_ten_days_and_crosses_go_through_the_euro() -> None:
    makers.rate("USD", JAN_5, "1.25")
    makers.rate("JPY", JAN_5, "160")
    assert rate("USD", "EUR", date(2026, 1, 15)) == Rate(4, 5)
    assert rate("USD", "JPY", JAN_5) == Rate(128)
    assert rate("JPY", "USD", JAN_5) == Rate(1, 128)
    assert rate("USD", "USD", date(1999, 1, 1)) == Rate(1)
    for on in (date(2026, 1, 4), date(2026, 1, 16)):
        with pytest.raises(NoRate):
            rate("USD", "EUR", on)


ENTRY = """INSERT INTO ledger_journalentry (id, entity_id, effective_on, kind, document_id, memo, line_count,
    posted_at, posted_by, reverses_id) VALUES ('{id}', '{home}', '{on}', 'manual', '{id}', '', {lines},
    now(), 'usr_eve', {reverses}); """
LINES = """INSERT INTO ledger_posting (entry_id, line_no, account_id, entity_id, effective_on, currency,
    amount_minor, functional_minor) VALUES {rows}"""


def by_sql(
    home: LegalEntity, *rows: tuple[object, ...], lines: int = 2, reverses: object = None
) -> None:
    """rows: (line_no, account, entity id, day, currency, amount, functional)."""
    entry_id = new_id()
    head = ENTRY.format(
        id=entry_id, home=home.pk, on=JAN_5, lines=lines,
        reverses=f"'{reverses}'" if reverses else "NULL",
    )  # fmt: skip
    told = ", ".join(
        "('{}', {}, '{}', '{}', '{}', '{}', {}, {})".format(entry_id, *row) for row in rows
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(head + LINES.format(rows=told))


def test_the_database_takes_a_whole_entry_and_refuses_every_other() -> None:
    home, other = makers.entity(), makers.entity("FR")

    def row(
        no: int, account: str, minor: int, worth: int | None = None, **of: object
    ) -> tuple[object, ...]:
        given = {"entity": home.pk, "on": JAN_5, "currency": "EUR", **of}
        worth = minor if worth is None else worth
        return no, account, given["entity"], given["on"], given["currency"], minor, worth

    by_sql(home, row(1, "6200", 5), row(2, "1000", -5))
    refused = [
        [row(1, "6200", 5), row(2, "1000", -4)],
        [row(1, "6200", 5), row(2, "1000", -5, -4)],
        [row(1, "6200", 5), row(2, "1000", -5, currency="USD")],
        [row(1, "6200", 5), row(3, "1000", -5)],
        [row(1, "6200", 5), row(2, "1000", -5), row(3, "4000", 1), row(4, "4000", -1)],
        [row(1, "6200", 5), row(2, "9999", -5)],
        [row(1, "6200", 5, entity=other.pk), row(2, "1000", -5)],
        [row(1, "6200", 5, on=JAN_20), row(2, "1000", -5, on=JAN_20)],
        [row(1, "6200", 0), row(2, "1000", 0)],
        [row(0, "6200", 5), row(2, "1000", -5)],
    ]
    for rows in refused:
        with pytest.raises(IntegrityError):
            by_sql(home, *rows)
    with pytest.raises(IntegrityError):
        by_sql(home, row(1, "6200", 5, 0), lines=1)
    with pytest.raises(IntegrityError):
        by_sql(home, row(1, "6200", 5), row(3, "1000", -5), lines=3)
    first = JournalEntry.objects.get()
    with pytest.raises(IntegrityError):
        by_sql(home, row(1, "6200", 5), row(2, "1000", -5), reverses=first.pk)
    by_sql(home, row(1, "6200", -5), row(2, "1000", 5), reverses=first.pk)
    with pytest.raises(IntegrityError):
        by_sql(home, row(1, "6200", -5), row(2, "1000", 5), reverses=first.pk)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_posting SET amount_minor = amount_minor",
        "DELETE FROM ledger_posting",
        "TRUNCATE ledger_posting",
        "UPDATE ledger_journalentry SET memo = 'other'",
        "DELETE FROM ledger_journalentry",
        "TRUNCATE ledger_journalentry CASCADE",
        """INSERT INTO ledger_fxrate (base, quote, "on", numerator, denominator, source)
           VALUES ('EUR', 'USD', '2026-01-05', 0, 1, 'x')""",
        """INSERT INTO ledger_account (code, name, kind, role, is_active)
           VALUES ('1101', 'Second', 'asset', 'receivable', true)""",
    ],
)
def test_the_database_keeps_what_was_posted(sql: str) -> None:
    fees(makers.entity())
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Posting.objects.count() == 2
