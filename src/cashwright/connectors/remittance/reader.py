"""Read a file of advices, whatever it is: known by its content, held to limits, read whole or refused."""

import hashlib
import re
from pathlib import Path

from cashwright.areas.cash.ports import AdviceSource, Assumed, ReadAdvices, RemittanceAdvice
from cashwright.areas.cash.refusals import (
    BankFileEmpty,
    BankFileTooLarge,
    BankFileUnknown,
    CurrencyUnsaid,
    NoStatement,
)
from cashwright.connectors.bank_files.archive import is_workbook, members_of, unpacked
from cashwright.connectors.bank_files.reading import BankFileLimits, Reading
from cashwright.connectors.bank_files.sniffing import GZIP, ZIP
from cashwright.connectors.remittance.mail import read_mail
from cashwright.connectors.remittance.nacha import read_nacha
from cashwright.connectors.remittance.nacha_records import is_nacha
from cashwright.connectors.remittance.prose import REMEDY, read_prose
from cashwright.connectors.remittance.table import is_table, read_table_advices
from cashwright.connectors.remittance.texts import Attached, page_text, pdf_text
from cashwright.connectors.remittance.x12 import is_interchange
from cashwright.connectors.remittance.x12_820 import read_820
from cashwright.kernel.currencies import CURRENCIES

BYTES_MAX = 32 * 1024**2
_MIB = 1024**2
LIMITS = BankFileLimits(
    text_bytes=BYTES_MAX, seconds=60, members=200, unpacked_bytes=64 * _MIB, entries=500_000
)
_PDF = b"%PDF-"
_PDF_WITHIN = 1_024  # a PDF may begin with some bytes of another making
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "a file of an office program of old, or a mail of Outlook (.msg)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PAR1": "a Parquet file",
}
_OTHER_REMEDY = "Save it as a PDF with text, a CSV, or a mail (.eml), and take that in."
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_MAIL_HEADERS = re.compile(
    r"^(?:from|subject|mime-version|received):", re.IGNORECASE | re.MULTILINE
)
_HEAD = 64_000
_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<body|<table)", re.IGNORECASE)


def read_advices(
    source: Path | bytes, name: str = "", *, assumed_currency: str = "",
    limits: BankFileLimits = LIMITS,
) -> ReadAdvices:  # fmt: skip
    """All advices of a file: EDI 820, NACHA, CSV, workbook, mail, PDF, page or text; a gz or zip of them.

    assumed_currency  of amounts that name none; without it EDI is in US dollars, and NACHA always is
    raises            BankFileRefused with file, line and remedy: empty, too large, unknown, unsafe, broken,
                      totals that disagree, no document named; for tables also the refusals of
                      areas/exchange. Reading has no effect: a refused file leaves nothing.
    """
    shown = name or (source.name if isinstance(source, Path) else "file")
    if assumed_currency and assumed_currency not in CURRENCIES:
        raise CurrencyUnsaid(file=shown, line=0, remedy="Say a currency such as EUR.")
    reading = Reading(shown, Assumed("", assumed_currency), limits)
    data = _bytes(source, shown, limits.text_bytes)
    advices = _read(reading, data, is_within=False)
    return ReadAdvices(
        name=shown, sha256=hashlib.sha256(data).hexdigest(), advices=tuple(advices),
        notes=tuple(dict.fromkeys(reading.notes)),
    )  # fmt: skip


def _bytes(source: Path | bytes, shown: str, most: int) -> bytes:
    if isinstance(source, Path) and not source.is_file():
        raise BankFileEmpty(file=shown)
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > most:
        raise BankFileTooLarge(
            file=shown, bytes=size, most=most, remedy="Split the file, or leave its pictures out."
        )
    data = source.read_bytes() if isinstance(source, Path) else source
    if not data.strip():
        raise BankFileEmpty(file=shown)
    return data


def _read(reading: Reading, data: bytes, *, is_within: bool) -> list[RemittanceAdvice]:
    """The advices of these bytes. `is_within`: of an archive or a mail, where no other may be."""
    if data.startswith(GZIP):
        if is_within:
            reading.unsafe(0, "an archive within an archive")
        reading.notes.append("gzip")
        return _read(reading, unpacked(reading, data), is_within=True)
    if data.startswith(ZIP):
        if is_workbook(reading, data):
            return read_table_advices(reading, data)
        if is_within:
            reading.unsafe(0, "an archive within an archive")
        return _members(reading, data)
    if _PDF in data[:_PDF_WITHIN]:
        return read_prose(reading, _of_pdf(reading, data), source=AdviceSource.PDF)
    for mark, why in _OTHERS.items():
        if data.startswith(mark):
            raise BankFileUnknown(file=reading.name, line=1, why=why, remedy=_OTHER_REMEDY)
    return _of_text(reading, data, is_within=is_within)


def _of_text(reading: Reading, data: bytes, *, is_within: bool) -> list[RemittanceAdvice]:
    text = reading.text(data)
    if is_interchange(text):
        return read_820(reading, text)
    if is_nacha(text):
        return read_nacha(reading, text)
    if _is_mail(text):
        if is_within:
            reading.unsafe(0, "a mail within a mail or an archive")
        return read_mail(reading, data, lambda file: _attached(reading, file))
    if _PAGE.match(text):
        return read_prose(reading, page_text(reading, data))
    if text.lstrip().startswith(("{", "[", "<")):
        raise BankFileUnknown(
            file=reading.name, line=1, why="data of a program", remedy=_OTHER_REMEDY
        )
    if is_table(text):
        return read_table_advices(reading, data)
    return read_prose(reading, text)


def _is_mail(text: str) -> bool:
    """Whether it begins with headers, an empty line, and two of those every mail has."""
    head = _MAIL.match(text[:_HEAD].replace("\r\n", "\n"))
    return head is not None and len({one.lower() for one in _MAIL_HEADERS.findall(head[0])}) > 1


def _of_pdf(reading: Reading, data: bytes) -> str:
    text = pdf_text(reading, data)
    if not text.strip():
        raise NoStatement(
            file=reading.name, message="there is no text in it, only pictures", remedy=REMEDY
        )
    return text


def _attached(reading: Reading, file: Attached) -> list[RemittanceAdvice]:
    outer, reading.name = reading.name, f"{reading.name}/{file.name[:60]}"
    try:
        return _read(reading, file.data, is_within=True)
    finally:
        reading.name = outer


def _members(reading: Reading, data: bytes) -> list[RemittanceAdvice]:
    """Each file of the archive; one that names no document is noted, any other trouble refuses all."""
    archive, found = reading.name, []
    for member, content in members_of(reading, data):
        if not content.strip():
            continue
        reading.name = f"{archive}/{member[:60]}"
        try:
            found += _read(reading, content, is_within=True)
        except NoStatement:
            reading.notes.append(f"{member[:60]}: no document is named in it")
        reading.name = archive
    if not found:
        raise NoStatement(file=reading.name, message="no file in it is an advice", remedy=REMEDY)
    return found
