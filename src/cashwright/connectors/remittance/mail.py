"""A mail that tells what a payment is for: who sent it, and the text it is."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

from cashwright.areas.cash.ports import AdviceSource, RemittanceAdvice
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance.prose import read_prose

_NAME = re.compile(r"^\s*\"?([^\"<@]+?)\"?\s*<")


def read_mail(reading: Reading, data: bytes) -> list[RemittanceAdvice]:
    """The one advice of a mail, its subject and its text. Raises NoStatement, BankFileBroken."""
    told = message_from_bytes(data, policy=policy.default)
    body = told.get_body(preferencelist=("plain", "html"))
    if body is None:
        reading.broken(1, "a mail without a text")
    try:
        content = str(body.get_content())
    except (LookupError, ValueError):
        reading.broken(1, "a mail whose text cannot be decoded")
    text = _plain(content) if body.get_content_type() == "text/html" else content
    named = _NAME.match(str(told.get("From", "")))
    subject = str(told.get("Subject", ""))
    return read_prose(
        reading, f"{subject}\n{text}", source=AdviceSource.MAIL, payer=named[1] if named else ""
    )


class _Text(HTMLParser):
    """The text of a page, a line for each row and block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        if tag in ("br", "p", "tr", "div", "li"):
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(" ".join(data.split()))


def _plain(html: str) -> str:
    found = _Text()
    found.feed(html)
    return "".join(found.parts)
