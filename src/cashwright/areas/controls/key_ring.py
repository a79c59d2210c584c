"""The key ring: the installation's keys, which wrap the data keys; kept in a file, never in the database.

One key a line in base64, the last one current; a key is named by the first digits of its SHA-256.
The file is read each time it is needed, so that a process that runs for weeks sees a new key at once.
"""

import base64
import fcntl
import hashlib
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cashwright.areas.controls.sealing import Unreadable, new_key


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by name, oldest first; the last one wraps, all unwrap."""

    keys: dict[str, bytes]

    @property
    def current(self) -> str:
        return next(reversed(self.keys))

    def key(self, name: str) -> bytes:
        """Raises Unreadable when the ring has no such key."""
        if name not in self.keys:
            raise Unreadable(f"the key ring has no key {name}")
        return self.keys[name]


def ring() -> KeyRing:
    """The keys of this installation; outside production the first one is made when it is needed.

    raises  ImproperlyConfigured in production without a file: no key is made behind anybody's back
    """
    path: Path = settings.KEY_RING
    if not path.exists():
        if settings.PRODUCTION:
            raise ImproperlyConfigured(f"There is no key ring at {path}. Run: cashwright keys add")
        _write(path, [new_key()], may_replace=False)
    lines = [base64.b64decode(line, validate=True) for line in path.read_text().split()]
    if not lines or {len(key) for key in lines} != {32}:
        raise ImproperlyConfigured(f"{path} holds no keys of 32 bytes.")
    return KeyRing({hashlib.sha256(key).hexdigest()[:12]: key for key in lines})


def add_key() -> str:
    """Put a new key at the end of the ring: it is current from now on. Returns its name."""
    path: Path = settings.KEY_RING
    with _alone(path):
        before = list(ring().keys.values()) if path.exists() else []
        _write(path, [*before, new_key()], may_replace=True)
        return ring().current


def drop_keys(names: Collection[str]) -> None:
    """Forget keys for good; never the current one."""
    with _alone(settings.KEY_RING):
        held = ring()
        assert held.current not in names, "the current key stays"
        left = [key for name, key in held.keys.items() if name not in names]
        _write(settings.KEY_RING, left, may_replace=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One change of the ring at a time: the second would forget the key that the first one added."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, keys: list[bytes], *, may_replace: bool) -> None:
    """Write whole under another name, then put it in place: no reader sees half a ring."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(base64.b64encode(key) + b"\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    if may_replace:
        draft.replace(path)
        return
    with suppress(FileExistsError):  # another process was first
        os.link(draft, path)
    draft.unlink()
