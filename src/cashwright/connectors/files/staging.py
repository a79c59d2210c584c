"""The bytes of a file before anything is parsed: type, size, fingerprint, unpacking, encoding.

Text leaves here as UTF-8 on disk: the file itself where it is that already, a copy where it is
packed or encoded otherwise. Everything streams in megabytes and counts what it has unpacked.
"""

import codecs
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cashwright.areas.exchange.refusals import (
    FileEmpty,
    FileMisencoded,
    FileMissing,
    FileTooLarge,
    FileTruncated,
    FileTypeUnknown,
    FileUnsafe,
    RowUnreadable,
)
from cashwright.connectors.files.spill import Source

CHUNK = 1024 * 1024
_GZIP, _ZIP, _PARQUET, _OLE, _PDF = (
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BAD = re.compile("[\udc80-\udcff]+")
_FOREIGN = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")


class FileType(StrEnum):
    """What the first bytes say."""

    TEXT = "text"
    GZIP = "gzip"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StagedText:
    """UTF-8 text on disk; `codec` is utf-8 or utf-8-sig; `notes` say what it was before."""

    path: Path
    codec: str
    notes: tuple[str, ...]


def file_type(path: Path) -> FileType:
    """By magic bytes; what has none is taken for text and found out by its encoding."""
    head = _head(path)
    if head.startswith(_PARQUET):
        return FileType.PARQUET
    if head.startswith(_ZIP):
        return FileType.WORKBOOK
    if head.startswith(_GZIP):
        return FileType.GZIP
    if head.startswith((_OLE, _PDF)):
        return FileType.OTHER
    return FileType.TEXT


def open_source(source: Source) -> str:
    """SHA-256 of the file as it is. Raises FileMissing, FileEmpty, FileTooLarge."""
    if not source.path.is_file():
        raise FileMissing(file=source.name)
    size = source.path.stat().st_size
    if size == 0:
        raise FileEmpty(file=source.name)
    if size > source.limits.file_bytes:
        raise FileTooLarge(file=source.name, bytes=size, most=source.limits.file_bytes)
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except PermissionError:
        raise FileMissing(file=source.name, why="no permission to read it") from None


def stage_text(source: Source, encoding: str | None) -> StagedText:
    """The file as UTF-8 text on disk. Raises FileTruncated, FileUnsafe, FileMisencoded and others."""
    path, notes = source.path, []
    if file_type(path) is FileType.GZIP:
        path = _gunzip(source)
        notes.append("gzip")
        if file_type(path) is not FileType.TEXT:
            raise FileUnsafe(file=source.name, why="a packed file within a packed file")
    codec = encoding or _marked(path)
    if codec is None and _is_utf8(source, path):
        return StagedText(path, "utf-8", (*notes, "UTF-8"))
    if codec == "utf-8-sig" and _is_utf8(source, path):
        return StagedText(path, "utf-8-sig", (*notes, "UTF-8 with a mark"))
    if codec is None:
        codec = _western(source, path)
        notes.append(f"not UTF-8, read as {codec} (Western European)")
    else:
        notes.append(codec)
    return StagedText(_transcode(source, path, codec), "utf-8", tuple(notes))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _marked(path: Path) -> str | None:
    head = _head(path)
    return next((codec for mark, codec in _BOMS if head.startswith(mark)), None)


def _gunzip(source: Source) -> Path:
    target, limits, unpacked = source.into / "unpacked", source.limits, 0
    packed = source.path.stat().st_size
    most = min(limits.unpacked_bytes, max(limits.ratio * packed, limits.ratio_from))
    try:
        with gzip.open(source.path) as file, target.open("wb") as out:
            while chunk := file.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > most:
                    raise FileUnsafe(file=source.name, packed=packed, unpacked_more_than=most)
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise FileTruncated(file=source.name, why=str(broken)) from None
    if unpacked == 0:
        raise FileEmpty(file=source.name)
    return target


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _is_utf8(source: Source, path: Path) -> bool:
    """Whether all of it is; looks at line lengths on the way. Raises FileMisencoded, RowUnreadable."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    row, line = 1, 0
    for chunk in _chunks(path):
        if (at := chunk.find(b"\0")) >= 0:
            row += chunk.count(b"\n", 0, at)
            raise FileMisencoded(file=source.name, row=row, encoding="text", why="zero bytes")
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
        last = chunk.rfind(b"\n")
        line = line + len(chunk) if last < 0 else len(chunk) - last - 1
        if line > source.limits.line_bytes:
            raise RowUnreadable(file=source.name, row=row, why="a line without an end")
        row += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _western(source: Source, path: Path) -> str:
    """cp1252 or latin-1, when the bytes look like it rather than like damaged UTF-8.

    Text in UTF-8 with one broken character still has whole ones; Western text has next to none.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    bad, foreign, row, first = 0, 0, 1, 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        found = _BAD.search(text)
        if found and not first:
            first = row + text.count("\n", 0, found.start())
        bad += len(_BAD.findall(text))
        foreign += len(_FOREIGN.findall(text))
        row += text.count("\n")
    if foreign > bad or _marked(path) == "utf-8-sig" or not first:
        raise FileMisencoded(file=source.name, row=first or row, encoding="utf-8")
    return "cp1252" if _decodes(path, "cp1252") else "latin-1"


def _decodes(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _transcode(source: Source, path: Path, codec: str) -> Path:
    target, row = source.into / "text", 1
    try:
        decoder = codecs.getincrementaldecoder(codec)()
    except LookupError:
        raise FileMisencoded(
            file=source.name, row=1, encoding=codec, why="no such encoding"
        ) from None
    with target.open("w", encoding="utf-8", newline="") as out:
        try:
            for chunk in _chunks(path):
                text = decoder.decode(chunk)
                row += text.count("\n")
                out.write(text)
            out.write(decoder.decode(b"", final=True))
        except UnicodeError:
            raise FileMisencoded(file=source.name, row=row, encoding=codec) from None
    if not _is_utf8(source, target):
        raise FileTypeUnknown(file=source.name)
    return target
