"""Mail comes from files and from a mailbox, and is marked as seen only once it is taken."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cashwright.areas.messaging.refusals import MailUnreachable, MailUnreadable
from cashwright.connectors.inbound import Box, mails_in, poll

ONE, TWO = b"From: a@b.example\r\n\r\nOne", b"From: a@b.example\r\n\r\nTwo"


class _Server(socketserver.ThreadingTCPServer):
    """As much of an IMAP server as a poll needs; `flags` are those it was told to set."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, mails: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails, self.flags, self.size_said = mails, dict.fromkeys(mails, ""), 0


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for raw in self.rfile:
            tag, _, rest = raw.decode().strip().partition(" ")
            said = self._answer(rest.upper(), rest)
            self.wfile.write(said + f"{tag} {'NO' if 'WRONG' in rest else 'OK'} done\r\n".encode())
            if rest.upper() == "LOGOUT":
                return

    def _answer(self, upper: str, rest: str) -> bytes:
        if upper.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if upper.startswith("SELECT"):
            return b"* 2 EXISTS\r\n"
        if upper.startswith("UID SEARCH"):
            unseen = [uid for uid, flags in self.server.flags.items() if "Seen" not in flags]
            return f"* SEARCH {' '.join(unseen)}\r\n".encode()
        if upper.startswith("UID STORE"):
            self.server.flags[rest.split()[2]] = rest
        if upper.startswith("UID FETCH"):
            mail = self.server.mails[rest.split()[2]]
            if "RFC822.SIZE" in upper:
                return b"* 1 FETCH (RFC822.SIZE %d)\r\n" % (self.server.size_said or len(mail))
            return b"* 1 FETCH (BODY[] {%d}\r\n%s)\r\n" % (len(mail), mail)
        return b""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server({"7": ONE, "8": TWO}) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def box(server: _Server, folder: str = "INBOX") -> Box:
    return Box.from_url(f"imap://me:it%27s@127.0.0.1:{server.server_address[1]}/{folder}")


def test_what_is_taken_is_seen_and_not_taken_again(server: _Server) -> None:
    taken: list[bytes] = []
    assert poll(box(server), taken.append).taken == 2
    assert taken == [ONE, TWO]
    assert poll(box(server), taken.append).taken == 0


def test_what_breaks_while_it_is_taken_stays_unseen(server: _Server) -> None:
    def breaks(raw: bytes) -> None:
        if raw == TWO:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        poll(box(server), breaks)
    assert "Seen" in server.flags["7"]
    assert server.flags["8"] == ""


def test_what_cannot_be_read_is_flagged_for_a_person(server: _Server) -> None:
    def refuses(raw: bytes) -> None:
        raise MailUnreadable(reason="broken")

    assert poll(box(server), refuses).unread == 2
    assert "Flagged" in server.flags["7"]


def test_a_mail_that_is_too_large_is_not_fetched(server: _Server) -> None:
    server.size_said = 30_000_000
    taken: list[bytes] = []
    assert poll(box(server), taken.append).unread == 2
    assert taken == []


def test_a_mailbox_that_is_not_there_is_said_so(server: _Server) -> None:
    with pytest.raises(MailUnreachable):
        poll(box(server, "WRONG"), lambda raw: None)
    closed = Box(host="127.0.0.1", port=1, user="", password="", is_tls=False)
    with pytest.raises(MailUnreachable):
        poll(closed, lambda raw: None)


@pytest.mark.parametrize(
    "url", ["imap://me@mail.example/INBOX", "pop3://me@host", "imaps:///INBOX", ""]
)
def test_a_mailbox_elsewhere_needs_tls(url: str) -> None:
    with pytest.raises(ValueError, match="imaps"):
        Box.from_url(url)


def test_mails_come_from_a_file_a_folder_and_an_mbox(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "b.mbox").write_bytes(
        b"From a@b Wed Mar 4\n" + ONE + b"\n\nFrom a@b Wed Mar 4\n" + TWO + b"\n"
    )
    (tmp_path / "sub").mkdir()
    assert [name for name, _ in mails_in(tmp_path)] == ["a.eml", "b.mbox:1", "b.mbox:2"]
    assert next(mails_in(tmp_path / "a.eml"))[1] == ONE
    assert list(mails_in(tmp_path))[2][1].rstrip() == TWO
