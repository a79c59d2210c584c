"""Ids: time-ordered UUIDs (RFC 9562 version 7), shown to people with a prefix: `inv_01J…`.

The 80 bits after the time are a 26-bit counter and 48 random bits (version and variant aside),
so ids made in one millisecond keep the order in which they were made.
"""

import os
import threading
import time
from array import array
from uuid import UUID

from cashwright.kernel.refusals import BadInput

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, lower case
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_COUNTER_MAX = 1 << 26
_RUN = 1 << 14  # the counter bits that follow the variant: ids of one run share their first 64 bits
_NOISE = (1 << 48) - 1

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def _reserve(count: int) -> list[tuple[int, int, int]]:
    """`count` places, each given once: runs of (first 64 bits, first and end of the next 14)."""
    global _last_ms, _counter
    runs: list[tuple[int, int, int]] = []
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:  # a clock set back leaves the time standing and the counter running
            _last_ms, _counter = ms, 0
        while count > 0:
            if _counter == _COUNTER_MAX:
                _last_ms, _counter = _last_ms + 1, 0
            first = _counter % _RUN
            size = min(count, _RUN - first)
            runs.append(((_last_ms << 16) | 0x7000 | (_counter // _RUN), first, first + size))
            _counter += size
            count -= size
    return runs


def new_ids(count: int) -> list[UUID]:
    """`count` new ids in strictly increasing order, also after those made before in this process."""
    made: list[UUID] = []
    for head, first, end in _reserve(count):
        high = (head << 64) | (0b10 << 62)
        noise = array("Q", os.urandom(8 * (end - first)))
        made += [
            UUID(int=high | (place << 48) | (random & _NOISE))
            for place, random in zip(range(first, end), noise, strict=True)
        ]
    return made


def new_id_texts(count: int) -> list[str]:
    """As `new_ids`, each as the text `str()` gives: four times as fast, for frames."""
    made: list[str] = []
    for head, first, end in _reserve(count):
        high = f"{head >> 32:08x}-{(head >> 16) & 0xFFFF:04x}-{head & 0xFFFF:04x}"
        noise = os.urandom(6 * (end - first)).hex()
        made += [
            f"{high}-{0x8000 | place:04x}-{noise[at : at + 12]}"
            for place, at in zip(range(first, end), range(0, len(noise), 12), strict=True)
        ]
    return made


def new_id() -> UUID:
    """One new id."""
    return new_ids(1)[0]


def public_id(prefix: str, value: UUID) -> str:
    """`value` as people see and copy it: the prefix, `_`, 26 letters of Crockford base 32."""
    number, letters = value.int, []
    for _ in range(26):
        number, digit = divmod(number, 32)
        letters.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(letters))}"


def parse_public_id(prefix: str, text: str) -> UUID:
    """The id behind `text`. Raises BadInput when the prefix or the letters are wrong."""
    head, _, tail = text.partition("_")
    if head != prefix or len(tail) != 26 or not set(tail) <= _VALUE.keys() or tail[0] > "7":
        raise BadInput(field="id", value=text[:64], expected=f"{prefix}_ and 26 letters")
    number = 0
    for letter in tail:
        number = number * 32 + _VALUE[letter]
    return UUID(int=number)
