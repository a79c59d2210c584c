"""What the made-up companies print on their documents: where they are, their bank, their logo."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_SIDE = 120
_RGB = 2  # the color type of PNG


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The particulars of one legal entity."""

    address: str
    tax_no: str
    bank: str
    footer: str
    color: str


LETTERHEADS = {
    "NWDE": Letterhead(
        "Speicherstraße 12\n20457 Hamburg\nGermany", "DE123456788",
        "Elbe Bank\nIBAN DE36 0000 0000 0000 2020 51\nBIC TESTDEHHXXX",
        "Northwind Cloud GmbH · Amtsgericht Hamburg HRB 000000 · Geschäftsführung: N. Wind", "#0f766e",
    ),
    "NWUS": Letterhead(
        "500 Harbor Drive\nAustin, TX 78701\nUSA", "74-0000000",
        "First Prairie Bank\nRouting 000000000 · Account 0000 4711",
        "Northwind Cloud Inc. · a Delaware corporation", "#1d4ed8",
    ),
    "NWUK": Letterhead(
        "7 Quay Street\nBristol BS1 4ND\nUnited Kingdom", "GB987654321",
        "Severn Bank\nSort code 00-00-00 · Account 00004711",
        "Northwind Cloud Ltd · registered in England and Wales, no. 00000000", "#b45309",
    ),
}  # fmt: skip


def logo(color: str) -> bytes:
    """A small PNG in a color such as #0f766e: a disc with a wind of three stripes in it."""
    paint = bytes(int(color[n : n + 2], 16) for n in (1, 3, 5))
    rows = b"".join(
        b"\0" + b"".join(_pixel(x, y, paint) for x in range(_SIDE)) for y in range(_SIDE)
    )
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, _RGB, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _pixel(x: int, y: int, paint: bytes) -> bytes:
    middle = _SIDE // 2
    is_inside = (x - middle) ** 2 + (y - middle) ** 2 <= (middle - 3) ** 2
    stripe = (y - 34) // 8
    is_wind = stripe in (0, 2, 4) and 30 <= x <= 74 + 6 * stripe
    return paint if is_inside and not is_wind else b"\xff\xff\xff"


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
