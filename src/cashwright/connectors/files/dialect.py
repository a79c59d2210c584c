"""How a text file is laid out: its delimiter, and the row its headers are in."""

import csv
import io
from dataclasses import dataclass

from cashwright.areas.exchange.refusals import FileEmpty
from cashwright.connectors.files.spill import Layout, Source, check_width, find_header
from cashwright.connectors.files.staging import StagedText

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_CHARACTERS, _SAMPLE_ROWS = 256 * 1024, 50


@dataclass(frozen=True, slots=True)
class Dialect:
    """`layout.row` counts rows from 1, a `sep=` line and titles above the header included."""

    delimiter: str
    layout: Layout


def find_dialect(source: Source, staged: StagedText) -> Dialect:
    """Try each delimiter on the first rows: the one that parts most of them alike, and into most.

    A first line `sep=;`, as spreadsheets write it, decides. Raises FileEmpty, TooManyColumns.
    """
    with staged.path.open(encoding=staged.codec, newline="") as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    if not sample.strip():
        raise FileEmpty(file=source.name)
    given = sample[4:5] if sample[:4].lower() == "sep=" else ""
    delimiter = given or max(DELIMITERS, key=lambda sign: _agreement(_rows(sample, sign)))
    rows = _rows(sample, delimiter)
    above = 1 if given else 0
    at = above + find_header(rows[above:])
    headers = [value.strip() for value in rows[at]]
    check_width(source, len(headers))
    return Dialect(delimiter, Layout(tuple(headers), at + 1))


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # the strict reader will name the row
    return rows or [[]]


def _agreement(rows: list[list[str]]) -> tuple[int, int]:
    widths = [len(row) for row in rows if row]
    most = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    return (0, 0) if most == 1 else (100 * widths.count(most) // len(widths), most)
