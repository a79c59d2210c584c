"""A mailbox polled over IMAP (RFC 9051): a mail is marked as seen only after it was taken.

Whatever breaks in between, the mail is fetched again, and known again by its id. What cannot be read
is marked with a flag, so that a person finds it in the mailbox.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cashwright.areas.messaging.refusals import MailUnreachable, MailUnreadable
from cashwright.areas.messaging.rules.inbox.mail import MAIL_BYTES_MAX

_SECONDS_MAX = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_LOCAL = frozenset(["127.0.0.1", "localhost", "::1"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A mailbox and how to get into it."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    is_tls: bool = True

    @classmethod
    def from_url(cls, url: str) -> "Box":
        """`imaps://user:password@host/INBOX`; without TLS (`imap://`) on this machine only.

        raises  ValueError for anything else
        """
        parts = urlsplit(url)
        is_tls = parts.scheme == "imaps"
        is_plain = parts.scheme == "imap" and parts.hostname in _LOCAL
        if not parts.hostname or not (is_tls or is_plain):
            raise ValueError("CASHWRIGHT_INBOX_URL must look like imaps://user:password@host/INBOX")
        return cls(
            host=parts.hostname, port=parts.port or (993 if is_tls else 143),
            user=unquote(parts.username or ""), password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX", is_tls=is_tls,
        )  # fmt: skip


@dataclass(slots=True)
class Polled:
    """How many mails were taken, and how many could not be read."""

    taken: int = 0
    unread: int = 0


def poll(box: Box, take: Callable[[bytes], object], *, limit: int = 500) -> Polled:
    """Take up to `limit` mails nobody has seen.

    take    takes one raw mail for good; a MailUnreadable of it flags the mail, anything else ends the poll
    raises  MailUnreachable
    """
    told = Polled()
    with _opened(box) as server:
        for uid in _unseen(server)[:limit]:
            try:
                take(_fetched(server, uid))
            except MailUnreadable:
                told.unread += 1
                server.uid("STORE", uid, "+FLAGS", r"(\Flagged \Seen)")
            else:
                told.taken += 1
                server.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return told


@contextmanager
def _opened(box: Box) -> Iterator[imaplib.IMAP4]:
    try:
        server = _connected(box)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailUnreachable(reason=type(error).__name__) from error
    try:
        server.login(box.user, box.password)
        kind, _ = server.select(f'"{box.folder}"')
        if kind != "OK":
            raise MailUnreachable(reason="no such folder")
        yield server
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailUnreachable(reason=type(error).__name__) from error
    finally:
        _left(server)


def _connected(box: Box) -> imaplib.IMAP4:
    if not box.is_tls:
        return imaplib.IMAP4(box.host, box.port, timeout=_SECONDS_MAX)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=_SECONDS_MAX)


def _left(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (OSError, imaplib.IMAP4.error):
        server.shutdown()


def _unseen(server: imaplib.IMAP4) -> list[str]:
    _, found = server.uid("SEARCH", "UNSEEN")
    return [uid.decode("ascii") for uid in (found[0] or b"").split()] if found else []


def _fetched(server: imaplib.IMAP4, uid: str) -> bytes:
    """The raw mail. Raises MailUnreadable for one that is too large, without fetching it."""
    _, sizes = server.uid("FETCH", uid, "(RFC822.SIZE)")
    size = _SIZE.search(sizes[0] if sizes and isinstance(sizes[0], bytes) else b"")
    if size is not None and int(size[1]) > MAIL_BYTES_MAX:
        raise MailUnreadable(reason="too_large")
    _, parts = server.uid("FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
    return bytes(raw)
