"""Archives of bank files: held to limits by their directory before a byte is unpacked, then counted.

Files within are read from memory; nothing is written, so no name in an archive can lead anywhere.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, cast

from cashwright.connectors.bank_files.reading import Reading

_STEP = 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, struct.error)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NO_MEMBERS = ("__MACOSX/",)


def is_workbook(reading: Reading, data: bytes) -> bool:
    """Whether the archive is a spreadsheet, which is one too. Raises BankFileBroken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (*_DAMAGED, RuntimeError, ValueError) as wrong:
        reading.broken(0, str(wrong)[:100])


def members_of(reading: Reading, data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file. Raises BankFileUnsafe, BankFileBroken."""
    limits = reading.limits
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.members:
                reading.unsafe(0, f"more than {limits.members} files in one archive")
            _check_ratio(reading, sum(entry.file_size for entry in entries), len(data))
            left = limits.unpacked_bytes
            for entry in entries:
                if entry.flag_bits & 1:
                    reading.unsafe(0, "a locked file in the archive")
                if entry.compress_type not in _PACKINGS:
                    reading.unsafe(0, "a file packed in a way that cannot be unpacked in steps")
                if entry.filename.startswith(_NO_MEMBERS):
                    continue
                with archive.open(entry) as member:
                    content = _read(reading, member, min(left, entry.file_size))
                left -= len(content)
                yield entry.filename, content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as wrong:
        reading.broken(0, str(wrong)[:100])
    except (
        RuntimeError,
        ValueError,
        UnicodeError,
    ) as wrong:  # how zipfile says "damaged" elsewhere
        reading.broken(0, str(wrong)[:100])


def unpacked(reading: Reading, data: bytes) -> bytes:
    """A single gzipped file. Raises BankFileUnsafe, BankFileBroken."""
    most = max(reading.limits.ratio * len(data), reading.limits.ratio_from)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return _read(reading, cast("IO[bytes]", file), min(most, reading.limits.unpacked_bytes))
    except (EOFError, zlib.error, OSError) as wrong:
        reading.broken(0, str(wrong)[:100])


def _check_ratio(reading: Reading, unpacked_bytes: int, packed: int) -> None:
    limits = reading.limits
    if unpacked_bytes > limits.unpacked_bytes:
        reading.unsafe(0, f"it unpacks to more than {limits.unpacked_bytes} bytes")
    if unpacked_bytes > limits.ratio_from and unpacked_bytes > limits.ratio * packed:
        reading.unsafe(0, f"it unpacks to more than {limits.ratio} times its size")


def _read(reading: Reading, file: IO[bytes], most: int) -> bytes:
    """All of it, unless it is more than `most`: then its directory lied."""
    parts, size = [], 0
    while chunk := file.read(_STEP):
        size += len(chunk)
        if size > most:
            reading.unsafe(0, "it unpacks to more than it says or may")
        parts.append(chunk)
        reading.check_time()
    return b"".join(parts)
