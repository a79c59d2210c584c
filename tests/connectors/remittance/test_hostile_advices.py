"""Files built to exhaust or deceive a reader are refused in words, and in time."""

import io
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.cash.refusals import (
    BankFileEmpty,
    BankFileMisencoded,
    BankFileRefused,
    BankFileTooLarge,
    BankFileTooSlow,
    BankFileUnknown,
    BankFileUnsafe,
    TooManyEntries,
)
from cashwright.areas.exchange.refusals import FileRefused
from cashwright.connectors.bank_files.reading import BankFileLimits
from cashwright.connectors.remittance import read_advices
from cashwright.connectors.remittance.reader import BYTES_MAX
from tests.connectors.remittance.makers import Paying, cut, nacha, x820

MIB = 1024**2
MAIL = "From: a <a@b.example>\nSubject: c\n"


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def gzipped(size: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(bytes(size)) + packer.flush()


def pdf_bomb() -> bytes:
    """A page whose content unpacks to 400 megabytes."""
    packer, packed = zlib.compressobj(), b""
    for _ in range(40):
        packed += packer.compress(b" " * 10 * MIB)
    packed += packer.flush()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    ]  # fmt: skip
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%b endobj\n" % (number, part)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    return body + table + b"trailer<</Root 1 0 R/Size 5>>startxref\n%d\n%%%%EOF" % len(body)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", BankFileEmpty), (b"  \n", BankFileEmpty), (b"x" * (BYTES_MAX + 1), BankFileTooLarge),
        (b"\xd0\xcf\x11\xe0old", BankFileUnknown), (b"\x89PNG....", BankFileUnknown),
        (b'{"a": 1}', BankFileUnknown), (b"<?xml version='1.0'?><a/>", BankFileUnknown),
        (bytes(range(256)) * 20, BankFileMisencoded),
    ],
)  # fmt: skip
def test_what_cannot_be_an_advice_is_refused_with_what_to_do(
    data: bytes, refusal: type[BankFileRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        read_advices(data, "thing")
    assert refused.value.facts["file"] == "thing"
    assert "bank for camt" not in str(refused.value.facts["remedy"])


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: gzipped(200 * MIB),
    "zip": lambda: zipped(a=bytes(100 * MIB)),
    "archive in archive": lambda: zipped(a=zipped(b=x820())),
    "mail in archive": lambda: zipped(a=f"{MAIL}\nInvoice 4711".encode()),
    "many members": lambda: zipped(**{f"f{n}": b"Invoice 4711" for n in range(300)}),
    "pdf": pdf_bomb,
    "large page": lambda: b"<html>" + b"x" * 3 * MIB,
    "open comments": lambda: b"<html>" + b"<!--" * (MIB // 4),
    "open tags": lambda: b"<html>" + b"<a " * (MIB // 3),
    "open styles": lambda: b"<html>" + b"<style>" * (MIB // 7),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_go_off(name: str) -> None:
    data = BOMBS[name]()
    began = time.monotonic()
    with pytest.raises(BankFileRefused) as refused:
        read_advices(data, name)
    assert time.monotonic() - began < 30
    assert refused.value.facts["remedy"]
    if "archive" in name or name in ("gzip", "zip", "many members"):
        assert refused.type is BankFileUnsafe


@pytest.mark.parametrize("sign", ["1", "1.", "1,", "'1", " ", "EUR ", "INV-", "invoice no ", "#1 "])
def test_long_runs_take_no_long_time(sign: str) -> None:
    text = f"{sign * (MIB // len(sign))}\n" + f"{sign * (300 // len(sign))}\n" * 500
    began = time.monotonic()
    try:
        read_advices(text.encode(), "run")
    except BankFileRefused as refused:
        assert refused.facts["file"] == "run"  # noqa: PT017 - a refusal is one of two good ends
    assert time.monotonic() - began < 15


def test_a_mail_nested_without_end_is_refused() -> None:
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000)
    )
    with pytest.raises(BankFileRefused):
        read_advices((MAIL + nested).encode(), "deep.eml")


def test_more_entries_or_time_than_may_be_is_refused() -> None:
    few = BankFileLimits(entries=3)
    for data in (
        x820(),
        nacha(Paying(345_50, ["INVOICE 4711"])),
        b"INV-1001\nINV-1002\nINV-1003\nINV-1004",
    ):
        with pytest.raises(TooManyEntries):
            read_advices(data, limits=few)
    with pytest.raises(BankFileTooSlow):
        read_advices(b"INV-1001 1.00 EUR", limits=BankFileLimits(seconds=-1))


GOOD = [
    x820(), nacha(Paying(345_50, cut("RMR*IV*INV-1001**345.50\\"))),
    b"Invoice,Amount paid,Currency\nINV-1,10.00,EUR\nINV-2,5.00,EUR\n",
    b"INV-1001 1.190,00 EUR\nINV-1002 238,50 EUR\nTotal 1.428,50 EUR",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_damage_is_read_or_refused_and_never_breaks_anything(
    good: bytes, data: st.DataObject
) -> None:
    """Each file, with bytes of it changed, dropped or added, is an advice or a refusal."""
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
        if not damaged:
            return
    try:
        read = read_advices(bytes(damaged), "damaged")
    except (BankFileRefused, FileRefused):
        return
    for advice in read.advices:
        paid = [item.paid_minor for item in advice.items]
        if advice.amount_minor is not None and None not in paid:
            assert sum(filter(None, paid)) == advice.amount_minor
