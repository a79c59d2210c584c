"""Checkpoints: the heads of all chains on one page, to be kept where nobody here can change it.

Whoever can rewrite the database can rewrite a chain with its head; a page sent away earlier shows
it. The text is plain and stable, so that it can be mailed, printed or signed:

    cashwright checkpoint 1
    at 2026-03-02T12:00:00+00:00
    chain 00000000-0000-0000-0000-000000000000 17 9f86d08188...
    seal b5bb9d8014...

`seal` is the SHA-256 of the lines above it; with a key it is an HMAC-SHA256, which only holders of
the key can make. `first_break` needs this file and a list of hashes, no database.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cashwright.areas.controls.models import Chain, Fact
from cashwright.areas.controls.rules import Break
from cashwright.kernel.refusals import BadInput

_TITLE = "cashwright checkpoint 1"


@dataclass(frozen=True, slots=True)
class Head:
    """How long a chain was, and the hash of its last fact."""

    chain_id: UUID
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of all chains at one instant, in id order."""

    at: datetime
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A chain that no longer holds what a checkpoint saw."""

    chain_id: UUID
    broken: Break


def checkpoint(at: datetime) -> Checkpoint:
    """The heads as they are now; facts not committed yet are not among them."""
    rows = Chain.objects.order_by("pk").values_list("pk", "seq", "hash")
    return Checkpoint(at, tuple(Head(pk, seq, bytes(head)) for pk, seq, head in rows))


def written(point: Checkpoint, key: bytes = b"") -> str:
    """The page. key: whoever checks the seal must hold it too; without one it is a plain hash."""
    lines = [_TITLE, f"at {point.at.isoformat()}"]
    lines += [f"chain {head.chain_id} {head.seq} {head.hash.hex()}" for head in point.heads]
    text = "\n".join(lines) + "\n"
    return f"{text}seal {_seal(text, key)}\n"


def read(page: str, key: bytes = b"") -> Checkpoint:
    """The checkpoint on a page. Raises BadInput when it is none, or its seal does not fit."""
    text, found, seal = page.replace("\r\n", "\n").rstrip("\n").rpartition("\nseal ")
    text += "\n"
    title, _, rest = text.partition("\n")
    if not found or title != _TITLE:
        raise BadInput(field="checkpoint", value=title[:64], expected=_TITLE)
    if not hmac.compare_digest(_seal(text, key), seal):
        raise BadInput(field="seal", value=seal[:64], expected="the seal of the lines above it")
    try:
        first, *others = [line.split(" ") for line in rest.splitlines()]
        heads = tuple(Head(UUID(i), int(seq), bytes.fromhex(h)) for _, i, seq, h in others)
        return Checkpoint(datetime.fromisoformat(first[1]), heads)
    except (ValueError, IndexError):
        raise BadInput(field="checkpoint", value=rest[:64], expected="lines of chains") from None


def first_break(head: Head, hash_of: Callable[[int], bytes | None]) -> Break | None:
    """What a chain lost since a checkpoint, or None.

    hash_of  the hash the chain has for a number, None when it has no such fact
    """
    if head.seq == 0:
        return None
    found = hash_of(head.seq)
    if found == head.hash:
        return None
    if found is not None:
        return Break(
            head.seq, "changed", f"facts up to {head.seq} are not those the checkpoint saw"
        )
    low, high = 0, head.seq  # the chain holds `low` (or nothing), it does not hold `high`
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if hash_of(middle) is not None else (low, middle)
    return Break(high, "missing", f"facts {high} to {head.seq} are missing since the checkpoint")


def kept(point: Checkpoint) -> Iterator[Lost]:
    """The chains of these books that lost what `point` saw."""
    for head in point.heads:
        broken = first_break(head, _stored(head.chain_id))
        if broken is not None:
            yield Lost(head.chain_id, broken)


def _stored(chain_id: UUID) -> Callable[[int], bytes | None]:
    def hash_of(seq: int) -> bytes | None:
        found = Fact.objects.filter(chain_id=chain_id, seq=seq).values_list("hash", flat=True)
        return next((bytes(value) for value in found), None)

    return hash_of


def _seal(text: str, key: bytes) -> str:
    if key:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return hashlib.sha256(text.encode()).hexdigest()
