"""What a user may set about files: how large they may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits a file is held to before and while it is read.

    file_bytes      size on disk
    unpacked_bytes  size of a packed file (gzip, XLSX) unpacked
    ratio           unpacked to packed, once past `ratio_from` bytes
    entries         files inside an XLSX
    cell_characters what one cell of a spreadsheet can hold
    line_bytes      one line of a text file
    """

    file_bytes: int = 2 * 1024**3
    unpacked_bytes: int = 4 * 1024**3
    workbook_bytes: int = 512 * 1024**2
    ratio: int = 100
    ratio_from: int = 1024**2
    entries: int = 1_000
    cell_characters: int = 32_767
    line_bytes: int = 64 * 1024**2
    columns: int = 500
    rows: int = 10_000_000


LIMITS = FileLimits()
