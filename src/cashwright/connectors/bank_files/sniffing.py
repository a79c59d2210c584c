"""What a bank's file is, told by how it begins, never by its name."""

import re

from cashwright.areas.cash.ports import BankFileFormat

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
HEAD = 16 * 1024
_MT940 = re.compile(
    r"^[\x01 ]*(?:\{1:F01|:(?:20|25P?|28C?|60[FM]?|61|62[FM]?|64|86|NS|940):)", re.MULTILINE
)
_BAI2 = re.compile(r"\s*[0-9]{2},[^\n]*/?\s*(?:\n|$)")
_BAI2_FIRST = re.compile(r"\s*01,[^\n]*,[0-9]{6},")
_LOCKBOX = re.compile(r"\s*1[0-9]{2}.{20}[0-9]{6,10}\s*(?:\n|$)")
_QIF = re.compile(r"\s*!(?:type|account|option|clear)", re.IGNORECASE)
_JSON = re.compile(r"\s*[\[{]")


def format_of(head: bytes) -> BankFileFormat:
    """The format of a file that begins with `head`; what is none of them is taken for a table."""
    text = _text(head)
    start = text.lstrip("\ufeff \t\r\n")[:4096]
    if "<OFX" in start or start.startswith("OFXHEADER") or "<?OFX" in start:
        return BankFileFormat.OFX
    if start.startswith("<"):
        return BankFileFormat.CAMT
    if _QIF.match(start):
        return BankFileFormat.QIF
    if _BAI2_FIRST.match(start) or (
        _BAI2.match(start) and start.split("\n")[0].rstrip()[-1:] == "/"
    ):
        return BankFileFormat.BAI2
    if _LOCKBOX.match(start):
        return BankFileFormat.LOCKBOX
    if _MT940.search(start):
        return BankFileFormat.MT940
    if _JSON.match(start):
        return BankFileFormat.PAYOUT
    return BankFileFormat.TABLE


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8", "replace")
