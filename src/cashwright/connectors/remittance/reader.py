"""Read a file of advices, whatever it is: known by its content, read whole or refused."""

import hashlib
from pathlib import Path

from cashwright.areas.cash.ports import Assumed, ReadAdvices
from cashwright.areas.cash.refusals import BankFileEmpty, BankFileTooLarge, BankFileUnknown
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance.mail import read_mail
from cashwright.connectors.remittance.nacha import is_nacha, read_nacha
from cashwright.connectors.remittance.prose import read_prose
from cashwright.connectors.remittance.x12_820 import is_820, read_820

BYTES_MAX = 32 * 1024**2
_OTHERS = {
    b"%PDF": "a PDF: copy its text into a mail or a text file",
    b"PK\x03\x04": "an archive or workbook: unpack it, or save it as text",
}


def read_advices(
    source: Path | bytes, name: str = "", *, assumed_currency: str = ""
) -> ReadAdvices:
    """All advices of a file.

    assumed_currency  of amounts that name none; EDI and NACHA are in US dollars unless they say so
    raises            BankFileRefused: empty, too large, unknown, broken, or totals that disagree
    """
    shown = name or (source.name if isinstance(source, Path) else "file")
    data = _bytes(source, shown)
    reading = Reading(shown, Assumed("", assumed_currency))
    for mark, why in _OTHERS.items():
        if data.startswith(mark):
            raise BankFileUnknown(file=shown, line=1, why=why)
    text = reading.text(data)
    if is_820(text):
        advices = read_820(reading, text)
    elif is_nacha(text):
        advices = read_nacha(reading, text)
    elif shown.lower().endswith(".eml") or text[:4_000].lower().find("\nsubject:") >= 0:
        advices = read_mail(reading, data)
    else:
        advices = read_prose(reading, text)
    return ReadAdvices(
        name=shown, sha256=hashlib.sha256(data).hexdigest(), advices=tuple(advices),
        notes=tuple(reading.notes),
    )  # fmt: skip


def _bytes(source: Path | bytes, shown: str) -> bytes:
    if isinstance(source, Path):
        if not source.is_file() or source.stat().st_size == 0:
            raise BankFileEmpty(file=shown)
        if source.stat().st_size > BYTES_MAX:
            raise BankFileTooLarge(file=shown, bytes=source.stat().st_size, most=BYTES_MAX)
        return source.read_bytes()
    if not source.strip():
        raise BankFileEmpty(file=shown)
    if len(source) > BYTES_MAX:
        raise BankFileTooLarge(file=shown, bytes=len(source), most=BYTES_MAX)
    return source
