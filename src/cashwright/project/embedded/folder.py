"""Making PostgreSQL's data folder: complete or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from cashwright.project.embedded.layout import ROLE, VERSION, Layout
from cashwright.project.embedded.owner import Owner
from cashwright.project.embedded.words import CannotStart, explained

# Durable and predictable. Given on the command line, so that no edited file weakens them.
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    # Parallel queries find their memory here and not in /dev/shm, which containers keep tiny.
    "min_dynamic_shared_memory": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


def prepare(places: Layout, owner: Owner, programs: Path) -> None:
    """Make the data folder unless it is there, and the socket's folder unless it is there.

    raises   CannotStart when the folder is of another PostgreSQL version or cannot be made
    """
    version = places.folder / "PG_VERSION"
    if not version.exists():
        _make(places, owner, programs)
    elif version.read_text().strip() != str(VERSION):
        raise CannotStart(
            f"The data folder {places.folder} was made by PostgreSQL {version.read_text().strip()}"
            f", this Cashwright brings {VERSION}.",
            "Export with the version that made it, or set CASHWRIGHT_HOME to a new folder.",
        )
    if places.socket_folder != places.folder:
        _private(places.socket_folder, owner)


def _make(places: Layout, owner: Owner, programs: Path) -> None:
    if places.folder.exists() and any(places.folder.iterdir()):
        raise CannotStart(
            f"{places.folder} is not empty and not a PostgreSQL data folder.",
            "Move it away, or set CASHWRIGHT_HOME to another folder.",
        )
    shutil.rmtree(places.staging, ignore_errors=True)
    places.staging.mkdir(mode=0o700)
    os.chown(places.staging, owner.uid, owner.gid)
    made = subprocess.run(
        owner.command(_initdb(places.staging, programs), through=[places.staging, programs]),
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
    )
    if made.returncode:
        shutil.rmtree(places.staging, ignore_errors=True)
        raise explained(made.stdout + made.stderr)
    _admit(places.staging, owner)
    places.staging.rename(places.folder)


def _initdb(folder: Path, programs: Path) -> list[str]:
    return [
        str(programs / "initdb"),
        f"--pgdata={folder}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        # The same order of letters on every machine and after every update of its C library.
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--auth=peer",
    ]


def _admit(folder: Path, owner: Owner) -> None:
    """Let only root and the owner in, by what the kernel says about who is calling.

    As `nobody` the owner stays out: other programs of the machine run under that name.
    """
    names = {"root", owner.name} - {"nobody"}
    (folder / "pg_hba.conf").write_text("local all all peer map=cashwright\n")
    (folder / "pg_ident.conf").write_text(
        "".join(f'cashwright "{name}" {ROLE}\n' for name in sorted(names))
    )


def _private(folder: Path, owner: Owner) -> None:
    """A folder in /tmp that nobody else has made or can enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid not in (os.geteuid(), owner.uid) or folder.is_symlink():
        raise CannotStart(
            f"{folder} belongs to somebody else.",
            "Set CASHWRIGHT_HOME to a folder with a shorter path.",
        )
    folder.chmod(0o700)
    os.chown(folder, owner.uid, owner.gid)
