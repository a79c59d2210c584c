"""Logic-less texts: words, and names in double braces that are replaced. Nothing is computed.

A text comes out twice: as plain text, and as HTML in which every letter of it is escaped.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape

from cashwright.areas.messaging.policies import TOKENS, TextCard
from cashwright.areas.messaging.ports import Rendered
from cashwright.areas.messaging.refusals import BadTemplate, MissingToken, UnknownToken

_TOKEN = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_SUBJECT_MAX, _BODY_MAX = 200, 20_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its tokens still in it. `html` is what a design was compiled to, or empty."""

    subject: str
    body: str
    html: str = ""


def check_text(text: Text, card: TextCard | None = None) -> None:
    """Whether a text somebody wrote can be used; `card` tells for what.

    raises  UnknownToken for a name it cannot fill in, with those most like it; MissingToken for one
            it cannot do without, in the body and in its design; BadTemplate for stray braces, a
            subject of more than one line, emptiness, or more than 200 letters (subject) or 20,000
    """
    known: Collection[str] = sorted(card.knows) if card else list(TOKENS)
    for part, length_max in ((text.subject, _SUBJECT_MAX), (text.body, _BODY_MAX)):
        if not part.strip():
            raise BadTemplate(reason="a subject and a body are needed")
        if len(part) > length_max:
            raise BadTemplate(reason=f"longer than {length_max} letters")
    for part in (text.subject, text.body, text.html):
        _check_names(part, known)
    if _has_control(text.subject, allowed="") or _has_control(text.body, allowed="\n"):
        raise BadTemplate(reason="control characters")
    for where, part in (("the text", text.body), ("the design", text.html)):
        missing = sorted((card.needs if card else frozenset()) - set(tokens_in(part)))
        if missing and part:
            raise MissingToken(tokens=", ".join(missing), where=where)


def says(text: Text, token: str) -> bool:
    """Whether a text fills in a name anywhere."""
    return any(token in tokens_in(part) for part in (text.subject, text.body, text.html))


def tokens_in(part: str) -> list[str]:
    """The names a text fills in, in the order it does."""
    return _TOKEN.findall(part)


def _check_names(part: str, known: Collection[str]) -> None:
    for token in tokens_in(part):
        if token not in known:
            nearest = get_close_matches(token, known, n=3, cutoff=0.0)
            raise UnknownToken(token=token, nearest=", ".join(nearest), known=", ".join(known))
    rest = _TOKEN.sub("", part)
    if any(sign in rest for sign in ("{{", "}}", "{%", "%}", "{#", "#}")):
        raise BadTemplate(reason="braces that are no {{ name }}")


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
