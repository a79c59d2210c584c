"""Bank files of some fifty banks: counts and sums read by other programs, and what each must refuse.

The files stay outside of the project. What the other program reads wrongly is named here, with why.
"""

import ast
import csv
import json
import random
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cashwright.areas.cash.ports import (
    Assumed,
    BankEntry,
    BankFileFormat,
    ColumnMap,
    Direction,
    ReadFile,
)
from cashwright.areas.cash.refusals import (
    BankFileBroken,
    BankFileRefused,
    BankTotalsDisagree,
    BankValueUnreadable,
    FormUnclear,
    NoStatement,
)
from cashwright.areas.exchange.refusals import FileEmpty
from cashwright.connectors.bank_files import read_bank_file
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import Refusal

Find = Callable[[str], Path]
OURS = Assumed("ACCOUNT1", "EUR")
# Fragments of a statement, from the tests of that program: no account, some no currency.
_MT940_MORE = {
    # Its default reading knows no such line; the bank's balances prove ours (no gap in 31 days).
    "mt940/wolph/ASNB/mt940_with_spaces_for_entry_date.txt": (8, 5694),
    # It stops at the first amount with a point; the file has 39 statements.
    "mt940/kingsquare/Rabo-sample.sta": (39, 20912692),
}


def _entries(file: ReadFile) -> list[BankEntry]:
    return [entry for statement in file.statements for entry in statement.entries]


def _sum(entries: list[BankEntry], way: Direction) -> int:
    return sum(entry.amount_minor for entry in entries if entry.direction is way)


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)


def test_every_camt_file_gives_the_counts_and_sums_that_xpath_finds(real_data: Find) -> None:
    root = real_data("bank")
    rows = list(csv.DictReader((root / "EXPECTED_camt.csv").read_text().splitlines()))
    assert len(rows) == 17
    for row in rows:
        name = row["file"]
        if row["statements_or_reports"] == "0":
            with pytest.raises(NoStatement):
                read_bank_file(root / name)
            continue
        file = read_bank_file(root / name)
        entries = _entries(file)
        details = [detail for entry in entries for detail in entry.details if detail.raw]
        assert file.format is BankFileFormat.CAMT, name
        assert len(file.statements) == int(row["statements_or_reports"]), name
        assert len(entries) == int(row["entries"]), name
        assert len(details) == int(row["tx_details"]), name
        assert _sum(entries, Direction.CREDIT) == _minor(row["sum_credit_entries"]), name
        assert _sum(entries, Direction.DEBIT) == _minor(row["sum_debit_entries"]), name
        assert {entry.currency for entry in entries} == set(filter(None, [row["currencies"]])), name
        said = sum(1 for d in details for path in d.raw if path.endswith("/EndToEndId"))
        assert said == int(row["remittance_infos/end_to_end_ids"].split("/")[1]), name
        assert read_bank_file(root / name) == file, name


def test_the_golden_reading_of_a_camt_file_is_ours_too(real_data: Find) -> None:
    root = real_data("bank/camt/oca")
    golden = ast.literal_eval((root / "golden-camt053.pydata").read_text())
    currency, account, (expected,) = golden
    (statement,) = read_bank_file(root / "test-camt053.xml").statements
    assert (statement.currency, statement.account.number) == (currency, account)
    assert statement.statement_id == expected["name"]
    assert statement.opening is not None
    assert statement.closing is not None
    assert format_minor(statement.opening.amount_minor, "EUR") == str(expected["balance_start"])
    assert format_minor(statement.closing.amount_minor, "EUR") == str(expected["balance_end_real"])
    lines: list[dict[str, Any]] = expected["transactions"]
    details = [detail for entry in statement.entries for detail in entry.details]
    assert len(details) == len(lines)
    for detail, line in zip(details, lines, strict=True):
        sign = -1 if detail.direction is Direction.DEBIT else 1
        assert detail.amount_minor is not None
        assert sign * detail.amount_minor == round(line["amount"] * 100)
        assert detail.counterparty.name == line["partner_name"]
        assert detail.counterparty.account is not None
        assert detail.counterparty.account.number == line["account_number"]
        assert detail.end_to_end_id == line["ref"]
        assert detail.code.domain == line["transaction_type"]


