"""Letters: set as a PDF, numbered, for a person to print and post."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import dumps
from pathlib import Path

from cashwright.areas.messaging.ports import Attachment, Outgoing, Receipt, Refused

_SECONDS_MAX = 30
_HERE = Path(__file__).parent
_NUMBER = {"en": "Letter", "de": "Schreiben"}


class LetterSender:
    """Makes the paper; a person posts it."""

    reaches_people = False

    @contextmanager
    def open(self) -> Iterator[None]:
        yield

    def send(self, message: Outgoing, attached: Sequence[Attachment]) -> Receipt:
        """The paper of a letter. Raises Refused: there is no postal address, or it cannot be set."""
        if len(message.to_lines) < 2:
            raise Refused("no postal address")
        return Receipt("paper", paper=_pdf(_page(message)))


def _page(message: Outgoing) -> dict[str, object]:
    assert message.dated_on is not None, "a letter has its day"
    on = message.dated_on
    return {
        "language": message.language, "title": message.subject, "issued": [on.year, on.month, on.day],
        "sender": message.from_name, "from_lines": list(message.from_lines),
        "to_lines": list(message.to_lines), "letter_no": message.letter_no,
        "number_word": _NUMBER.get(message.language, _NUMBER["en"]),
        "day": on.isoformat(), "paragraphs": message.body_text.strip().split("\n\n"),
    }  # fmt: skip


def _pdf(page: dict[str, object]) -> bytes:
    """Set in a process of its own, limited as the press is; letters are few."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no argument from outside
            [sys.executable, "-I", str(_HERE / "letter_worker.py")],
            input=dumps(page, ensure_ascii=False).encode(), capture_output=True, check=False,
            timeout=_SECONDS_MAX, cwd=_HERE, env={"PATH": os.defpath},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused("it took too long to set") from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise Refused("it could not be set")
    return done.stdout
