"""PostgreSQL's binary COPY format, made by Polars: the server reads it four times as fast as text.

Words: a *field* is a value as the server wants it: its size in four bytes, then its bytes, or the
size -1 for null; a *row* is the number of fields in two bytes, then the fields. All big-endian.
Numbers become bytes by looking each 16 bits up in a table of two-byte strings.
source   PostgreSQL documentation, "COPY, Binary Format", and the *_recv functions of each type
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import add

import polars as pl
from polars.datatypes import DataType

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"

_NULL = b"\xff\xff\xff\xff"
_DAYS_TO_2000 = 10_957  # PostgreSQL counts days and microseconds from 2000-01-01, Polars from 1970
_MICROSECONDS_TO_2000 = _DAYS_TO_2000 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Encoder:
    """How columns of these dtypes become fields of one type of the server."""

    takes: Callable[[DataType], bool]
    field: Callable[[pl.Expr], pl.Expr]


def encode(frame: pl.DataFrame, types: Mapping[str, str]) -> bytes:
    """The rows of `frame`, whose columns go to columns of these `types` (all in ENCODERS).

    Values were found fit by pgtarget.refuse_unfit. A column of dtype Null is null for any type.
    What is the same on every row, as most columns of a set of documents are, is encoded once.
    """
    written, parts = len(frame.columns).to_bytes(2), list[pl.Expr]()
    same = set(same_throughout(frame))
    for name, dtype in frame.schema.items():
        if name in same:
            written += _constant(types[name], dtype, frame[name][0])
        else:
            field = _field(name, types[name], dtype)
            parts += [pl.lit(written), field] if written else [field]
            written = b""
    parts.append(pl.repeat(written, pl.len(), dtype=pl.Binary))
    rows = frame.select(_joined(parts).alias("row")).to_series()
    return b"".join(rows.to_list())


def takes(kind: str, dtype: DataType) -> bool:
    """Whether columns of `dtype` go into columns of this type of the server; true for one not known here."""
    return kind not in ENCODERS or dtype == pl.Null or _encoder(kind, dtype).takes(dtype)


def id_bytes(name: str) -> pl.Expr:
    """A column of ids (text) as their 16 bytes: those are written in a tenth of the time.

    For ids that go into several tables, or onto several rows of one.
    """
    return pl.col(name).str.replace_all("-", "", literal=True).str.decode("hex")


def _encoder(kind: str, dtype: DataType) -> Encoder:
    return _ID_BYTES if kind == "uuid" and dtype == pl.Binary else ENCODERS[kind]


def same_throughout(frame: pl.DataFrame) -> list[str]:
    """The columns that have one value on every row."""
    return [column.name for column in frame.iter_columns() if _is_same(column)]


def _is_same(column: pl.Series) -> bool:
    nulls = column.null_count()
    return nulls == len(column) if nulls else bool((column == column.head(1)).all())


def _field(name: str, kind: str, dtype: DataType) -> pl.Expr:
    if dtype == pl.Null:
        return pl.lit(_NULL)
    return _encoder(kind, dtype).field(pl.col(name)).fill_null(_NULL)


@lru_cache(maxsize=1024)
def _constant(kind: str, dtype: DataType, value: object) -> bytes:
    """The field of one value: the next part of a set of documents has mostly the same."""
    one = pl.DataFrame({"": [value]}, schema={"": dtype})
    return bytes(one.select(_field("", kind, dtype)).item())


def _joined(parts: list[pl.Expr]) -> pl.Expr:
    """The parts of each row one after the other, in pairs so that few bytes are copied often."""
    while len(parts) > 2:
        pairs = zip(parts[0::2], parts[1::2], strict=False)
        parts = [left + right for left, right in pairs] + parts[len(parts) & ~1 :]
    return reduce(add, parts)


@cache
def _table(prefix: bytes = b"") -> pl.Series:
    """All two-byte strings in order, each after `prefix`."""
    return pl.Series([prefix + number.to_bytes(2) for number in range(1 << 16)], dtype=pl.Binary)


def _sixteen_bits(unsigned: pl.Expr, shift: int, prefix: bytes = b"") -> pl.Expr:
    return pl.lit(_table(prefix)).gather((unsigned // (1 << shift)) % (1 << 16))


def _integer(size: int, dtype: DataType) -> Callable[[pl.Expr], pl.Expr]:
    """The field of an integer of `size` bytes."""

    def field(value: pl.Expr) -> pl.Expr:
        unsigned = value.cast(dtype).reinterpret(signed=False)
        shifts = range(size * 8 - 16, -1, -16)
        prefixes: Iterator[bytes] = iter([size.to_bytes(4)] + [b""] * len(shifts))
        return _joined([_sixteen_bits(unsigned, s, next(prefixes)) for s in shifts])

    return field


_int2, _int4, _int8 = _integer(2, pl.Int16()), _integer(4, pl.Int32()), _integer(8, pl.Int64())


def _sized(size: pl.Expr, content: pl.Expr) -> pl.Expr:
    return _joined([_sixteen_bits(size, 16), _sixteen_bits(size, 0), content])


def _bytes(value: pl.Expr) -> pl.Expr:
    return _sized(value.bin.size(), value)


def _text(value: pl.Expr) -> pl.Expr:
    return _bytes(value.cast(pl.String).cast(pl.Binary))


def _jsonb(value: pl.Expr) -> pl.Expr:
    version = pl.lit(b"\x01")
    return _bytes(version + value.cast(pl.String).cast(pl.Binary))


def _uuid(value: pl.Expr) -> pl.Expr:
    digits = value.cast(pl.String).str.replace_all("-", "", literal=True)
    return pl.lit((16).to_bytes(4)) + digits.str.decode("hex")


def _boolean(value: pl.Expr) -> pl.Expr:
    table = pl.Series([b"\0\0\0\1\0", b"\0\0\0\1\1"], dtype=pl.Binary)
    return pl.lit(table).gather(value.cast(pl.UInt8))


def _date(value: pl.Expr) -> pl.Expr:
    return _int4(value.to_physical() - _DAYS_TO_2000)


def _instant(value: pl.Expr) -> pl.Expr:
    return _int8(value.dt.cast_time_unit("us").to_physical() - _MICROSECONDS_TO_2000)


def _is_integer(dtype: DataType) -> bool:
    return dtype.is_integer()


def _is_text(dtype: DataType) -> bool:
    return dtype in (pl.String, pl.Categorical, pl.Enum)


def _is_instant(dtype: DataType) -> bool:
    return isinstance(dtype, pl.Datetime) and dtype.time_zone is not None


_ID_BYTES = Encoder(
    lambda dtype: dtype == pl.Binary, lambda value: pl.lit((16).to_bytes(4)) + value
)
_INTEGER = Encoder(_is_integer, _int8)
_TEXT = Encoder(_is_text, _text)

ENCODERS: Mapping[str, Encoder] = {
    "int2": Encoder(_is_integer, _int2),
    "int4": Encoder(_is_integer, _int4),
    "int8": _INTEGER,
    "text": _TEXT,
    "varchar": _TEXT,
    "bpchar": _TEXT,
    "json": _TEXT,
    "jsonb": Encoder(_is_text, _jsonb),
    "uuid": Encoder(_is_text, _uuid),
    "bool": Encoder(lambda dtype: dtype == pl.Boolean, _boolean),
    "date": Encoder(lambda dtype: dtype == pl.Date, _date),
    "timestamptz": Encoder(_is_instant, _instant),
    "bytea": Encoder(lambda dtype: dtype == pl.Binary, _bytes),
}
