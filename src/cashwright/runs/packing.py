"""Names of files in a zip we hand out: each leads into the folder it is unpacked to, and is there once."""

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
File = tuple[str, bytes]
"""A file of a zip: its name, its bytes."""


def safe_name(text: str) -> str:
    """A file name that is one name: letters, digits, dash and underscore, never empty or hidden."""
    return _UNSAFE.sub("_", text).strip("_")[:80] or "document"


def unique_name(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where it is taken, whatever its case; it is taken then."""
    number, made = 1, name
    while made.lower() in taken:
        number += 1
        made = f"{name}-{number}"
    taken.add(made.lower())
    return made
