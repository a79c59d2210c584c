"""Text of PDFs, mails and pages, taken out of them by a process that can be ended (worker.py)."""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cashwright.areas.cash.refusals import BankFileBroken
from cashwright.connectors.bank_files.reading import Reading

_WORKER = Path(__file__).parent / "worker.py"
_SECONDS_MAX = 20  # of the clock; the worker's own limit is of the processor
_REMEDY = "Open it and copy its text into a text file, or ask the payer for it as CSV."


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: the name of who sent it, its subject and text, the files that came with it."""

    sender: str
    subject: str
    text: str
    files: tuple[Attached, ...]


def pdf_text(reading: Reading, data: bytes) -> str:
    """The text of a PDF; "" for one that is only pictures. Raises BankFileBroken, BankFileUnsafe."""
    return str(_told(reading, "pdf", data)["text"])


def page_text(reading: Reading, data: bytes) -> str:
    """The text of an HTML page. Raises BankFileBroken, BankFileUnsafe."""
    return str(_told(reading, "page", data)["text"])


def mail_of(reading: Reading, data: bytes) -> Mail:
    """A mail with its files. Raises BankFileBroken, BankFileUnsafe."""
    told = _told(reading, "mail", data)
    files = told["files"]
    assert isinstance(files, list), "the worker says so"
    return Mail(
        str(told["sender"]), str(told["subject"]), str(told["text"]),
        tuple(Attached(str(f["name"]), base64.b64decode(f["data"])) for f in files),
    )  # fmt: skip


def _told(reading: Reading, kind: str, data: bytes) -> dict[str, object]:
    try:
        done = subprocess.run(  # noqa: S603 - our own file, nothing of the data is an argument
            [sys.executable, "-I", str(_WORKER), kind], input=data, capture_output=True,
            timeout=_SECONDS_MAX, check=False, cwd=_WORKER.parent, env={"PATH": os.defpath},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        reading.unsafe(0, f"its text did not come within {_SECONDS_MAX} seconds")
    if done.returncode or not done.stdout:
        reading.unsafe(0, "taking its text exhausts memory or time")
    told = json.loads(done.stdout)
    assert isinstance(told, dict), "the worker writes one object"
    if "wrong" in told:
        raise BankFileBroken(file=reading.name, line=0, why=str(told["wrong"]), remedy=_REMEDY)
    return told
