"""Headers of a mail, one by one: decoded, on one line, without signs that mean something elsewhere."""

import contextlib
import re
from email.header import decode_header, make_header
from email.message import Message

_HEADER_MAX = 1_000
_IDS_MAX = 100
_IDS_LENGTH_MAX = 30_000
_ID = re.compile(r"<([^<>\s]{1,900})>")
_ADDRESS = re.compile(r"[^\s@,;:<>()\"\[\]\\]{1,64}@[A-Za-z0-9.-]{1,180}[A-Za-z0-9]")
_UNPRINTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\ud800-\udfff\ue000-\uf8ff]"
)
_BLANKS = re.compile(r"\s+")


def header(told: "Message[str, str]", name: str) -> str:
    """The words of a header on one line; "" where it is missing."""
    return one_line(_decoded(str(told.get(name) or "")[:_HEADER_MAX]))


def sender_of(told: "Message[str, str]") -> tuple[str, str]:
    """(name, address) of who wrote; the address in lower case, "" when there is none.

    The address is looked for before anything is decoded: what a name decodes to is no address.
    """
    raw = str(told.get("From") or "")[:_HEADER_MAX]
    before, bracket, after = raw.rpartition("<")
    found = _ADDRESS.search(after if bracket else raw)
    if found is None:
        return "", ""
    name = one_line(_decoded(before)).strip(" \"'") if bracket else ""
    return ("" if "@" in name else name[:200]), found[0].lower()


def message_ids(told: "Message[str, str]", name: str) -> list[str]:
    """The ids a header names, without their brackets."""
    raw = " ".join(str(one) for one in told.get_all(name) or [])[:_IDS_LENGTH_MAX]
    return [plain(found) for found in _ID.findall(raw)[:_IDS_MAX]]


def one_line(text: str) -> str:
    """The text on one line, with single blanks and without control signs."""
    return plain(_BLANKS.sub(" ", text)).strip()


def plain(text: str) -> str:
    """The text without control signs, halves of letters and signs that turn the writing around."""
    return _UNPRINTED.sub("", text)


def _decoded(text: str) -> str:
    with contextlib.suppress(LookupError, UnicodeError, ValueError):
        return str(make_header(decode_header(text)))
    return text
