"""Files that are damaged, cut off or made to do harm: refused, quickly, by a code, never by a crash."""

import gzip
import io
import random
import time
import zipfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from cashwright.areas.cash.ports import Assumed, BankFileFormat
from cashwright.areas.cash.refusals import (
    BankFileBroken,
    BankFileEmpty,
    BankFileRefused,
    BankFileTooSlow,
    BankFileUnknown,
    BankFileUnsafe,
    BankValueUnreadable,
)
from cashwright.connectors.bank_files import BankFileLimits, read_bank_file
from cashwright.connectors.bank_files.reading import Unreadable
from cashwright.connectors.bank_files.values import amount_minor
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import Refusal
from tests.connectors.bank_files.makers import ALL, CAMT_ENTRY, MT940, camt

OURS = Assumed("ACCOUNT1", "EUR")


def _tried(data: bytes) -> None:
    """Read it, or be refused; anything else is a bug."""
    try:
        read_bank_file(data, "file", assumed=OURS)
    except Refusal as refused:
        told = refused.facts
    else:
        return
    assert told["file"]
    assert told["remedy"]


def _zip(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", [name for name in ALL if not name.endswith(".csv")])
def test_a_file_cut_off_at_any_byte_is_read_or_refused(name: str) -> None:
    for end in range(len(ALL[name])):
        _tried(ALL[name][:end])


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".csv")])
def test_a_table_cut_off_is_read_or_refused(name: str) -> None:
    for end in range(0, len(ALL[name]), 23):
        _tried(ALL[name][:end])


@settings(max_examples=150, deadline=2_000)
@given(
    name=st.sampled_from([name for name in ALL if not name.endswith(".csv")]),
    seed=st.integers(0, 2**32),
)
def test_bytes_changed_at_random_are_read_or_refused(name: str, seed: int) -> None:
    _tried(_changed(ALL[name], random.Random(seed)))


def _changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes replaced, left out, doubled, and pieces moved."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[at] = chance.randrange(256)
            case 1:
                del found[at : at + chance.randint(1, 9)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 60)]
            case _:
                found[at:at] = chance.choice([b"<", b"&", b"\n", b",", b":61:", b"\xff", b"9" * 30])
        if not found:
            return b""
    return bytes(found)


@settings(max_examples=300, deadline=None)
@given(minor=st.integers(-(10**14), 10**14), code=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_an_amount_written_in_any_currency_is_read_back_exactly(minor: int, code: str) -> None:
    written = format_minor(minor, code)
    assert amount_minor(written, code) == minor
    assert amount_minor(written.replace(".", ","), code) == minor


@pytest.mark.parametrize("text", ["", ".", "1e5", "NaN", "1.234.5", "١٢", "1 000", "--1", "9" * 30])
def test_what_is_no_amount_is_none(text: str) -> None:
    with pytest.raises(Unreadable):
        amount_minor(text, "EUR")


def test_an_archive_reads_each_file_within_and_says_from_which_it_comes() -> None:
    file = read_bank_file(_zip(("a.xml", camt()), ("b/c.sta", MT940)))
    assert file.format is BankFileFormat.ARCHIVE
    assert [statement.member for statement in file.statements] == ["a.xml", "b/c.sta"]


def test_a_refusal_within_an_archive_names_the_file_within() -> None:
    bad = MT940.replace(b"CR119,00", b"CR1x9,00")
    with pytest.raises(BankValueUnreadable) as refused:
        read_bank_file(_zip(("a.xml", camt()), ("bad.sta", bad)), "march.zip")
    assert refused.value.facts["file"] == "march.zip/bad.sta"


def test_archives_that_grow_hide_or_nest_are_refused() -> None:
    with pytest.raises(BankFileUnsafe):
        read_bank_file(_zip(("a.xml", b"0" * 20_000_000)))
    with pytest.raises(BankFileUnsafe):
        read_bank_file(_zip(("a.zip", _zip(("b.xml", camt())))))
    with pytest.raises(BankFileUnsafe):
        read_bank_file(
            _zip(*((f"{n}.sta", MT940) for n in range(12))), limits=BankFileLimits(members=10)
        )
    with pytest.raises(BankFileUnsafe):
        read_bank_file(gzip.compress(b"0" * 20_000_000))
    with pytest.raises(BankFileBroken):
        read_bank_file(_zip(("a.xml", camt()))[:-30])


def test_a_gzipped_statement_is_read() -> None:
    file = read_bank_file(gzip.compress(MT940))
    assert (file.format, file.notes) == (BankFileFormat.MT940, ("gzip",))


def test_an_endless_comment_in_ofx_costs_no_time() -> None:
    began = time.monotonic()
    with pytest.raises(BankFileBroken):
        read_bank_file(b"<OFX>" + b"<!-- " * 200_000)
    assert time.monotonic() - began < 5


def test_reading_stops_when_its_time_is_over() -> None:
    many = camt(*[CAMT_ENTRY] * 600)
    with pytest.raises(BankFileTooSlow):
        read_bank_file(many, limits=BankFileLimits(seconds=-1))


def test_what_is_nothing_or_a_document_is_refused(tmp_path: Path) -> None:
    for nothing in (b"", b" \n\n"):
        with pytest.raises(BankFileEmpty):
            read_bank_file(nothing)
    with pytest.raises(BankFileEmpty):
        read_bank_file(tmp_path / "missing.xml")
    with pytest.raises(BankFileUnknown):
        read_bank_file(b"%PDF-1.7 statement")
    assert issubclass(BankFileUnknown, BankFileRefused)
