"""A mail server on this machine that misbehaves as it is told, address by address."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STALL_SECONDS = 1.6  # longer than the sender waits in these tests


class HostileServer:
    """Answers each command; what an address is told is looked up by its local part.

    rcpt_450, rcpt_550, rcpt_421   said to RCPT
    data_451, data_554             said after the mail
    drop                           takes the mail and hangs up without a word
    stall                          takes the mail and says nothing
    close                          hangs up when DATA is asked
    greeting                       what is said first; None: nothing, and the line is held
    """

    def __init__(self) -> None:
        self.greeting: bytes | None = b"220 hostile\r\n"
        self.taken: list[tuple[str, bytes]] = []  # (address, mail): what really went out
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends = threading.Event()

    def serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._session, args=(line,), daemon=True).start()

    def stop(self) -> None:
        self._ends.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _session(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as source:
            if self.greeting is None:
                self._ends.wait(STALL_SECONDS)
                return
            line.sendall(self.greeting)
            to = ""
            for command in source:
                verb = command[:4].upper()
                if verb == b"RCPT":
                    to = command.split(b"<")[1].split(b">")[0].decode()
                    line.sendall(self._of_rcpt(to))
                elif verb == b"DATA":
                    if to.startswith("close"):
                        return
                    line.sendall(b"354 go on\r\n")
                    mail = b"".join(iter(source.readline, b".\r\n"))
                    if not self._after(to, mail, line):
                        return
                else:
                    line.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")

    @staticmethod
    def _of_rcpt(to: str) -> bytes:
        kind, _, code = to.partition("@")[0].partition("_")
        return f"{code[:3]} no {to}\r\n".encode() if kind == "rcpt" else b"250 ok\r\n"

    def _after(self, to: str, mail: bytes, line: socket.socket) -> bool:
        """What follows a mail; whether the session goes on."""
        kind, _, code = to.partition("@")[0].partition("_")
        if kind == "data":
            line.sendall(f"{code[:3]} no {to}\r\n".encode())
            return True
        self.taken.append((to, mail))
        if kind in ("drop", "stall"):
            self._ends.wait(STALL_SECONDS if kind == "stall" else 0)
            return False
        line.sendall(b"250 taken\r\n")
        return True


@contextmanager
def hostile_server() -> Iterator[HostileServer]:
    """One that runs for as long as it is needed."""
    server = HostileServer()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5)
