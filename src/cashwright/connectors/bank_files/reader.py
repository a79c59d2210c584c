"""Read a bank's file, whatever it is: known by its content, held to limits, read whole or refused."""

import hashlib
import io
import tempfile
from dataclasses import replace
from pathlib import Path

from cashwright.areas.cash.ports import (
    Assumed,
    BankFileFormat,
    BankStatement,
    ColumnMap,
    ReadFile,
)
from cashwright.areas.cash.refusals import (
    BankFileEmpty,
    BankFileTooLarge,
    BankFileUnknown,
    NoStatement,
)
from cashwright.connectors.bank_files.archive import is_workbook, members_of, unpacked
from cashwright.connectors.bank_files.bai2 import read_bai2
from cashwright.connectors.bank_files.balances import gaps
from cashwright.connectors.bank_files.camt import read_camt
from cashwright.connectors.bank_files.keys import with_keys
from cashwright.connectors.bank_files.lockbox import read_lockbox
from cashwright.connectors.bank_files.mt940 import read_mt940
from cashwright.connectors.bank_files.ofx import read_ofx
from cashwright.connectors.bank_files.payouts import (
    payout_columns,
    read_payout_json,
    read_payout_rows,
)
from cashwright.connectors.bank_files.qif import read_qif
from cashwright.connectors.bank_files.reading import (
    LIMITS,
    NOTHING_ASSUMED,
    BankFileLimits,
    Reading,
)
from cashwright.connectors.bank_files.sniffing import GZIP, HEAD, ZIP, format_of
from cashwright.connectors.bank_files.table import header_of, lines_of, read_rows, rows_under
from cashwright.connectors.bank_files.xml_stream import Open, opener

_DOCUMENTS = (b"%PDF", b"\xd0\xcf\x11\xe0")
_TEXTS = {
    BankFileFormat.MT940: read_mt940,
    BankFileFormat.BAI2: read_bai2,
    BankFileFormat.LOCKBOX: read_lockbox,
    BankFileFormat.OFX: read_ofx,
    BankFileFormat.PAYOUT: read_payout_json,
}


def read_bank_file(
    source: Path | bytes,
    name: str = "",
    *,
    assumed: Assumed = NOTHING_ASSUMED,
    columns: ColumnMap | None = None,
    limits: BankFileLimits = LIMITS,
) -> ReadFile:
    """All statements of the file, every entry with its key; gaps between balances are told, not refused.

    source   where it is, or its bytes
    name     what the user calls it
    assumed  the account and currency of files that do not say them (QIF, tables, payouts)
    columns  which column of a table is what; found by their headers where not said
    raises   BankFileRefused (areas/cash/refusals.py) with file, line and remedy; for tables also
             the file refusals of areas/exchange. Reading has no effect: a refused file leaves nothing.
    """
    shown = name or (source.name if isinstance(source, Path) else "file")
    reading = Reading(shown, assumed, limits)
    opened = _opened(reading, source)
    sha256, size, head = _looked_at(reading, opened)
    found, statements = _read(reading, opened, size, head, columns)
    return ReadFile(
        name=shown,
        sha256=sha256,
        format=found,
        statements=with_keys(statements),
        gaps=gaps(statements),
        notes=tuple(reading.notes),
    )


def _opened(reading: Reading, source: Path | bytes) -> Open:
    if isinstance(source, bytes):
        return opener(source)
    if not source.is_file():
        raise BankFileEmpty(file=reading.name)
    return lambda: source.open("rb")


def _looked_at(reading: Reading, opened: Open) -> tuple[str, int, bytes]:
    """(fingerprint, size, beginning). Raises BankFileEmpty, BankFileTooLarge."""
    with opened() as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if size > max(reading.limits.xml_bytes, reading.limits.text_bytes):
            raise BankFileTooLarge(file=reading.name, bytes=size, most=reading.limits.xml_bytes)
        head = file.read(HEAD)
        if not head.strip():
            raise BankFileEmpty(file=reading.name)
        digest = hashlib.sha256(head)
        while chunk := file.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest(), size, head


def _read(
    reading: Reading, opened: Open, size: int, head: bytes, columns: ColumnMap | None
) -> tuple[BankFileFormat, list[BankStatement]]:
    if head.startswith(GZIP):
        data = unpacked(reading, _whole(reading, opened, size))
        if data.startswith((GZIP, ZIP)):
            reading.unsafe(0, "an archive within an archive")
        reading.notes.append("gzip")
        opened, size, head = opener(data), len(data), data[:HEAD]
    if head.startswith(ZIP):
        data = _whole(reading, opened, size)
        if is_workbook(reading, data):
            return _table(reading, data, columns)
        return BankFileFormat.ARCHIVE, _members(reading, data, columns)
    found = format_of(head)
    if found is BankFileFormat.CAMT:
        return found, read_camt(reading, opened)
    data = _whole(reading, opened, size)
    if found is BankFileFormat.TABLE:
        return _table(reading, data, columns)
    text = reading.text(data)
    if found is BankFileFormat.QIF:
        said = (columns.dates, columns.mark) if columns else ()
        return found, read_qif(reading, text, *said)
    return found, _TEXTS[found](reading, text)


def _whole(reading: Reading, opened: Open, size: int) -> bytes:
    if size > reading.limits.text_bytes:
        raise BankFileTooLarge(file=reading.name, bytes=size, most=reading.limits.text_bytes)
    with opened() as file:
        return file.read()


def _members(reading: Reading, data: bytes, columns: ColumnMap | None) -> list[BankStatement]:
    """Each file of the archive, none of which may be an archive again."""
    archive, found = reading.name, []
    for member, content in members_of(reading, data):
        if content.startswith((ZIP, GZIP)):
            reading.unsafe(0, "an archive within an archive")
        if not content.strip():
            continue
        reading.name = f"{archive}/{member}"
        _, statements = _read(reading, opener(content), len(content), content[:HEAD], columns)
        found += [replace(statement, member=member) for statement in statements]
        reading.name = archive
    if not found:
        raise NoStatement(file=reading.name)
    return found


def _table(
    reading: Reading, data: bytes, columns: ColumnMap | None
) -> tuple[BankFileFormat, list[BankStatement]]:
    if data.startswith(_DOCUMENTS):
        raise BankFileUnknown(file=reading.name, line=1, why="a document, no data")
    with tempfile.TemporaryDirectory(prefix="bank-file-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(data)
        lines = lines_of(reading, path, Path(folder))
    if columns is None and (payout := payout_columns(lines[0].cells)):
        return BankFileFormat.PAYOUT, read_payout_rows(reading, rows_under(lines, 0), payout)
    at, found = header_of(reading, lines, columns)
    return BankFileFormat.TABLE, read_rows(reading, rows_under(lines, at), found)
