"""The demo's banks: files that chain and are read back, with the truth of every line beside them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from cashwright.areas.cash.ports import Assumed, BankEntry, Direction
from cashwright.connectors.bank_files import read_bank_file
from cashwright.connectors.simulator import (
    BANKS,
    LETTERHEADS,
    TABLE_COLUMNS,
    Company,
    Entity,
    Received,
    Truth,
    WrittenFile,
    banks_of,
    booked_between,
    company,
    files_of,
    known_mothers,
    read_truths,
    spans,
    write_truths,
)
from cashwright.connectors.simulator.bank_days import Booked
from cashwright.connectors.simulator.families import mothers

START = date(2025, 7, 1)
END = date(2026, 4, 30)


def bills(told: Company, entity: Entity) -> list[Received]:
    """Twelve invoices of everybody, as if the books had billed them; with a discount where that is agreed."""
    return [
        Received(
            b.account_no, f"INV-2025-{n:02d}{b.account_no[2:]}", on, on + timedelta(days=b.term_days),
            b.currency, 250_00 * (n + 1) + int(b.account_no[2:]), 5_00 if b.terms.startswith("2-10") else 0,
            on + timedelta(days=10) if b.terms.startswith("2-10") else None,
        )
        for b in told.buyers if b.entity == entity
        for n, on in enumerate(date(2025, 7 + n // 2, 1) for n in range(12))
    ]  # fmt: skip


@cache
def days(told: Company, entity: Entity) -> list[tuple[date, date, dict[str, list[Booked]]]]:
    known = bills(told, entity)
    return [
        (a, b, booked_between(told, entity, [i for i in known if i.issued_on < a], a, b))
        for a, b in spans(START, END)
    ]


def read(file: WrittenFile) -> list[tuple[str, BankEntry]]:
    """(currency, entry) of a file, which must chain."""
    found = read_bank_file(
        file.content, file.name, assumed=Assumed(file.code, "EUR") if file.code else Assumed(),
        columns=TABLE_COLUMNS if file.code else None,
    )  # fmt: skip
    assert not found.gaps
    return [(s.currency, entry) for s in found.statements for entry in s.entries]


def test_what_was_booked_does_not_depend_on_how_the_days_are_cut() -> None:
    told = company(1)
    entity = told.entities[0]
    whole = booked_between(told, entity, bills(told, entity), START, END)
    cut: dict[str, list[Booked]] = {code: [] for code in whole}
    for _, _, booked in days(told, entity):
        for code, lines in booked.items():
            cut[code] += lines
    assert cut == whole


def test_every_file_is_read_back_and_its_balances_follow_from_the_one_before() -> None:
    told = company(1)
    for entity in told.entities:
        balances: dict[str, int] = {}
        for a, b, booked in days(told, entity):
            opening = dict(balances)
            for code, lines in booked.items():
                balances[code] = balances.get(code, 0) + sum(line.amount_minor for line, _ in lines)
            refs = Counter(line.bank_ref for lines in booked.values() for line, _ in lines)
            assert set(refs.values()) <= {1}
            found = [pair for file in files_of(booked, a, b, opening) for pair in read(file)]
            told_minor = sum(line.amount_minor for lines in booked.values() for line, _ in lines)
            assert sum(entry.signed_minor for _, entry in found) == told_minor
            details = [d for _, entry in found for d in entry.details]
            assert len(details) == sum(refs.values())


def test_each_entity_has_formats_of_its_own_and_batches_tell_their_payments() -> None:
    told = company(1)
    endings = {bank.ending for bank in BANKS}
    assert endings == {"xml", "csv", "bai", "sta"}
    entries = [
        entry
        for a, b, booked in days(told, told.entities[0])
        for file in files_of(booked, a, b, {})
        for _, entry in read(file)
    ]
    batches = [entry for entry in entries if len(entry.details) > 1]
    assert batches
    for entry in batches:
        assert sum(detail.amount_minor or 0 for detail in entry.details) == entry.amount_minor


def test_the_truth_of_a_line_adds_up_to_its_money() -> None:
    told = company(1)
    kinds: Counter[str] = Counter()
    for entity in told.entities:
        numbers = {i.document_no: i.total_minor for i in bills(told, entity)}
        for _, _, booked in days(told, entity):
            for line, truth in (pair for lines in booked.values() for pair in lines):
                kinds[truth.kind] += 1
                if not truth.customer or line.amount_minor < 0:
                    assert not truth.covers
                    continue
                money = sum(minor for _, minor in truth.covers) + truth.over_minor
                assert money == line.amount_minor == truth.amount_minor
                assert all(0 < minor <= numbers[no] for no, minor in truth.covers)
    wanted = {
        "exact", "several", "reformatted", "mistyped", "cut", "silent", "customer no", "structured",
        "some of them", "wrong", "fee", "discount", "short", "over", "twice", "withheld", "return", "ahead",
        "not ours", "bank fee", "own transfer",
    }  # fmt: skip
    assert wanted == set(kinds) - {"range"}  # of three and more, which few pay at once
    assert kinds["exact"] > sum(kinds.values()) * 0.3


def test_one_company_pays_for_another_and_two_have_the_same_name() -> None:
    told = company(1)
    above = mothers(told)
    assert 4 <= len(above) <= 20
    assert set(known_mothers(told)) < set(above)
    assert not {mother.account_no for mother in above.values()} & set(above)
    names = Counter((b.entity.code, b.name) for b in told.buyers)
    assert max(names.values()) == 2
    child, mother = next(iter(above.items()))
    entity = mother.entity
    pairs = [p for _, _, booked in days(told, entity) for lines in booked.values() for p in lines]
    paid = [line for line, truth in pairs if truth.customer == child]
    assert paid
    first = mother.name.split()[0].upper()
    assert all(line.payer_name.upper().split()[0] == first for line in paid)


def test_money_taken_back_names_the_payment_and_comes_again() -> None:
    told = company(1)
    pairs = [
        pair for entity in told.entities for _, _, booked in days(told, entity)
        for lines in booked.values() for pair in lines
    ]  # fmt: skip
    returned = [(line, truth) for line, truth in pairs if truth.kind == "return"]
    assert returned
    for line, truth in returned:
        assert line.return_reason
        same = [
            other for other, its in pairs
            if its.customer == truth.customer and other.amount_minor == -line.amount_minor
            and abs((other.booked_on - line.booked_on).days) < 16
        ]  # fmt: skip
        assert len(same) >= 2


def test_truth_is_kept_in_files_and_found_again(tmp_path: Path) -> None:
    first = Truth(
        entity="NWDE", account="ELBE", bank_ref="EB1", kind="fee", amount_minor=95_00, customer="C-1",
        covers=(("INV-1", 95_00),),
    )  # fmt: skip
    other = Truth(entity="NWUS", account="PRAIRIE", bank_ref="FP1", kind="not ours", amount_minor=7)
    write_truths([first], tmp_path / "NWDE" / "2025-07-10.jsonl")
    write_truths([first], tmp_path / "NWDE" / "2025-07-10.jsonl")
    write_truths([other], tmp_path / "NWUS" / "2025-07-10.jsonl")
    assert list(read_truths(tmp_path)) == [first, other]
    assert first.documents == {"INV-1"}
    assert not list(read_truths(tmp_path / "none"))


def test_directions_of_fees_and_own_transfers_are_those_of_the_account() -> None:
    told = company(1)
    found = [
        pair
        for _, _, booked in days(told, told.entities[0])
        for lines in booked.values()
        for pair in lines
    ]
    fees = [line for line, truth in found if truth.kind == "bank fee"]
    assert len(fees) == 3 * 10
    assert all(line.amount_minor < 0 for line in fees)
    sweeps = [line.amount_minor for line, truth in found if truth.kind == "own transfer"]
    assert sweeps
    assert sum(sweeps) == 0
    assert Direction.DEBIT in {
        entry.direction
        for a, b, booked in days(told, told.entities[0])[:3]
        for file in files_of(booked, a, b, {})
        for _, entry in read(file)
    }


def test_the_account_on_an_invoice_is_the_main_one_at_the_bank() -> None:
    for entity in company(1).entities:
        printed = LETTERHEADS[entity.code].bank.replace(" ", "")
        assert banks_of(entity.code)[0].account.number[-8:] in printed