def test_every_mt940_file_gives_the_lines_another_program_reads(real_data: Find) -> None:
    root = real_data("bank")
    files = json.loads((root / "EXPECTED_mt940.json").read_text())["files"]
    assert len(files) == 61
    same = refused = 0
    for name, expected in files.items():
        if name in _MT940_MORE:
            entries = _entries(read_bank_file(root / name, assumed=OURS))
            assert (len(entries), sum(e.signed_minor for e in entries)) == _MT940_MORE[name]
        elif "error" in expected:
            with pytest.raises(BankFileBroken):
                read_bank_file(root / name, assumed=OURS)
            refused += 1
        else:
            file = read_bank_file(root / name, assumed=OURS)
            _compare(name, _entries(file), expected)
            assert read_bank_file(root / name, assumed=OURS) == file
            same += 1
    assert (same, refused) == (57, 2)


def _compare(name: str, entries: list[BankEntry], expected: dict[str, Any]) -> None:
    assert len(entries) == expected["transactions"], name
    assert sum(entry.signed_minor for entry in entries) == _minor(expected["sum"]), name
    for entry, line in zip(entries, expected.get("lines", []), strict=True):
        assert entry.signed_minor == _minor(line["amount"]), name
        assert str(entry.value_on) == line["date"], name
        assert str(entry.booked_on) == (line["entry_date"] or line["date"]), name


def test_thirty_one_statements_of_a_month_follow_from_each_other(real_data: Find) -> None:
    name = "bank/mt940/wolph/ASNB/mt940_with_spaces_for_entry_date.txt"
    file = read_bank_file(real_data(name))
    assert (len(file.statements), file.gaps) == (31, ())


def test_amounts_with_a_point_are_read_whole(real_data: Find) -> None:
    file = read_bank_file(real_data("bank/mt940/kingsquare/Rabo-sample2.sta"), assumed=OURS)
    opening = file.statements[0].opening
    assert opening is not None
    assert opening.amount_minor == -100012  # the other program says -1000


def test_every_ofx_file_gives_counts_and_sums_or_is_refused(real_data: Find) -> None:
    root = real_data("bank")
    files = json.loads((root / "EXPECTED_ofx.json").read_text())["files"]
    same = refused = 0
    for name, expected in files.items():
        if name == "ofx/ofxparse/ofx-v102-empty-tags.ofx":
            (entry,) = _entries(read_bank_file(root / name))  # it lost its header, and nothing else
            assert (entry.amount_minor, entry.currency) == (1234, "AUD")
            continue
        has_parts_of_cents = name == "ofx/ofxparse/fidelity-savings.ofx"
        if "error" in expected or not expected["statements"] or has_parts_of_cents:
            with pytest.raises(BankFileRefused):
                read_bank_file(root / name)
            refused += 1
            continue
        file = read_bank_file(root / name)
        entries = _entries(file)
        assert len(file.statements) == expected["statements"], name
        assert len(entries) == expected["transactions"], name
        assert sum(entry.signed_minor for entry in entries) == _minor(expected["sum"]), name
        assert len({entry.bank_ref for entry in entries}) == expected["fitids_unique"], name
        ledger = [b for s in file.statements for b in s.balances if b.code == "LEDGERBAL"]
        said = [_minor(text.replace(",", ".")) for text in expected["ledger_balances"]]
        assert [balance.amount_minor for balance in ledger] == said, name
        assert read_bank_file(root / name) == file, name
        same += 1
    assert (same, refused) == (15, 8)


@pytest.mark.parametrize(
    ("name", "kind", "line"),
    [
        ("camt/genkgo/camt053.v2.wrong.xml", NoStatement, None),
        ("ofx/ofxparse/fail_nice/date_missing.ofx", BankValueUnreadable, 33),
        ("ofx/ofxparse/fail_nice/decimal_error.ofx", BankValueUnreadable, 34),
        ("ofx/oca/test_ofx_wrong.ofx", BankValueUnreadable, 42),
        ("bai2/sample-parseError.txt", BankFileBroken, 1),
        ("bai2/sample4-continuations-newline-delimited.txt", BankTotalsDisagree, 22),
        ("mt940/jejik/K4262927_20200905-080000-952.txt", BankFileBroken, 10),
        ("ofx/ofxparse/fidelity-savings.ofx", BankValueUnreadable, 63),
        ("csv-xlsx/oca/empty_statement_en.xlsx", FileEmpty, None),
        ("csv-xlsx/oca/original_currency_no_header.csv", FileEmpty, None),
        ("csv-xlsx/oca/meta_data_separated_credit_debit.csv", FormUnclear, None),
    ],
)
def test_a_file_broken_on_purpose_is_refused_with_file_line_and_remedy(
    real_data: Find, name: str, kind: type[Refusal], line: int | None
) -> None:
    path = real_data(f"bank/{name}")
    with pytest.raises(kind) as refused:
        read_bank_file(path, assumed=OURS)
    facts = refused.value.facts
    assert facts["file"] == path.name
    assert facts["remedy"]
    assert line is None or facts["line"] == line


