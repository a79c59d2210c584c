"""The press: pages set as PDF/A-3a and PDF/UA-1 by Typst, in a process of its own that can be ended.

One process serves all threads of this one, in turn; it is started when first needed, anew after
so many pages, and when a page took too long.
"""

import atexit
import hashlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cashwright.areas.invoicing.refusals import DocumentNotPrinted

SECONDS_MAX = 20.0
PAGE_BYTES_MAX = 20_000_000
PDF_BYTES_MAX = 50_000_000
PAGES_A_PROCESS = 2_000
_HERE = Path(__file__).parent


class _Late(Exception):
    """The worker did not answer in time."""


class TypstPress:
    """Implements invoicing.ports.Press; every instance uses the one process."""

    edition = "typst-{}-{}".format(
        version("typst"),
        hashlib.sha256((_HERE / "templates" / "document.typ").read_bytes()).hexdigest()[:12],
    )

    def printed(self, page: Mapping[str, Any]) -> bytes:
        """The PDF of a page. Raises DocumentNotPrinted: too large, too slow, or not to be set."""
        text = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
        if len(text) > PAGE_BYTES_MAX:
            raise DocumentNotPrinted(reason="the page is too large")
        with _worker.turn:
            try:
                kind, body = _worker.ask(text, time.monotonic() + SECONDS_MAX)
            except (_Late, OSError) as error:
                _worker.end()
                raise DocumentNotPrinted(
                    reason=f"it took too long or broke off: {type(error).__name__}"
                ) from None
        if kind != b"P":
            raise DocumentNotPrinted(reason=body.decode(errors="replace"))
        return body


class _Worker:
    """The one process, used by whoever holds `turn`."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pages = 0

    def ask(self, text: bytes, until: float) -> tuple[bytes, bytes]:
        process = self._running()
        assert process.stdin is not None
        process.stdin.write(len(text).to_bytes(8, "big") + text)
        process.stdin.flush()
        self._pages += 1
        kind, size = self._read(1, until), int.from_bytes(self._read(8, until), "big")
        if size > PDF_BYTES_MAX:
            raise OSError("more than a document")
        return kind, self._read(size, until)

    def end(self) -> None:
        """End the process; the next page starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (
            self._process.poll() is not None or self._pages >= PAGES_A_PROCESS
        ):
            self.end()
        if self._process is None:
            self._pages = 0
            self._process = subprocess.Popen(  # noqa: S603 - our own file, no argument from outside
                [sys.executable, "-I", str(_HERE / "worker.py")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                bufsize=0, cwd=_HERE, env={"PATH": os.defpath},
            )  # fmt: skip
        return self._process

    def _read(self, size: int, until: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        stream, parts, missing = self._process.stdout, [], size
        while missing:
            left = until - time.monotonic()
            if left <= 0 or not select.select([stream], [], [], left)[0]:
                raise _Late
            part = stream.read(min(missing, 1 << 20))
            if not part:
                raise OSError("the process ended")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


_worker = _Worker()
atexit.register(_worker.end)
