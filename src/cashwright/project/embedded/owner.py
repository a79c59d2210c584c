"""Which system user the server runs as, and how a program is started as that user.

PostgreSQL refuses to run as root. Started by root, it therefore runs as the user who owns
the data folder, or as `nobody` for a new one. Nothing on the way to the folder is opened up
for that user: where it may not pass, the server keeps one capability of root's, to read and
pass (CAP_DAC_READ_SEARCH), or where a container has taken that away, CAP_DAC_OVERRIDE.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cashwright.project.embedded.words import CannotStart

# Name for setpriv and bit in the kernel's mask, the lesser one first.
_CAPABILITIES = (("dac_read_search", 1 << 2), ("dac_override", 1 << 1))


@dataclass(frozen=True, slots=True)
class Owner:
    """A system user; `name` is what PostgreSQL needs to find in the user database."""

    uid: int
    gid: int
    name: str

    def command(self, argv: list[str], *, through: list[Path]) -> list[str]:
        """`argv` as a command that runs as this user and reaches every path of `through`."""
        if os.geteuid() == self.uid:
            return argv
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise CannotStart(
                "PostgreSQL refuses to run as root and `setpriv` is missing.",
                "Install util-linux, run Cashwright as an ordinary user, or set DATABASE_URL.",
            )
        switch = [setpriv, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        if not all(self.reaches(path) for path in through):
            capability = _kept_capability(through[0])
            switch += [f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}"]
        return [*switch, "--", *argv]

    def reaches(self, path: Path) -> bool:
        """Whether this user may pass through every folder that leads to `path`."""
        return all(self._passes(folder.stat()) for folder in path.resolve().parents)

    def _passes(self, folder: os.stat_result) -> bool:
        if folder.st_uid == self.uid:
            return bool(folder.st_mode & stat.S_IXUSR)
        if folder.st_gid == self.gid:
            return bool(folder.st_mode & stat.S_IXGRP)
        return bool(folder.st_mode & stat.S_IXOTH)


def owner_of(folder: Path) -> Owner:
    """The user the server of `folder` runs as; the folder need not exist yet.

    raises   CannotStart when the folder belongs to somebody else, or the user has no name
    """
    here = os.geteuid()
    owner = folder.stat().st_uid if folder.exists() else here
    if here not in (0, owner):
        raise CannotStart(
            f"The data folder {folder} belongs to {_name(owner) or owner}, not to you.",
            "Run Cashwright as that user, or set CASHWRIGHT_HOME to a folder of your own.",
        )
    if owner == 0:
        owner = pwd.getpwnam("nobody").pw_uid
    name = _name(owner)
    if name is None:
        raise CannotStart(
            f"User id {owner} has no name on this machine, and PostgreSQL insists on one.",
            "Run Cashwright as a user listed in /etc/passwd, or set DATABASE_URL.",
        )
    return Owner(owner, pwd.getpwuid(owner).pw_gid, name)


def _kept_capability(folder: Path) -> str:
    """The least capability of ours that leads through closed folders."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("CapPrm:"):
                ours = int(line.split()[1], 16)
                for name, bit in _CAPABILITIES:
                    if ours & bit:
                        return name
    raise CannotStart(
        f"PostgreSQL refuses to run as root, and no other user may pass to {folder}.",
        "Set CASHWRIGHT_HOME to a folder others may enter, or run as an ordinary user.",
    )


def _name(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None
