"""What the errors of mail servers and providers say about a message: not sent, not now, or nobody knows."""

import smtplib
import sys

from cashwright.areas.messaging.ports import Later, Refused, SendError, Unknown, Unreachable

_NO_SUCH_MAILBOX = frozenset({550, 551, 553})
_CLOSING = 421
_OURS_TO_MEND = frozenset({401, 403})
_SLOWER, _TOO_LONG = 429, 408


def errors() -> tuple[type[Exception], ...]:
    """What sending may end in. ValueError: it cannot be written as mail at all."""
    anymail = sys.modules.get("anymail.exceptions")
    provider: tuple[type[Exception], ...] = (anymail.AnymailError,) if anymail else ()
    return (OSError, ValueError, *provider)


def meaning(error: Exception) -> SendError:
    """The outcome an error stands for.

    Only what a server says before it has taken a message, or instead of taking it, proves that it did
    not go out. A line that breaks or falls silent proves nothing.
    """
    told = _told(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _by_code(min(codes), f"{told} {min(codes)}", is_mailbox=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, told)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refused(told)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _by_status(status, told)
    if type(error).__name__ == "AnymailRecipientsRefused":
        return Refused(told, is_final=True)
    return Refused(told) if isinstance(error, ValueError) else Unknown(told)


def _by_code(code: int, told: str, *, is_mailbox: bool = False) -> SendError:
    if code == _CLOSING:
        return Unreachable(told)
    if 400 <= code < 500:
        return Later(told)
    return Refused(told, is_final=is_mailbox and code in _NO_SUCH_MAILBOX)


def _by_status(status: int, told: str) -> SendError:
    """An HTTP answer: a wrong key keeps everything here, too many calls are made later."""
    if status in _OURS_TO_MEND:
        return Unreachable(told)
    if status == _SLOWER:
        return Later(told)
    return Refused(told) if 400 <= status < 500 and status != _TOO_LONG else Unknown(told)


def _told(error: Exception) -> str:
    # The class and its number: what servers answer repeats the address, and reasons enter the journal.
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None) or ""
    return f"{type(error).__name__} {code}".strip()
