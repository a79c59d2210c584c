"""Whether a journal of facts is whole: the check an auditor can repeat without this program.

Words: a *link* is one stored fact; a *break* is the first position where the chain is not what the
writer wrote: changed, missing, inserted, out of order, or cut off at the end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One fact as stored: its number, exact bytes, hash, and the columns that repeat the bytes."""

    seq: int
    body: bytes
    hash: bytes
    columns: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Break:
    """Where (`seq`) and what (`kind`, in words `means`)."""

    seq: int
    kind: str
    means: str


def check_chain(links: Iterable[Link], *, head_seq: int, head_hash: bytes) -> Break | None:
    """The first break of a chain, or None when it is whole.

    links      in order of seq
    head_seq   the number and
    head_hash  hash that the chain's head remembers: what is cut off at the end shows there
    """
    expected, before = 1, bytes(32)
    for link in links:
        found = _check(link, expected, before)
        if found is not None:
            return found
        expected, before = expected + 1, link.hash
    last = expected - 1
    if last < head_seq:
        return Break(last + 1, "missing", f"facts {last + 1} to {head_seq} are missing at the end")
    if last > head_seq:
        return Break(head_seq + 1, "inserted", f"{last - head_seq} facts stand after the head")
    if before != head_hash:
        return Break(last, "changed", "the head does not remember this fact's hash")
    return None


def _check(link: Link, expected: int, before: bytes) -> Break | None:
    if link.seq > expected:
        return Break(expected, "missing", f"facts {expected} to {link.seq - 1} are missing")
    if link.seq < expected:
        return Break(link.seq, "inserted", f"fact number {link.seq} stands twice")
    if hashlib.sha256(before + link.body).digest() != link.hash:
        return Break(link.seq, "changed", "bytes and hash do not belong together, or not here")
    told = _told(link.body)
    if told.get("seq") != link.seq:
        return Break(link.seq, "reordered", f"this fact was written as number {told.get('seq')}")
    wrong = [name for name, value in link.columns.items() if told.get(name) != value]
    if wrong:
        return Break(link.seq, "changed", f"columns differ from the bytes: {', '.join(wrong)}")
    return None


def _told(body: bytes) -> Mapping[str, object]:
    """What the bytes say; nothing when someone put bytes there that are no fact."""
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
