"""What a vault's file system can do: leases, exchange, or neither."""

from __future__ import annotations

import os
from contextlib import suppress
from enum import Enum

from milestoned.fileio import lease
from milestoned.fileio.atomic import create
from milestoned.fileio.names import OWN_FOLDER
from milestoned.fileio.temp_file import exchange, new_temp_name
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOUNTS = "/proc/self/mountinfo"
_REACHED_FROM_ELSEWHERE = (
    "fuse",
    "nfs",
    "cifs",
    "smb",
    "9p",
    "ceph",
    "afs",
    "virtiofs",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
)
_LOCAL_DISKS_BY_FUSE = ("fuseblk",)


class WriteStrategy(Enum):
    """How the notes of a vault are written, the safest first."""

    LEASE = "in place, under a write lease"
    EXCHANGE = "by exchange with a temporary file"
    REPLACE = "by replacing it with a temporary file"


def probe(root: Path) -> WriteStrategy:
    """Try leases and exchange once with two temporary files in the vault, which are removed at once.

    Where none may be created, leases are assumed: every single write finds out for itself what is granted.
    """
    own = root / OWN_FOLDER
    folder = own if own.is_dir() else root
    one, other = folder / new_temp_name(), folder / new_temp_name()
    try:
        return _try(one, other)
    except OSError:
        return WriteStrategy.LEASE
    finally:
        for path in (one, other):
            with suppress(OSError):
                path.unlink()


def file_system(folder: Path) -> str:
    """Return the kind of file system (`ext4`, `fuse.sshfs`), or "" where the system does not know it."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as mounts:  # noqa: PTH123
            return next((_kind(line) for line in mounts if line.split()[2] == number), "")
    except OSError:
        return ""


def is_shared_with_others(kind: str) -> bool:
    """Return True if other machines may write in a file system of this kind: no program here learns of that."""
    return kind.startswith(_REACHED_FROM_ELSEWHERE) and kind not in _LOCAL_DISKS_BY_FUSE


def _try(one: Path, other: Path) -> WriteStrategy:
    descriptor = create(one)
    try:
        os.close(create(other))
        if _has_leases(descriptor, one.parent):
            return WriteStrategy.LEASE
    finally:
        os.close(descriptor)
    return WriteStrategy.EXCHANGE if exchange(one, other) else WriteStrategy.REPLACE


def _has_leases(descriptor: int, folder: Path) -> bool:
    """Ask for a lease, and trust it only where no other machine writes: it binds the programs of this one."""
    if is_shared_with_others(file_system(folder)):
        return False
    granted = lease.take(descriptor, lease.LeaseKind.WRITE) is lease.Grant.GRANTED
    lease.release(descriptor)
    return granted


def _kind(line: str) -> str:
    return line.partition(" - ")[2].split()[0]
