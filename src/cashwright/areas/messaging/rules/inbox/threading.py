"""Whose conversation a mail belongs to: what it answers, else what it names, else who writes."""

import re
from collections.abc import Iterable

_OURS = re.compile(r"(msg_[0-9A-Za-z]{10,40})@[^\s@]{1,200}")
_AGAIN = re.compile(
    r"^(?:\s*(?:re|aw|antw|antwort|fw|fwd|wg|tr|rv|sv|vs|ref)\s*(?:\[\d{1,3}\])?\s*:)+\s*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![\w./@-])[A-Za-z0-9][A-Za-z0-9/_.-]{1,38}[A-Za-z0-9](?![\w@])")
_TOKENS_MAX = 200
_LOOKED_AT = 20_000


def our_messages(answers: Iterable[str]) -> tuple[str, ...]:
    """The public ids of our own messages among the ids a mail answers, in their order."""
    found = (_OURS.fullmatch(one) for one in answers)
    return tuple(dict.fromkeys(match[1] for match in found if match))


def about(subject: str) -> str:
    """A subject without the marks of answering and forwarding in front of it."""
    return _AGAIN.sub("", subject).strip()


def named(text: str) -> tuple[str, ...]:
    """What may be numbers of documents in a text: whole tokens with a digit in them, capitals, each once.

    Whether a document has that number only the books know; INV-1 is never found in INV-12.
    """
    found = (match[0].strip("./_-").upper() for match in _TOKEN.finditer(text[:_LOOKED_AT]))
    tokens = dict.fromkeys(one for one in found if len(one) >= 3 and any(map(str.isdigit, one)))
    return tuple(tokens)[:_TOKENS_MAX]
