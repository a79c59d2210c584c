"""Logic-less texts: words, and names in double braces that are replaced. Nothing is computed.

A text comes out twice: as plain text, and as HTML in which every letter of it is escaped.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from cashwright.areas.messaging.policies import TOKENS
from cashwright.areas.messaging.ports import Rendered
from cashwright.areas.messaging.refusals import BadTemplate, UnknownToken

_TOKEN = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_SUBJECT_MAX, _BODY_MAX = 200, 20_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its tokens still in it. `html` is what a design was compiled to, or empty."""

    subject: str
    body: str
    html: str = ""


def check_text(text: Text) -> None:
    """Whether a text somebody wrote can be used.

    raises  UnknownToken for a name that is not in TOKENS; BadTemplate for stray braces, a subject
            of more than one line, emptiness, or more than 200 letters (subject) or 20,000 (body)
    """
    for part, length_max in ((text.subject, _SUBJECT_MAX), (text.body, _BODY_MAX)):
        if not part.strip():
            raise BadTemplate(reason="a subject and a body are needed")
        if len(part) > length_max:
            raise BadTemplate(reason=f"longer than {length_max} letters")
        for token in _TOKEN.findall(part):
            if token not in TOKENS:
                raise UnknownToken(token=token, known=", ".join(TOKENS))
        rest = _TOKEN.sub("", part)
        if any(sign in rest for sign in ("{{", "}}", "{%", "%}", "{#", "#}")):
            raise BadTemplate(reason="braces that are no {{ name }}")
    if _has_control(text.subject, allowed="") or _has_control(text.body, allowed="\n"):
        raise BadTemplate(reason="control characters")


def render(text: Text, values: Mapping[str, str]) -> Rendered:
    """Put `values` in place of the names. A name without a value becomes nothing.

    Line breaks in a value stay in the body and become blanks in the subject, so that a value
    can never add a header. What is empty afterwards leaves no blank line of its own behind.
    """
    subject = " ".join(_fill(text.subject, values).split())
    body = _tidy(_fill(text.body, values))
    html = _fill_html(text.html, values) if text.html else _as_html(body)
    return Rendered(subject[:400], body, html)


def _fill(part: str, values: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda found: _printable(values.get(found[1], "")), part)


def _fill_html(part: str, values: Mapping[str, str]) -> str:
    """Every value is escaped: whatever a customer is called, it is a name and no markup."""
    return _TOKEN.sub(
        lambda found: escape(_printable(values.get(found[1], ""))).replace("\n", "<br>"), part
    )


def _printable(value: str) -> str:
    return "".join(letter for letter in value if letter == "\n" or not _is_control(letter))


def _tidy(body: str) -> str:
    lines = [line.rstrip() for line in body.strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _as_html(body: str) -> str:
    paragraphs = (escape(part).replace("\n", "<br>\n") for part in body.strip().split("\n\n"))
    return "\n".join(f"<p>{part}</p>" for part in paragraphs) + "\n"


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs")


def _has_control(part: str, *, allowed: str) -> bool:
    return any(_is_control(letter) and letter not in allowed for letter in part)