def test_bai2_and_lockbox_files_hold_what_their_own_totals_say(real_data: Find) -> None:
    one, two = (real_data(f"bank/bai2/sample{n}.txt") for n in (1, 2))
    entries = _entries(read_bank_file(one))
    assert (len(entries), _sum(entries, Direction.CREDIT), _sum(entries, Direction.DEBIT)) == (
        17, 208500 + 111500, 208500 + 111500,
    )  # fmt: skip
    file = read_bank_file(two)
    assert [len(s.entries) for s in file.statements] == [1, 1, 2, 0, 0]
    (check,) = _entries(read_bank_file(real_data("bank/lockbox/test_lockbox.bai")))
    assert (check.amount_minor, check.details[0].counterparty.name) == (700000, "BOB E SMITH")
    assert _entries(read_bank_file(real_data("bank/lockbox/test_empty_lockbox.bai"))) == []


def test_tables_qif_and_archives_are_read_by_what_they_say(real_data: Find) -> None:
    sums = {
        "csv-xlsx/oca/balance.csv": [(2, 150000)],
        "csv-xlsx/oca/multi_currency.csv": [(1, -3350), (1, 152500)],
        "csv-xlsx/oca/sample_statement_en.csv": [(1, -3350), (1, 152500)],
        "csv-xlsx/oca/original_currency_empty.csv": [(1, 152500)],
        "csv-xlsx/oca/sample_statement_en_empty_values.xlsx": [(3, -220768)],
        "qif/test_qif.qif": [(5, -189609)],
        "camt/oca/test-camt053.zip": [(3, 5701), (3, 5701)],
    }
    for name, expected in sums.items():
        file = read_bank_file(real_data(f"bank/{name}"), assumed=OURS)
        found = [(len(s.entries), sum(e.signed_minor for e in s.entries)) for s in file.statements]
        assert found == expected, name
        assert read_bank_file(real_data(f"bank/{name}"), assumed=OURS) == file


def test_a_saved_mapping_reads_a_table_with_titles_above_and_totals_below(real_data: Find) -> None:
    columns = ColumnMap(
        booked_on="Date", debit="Debit", credit="Credit", texts=("Label", "Detail"),
        bank_ref="Operation Number", dates="dmy", mark=",",
    )  # fmt: skip
    path = real_data("bank/csv-xlsx/oca/meta_data_separated_credit_debit.csv")
    (statement,) = read_bank_file(path, assumed=OURS, columns=columns).statements
    assert [entry.signed_minor for entry in statement.entries] == [-5000, -10000, -8068, 130000]
    assert 3000077 + sum(e.signed_minor for e in statement.entries) == 3107009  # said: 31070,11


def test_a_balance_transaction_of_a_processor_is_read(real_data: Find) -> None:
    fixtures = json.loads(real_data("stripe-fixtures/fixtures3.json").read_text())
    one = json.dumps(fixtures["resources"]["balance_transaction"]).encode()
    (entry,) = _entries(read_bank_file(one, "balance.json"))
    assert (entry.amount_minor, entry.currency) == (100, "USD")
    assert entry.bank_ref.startswith("txn_")


def test_no_file_of_the_corpus_changed_at_random_crashes_or_hangs(real_data: Find) -> None:
    chance = random.Random(4)
    for path in sorted(real_data("bank").rglob("*")):
        if path.suffix not in (".xml", ".sta", ".txt", ".ofx", ".bai", ".qif", ".zip"):
            continue
        data = path.read_bytes()
        for _ in range(12):
            changed = bytearray(data[: chance.randrange(len(data)) + 1])
            for _ in range(chance.randrange(6)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            began = time.monotonic()
            try:
                read_bank_file(bytes(changed), path.name, assumed=OURS)
            except Refusal as refused:
                _ = refused.facts["file"]
            assert time.monotonic() - began < 10, path.name
