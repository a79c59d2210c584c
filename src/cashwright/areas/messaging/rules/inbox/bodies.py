"""What a mail holds: its words (plain before HTML) and the files that came with it, unopened."""

import contextlib
import re
from dataclasses import dataclass, field
from email.message import Message

from cashwright.areas.messaging.rules.inbox.headers import one_line, plain
from cashwright.areas.messaging.rules.inbox.markup import text_of_page

_TEXT_MAX = 200_000
_PARTS_MAX, _DEPTH_MAX = 200, 20
_FILES_MAX, _FILE_BYTES_MAX, _ALL_BYTES_MAX = 20, 10_000_000, 20_000_000
_NO_NAME = re.compile(r"[\\/:*?\"<>|]+")


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that came with a mail, as it came."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """The words of a mail, its files, and the names of those that were left out."""

    text: str
    files: tuple[MailFile, ...]
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    plain: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    size: int = 0


def body_of(told: "Message[str, str]") -> Body:
    """What a parsed mail holds; parts beyond 200, or nested deeper than 20, are not looked at."""
    found = _Found()
    waiting: list[tuple[Message[str, str], int]] = [(told, 0)]
    for _ in range(_PARTS_MAX):
        if not waiting:
            break
        part, depth = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            if depth < _DEPTH_MAX:
                waiting[:0] = [(one, depth + 1) for one in inner if isinstance(one, Message)]
            continue
        _take(found, part)
    text = "\n\n".join(found.plain) or "\n\n".join(text_of_page(page) for page in found.pages)
    return Body(_tidy(text), tuple(found.files), tuple(found.left_out))


def _take(found: _Found, part: "Message[str, str]") -> None:
    kind = part.get_content_type()
    content = _content(part)
    name = _file_name(part)
    is_file = bool(name) or part.get_content_disposition() == "attachment"
    if kind in ("text/plain", "text/html") and not is_file:
        text = _decoded(part, content)
        if text.strip():
            (found.plain if kind == "text/plain" else found.pages).append(text)
        return
    if not content or kind.startswith("message/delivery"):
        return
    name = name or ("message.eml" if kind == "message/rfc822" else "file")
    found.size += len(content)
    too_many = len(found.files) >= _FILES_MAX or found.size > _ALL_BYTES_MAX
    if too_many or len(content) > _FILE_BYTES_MAX:
        found.left_out.append(name)
        return
    found.files.append(MailFile(name, one_line(kind)[:100], content))


def _content(part: "Message[str, str]") -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):  # a mail within the mail
        with contextlib.suppress(Exception):  # what cannot be written out again is not kept
            return inner[0].as_bytes() if isinstance(inner[0], Message) else b""
        return b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: "Message[str, str]") -> str:
    with contextlib.suppress(Exception):  # names in odd encodings
        return _NO_NAME.sub("_", one_line(str(part.get_filename() or "")[:1_000])).strip(". ")[:200]
    return ""


def _decoded(part: "Message[str, str]", content: bytes) -> str:
    content = content[: 4 * _TEXT_MAX]
    with contextlib.suppress(LookupError, UnicodeDecodeError, ValueError):
        return content.decode(str(part.get_content_charset() or "utf-8"))
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode("utf-8")
    return content.decode("cp1252", "replace")


def _tidy(text: str) -> str:
    text = text[:_TEXT_MAX].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    lines = [line.rstrip() for line in plain(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
