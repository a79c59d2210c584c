"""PostgreSQL's binary COPY format, made by Polars: the server reads it four times as fast as text.

Words: a *field* is a value as the server wants it: its size in four bytes, then its bytes, or the
size -1 for null; a *row* is the number of fields in two bytes, then the fields. All big-endian.
Numbers become bytes by looking each 16 bits up in a table of two-byte strings; those that are zero on
every row come with the table. What costs is to put strings together, so as few as possible are.
source   PostgreSQL documentation, "COPY, Binary Format", and the *_recv functions of each type
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import chain
from operator import add

import polars as pl
from polars.datatypes import DataType

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"

_NULL = b"\xff\xff\xff\xff"
_DAYS_TO_2000 = 10_957  # PostgreSQL counts days and microseconds from 2000-01-01, Polars from 1970
_MICROSECONDS_TO_2000 = _DAYS_TO_2000 * 86_400_000_000
_WORD = 1 << 16
_WIDE = 200  # bytes


@dataclass(frozen=True, slots=True)
class Encoder:
    """How columns of these dtypes become fields of one type of the server.

    field   the column, which is at hand to be looked at, and the expression that stands for it
    """

    takes: Callable[[DataType], bool]
    field: Callable[[pl.Series, pl.Expr], pl.Expr]


def encode(frame: pl.DataFrame, types: Mapping[str, str]) -> bytes:
    """The rows of `frame`, whose columns go to columns of these `types` (all in ENCODERS).

    Values were found fit by pgtarget.refuse_unfit. A column of dtype Null is null for any type.
    What is the same on every row, as most columns of a set of documents are, is encoded once; best
    where such columns stand first.
    """
    written, parts = len(frame.columns).to_bytes(2), list[pl.Expr]()
    pieces: list[list[bytes]] = []  # of all rows each
    for column in frame.iter_columns():
        kind = types[column.name]
        if _is_same(column):
            written += _constant(kind, column.dtype, column[0])
            continue
        is_wide = _is_wide(column)
        field = _size(column) if is_wide else _field(column, kind)
        parts += [pl.lit(written), field] if written else [field]
        written = b""
        if is_wide:
            pieces += [_rows(frame, parts), column.to_list()]
            parts = []
    if written or (not parts and not pieces):
        parts.append(pl.repeat(written, pl.len(), dtype=pl.Binary))
    if parts:
        pieces.append(_rows(frame, parts))
    return b"".join(chain.from_iterable(zip(*pieces, strict=True)) if pieces[1:] else pieces[0])


def _rows(frame: pl.DataFrame, parts: list[pl.Expr]) -> list[bytes]:
    rows: list[bytes] = frame.select(_joined(parts).alias("row")).to_series().to_list()
    return rows


def _is_wide(column: pl.Series) -> bool:
    """Bytes so long that they are not copied once more than needed."""
    if column.dtype != pl.Binary or column.null_count():
        return False
    mean = column.bin.size().mean()
    return isinstance(mean, float) and mean > _WIDE


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
    if not len(column):
        return False
    nulls = column.null_count()
    if nulls:
        return nulls == len(column)
    if column.dtype.is_nested() or column[0] == column[-1] == column[len(column) // 2]:
        return bool((column == column.head(1)).all())
    return False  # as of most columns that vary: two unlike values settle it


def _field(column: pl.Series, kind: str) -> pl.Expr:
    if column.dtype == pl.Null:
        return pl.lit(_NULL)
    field = _encoder(kind, column.dtype).field(column, pl.col(column.name))
    return field.fill_null(_NULL) if column.null_count() else field


@lru_cache(maxsize=1024)
def _constant(kind: str, dtype: DataType, value: object) -> bytes:
    """The field of one value: the next part of a set of documents has mostly the same."""
    if value is None:
        return _NULL
    one = pl.Series("", [value], dtype=dtype)
    return bytes(one.to_frame().select(_field(one, kind)).item())


def _joined(parts: list[pl.Expr]) -> pl.Expr:
    """The parts of each row one after the other, in pairs so that few bytes are copied often."""
    while len(parts) > 2:
        pairs = zip(parts[0::2], parts[1::2], strict=False)
        parts = [left + right for left, right in pairs] + parts[len(parts) & ~1 :]
    return reduce(add, parts)


@cache
def _table(prefix: bytes = b"") -> pl.Series:
    """All two-byte strings in order, each after `prefix`."""
    return pl.Series([prefix + number.to_bytes(2) for number in range(_WORD)], dtype=pl.Binary)


@cache
def _signs(prefix: bytes) -> pl.Series:
    """The upper four bytes of a number of eight that fits into the lower four: positive, negative."""
    return pl.Series([prefix + bytes(4), prefix + b"\xff" * 4], dtype=pl.Binary)


def _number(size: int, value: pl.Expr, low: int, high: int) -> pl.Expr:
    """The field of whole numbers (Int64) between `low` and `high`, in `size` bytes."""
    prefix, words, parts = size.to_bytes(4), size // 2, list[pl.Expr]()
    if low < 0 and size == 8 and low >= -(1 << 31) and high < 1 << 31:
        parts, prefix, words = [pl.lit(_signs(prefix)).gather((value < 0).cast(pl.UInt32))], b"", 2
    while low >= 0 and words > 1 and high < 1 << (16 * (words - 1)):
        prefix, words = prefix + bytes(2), words - 1
    for place in range(words - 1, -1, -1):
        word = value // (_WORD**place) if place else value
        is_top = low >= 0 and place == words - 1
        parts.append(pl.lit(_table(prefix)).gather(word if is_top else word & (_WORD - 1)))
        prefix = b""
    return _joined(parts)


def _integer(size: int) -> Callable[[pl.Series, pl.Expr], pl.Expr]:
    """The field of an integer of `size` bytes."""

    def field(column: pl.Series, value: pl.Expr) -> pl.Expr:
        return _number(size, value.cast(pl.Int64), *_bounds(column))

    return field


def _bounds(column: pl.Series, since: int = 0) -> tuple[int, int]:
    """The least and the largest number behind a column that is not all null, counted from `since`."""
    whole = column.to_physical()
    low, high = whole.min(), whole.max()
    assert isinstance(low, int)
    assert isinstance(high, int)
    return low - since, high - since


def _bytes(value: pl.Expr, sizes: pl.Series) -> pl.Expr:
    low, high = _bounds(sizes)
    if low == high:  # codes, numbers of documents: all as long
        return pl.lit(low.to_bytes(4)) + value
    return _sized(value.bin.size(), high) + value


def _size(column: pl.Series) -> pl.Expr:
    """The size alone of bytes."""
    return _sized(pl.col(column.name).bin.size(), _bounds(column.bin.size())[1])


def _sized(size: pl.Expr, high: int) -> pl.Expr:
    """The four bytes of a size of up to `high`."""
    if high < _WORD:
        return pl.lit(_table(bytes(2))).gather(size)
    return _joined([pl.lit(_table()).gather(word) for word in (size // _WORD, size % _WORD)])


def _text(column: pl.Series, value: pl.Expr) -> pl.Expr:
    text = column.cast(pl.String)
    return _bytes(value.cast(pl.String).cast(pl.Binary), text.str.len_bytes())


def _jsonb(column: pl.Series, value: pl.Expr) -> pl.Expr:
    version = pl.lit(b"\x01")
    sizes = column.cast(pl.String).str.len_bytes() + 1
    return _bytes(version + value.cast(pl.String).cast(pl.Binary), sizes)


def _uuid(column: pl.Series, value: pl.Expr) -> pl.Expr:
    digits = value.cast(pl.String).str.replace_all("-", "", literal=True)
    return pl.lit((16).to_bytes(4)) + digits.str.decode("hex")


def _boolean(column: pl.Series, value: pl.Expr) -> pl.Expr:
    table = pl.Series([b"\0\0\0\1\0", b"\0\0\0\1\1"], dtype=pl.Binary)
    return pl.lit(table).gather(value.cast(pl.UInt8))


def _date(column: pl.Series, value: pl.Expr) -> pl.Expr:
    days = value.to_physical().cast(pl.Int64) - _DAYS_TO_2000
    return _number(4, days, *_bounds(column, _DAYS_TO_2000))


def _instant(column: pl.Series, value: pl.Expr) -> pl.Expr:
    at = value.dt.cast_time_unit("us").to_physical() - _MICROSECONDS_TO_2000
    return _number(8, at, *_bounds(column.dt.cast_time_unit("us"), _MICROSECONDS_TO_2000))


def _is_integer(dtype: DataType) -> bool:
    return dtype.is_integer()


def _is_text(dtype: DataType) -> bool:
    return dtype in (pl.String, pl.Categorical, pl.Enum)


def _is_instant(dtype: DataType) -> bool:
    return isinstance(dtype, pl.Datetime) and dtype.time_zone is not None


_ID_BYTES = Encoder(
    lambda dtype: dtype == pl.Binary, lambda _, value: pl.lit((16).to_bytes(4)) + value
)
_INTEGER = Encoder(_is_integer, _integer(8))
_TEXT = Encoder(_is_text, _text)

ENCODERS: Mapping[str, Encoder] = {
    "int2": Encoder(_is_integer, _integer(2)),
    "int4": Encoder(_is_integer, _integer(4)),
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
    "bytea": Encoder(
        lambda dtype: dtype == pl.Binary, lambda column, value: _bytes(value, column.bin.size())
    ),
}
