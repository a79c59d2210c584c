"""The process that takes text out of PDFs, mails and pages: limited, unable to write, ended when it hangs.

Run as `worker.py pdf|mail|page`: the bytes come in on standard input, one JSON object goes out. A PDF
or mail built to exhaust its reader exhausts this process only.
"""

import base64
import contextlib
import io
import json
import re
import resource
import sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from typing import Any

MEMORY_MAX = 1_000_000_000
SECONDS_MAX = 10
PAGES_MAX = 200
TEXT_MAX = 2_000_000
PARTS_MAX, PART_BYTES_MAX = 200, 16_000_000
HEADER_MAX = 1_000
_BLANKS = re.compile(r"\s+")
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAGS = re.compile(r"(<[^<>]{0,20000}>)")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_BLOCKS = frozenset(["br", "p", "tr", "div", "li", "h1", "h2", "h3", "table"])


def limit() -> None:
    """Memory and processor time are bounded, nothing is written, few files are opened."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def of_pdf(data: bytes) -> dict[str, Any]:
    """The text of a PDF, its columns kept apart by blanks where the page allows it."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"wrong": "it is locked with a password"}
    pages, length = [], 0
    for number, page in enumerate(reader.pages):
        if number >= PAGES_MAX or length > TEXT_MAX:
            return {"wrong": f"it has more than {PAGES_MAX} pages or {TEXT_MAX} characters"}
        pages.append(_of_page(page))
        length += len(pages[-1])
    return {"text": "\n".join(pages)}


def _of_page(page: Any) -> str:
    try:
        laid_out = str(
            page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        )
    except Exception:  # fonts without widths, turned pages: what can be had is taken
        laid_out = ""
    return laid_out if laid_out.strip() else str(page.extract_text())


def of_mail(data: bytes) -> dict[str, Any]:
    """Who sent a mail, its subject, its text (plain before HTML) and the files that came with it."""
    told = message_from_bytes(data, policy=policy.compat32)
    texts: dict[str, str] = {}
    files: list[dict[str, str]] = []
    for number, part in enumerate(told.walk()):
        if number >= PARTS_MAX:
            return {"wrong": f"it has more than {PARTS_MAX} parts"}
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), _header(part.get_filename())
        content = part.get_payload(decode=True)
        body = content if isinstance(content, bytes) else b""
        if name or not kind.startswith("text/"):
            if 0 < len(body) <= PART_BYTES_MAX:
                files.append({"name": name or kind, "data": base64.b64encode(body).decode()})
        elif kind not in texts:
            texts[kind] = _decoded(part, body)
    page = texts.get("text/html", "")
    text = texts.get("text/plain", "")
    if not text.strip() and page:
        text = _plain(page)
    sender = re.match(r'\s*"?([^"<@]+?)"?\s*<', _header(told.get("From")))
    return {
        "sender": sender[1] if sender else "", "subject": _header(told.get("Subject")),
        "text": text[:TEXT_MAX], "files": files,
    }  # fmt: skip


def of_page(data: bytes) -> dict[str, Any]:
    """The text of an HTML page."""
    return {"text": _plain(data.decode("utf-8", "replace"))[:TEXT_MAX]}


def _header(value: object) -> str:
    text = str(value or "")[:HEADER_MAX]
    with contextlib.suppress(LookupError, UnicodeError, ValueError):
        text = str(make_header(decode_header(text)))
    return _BLANKS.sub(" ", text).strip()


def _decoded(part: "Message[str, str]", body: bytes) -> str:
    try:
        return body.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return body.decode("cp1252", "replace")


def _plain(html: str) -> str:
    """The text of a page, a line for each row and block, cells apart.

    No parser: one look at each sign, so that no page takes longer than its length.
    """
    if len(html) > TEXT_MAX:
        raise ValueError("a page too large to be an advice")
    parts: list[str] = []
    hidden = ""
    for piece in _TAGS.split(_COMMENTS.sub(" ", html)):
        tag = _TAG.match(piece)
        name = tag[2].lower() if tag else ""
        if hidden:
            hidden = "" if tag and tag[1] and name == hidden else hidden
        elif tag is None:
            parts.append(_BLANKS.sub(" ", unescape(piece)))
        elif name in ("script", "style", "head") and not tag[1]:
            hidden = name
        elif name in _BLOCKS:
            parts.append("\n")
        elif name in ("td", "th") and not tag[1]:
            parts.append("  ")
    return "".join(parts)


def main() -> None:
    """Take the text out of what comes in."""
    limit()
    data = sys.stdin.buffer.read()
    try:
        told = {"pdf": of_pdf, "mail": of_mail, "page": of_page}[sys.argv[1]](data)
    except Exception as error:  # whatever is wrong with it, it is told in words
        told = {"wrong": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.buffer.write(json.dumps(told).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
