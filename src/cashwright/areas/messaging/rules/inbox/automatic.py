"""Whether a machine wrote a mail (RFC 3834): nobody waits for an answer to it, and it is no reply."""

import re
from email.message import Message

from cashwright.areas.messaging.rules.inbox.headers import header

_SAID_BY = ("X-Autoreply", "X-Autorespond", "X-Auto-Response", "X-Autoresponse")
_BULK = frozenset(["auto_reply", "bulk", "junk", "list"])
_SUBJECT = re.compile(
    r"^\W*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|autosvar|"
    r"automatische antwort|abwesenheits(?:notiz|nachricht|meldung)|abwesend|réponse automatique|"
    r"absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|"
    r"fuori ufficio|automatisch antwoord|afwezig|"
    r"undeliver(?:able|ed)|delivery status notification|mail delivery (?:failed|subsystem)|"
    r"returned mail|unzustellbar|failure notice)\b",
    re.IGNORECASE,
)


def is_automatic(told: "Message[str, str]", subject: str) -> bool:
    """By its headers, or by what mail programs write as the subject of such mails."""
    submitted = header(told, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(told.get(name) for name in _SAID_BY):
        return True
    if header(told, "Precedence").lower() in _BULK or header(told, "Return-Path") == "<>":
        return True
    return told.get_content_type() == "multipart/report" or looks_automatic(subject)


def looks_automatic(subject: str) -> bool:
    """Whether a subject is one that mail programs write."""
    return bool(_SUBJECT.match(subject[:200]))
