"""Which system user the server runs as, and how a program is started as that user.

PostgreSQL refuses to run as root. Started by root, it therefore runs as the user who owns
the data folder, or as `nobody` for a new one. Nothing on the way to the folder is opened up
for that user: where it may not pass, the server gets the one capability to read and pass
(CAP_DAC_READ_SEARCH), which it can only lose, never extend.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from cashwright.project.embedded.words import CannotStart

_CAPABILITY = "+dac_read_search"


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
            switch += [f"--inh-caps={_CAPABILITY}", f"--ambient-caps={_CAPABILITY}"]
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


def _name(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None
