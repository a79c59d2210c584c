"""Bank files taken in: whole or not at all, each line once, whatever overlaps and in whatever order."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.cash.models import BankAccount, BankFile, BankLine, BankStatement
from cashwright.areas.cash.ports import (
    BankEntry,
    ColumnMap,
    DocumentPaid,
    EntryStatus,
    ReadFile,
    StatementKind,
)
from cashwright.areas.cash.ports import (
    BankStatement as Told,
)
from cashwright.areas.cash.queries import (
    assumed_of,
    columns_of,
    gaps_of,
    number_of,
    told_of,
)
from cashwright.areas.cash.refusals import (
    AccountUnknown,
    BankAccountTaken,
    BankFileRefused,
    DayUnsaid,
    LineInClosedPeriod,
)
from cashwright.areas.cash.services import (
    Imported,
    import_bank_file,
    open_bank_account,
    save_columns,
)
from cashwright.areas.controls.models import Fact
from cashwright.areas.ledger.models import Account
from cashwright.areas.ledger.refusals import ControlAccount, UnknownAccount
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.bank_files import read_bank_file
from cashwright.kernel.refusals import BadInput, UnknownCurrency
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_files import OURS, THEIRS, detail, entry, house_bank, read, statement
from tests.books import closed
from tests.connectors.bank_files.makers import BAI2, MT940, camt
from tests.makers import ANN, JAN_20

pytestmark = pytest.mark.django_db
JAN_21, FEB_2 = date(2026, 1, 21), date(2026, 2, 2)


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


def take(file: ReadFile, home: LegalEntity, **more: Any) -> Imported:
    return import_bank_file(file, entity_id=home.pk, by=ANN, **more)


def lines(home: LegalEntity) -> list[tuple[str, int]]:
    found = BankLine.objects.filter(entity=home).order_by("booked_on", "detail_no", "amount_minor")
    return list(found.values_list("state", "amount_minor"))


def clean() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


def nothing_of(home: LegalEntity) -> bool:
    tables = (BankFile, BankStatement, BankLine)
    return not any(table._default_manager.filter(entity=home).exists() for table in tables)


def test_a_line_is_found_by_print_and_name_shown_masked_and_kept_whole(home: LegalEntity) -> None:
    house_bank(home)
    told = take(
        read(
            statement(
                entry(
                    119_00, text=f"INV-10 from {THEIRS}, card 4111 1111 1111 1111",
                    end_to_end_id="E2E-7", bank_ref="B-1",
                    documents=(DocumentPaid(number="INV-10", remitted_minor=119_00),),
                ),
                entry(-5_00),
                opening=0, closing=114_00,
            )
        ),
        home,
    )  # fmt: skip
    assert (told.line_count, told.new_count, told.sums) == (2, 2, (("EUR", 119_00, 5_00),))
    line, other = BankLine.objects.filter(entity=home).order_by("-amount_minor")
    assert (line.state, line.text, line.cited) == (
        "received", "INV-10 from DE**3000, card **1111", [["INV-10", 119_00]],
    )  # fmt: skip
    assert (line.payer_key, line.end_to_end_id, line.bank_ref) == ("ADA LOVELACE", "E2E-7", "B-1")
    assert line.payer_print is not None
    assert line.payer_print == other.payer_print
    assert THEIRS.encode() not in bytes(line.told_sealed or b"")
    (payment,) = told_of(line)["details"]
    assert (payment["account"], payment["raw"]) == (THEIRS, {"Nm": "Ada Lovelace Ltd"})
    clean()


def test_the_same_file_again_changes_nothing_and_says_so(home: LegalEntity) -> None:
    house_bank(home)
    file = read(statement(entry(1_00), entry(1_00)))
    first, facts = take(file, home), Fact.objects.count()
    again = take(file, home)
    assert (first.is_known, again.is_known) == (False, True)
    assert (again.file.pk, again.new_count, again.known_count) == (first.file.pk, 0, 2)
    assert Fact.objects.count() == facts
    assert lines(home) == [("received", 1_00), ("received", 1_00)]


def test_of_a_file_that_overlaps_only_what_is_new_is_taken(home: LegalEntity) -> None:
    house_bank(home)
    first, second = (
        statement(entry(1_00), entry(1_00)),
        statement(entry(2_00, on=JAN_21), on=JAN_21),
    )
    take(read(first), home)
    told = take(read(first, second), home)
    assert (told.line_count, told.new_count, told.known_count) == (3, 1, 2)
    assert [minor for _, minor in lines(home)] == [1_00, 1_00, 2_00]
    clean()


def test_a_try_writes_nothing_and_tells_the_same(home: LegalEntity) -> None:
    house_bank(home)
    file = read(statement(entry(1_00), entry(-2_00)))
    tried = take(file, home, dry_run=True)
    assert nothing_of(home)
    done = take(file, home)
    assert (tried.is_dry_run, tried.new_count, tried.sums) == (True, done.new_count, done.sums)


def test_each_statement_goes_to_its_account_by_number_and_currency(home: LegalEntity) -> None:
    euros, dollars = house_bank(home), house_bank(home, code="USD", currency="USD")
    other = house_bank(home, "37040044/532013000", "OTHER")
    take(
        read(
            statement(entry(1_00), number=f"{OURS}EUR"),
            statement(entry(2_00, currency="USD"), currency="USD"),
            statement(entry(3_00), number="DE89 3704 0044 0532 0130 00"),
            statement(entry(4_00), number="other"),
        ),
        home,
    )  # fmt: skip
    found = BankLine.objects.order_by("amount_minor").values_list("bank_account_id", flat=True)
    assert list(found) == [euros.pk, dollars.pk, other.pk, other.pk]


def test_two_batches_of_one_day_keep_their_payments_apart(home: LegalEntity) -> None:
    house_bank(home)
    batch = entry(3_00, details=(detail(1_00), detail(2_00)))
    take(read(statement(batch, replace(batch))), home)
    assert Counter(minor for _, minor in lines(home)) == {1_00: 2, 2_00: 2}
    assert BankLine.objects.values("key").distinct().count() == 2


def test_a_line_without_an_amount_is_kept_and_asks_nobody(home: LegalEntity) -> None:
    house_bank(home)
    take(read(statement(entry(0))), home)
    assert lines(home) == [("set_aside", 0)]
    clean()


# Before the end of a day, and not booked yet.


def intraday(*entries: BankEntry, on: date = JAN_20, **more: Any) -> Told:
    return statement(*entries, on=on, kind=StatementKind.INTRADAY, **more)


def test_what_is_told_during_a_day_waits_for_the_statement_and_is_then_the_same_line(
    home: LegalEntity,
) -> None:
    house_bank(home)
    told = take(read(intraday(entry(5_00, bank_ref="B-1"))), home)
    assert (told.pending_count, told.sums) == (1, ())
    before = BankLine.objects.get()
    assert before.state == "pending"
    told = take(read(statement(entry(5_00, bank_ref="B-1"))), home)
    assert (told.new_count, told.booked_count, told.sums) == (0, 1, (("EUR", 5_00, 0),))
    after = BankLine.objects.get()
    assert (after.pk, after.state, after.statement.kind) == (before.pk, "received", "end_of_day")
    take(read(intraday(entry(5_00, bank_ref="B-1"), entry(6_00, bank_ref="B-2"))), home)
    assert lines(home) == [("received", 5_00)], "the statement of the day has decided"
    clean()


def test_what_a_notice_tells_of_a_batch_parts_the_statement_s_one_entry(home: LegalEntity) -> None:
    house_bank(home)
    parted = entry(3_00, bank_ref="B-1", details=(detail(1_00), detail(2_00)))
    take(read(statement(parted, kind=StatementKind.NOTICE)), home)
    take(read(statement(entry(3_00, bank_ref="B-1"))), home)
    assert lines(home) == [("received", 1_00), ("received", 2_00)]
    clean()


def test_what_a_notice_told_otherwise_gives_way_to_the_statement(home: LegalEntity) -> None:
    house_bank(home)
    take(read(statement(entry(3_00, bank_ref="B-9"), kind=StatementKind.NOTICE)), home)
    take(read(statement(entry(3_00, bank_ref="B-1"))), home)
    assert lines(home) == [("received", 3_00)]


def test_a_pending_entry_lives_until_a_later_statement(home: LegalEntity) -> None:
    house_bank(home)
    waits = entry(5_00, status=EntryStatus.PENDING)
    take(read(statement(entry(1_00), waits)), home)
    assert lines(home) == [("received", 1_00), ("pending", 5_00)]
    take(read(statement(entry(5_00, on=JAN_21), on=JAN_21)), home)
    assert lines(home) == [("received", 1_00), ("received", 5_00)]
    told = take(read(statement(entry(1_00), waits, entry(2_00))), home)
    assert (told.new_count, told.dropped_count) == (1, 1)
    clean()


def test_a_pending_entry_is_of_the_last_statement_that_tells_it(home: LegalEntity) -> None:
    house_bank(home)
    first = statement(entry(5_00, status=EntryStatus.PENDING))
    second = statement(entry(5_00, status=EntryStatus.PENDING), on=JAN_21)
    take(read(first), home)
    take(read(second), home)
    assert lines(home) == [("pending", 5_00)]
    assert BankLine.objects.get().statement.to_on == JAN_21


# Any split, any order.

_DAYS = [JAN_20 + timedelta(days=n) for n in range(4)]
_ENTRIES = st.tuples(
    st.sampled_from([1_00, 2_00, -1_00, 0]), st.sampled_from(["", "B-1", "B-2"]),
    st.sampled_from([EntryStatus.BOOKED, EntryStatus.BOOKED, EntryStatus.PENDING]),
    st.booleans(),
)  # fmt: skip
_MONTHS = st.lists(st.lists(_ENTRIES, max_size=4), min_size=4, max_size=4)
_CUTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3)


def _day(at: int, told: list[tuple[int, str, EntryStatus, bool]]) -> list[Told]:
    """The end of a day, and what was told during it."""
    made = [entry(minor, on=_DAYS[at], bank_ref=ref, status=state) for minor, ref, state, _ in told]
    early = [replace(one) for one, (_, _, _, is_early) in zip(made, told, strict=True) if is_early]
    return [intraday(*early, on=_DAYS[at]), statement(*made, on=_DAYS[at])]


def _stands(home: LegalEntity) -> Counter[tuple[Any, ...]]:
    found = BankLine.objects.filter(entity=home)
    return Counter(
        found.values_list("key", "detail_no", "state", "booked_on", "amount_minor", "text")
    )


@settings(max_examples=25)
@given(month=_MONTHS, cuts=_CUTS, chance=st.randoms(use_true_random=False))
def test_any_split_into_overlapping_files_in_any_order_gives_the_same_lines(
    month: list[list[tuple[int, str, EntryStatus, bool]]],
    cuts: list[tuple[int, int]],
    chance: Any,
) -> None:
    with transaction.atomic():
        whole, parted = makers.entity("A"), makers.entity("B")
        house_bank(whole)
        house_bank(parted)
        take(read(*(s for at, told in enumerate(month) for s in _day(at, told))), whole)

        pieces = [(at, at) for at in range(4)] + [(min(cut), max(cut)) for cut in cuts]
        files = [
            [one for at in range(first, last + 1) for one in _day(at, month[at])]
            for first, last in pieces
        ]
        files += [[one] for at, told in enumerate(month) for one in _day(at, told)]
        chance.shuffle(files)
        for number, file in enumerate(files):
            take(replace(read(*file), sha256=f"{number:064}"), parted)
        assert _stands(parted) == _stands(whole)
        transaction.set_rollback(True)


# Refused whole.


def test_a_statement_of_an_account_that_is_not_ours_is_refused_with_what_to_do(
    home: LegalEntity,
) -> None:
    house_bank(home)
    with pytest.raises(AccountUnknown) as refused:
        take(read(statement(entry(1_00)), statement(entry(2_00), number=THEIRS)), home)
    facts = refused.value.facts
    assert (facts["file"], facts["line"], facts["account"]) == ("day.xml", 7, "DE**3000")
    assert "cashwright bank add" in str(facts["remedy"])
    assert nothing_of(home)
    with pytest.raises(AccountUnknown):
        take(read(statement(entry(2_00, currency="USD"), currency="USD")), home)


def test_a_new_line_of_a_closed_month_stops_the_file_a_known_one_does_not(
    home: LegalEntity,
) -> None:
    house_bank(home)
    makers.invoice(makers.customer(home))
    january = statement(entry(1_00))
    take(read(january), home)
    closed(home)
    february = statement(entry(3_00, on=FEB_2), on=FEB_2)
    assert take(read(january, february), home).new_count == 1
    with pytest.raises(LineInClosedPeriod) as refused:
        take(
            read(january, statement(entry(4_00, on=FEB_2), entry(2_00, on=JAN_21), on=FEB_2)), home
        )
    facts = refused.value.facts
    assert (facts["line"], facts["on"], facts["account"]) == (7, JAN_21, "HOUSE")
    assert [minor for _, minor in lines(home)] == [1_00, 3_00]


def test_an_entry_without_any_day_is_refused_one_of_a_dated_statement_is_not(
    home: LegalEntity,
) -> None:
    house_bank(home)
    with pytest.raises(DayUnsaid):
        take(read(statement(entry(1_00, on=None), on=None)), home)
    assert nothing_of(home)
    take(read(statement(entry(1_00, on=None))), home)
    assert BankLine.objects.get().booked_on == JAN_20


@pytest.mark.parametrize(
    "bad",
    [
        camt(prolog='<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'),
        MT940[:-30],
        BAI2.replace(b"49,43800", b"49,43801"),
    ],
)
def test_what_cannot_be_read_books_nothing(home: LegalEntity, bad: bytes) -> None:
    house_bank(home)
    house_bank(home, "0123456789", "US", currency="USD")
    with pytest.raises(BankFileRefused) as refused:
        take(read_bank_file(bad, "bad"), home)
    assert refused.value.facts["file"] == "bad"
    assert refused.value.facts["remedy"]
    assert nothing_of(home)


def test_one_payment_told_in_two_forms_of_file_is_one_line(home: LegalEntity) -> None:
    house_bank(home)
    told = [take(read_bank_file(content), home).new_count for content in (camt(), MT940)]
    assert told == [1, 0]


# Balances.


def days(*closings: tuple[date, int, int, int]) -> list[ReadFile]:
    """(day, opening, what came, closing) of each file."""
    return [
        read(
            statement(entry(came, on=day), on=day, opening=opening, closing=closing), name=str(day)
        )
        for day, opening, came, closing in closings
    ]


def test_balances_that_do_not_follow_are_told_and_mended_by_the_missing_file(
    home: LegalEntity,
) -> None:
    account = house_bank(home)
    first, second, third = days(
        (_DAYS[0], 0, 10_00, 10_00), (_DAYS[1], 10_00, 5_00, 15_00), (_DAYS[2], 15_00, 1_00, 16_00)
    )
    assert take(first, home).gaps == ()
    told = take(third, home)
    (words,) = told.gaps
    assert "begins with 15.00 EUR" in words
    assert "ended with 10.00" in words
    assert [gap.missing_minor for gap in gaps_of(account)] == [5_00]
    assert take(second, home).gaps == ()
    assert gaps_of(account) == []
    clean()


def test_entries_that_do_not_lead_to_the_closing_balance_are_told(home: LegalEntity) -> None:
    account = house_bank(home)
    (file,) = days((JAN_20, 0, 10_00, 11_00))
    (words,) = take(file, home).gaps
    assert "lead to 10.00 EUR, the bank says 11.00" in words
    assert [(gap.kind, gap.missing_minor) for gap in gaps_of(account)] == [("within", 1_00)]
    clean()


# Our accounts.


def test_an_account_gets_its_own_in_the_ledger_and_shows_its_number_masked(
    home: LegalEntity,
) -> None:
    first, second = house_bank(home), house_bank(home, "", "CASH")
    assert (first.account_id, second.account_id) == ("1001", "1002")
    assert Account.objects.get(pk="1001").name == "Bank Bank HOUSE"
    assert (first.number_masked, number_of(first)) == ("NL**4300", OURS)
    assert (second.number_masked, second.number_print, number_of(second)) == ("", None, "")
    assert assumed_of(second).account == "CASH"
    clean()


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"code": "house"}, BankAccountTaken),
        ({"number": "NL91 ABNA 0417 1643 00"}, BankAccountTaken),
        ({"account_code": "1001"}, BankAccountTaken),
        ({"account_code": "9999"}, UnknownAccount),
        ({"account_code": "1100"}, ControlAccount),
        ({"currency": "EURO"}, UnknownCurrency),
        ({"code": "a b"}, BadInput),
        ({"name": "  "}, BadInput),
    ],
)
def test_an_account_that_is_there_already_or_makes_no_sense_is_refused(
    home: LegalEntity, wrong: dict[str, str], kind: type[Exception]
) -> None:
    house_bank(home)
    given = {"code": "NEW", "name": "New", "currency": "EUR", "number": THEIRS, **wrong}
    with pytest.raises(kind):
        open_bank_account(entity_id=home.pk, by=ANN, **given)  # type: ignore[arg-type]
    assert BankAccount.objects.count() == 1


def test_the_columns_of_a_bank_s_tables_are_kept(home: LegalEntity) -> None:
    account = house_bank(home)
    assert columns_of(account) is None
    said = ColumnMap(booked_on="Tag", amount="Betrag", texts=("Zweck", "Name"), mark=",")
    save_columns(bank_account_id=account.pk, columns=said, by=ANN)
    account.refresh_from_db()
    assert columns_of(account) == said


def test_a_line_that_a_bank_told_cannot_be_told_twice(home: LegalEntity) -> None:
    house_bank(home)
    take(read(statement(entry(1_00))), home)
    row = BankLine.objects.values().get()
    with pytest.raises(Exception, match="bank_line_once"), transaction.atomic():
        BankLine.objects.create(**{**row, "id": makers.some_id()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cash_bankline")
        assert cursor.fetchone() == (1,)
