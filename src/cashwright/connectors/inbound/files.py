"""Mails out of files: one raw message (.eml), many (.mbox), or a folder of such."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from cashwright.areas.messaging.rules.inbox.mail import MAIL_BYTES_MAX


def mails_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, raw mail) of each mail in a file or folder, in the order of the names.

    Of a mail larger than can be read only as much is read as shows that.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        if file.is_file():
            yield from _of(file)


def _of(file: Path) -> Iterator[tuple[str, bytes]]:
    with file.open("rb") as source:
        start = source.read(5)
        if start != b"From ":
            yield file.name, start + source.read(MAIL_BYTES_MAX)
            return
    box = mailbox.mbox(file, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            with box.get_file(key) as source:
                yield f"{file.name}:{number}", source.read(MAIL_BYTES_MAX + 1)
    finally:
        box.close()
